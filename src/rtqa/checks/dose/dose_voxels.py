"""Are the voxels those of one computed dose, and fine enough?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.roles import list_prescribed
from rtqa.checks.core.answer import Doubt, Told, answer
from rtqa.checks.core.catalog import check
from rtqa.checks.dose.plausibility import find_box
from rtqa.dvh.curve import DVH
from rtqa.findings import Finding
from rtqa.model.dose import Dose

Floats32 = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

COARSEST_MM = 5.0
"""No voxel of a plan's dose should be longer; 2 to 3 mm are usual, and 2 mm at most for radiosurgery."""

VOXELS_ACROSS = 4.0
"""So many voxels should fit across a ball of the volume of the smallest prescribed target."""

SPIKE_FACTOR = 1.3
"""The hottest voxel of a computed dose is not hotter than its hottest neighbour by more than this."""

N_NEIGHBOURS = 6

STRIDE = 3
"""Every third row and column tells how planes follow each other."""

STRANGE_RATIO, STRANGE_LEAP, STRANGE_WITHIN = 1.2, 0.2, 8
"""A plane that differs from its neighbours by more than they do is at a peak; two such planes were swapped.

The ratio was 0.5 at most away from peaks on eight plans, and 1.2 or more at both of two swapped planes.
"""


@check("GRID-SPACING", "Is the dose grid fine enough for its targets?")
def grid_spacing(subject: Subject) -> Iterator[Finding]:
    """One finding a treatment."""
    for one in subject.plans:
        dose = one.treatment.dose
        if dose is None:
            yield from answer("GRID-SPACING", one, [Told(text="There is no usable dose.")])
            continue
        spacing_mm = dose.grid.spacing_mm
        size = " × ".join(f"{each:.3g}" for each in spacing_mm)
        rows = list(_too_coarse(one, max(spacing_mm), size))
        yield from answer("GRID-SPACING", one, rows, in_order=f"Voxels of {size} mm.")


def _too_coarse(one: PhasePlan, longest_mm: float, size: str) -> Iterator[Doubt]:
    if longest_mm > COARSEST_MM:
        yield Doubt(
            found=f"The voxels of the dose are {size} mm.",
            meaning=f"more than {COARSEST_MM:g} mm smooths peaks away; compute the dose on a finer grid",
        )
        return
    dvhs = [dvh for each in list_prescribed(one) if isinstance(dvh := one.dvhs[each.number], DVH)]
    smallest = min(dvhs, key=lambda dvh: dvh.total_cm3, default=None)
    if smallest is None:
        return
    diameter_mm = 10.0 * (6.0 * smallest.total_cm3 / np.pi) ** (1.0 / 3.0)
    if diameter_mm < VOXELS_ACROSS * longest_mm:
        yield Doubt(
            found=f"The voxels of the dose are {size} mm; {smallest.structure} has the volume of a ball of "
            f"{diameter_mm:.1f} mm.",
            meaning=f"fewer than {VOXELS_ACROSS:g} voxels across a target tell little of its dose",
            subject=smallest.structure,
        )


@check("DOSE-VOXELS", "Do the voxels look like one computed dose, without gaps, copies or spikes?")
def dose_voxels(subject: Subject) -> Iterator[Finding]:
    """One finding a treatment, and one for each thing that no dose calculation gives."""
    for one in subject.plans:
        dose = one.treatment.dose
        hottest = int(np.argmax(dose.values_gy)) if dose is not None else 0
        if dose is None or not np.isfinite(dose.values_gy.flat[hottest]):
            yield from answer("DOSE-VOXELS", one, [Told(text="There is no usable dose.")])
            continue
        rows = [*_planes(dose), *_around_the_hottest(dose, hottest), *_holes(dose, hottest)]
        n_planes = dose.grid.shape_kji[0]
        yield from answer(
            "DOSE-VOXELS", one, rows, in_order=f"{n_planes} planes that follow each other smoothly."
        )


