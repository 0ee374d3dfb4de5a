"""Does each structure lie on the side of the patient's middle that its name says?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.laterality import (
    MIDDLE_ORGANS,
    Middle,
    SidedStructure,
    find_middle,
    find_sided,
)
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, informed, passed
from rtqa.findings import Verdict
from rtqa.messages import Cause, CauseKind, Listing, Message, Quantity, Range


@check(
    "STRUCT-MIDDLE",
    "Does each structure lie on the side of the patient's middle that its name says?",
    section="structures",
    order=20,
    cause=CauseKind.STRUCTURE_DOUBTFUL,
    per="plan",
)
def middle_sides(plan: PhasePlan, subject: Subject) -> Iterator[Row]:
    """A row for each structure whose name says a side; one for the plan where there is none."""
    sided_structures = find_sided(plan, subject.protocol.structures)
    middle = find_middle(plan.structures)
    for sided in sided_structures:
        yield _judge(sided, middle) if middle is not None else _judge_by_partner(sided, plan)
    if not sided_structures:
        yield informed(Message("struct-middle.nothing"))


def _judge(sided: SidedStructure, middle: Middle) -> Row:
    """Where a structure lies from the middle; a turned head explains what its pair bears out."""
    least_mm, most_mm = middle.find_distance_mm(sided)
    row = passed(_describe_place(sided, middle), subject=sided.name)
    if least_mm > middle.doubt_mm:
        return row
    is_crossed = most_mm <= 0.0
    if sided.is_beside_partner and not is_crossed:
        return _pass_by_partner(sided)
    explained_mm = middle.doubt_mm + middle.find_turned_mm(sided)
    if most_mm < -explained_mm and not sided.is_beside_partner:
        # A structure that no clause is on fails no plan, and is for a person to look at.
        verdict = Verdict.FAIL if sided.is_judged else Verdict.REVIEW
        reason = Message("struct-middle.why-other-side", side=sided.side)
        return replace(row, verdict=verdict, reason=reason)
    return _leave_open(sided, row.message, Message("struct-middle.why-near", side=sided.side))


def _judge_by_partner(sided: SidedStructure, plan: PhasePlan) -> Row:
    """What the other side tells, where nothing tells where the middle is."""
    if sided.is_beside_partner:
        return _pass_by_partner(sided)
    row = _leave_open(
        sided,
        Message("struct-middle.not-known", name=sided.name),
        Message("struct-middle.why-not-known"),
    )
    absent = (
        each.name
        for each in map(plan.resolved.get, MIDDLE_ORGANS)
        if each is not None and not each.structures
    )
    organ = next(absent, Message("struct-middle.middle-organs"))
    return replace(row, causes=(Cause(CauseKind.STRUCTURE_NOT_FOUND, organ),))


def _pass_by_partner(sided: SidedStructure) -> Row:
    return passed(
        Message(
            "struct-middle.beside-partner",
            name=sided.name,
            distance=Quantity(sided.beyond_mm, "mm", 0),
            side=sided.side,
            partner=sided.partner,
        ),
        subject=sided.name,
    )


def _leave_open(sided: SidedStructure, message: Message, reason: Message) -> Row:
    """What cannot be decided of a structure that no clause is on is information."""
    verdict = Verdict.REVIEW if sided.is_judged else None
    return Row(verdict=verdict, message=message, reason=reason, subject=sided.name)


def _describe_place(sided: SidedStructure, middle: Middle) -> Message:
    """Where a structure lies, seen from the patient."""
    low_mm, high_mm = sorted(sided.sign * distance for distance in middle.find_distance_mm(sided))
    names = Listing(middle.names)
    if low_mm < 0 < high_mm:
        return Message(
            "struct-middle.on-both-sides",
            name=sided.name,
            right=Quantity(-low_mm, "mm", 0),
            left=Quantity(high_mm, "mm", 0),
            middle=names,
        )
    near_mm, far_mm = sorted((abs(low_mm), abs(high_mm)))
    return Message(
        "struct-middle.on-a-side",
        name=sided.name,
        distance=Range(near_mm, far_mm, "mm", 0),
        side="left" if high_mm > 0 else "right",
        middle=names,
    )
