"""Doses that lie beside the dose of the whole plan: whether they can be parts of it (PS3.3 C.8.8.3).

The whole plan's dose is judged and its parts are left aside. A part still bears witness: it cannot be
larger than the whole, and what has the whole's shape is the whole, in all fractions, one, or a group's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from rtqa.dicom.dose import DosePart
from rtqa.messages import Listing, Message, Quantity
from rtqa.model.geometry import Floats
from rtqa.model.plan import Plan

NEAR_FRAC = 0.02
"""Doses that agree to this, of the highest one, are the same but for the rounding of their voxels."""

MORE_FRAC = 0.05
"""By more than this, of the highest dose, no part of a dose exceeds the whole."""

LIKE_FACTOR = 2.0
"""The beams of a part, such as one of two like arcs, give its share of the units within this factor."""

LEAST_VOXELS = 8
"""Fewer may be noise of a Monte Carlo dose."""


def find_contradicting(
    whole: DosePart, whole_gy: Floats, *, beside: Sequence[DosePart], plan: Plan
) -> Iterator[Message]:
    """What lies beside the whole plan's dose and contradicts it; parts on other grids are not compared.

    Args:
        whole: the plan's dose.
        whole_gy: its values [k, j, i] over all fractions.
        beside: the other doses of the same plan.
        plan: that they are of.
    """
    highest_gy = float(whole_gy.max())
    for part in beside:
        if highest_gy <= 0.0 or not part.grid.same_as(whole.grid) or part.quantity != whole.quantity:
            continue
        part_gy = part.values_gy.astype(np.float64)
        if not part_gy.any():
            continue
        share = float(np.vdot(part_gy, whole_gy) / np.vdot(whole_gy, whole_gy))
        if np.abs(part_gy - share * whole_gy).max() <= NEAR_FRAC * share * highest_gy:
            of_beams = _find_share_of_beams(part, plan)
            may_be_beams = of_beams < 1.0 and of_beams / LIKE_FACTOR <= share <= of_beams * LIKE_FACTOR
            known = any(abs(share / other - 1.0) <= NEAR_FRAC for other in _list_shares(plan))
            if not (known or may_be_beams):
                percent = Quantity(100.0 * share, "%", 1)
                yield Message("rtdose.same-shape", summation=part.summation, share=percent)
        elif np.count_nonzero(part_gy > whole_gy + MORE_FRAC * highest_gy) >= LEAST_VOXELS:
            excess = Quantity(float((part_gy - whole_gy).max()), "Gy", 2)
            yield Message("rtdose.more-than-whole", summation=part.summation, excess=excess)


def _list_shares(plan: Plan) -> Iterator[float]:
    """Which shares of the plan's dose one with its shape may be: all, a fraction, some group's fractions."""
    yield 1.0
    numbers = [group.n_fractions for group in plan.fraction_groups if group.n_fractions]
    for n in numbers:
        yield n / sum(numbers)
        yield 1.0 / n
        yield 1.0 / sum(numbers)


def _find_share_of_beams(part: DosePart, plan: Plan) -> float:
    """The share of a fraction's monitor units of the beams that a dose names; 1 where it names none."""
    named = {beam for _, beam in part.extent} - {0}
    shares = [share for group in plan.fraction_groups for share in group.beams]
    total_mu = sum(share.meterset_mu or 0.0 for share in shares)
    of_named_mu = sum(share.meterset_mu or 0.0 for share in shares if share.beam_number in named)
    return of_named_mu / total_mu if named and total_mu > 0.0 else 1.0


def find_unknown_parts(part: DosePart, plan: Plan) -> Iterator[Message]:
    """Fraction groups and beams that a dose names and its plan does not have, or that it ought to name."""
    groups = {group.number for group in plan.fraction_groups}
    beams = {beam.number for beam in plan.beams}
    beams |= {share.beam_number for group in plan.fraction_groups for share in group.beams}
    other_groups = sorted({number for number, _ in part.extent} - groups - {0})
    if groups and other_groups:
        yield Message("rtdose.other-groups", n=len(other_groups), groups=Listing(tuple(other_groups), "and"))
    other_beams = sorted({beam for _, beam in part.extent} - beams - {0})
    if beams and other_beams:
        yield Message("rtdose.other-beams", n=len(other_beams), beams=Listing(tuple(other_beams), "and"))
    yield from _find_left_out(part, plan)


def _find_left_out(part: DosePart, plan: Plan) -> Iterator[Message]:
    """Beams that give dose and are not among those that the dose of the plan names, group by group."""
    if part.summation != "PLAN":
        return
    treats = {beam.number: beam.treats for beam in plan.beams}
    for group in plan.fraction_groups:
        named = {beam for number, beam in part.extent if number in (group.number, 0)} - {0}
        given = [share.beam_number for share in group.beams if share.meterset_mu]
        left_out = [beam for beam in given if treats.get(beam, True) and beam not in named]
        if named and left_out:
            yield Message("rtdose.beams-left-out", n=len(left_out), beams=Listing(tuple(left_out), "and"))
