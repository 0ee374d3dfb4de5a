"""A report as JSON and back; the same report gives the same bytes."""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import ValidationError

from rtqa.errors import DocumentError, Fault
from rtqa.findings import Finding, Report, ReportedCurve
from rtqa.render.document import SCHEMA, ReportDocument
from rtqa.render.from_document import report_from_document
from rtqa.render.number import finite
from rtqa.render.safe_text import is_unsafe
from rtqa.render.thin import thin_curve
from rtqa.render.wording import evidence_of, measured_of, reason_of, word_of

_NOT_PLAIN = re.compile(r"[^\n -~]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def render_json(report: Report) -> str:
    """The report as ``rtqa-report/1``: strict JSON, UTF-8, one line break at the end.

    Characters that would steer a terminal are escaped, so that the text may be printed as it is. Curves
    are thinned (:func:`rtqa.render.thin.thin_curve`); all other numbers keep every digit.
    """
    document = ReportDocument.model_validate(_document(report)).model_dump(by_alias=True)
    rows = ",\n".join(f" {_dump(key)}: {_laid_out(value)}" for key, value in document.items())
    return _NOT_PLAIN.sub(lambda match: _escaped(match[0]), f"{{\n{rows}\n}}\n")


def parse_report(text: str | bytes, *, label: str = "report.json") -> Report:
    """Read a report back from its JSON.

    What is computed of the rest (verdict, counts) must agree with it.

    Args:
        text: the file.
        label: what errors call it; a file name without its folder.

    Raises:
        DocumentError: all faults at once, each with its place, such as ``findings[3].limit``.
    """
    try:
        document = ReportDocument.model_validate_json(text, strict=True)
    except ValidationError as error:
        faults = tuple(
            Fault(_place(each["loc"]), each["msg"][:1].lower() + each["msg"][1:])
            for each in error.errors(include_url=False, include_input=False)
        )
        raise DocumentError(label, faults) from None
    report = report_from_document(document, label=label)
    for place, stated, computed in (
        ("verdict", document.verdict, report.verdict.value),
        ("counts", document.counts.model_dump(by_alias=True), report.counts),
    ):
        if stated != computed:
            raise DocumentError(label, (Fault(place, f"is {stated}, but the findings make it {computed}"),))
    return report


def _place(loc: tuple[int | str, ...]) -> str:
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return place.removeprefix(".") or "file"


def _laid_out(value: object) -> str:
    """A list with one line an entry, so that two reports can be compared line by line."""
    if not isinstance(value, tuple) or not value:
        return _dump(value)
    return "[\n  " + ",\n  ".join(map(_dump, value)) + "\n ]"


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _escaped(character: str) -> str:
    return json.dumps(character)[1:-1] if is_unsafe(character) else character


def _document(report: Report) -> dict[str, Any]:
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
        },
        "settings": dict(sorted(report.settings.items())),
        "sources": [
            {
                "role": source.role,
                "sop_class_uid": source.sop_class_uid,
                "sop_instance_uid": None,
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
        "dvhs": [_curve(curve) for curve in report.curves],
    }
    return {key: _without_surrogates(value) for key, value in document.items()}


def _finding(finding: Finding) -> dict[str, Any]:
    (metric, value, known), constraint = measured_of(finding), finding.constraint
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
        "structure": constraint.structure if constraint else None,
        "relation": constraint.relation if constraint else None,
        "limit": constraint.limit if constraint else None,
        "variation": constraint.variation if constraint else None,
        "quantity": constraint.quantity if constraint else None,
        "reason": reason_of(finding),
        "quote": evidence.quote,
        "source": evidence.source,
        "reading": evidence.reading,
        "not_taken": [{"reading": other.reading, "why": other.why} for other in evidence.not_taken],
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
