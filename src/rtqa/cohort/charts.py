"""The charts of a cohort's report, as places on a canvas: what the page draws as SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rtqa.cohort.control import FEWEST, ControlChart, chart_individuals, chart_proportion
from rtqa.cohort.table import group_name
from rtqa.cohort.tables import limit_title
from rtqa.cohort.trial import UNKNOWN, Trial
from rtqa.messages.safe_text import show
from rtqa.model.geometry import Floats
from rtqa.render.words.language import Language
from rtqa.render.words.number import format_number

WIDTH, HEIGHT = 680.0, 200.0
"""Of a chart, in units of its own."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 60.0, 670.0, 12.0, 176.0
_ROW = 26.0
_NAMES = 150.0
_APART = 50.0
"""Labels of the scale that are nearer to another one than this are left out."""
MOST_POINTS = 200
"""Of a chart of single values, the latest are drawn; its limits are of all."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A value: its place, whether it is out of the ordinary, and what it is."""

    x: float
    y: float
    is_signal: bool
    title: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the chart: from (x0, y0) to (x1, y1); a kind that its style is of; its label."""

    points: tuple[tuple[float, float], ...]
    kind: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Values of a group on one row: all of them, eight tenths of them, and the median."""

    y: float
    name: str
    ends: tuple[float, float]
    box: tuple[float, float]
    median: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart.

    Attributes:
        title: what it shows.
        label: the same and what is to be seen, for who does not see it.
        height: of the canvas.
        marks, rules, spans: what is drawn.
        ticks: labels of the scale: place along it, and text.
        ends: what the first and the last value are of.
        is_upright: whether the scale is the y axis.
        n_signals: how many marks are out of the ordinary.
    """

    title: str
    label: str
    height: float = HEIGHT
    marks: tuple[Mark, ...] = ()
    rules: tuple[Rule, ...] = ()
    spans: tuple[Span, ...] = ()
    ticks: tuple[tuple[float, str], ...] = ()
    ends: tuple[str, str] = ("", "")
    is_upright: bool = True
    n_signals: int = 0


def draw_distributions(trial: Trial, say: Language) -> Iterator[Chart]:
    """Of each limit, the values of every group on one scale, and the limit."""
    for limit, judged in trial.judged_metrics():
        by_group = {
            group: [row["value"] for row in judged if row["group"] == group and row["value"] is not None]
            for group in trial.groups
        }
        by_group = {group: values for group, values in by_group.items() if values}
        if by_group:
            yield _draw_spans(limit, by_group, say)


def draw_individuals(trial: Trial, say: Language) -> Iterator[Chart]:
    """Of each limit with enough values, the values of all plans in the order of their dates."""
    for limit, judged in trial.judged_metrics():
        dates = {plan["plan"]: plan["date"] for plan in trial.plans}
        known = [row for row in judged if row["value"] is not None and dates[row["plan"]]]
        if len(known) >= FEWEST:
            individuals, moving = chart_individuals([row["value"] for row in known])
            if individuals.high[0] > individuals.low[0]:
                for chart, what in ((individuals, "cohort.individuals"), (moving, "cohort.moving-range")):
                    drawn = known[-min(len(chart.values), MOST_POINTS) :]
                    names = [f"{row['plan']}, {dates[row['plan']]}" for row in drawn]
                    ends = dates[drawn[0]["plan"]], dates[drawn[-1]["plan"]]
                    title = say(what, limit=limit_title(limit))
                    yield _draw_control(chart, names, title, ends=ends, say=say)


def draw_proportion(trial: Trial, say: Language) -> Iterator[Chart]:
    """The share of judged plans that fail, group by group; of months, those whose date is known."""
    groups = [group for group in trial.groups if not (trial.by == "month" and group == UNKNOWN)]
    judged = {group: [p for p in trial.plans if p["group"] == group and p["verdict"]] for group in groups}
    judged = {group: plans for group, plans in judged.items() if plans}
    failed = [sum(plan["verdict"] == "fail" for plan in plans) for plans in judged.values()]
    totals = [len(plans) for plans in judged.values()]
    if len(judged) < 2 or sum(totals) < FEWEST or not 0 < sum(failed) < sum(totals):
        return
    in_order = trial.by == "month"
    chart = chart_proportion(failed, totals, in_order=in_order)
    groups = [write_name(group, say) for group in judged]
    names = [f"{group} ({n}/{total})" for group, n, total in zip(groups, failed, totals, strict=True)]
    if in_order:
        yield _draw_control(chart, names, say("cohort.proportion"), ends=(groups[0], groups[-1]), say=say)
    else:
        yield _draw_shares(chart, names, say("cohort.proportion"), say=say)


def write_name(group: str, say: Language) -> str:
    """A group's name on the page."""
    name = group_name(group)
    return show(name) if isinstance(name, str) else say.write(name)


