"""Is what the course file says to be absent, such as nodes or a resected gland, drawn nowhere?

What the protocol says may be absent, and a plan does not draw, is told beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rtqa.assembly.context import Subject
from rtqa.assembly.laterality import find_mirrored
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed
from rtqa.messages import CauseKind, Listing, Message, Value


@check(
    "STRUCT-ABSENT",
    "Is what the course file says to be absent drawn nowhere?",
    section="structures",
    order=25,
    cause=CauseKind.STRUCTURE_DOUBTFUL,
    per="case",
)
def absent(subject: Subject) -> Iterator[Row]:
    """One row for each structure that is said to be absent or may be, or one that none is."""
    rows = [*_list_said(subject), *_list_allowed(subject)]
    yield from rows or [informed(Message("struct-absent.nothing"))]


def _list_allowed(subject: Subject) -> Iterator[Row]:
    for plan in subject.plans:
        for resolved in plan.resolved.values():
            if resolved.is_absent:
                message = Message("struct-absent.allowed", name=resolved.name)
                yield replace(informed(message, subject=resolved.name), phase=plan.phase_id)


def _list_said(subject: Subject) -> Iterator[Row]:
    if subject.course is None:
        return
    for name, reason in subject.course.absent.items():
        drawn = [
            f"'{matched.name}'"
            for plan in subject.plans
            if name in plan.resolved
            for matched in plan.resolved[name].structures
        ]
        planned = [phase.id for phase in subject.course.phases if name in phase.planned_gy]
        values: dict[str, Value] = {"name": name, "reason": reason}
        if drawn:
            drawn_as = Listing(tuple(dict.fromkeys(drawn)), "and")
            message = Message("struct-absent.drawn", **values, drawn=drawn_as)
            yield doubted(message, Message("struct-absent.why-drawn"), subject=name)
        elif planned:
            message = Message("struct-absent.planned", **values, phases=Listing(tuple(planned), "and"))
            yield doubted(message, Message("struct-absent.why-planned"), subject=name)
        elif twins := [twin for plan in subject.plans for twin in find_mirrored(plan, name)]:
            values["drawn"] = Listing(tuple(dict.fromkeys(f"'{twin}'" for twin in twins)), "and")
            message = Message("struct-absent.mirrored", **values)
            yield doubted(message, Message("struct-absent.why-mirrored"), subject=name)
        else:
            yield informed(Message("struct-absent.none", **values), subject=name)
