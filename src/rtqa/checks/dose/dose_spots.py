"""Is there a hot spot outside every target, or a cold one inside a target?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from rtqa.assembly.context import PhasePlan, Subject, target_prescriptions
from rtqa.assembly.roles import list_targets
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed_unless_doubted
from rtqa.geometry.arrays import Bools, find_box
from rtqa.messages import CauseKind, Message, Quantity
from rtqa.model.dose import Dose
from rtqa.model.structure import Structure
from rtqa.nomenclature.name_marks import PEAKS

SPOT_MM = 15.0
"""A hot spot is significant from this least diameter on (ICRU 50, 62); a cold one is measured alike."""

ISLAND_MM = 5.0
"""From this diameter on, a spot is asked about that no dose of its height joins with a target's.

What spills out of a target hangs together with it. So a hot spot between targets is judged by its size
alone, and one by itself, where nothing is to be treated, by that too (ICRU 50: smaller in small organs).
"""

BESIDE_MM, BESIDE_FACTOR = 10.0, 1.1
"""So far around a vertex of a lattice no dose is higher than inside it by this factor."""

LEAST_VOXELS = 4
"""Fewer voxels are no island, but noise."""

ISLAND_FRAC = 0.75
"""An island is hot by the lowest prescription, or by this share of the highest where that is more."""

COLD_FRAC = 0.9
"""Of its prescription: below this no protocol takes a part of a target as covered; ICRU 50 asks for 95 %."""


@check(
    "DOSE-SPOTS",
    "Is there a hot spot outside every target, or a cold one inside a target?",
    section="dose",
    order=35,
    cause=CauseKind.DOSE_DOUBTFUL,
    per="plan",
)
def dose_spots(plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for the plan, and one for each spot of 15 mm or more across."""
    dose = plan.treatment.dose
    prescribed = [rx for rx in target_prescriptions(plan.plan) if rx.dose_gy]
    # Systems also state, as a prescription to a point, what it happens to receive.
    to_volumes = [rx for rx in prescribed if rx.site in ("VOLUME", "SITE")]
    prescribed_gy = [rx.dose_gy or 0.0 for rx in to_volumes or prescribed]
    targets = [target for target in list_targets(plan) if plan.outlines.of(target) is not None]
    if dose is None or not prescribed_gy or not targets:
        yield informed(Message("dose-spots.nothing"))
        return
    highest_gy = max(prescribed_gy)
    rows = list(_find_hot(plan, dose, targets, highest_gy=highest_gy))
    if not rows:
        level_gy = max(min(prescribed_gy), ISLAND_FRAC * highest_gy)
        rows += _find_island(plan, dose, targets, level_gy=level_gy)
    peaks = [structure for structure in plan.structures if PEAKS.search(structure.name)]
    # Between the peaks of a lattice, dose is meant to be low.
    rows += _find_peaks_beside(plan, dose, peaks) if peaks else _find_cold(plan, dose, targets)
    message = Message("dose-spots.passed", prescribed=Quantity(highest_gy, "Gy"), n=len(targets))
    yield from passed_unless_doubted(rows, message)


def _find_hot(
    plan: PhasePlan, dose: Dose, targets: Sequence[Structure], *, highest_gy: float
) -> Iterator[Row]:
    hot = dose.values_gy > highest_gy
    if not hot.any():
        return
    outside = hot & ~_fill(plan, dose, targets, among=hot)
    width_mm = _find_width_mm(outside, dose)
    if width_mm >= SPOT_MM:
        hottest_gy = float(dose.values_gy[outside].max())
        yield doubted(
            Message(
                "dose-spots.hot",
                width=Quantity(width_mm, "mm", 0),
                prescribed=Quantity(highest_gy, "Gy"),
                hottest=Quantity(hottest_gy, "Gy", 2),
            ),
            Message("dose-spots.why-hot"),
        )


def _find_island(
    plan: PhasePlan, dose: Dose, targets: Sequence[Structure], *, level_gy: float
) -> Iterator[Row]:
    """The largest of the regions above a level that reach no target, by a ball of its volume."""
    from scipy.ndimage import distance_transform_edt, find_objects, label  # noqa: PLC0415 (as below)

    hot = dose.values_gy > level_gy
    if not hot.any():
        return
    warm = dose.values_gy > COLD_FRAC * level_gy
    i_mm, j_mm, k_mm = dose.grid.spacing_mm
    box = find_box(warm)
    inside = _fill(plan, dose, targets, among=warm)[box]
    near = distance_transform_edt(~inside, sampling=(k_mm, j_mm, i_mm)) <= ISLAND_MM
    hot, values_gy = hot[box], dose.values_gy[box]
    regions, _ = label(hot)
    reaching = set(np.unique(regions[near & hot])) if inside.any() else set()
    largest = (0.0, 0.0)
    for number, place in enumerate(find_objects(regions), 1):
        if number not in reaching:
            island = regions[place] == number
            volume_mm3 = float(np.count_nonzero(island) * i_mm * j_mm * k_mm)
            largest = max(largest, (volume_mm3, float(values_gy[place][island].max())))
    volume_mm3, hottest_gy = largest
    width_mm = (6.0 * volume_mm3 / np.pi) ** (1 / 3)
    if width_mm >= ISLAND_MM and volume_mm3 >= LEAST_VOXELS * i_mm * j_mm * k_mm:
        yield doubted(
            Message(
                "dose-spots.island",
                width=Quantity(width_mm, "mm", 0),
                level=Quantity(level_gy, "Gy"),
                hottest=Quantity(hottest_gy, "Gy", 2),
            ),
            Message("dose-spots.why-island"),
        )


