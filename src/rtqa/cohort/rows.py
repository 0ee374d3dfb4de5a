"""From a report to its rows in the tables of the results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rtqa.findings import Report
from rtqa.findings.report_document import ReportDocument

Row = dict[str, Any]


def rows_of(report: Report, plan: str) -> dict[str, list[Row]]:
    """The rows of all tables that are made of a report, by table."""
    document = ReportDocument.of(report)
    tables: dict[str, list[Row]] = {
        "findings": [
            {
                "n": n,
                "code": finding.code,
                "verdict": finding.verdict,
                "subject": finding.subject,
                "phase": finding.phase,
                "section": finding.section,
                "id": finding.id,
                "summary": finding.summary,
                "reason": finding.reason,
                "cause": next(iter(finding.causes), None),
            }
            for n, finding in enumerate(document.findings)
        ],
        "causes": [
            {
                "cause": cause.id,
                "kind": cause.kind.value,
                "verdict": cause.verdict.value,
                "subject": cause.subject,
                "summary": cause.summary,
                "action": cause.action,
                "owner": cause.owner.value,
                "n_findings": len(cause.findings),
            }
            for cause in document.causes
        ],
        "metrics": list(_list_metrics(document)),
        "prescriptions": [
            {
                "phase": stated.phase,
                "structure": stated.structure,
                "dose_gy": stated.dose_gy,
                "n_fractions": stated.n_fractions,
            }
            for stated in document.prescriptions
        ],
        "structures": [
            {
                "phase": structure.phase,
                "name": structure.name,
                "role": structure.role,
                "matched_to": structure.matched_to,
                "how": structure.how,
                "volume_cm3": structure.volume_cm3,
            }
            for structure in document.structures
        ],
        "sources": [
            {"role": source.role, "sop_class_uid": source.sop_class_uid, "sha256": source.sha256 or None}
            for source in document.sources
        ],
    }
    return {name: [{"plan": plan, **row} for row in rows] for name, rows in tables.items()}


def _list_metrics(document: ReportDocument) -> Iterator[Row]:
    """What limits judge, then what no limit judges."""
    for finding in document.findings:
        if finding.metric is not None:
            yield {
                "phase": finding.phase,
                "structure": finding.structure or finding.subject,
                **_measured(finding),
                "constraint": finding.constraint,
                "relation": finding.relation,
                "limit": finding.limit,
                "variation": finding.variation,
                "quantity": finding.quantity,
                "code": finding.code,
                "verdict": finding.verdict if finding.constraint is not None else None,
                "reason": finding.reason,
            }
    for measure in document.measures:
        yield {
            "phase": measure.phase,
            "structure": measure.structure,
            **_measured(measure),
            "reason": measure.reason,
        }


def _measured(entry: Any) -> Row:
    low, high = entry.interval or (None, None)
    return {"metric": entry.metric, "value": entry.value, "unit": entry.unit, "low": low, "high": high}
