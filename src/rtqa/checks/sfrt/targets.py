"""The targets of a spatially fractionated plan, and their figures as values and tables of a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from rtqa.assembly.context import PhasePlan
from rtqa.checks.core.rows import Row, informed
from rtqa.findings import Cell, Estimate, Table
from rtqa.messages import Listing, Message, Quantity
from rtqa.metrics.sfrt import Figure, SfrtTarget, VertexRow
from rtqa.metrics.sfrt.figure import significant

_DECIMALS = {"mm": 1, "cm³": 1}
"""Of lengths and volumes in a sentence; doses have two, shares and ratios three significant digits."""


def report_targets(plan: PhasePlan, describe: Callable[[SfrtTarget], Row]) -> Iterator[Row]:
    """A row for each target of a plan, or one that there is nothing to report; none of another plan."""
    if plan.sfrt is None:
        return
    if not plan.sfrt.targets:
        yield informed(Message("sfrt.not-reported"))
    for target in plan.sfrt.targets:
        yield describe(target)


def value_of(figure: Figure) -> Quantity | Message:
    """A figure as a sentence has it, with its unit."""
    if figure.number is None:
        return Message("sfrt.unknown")
    if figure.unit in ("", "%"):
        return Quantity(significant(figure.number), figure.unit)
    return Quantity(figure.number, figure.unit, _DECIMALS.get(figure.unit, 2))


def draw_vertices(
    target: SfrtTarget,
    title: Message,
    choose: Callable[[VertexRow], Sequence[Figure]],
    *,
    notes: Iterable[Message] = (),
) -> Table:
    """One row for each vertex, with some of its figures."""
    chosen = [(row.name, choose(row)) for row in target.vertices]
    unknown = {
        Message("sfrt.figure-unknown", figure=figure.name, reason=figure.reason): None
        for _, figures in chosen
        for figure in figures
        if figure.reason is not None
    }
    said = (*notes, *unknown, *target.notes)
    heads = (
        Message("sfrt.column", name=figure.name, unit=figure.unit) for figure in choose(target.vertices[0])
    )
    return Table(
        title=title,
        columns=(Message("sfrt.vertex"), *heads),
        rows=tuple((name, *map(_cell, figures)) for name, figures in chosen),
        note=Message("sfrt.note", notes=Listing(said, "semicolon")) if said else None,
    )


def draw_figures(figures: Sequence[Figure], title: Message, *, head: Message, has_units: bool) -> Table:
    """One row for each figure, with its remark."""
    return Table(
        title=title,
        columns=(
            head,
            Message("sfrt.value"),
            *([Message("sfrt.unit")] if has_units else []),
            Message("sfrt.remark"),
        ),
        rows=tuple(
            (
                figure.name,
                _cell(figure),
                *([figure.unit] if has_units else []),
                figure.reason or figure.warning or "",
            )
            for figure in figures
        ),
    )


def _cell(figure: Figure) -> Cell:
    if figure.number is None or figure.interval is None:
        return figure.number
    return Estimate(value=figure.number, low=figure.interval.low, high=figure.interval.high)
