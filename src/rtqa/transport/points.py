"""Where the dose is calculated: quasi-random points in structures and in the dose, and stated points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from rtqa.dvh.dose_frame import interpolate_gy
from rtqa.geometry.outlines import Outlines
from rtqa.geometry.planar import PlanarStructure
from rtqa.model.case import Treatment
from rtqa.model.dose import Dose
from rtqa.model.geometry import Floats, owned
from rtqa.model.structure import Structure

Ints = npt.NDArray[np.intp]

N_IN_DOSE = 500
"""Points where the dose is from a fifth of its maximum on."""

LEAST_FRAC = 0.2
"""Of the maximum; structures with a mean below it are not compared, nor are such points."""

LINE_FRAC, N_ON_LINE = 0.1, 49
"""Lines through the maximum reach to this share of it, with so many points."""

N_IN_ALL, N_IN_EACH = 2500, (40, 120)
"""Points in all structures together, and the fewest and most in each."""

_NOT_COMPARED = frozenset({"EXTERNAL", "SUPPORT", "CONTROL", "BOLUS", "ISOCENTER", "MARKER", "REGISTRATION"})
"""Interpreted types of what is no target or organ."""

_PLASTIC = 1.0 / 1.22074408460575947536 ** np.arange(1, 4)
"""Steps of an evenly spread sequence in three dimensions (powers of the root of x⁴ = x + 1)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Points:
    """Points with their planned dose.

    Attributes:
        points_mm: shape (n, 3).
        planned_gy: shape (n,); the plan's dose there, all fractions.
        gradient_gy_per_mm: shape (n,); how fast that changes.
        in_dose: indices of the points that were taken of the dose, whatever is drawn there.
        of_structure: indices of each structure's points, by its name.
        stated: indices of single points: isocentres, points of beam doses, the maximum.
        lines: indices of points along x, y and z through the maximum.
    """

    points_mm: Floats
    planned_gy: Floats
    gradient_gy_per_mm: Floats
    in_dose: Ints
    of_structure: Mapping[str, Ints] = field(repr=False)
    stated: Mapping[str, int]
    lines: Mapping[str, Ints] = field(default_factory=dict, repr=False)


