"""Is every organ drawn as far as the dose is high?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
import shapely

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.roles import list_bodies, list_organs
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed_unless_doubted
from rtqa.geometry.arrays import find_box
from rtqa.geometry.planar import PlanarStructure
from rtqa.geometry.point_dose import sample
from rtqa.messages import CauseKind, Listing, Message, Quantity
from rtqa.model.geometry import Floats
from rtqa.model.structure import Structure
from rtqa.nomenclature.name_list import find_meaning
from rtqa.nomenclature.name_parts import find_part_of

RUNS_THROUGH = 5.0
"""An organ so many times longer than wide runs through the treated volume: it has to be drawn beyond it."""

CORDS = ("SpinalCord", "SpinalCanal")

ALONG = 0.9999
"""Normals whose cosine is this close to 1 are one direction."""

HIGH_FRAC = 0.5
GAP_FRAC = 0.1
"""Below this share of the highest dose, a gap between cord and brainstem is of no consequence."""

ABUT_MM = 10.0
"""A structure that begins within this of where another ends, and touches it, continues it."""


@check(
    "STRUCT-REACH",
    "Is every organ that runs through the treated volume drawn beyond it?",
    section="structures",
    order=60,
    cause=CauseKind.STRUCTURE_DOUBTFUL,
    per="plan",
)
def drawn_far_enough(plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for the plan, and one for each organ that stops where dose is high."""
    organs = [(name, organ, plan.outlines.of(organ)) for name, organ in list_organs(plan)]
    drawn_organs = [
        (name, organ, drawn)
        for name, organ, drawn in organs
        if drawn is not None and _runs_through(name, drawn)
    ]
    levels = _find_high_levels(plan)
    if levels is None:
        yield informed(Message("struct-reach.no-dose"))
    elif not drawn_organs:
        yield informed(Message("struct-reach.no-organ"))
    else:
        rows = [row for organ in drawn_organs for row in _stops_short(plan, organ, levels)]
        rows += [] if rows else [row for organ in drawn_organs for row in _leaves_gap(plan, organ)]
        low, high = (Quantity(level_mm, "mm", 0) for level_mm in levels.ends_mm)
        beyond = Message("struct-reach.beyond", n=len(drawn_organs), low=low, high=high)
        yield from passed_unless_doubted(rows, beyond)


class _Levels(NamedTuple):
    """From where to where along the body, by the normal (3,), the dose has half its maximum or more."""

    normal: Floats
    ends_mm: tuple[float, float]

    def find_extent_mm(self, drawn: PlanarStructure) -> tuple[float, float]:
        """From where to where along that normal a structure reaches."""
        if abs(self.normal @ drawn.normal) > ALONG:
            low, high = drawn.extent_mm
            return (low, high) if self.normal @ drawn.normal > 0 else (-high, -low)
        heights = drawn.points_mm @ self.normal
        return float(heights.min()), float(heights.max())


def _runs_through(name: str, drawn: PlanarStructure) -> bool:
    """Whether it is a cord, or so much longer than wide that it runs through the treated volume."""
    low, high = drawn.extent_mm
    width_mm = float(np.sqrt(np.median(drawn.areas_mm2)))
    return name in CORDS or high - low >= RUNS_THROUGH * width_mm


def _find_high_levels(plan: PhasePlan) -> _Levels | None:
    """None without dose."""
    dose = plan.treatment.dose
    hottest_gy = dose.values_gy.max() if dose is not None else 0.0
    if dose is None or not hottest_gy > 0:
        return None
    ends = [(along.start, along.stop - 1) for along in find_box(dose.values_gy >= HIGH_FRAC * hottest_gy)]
    corners = [corner[::-1] for corner in product(*ends)]
    # Towards the head, along whichever axis of the grid leads there, and whichever way it is numbered.
    axis = int(np.argmax(np.abs(dose.grid.directions[:, 2])))
    normal = dose.grid.directions[axis] * np.sign(dose.grid.directions[axis, 2] or 1.0)
    heights = dose.grid.to_points_mm(np.array(corners, dtype=float)) @ normal
    return _Levels(normal, (float(heights.min()), float(heights.max())))


def _stops_short(
    plan: PhasePlan, organ: tuple[str, Structure, PlanarStructure], levels: _Levels
) -> Iterator[Row]:
    _, structure, drawn = organ
    low, high = levels.find_extent_mm(drawn)
    levels_mm = levels.ends_mm
    said = {"dose_low": Quantity(levels_mm[0], "mm", 0), "dose_high": Quantity(levels_mm[1], "mm", 0)}
    if high <= levels_mm[0] or low >= levels_mm[1]:
        drawn_from, drawn_to = Quantity(low, "mm", 0), Quantity(high, "mm", 0)
        yield doubted(
            Message("struct-reach.misses", name=structure.name, low=drawn_from, high=drawn_to, **said),
            Message("struct-reach.why-misses"),
            subject=structure.name,
        )
        return
    for end, plane in ((low, 0), (high, len(drawn.offsets_mm) - 1)):
        slab_mm = float(drawn.thickness_mm[plane])
        if not levels_mm[0] + slab_mm < end < levels_mm[1] - slab_mm:
            continue
        neighbours = list(_list_continuing(plan, organ, plane))
        if any(_is_known_beside(plan, structure, other) for other in neighbours):
            continue
        yield _ask(structure, neighbours, {"end": Quantity(end, "mm", 0), **said})


