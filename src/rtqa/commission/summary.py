"""The report's summary: the largest errors, and what did not pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from rtqa.commission.document import CommissionDocument, HeldPart, PhantomPart, PlanningSystemPart, RowPart
from rtqa.commission.wording import NOTHING, allowed, number, signed


class Worst(NamedTuple):
    """The largest error of one metric over the suite, by size; each as text with its phantom.

    Attributes:
        metric: what was measured, and the unit of the errors.
        to_prisms: in linear doses, where the calculation alone can err.
        in_gaussian: likewise in Gaussians, where interpolation adds to it.
        to_solid: to the smooth solid, in any dose.
        planning_system: its largest error to the smooth solid.
    """

    metric: str
    to_prisms: str
    in_gaussian: str
    to_solid: str
    planning_system: str


def worst_errors(document: CommissionDocument) -> list[Worst]:
    """One entry for each metric, those of a volume at any dose taken together.

    A volume's error is in percent of it, a volume at a dose in percent points, a dose in Gy.
    """
    gaussian = {each.name for each in document.sets if each.dose_kind == "gaussian"}
    grouped: dict[str, list[tuple[PhantomPart, RowPart]]] = {}
    for phantom in document.phantoms:
        for row in phantom.rows:
            grouped.setdefault(_group(row), []).append((phantom, row))
    return [
        Worst(
            metric=group,
            to_prisms=_worst([each for each in rows if each[0].set_name not in gaussian], _to_prisms),
            in_gaussian=_worst([each for each in rows if each[0].set_name in gaussian], _to_prisms),
            to_solid=_worst(rows, lambda row: _own(row, row.solid)),
            planning_system=_worst(rows, lambda row: _own(row, row.planning_system)),
        )
        for group, rows in grouped.items()
    ]


WORST_HEADINGS = (
    "Metric", "To the prisms, linear dose", "To the prisms, Gaussian dose", "To the smooth solid",
    "Planning system to the smooth solid",
)  # fmt: skip


def worst_table(document: CommissionDocument) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Headings and rows of the largest errors, without the planning system's column where there is none."""
    n_columns = len(WORST_HEADINGS) if document.comparison else len(WORST_HEADINGS) - 1
    return WORST_HEADINGS[:n_columns], [tuple(each)[:n_columns] for each in worst_errors(document)]


def _to_prisms(row: RowPart) -> float | None:
    return _own(row, row.prisms)


def _group(row: RowPart) -> str:
    if row.metric == "Volume[cc]":
        return "Volume / %"
    if row.unit == "%":
        return "V at a dose / % points"
    return f"{row.metric.removesuffix('[Gy]')} / Gy"


def _own(row: RowPart, part: HeldPart | PlanningSystemPart | None) -> float | None:
    if part is None:
        return None
    return part.error_percent if row.metric == "Volume[cc]" else part.error


def _worst(rows: Sequence[tuple[PhantomPart, RowPart]], error_of: Callable[[RowPart], float | None]) -> str:
    known = [(error, phantom.name) for phantom, row in rows if (error := error_of(row)) is not None]
    if not known:
        return NOTHING
    unit = "Gy" if rows[0][1].unit == "Gy" else "%"
    error, name = max(known, key=lambda each: abs(each[0]))
    return f"{signed(error, unit)} ({name})"


class Failure(NamedTuple):
    """A metric that did not pass, and why."""

    phantom: str
    metric: str
    because: str


def failures(document: CommissionDocument) -> list[Failure]:
    """All rows that did not pass, in the suite's order."""
    return [
        Failure(phantom.name, row.metric, _because(row))
        for phantom in document.phantoms
        for row in phantom.rows
        if not row.passed
    ]


def _because(row: RowPart) -> str:
    if row.value is None:
        return f"no value: {row.reason}"
    held = (("smooth solid", row.solid), ("prisms", row.prisms))
    unit = row.unit
    return "; ".join(
        f"{number(row.value, unit)} {unit} is off the {name} by {signed(part.error, unit)}, "
        f"and {allowed(part.tolerance, unit)} is allowed"
        for name, part in held
        if part is not None and not part.passed
    )


def phantom_errors(phantom: PhantomPart) -> tuple[str, str, str]:
    """A phantom's error in volume (percent), and its largest in Gy to the prisms and to the solid."""
    volume = [row.solid.error_percent for row in phantom.rows if row.metric == "Volume[cc]"]
    doses = [row for row in phantom.rows if row.unit == "Gy"]
    to_prisms = [row.prisms.error for row in doses if row.prisms]
    to_solid = [row.solid.error for row in doses]
    return signed(_largest(volume)), signed(_largest(to_prisms), "Gy"), signed(_largest(to_solid), "Gy")


def _largest(errors: Iterable[float | None]) -> float | None:
    return max((error for error in errors if error is not None), key=abs, default=None)
