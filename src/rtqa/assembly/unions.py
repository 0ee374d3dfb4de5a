"""Limits on several structures: which of two lies opposite to the target, and two as one volume."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rtqa.assembly.context import PhasePlan
from rtqa.assembly.matching import find_only_candidate
from rtqa.dvh.compute import structure_dvh
from rtqa.dvh.curve import DVH
from rtqa.errors import UnsupportedError
from rtqa.messages import Unknown
from rtqa.model.geometry import Floats
from rtqa.model.structure import Contours
from rtqa.protocol.constraint import Constraint

LOST_FRAC = 0.001
"""Two structures that together have less than their summed volume by more than this overlap."""


def find_contralateral(constraint: Constraint, one: PhasePlan) -> tuple[str, str]:
    """The name of the structure on the other side of the patient than the target, or empty and the reason.

    The target must lie wholly on one side of the plane midway between the structures' middles: one that
    crosses it has no other side.
    """
    middles: dict[str, float] = {}
    for name in constraint.names:
        extent, reason = _extent_x_mm(one, name)
        if extent is None:
            return "", reason
        middles[name] = sum(extent) / 2
    target, reason = _extent_x_mm(one, constraint.opposite or "")
    if target is None:
        return "", reason
    rightmost, leftmost = (pick(middles, key=lambda name: middles[name]) for pick in (min, max))
    midway = (middles[rightmost] + middles[leftmost]) / 2
    if target[1] < midway:
        return leftmost, ""
    if target[0] > midway:
        return rightmost, ""
    return "", f"{constraint.opposite} crosses the middle between {' and '.join(constraint.names)}"


def unite(one: PhasePlan, numbers: Sequence[int], *, name: str) -> tuple[PhasePlan | None, str]:
    """The plan with all of these structures in place of the first of them, or None and the reason."""
    structure_set, dose = one.treatment.structure_set, one.treatment.dose
    parts = [one.dvhs[number] for number in numbers]
    reason = next((str(part.message) for part in parts if isinstance(part, Unknown)), "")
    if reason or structure_set is None or dose is None:
        return None, reason or "no usable dose belongs to the plan"
    drawn = {structure.number: structure for structure in structure_set.structures}
    contours = _together([drawn[number].contours.closed() for number in numbers])
    united = replace(drawn[numbers[0]], name=name, contours=contours)
    try:
        dvh = structure_dvh(united, dose=dose, set_spacing_mm=structure_set.plane_spacing_mm)
    except UnsupportedError as error:
        return None, str(error)
    apart_cm3 = sum(part.total_cm3 for part in parts if isinstance(part, DVH))
    if dvh.total_cm3 < (1 - LOST_FRAC) * apart_cm3:
        return None, f"{name}: {dvh.total_cm3:.2f} cm³ together, {apart_cm3:.2f} cm³ apart: they overlap"
    kept = [structure for structure in structure_set.structures if structure.number != numbers[0]]
    return replace(
        one,
        treatment=replace(one.treatment, structure_set=replace(structure_set, structures=(united, *kept))),
        dvhs={**one.dvhs, numbers[0]: dvh},
    ), ""


def _together(several: Sequence[Contours]) -> Contours:
    lengths = np.concatenate([np.diff(contours.starts) for contours in several])
    points: Floats = np.concatenate([contours.points_mm for contours in several])
    return Contours(
        points_mm=points,
        starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.intp),
        kinds=tuple(kind for contours in several for kind in contours.kinds),
    )


def _extent_x_mm(one: PhasePlan, name: str) -> tuple[tuple[float, float] | None, str]:
    """From right to left, the ends of the one structure that stands for the protocol's; LPS x, in mm."""
    candidate = find_only_candidate(one, name)
    structure_set = one.treatment.structure_set
    if isinstance(candidate, Unknown) or structure_set is None:
        return None, str(candidate.message) if isinstance(candidate, Unknown) else ""
    number = candidate.structure_number
    contours = next(each.contours.closed() for each in structure_set.structures if each.number == number)
    if not len(contours):
        return None, f"structure {candidate.name!r} has no closed contours"
    along = contours.points_mm[:, 0]
    return (float(along.min()), float(along.max())), ""
