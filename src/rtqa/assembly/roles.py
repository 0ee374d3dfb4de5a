"""Which structures of a plan are its targets, and which its protocol speaks of."""

from __future__ import annotations

import re

from rtqa.assembly.context import PhasePlan, Subject, target_prescriptions
from rtqa.model.structure import Structure
from rtqa.nomenclature.spelling import normalise

_ICRU_NAME = re.compile(r"[\W\d_]*z?(GTV|CTV|ITV|PTV)", re.IGNORECASE)
"""A name that begins with a volume of ICRU 83, as TG-263 has it; a leading z or number does no harm."""

_BODY_NAMES = frozenset({"body", "external", "skin", "patient", "outline", "bodyoutline", "contour"})

ROLES = frozenset({"GTV", "CTV", "PTV"})
"""RTROIInterpretedTypes (3006,00A4) of targets."""


def find_volume(structure: Structure) -> str:
    """GTV, CTV, ITV or PTV by the structure's name; empty where the name says none."""
    found = _ICRU_NAME.match(structure.name)
    return found[1].upper() if found is not None else ""


def list_prescribed(one: PhasePlan) -> list[Structure]:
    """The structures that the plan prescribes a dose to."""
    numbers = {each.structure_number for each in target_prescriptions(one.plan)} - {None}
    return [structure for structure in one.structures if structure.number in numbers]


def list_targets(one: PhasePlan) -> list[Structure]:
    """All structures that are a target by the plan's prescriptions, by their name or by their role."""
    prescribed = {structure.number for structure in list_prescribed(one)}
    return [
        structure
        for structure in one.structures
        if structure.is_volume
        and (structure.number in prescribed or find_volume(structure) or structure.role in ROLES)
    ]


def list_bodies(one: PhasePlan) -> list[Structure]:
    """The outlines of the body: by their role, or where none has it, by their name."""
    drawn = [structure for structure in one.structures if structure.is_volume]
    return [structure for structure in drawn if structure.role == "EXTERNAL"] or [
        structure for structure in drawn if normalise(structure.name) in _BODY_NAMES
    ]


def list_organs(one: PhasePlan, subject: Subject) -> list[tuple[str, Structure]]:
    """The structures that stand for an organ of the protocol, each with the protocol's name for it."""
    organs = {each.name for each in subject.protocol.structures if each.role == "organ"}
    known = {structure.number: structure for structure in one.structures}
    return [
        (name, known[candidate.structure_number])
        for name, match in one.matches.items()
        if name in organs
        for candidate in match.candidates
    ]


def list_judged(one: PhasePlan) -> list[Structure]:
    """The structures that a verdict may rest on: the protocol's, and those prescribed a dose."""
    wanted = {structure.number for structure in list_prescribed(one)}
    wanted |= {each.structure_number for match in one.matches.values() for each in match.candidates}
    return [structure for structure in one.structures if structure.number in wanted]