def choose_points(treatment: Treatment, dose: Dose, outlines: Outlines) -> Points:
    """The points of a plan, by structure and of its dose."""
    structures = _list_structures(treatment, dose, outlines)
    n_each = int(np.clip(N_IN_ALL // max(len(structures), 1), *N_IN_EACH))
    parts = [_spread_in_dose(dose)]
    names: list[str] = []
    for structure, drawn in structures:
        within = _spread_in(drawn, n_points=n_each)
        if len(within):
            parts.append(within)
            names.append(structure.name)
    stated = _list_stated(treatment, dose)
    parts += [np.array([point]) for point in stated.values()]
    lines = _list_lines(dose)
    parts += lines.values()
    ends = np.cumsum([len(part) for part in parts])
    indices = [np.arange(end - len(part), end) for part, end in zip(parts, ends, strict=True)]
    points_mm = np.concatenate(parts)
    return Points(
        points_mm=points_mm,
        planned_gy=np.nan_to_num(interpolate_gy(dose, points_mm).astype(np.float64)),
        gradient_gy_per_mm=find_gradient(dose, points_mm),
        in_dose=indices[0],
        of_structure=dict(zip(names, indices[1 : len(names) + 1], strict=True)),
        stated={name: int(index[0]) for name, index in zip(stated, indices[len(names) + 1 :], strict=False)},
        lines=dict(zip(lines, indices[-len(lines) :], strict=True)),
    )


def _list_structures(
    treatment: Treatment, dose: Dose, outlines: Outlines
) -> list[tuple[Structure, PlanarStructure]]:
    """Targets and organs that have dose, those with most of it first."""
    structure_set = treatment.structure_set
    least_gy = LEAST_FRAC * float(dose.values_gy.max())
    compared: list[tuple[float, Structure, PlanarStructure]] = []
    for structure in structure_set.structures if structure_set is not None else ():
        if structure.role in _NOT_COMPARED or not structure.is_volume:
            continue
        drawn = outlines.of(structure)
        if drawn is None or not drawn.volume_cm3 > 0:
            continue
        few = _spread_in(drawn, n_points=N_IN_EACH[0])
        mean_gy = float(np.nan_to_num(interpolate_gy(dose, few)).mean()) if len(few) else 0.0
        if mean_gy >= least_gy:
            compared.append((mean_gy, structure, drawn))
    compared.sort(key=lambda entry: -entry[0])
    return [(structure, drawn) for _, structure, drawn in compared]


def _spread_in(drawn: PlanarStructure, *, n_points: int) -> Floats:
    """The first so many points (n, 3) of an even sequence that lie in a structure; fewer of a thin one."""
    low, high = drawn.box_mm
    share = 1000.0 * drawn.volume_cm3 / float(np.prod(np.maximum(high - low, 1e-6)))
    n_tried = int(min(max(1.3 * n_points / max(share, 1e-3), n_points), 40 * n_points))
    tried: Floats = (low + (high - low) * _sequence(n_tried)) @ drawn.axes
    return tried[drawn.contains(tried)][:n_points]


def _sequence(n: int) -> Floats:
    """Shape (n, 3), in the unit cube."""
    spread: Floats = (0.5 + np.arange(1, n + 1)[:, None] * _PLASTIC) % 1.0
    return spread


def _spread_in_dose(dose: Dose) -> Floats:
    hot = np.flatnonzero(dose.values_gy >= LEAST_FRAC * dose.values_gy.max())
    # By the golden ratio, so that neighbours in the list do not follow each other.
    chosen = hot[np.unique((0.6180339887 * np.arange(1, N_IN_DOSE + 1) % 1.0 * len(hot)).astype(np.intp))]
    k, j, i = np.unravel_index(chosen, dose.grid.shape_kji)
    return dose.grid.to_points_mm(np.column_stack([i, j, k]))


def _list_lines(dose: Dose) -> dict[str, Floats]:
    """Along each axis of the patient through the maximum, from where to where the dose is a tenth of it."""
    values, hottest = dose.values_gy, np.unravel_index(int(np.argmax(dose.values_gy)), dose.grid.shape_kji)
    k, j, i = np.nonzero(values >= LINE_FRAC * values.max())
    reached = dose.grid.to_points_mm(np.column_stack([i, j, k])[:: max(1, len(i) // 20000)])
    middle = dose.grid.to_points_mm([hottest[::-1]])[0]
    lines = {}
    for axis, name in enumerate("xyz"):
        lines[name] = np.tile(middle, (N_ON_LINE, 1))
        lines[name][:, axis] = np.linspace(reached[:, axis].min(), reached[:, axis].max(), N_ON_LINE)
    return lines


def _list_stated(treatment: Treatment, dose: Dose) -> dict[str, Floats]:
    """The maximum, each isocentre and each point of beam doses once."""
    k, j, i = np.unravel_index(int(np.argmax(dose.values_gy)), dose.grid.shape_kji)
    stated = {"maximum": dose.grid.to_points_mm([[i, j, k]])[0]}
    plan = treatment.plan
    beams = plan.beams if plan is not None else ()
    groups = plan.fraction_groups if plan is not None else ()
    starts = [beam.control_points[0] for beam in beams if beam.treats and beam.control_points]
    places = [start.isocenter_mm for start in starts if start.isocenter_mm is not None]
    shares = [share for group in groups for share in group.beams]
    places += [owned(share.point_mm) for share in shares if share.point_mm is not None]
    distinct: list[Floats] = []
    for place in places:
        if all(np.linalg.norm(place - other) > 0.1 for other in distinct):
            distinct.append(place)
            stated[f"point {len(distinct)}"] = place
    return stated


def find_gradient(dose: Dose, points_mm: Floats) -> Floats:
    """Over 2 mm to both sides along each axis."""
    reach_mm = 2.0
    slopes = []
    for axis in np.eye(3):
        ahead, behind = (interpolate_gy(dose, points_mm + step * reach_mm * axis) for step in (1, -1))
        slopes.append((np.nan_to_num(ahead) - np.nan_to_num(behind)) / (2 * reach_mm))
    steepness: Floats = np.linalg.norm(np.array(slopes, dtype=np.float64), axis=0)
    return steepness
