"""report.json, schema ``rtqa-report/2``: the only definition of the file, to and from a :class:`Report`.

A null value is one that is not known; the reason stands beside it. Absent is never 0. Sentences (``summary``,
``reason``, ``text``, …) are the English words of the message beside them; nothing reads them back.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from rtqa.documents.reading import read_document
from rtqa.errors import DocumentError, Fault, InputError, UsageError
from rtqa.findings.agreement import find_disagreements
from rtqa.findings.entries import CauseEntry, Entry, FindingEntry, MeasureEntry
from rtqa.findings.faults import tell_faults
from rtqa.findings.peers import ReportedPeer
from rtqa.findings.report import (
    Report,
    ReportedCurve,
    ReportedIdentity,
    ReportedNotice,
    ReportedPicture,
    ReportedPlan,
    ReportedPrescription,
    ReportedProtocol,
    ReportedSetting,
    ReportedSource,
    ReportedStructure,
)
from rtqa.findings.second_dose import ReportedSecondDose
from rtqa.findings.thin import thin_curve
from rtqa.findings.verdict import Verdict
from rtqa.limits import MOST_REPORT_BYTES
from rtqa.messages import (
    Cause,
)

SCHEMA = "rtqa-report/2"

_UNSEALED = ("created", "content_sha256")

_SURROGATE = re.compile("[\ud800-\udfff]")


class Counts(Entry):
    """How many findings carry each verdict."""

    pass_: int = Field(alias="pass")
    variation: int
    review: int
    fail: int
    info: int


class ReportDocument(Entry):
    """The whole file."""

    schema_: Literal["rtqa-report/2"] = Field(alias="schema")
    rtqa_version: str
    created: str
    case_key: str
    verdict: Verdict
    counts: Counts
    protocol: ReportedProtocol
    plan: tuple[ReportedPlan, ...]
    settings: tuple[ReportedSetting, ...]
    sources: tuple[ReportedSource, ...]
    causes: tuple[CauseEntry, ...]
    structures: tuple[ReportedStructure, ...]
    prescriptions: tuple[ReportedPrescription, ...]
    findings: tuple[FindingEntry, ...]
    measures: tuple[MeasureEntry, ...]
    notices: tuple[ReportedNotice, ...]
    dvhs: tuple[ReportedCurve, ...]
    pictures: tuple[ReportedPicture, ...]
    identity: ReportedIdentity | None
    second_doses: tuple[ReportedSecondDose, ...] = ()
    peers: tuple[ReportedPeer, ...] = ()
    content_sha256: str

    @classmethod
    def of(cls, report: Report) -> ReportDocument:
        """The document of a report; curves are thinned, all other numbers keep every digit."""
        under = {place: (cause.id,) for cause in report.causes for place in cause.findings}
        return cls(
            schema="rtqa-report/2",
            rtqa_version=report.rtqa_version,
            created=report.created,
            case_key=report.case_key,
            verdict=report.verdict,
            counts=Counts.model_validate(report.counts),
            protocol=report.protocol,
            plan=report.plans,
            settings=report.settings,
            sources=report.sources,
            causes=tuple(map(CauseEntry.of, report.causes)),
            structures=report.structures,
            prescriptions=report.prescriptions,
            findings=tuple(
                FindingEntry.of(finding, under.get(n, ())) for n, finding in enumerate(report.findings)
            ),
            measures=tuple(map(MeasureEntry.of, report.measures)),
            notices=report.notices,
            dvhs=tuple(map(_thinned, report.curves)),
            pictures=report.pictures,
            identity=report.identity,
            second_doses=report.second_doses,
            peers=report.peers,
            content_sha256="",
        )

    def as_json_values(self) -> dict[str, Any]:
        """The document as dictionaries, lists, text and numbers, sealed; half characters are replaced."""
        values: dict[str, Any] = _without_surrogates(self.model_dump(mode="json", by_alias=True))
        return values | {"content_sha256": compute_seal(values)}

    def report(self, label: str) -> Report:
        """The report of a document.

        What is computed of the rest must agree with it: each verdict on a limit with value, interval and
        limit, those of causes and report, and the counts.

        Raises:
            DocumentError: an entry contradicts itself or another.
        """
        if faults := self._find_cause_faults():
            raise DocumentError(label, tuple(faults))
        causes = tuple(entry.value() for entry in self.causes)
        kinds = {cause.id: Cause(cause.kind, next(iter(cause.subjects), "")) for cause in causes}
        findings, measures = [], []
        for n, finding in enumerate(self.findings):
            with _gathering(faults):
                findings.append(finding.finding(f"findings[{n}]", kinds))
        for n, measure in enumerate(self.measures):
            with _gathering(faults):
                measures.append(measure.measure(f"measures[{n}]"))
        if faults:
            raise DocumentError(label, tuple(faults))
        report = Report(
            rtqa_version=self.rtqa_version,
            case_key=self.case_key,
            protocol=self.protocol,
            settings=self.settings,
            sources=self.sources,
            structures=self.structures,
            findings=tuple(findings),
            curves=self.dvhs,
            plans=self.plan,
            causes=causes,
            measures=tuple(measures),
            pictures=self.pictures,
            second_doses=self.second_doses,
            peers=self.peers,
            identity=self.identity,
            notices=self.notices,
            created=self.created,
        )
        faults = [*find_disagreements(findings, causes), *self._find_sum_faults(report)]
        if faults:
            raise DocumentError(label, tuple(faults))
        return report

    def _find_sum_faults(self, report: Report) -> Iterator[Fault]:
        """What is computed of all findings and plans together, and stated otherwise."""
        stated = (self.verdict, self.counts.model_dump(by_alias=True), self.prescriptions)
        for name, given, computed in zip(
            ("verdict", "counts", "prescriptions"),
            stated,
            (report.verdict, report.counts, report.prescriptions),
            strict=True,
        ):
            if given != computed:
                yield Fault(name, f"is {_shown(given)}, but the rest makes it {_shown(computed)}")

    def _find_cause_faults(self) -> list[Fault]:
        """Causes name findings, and findings their causes: both must say the same."""
        faults = []
        under: dict[int, list[str]] = {}
        for n, cause in enumerate(self.causes):
            for m, place in enumerate(cause.findings):
                under.setdefault(place, []).append(cause.id)
                if not 0 <= place < len(self.findings):
                    fault = Fault(f"causes[{n}].findings[{m}]", f"there is no finding {place} in the file")
                    faults.append(fault)
        for n, finding in enumerate(self.findings):
            causes = tuple(under.get(n, ()))
            if finding.causes != causes:
                listed = " and ".join(causes) or "no cause"
                faults.append(
                    Fault(f"findings[{n}].causes", f"do not agree with causes: it stands under {listed}")
                )
        return faults


def parse_report(text: str | bytes, *, label: str = "report.json") -> Report:
    """Read a report back from its JSON.

    What is computed of the rest must agree with it: verdicts with values, intervals and limits, and counts. A
    file that was edited is refused, by its seal too; whoever makes a new seal is not found out by it.

    Args:
        text: the file.
        label: what errors call it; a file name without its folder.

    Raises:
        DocumentError: all faults at once, each with its place, such as ``findings[3].limit``.
    """
    try:
        document = ReportDocument.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise DocumentError(label, tell_faults(error, text)) from None
    report = document.report(label)
    if document.content_sha256 != compute_seal(json.loads(text)):
        fault = Fault(
            "content_sha256", "is not that of the rest: the report was changed after it was written"
        )
        raise DocumentError(label, (fault,))
    return report


def compute_seal(values: dict[str, Any]) -> str:
    """SHA-256 of what a report says but its time: of JSON with sorted keys, no space, each number a float.

    Equal runs have equal seals.
    """
    content = json.dumps({key: value for key, value in values.items() if key not in _UNSEALED})
    plain = json.dumps(json.loads(content, parse_int=float), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("ascii")).hexdigest()


def read_report(path: str | os.PathLike[str]) -> Report:
    """Read a ``report.json`` that :func:`rtqa.write_report` or ``rtqa check`` wrote.

    >>> import rtqa, tempfile
    >>> case = rtqa.read_case("sample_plans/ccrt_fail")
    >>> report = rtqa.check(case, protocol="nct07041788", second_dose=False)
    >>> (file,) = rtqa.write_report(report, tempfile.mkdtemp(), formats=["json"])
    >>> rtqa.read_report(file).verdict.value
    'fail'

    Args:
        path: of the file.

    Raises:
        InputError: there is no such file, or it is no regular one.
        DocumentError: it is no report, or contradicts itself.
    """
    file = Path(path)
    try:
        text = read_document(file, what="the report", most=MOST_REPORT_BYTES)
    except UsageError as error:
        raise InputError(str(error)) from None
    return parse_report(text, label=file.name)


@contextmanager
def _gathering(faults: list[Fault]) -> Iterator[None]:
    """Go on after an entry that contradicts itself, so that all faults are listed at once."""
    try:
        yield
    except DocumentError as error:
        faults += error.faults


def report_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a report, as published in ``schema/rtqa-report-2.schema.json``."""
    schema = ReportDocument.model_json_schema(by_alias=True, mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": SCHEMA}


def _thinned(curve: ReportedCurve) -> ReportedCurve:
    kept = thin_curve(curve.dose_gy, curve.volume_curve_cm3)
    return replace(curve, dose_gy=curve.dose_gy[kept], volume_curve_cm3=curve.volume_curve_cm3[kept])


def _shown(value: object) -> str:
    return value.value if isinstance(value, Verdict) else str(value)


def _without_surrogates(value: Any) -> Any:
    """Half a character, which no file can hold, becomes the replacement character."""
    match value:
        case str():
            return _SURROGATE.sub("\ufffd", value)
        case dict():
            return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
        case list():
            return [_without_surrogates(item) for item in value]
        case _:
            return value
