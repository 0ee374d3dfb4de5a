"""report.json, schema ``rtqa-report/2``: the one definition of the file, to and from a :class:`Report`.

A null value is one that is not known; the reason stands beside it. Absent is never 0. Sentences (``summary``,
``reason``, ``text``, …) are the English words of the message beside them; nothing reads them back.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rtqa.errors import DocumentError, Fault, MetricSyntaxError
from rtqa.findings.fields import finite
from rtqa.findings.finding import Evidence, Finding, Table
from rtqa.findings.report import (
    Report,
    ReportedCause,
    ReportedCurve,
    ReportedIdentity,
    ReportedMeasure,
    ReportedNotice,
    ReportedPicture,
    ReportedPlan,
    ReportedPrescription,
    ReportedProtocol,
    ReportedSource,
    ReportedStructure,
)
from rtqa.findings.thin import thin_curve
from rtqa.findings.verdict import Verdict
from rtqa.messages import (
    Cause,
    CauseKind,
    Interval,
    Listing,
    Message,
    Owner,
    Unknown,
    as_message,
    write_value,
)
from rtqa.messages.data import as_data, message_from
from rtqa.metrics.grammar import MetricSpec, parse_metric
from rtqa.metrics.outcome import Measurement, Outcome, Unmeasurable
from rtqa.protocol.constraint import AlphaBeta, Constraint
from rtqa.protocol.tables import NotTaken

SCHEMA = "rtqa-report/2"

_SURROGATE = re.compile("[\ud800-\udfff]")


class _Entry(BaseModel):
    # Plain dataclasses within take this configuration over.
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Counts(_Entry):
    """How many findings carry each verdict."""

    pass_: int = Field(alias="pass")
    variation: int
    review: int
    fail: int
    info: int


class CauseEntry(_Entry):
    """Why findings are not passed; ``findings`` are their places in the file's list, worst first."""

    id: str
    kind: CauseKind
    subject: str
    verdict: Verdict
    phases: tuple[str, ...]
    summary: str
    action: str
    owner: Owner
    findings: tuple[int, ...]
    subjects: tuple[Message | str, ...]
    summary_message: Message
    details: tuple[Message, ...]
    action_message: Message

    @classmethod
    def of(cls, cause: ReportedCause) -> CauseEntry:
        """The entry of a cause."""
        return cls(
            id=cause.id,
            kind=cause.kind,
            subject=write_value(Listing(cause.subjects)),
            verdict=cause.verdict,
            phases=cause.phases,
            summary=str(cause.summary),
            action=str(cause.action),
            owner=cause.owner,
            findings=cause.findings,
            subjects=cause.subjects,
            summary_message=cause.summary,
            details=cause.details,
            action_message=cause.action,
        )

    def value(self) -> ReportedCause:
        """The cause of an entry."""
        return ReportedCause(
            id=self.id,
            kind=self.kind,
            subjects=self.subjects,
            verdict=self.verdict,
            phases=self.phases,
            summary=self.summary_message,
            details=self.details,
            action=self.action_message,
            owner=self.owner,
            findings=self.findings,
        )


