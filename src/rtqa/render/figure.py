"""The interactive DVH as plotly.js takes it: plain dictionaries, one figure a phase.

plotly.js reads a little HTML in names, so that every name is escaped here.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

from rtqa.findings import Finding, Report, ReportedCurve
from rtqa.metrics.grammar import MetricKind, MetricSpec
from rtqa.render.color import on_white, spare_color
from rtqa.render.safe_text import show
from rtqa.render.thin import thin_curve
from rtqa.render.wording import badge, numbers_of, word_of

_MARKS = {"<": "triangle-left", ">": "triangle-right"}
"""A limit's mark points to where the curve has to be."""

_DASHES = ("solid", "dash", "dot", "dashdot")
"""Lines differ by more than their colour: files give neighbours like ones, and some eyes see fewer."""


def draw_figures(report: Report) -> list[dict[str, Any]]:
    """One figure for each phase that has curves: its ``title``, plotly's ``data`` and ``layout``."""
    phases = dict.fromkeys(curve.phase for curve in report.curves)
    return [_figure(report, phase) for phase in phases]


def _figure(report: Report, phase: str) -> dict[str, Any]:
    curves = [curve for curve in report.curves if curve.phase == phase]
    judged = {finding.subject for finding in report.findings if finding.phase == phase and finding.outcome}
    # Two structures may bear one name; their volumes tell them apart.
    colors = {
        (structure.name, structure.volume_cm3): structure.color_rgb
        for structure in report.structures
        if structure.phase == phase and structure.color_rgb is not None
    }
    some_judged = any(curve.structure in judged for curve in curves)
    data: list[dict[str, Any]] = []
    for number, curve in enumerate(curves):
        rgb = colors.get((curve.structure, curve.volume_cm3))
        color = on_white(rgb) if rgb else spare_color(number)
        is_shown = curve.structure in judged or not some_judged
        data.append(_line(curve, color=color, number=number, is_shown=is_shown))
        if marks := _marks(curve, report.findings):
            data.append(_points(marks, color=color, group=str(number), is_shown=is_shown))
    return {"title": show(phase), "data": data, "layout": _LAYOUT}


def _line(curve: ReportedCurve, *, color: str, number: int, is_shown: bool) -> dict[str, Any]:
    kept = thin_curve(curve.dose_gy, curve.volume_curve_cm3)
    percent = 100.0 / curve.volume_cm3 * curve.volume_curve_cm3[kept]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": _text(curve.structure),
        # From 0 Gy on, where all that lies inside the dose grid receives at least that dose.
        "x": [0.0, *curve.dose_gy[kept].round(4).tolist()],
        "y": [round(float(percent[0]), 4), *percent.round(4).tolist()],
        "line": {"color": color, "width": 2, "dash": _DASHES[number % len(_DASHES)]},
        "legendgroup": str(number),
        "visible": True if is_shown else "legendonly",
        "hovertemplate": "%{x:.2f} Gy · %{y:.2f} %<extra>%{fullData.name}</extra>",
    }


def _points(
    marks: Sequence[tuple[float, float, str, str]], *, color: str, group: str, is_shown: bool
) -> dict[str, Any]:
    gray, percent, symbols, texts = zip(*marks, strict=True)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "limit",
        "x": gray,
        "y": percent,
        "text": texts,
        "marker": {"color": color, "size": 13, "symbol": symbols, "line": {"color": "#111", "width": 1}},
        "cliponaxis": False,
        "legendgroup": group,
        "showlegend": False,
        "visible": True if is_shown else "legendonly",
        "hovertemplate": "%{text}<extra></extra>",
    }


def _marks(curve: ReportedCurve, findings: Sequence[Finding]) -> list[tuple[float, float, str, str]]:
    """Dose, percent of the volume, symbol and words of each limit on this curve that has a place there."""
    marks = []
    for finding in findings:
        constraint = finding.constraint
        if constraint is None or (finding.subject, finding.phase) != (curve.structure, curve.phase):
            continue
        place = _place(constraint.metric, constraint.limit, curve.volume_cm3)
        if place is not None:
            numbers = numbers_of(finding)
            words = f"{finding.subject}: {numbers.metric} {numbers.limit}, {badge(word_of(finding.verdict))}"
            marks.append((*place, _MARKS[constraint.relation[0]], _text(words)))
    return marks


def _place(metric: MetricSpec, limit: float, volume_cm3: float) -> tuple[float, float] | None:
    """Where on the curve a limit stands, in Gy and percent; a mean stands on the dose axis.

    None where it has no such place: a volume of the whole structure, or a dose in percent.
    """
    if metric.needs_prescription or metric.kind is MetricKind.VOLUME:
        return None
    at = metric.at or 0.0
    if metric.kind.answers_volume:
        percent = limit if metric.unit == "%" else 100.0 * limit / volume_cm3
        gray = at / 100.0 if metric.at_unit == "cGy" else at
        return gray, 100.0 - percent if metric.kind is MetricKind.VOLUME_BELOW else percent
    percent = at if metric.at_unit == "%" else 100.0 * at / volume_cm3
    match metric.kind:
        case MetricKind.COLDEST_DOSE:
            percent = 100.0 - percent
        case MetricKind.MIN:
            percent = 100.0
        case MetricKind.MEDIAN:
            percent = 50.0
    return limit / 100.0 if metric.unit == "cGy" else limit, percent


def _text(name: str) -> str:
    return html.escape(show(name))


_AXIS = {
    "rangemode": "tozero",
    "gridcolor": "#e3e6ea",
    "zerolinecolor": "#8b949e",
    "linecolor": "#8b949e",
    "showline": True,
    "automargin": True,
}
_LAYOUT: dict[str, Any] = {
    "xaxis": {**_AXIS, "title": {"text": "Dose / Gy"}},
    "yaxis": {**_AXIS, "title": {"text": "Volume / %"}, "range": [0, 102]},
    "font": {"family": "system-ui, sans-serif", "size": 13, "color": "#1b1f24"},
    "paper_bgcolor": "#ffffff",
    "plot_bgcolor": "#ffffff",
    "margin": {"l": 50, "r": 10, "t": 36, "b": 40},
    "hovermode": "closest",
    "hoverlabel": {"namelength": -1},
    "legend": {"groupclick": "togglegroup"},
}
