"""One isocentre or several that are meant: a beam that was moved stands alone where no other beam is.

Several isocentres are meant where each has more to it than one treatment beam: another one, a setup field, a
patient setup or a fraction group of its own; or where there are three or more and no two beams share any,
which no slip of one beam makes.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rtqa.assembly.context import PhasePlan
from rtqa.checks.core.rows import Row, doubted, informed
from rtqa.messages import Message, Quantity
from rtqa.model.geometry import Floats
from rtqa.model.plan import Beam, BeamShare, Plan
from rtqa.model.technique import moves_the_couch

SAME_PLACE_MM = 0.1
"""Isocentres no further apart are one: written digits."""

FEWEST_ALL_APART = 3
"""From so many beams on, an isocentre for each is no slip of one of them."""


def list_places(beams: tuple[Beam, ...]) -> list[Floats]:
    """The isocentres, each once; none of beams during which the couch moves."""
    places: list[Floats] = []
    for beam in beams:
        for place in () if moves_the_couch(beam) else _list_places_of(beam):
            if all(np.linalg.norm(place - other) > SAME_PLACE_MM for other in places):
                places.append(place)
    return places


def judge_isocentres(phase_plan: PhasePlan, beams: tuple[Beam, ...]) -> Iterator[Row]:
    """Isocentres of which one may be a slip; and what is so of several that are meant."""
    places = list_places(beams)
    if any(moves_the_couch(beam) for beam in beams):
        yield informed(Message("beam-setup.couch-moves"))
    elif not places:
        yield doubted(Message("beam-setup.no-isocentre"), Message("beam-setup.why-no-isocentre"))
    if len(places) < 2 or phase_plan.plan is None:
        return
    apart_mm = float(np.linalg.norm(np.array(places) - places[0], axis=1).max())
    distance = Quantity(apart_mm, "mm", 1)
    if _are_meant(phase_plan.plan, beams, places):
        yield informed(Message("beam-setup.isocentres-meant", n=len(places), distance=distance))
    else:
        message = Message("beam-setup.isocentres", n=len(places), distance=distance)
        yield doubted(message, Message("beam-setup.why-isocentres"))


def _list_places_of(beam: Beam) -> list[Floats]:
    return [point.isocenter_mm for point in beam.control_points if point.isocenter_mm is not None]


def _are_meant(plan: Plan, beams: tuple[Beam, ...], places: list[Floats]) -> bool:
    at = [[beam for beam in beams if _is_at(beam, place)] for place in places]
    # A beam whose isocentre moves on its way is at several places, and is a slip.
    if sum(map(len, at)) > len(beams):
        return False
    if all(len(here) == 1 for here in at) and len(at) >= FEWEST_ALL_APART:
        return True
    setup_fields = [beam for beam in plan.beams if not beam.treats]
    return all(
        len(here) > 1
        or any(_is_at(field, place) for field in setup_fields)
        or _has_its_own(plan, here, [beam for beam in beams if beam not in here])
        for place, here in zip(places, at, strict=True)
    )


def _is_at(beam: Beam, place: Floats) -> bool:
    return any(np.linalg.norm(other - place) <= SAME_PLACE_MM for other in _list_places_of(beam))


def _has_its_own(plan: Plan, here: list[Beam], others: list[Beam]) -> bool:
    """Whether the beams at a place have a patient setup, or a fraction group, that no beam elsewhere has."""
    setups = {beam.setup_number for beam in here}
    groups = {group.number for group in plan.fraction_groups if _has_any(group.beams, here)}
    return (None not in setups and not setups & {beam.setup_number for beam in others}) or not groups & {
        group.number for group in plan.fraction_groups if _has_any(group.beams, others)
    }


def _has_any(shares: tuple[BeamShare, ...], beams: list[Beam]) -> bool:
    numbers = {beam.number for beam in beams}
    return any(share.beam_number in numbers for share in shares)
