"""From a report to the entries of its file: plain values, in the order in which the file has them."""

from __future__ import annotations

import base64
import re
from dataclasses import asdict
from typing import Any

from rtqa.findings import Band, Cell, Estimate, Finding, Report, ReportedCurve, ReportedMeasure, Table
from rtqa.messages import Message
from rtqa.metrics.outcome import Unmeasurable
from rtqa.render.files.report_schema import SCHEMA
from rtqa.render.page.thin import thin_curve
from rtqa.render.words.number import finite
from rtqa.render.words.wording import evidence_of, measured_of, measured_outcome, reason_of, word_of

_SURROGATE = re.compile("[\ud800-\udfff]")


def report_as_document(report: Report) -> dict[str, Any]:
    """The whole file as :class:`rtqa.render.files.report_schema.ReportDocument` reads it."""
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "rtqa_version": report.rtqa_version,
        "created": report.created,
        "case_key": report.case_key,
        "verdict": report.verdict.value,
        "counts": report.counts,
        "protocol": {
            "id": report.protocol.id,
            "title": report.protocol.title,
            "version": report.protocol.version,
            "sha256": report.protocol.sha256,
            "targets": report.protocol.targets,
        },
        "settings": dict(sorted(report.settings.items())),
        "sources": [
            {
                "role": source.role,
                "sop_class_uid": source.sop_class_uid,
                "sop_instance_uid": source.sop_instance_uid or None,
                "sha256": source.sha256,
            }
            for source in report.sources
        ],
        "structures": [
            {
                "phase": structure.phase,
                "name": structure.name,
                "role": structure.role,
                "color_rgb": structure.color_rgb,
                "matched_to": structure.matched_to,
                "how": structure.how,
                "volume_cm3": finite(structure.volume_cm3),
            }
            for structure in report.structures
        ],
        "findings": [_finding(finding) for finding in report.findings],
        "notices": [
            {**asdict(notice), "not_taken": [dict(other) for other in notice.not_taken]}
            for notice in report.notices
        ],
        "dvhs": [_curve(curve) for curve in report.curves],
        "prescriptions": [asdict(prescription) for prescription in report.prescriptions],
        "measures": [_measure(measure) for measure in report.measures],
        "pictures": [
            {**asdict(picture), "png": base64.b64encode(picture.png).decode()} for picture in report.pictures
        ],
        "identity": asdict(report.identity) if report.identity else None,
    }
    return {key: _without_surrogates(value) for key, value in document.items()}


def _finding(finding: Finding) -> dict[str, Any]:
    metric, value, known = measured_of(finding) or (None, None, None)
    constraint = finding.constraint
    evidence = evidence_of(finding)
    return {
        "code": finding.code,
        "verdict": word_of(finding.verdict),
        "subject": finding.subject,
        "phase": finding.phase,
        "summary": finding.summary,
        "metric": str(metric) if metric else None,
        "value": value,
        "unit": metric.unit if metric else None,
        "interval": (finite(known.low), finite(known.high)) if known else None,
        "constraint": constraint.id if constraint else None,
        "structure": constraint.subject if constraint else None,
        "relation": constraint.relation if constraint else None,
        "limit": constraint.limit if constraint else None,
        "variation": constraint.variation if constraint else None,
        "quantity": constraint.quantity if constraint else None,
        "alpha_beta": dict(constraint.alpha_beta) if constraint and constraint.alpha_beta else None,
        "reason": reason_of(finding),
        "quote": evidence.quote,
        "source": evidence.source,
        "reading": evidence.reading,
        "not_taken": [dict(other) for other in evidence.not_taken],
        "caveat": str(finding.caveat or ""),
        "table": _table(finding.table) if finding.table else None,
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": str(table.title),
        "columns": tuple(map(str, table.columns)),
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
        "note": str(table.note),
    }


def _cell(cell: Cell) -> Any:
    if isinstance(cell, Estimate):
        return {"value": float(cell.value), "low": finite(cell.low), "high": finite(cell.high)}
    return str(cell) if isinstance(cell, Message) else cell


def _measure(measure: ReportedMeasure) -> dict[str, Any]:
    metric, value, known = measured_outcome(measure.outcome)
    return {
        "phase": measure.phase,
        "structure": measure.structure,
        "metric": str(metric),
        "value": value,
        "unit": metric.unit,
        "interval": (finite(known.low), finite(known.high)) if known else None,
        "reason": str(measure.outcome.reason) if isinstance(measure.outcome, Unmeasurable) else "",
    }


def _curve(curve: ReportedCurve) -> dict[str, Any]:
    kept = thin_curve(curve.dose_gy, curve.volume_curve_cm3)
    return {
        "structure": curve.structure,
        "phase": curve.phase,
        "quantity": curve.quantity,
        "volume_cm3": float(curve.volume_cm3),
        "coverage_frac": float(curve.coverage_frac),
        "min_gy": finite(curve.min_gy),
        "mean_gy": finite(curve.mean_gy),
        "max_gy": finite(curve.max_gy),
        "dose_gy": curve.dose_gy[kept].tolist(),
        "volume_curve_cm3": curve.volume_curve_cm3[kept].tolist(),
        "band": _band(curve.band) if curve.band else None,
    }


def _band(band: Band) -> dict[str, Any]:
    return {
        "dose_gy": band.dose_gy.tolist(),
        "low_frac": band.low_frac.tolist(),
        "high_frac": band.high_frac.tolist(),
    }


def _without_surrogates(value: Any) -> Any:
    """Half a character, which no file can hold, becomes the replacement character."""
    match value:
        case str():
            return _SURROGATE.sub("\ufffd", value)
        case dict():
            return {_without_surrogates(key): _without_surrogates(one) for key, one in value.items()}
        case list():
            return [_without_surrogates(one) for one in value]
        case _:
            return value
