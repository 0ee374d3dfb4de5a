"""Has each structure a name and contours of its own?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.resolved import Resolved
from rtqa.assembly.roles import find_habit, list_judged, list_organs
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed_unless_doubted
from rtqa.geometry.regions import compute_outside_cm3
from rtqa.messages import Cause, CauseKind, Listing, Message, Quantity
from rtqa.model.structure import Structure
from rtqa.nomenclature.icru_volumes import OTHER_ROLES, TARGET_ROLES, find_volume
from rtqa.nomenclature.name_list import find_meaning
from rtqa.nomenclature.name_marks import is_made_for_planning
from rtqa.nomenclature.name_parts import find_part_of
from rtqa.nomenclature.spelling import normalise

_PRV = re.compile(r"_PRV\d{2}")

BESIDE_FRAC = 0.5
"""A part of an organ lies by more than this share outside of what bears its name; a copy lies within."""

SAME_MM = 0.05
"""Contours whose points agree to this are copies."""


@check(
    "STRUCT-NAMES",
    "Has each structure a name and contours of its own?",
    section="structures",
    order=30,
    cause=CauseKind.STRUCTURE_DOUBTFUL,
    per="plan",
)
def names(plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for the plan, and one for each pair, type and mapping that makes a name doubtful."""
    if not plan.structures:
        yield informed(Message("struct-names.nothing"))
        return
    judged = list_judged(plan)
    numbers = {structure.number for structure in judged}
    organs = {structure.number for _, structure in list_organs(plan)}
    rows = [*_repeated(plan.structures), *_unnamed(plan.structures)]
    rows += [_judge_copy(first, second, numbers) for first, second in _find_copies(plan.structures)]
    habit = find_habit(plan)
    rows += [
        row
        for structure in judged
        if structure.role != habit
        for row in _contradicts_role(structure, structure.number in organs)
    ]
    rows += [row for resolved in plan.resolved.values() for row in _judge_mapping(resolved)]
    rows += _find_parts(plan)
    yield from passed_unless_doubted(rows, Message("struct-names.distinct", n=len(plan.structures)))


def _repeated(structures: tuple[Structure, ...]) -> Iterator[Row]:
    counts = Counter(structure.name for structure in structures)
    repeated = tuple(f"'{name}'" for name, count in counts.items() if count > 1)
    if repeated:
        yield informed(Message("struct-names.repeated", names=Listing(repeated)))


def _unnamed(structures: tuple[Structure, ...]) -> Iterator[Row]:
    numbers = tuple(structure.number for structure in structures if not structure.name)
    if numbers:
        yield informed(Message("struct-names.unnamed", numbers=Listing(numbers)))


def _contradicts_role(structure: Structure, is_organ: bool) -> Iterator[Row]:  # noqa: FBT001
    """A target that is called something else by its RTROIInterpretedType, or an organ called a target."""
    role = structure.role
    if (find_volume(structure.name) and role in OTHER_ROLES) or (is_organ and role in TARGET_ROLES):
        yield doubted(
            Message("struct-names.contradicts-role", name=structure.name, role=role),
            Message("struct-names.why-contradicts-role"),
            subject=structure.name,
        )


def _judge_mapping(resolved: Resolved) -> Iterator[Row]:
    """What the user says that a structure of the protocol is, though the names say another thing."""
    if resolved.bears_name:
        return
    for name in {matched.name for matched in resolved.structures}:
        cause = Cause(CauseKind.STRUCTURE_DOUBTFUL, name)
        meant = _find_other_meaning(resolved, name)
        if meant:
            message = Message("struct-names.mapped-to-other", wanted=resolved.name, name=name, meant=meant)
            yield doubted(message, Message("struct-names.why-mapped"), subject=name, cause=cause)
        elif resolved.passed_over:
            passed = Listing(tuple(f"'{candidate.name}'" for candidate in resolved.passed_over), "and")
            message = Message("struct-names.mapped-past", wanted=resolved.name, name=name, passed=passed)
            yield doubted(message, Message("struct-names.why-mapped"), subject=name, cause=cause)


def _find_other_meaning(resolved: Resolved, name: str) -> str:
    """The other organ, or the target, that a name is known to mean; empty where it may be what is wanted.

    A planning risk volume may stand for its organ: it receives no less.
    """
    meant, wanted = find_meaning(name), find_meaning(resolved.name)
    organ = _PRV.sub("", meant)
    may_be_wanted = {meant, organ} & {wanted} if wanted else _begins_with(resolved.name, organ)
    if meant and not may_be_wanted:
        return meant
    return find_volume(name) if resolved.role == "organ" else ""


def _begins_with(name: str, organ: str) -> bool:
    """Whether a name that the list does not have is made of an organ's: ``SpinalCord_PRV``."""
    return normalise(name).startswith(normalise(organ))


def _find_parts(plan: PhasePlan) -> Iterator[Row]:
    """Structures that no clause is on, parts of an organ by their names, of which half lies beside it."""
    organs = list_organs(plan)
    numbers = {organ.number for _, organ in organs}
    others = [other for other in plan.structures if other.number not in numbers and other.is_volume]
    for wanted, organ in organs:
        for other in others:
            if find_part_of(other.name) not in {find_meaning(wanted), find_meaning(organ.name)} - {""}:
                continue
            drawn, holder = plan.outlines.of(other), plan.outlines.of(organ)
            if drawn is None or holder is None:
                continue
            outside_cm3, total_cm3 = compute_outside_cm3(drawn, [holder]), drawn.volume_cm3
            if outside_cm3 > BESIDE_FRAC * total_cm3:
                outside, total = Quantity(outside_cm3, "cm³", 2), Quantity(total_cm3, "cm³", 2)
                message = Message(
                    "struct-names.part", name=organ.name, other=other.name, outside=outside, total=total
                )
                yield doubted(message, Message("struct-names.why-part"), subject=organ.name)


def _find_copies(structures: tuple[Structure, ...]) -> Iterator[tuple[Structure, Structure]]:
    """Pairs of structures with the same contours, whatever their order."""
    by_length: dict[int, list[Structure]] = {}
    for structure in structures:
        if structure.is_volume:
            by_length.setdefault(len(structure.contours.points_mm), []).append(structure)
    for group in by_length.values():
        for place, structure in enumerate(group):
            twin = next((other for other in group[:place] if _same_points(other, structure)), None)
            if twin is not None:
                yield twin, structure


def _same_points(first: Structure, second: Structure) -> bool:
    """Whether two structures have the same points, whatever the order of their contours."""
    return all(
        np.allclose(
            moment(first.contours.points_mm, axis=0), moment(second.contours.points_mm, axis=0), atol=SAME_MM
        )
        for moment in (np.mean, np.std)
    )


def _judge_copy(first: Structure, second: Structure, judged: set[int]) -> Row:
    message = Message("struct-names.copy", name=first.name, other=second.name)
    spellings = normalise(first.name), normalise(second.name)
    is_variant = spellings[0] in spellings[1] or spellings[1] in spellings[0]
    is_helper = is_made_for_planning(first.name) or is_made_for_planning(second.name)
    are_targets = find_volume(first.name) and find_volume(second.name)
    if are_targets or is_variant or is_helper or not {first.number, second.number} & judged:
        return informed(message)
    subject = first.name if first.number in judged else second.name
    return doubted(message, Message("struct-names.why-copy"), subject=subject)
