"""Is the dose grid fine enough for the targets?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.roles import list_prescribed
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed_unless_doubted
from rtqa.dvh.curve import DVH
from rtqa.messages import Cause, CauseKind, Message, Quantity

COARSEST_MM = 5.0
"""No voxel of a plan's dose should be longer; 2 to 3 mm are usual, and 2 mm at most for radiosurgery."""

VOXELS_ACROSS = 4
"""So many voxels should fit across a ball of the volume of the smallest prescribed target."""


@check(
    "GRID-SPACING",
    "Is the dose grid fine enough for its targets?",
    section="dose",
    order=20,
    cause=CauseKind.DOSE_DOUBTFUL,
    per="plan",
)
def grid_spacing(phase_plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for the plan."""
    dose = phase_plan.treatment.dose
    if dose is None:
        yield informed(Message("dose-check.no-dose"))
        return
    i, j, k = (Quantity(float(f"{length_mm:.3g}")) for length_mm in dose.grid.spacing_mm)
    size = Message("grid-spacing.size", i=i, j=j, k=k)
    smallest = _find_smallest(phase_plan)
    rows = list(_judge(smallest, max(dose.grid.spacing_mm), size))
    if smallest is not None:
        name, diameter = smallest.structure, Quantity(_find_diameter_mm(smallest), "mm", 1)
        message = Message("grid-spacing.passed", size=size, structure=name, diameter=diameter)
        yield from passed_unless_doubted(rows, message)
    else:
        yield from rows or [informed(Message("grid-spacing.no-target", size=size))]


def _find_smallest(phase_plan: PhasePlan) -> DVH | None:
    """The smallest volume that is prescribed a dose; None where none is drawn."""
    dvhs = [phase_plan.dvhs[structure.number] for structure in list_prescribed(phase_plan)]
    return min((dvh for dvh in dvhs if isinstance(dvh, DVH)), key=lambda dvh: dvh.total_cm3, default=None)


def _find_diameter_mm(dvh: DVH) -> float:
    """Of a ball of the same volume."""
    return float(10.0 * (6.0 * dvh.total_cm3 / np.pi) ** (1.0 / 3.0))


def _judge(smallest: DVH | None, longest_mm: float, size: Message) -> Iterator[Row]:
    if longest_mm > COARSEST_MM:
        coarsest = Quantity(COARSEST_MM, "mm")
        yield doubted(
            Message("grid-spacing.coarse", size=size), Message("grid-spacing.why-coarse", coarsest=coarsest)
        )
        return
    if smallest is None:
        return
    diameter_mm = _find_diameter_mm(smallest)
    if diameter_mm < VOXELS_ACROSS * longest_mm:
        name, diameter = smallest.structure, Quantity(diameter_mm, "mm", 1)
        yield doubted(
            Message("grid-spacing.small-target", size=size, structure=name, diameter=diameter),
            Message("grid-spacing.why-small-target", n=VOXELS_ACROSS),
            subject=name,
            cause=Cause(CauseKind.DOSE_DOUBTFUL),
        )
