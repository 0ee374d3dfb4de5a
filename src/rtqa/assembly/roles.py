"""Which structures of a plan are its targets, and which its protocol speaks of."""

from __future__ import annotations

from rtqa.assembly.context import PhasePlan, Subject, target_prescriptions
from rtqa.model.structure import Structure
from rtqa.nomenclature.icru_volumes import TARGET_ROLES, find_volume, is_body


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
        and (structure.number in prescribed or find_volume(structure.name) or structure.role in TARGET_ROLES)
    ]


def list_bodies(one: PhasePlan) -> list[Structure]:
    """The outlines of the body: by their role, or where none has it, by their name."""
    drawn = [structure for structure in one.structures if structure.is_volume]
    return [structure for structure in drawn if structure.role == "EXTERNAL"] or [
        structure for structure in drawn if is_body(structure.name)
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
