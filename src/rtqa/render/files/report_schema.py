"""report.json, schema ``rtqa-report/1``: the keys of the file, in their order, with their types.

A null value is one that is not known; the reason stands beside it. Absent is never 0. Keys with a default
were added after the first edition: files without them are still read.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA = "rtqa-report/1"

Number = Annotated[float, Field(allow_inf_nan=False)]
Word = Literal["pass", "variation", "review", "fail"]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Counts(_Table):
    """How many findings carry each verdict."""

    pass_: int = Field(alias="pass")
    variation: int
    review: int
    fail: int
    info: int


class ProtocolEntry(_Table):
    """Which protocol was judged; ``sha256`` is of its file."""

    id: str
    title: str
    version: str
    sha256: str
    targets: tuple[str, ...] = ()


class SourceEntry(_Table):
    """A DICOM object that was read; its instance UID is null unless identification was asked for."""

    role: str
    sop_class_uid: str
    sop_instance_uid: str | None
    sha256: str


class StructureEntry(_Table):
    """A structure of the plan; ``matched_to`` and ``how`` are empty where it stands for none."""

    phase: str
    name: str
    role: str
    color_rgb: tuple[int, int, int] | None
    matched_to: str
    how: str
    volume_cm3: Number | None


class ReadingEntry(_Table):
    """A way to read an open text that was not taken, and why."""

    reading: str
    why: str


class EstimateEntry(_Table):
    """A number of a table with its interval; a null end is an open one."""

    value: Number
    low: Number | None
    high: Number | None


class TableEntry(_Table):
    """The numbers behind a finding; a null cell is a value that is not known."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | Number | EstimateEntry | None, ...], ...]
    note: str


class AlphaBetaEntry(_Table):
    """α/β in Gy, by which a dose was converted, and who says so."""

    gy: Number
    source: str
    also: tuple[Number, ...] = ()
    straight_from_gy: Number | None = None


class FindingEntry(_Table):
    """One judged line.

    ``metric`` to ``interval`` are null where nothing is measured, ``constraint`` to ``quantity`` where no
    limit is judged. ``value`` is null where it cannot be known; ``reason`` says why, and ``interval`` then
    holds what is known of it all the same. A null end of an interval is an open one.
    """

    code: str
    verdict: Literal["pass", "variation", "review", "fail", "info"]
    subject: str
    phase: str
    summary: str
    metric: str | None
    value: Number | None
    unit: str | None
    interval: tuple[Number | None, Number | None] | None
    constraint: str | None
    structure: str | None
    relation: Literal["<=", "<", ">=", ">"] | None
    limit: Number | None
    variation: Number | None
    quantity: str | None
    alpha_beta: AlphaBetaEntry | None = None
    reason: str
    quote: str
    source: str
    reading: str
    not_taken: tuple[ReadingEntry, ...] = ()
    caveat: str = ""
    table: TableEntry | None = None


class BandEntry(_Table):
    """Between which shares of the volume a DVH lies at each dose."""

    dose_gy: tuple[Number, ...]
    low_frac: tuple[Number, ...]
    high_frac: tuple[Number, ...]


class NoticeEntry(_Table):
    """Where the protocol's document contradicts itself or is silent; it counts against no plan."""

    id: str
    kind: Literal["contradiction", "silence"]
    says: str
    quotes: tuple[str, ...]
    arithmetic: tuple[str, ...]
    source: str
    reading: str
    not_taken: tuple[ReadingEntry, ...]


class CurveEntry(_Table):
    """A cumulative DVH, linear between its points, thinned to within 1e-4 of ``volume_cm3``."""

    structure: str
    phase: str
    quantity: str
    volume_cm3: Number
    coverage_frac: Number
    min_gy: Number | None
    mean_gy: Number | None
    max_gy: Number | None
    dose_gy: tuple[Number, ...]
    volume_curve_cm3: tuple[Number, ...]
    band: BandEntry | None = None


class PrescriptionEntry(_Table):
    """What a plan prescribes to a target, in all its fractions."""

    phase: str
    structure: str
    dose_gy: Number
    n_fractions: int | None


class MeasureEntry(_Table):
    """A value that no limit judges; null where it cannot be known, with the reason."""

    phase: str
    structure: str
    metric: str
    value: Number | None
    unit: str
    interval: tuple[Number | None, Number | None] | None
    reason: str


class ColorEntry(_Table):
    """What a colour of a picture stands for."""

    label: str
    color: str = Field(pattern="^#[0-9a-f]{6}$")


class PictureEntry(_Table):
    """A plane through a plan; ``position_mm`` is its z (axial), y (coronal) or x (sagittal).

    ``png`` holds the picture in base64.
    """

    phase: str
    plane: Literal["axial", "coronal", "sagittal"]
    position_mm: Number
    through: str
    structures: tuple[ColorEntry, ...]
    levels: tuple[ColorEntry, ...]
    image: str
    png: str


class IdentityEntry(_Table):
    """Who the patient is; the date of birth as in DICOM, YYYYMMDD."""

    patient_name: str
    patient_id: str
    birth_date: str


class ReportDocument(_Table):
    """The whole file."""

    schema_: Literal["rtqa-report/1"] = Field(alias="schema")
    rtqa_version: str
    created: str
    case_key: str
    verdict: Word
    counts: Counts
    protocol: ProtocolEntry
    settings: dict[str, str]
    sources: tuple[SourceEntry, ...]
    structures: tuple[StructureEntry, ...]
    findings: tuple[FindingEntry, ...]
    notices: tuple[NoticeEntry, ...] = ()
    dvhs: tuple[CurveEntry, ...]
    prescriptions: tuple[PrescriptionEntry, ...] = ()
    measures: tuple[MeasureEntry, ...] = ()
    pictures: tuple[PictureEntry, ...] = ()
    identity: IdentityEntry | None = None


def report_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a report, as published in ``schema/rtqa-report-1.schema.json``."""
    schema = ReportDocument.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": SCHEMA}
