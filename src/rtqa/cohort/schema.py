"""The tables of the results: which there are, and what their columns mean. Schema ``rtqa-cohort/1``."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Kind = Literal["text", "number", "count"]


class Column(NamedTuple):
    """A column: its name, what it holds, and what that means; null where it is unknown or does not apply."""

    name: str
    kind: Kind
    meaning: str


_PLAN = Column("plan", "text", "what the store calls the plan; the same in every table")
_PHASE = Column("phase", "text", "of the protocol; `sum` for all phases together; empty for none")
_MEASURED = (
    Column("metric", "text", "such as `D0.03cc[Gy]`"),
    Column("value", "number", "in the metric's unit; null where it cannot be known"),
    Column("unit", "text", "of value, low, high, limit and variation"),
    Column("low", "number", "lower end of the value's interval; null where it is open"),
    Column("high", "number", "upper end of it"),
)
_JUDGED = (
    Column("constraint", "text", "id of the limit in the protocol; null where none is judged"),
    Column("relation", "text", "`<=`, `<`, `>=` or `>`"),
    Column("limit", "number", "what the protocol asks for"),
    Column("variation", "number", "what it still accepts as a variation"),
    Column("quantity", "text", "`physical` or `eqd2`"),
)

TABLES: Final[dict[str, tuple[Column, ...]]] = {
    "plans": (
        _PLAN,
        Column("patient", "text", "pseudonym; the same for all plans of a PatientID in this store"),
        Column("first_plan", "text", "of a course, what the store calls its first plan; else the plan"),
        Column("state", "text", "`checked`, `refused`, `broken`, `out-of-time` or `out-of-memory`"),
        Column("reason", "text", "why it was not checked; empty where it was"),
        Column("verdict", "text", "`pass`, `variation`, `review` or `fail`; null where it was not checked"),
        Column("n_fail", "count", "findings that fail"),
        Column("n_review", "count", "findings that could not be decided"),
        Column("n_variation", "count", "findings within what is accepted"),
        Column("n_pass", "count", "findings that pass"),
        Column("date", "text", "YYYY-MM-DD of its latest plan; null where de-identification did not keep it"),
        Column("n_files", "count", "files it was judged by"),
        Column("protocol", "text", "id of the protocol"),
        Column("protocol_version", "text", "its version"),
        Column("protocol_sha256", "text", "of its file"),
        Column("rtqa_version", "text", "of what judged"),
    ),
    "findings": (
        _PLAN,
        Column("n", "count", "place in the report, from 0"),
        Column("code", "text", "of the check"),
        Column("verdict", "text", "`pass`, `variation`, `review`, `fail` or `info`"),
        Column("subject", "text", "what it is about: a structure, a file"),
        _PHASE,
        Column("section", "text", "of the report"),
        Column("id", "text", "of its message"),
        Column("summary", "text", "the message in English"),
        Column("reason", "text", "why it could not be decided; empty where it was"),
        Column("cause", "text", "id of its cause within the report; null of what is passed"),
    ),
    "causes": (
        _PLAN,
        Column("cause", "text", "id within the report"),
        Column("kind", "text", "of the closed list of causes, such as `limit-exceeded`"),
        Column("verdict", "text", "the worst of its findings"),
        Column("subject", "text", "what it is about"),
        Column("summary", "text", "what is so, in English"),
        Column("action", "text", "what to do about it, in English"),
        Column("owner", "text", "`planner`, `physicist`, `physician` or `trial-office`"),
        Column("n_findings", "count", "findings under it"),
    ),
    "metrics": (
        _PLAN,
        _PHASE,
        Column("structure", "text", "the protocol's name where a limit is judged, else the plan's"),
        *_MEASURED,
        *_JUDGED,
        Column("code", "text", "of the check that measured; null of a value beside the limits"),
        Column("verdict", "text", "on the limit; null where none is judged"),
        Column("reason", "text", "why there is no value, in English; empty where there is one"),
    ),
    "prescriptions": (
        _PLAN,
        _PHASE,
        Column("structure", "text", "the target's name in the plan"),
        Column("dose_gy", "number", "of the whole plan"),
        Column("n_fractions", "count", "planned"),
    ),
    "structures": (
        _PLAN,
        _PHASE,
        Column("name", "text", "in the plan"),
        Column("role", "text", "RTROIInterpretedType"),
        Column("matched_to", "text", "the protocol's structure; empty where it stands for none"),
        Column("how", "text", "`exact`, `tg263`, `alias`, `map` or `suggested`; empty likewise"),
        Column("volume_cm3", "number", "null where it has none"),
    ),
    "sources": (
        _PLAN,
        Column("role", "text", "`RTPLAN`, `CT`, …"),
        Column("sop_class_uid", "text", "kind of the object; never its own UID"),
        Column("sha256", "text", "of the file, of objects that were read whole"),
    ),
    "timings": (
        _PLAN,
        Column("stage", "text", "`reading`, `checking`, `writing` or `all`"),
        Column("seconds", "number", "by the clock"),
        Column("cpu_s", "number", "of the processor"),
        Column("peak_mb", "number", "most memory until the stage's end"),
    ),
}
"""Each table with its columns, in order."""
