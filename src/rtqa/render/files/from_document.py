"""From the entries of a report file to the values they were drawn from."""

from __future__ import annotations

import base64
import math

from pydantic import ValidationError

from rtqa.errors import DocumentError, Fault, MetricSyntaxError
from rtqa.findings import (
    Band,
    Cell,
    ColorKey,
    Estimate,
    Evidence,
    Finding,
    Report,
    ReportedCurve,
    ReportedIdentity,
    ReportedMeasure,
    ReportedNotice,
    ReportedPicture,
    ReportedPrescription,
    ReportedProtocol,
    ReportedSource,
    ReportedStructure,
    Table,
    Verdict,
)
from rtqa.messages import Interval, Unknown, as_message
from rtqa.metrics.grammar import MetricSpec, parse_metric
from rtqa.metrics.outcome import Measurement, Outcome, Unmeasurable
from rtqa.model.geometry import owned
from rtqa.protocol.constraint import Constraint
from rtqa.protocol.tables import NotTaken
from rtqa.render.files.report_schema import (
    BandEntry,
    CurveEntry,
    EstimateEntry,
    FindingEntry,
    MeasureEntry,
    NoticeEntry,
    PictureEntry,
    ReportDocument,
    TableEntry,
)


def report_from_document(document: ReportDocument, *, label: str) -> Report:
    """The report of a file whose types are right already.

    Raises:
        DocumentError: an entry contradicts itself; all such faults at once.
    """
    faults: list[Fault] = []
    findings = [_finding(entry, f"findings[{n}]", faults) for n, entry in enumerate(document.findings)]
    curves = [_curve(entry, f"dvhs[{n}]", faults) for n, entry in enumerate(document.dvhs)]
    measures = [_measure(entry, f"measures[{n}]", faults) for n, entry in enumerate(document.measures)]
    pictures = [_picture(entry, f"pictures[{n}]", faults) for n, entry in enumerate(document.pictures)]
    if faults:
        raise DocumentError(label, tuple(faults))
    protocol = document.protocol
    return Report(
        rtqa_version=document.rtqa_version,
        case_key=document.case_key,
        protocol=ReportedProtocol(
            id=protocol.id,
            title=protocol.title,
            version=protocol.version,
            sha256=protocol.sha256,
            targets=protocol.targets,
        ),
        settings=document.settings,
        sources=tuple(
            ReportedSource(**{**dict(source), "sop_instance_uid": source.sop_instance_uid or ""})
            for source in document.sources
        ),
        structures=tuple(ReportedStructure(**dict(structure)) for structure in document.structures),
        findings=tuple(findings),
        curves=tuple(curves),
        prescriptions=tuple(ReportedPrescription(**dict(one)) for one in document.prescriptions),
        measures=tuple(measure for measure in measures if measure is not None),
        pictures=tuple(pictures),
        identity=ReportedIdentity(**dict(document.identity)) if document.identity else None,
        notices=tuple(
            ReportedNotice(**{**dict(notice), "not_taken": _not_taken(notice)}) for notice in document.notices
        ),
        created=document.created,
    )


def _metric(text: str, place: str, faults: list[Fault]) -> MetricSpec | None:
    try:
        return parse_metric(text)
    except MetricSyntaxError as error:
        faults.append(Fault(f"{place}.metric", str(error)))
        return None


def _finding(entry: FindingEntry, place: str, faults: list[Fault]) -> Finding:
    metric = _metric(entry.metric, place, faults) if entry.metric is not None else None
    return Finding(
        code=entry.code,
        verdict=None if entry.verdict == "info" else Verdict(entry.verdict),
        subject=entry.subject,
        phase=entry.phase,
        message=entry.summary,
        explanation=entry.reason,
        caveat=entry.caveat,
        outcome=_outcome(entry, metric) if metric else None,
        constraint=_constraint(entry, place, faults) if entry.constraint is not None else None,
        evidence=Evidence(
            quote=entry.quote, source=entry.source, reading=entry.reading, not_taken=_not_taken(entry)
        ),
        table=_table(entry.table, f"{place}.table", faults) if entry.table else None,
    )


def _table(entry: TableEntry, place: str, faults: list[Fault]) -> Table | None:
    try:
        rows = tuple(tuple(map(_cell, row)) for row in entry.rows)
        return Table(title=entry.title, columns=entry.columns, rows=rows, note=entry.note)
    except ValueError as error:
        faults.append(Fault(place, str(error)))
        return None


def _cell(cell: str | float | EstimateEntry | None) -> Cell:
    if isinstance(cell, EstimateEntry):
        low, high = cell.low, cell.high
        return Estimate(
            value=cell.value,
            low=-math.inf if low is None else low,
            high=math.inf if high is None else high,
        )
    return cell


def _not_taken(entry: FindingEntry | NoticeEntry) -> tuple[NotTaken, ...]:
    return tuple(NotTaken(reading=other.reading, why=other.why) for other in entry.not_taken)


def _measure(entry: MeasureEntry, place: str, faults: list[Fault]) -> ReportedMeasure | None:
    metric = _metric(entry.metric, place, faults)
    if metric is None:
        return None
    return ReportedMeasure(phase=entry.phase, structure=entry.structure, outcome=_outcome(entry, metric))


def _picture(entry: PictureEntry, place: str, faults: list[Fault]) -> ReportedPicture:
    try:
        png = base64.b64decode(entry.png, validate=True)
    except ValueError:
        png = b""
        faults.append(Fault(f"{place}.png", "is no base64"))
    keys = {
        name: tuple(ColorKey(label=key.label, color=key.color) for key in getattr(entry, name))
        for name in ("structures", "levels")
    }
    return ReportedPicture(**{**dict(entry), **keys, "png": png})


def _outcome(entry: FindingEntry | MeasureEntry, metric: MetricSpec) -> Outcome:
    interval = None
    if entry.interval is not None:
        low, high = entry.interval
        interval = Interval(low=-math.inf if low is None else low, high=math.inf if high is None else high)
    if entry.value is None:
        return Unmeasurable(spec=metric, unknown=Unknown(as_message(entry.reason), bounds=interval))
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
                "alpha_beta": dict(entry.alpha_beta) if entry.alpha_beta else None,
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
        band=_band(entry.band, f"{place}.band", faults) if entry.band else None,
    )


def _band(entry: BandEntry, place: str, faults: list[Fault]) -> Band:
    if not len(entry.dose_gy) == len(entry.low_frac) == len(entry.high_frac):
        faults.append(Fault(place, "dose_gy, low_frac and high_frac must be of one length"))
    return Band(
        dose_gy=owned(entry.dose_gy), low_frac=owned(entry.low_frac), high_frac=owned(entry.high_frac)
    )