def _leaves_gap(plan: PhasePlan, organ: tuple[str, Structure, PlanarStructure]) -> Iterator[Row]:
    """Whether a cord ends far from where the brainstem begins that it goes over into, with dose between."""
    _, structure, drawn = organ
    dose = plan.treatment.dose
    stems = [other for other in plan.structures if find_meaning(other.name) == "Brainstem"]
    stem = plan.outlines.of(stems[0]) if len(stems) == 1 else None
    is_cord = {*_list_meanings(plan, structure)} & {*CORDS}
    if not is_cord or dose is None or stem is None or not stem.is_along(drawn):
        return
    # Whichever end is the upper one: some exports count z towards the feet.
    gaps_mm = (drawn.extent_mm[0] - stem.extent_mm[1], stem.extent_mm[0] - drawn.extent_mm[1])
    gap_mm = max(gaps_mm)
    if gap_mm <= ABUT_MM:
        return
    at_top = gaps_mm[1] == gap_mm
    last_plane = len(drawn.offsets_mm) - 1 if at_top else 0
    continuing = _list_continuing(plan, organ, last_plane)
    if any(not is_cord.isdisjoint(_list_meanings(plan, other)) for other in continuing):
        # The lower one of two parts.
        return
    ends_mm = [
        np.mean(points_mm[(points_mm @ drawn.normal).round(1) == level], axis=0)
        for points_mm, level in (
            (part.points_mm, pick((part.points_mm @ drawn.normal).round(1)))
            for part, pick in ((drawn, max if at_top else min), (stem, min if at_top else max))
        )
    ]
    between_mm = np.linspace(ends_mm[0], ends_mm[1], 11)
    most_gy = max(sample(dose.grid, dose.values_gy, tuple(point_mm))[1] for point_mm in between_mm)
    if most_gy >= GAP_FRAC * float(dose.values_gy.max()):
        message = Message(
            "struct-reach.gap",
            name=structure.name,
            other=stems[0].name,
            gap=Quantity(gap_mm, "mm", 0),
            dose=Quantity(most_gy, "Gy", 2),
        )
        yield doubted(message, Message("struct-reach.why-ends"), subject=structure.name)


def _ask(structure: Structure, neighbours: Sequence[Structure], place: Mapping[str, Quantity]) -> Row:
    """Whether an organ goes on, undrawn or under another name."""
    if not neighbours:
        message = Message("struct-reach.ends", name=structure.name, **place)
        return doubted(message, Message("struct-reach.why-ends"), subject=structure.name)
    others = Listing(tuple(f"'{other.name}'" for other in neighbours), "and")
    message = Message("struct-reach.goes-on", name=structure.name, others=others, **place)
    return doubted(message, Message("struct-reach.why-goes-on"), subject=structure.name)


def _is_known_beside(plan: PhasePlan, organ: Structure, other: Structure) -> bool:
    """Whether a structure is an organ of its own, or is asked about as a part of this one by its name."""
    meanings = [*_list_meanings(plan, organ), find_meaning(organ.name)]
    meant = _list_meanings(plan, other) or [find_meaning(other.name) or find_part_of(other.name)]
    if {*_list_meanings(plan, other)} & {*_list_meanings(plan, organ)}:
        # Both are held to the organ's limits, and asked about there unless they are its parts.
        return True
    is_part = find_part_of(other.name) in meanings
    return bool(meant[0]) and (is_part or not {*meant} & {*meanings})


def _list_meanings(plan: PhasePlan, structure: Structure) -> list[str]:
    """The names of the protocol's structures that it stands for."""
    return [name for name, matched in list_organs(plan) if matched.number == structure.number]


def _list_continuing(
    plan: PhasePlan, organ: tuple[str, Structure, PlanarStructure], plane: int
) -> Iterator[Structure]:
    """The structures that begin where this one ends, as the brainstem does where the cord ends."""
    _, structure, drawn = organ
    at_top = plane > 0
    end = drawn.extent_mm[at_top]
    bodies = {body.number for body in list_bodies(plan)}
    around = shapely.buffer(drawn.region(plane), ABUT_MM)
    for other in plan.structures:
        if other.number == structure.number or other.number in bodies or not other.is_volume:
            continue
        neighbour = plan.outlines.of(other)
        if (
            neighbour is None
            or not neighbour.is_along(drawn)
            or abs(neighbour.extent_mm[not at_top] - end) > ABUT_MM
        ):
            continue
        first = 0 if at_top else len(neighbour.offsets_mm) - 1
        if shapely.intersects(neighbour.region(first), around):
            yield other
