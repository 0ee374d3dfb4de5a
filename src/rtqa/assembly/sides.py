"""Which of two structures lies on the side of a target, and which on the other."""

from __future__ import annotations

import numpy as np

from rtqa.assembly.context import PhasePlan
from rtqa.assembly.laterality import find_middle
from rtqa.errors import UnsupportedError
from rtqa.geometry.rings import closed_contours
from rtqa.messages import Cause, CauseKind, Listing, Message, Unknown
from rtqa.nomenclature.sides import LEFT, RIGHT
from rtqa.protocol.constraint import Constraint


def find_sided(constraint: Constraint, plan: PhasePlan) -> str | Unknown:
    """The name of the protocol's structure on the side of the target, or on the other, as the limit asks.

    The side is what is stated of the patient, else that of the target by the plane midway between the
    structures' middles. A target that crosses that plane has no side unless one is stated; one that lies
    wholly on the other side than is stated has none either.
    """
    named = _find_named(constraint, plan)
    if named is not None:
        return named
    middles_mm: dict[str, float] = {}
    for name in constraint.names:
        extent_mm = _extent_x_mm(plan, name)
        if isinstance(extent_mm, Unknown):
            return extent_mm
        middles_mm[name] = sum(extent_mm) / 2
    rightmost, leftmost = (pick(middles_mm, key=lambda name: middles_mm[name]) for pick in (min, max))
    midway_mm = (middles_mm[rightmost] + middles_mm[leftmost]) / 2
    side = _find_side(constraint, plan, midway_mm)
    if isinstance(side, Unknown):
        return side
    is_left = (side == "left") == (constraint.logic == "ipsilateral")
    return leftmost if is_left else rightmost


def _find_named(constraint: Constraint, plan: PhasePlan) -> str | None:
    """Where one of the two is not drawn: the other, if by its name it lies on the side that is asked for.

    That of the target is stated, or it lies beside the middle of the patient.
    """
    drawn = [name for name in constraint.names if not isinstance(plan.resolved[name].only, Unknown)]
    if len(drawn) != 1 or (side := plan.side or _find_side_of_middle(constraint, plan)) is None:
        return None
    (name,) = drawn
    is_left = (side == "left") == (constraint.logic == "ipsilateral")
    return name if (LEFT if is_left else RIGHT).search(name) else None


def _find_side_of_middle(constraint: Constraint, plan: PhasePlan) -> str | None:
    """The side of a target whose middle is not the patient's, and which reaches over that by no doubt."""
    extent_mm = _extent_x_mm(plan, constraint.decides_side or "")
    middle = find_middle(plan.structures)
    if isinstance(extent_mm, Unknown) or middle is None:
        return None
    middle_mm = float(np.median(middle.points_mm[:, 0]))
    right_mm, left_mm = (end_mm - middle_mm for end_mm in extent_mm)
    if abs(right_mm + left_mm) / 2 <= middle.doubt_mm or min(-right_mm, left_mm) > middle.doubt_mm:
        return None
    return "left" if right_mm + left_mm > 0 else "right"


def _find_side(constraint: Constraint, plan: PhasePlan, midway_mm: float) -> str | Unknown:
    """Of the target: ``left`` or ``right``."""
    target = constraint.decides_side or ""
    extent_mm = _extent_x_mm(plan, target)
    if isinstance(extent_mm, Unknown):
        return plan.side or extent_mm
    drawn = "right" if extent_mm[1] < midway_mm else "left" if extent_mm[0] > midway_mm else None
    doubtful = Cause(CauseKind.STRUCTURE_DOUBTFUL, target)
    if plan.side is not None and drawn not in (None, plan.side):
        return Unknown(Message("structure.on-the-other-side", name=target, side=plan.side), doubtful)
    if plan.side is None and drawn is None:
        message = Message("structure.crosses-middle", name=target, others=Listing(constraint.names, "and"))
        return Unknown(message, doubtful)
    return plan.side or drawn or ""


def _extent_x_mm(plan: PhasePlan, name: str) -> tuple[float, float] | Unknown:
    """From right to left, the ends of the only structure that stands for the protocol's; LPS x, in mm."""
    only = plan.resolved[name].only
    if isinstance(only, Unknown):
        return only
    try:
        along = closed_contours(only.structure).points_mm[:, 0]
    except UnsupportedError as error:
        return Unknown(error.message, Cause(CauseKind.STRUCTURE_DOUBTFUL, only.name))
    return float(along.min()), float(along.max())
