"""The structures that a protocol derives from others, as one plan has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely

from rtqa.assembly.beyond_grid import bound_beyond
from rtqa.assembly.context import NO_DOSE, PhasePlan, find_obstacle
from rtqa.assembly.resolved import MatchedStructure, Resolved
from rtqa.dvh.compute import planar_dvh
from rtqa.dvh.curve import DVH
from rtqa.errors import UnsupportedError
from rtqa.geometry.by_direction import lay_along
from rtqa.geometry.derived import grow, ring, shrink, subtract, unite
from rtqa.geometry.planar import PlanarStructure
from rtqa.messages import Cause, CauseKind, Message, Quantity, Unknown
from rtqa.model.structure import Structure
from rtqa.protocol.derivation import Derivation
from rtqa.protocol.names import Candidate
from rtqa.protocol.schema import ProtocolStructure
from rtqa.protocol.side_margins import SideMargins, by_side

DRAWN_MM = 2.0
"""Within a plane, two outlines of the same thing may lie so far apart.

Planning systems make margins and differences on the voxels of the image, about 1 mm wide, and draw the result
through or around the voxels at its edge: a voxel to either side."""

DRAWN_CM3 = 0.1
"""What lies further apart than that, and has no more than this in all, is a corner or a point."""


def derive_structures(plan: PhasePlan, wanted: Sequence[ProtocolStructure]) -> PhasePlan:
    """The plan with each structure that the protocol derives, and its DVH, under a ROI number below 0.

    What was drawn under its name is held against it. Where a part of it is not known, neither is it; a part
    that may be absent, and is, covers nothing.
    """
    lowest = min((0, *plan.dvhs))
    for structure in wanted:
        if structure.derived is not None:
            lowest -= 1
            plan = _add(plan, structure, structure.derived, number=lowest)
    return plan


def _add(plan: PhasePlan, wanted: ProtocolStructure, rule: Derivation, *, number: int) -> PhasePlan:
    drawn = plan.resolved[wanted.name]
    parts: dict[str, tuple[MatchedStructure, ...]] = {}
    for name in rule.parts:
        if plan.resolved[name].is_absent:
            continue
        known = plan.resolved[name].parts
        if isinstance(known, Unknown):
            return _give_up(plan, drawn, _without_part(wanted.name, known))
        parts[name] = known
    if not any(name in parts for name in rule.all_of):
        absent = Unknown(
            Message("structure.absent", name=wanted.name), Cause(CauseKind.STRUCTURE_NOT_FOUND, wanted.name)
        )
        return _give_up(plan, replace(drawn, is_absent=True), absent)
    try:
        planes = {
            name: [plan.outlines.lay_flat(part.structure) for part in several]
            for name, several in parts.items()
        }
        planar = _make(rule, planes, name=wanted.name)
    except UnsupportedError as error:
        unknown = Unknown(error.message, Cause(CauseKind.STRUCTURE_DOUBTFUL, wanted.name))
        return _give_up(plan, drawn, _without_part(wanted.name, unknown))
    structure = replace(planar.draw(wanted.name), number=number)
    plan.outlines.keep(structure, planar)
    dvh = _compute_dvh(plan, structure, planar)
    doubts = dict.fromkeys(doubt for several in parts.values() for part in several for doubt in part.doubts)
    if len(drawn.structures) == 1:
        doubts |= dict.fromkeys(_hold_against(planar, drawn.structures[0].structure, plan))
    matched = MatchedStructure(
        candidate=Candidate(structure_number=number, name=wanted.name, how="derived"),
        structure=structure,
        dvh=dvh,
        assumptions=dvh.notes if isinstance(dvh, DVH) else (),
        doubts=tuple(doubts),
        drawn_number=drawn.structures[0].number if len(drawn.structures) == 1 else None,
    )
    resolved = Resolved(
        name=wanted.name,
        role=wanted.role,
        structures=(matched,),
        suggestions=(),
        unknown=None,
        is_gathered=False,
        is_derived=True,
    )
    return replace(
        plan,
        dvhs={**plan.dvhs, number: dvh},
        resolved={**plan.resolved, wanted.name: resolved},
    )


def _give_up(plan: PhasePlan, drawn: Resolved, unknown: Unknown) -> PhasePlan:
    """Without a part, what was drawn under the name is no evidence of what was meant."""
    derived = replace(
        drawn, structures=(), suggestions=(), unknown=unknown, is_gathered=False, is_derived=True
    )
    return replace(plan, resolved={**plan.resolved, drawn.name: derived})


def _without_part(name: str, unknown: Unknown) -> Unknown:
    return Unknown(Message("structure.not-derived", name=name, reason=unknown.message), unknown.cause)


def _make(rule: Derivation, planes: dict[str, list[PlanarStructure]], *, name: str) -> PlanarStructure:
    made = unite([planar for part in rule.all_of for planar in planes.get(part, [])], name=name)
    if rule.ring_mm is not None:
        made = ring(made, from_mm=rule.ring_mm[0], to_mm=rule.ring_mm[1], name=name)
    elif rule.plus_mm:
        made = _widen(made, rule.plus_mm, name=name)
    others = [planar for part in rule.minus for planar in planes.get(part, [])]
    if not others:
        return made
    away = unite(others, name=name)
    return subtract(
        made, [grow(away, rule.beyond_mm, name=name) if rule.beyond_mm is not None else away], name=name
    )


def _widen(made: PlanarStructure, by_mm: float | SideMargins, *, name: str) -> PlanarStructure:
    if isinstance(by_mm, SideMargins):
        return grow(made, lay_along(made, by_side(by_mm)), name=name)
    return grow(made, by_mm, name=name) if by_mm > 0 else shrink(made, -by_mm, name=name)


def _compute_dvh(plan: PhasePlan, structure: Structure, planar: PlanarStructure) -> DVH | Unknown:
    dose, obstacle = plan.treatment.dose, find_obstacle(plan.treatment)
    if dose is None or obstacle is not None:
        return obstacle or NO_DOSE
    try:
        return bound_beyond(planar_dvh(planar, dose=dose), structure, plan.treatment)
    except UnsupportedError as error:
        return Unknown(error.message, Cause(CauseKind.STRUCTURE_DOUBTFUL, structure.name))


def _hold_against(planar: PlanarStructure, structure: Structure, plan: PhasePlan) -> list[Unknown]:
    """Why a drawn structure is not the one that its name says; nothing where the drawing explains it."""
    drawn = plan.outlines.of(structure)
    if drawn is None or not drawn.is_along(planar):
        return []
    apart_cm3 = find_apart_cm3(planar, drawn) + find_apart_cm3(drawn, planar)
    if apart_cm3 <= DRAWN_CM3:
        return []
    message = Message(
        "structure.drawn-otherwise",
        name=structure.name,
        volume=Quantity(drawn.volume_cm3, "cm³", 2),
        derived=Quantity(planar.volume_cm3, "cm³", 2),
        apart=Quantity(apart_cm3, "cm³", 2),
    )
    return [Unknown(message, Cause(CauseKind.STRUCTURE_DOUBTFUL, structure.name))]


def find_apart_cm3(
    structure: PlanarStructure, other: PlanarStructure, *, within_mm: float = DRAWN_MM
) -> float:
    """How much of a structure lies further from another than a thing drawn twice may: a slice, a voxel.

    Each plane is compared with the other's within one usual gap, above and below.

    Args:
        structure: of which a part may lie apart.
        other: along the same axis.
        within_mm: within a plane, what lies so near is not apart.
    """
    step_mm = other.slabs.usual_mm or float(np.median(other.thickness_mm))
    apart = [
        shapely.difference(
            region,
            shapely.buffer(
                shapely.union_all([other.at(height + shift) for shift in (-step_mm, 0.0, step_mm)]), within_mm
            ),
        ).area
        for height, region in zip(structure.offsets_mm, structure.regions, strict=True)
    ]
    return float(np.asarray(apart) @ structure.thickness_mm) / 1000.0
