"""Are the voxels those of one computed dose?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed_unless_doubted
from rtqa.geometry.arrays import find_box
from rtqa.messages import CauseKind, Message, Quantity
from rtqa.model.dose import Dose

Floats32 = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

SPIKE_FACTOR = 1.3
"""The hottest voxel of a computed dose is not hotter than its hottest neighbour by more than this."""

N_NEIGHBOURS = 6

STRIDE = 3
"""Every third row and column tells how planes follow each other."""

FEWEST_PLANES = 4
"""Fewer do not tell how planes follow each other."""

DOSED_FRAC = 0.005
"""Of the maximum. Where a plane has less, at both ends, the stored dose has but a few steps: many planes are
empty there, and many alike."""

STRANGE_RATIO, STRANGE_LEAP, STRANGE_WITHIN = 1.2, 0.2, 8
"""A plane that differs from its neighbours by more than they do is at a peak; two such planes were swapped.

The ratio was 0.5 at most away from peaks on eight plans, and 1.2 or more at both of two swapped planes.
"""


@check(
    "DOSE-VOXELS",
    "Do the voxels look like one computed dose, without gaps, copies or spikes?",
    section="dose",
    order=60,
    cause=CauseKind.DOSE_DOUBTFUL,
    per="plan",
)
def dose_voxels(phase_plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for the plan, and one for each thing that no dose calculation gives."""
    dose = phase_plan.treatment.dose
    hottest = int(np.argmax(dose.values_gy)) if dose is not None else 0
    if dose is None or not np.isfinite(dose.values_gy.flat[hottest]):
        yield informed(Message("dose-check.no-dose"))
        return
    rows = [*_judge_planes(dose), *_judge_the_hottest(dose, hottest), *_find_holes(dose, hottest)]
    n_planes = dose.grid.shape_kji[0]
    if n_planes >= FEWEST_PLANES:
        yield from passed_unless_doubted(rows, Message("dose-voxels.passed", n=n_planes))
    else:
        few = Message("dose-voxels.few-planes", n=n_planes, least=FEWEST_PLANES)
        yield from [*rows, informed(few)]


def _judge_planes(dose: Dose) -> Iterator[Row]:
    thin = dose.values_gy[:, ::STRIDE, ::STRIDE].copy()
    if len(thin) < FEWEST_PLANES:
        return
    hottest_gy = thin.max(axis=(1, 2))
    if not hottest_gy.max() > 0:
        yield doubted(Message("dose-voxels.empty"), Message("dose-voxels.why-empty"))
        return
    dosed = np.flatnonzero(hottest_gy >= DOSED_FRAC * hottest_gy.max())
    within = np.arange(dosed[0], dosed[-1] + 1)
    empty = within[hottest_gy[within] <= 0]
    if len(empty):
        yield _damaged(Message("dose-voxels.empty-planes", n=len(empty), plane=int(empty[0]) + 1))
    steps = np.abs(np.diff(thin, axis=0)).mean(axis=(1, 2))
    between = steps[dosed[0] : dosed[-1]]
    copies = np.flatnonzero(between == 0)
    if len(copies) and np.median(between) > 0:
        plane = int(dosed[0] + copies[0]) + 2
        yield _damaged(Message("dose-voxels.repeated-planes", n=len(copies), plane=plane))
    if not len(empty):
        yield from _find_swapped(thin, steps)


def _find_swapped(thin: Floats32, steps: Floats32) -> Iterator[Row]:
    """Two planes near each other that fit their neighbours less than these fit each other."""
    bends = np.abs(thin[1:-1] - (thin[2:] + thin[:-2]) / 2).mean(axis=(1, 2))
    leaps = np.abs(thin[2:] - thin[:-2]).mean(axis=(1, 2))
    usual = (steps[:-1] + steps[1:]) / 2
    dosed = thin[1:-1].mean(axis=(1, 2)) > 0.1 * thin.mean(axis=(1, 2)).max()
    strange = np.flatnonzero(dosed & (bends > STRANGE_RATIO * leaps) & (leaps > STRANGE_LEAP * usual))
    pairs = np.flatnonzero(np.diff(strange) <= STRANGE_WITHIN)
    if len(pairs):
        first, second = int(strange[pairs[0]]) + 2, int(strange[pairs[0] + 1]) + 2
        yield _damaged(Message("dose-voxels.swapped-planes", first=first, second=second))


def _judge_the_hottest(dose: Dose, hottest: int) -> Iterator[Row]:
    values = dose.values_gy
    hottest_gy = float(values.flat[hottest])
    k, j, i = np.unravel_index(hottest, values.shape)
    around = values[tuple(slice(max(at - 1, 0), at + 2) for at in (k, j, i))]
    others = np.sort(around, axis=None)[:-1]
    if len(others) and hottest_gy > SPIKE_FACTOR * float(others[-1]) and hottest_gy > 0:
        beside = Quantity(float(others[-1]), "Gy", 2)
        yield _damaged(Message("dose-voxels.spike", hottest=Quantity(hottest_gy, "Gy", 2), beside=beside))
    if _is_amid(values == hottest_gy) and np.ptp(values) > 0:
        yield _damaged(Message("dose-voxels.flat", maximum=Quantity(hottest_gy, "Gy", 2)))


def _find_holes(dose: Dose, hottest: int) -> Iterator[Row]:
    """Voxels of next to no dose amid high dose."""
    values = dose.values_gy
    high_gy = 0.5 * float(values.flat[hottest])
    if high_gy > 0 and _is_amid(values >= high_gy, values < 0.2 * high_gy):
        yield _damaged(Message("dose-voxels.hole"))


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


def _damaged(message: Message) -> Row:
    return doubted(message, Message("dose-voxels.why-damaged"))
