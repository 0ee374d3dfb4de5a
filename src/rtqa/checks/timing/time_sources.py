"""Do treatment records, course file and plan tell the same of time?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rtqa.assembly.context import Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed
from rtqa.checks.timing.calendar_table import draw_calendar
from rtqa.course.timeline import Timeline
from rtqa.messages import Cause, CauseKind, Message, join


@check(
    "TIME-SOURCES",
    "Do treatment records, course file and plan tell the same of dates and fractions?",
    section="calendar",
    order=40,
    cause=CauseKind.LINK_DOUBTFUL,
    per="case",
)
def time_sources(subject: Subject) -> Iterator[Row]:
    """One row a phase that has a plan or a date, and one on records of no plan at hand."""
    for phase in subject.protocol.phases:
        if not subject.is_untouched(phase.id):
            timeline = subject.chronicle.timelines[phase.id]
            row = _judge(timeline)
            yield replace(row, subject=phase.id, phase=phase.id, table=draw_calendar(timeline))
    at_hand = {phase_plan.plan.uid for phase_plan in subject.plans if phase_plan.plan is not None}
    n_foreign = sum(record.plan_uid not in at_hand for record in subject.case.records)
    if n_foreign:
        yield doubted(
            Message("time-sources.records-of-another-plan", n=n_foreign),
            Message("time-sources.why-of-another-plan"),
            subject="RTRECORD",
            cause=Cause(CauseKind.LINK_DOUBTFUL, Message("time-sources.records")),
        )


def _judge(timeline: Timeline) -> Row:
    doubts = join(*timeline.doubts)
    if doubts is not None:
        return doubted(
            Message("time-sources.in-doubt"),
            doubts,
            cause=Cause(
                CauseKind.LINK_DOUBTFUL, Message("time-sources.dates-and-fractions", phase=timeline.phase_id)
            ),
        )
    if not timeline.given and timeline.start is None:
        return informed(Message("time-sources.nothing-dated"))
    n = timeline.n_compared
    dated = (
        Message("time-sources.given", n=len(timeline.given), by=timeline.given_by)
        if timeline.given
        else Message("time-sources.started")
    )
    if not n:
        return informed(Message("time-sources.alone", dated=dated))
    return passed(Message("time-sources.agree", dated=dated, n=n))