class FindingEntry(_Entry):
    """One judged line.

    ``id`` and ``values`` are its message. ``metric`` to ``interval`` are null where nothing is measured,
    ``constraint`` to ``quantity`` where no limit is judged. ``value`` is null where it cannot be known;
    ``reason`` says why, and ``interval`` then holds what is known of it all the same. A null end of an
    interval is an open one. ``causes`` holds the id of its cause; of what is passed, nothing.
    """

    code: str
    verdict: Literal["pass", "variation", "review", "fail", "info"]
    subject: str
    phase: str
    section: str
    id: str
    values: dict[str, Any]
    summary: str
    metric: str | None
    value: float | None
    unit: str | None
    interval: tuple[float | None, float | None] | None
    constraint: str | None
    structure: str | None
    relation: Literal["<=", "<", ">=", ">"] | None
    limit: float | None
    variation: float | None
    quantity: Literal["physical", "eqd2"] | None
    alpha_beta: AlphaBeta | None
    reason: str
    reason_message: Message | None
    quote: str
    source: str
    reading: Message | str
    not_taken: tuple[NotTaken, ...]
    caveat: Message | None
    table: Table | None
    causes: tuple[str, ...]

    @classmethod
    def of(cls, finding: Finding, causes: tuple[str, ...]) -> FindingEntry:
        """The entry of a finding that stands under these causes."""
        limit, cited, why = finding.constraint, finding.cited, finding.why
        message = as_data(as_message(finding.message))
        return cls(
            code=finding.code,
            verdict=finding.verdict.value if finding.verdict is not None else "info",
            subject=finding.subject,
            phase=finding.phase,
            section=finding.section,
            **message,
            summary=finding.summary,
            **_measured(finding.outcome, finding.metric),
            constraint=limit.id if limit else None,
            structure=limit.subject if limit else None,
            relation=limit.relation if limit else None,
            limit=limit.limit if limit else None,
            variation=limit.variation if limit else None,
            quantity=limit.quantity if limit else None,
            alpha_beta=limit.alpha_beta if limit else None,
            reason=finding.reason,
            reason_message=as_message(why) if why else None,
            quote=cited.quote,
            source=cited.source,
            reading=cited.reading,
            not_taken=cited.not_taken,
            caveat=as_message(finding.caveat) if finding.caveat else None,
            table=finding.table,
            causes=causes,
        )

    def finding(self, place: str, kinds: dict[str, Cause]) -> Finding:
        """The finding of an entry.

        Args:
            place: of the entry in the file.
            kinds: the file's causes by id.

        Raises:
            DocumentError: the entry contradicts itself.
        """
        outcome = None
        if self.metric is not None and (self.value is not None or self.reason_message is not None):
            spec = _parse(self.metric, place)
            outcome = _outcome(spec, value=self.value, interval=self.interval, why=self.reason_message)
        return Finding(
            code=self.code,
            verdict=None if self.verdict == "info" else Verdict(self.verdict),
            subject=self.subject,
            phase=self.phase,
            message=message_from({"id": self.id, "values": self.values}),
            explanation=self.reason_message,
            caveat=self.caveat,
            outcome=outcome,
            constraint=self._constraint(place) if self.constraint is not None else None,
            evidence=Evidence(
                quote=self.quote, source=self.source, reading=self.reading, not_taken=self.not_taken
            ),
            table=self.table,
            causes=tuple(kinds[each] for each in self.causes if each in kinds),
            section=self.section,
        )

    def _constraint(self, place: str) -> Constraint:
        names = (
            "phase", "structure", "metric", "relation", "limit", "variation", "quantity", "alpha_beta",
            "quote", "source", "not_taken",
        )  # fmt: skip
        try:
            return Constraint.model_validate(
                {name: getattr(self, name) for name in names}
                | {"id": self.constraint, "reading": str(self.reading)}
            )
        except ValidationError as error:
            raise _document_error(error, place) from None


class MeasureEntry(_Entry):
    """A value that no limit judges; null where it cannot be known, with the reason."""

    phase: str
    structure: str
    metric: str
    value: float | None
    unit: str
    interval: tuple[float | None, float | None] | None
    reason: str
    reason_message: Message | None

    @classmethod
    def of(cls, measure: ReportedMeasure) -> MeasureEntry:
        """The entry of a measure."""
        outcome = measure.outcome
        why = outcome.unknown.message if isinstance(outcome, Unmeasurable) else None
        return cls(
            phase=measure.phase,
            structure=measure.structure,
            **_measured(outcome, outcome.spec),
            reason=str(why) if why else "",
            reason_message=why,
        )

    def measure(self, place: str) -> ReportedMeasure:
        """The measure of an entry."""
        outcome = _outcome(
            _parse(self.metric, place), value=self.value, interval=self.interval, why=self.reason_message
        )
        return ReportedMeasure(phase=self.phase, structure=self.structure, outcome=outcome)


