"""The entries of report.json: causes, findings and measures, to and from the values of a report."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rtqa.errors import DocumentError, Fault, MetricSyntaxError
from rtqa.findings.faults import tell_faults
from rtqa.findings.finding import Evidence, Finding, Table
from rtqa.findings.report import ReportedCause, ReportedMeasure
from rtqa.findings.verdict import Verdict
from rtqa.messages import (
    Cause,
    CauseKind,
    Interval,
    Listing,
    Message,
    Owner,
    Unknown,
    write_value,
)
from rtqa.messages.data import as_data, message_from
from rtqa.messages.values import finite
from rtqa.metrics.grammar import MetricSpec, parse_metric
from rtqa.metrics.outcome import Measurement, Outcome, Unmeasurable
from rtqa.protocol.constraint import AlphaBeta, Constraint
from rtqa.protocol.limit_table import Divisor
from rtqa.protocol.tables import NotTaken


class Entry(BaseModel):
    """A part of the file: its keys and no others, and finite numbers alone."""

    # Plain dataclasses within take this configuration over.
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class CauseEntry(Entry):
    """Why findings are not passed; ``findings`` are their places in the file's list, worst first."""

    id: str
    kind: CauseKind
    subject: str
    verdict: Verdict
    phases: tuple[str, ...]
    summary: str
    action: str
    owner: Owner
    findings: Annotated[tuple[int, ...], Field(min_length=1)]
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


class FindingEntry(Entry):
    """One judged line.

    ``id`` and ``values`` are its message. ``metric`` to ``interval`` are null where nothing is measured,
    ``constraint`` to ``quantity`` where no limit is judged, and ``over`` where the metric is judged by itself
    and not divided by another. ``value`` is null where it cannot be known;
    ``reason`` says why, and ``interval`` then holds what is known of it all the same. A null end of an
    interval is an open one. ``causes`` holds the id of its cause; of what is passed, nothing.
    """

    code: str
    verdict: Literal["pass", "variation", "review", "fail", "info"]
    subject: str
    subject_message: Message | None
    phase: str
    section: str
    id: str
    values: dict[str, Any]
    summary: str
    metric: str | None
    over: Divisor | None = None
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
    reading: str
    not_taken: tuple[NotTaken, ...]
    caveat: Message | None
    table: Table | None
    causes: tuple[str, ...]

    @classmethod
    def of(cls, finding: Finding, causes: tuple[str, ...]) -> FindingEntry:
        """The entry of a finding that stands under these causes."""
        limit, cited, why = finding.constraint, finding.cited, finding.why
        message = as_data(finding.message)
        return cls(
            code=finding.code,
            verdict=finding.verdict.value if finding.verdict is not None else "info",
            subject=str(finding.subject),
            subject_message=finding.subject if isinstance(finding.subject, Message) else None,
            phase=finding.phase,
            section=finding.section,
            **message,
            summary=finding.summary,
            **_measured(finding.outcome, finding.metric, limit),
            over=limit.over if limit else None,
            constraint=limit.id if limit else None,
            structure=limit.subject if limit else None,
            relation=limit.relation if limit else None,
            limit=limit.limit if limit else None,
            variation=limit.variation if limit else None,
            quantity=limit.quantity if limit else None,
            alpha_beta=limit.alpha_beta if limit else None,
            reason=finding.reason,
            reason_message=why,
            quote=cited.quote,
            source=cited.source,
            reading=cited.reading,
            not_taken=cited.not_taken,
            caveat=finding.caveat,
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
            outcome = _outcome(self, place)
        try:
            message = message_from({"id": self.id, "values": self.values})
        except ValueError as error:
            raise DocumentError(place, (Fault(f"{place}.values", str(error)),)) from None
        return Finding(
            code=self.code,
            verdict=None if self.verdict == "info" else Verdict(self.verdict),
            subject=self.subject_message or self.subject,
            phase=self.phase,
            message=message,
            explanation=self.reason_message,
            caveat=self.caveat,
            outcome=outcome,
            constraint=self._constraint(place) if self.constraint is not None else None,
            evidence=Evidence(
                quote=self.quote, source=self.source, reading=self.reading, not_taken=self.not_taken
            ),
            table=self.table,
            causes=tuple(kinds[cause_id] for cause_id in self.causes),
            section=self.section,
        )

    def _constraint(self, place: str) -> Constraint:
        names = (
            "phase", "structure", "metric", "over", "relation", "limit", "variation", "quantity",
            "alpha_beta", "quote", "source", "not_taken",
        )  # fmt: skip
        values = {name: getattr(self, name) for name in names}
        values |= {"id": self.constraint, "reading": self.reading}
        try:
            return Constraint.model_validate(values)
        except ValidationError as error:
            faults = tell_faults(error, values)
        # The file calls the constraint's id ``constraint``.
        keys = {"file": "constraint", "id": "constraint"}
        raise DocumentError(
            place,
            tuple(fault._replace(place=f"{place}.{keys.get(fault.place, fault.place)}") for fault in faults),
        )


class MeasureEntry(Entry):
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
            **_measured(outcome, outcome.spec, None),
            reason=str(why) if why else "",
            reason_message=why,
        )

    def measure(self, place: str) -> ReportedMeasure:
        """The measure of an entry."""
        return ReportedMeasure(phase=self.phase, structure=self.structure, outcome=_outcome(self, place))


def _measured(outcome: Outcome | None, spec: MetricSpec | None, limit: Constraint | None) -> dict[str, Any]:
    """The keys ``metric`` to ``interval``; of what was not measured, the metric that was asked for."""
    known = None
    if outcome is not None:
        known = outcome.interval if isinstance(outcome, Measurement) else outcome.bounds
    above = limit.metric if limit is not None and limit.over is not None else spec
    return {
        "metric": str(above) if above else None,
        "value": finite(outcome.value) if isinstance(outcome, Measurement) else None,
        "unit": spec.unit if spec else None,
        "interval": (finite(known.low), finite(known.high)) if known else None,
    }


def _outcome(entry: FindingEntry | MeasureEntry, place: str) -> Outcome:
    try:
        spec = parse_metric(entry.metric or "")
    except MetricSyntaxError as error:
        raise DocumentError(place, (Fault(f"{place}.metric", str(error)),)) from None
    if isinstance(entry, FindingEntry) and entry.over is not None:
        spec = spec.divided_by(entry.over.metric, of=entry.over.structure or "")
    known = None
    if entry.interval is not None:
        low, high = entry.interval
        known = Interval(low=-math.inf if low is None else low, high=math.inf if high is None else high)
    if entry.value is not None:
        return Measurement(spec=spec, value=entry.value, unit=spec.unit, interval=known)
    if entry.reason_message is None:
        fault = Fault(f"{place}.reason_message", f"is missing: {spec} has no value")
        raise DocumentError(place, (fault,))
    return Unmeasurable(spec=spec, unknown=Unknown(entry.reason_message, bounds=known))
