"""The figures of an SFRT target as tables of the report."""

from __future__ import annotations

from collections.abc import Callable

from rtqa.findings import Cell, Estimate, Table
from rtqa.metrics.sfrt import Figure, FigureGroup, SfrtTarget

DOSES = ("Min", "Mean", "Max", "Coverage")
"""Of a vertex's figures, those of its dose."""


def draw_vertices(target: SfrtTarget, title: str, *, having: Callable[[str], bool]) -> Table:
    """One row for each vertex, with those of its figures whose names are to be had."""
    first = [figure for figure in target.vertices[0].figures if having(figure.name)]
    rows = tuple(
        (row.name, *(_cell(figure) for figure in row.figures if having(figure.name)))
        for row in target.vertices
    )
    unknown = {
        f"{figure.name}: {figure.reason}."
        for row in target.vertices
        for figure in row.figures
        if figure.reason and having(figure.name)
    }
    return Table(
        title=f"{target.target}: {title}",
        columns=("Vertex", *(f"{figure.name} / {figure.unit}" for figure in first)),
        rows=rows,
        note=" ".join([*sorted(unknown), *(f"{note}." for note in target.notes)]),
    )


def draw_ratios(target: SfrtTarget, group: FigureGroup) -> Table:
    """One row for each ratio."""
    return Table(
        title=f"{target.target}: peak-to-valley dose ratios",
        columns=("Ratio", "Value", "Remark"),
        rows=tuple((each.name, _cell(each), each.reason or each.warning) for each in group.figures),
    )


def draw_figures(target: SfrtTarget) -> Table:
    """One row for each of the target's other figures."""
    return Table(
        title=f"{target.target}: the target as a whole",
        columns=("Figure", "Value", "Unit", "Remark"),
        rows=tuple(
            (each.name, _cell(each), each.unit, each.reason or each.warning)
            for group in target.groups
            if group.title != "Peak to valley"
            for each in group.figures
        ),
    )


def value_of(target: SfrtTarget, name: str) -> str:
    """A figure of the target in words, with its unit."""
    figure = target.figure(name)
    if figure.value is None:
        return "unknown"
    digits = {"": ".3g", "%": ".3g", "mm": ".1f", "cm³": ".1f"}.get(figure.unit, ".2f")
    return f"{figure.value:{digits}} {figure.unit}".strip()


def _cell(figure: Figure) -> Cell:
    if figure.value is None or figure.interval is None:
        return figure.value
    low, high = figure.interval.low, figure.interval.high
    return Estimate(value=figure.value, low=low, high=high)
