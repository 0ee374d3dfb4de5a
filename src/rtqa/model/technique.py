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

STILL_MM = 0.1
"""A leaf or jaw that moves no further than this stands still."""


class Technique(StrEnum):
    """What a treatment beam is delivered by."""

    CONFORMAL = "3D-CRT"
    """The leaves stand still, or there are none: open fields, blocks, wedges, static arcs."""
    IMRT = "IMRT"
    """The leaves move while the gantry stands: step and shoot, or sliding window."""
    VMAT = "VMAT"
    """Leaves and gantry move."""


def find_technique(beam: Beam) -> Technique | None:
    """Return the technique of a beam; None where its control points do not show what shapes it.

    They do not where there are fewer than two, or where it has no leaves and yet more than a jaw changes from
    one to the next: a helical plan keeps what shapes its beam elsewhere. Nor do those of a beam of electrons
    (RadiationType), which an applicator shapes.
    """
    points = beam.control_points
    if len(points) < 2 or beam.radiation not in ("PHOTON", ""):
        return None
    turns = _turns([point.gantry_deg for point in points if point.gantry_deg is not None])
    leaves = [point.leaves_mm for point in points if point.leaves_mm is not None]
    if leaves:
        if not _move(leaves):
            return Technique.CONFORMAL
        return Technique.VMAT if turns else Technique.IMRT
    pairs = ([point.jaws_x_mm for point in points], [point.jaws_y_mm for point in points])
    slides = any(_move([np.array(jaws) for jaws in pair if jaws is not None]) for pair in pairs)
    return Technique.CONFORMAL if not turns and (slides or len(points) == 2) else None


def list_treatment_beams(plan: Plan) -> tuple[Beam, ...]:
    """The beams that deliver the plan's dose: not setup or imaging beams, nor those no fraction has."""
    used = {share.beam_number for group in plan.fraction_groups for share in group.beams}
    return tuple(beam for beam in plan.beams if beam.treats and (not used or beam.number in used))


def _turns(angles_deg: list[float]) -> bool:
    from_first = np.array(angles_deg) - angles_deg[0] if angles_deg else np.zeros(1)
    return bool(np.any(np.abs((from_first + 180.0) % 360.0 - 180.0) > STILL_DEG))


def _move(positions_mm: Sequence[Floats]) -> bool:
    """Whether any leaf or jaw leaves its first place; layers stated in turns are leaves that move."""
    if len({positions.shape for positions in positions_mm}) > 1:
        return True
    return len(positions_mm) > 1 and bool(np.any(np.abs(positions_mm - positions_mm[0]) > STILL_MM))
