"""Did everything happen in the order in which it can?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rtqa.assembly.chronology import DatedHappening, Ordered, find_ordered
from rtqa.assembly.context import Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed
from rtqa.messages import Cause, CauseKind, Message

_NAMES = {
    "planning-ct": Message("time-order.planning-ct"),
    "structures": Message("time-order.structures"),
    "plan": Message("time-order.plan"),
    "approval": Message("time-order.approval"),
    "review": Message("time-order.review"),
    "first-fraction": Message("time-order.first-fraction"),
}


@check(
    "TIME-ORDER",
    "Did planning CT, structures, plan, review and first fraction happen in this order?",
    section="calendar",
    order=50,
    cause=CauseKind.TIME_NOT_KEPT,
    per="case",
)
def order(subject: Subject) -> Iterator[Row]:
    """For each phase of the protocol a row for every two dates in the wrong order; one where none are."""
    for phase in subject.protocol.phases:
        if not subject.is_untouched(phase.id):
            for row in (*_judge(phase.id, subject), *_ask_of_unapproved(phase.id, subject)):
                yield replace(row, subject=phase.id, phase=phase.id)


def _judge(phase_id: str, subject: Subject) -> Iterator[Row]:
    pairs, some_moved = find_ordered(phase_id, subject)
    wrong = [pair for pair in pairs if not pair.is_kept]
    cause = Cause(CauseKind.TIME_NOT_KEPT, Message("time-order.order", phase=phase_id))
    yield from (doubted(_describe(pair), Message("time-order.why-wrong"), cause=cause) for pair in wrong)
    if some_moved:
        yield informed(Message("time-order.moved"))
    elif not pairs:
        yield informed(Message("time-order.nothing"))
    if pairs and not wrong:
        yield passed(Message("time-order.kept", n=len(pairs)))


def _ask_of_unapproved(phase_id: str, subject: Subject) -> Iterator[Row]:
    """Fractions that were given of a plan whose file says that nobody approved it."""
    given, plans = subject.chronicle.timelines[phase_id].given, subject.of_phase(phase_id)
    plan = plans[0].plan if len(plans) == 1 else None
    if given and plan is not None and plan.approval.status in ("UNAPPROVED", "REJECTED"):
        yield doubted(
            Message("time-order.given-unapproved", status=plan.approval.status, n=len(given)),
            Message("time-order.why-given-unapproved"),
            cause=Cause(CauseKind.TIME_NOT_KEPT, Message("time-order.order", phase=phase_id)),
        )


def _describe(pair: Ordered) -> Message:
    return Message("time-order.wrong", first=_date(pair.first), second=_date(pair.second))


def _date(happening: DatedHappening) -> Message:
    """``planning CT (Mon 2025-01-06, by the files)``."""
    name = _NAMES[happening.what]
    return Message("time-order.dated", what=name, day=happening.day, by=happening.source)