class ReportDocument(_Entry):
    """The whole file."""

    schema_: Literal["rtqa-report/2"] = Field(alias="schema")
    rtqa_version: str
    created: str
    case_key: str
    verdict: Verdict
    counts: Counts
    protocol: ReportedProtocol
    plan: tuple[ReportedPlan, ...]
    settings: dict[str, str]
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
            settings=dict(sorted(report.settings.items())),
            sources=report.sources,
            causes=tuple(map(CauseEntry.of, report.causes)),
            structures=report.structures,
            prescriptions=report.prescriptions,
            findings=tuple(FindingEntry.of(each, under.get(n, ())) for n, each in enumerate(report.findings)),
            measures=tuple(map(MeasureEntry.of, report.measures)),
            notices=report.notices,
            dvhs=tuple(map(_thinned, report.curves)),
            pictures=report.pictures,
            identity=report.identity,
        )

    def as_json_values(self) -> dict[str, Any]:
        """The document as dictionaries, lists, text and numbers; half characters are replaced."""
        values: dict[str, Any] = _without_surrogates(self.model_dump(mode="json", by_alias=True))
        return values

    def report(self, label: str) -> Report:
        """The report of a document; what is computed of the rest (verdict, counts) must agree with it.

        Raises:
            DocumentError: an entry contradicts itself or another.
        """
        causes = tuple(entry.value() for entry in self.causes)
        kinds = {each.id: Cause(each.kind, next(iter(each.subjects), "")) for each in causes}
        try:
            report = Report(
                rtqa_version=self.rtqa_version,
                case_key=self.case_key,
                protocol=self.protocol,
                settings=self.settings,
                sources=self.sources,
                structures=self.structures,
                findings=tuple(e.finding(f"findings[{n}]", kinds) for n, e in enumerate(self.findings)),
                curves=self.dvhs,
                plans=self.plan,
                causes=causes,
                measures=tuple(e.measure(f"measures[{n}]") for n, e in enumerate(self.measures)),
                pictures=self.pictures,
                identity=self.identity,
                notices=self.notices,
                created=self.created,
            )
        except DocumentError as error:
            raise DocumentError(label, error.faults) from None
        stated = (self.verdict, self.counts.model_dump(by_alias=True), self.prescriptions)
        for name, given, computed in zip(
            ("verdict", "counts", "prescriptions"),
            stated,
            (report.verdict, report.counts, report.prescriptions),
            strict=True,
        ):
            if given != computed:
                fault = Fault(name, f"is {_shown(given)}, but the rest makes it {_shown(computed)}")
                raise DocumentError(label, (fault,))
        if any(place >= len(report.findings) for cause in causes for place in cause.findings):
            raise DocumentError(label, (Fault("causes", "names a finding that is not in the file"),))
        return report


def report_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a report, as published in ``schema/rtqa-report-2.schema.json``."""
    schema = ReportDocument.model_json_schema(by_alias=True, mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": SCHEMA}


def _measured(outcome: Outcome | None, spec: MetricSpec | None) -> dict[str, Any]:
    """The keys ``metric`` to ``interval``; of what was not measured, the metric that was asked for."""
    known = None
    if outcome is not None:
        known = outcome.interval if isinstance(outcome, Measurement) else outcome.bounds
    return {
        "metric": str(spec) if spec else None,
        "value": finite(outcome.value) if isinstance(outcome, Measurement) else None,
        "unit": spec.unit if spec else None,
        "interval": (finite(known.low), finite(known.high)) if known else None,
    }


def _outcome(
    spec: MetricSpec,
    *,
    value: float | None,
    interval: tuple[float | None, float | None] | None,
    why: Message | None,
) -> Outcome:
    known = None
    if interval is not None:
        low, high = interval
        known = Interval(low=-math.inf if low is None else low, high=math.inf if high is None else high)
    if value is None:
        if why is None:
            raise DocumentError(str(spec), (Fault("reason_message", f"is missing: {spec} has no value"),))
        return Unmeasurable(spec=spec, unknown=Unknown(why, bounds=known))
    return Measurement(spec=spec, value=value, unit=spec.unit, interval=known)


def _parse(metric: str, place: str) -> MetricSpec:
    try:
        return parse_metric(metric)
    except MetricSyntaxError as error:
        raise DocumentError(place, (Fault(f"{place}.metric", str(error)),)) from None


def _thinned(curve: ReportedCurve) -> ReportedCurve:
    kept = thin_curve(curve.dose_gy, curve.volume_curve_cm3)
    return replace(curve, dose_gy=curve.dose_gy[kept], volume_curve_cm3=curve.volume_curve_cm3[kept])


def _document_error(error: ValidationError, place: str) -> DocumentError:
    faults = tuple(
        Fault(".".join([place, *map(str, each["loc"])]), each["msg"])
        for each in error.errors(include_url=False, include_input=False)
    )
    return DocumentError(place, faults)


def _shown(value: object) -> str:
    return value.value if isinstance(value, Verdict) else str(value)


def _without_surrogates(value: Any) -> Any:
    """Half a character, which no file can hold, becomes the replacement character."""
    match value:
        case str():
            return _SURROGATE.sub("\ufffd", value)
        case dict():
            return {_without_surrogates(key): _without_surrogates(each) for key, each in value.items()}
        case list():
            return [_without_surrogates(each) for each in value]
        case _:
            return value
