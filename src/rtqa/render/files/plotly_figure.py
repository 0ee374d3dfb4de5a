"""The interactive DVH as plotly.js takes it: plain dictionaries, one figure a phase.

plotly.js reads a little HTML in names, so that every name is escaped here.
"""

from __future__ import annotations

import html
from typing import Any

from rtqa.render.page.curves import Figure, Line
from rtqa.render.words.language import ENGLISH, Language


def draw_figure(figure: Figure, say: Language = ENGLISH) -> dict[str, Any]:
    """Plotly's ``data`` and ``layout`` for one phase."""
    data: list[dict[str, Any]] = []
    for number, line in enumerate(figure.lines):
        shared = {
            "type": "scatter",
            "legendgroup": str(number),
            "visible": True if line.is_shown else "legendonly",
        }
        if line.band[0]:
            data.append(_band(line) | shared)
        data.append(_curve(line) | shared)
        if line.marks:
            data.append(_points(line) | shared)
    layout = {
        **_LAYOUT,
        "xaxis": {**_AXIS, "title": {"text": say("page.dose-gy")}},
        "yaxis": {**_AXIS, "title": {"text": say("page.volume-percent")}, "range": [0, 102]},
    }
    return {"data": data, "layout": layout}


def _curve(line: Line) -> dict[str, Any]:
    return {
        "mode": "lines",
        "name": html.escape(line.name),
        "x": line.dose_gy,
        "y": line.percent,
        "line": {"color": line.color, "width": 2, "dash": line.dash},
        "hovertemplate": "%{x:.2f} Gy · %{y:.2f} %<extra>%{fullData.name}</extra>",
    }


def _band(line: Line) -> dict[str, Any]:
    """Where the curve may lie, as an area without a border."""
    dose_gy, low, high = line.band
    return {
        "mode": "none",
        "name": "band",
        "x": [*dose_gy, *reversed(dose_gy)],
        "y": [*high, *reversed(low)],
        "fill": "toself",
        "fillcolor": line.color + "30",
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _points(line: Line) -> dict[str, Any]:
    return {
        "mode": "markers",
        "name": "limit",
        "x": [mark.dose_gy for mark in line.marks],
        "y": [mark.percent for mark in line.marks],
        "text": [html.escape(mark.words) for mark in line.marks],
        "marker": {
            "color": line.color,
            "size": 15,
            # A limit's mark has its tip at the limit, and points to where the curve has to be.
            "symbol": "arrow",
            "angle": [-90 if mark.points_left else 90 for mark in line.marks],
            "line": {"color": "#111", "width": 1},
        },
        "cliponaxis": False,
        "showlegend": False,
        "hovertemplate": "%{text}<extra></extra>",
    }


_AXIS = {
    "rangemode": "tozero",
    "gridcolor": "#e3e6ea",
    "zerolinecolor": "#8b949e",
    "linecolor": "#8b949e",
    "showline": True,
    "automargin": True,
}
_LAYOUT: dict[str, Any] = {
    "font": {"family": "system-ui, sans-serif", "size": 13, "color": "#1b1f24"},
    "paper_bgcolor": "#ffffff",
    "plot_bgcolor": "#ffffff",
    "margin": {"l": 50, "r": 10, "t": 36, "b": 40},
    "hovermode": "closest",
    "hoverlabel": {"namelength": -1},
    "legend": {"groupclick": "togglegroup"},
}
