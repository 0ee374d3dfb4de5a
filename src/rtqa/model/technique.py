"""How a beam is delivered, read from what moves between its control points.

BeamType (300A,00C4) does not show it: a dynamic wedge moves a jaw alone and is DYNAMIC, and so is every
step-and-shoot field.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from rtqa.model.geometry import Floats
from rtqa.model.plan import Beam, Plan

STILL_DEG = 0.5
"""A gantry that turns no further than this between any two control points stands still."""

MOST_LEANING_DEG = 0.1
"""Couch and gantry that are level may be stated so in hundredths of a degree."""

STILL_MM = 0.1
"""A leaf or jaw that moves no further than this stands still."""

MOST_IMAGING_MU = 10.0
"""An image by the treatment beam takes no more: 1 to 4 MU for a pair, 5 or 10 for a cone beam."""


class Technique(StrEnum):
    """What a treatment beam is delivered by."""

    CONFORMAL = "3D-CRT"
    """The leaves stand still, or there are none: open fields, blocks, wedges, static arcs."""
    IMRT = "IMRT"
    """The leaves move while the gantry stands: step and shoot, or sliding window."""
    VMAT = "VMAT"
    """Leaves and gantry move."""
    TOMOTHERAPY = "TomoTherapy"
    """The couch moves while the beam is on, which binary leaves shape that no control point states."""


def find_technique(beam: Beam) -> Technique | None:
    """Return the technique of a beam; None where its control points do not show what shapes it.

    They do not where there are fewer than two, or where it has no leaves and yet more than a jaw changes from
    one to the next. Nor do those of a beam of electrons (RadiationType), which an applicator shapes.
    """
    points = beam.control_points
    if len(points) < 2 or beam.radiation not in ("PHOTON", ""):
        return None
    turns = _turns([point.gantry_deg for point in points if point.gantry_deg is not None])
    layers = {layer for point in points for layer in point.leaves_mm}
    if layers:
        moving = (
            _move([point.leaves_mm[layer] for point in points if layer in point.leaves_mm])
            for layer in layers
        )
        if not any(moving):
            return Technique.CONFORMAL
        return Technique.VMAT if turns else Technique.IMRT
    if moves_the_couch(beam):
        return Technique.TOMOTHERAPY
    pairs = ([point.jaws_x_mm for point in points], [point.jaws_y_mm for point in points])
    slides = any(_move([np.array(jaws) for jaws in pair if jaws is not None]) for pair in pairs)
    return Technique.CONFORMAL if not turns and (slides or len(points) == 2) else None


def moves_the_couch(beam: Beam) -> bool:
    """Whether the isocentre moves through the patient while the beam is on, as in TomoTherapy.

    From most control points to the next, and without leaves that the plan states: an isocentre that wanders
    once is another thing.
    """
    points = beam.control_points
    places = [point.isocenter_mm for point in points if point.isocenter_mm is not None]
    if len(places) < 3 or any(point.leaves_mm for point in points):
        return False
    moves = np.any(np.abs(np.diff(places, axis=0)) > 0, axis=1)
    return bool(np.mean(moves) > 0.5) and _move(places)


def list_treatment_beams(plan: Plan) -> tuple[Beam, ...]:
    """The beams that deliver the plan's dose.

    Not setup or imaging beams, nor those no fraction has, nor those that are given no monitor units.
    """
    used = {share.beam_number for group in plan.fraction_groups for share in group.beams}
    aside = find_undelivered(plan) | find_imaging(plan)
    return tuple(
        beam
        for beam in plan.beams
        if beam.treats and (not used or beam.number in used) and beam.number not in aside
    )


def find_undelivered(plan: Plan) -> frozenset[int]:
    """Treatment beams of 0 MU that state no dose: optimisation has left them nothing to give.

    None where no beam would be left. A beam that states a dose and 0 MU contradicts itself.
    """
    given = _list_given(plan)
    idle = {number for number, shares in given.items() if all(mu == 0 and not gy for mu, gy in shares)}
    return frozenset(idle) if idle != set(given) else frozenset()


def find_imaging(plan: Plan) -> frozenset[int]:
    """Open fields of a few MU that state no dose where the beams with leaves do: images, as on a Halcyon."""
    given = _list_given(plan)
    shaped = {beam.number for beam in plan.beams if beam.leaf_layers}
    if not any(gy for number, shares in given.items() if number in shaped for _, gy in shares):
        return frozenset()
    return frozenset(
        number
        for number, shares in given.items()
        if number not in shaped and all(mu and 0 < mu <= MOST_IMAGING_MU and not gy for mu, gy in shares)
    )


def list_given_mu(plan: Plan) -> dict[int, float]:
    """Monitor units of each beam over the course, where all of its groups state them."""
    given: dict[int, float] = {}
    unknown: set[int] = set()
    for group in plan.fraction_groups:
        for share in group.beams:
            if share.meterset_mu is None or group.n_fractions is None:
                unknown.add(share.beam_number)
            else:
                mu = group.n_fractions * share.meterset_mu
                given[share.beam_number] = given.get(share.beam_number, 0.0) + mu
    return {number: mu for number, mu in given.items() if number not in unknown}


def _list_given(plan: Plan) -> dict[int, list[tuple[float | None, float | None]]]:
    """Monitor units and dose of every treatment beam, in each fraction group that has it."""
    treating = {beam.number for beam in plan.beams if beam.treats}
    given: dict[int, list[tuple[float | None, float | None]]] = {}
    for share in (share for group in plan.fraction_groups for share in group.beams):
        if share.beam_number in treating:
            given.setdefault(share.beam_number, []).append((share.meterset_mu, share.dose_gy))
    return given


def _turns(angles_deg: list[float]) -> bool:
    from_first = np.array(angles_deg) - angles_deg[0] if angles_deg else np.zeros(1)
    return bool(np.any(np.abs((from_first + 180.0) % 360.0 - 180.0) > STILL_DEG))


def _move(positions_mm: Sequence[Floats]) -> bool:
    """Whether anything leaves its first place; of other numbers of leaves, some have moved."""
    if len({positions.shape for positions in positions_mm}) > 1:
        return True
    return len(positions_mm) > 1 and bool(np.any(np.abs(positions_mm - positions_mm[0]) > STILL_MM))