def _find_cold(plan: PhasePlan, dose: Dose, targets: Sequence[Structure]) -> Iterator[Row]:
    by_number = {target.number: target for target in targets}
    for rx in target_prescriptions(plan.plan):
        target = by_number.get(rx.structure_number) if rx.structure_number is not None else None
        if target is None or not rx.dose_gy:
            continue
        cold = dose.values_gy < COLD_FRAC * rx.dose_gy
        inside = _fill(plan, dose, [target], among=cold)
        width_mm = _find_width_mm(inside, dose)
        if width_mm >= SPOT_MM:
            yield doubted(
                Message(
                    "dose-spots.cold",
                    structure=target.name,
                    width=Quantity(width_mm, "mm", 0),
                    level=Quantity(COLD_FRAC * rx.dose_gy, "Gy", 2),
                    coldest=Quantity(float(dose.values_gy[inside].min()), "Gy", 2),
                ),
                Message("dose-spots.why-cold"),
                subject=target.name,
            )


def _find_peaks_beside(plan: PhasePlan, dose: Dose, peaks: Sequence[Structure]) -> Iterator[Row]:
    """Vertices that have more dose beside them than inside; what holds several of them is none."""
    drawn = [(peak, outlines) for peak in peaks if (outlines := plan.outlines.of(peak)) is not None]
    middles = [np.mean(peak.contours.points_mm, axis=0) for peak, _ in drawn]
    for (peak, outlines), middle in zip(drawn, middles, strict=True):
        if np.count_nonzero(outlines.contains(np.array(middles))) > 1:
            continue
        low_mm, high_mm = peak.contours.points_mm.min(axis=0), peak.contours.points_mm.max(axis=0)
        corners = dose.grid.to_ijs([low_mm - BESIDE_MM, high_mm + BESIDE_MM])
        corners[:, 2] = np.interp(
            corners[:, 2], dose.grid.slice_positions, np.arange(len(dose.grid.slice_positions))
        )
        first, last = np.floor(corners.min(axis=0)).astype(int), np.ceil(corners.max(axis=0)).astype(int) + 1
        box = tuple(slice(max(a, 0), max(b, 0)) for a, b in zip(first[::-1], last[::-1], strict=True))
        values_gy = dose.values_gy[box].ravel()
        if not len(values_gy):
            continue
        kji = np.argwhere(np.ones(dose.values_gy[box].shape, dtype=bool)) + [part.start for part in box]
        points_mm = dose.grid.to_points_mm(kji[:, ::-1].astype(float))
        away_mm = np.linalg.norm(points_mm[:, None] - np.array(middles)[None], axis=2)
        here = np.linalg.norm(points_mm - middle, axis=1) <= away_mm.min(axis=1)
        inside = outlines.contains(points_mm)
        hottest = [float(values_gy[part].max(initial=0.0)) for part in (inside, here & ~inside)]
        if inside.any() and hottest[1] > BESIDE_FACTOR * hottest[0]:
            within, beside = (Quantity(value, "Gy", 2) for value in hottest)
            message = Message("dose-spots.beside", structure=peak.name, within=within, beside=beside)
            yield doubted(message, Message("dose-spots.why-beside"), subject=peak.name)


def _fill(plan: PhasePlan, dose: Dose, structures: Sequence[Structure], *, among: Bools) -> Bools:
    """Which voxels [k, j, i], of those asked about, have their centre in any of the structures."""
    filled = np.zeros(among.shape, dtype=bool)
    for structure in structures:
        drawn = plan.outlines.of(structure)
        if drawn is None:
            continue
        # The voxels asked about in the box of the grid around the structure, with its ends.
        index = dose.grid.to_ijs(structure.contours.points_mm)
        index[:, 2] = np.interp(
            index[:, 2], dose.grid.slice_positions, np.arange(len(dose.grid.slice_positions))
        )
        margin = 1 + np.ceil(np.max(drawn.thickness_mm) / np.array(dose.grid.spacing_mm))
        low, high = np.floor(index.min(axis=0) - margin), np.ceil(index.max(axis=0) + margin) + 1
        box = tuple(
            slice(max(int(first), 0), max(int(last), 0))
            for first, last in zip(low[::-1], high[::-1], strict=True)
        )
        asked = np.argwhere(among[box] & ~filled[box]) + [part.start for part in box]
        if len(asked):
            inside = drawn.contains(dose.grid.to_points_mm(asked[:, ::-1].astype(float)))
            filled[tuple(asked[inside].T)] = True
    return filled


def _find_width_mm(spot: Bools, dose: Dose) -> float:
    """The diameter of the largest ball within some voxels [k, j, i], in mm; 0 where there are none.

    To half a voxel: a ball reaches to the middle between the last voxel inside and the first outside.
    """
    from scipy.ndimage import distance_transform_edt  # noqa: PLC0415 (slow to load, and seldom needed)

    if not spot.any():
        return 0.0
    i_mm, j_mm, k_mm = dose.grid.spacing_mm
    framed = np.pad(spot[find_box(spot)], 1)
    to_outside_mm = float(distance_transform_edt(framed, sampling=(k_mm, j_mm, i_mm)).max())
    return 2.0 * to_outside_mm - min(i_mm, j_mm, k_mm)
