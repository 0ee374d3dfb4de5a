"""From the entries of a report file to the values they were drawn from."""

from __future__ import annotations

import math

from pydantic import ValidationError

from rtqa.errors import DocumentError, Fault, MetricSyntaxError
from rtqa.findings import (
    Evidence,
    Finding,
    Report,
    ReportedCurve,
    ReportedProtocol,
    ReportedSource,
    ReportedStructure,
    Verdict,
)
from rtqa.metrics.grammar import MetricSpec, parse_metric
from rtqa.metrics.outcome import Interval, Measurement, Outcome, Unmeasurable
from rtqa.model.geometry import owned
from rtqa.protocol.schema import Constraint
from rtqa.protocol.tables import NotTaken
from rtqa.render.document import CurveEntry, FindingEntry, ReportDocument


def report_from_document(document: ReportDocument, *, label: str) -> Report:
    """The report of a file whose types are right already.

    Raises:
        DocumentError: an entry contradicts itself; all such faults at once.
    """
    faults: list[Fault] = []
    findings = [_finding(entry, f"findings[{n}]", faults) for n, entry in enumerate(document.findings)]
    curves = [_curve(entry, f"dvhs[{n}]", faults) for n, entry in enumerate(document.dvhs)]
    if faults:
        raise DocumentError(label, tuple(faults))
    protocol = document.protocol
    return Report(
        rtqa_version=document.rtqa_version,
        case_key=document.case_key,
        protocol=ReportedProtocol(
            id=protocol.id, title=protocol.title, version=protocol.version, sha256=protocol.sha256
        ),
        settings=document.settings,
        sources=tuple(
            ReportedSource(role=source.role, sop_class_uid=source.sop_class_uid, sha256=source.sha256)
            for source in document.sources
        ),
        structures=tuple(ReportedStructure(**dict(structure)) for structure in document.structures),
        findings=tuple(findings),
        curves=tuple(curves),
        created=document.created,
    )


def _finding(entry: FindingEntry, place: str, faults: list[Fault]) -> Finding:
    metric: MetricSpec | None = None
    try:
        metric = parse_metric(entry.metric) if entry.metric is not None else None
    except MetricSyntaxError as error:
        faults.append(Fault(f"{place}.metric", str(error)))
    return Finding(
        code=entry.code,
        verdict=None if entry.verdict == "info" else Verdict(entry.verdict),
        subject=entry.subject,
        phase=entry.phase,
        summary=entry.summary,
        reason=entry.reason,
        outcome=_outcome(entry, metric) if metric else None,
        constraint=_constraint(entry, place, faults) if entry.constraint is not None else None,
        evidence=Evidence(
            quote=entry.quote, source=entry.source, reading=entry.reading, not_taken=_not_taken(entry)
        ),
    )


def _not_taken(entry: FindingEntry) -> tuple[NotTaken, ...]:
    return tuple(NotTaken(reading=other.reading, why=other.why) for other in entry.not_taken)


def _outcome(entry: FindingEntry, metric: MetricSpec) -> Outcome:
    interval = None
    if entry.interval is not None:
        low, high = entry.interval
        interval = Interval(low=-math.inf if low is None else low, high=math.inf if high is None else high)
    if entry.value is None:
        return Unmeasurable(spec=metric, reason=entry.reason, bounds=interval)
    return Measurement(spec=metric, value=entry.value, unit=metric.unit, interval=interval)


def _constraint(entry: FindingEntry, place: str, faults: list[Fault]) -> Constraint | None:
    try:
        return Constraint.model_validate(
            {
                "id": entry.constraint,
                "phase": entry.phase,
                "structure": entry.structure,
                "metric": entry.metric,
                "relation": entry.relation,
                "limit": entry.limit,
                "variation": entry.variation,
                "quantity": entry.quantity,
                "quote": entry.quote,
                "source": entry.source,
                "reading": entry.reading,
                "not_taken": _not_taken(entry),
            }
        )
    except ValidationError as error:
        faults += [
            Fault(".".join([place, *map(str, each["loc"])]), each["msg"])
            for each in error.errors(include_url=False, include_input=False)
        ]
        return None


def _curve(entry: CurveEntry, place: str, faults: list[Fault]) -> ReportedCurve:
    dose_gy, volume_cm3 = owned(entry.dose_gy), owned(entry.volume_curve_cm3)
    if len(dose_gy) != len(volume_cm3) or len(dose_gy) < 2:
        faults.append(Fault(place, "dose_gy and volume_curve_cm3 must be of one length, 2 or more"))
    elif (dose_gy[1:] <= dose_gy[:-1]).any() or (volume_cm3[1:] > volume_cm3[:-1]).any():
        faults.append(Fault(place, "dose_gy must ascend, and volume_curve_cm3 must never increase"))
    return ReportedCurve(
        structure=entry.structure,
        phase=entry.phase,
        quantity=entry.quantity,
        volume_cm3=entry.volume_cm3,
        coverage_frac=entry.coverage_frac,
        min_gy=math.nan if entry.min_gy is None else entry.min_gy,
        mean_gy=math.nan if entry.mean_gy is None else entry.mean_gy,
        max_gy=math.nan if entry.max_gy is None else entry.max_gy,
        dose_gy=dose_gy,
        volume_curve_cm3=volume_cm3,
    )
