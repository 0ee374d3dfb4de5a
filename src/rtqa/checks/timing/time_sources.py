"""Do treatment records, course file and plan tell the same of time?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.timing.calendar_table import draw_calendar
from rtqa.course.timeline import Timeline
from rtqa.findings import Finding, Verdict


@check("TIME-SOURCES", "Do treatment records, course file and plan tell the same of dates and fractions?")
def time_sources(subject: Subject) -> Iterator[Finding]:
    """One finding a phase that has a plan or a date, and one on records of no plan at hand."""
    for phase in subject.protocol.phases:
        if not subject.is_untouched(phase.id):
            yield _judge(subject.chronicle.timelines[phase.id])
    at_hand = {one.plan.uid for one in subject.plans if one.plan is not None}
    n_strange = sum(record.plan_uid not in at_hand for record in subject.case.records)
    if n_strange:
        yield Finding(
            code="TIME-SOURCES",
            verdict=Verdict.REVIEW,
            subject="RTRECORD",
            phase="",
            message=f"{n_strange} recorded beams were given from a plan that is not among the files.",
            explanation="they were not counted; add the plan's files, or leave its records out",
        )


def _judge(timeline: Timeline) -> Finding:
    verdict: Verdict | None = Verdict.PASS
    reason = "; ".join(timeline.doubts)
    if timeline.doubts:
        verdict, summary = Verdict.REVIEW, "Dates or fractions stay open, or their sources differ."
    elif timeline.given:
        count = "1 fraction" if len(timeline.given) == 1 else f"{len(timeline.given)} fractions"
        summary = f"{count} given, by {timeline.given_by}; nothing contradicts it."
    elif timeline.start is not None:
        summary = "The start has a date; no fraction is listed as given, and nothing is contradicted."
    else:
        verdict, summary = None, "No date of a fraction is known, so there is nothing to compare."
    return Finding(
        code="TIME-SOURCES",
        verdict=verdict,
        subject=timeline.phase_id,
        phase=timeline.phase_id,
        message=summary,
        explanation=reason,
        table=draw_calendar(timeline),
    )