def _draw_control(
    chart: ControlChart, names: Sequence[str], title: str, *, ends: tuple[str, str], say: Language
) -> Chart:
    values, low, high = (part[-MOST_POINTS:] for part in (chart.values, chart.low, chart.high))
    signals = chart.signals[-MOST_POINTS:]
    least, most = _reach(np.concatenate([values, low, high]))
    x = np.linspace(_LEFT + 10.0, _RIGHT - 10.0, len(values))

    def up(value: float) -> float:
        return round(_BOTTOM - (value - least) / (most - least) * (_BOTTOM - _TOP), 2)

    def across(along: Floats, kind: str) -> Rule:
        return Rule(tuple((round(float(a), 2), up(float(b))) for a, b in zip(x, along, strict=True)), kind)

    center = np.full(len(values), chart.center)
    return Chart(
        title=title,
        label=_label(chart, title, say),
        marks=tuple(
            Mark(round(float(a), 2), up(float(value)), bool(signal), f"{name}: {format_number(float(value))}")
            for a, value, signal, name in zip(x, values, signals, names, strict=True)
        ),
        rules=(
            across(center, "center"),
            across(low, "control"),
            across(high, "control"),
            across(values, "values"),
        ),
        ticks=tuple(
            (up(value), format_number(value))
            for value in sorted({float(low[0]), chart.center, float(high[0])})
        ),
        ends=ends,
        n_signals=int(chart.signals.sum()),
    )


def _draw_shares(chart: ControlChart, names: Sequence[str], title: str, *, say: Language) -> Chart:
    """Groups without an order on a row each: a dot, and a box from limit to limit around the share of all."""
    place = _Along(np.array([0.0, 1.0]))
    rows = [_TOP + _ROW * (n + 0.5) for n in range(len(names))]
    signals = [bool(signal) for signal in chart.signals]
    return Chart(
        title=title,
        label=_label(chart, title, say),
        height=_TOP + _ROW * len(names) + 24.0,
        spans=tuple(
            Span(y, name, (place(low), place(high)), (place(low), place(high)), place(chart.center))
            for y, name, low, high in zip(rows, names, chart.low, chart.high, strict=True)
        ),
        marks=tuple(
            Mark(place(share), y, signal, f"{name}: {format_number(float(share))}")
            for y, name, share, signal in zip(rows, names, chart.values, signals, strict=True)
        ),
        ticks=tuple(
            (place(share), format_number(share)) for share in _ticks(chart.center, (0.0, 1.0), place)
        ),
        is_upright=False,
        n_signals=sum(signals),
    )


def _label(chart: ControlChart, title: str, say: Language) -> str:
    """What is to be seen on a control chart, for who does not see it."""
    return say(
        "cohort.chart-label",
        title=title,
        n=len(chart.values),
        signals=int(chart.signals.sum()),
        center=format_number(chart.center),
    )


class _Along:
    """The place of a number on a scale from left to right that reaches over all of some values."""

    def __init__(self, values: Floats) -> None:
        self._least, self._most = _reach(values)

    def __call__(self, number: float) -> float:
        share = (float(number) - self._least) / (self._most - self._least)
        return round(_NAMES + share * (_RIGHT - _NAMES), 2)


def _ticks(main: float, ends: Sequence[float], along: _Along) -> list[float]:
    """What is labelled on a scale: a number, and those of its ends whose labels cover no other."""
    labelled = [main]
    for end in ends:
        if all(abs(along(end) - along(number)) > _APART for number in labelled):
            labelled.append(end)
    return labelled


def _draw_spans(limit: tuple[Any, ...], by_group: dict[str, list[float]], say: Language) -> Chart:
    value = float(limit[-1])
    everything = [number for values in by_group.values() for number in values]
    ends = sorted({min(everything), max(everything)} - {value})
    along = _Along(np.array([value, *everything]))
    bottom = _TOP + _ROW * len(by_group)
    spans = []
    for n, (group, values) in enumerate(by_group.items()):
        low, first, median, last, high = np.quantile(values, (0.0, 0.1, 0.5, 0.9, 1.0))
        spans.append(
            Span(
                _TOP + _ROW * (n + 0.5),
                f"{write_name(group, say)} ({len(values)})",
                (along(low), along(high)),
                (along(first), along(last)),
                along(median),
            )
        )
    title = limit_title(limit)
    n_values = sum(map(len, by_group.values()))
    return Chart(
        title=title,
        label=say("cohort.spans-label", limit=title, n=n_values),
        height=bottom + 24.0,
        spans=tuple(spans),
        rules=(Rule(((along(value), _TOP), (along(value), bottom)), "limit"),),
        ticks=tuple((along(number), format_number(number)) for number in _ticks(value, ends, along)),
        is_upright=False,
    )


def _reach(values: Floats) -> tuple[float, float]:
    """What a scale reaches over: all values, and a little more."""
    least, most = float(values.min()), float(values.max())
    margin = 0.05 * (most - least) or 1.0
    return least - margin, most + margin
