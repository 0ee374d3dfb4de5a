"""Which structures of a plan are its targets, and which its protocol speaks of."""

from __future__ import annotations

from rtqa.assembly.context import PhasePlan, target_prescriptions
from rtqa.model.structure import Structure
from rtqa.nomenclature.icru_volumes import TARGET_ROLES, find_habitual_role, find_volume, is_body
from rtqa.nomenclature.name_marks import is_of_another_image


def list_prescribed(plan: PhasePlan) -> list[Structure]:
    """The structures that the plan prescribes a dose to."""
    numbers = {prescription.structure_number for prescription in target_prescriptions(plan.plan)} - {None}
    return [structure for structure in plan.structures if structure.number in numbers]


def list_targets(plan: PhasePlan) -> list[Structure]:
    """All structures that are a target by the plan's prescriptions, by their name or by their role.

    A tumour as another image shows it, or as it was before induction, is one only if it is prescribed a dose.
    """
    prescribed = {structure.number for structure in list_prescribed(plan)}
    roles = TARGET_ROLES - {find_habit(plan)}
    return [
        structure
        for structure in plan.structures
        if structure.is_volume
        and (
            structure.number in prescribed
            or (
                (find_volume(structure.name) or structure.role in roles)
                and not is_of_another_image(structure.name)
            )
        )
    ]


def find_habit(plan: PhasePlan) -> str:
    """The RTROIInterpretedType that all targets and organs of a plan have alike; empty where none is."""
    return find_habitual_role((structure.name, structure.role) for structure in plan.structures)


def list_bodies(plan: PhasePlan) -> list[Structure]:
    """The outlines of the body: by their role, or where none has it, by their name."""
    drawn = [structure for structure in plan.structures if structure.is_volume]
    return [structure for structure in drawn if structure.role == "EXTERNAL"] or [
        structure for structure in drawn if is_body(structure.name)
    ]


def list_organs(plan: PhasePlan) -> list[tuple[str, Structure]]:
    """The drawn structures that stand for an organ of the protocol, each with the protocol's name for it."""
    return [
        (resolved.name, matched.structure)
        for resolved in plan.resolved.values()
        if resolved.role == "organ" and not resolved.is_derived
        for matched in resolved.structures
    ]


def list_judged(plan: PhasePlan) -> list[Structure]:
    """The structures that a verdict may rest on: the protocol's, and those prescribed a dose."""
    wanted = {structure.number for structure in list_prescribed(plan)}
    wanted |= {matched.number for resolved in plan.resolved.values() for matched in resolved.structures}
    return [structure for structure in plan.structures if structure.number in wanted]
