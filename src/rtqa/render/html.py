"""The report as one HTML file that needs nothing else: no network, no other file."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from plotly.offline import get_plotlyjs

from rtqa.findings import Finding, Report, ReportedCurve, ReportedStructure
from rtqa.render.figure import draw_figures
from rtqa.render.number import format_known, format_share
from rtqa.render.safe_text import show, show_prose
from rtqa.render.wording import (
    DISCLAIMER,
    SYMBOLS,
    badge,
    evidence_of,
    numbers_of,
    reason_of,
    word_of,
    worst_first,
)


def render_html(report: Report) -> str:
    """The report as a page. All text of files is escaped, and no script but its own two may run."""
    environment = Environment(
        loader=PackageLoader("rtqa.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"show": show, "prose": show_prose}
    figures = draw_figures(report)
    rows = [_row(finding) for finding in worst_first(report.findings)]
    scripts = [get_plotlyjs(), environment.get_template("report.js").render()] if figures else []
    return environment.get_template("report.html.j2").render(
        report=report,
        word=report.verdict.value,
        badge=badge(report.verdict.value),
        counts=[(word, SYMBOLS[word], n) for word, n in reversed(report.counts.items()) if word != "info"],
        n_info=report.counts["info"],
        unsettled=[row for row in rows if row["word"] in {"fail", "review"}],
        limits=[row for row in rows if row["finding"].constraint],
        others=[row for row in rows if not row["finding"].constraint],
        structures=_structure_rows(report),
        figures=figures,
        figures_json=_json(figures),
        scripts=scripts,
        script_hashes=[_hash(script) for script in scripts],
        disclaimer=DISCLAIMER,
    )


def _row(finding: Finding) -> dict[str, Any]:
    word = word_of(finding.verdict)
    constraint = finding.constraint
    stands_for = constraint.structure if constraint and constraint.structure != finding.subject else ""
    return {
        "finding": finding,
        "word": word,
        "badge": badge(word),
        "numbers": numbers_of(finding),
        "reason": reason_of(finding),
        "evidence": evidence_of(finding),
        "stands_for": stands_for,
    }


def _structure_rows(report: Report) -> list[dict[str, Any]]:
    """The structures with their doses; those that stand for one of the protocol's come first."""
    # Two structures of a phase may bear one name; their volumes tell them apart.
    curves: dict[tuple[str, str, float | None], ReportedCurve] = {
        (curve.phase, curve.structure, curve.volume_cm3): curve for curve in report.curves
    }
    ordered = sorted(report.structures, key=lambda one: (one.how in ("", "suggested"), not one.how))
    return [_structure_row(one, curves.get((one.phase, one.name, one.volume_cm3))) for one in ordered]


def _structure_row(structure: ReportedStructure, curve: ReportedCurve | None) -> dict[str, Any]:
    return {
        "structure": structure,
        "volume": format_known(structure.volume_cm3),
        "coverage": format_share(curve.coverage_frac) if curve else "",
        "doses": list(map(format_known, (curve.min_gy, curve.mean_gy, curve.max_gy))) if curve else [""] * 3,
    }


def _json(value: object) -> str:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _hash(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