def _planes(dose: Dose) -> Iterator[Doubt]:
    thin = dose.values_gy[:, ::STRIDE, ::STRIDE].copy()
    if len(thin) < 4:
        return
    hottest_gy = thin.max(axis=(1, 2))
    dosed = np.flatnonzero(hottest_gy > 0)
    if not len(dosed):
        yield Doubt(found="The dose grid holds no dose at all.", meaning="export the dose again")
        return
    within = np.arange(dosed[0], dosed[-1] + 1)
    empty = within[hottest_gy[within] <= 0]
    if len(empty):
        yield _damaged(f"{len(empty)} planes within the dose are empty, from plane {empty[0] + 1} on.")
    steps = np.abs(np.diff(thin, axis=0)).mean(axis=(1, 2))
    between = steps[dosed[0] : dosed[-1]]
    copies = np.flatnonzero(between == 0)
    if len(copies) and np.median(between) > 0:
        yield _damaged(
            f"{len(copies)} planes repeat the one before, from plane {dosed[0] + copies[0] + 2} on."
        )
    if not len(empty):
        yield from _swapped(thin, steps)


def _swapped(thin: Floats32, steps: Floats32) -> Iterator[Doubt]:
    """Two planes near each other that fit their neighbours less than these fit each other."""
    bends = np.abs(thin[1:-1] - (thin[2:] + thin[:-2]) / 2).mean(axis=(1, 2))
    leaps = np.abs(thin[2:] - thin[:-2]).mean(axis=(1, 2))
    usual = (steps[:-1] + steps[1:]) / 2
    dosed = thin[1:-1].mean(axis=(1, 2)) > 0.1 * thin.mean(axis=(1, 2)).max()
    strange = np.flatnonzero(dosed & (bends > STRANGE_RATIO * leaps) & (leaps > STRANGE_LEAP * usual))
    pairs = np.flatnonzero(np.diff(strange) <= STRANGE_WITHIN)
    if len(pairs):
        first, second = strange[pairs[0]] + 2, strange[pairs[0] + 1] + 2
        yield _damaged(f"Planes {first} and {second} fit their neighbours less than these fit each other.")


def _around_the_hottest(dose: Dose, hottest: int) -> Iterator[Doubt]:
    values = dose.values_gy
    hottest_gy = float(values.flat[hottest])
    k, j, i = np.unravel_index(hottest, values.shape)
    around = values[tuple(slice(max(at - 1, 0), at + 2) for at in (k, j, i))]
    others = np.sort(around, axis=None)[:-1]
    if len(others) and hottest_gy > SPIKE_FACTOR * float(others[-1]) and hottest_gy > 0:
        yield _damaged(f"One voxel has {hottest_gy:.2f} Gy, those beside it {others[-1]:.2f} Gy at most.")
    if _is_amid(values == hottest_gy) and np.ptp(values) > 0:
        yield _damaged(f"The dose is flat at its maximum of {hottest_gy:.2f} Gy, as if cut off there.")


def _holes(dose: Dose, hottest: int) -> Iterator[Doubt]:
    """Voxels of next to no dose amid high dose."""
    values = dose.values_gy
    high_gy = 0.5 * float(values.flat[hottest])
    if high_gy > 0 and _is_amid(values >= high_gy, values < 0.2 * high_gy):
        yield _damaged("Voxels amid high dose have next to none.")


def _is_amid(around: Mask, centre: Mask | None = None) -> bool:
    """Whether some voxel (of those in ``centre``, or of the same kind) has six neighbours of a kind."""
    if np.count_nonzero(around) < N_NEIGHBOURS:
        return False
    box = find_box(around)
    inside = around[box]
    if min(inside.shape) < 3:
        return False
    amid = (inside if centre is None else centre[box])[1:-1, 1:-1, 1:-1].copy()
    for axis in range(3):
        for beside in (slice(None, -2), slice(2, None)):
            at = [slice(1, -1)] * 3
            at[axis] = beside
            amid &= inside[tuple(at)]
    return bool(amid.any())


def _damaged(found: str) -> Doubt:
    return Doubt(
        found=found,
        meaning="no dose calculation gives that; the file was damaged or converted, export the dose again",
    )
