"""A course that takes too long: what it lost, what would bring it back, and what going without would cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from rtqa.assembly.context import Subject, target_prescriptions
from rtqa.assembly.timeline import write_day
from rtqa.course.calendar import DAY, Remedy, Rhythm, days_of, find_remedy, lost_days
from rtqa.course.compensation import compute_shortfall
from rtqa.course.moments import day_of
from rtqa.course.timeline import Timeline
from rtqa.findings import Finding
from rtqa.protocol.time_rules import ScheduleRule


def explain_late(
    late: Finding, rule: ScheduleRule, timeline: Timeline, *, subject: Subject
) -> Iterator[Finding]:
    """INFO rows beside a finding on an overall treatment time that does not pass.

    Args:
        late: that finding.
        rule: the clause that it judges.
        timeline: of its phase, with a start.
        subject: the case.
    """
    rhythm = timeline.rhythm
    if rhythm is None or not timeline.days:
        return
    row = replace(late, verdict=None, explanation=None, table=None)
    lost = lost_days(timeline.days, rhythm=rhythm)
    if lost:
        yield replace(row, message=f"Treatment days lost: {_with_causes(lost, rule, subject)}.")
    if not timeline.projected:
        return
    remedy = find_remedy(
        len(timeline.projected),
        first=timeline.days[0],
        from_day=_from_day(timeline),
        max_days=7 * rule.max_weeks,
        rhythm=rhythm,
    )
    if not remedy.n_extra:
        return
    yield replace(row, message=_describe_remedy(remedy, rule, rhythm))
    cost = _describe_cost(remedy, rule, timeline, subject=subject)
    if cost:
        yield replace(row, message=cost)


def _from_day(timeline: Timeline) -> date:
    """The first day on which something can still be done: after the last fraction that was given."""
    return day_of(timeline.given[-1].completed) + DAY if timeline.given else timeline.days[0]


def _with_causes(lost: Sequence[date], rule: ScheduleRule, subject: Subject) -> str:
    """``Thu 2026-10-01 (National Day), Mon 2026-10-12 (no cause stated)``."""
    course = subject.course
    phase = course.phase(rule.phase) if course is not None else None
    causes: dict[date, str] = {}
    for holiday in course.holidays if course is not None else ():
        causes |= dict.fromkeys(days_of([holiday]), holiday.name or "holiday")
    for gap in phase.gaps if phase is not None else ():
        causes |= dict.fromkeys(days_of([gap]), gap.cause)
    return ", ".join(f"{write_day(day)} ({causes.get(day, 'no cause stated')})" for day in lost)


def _describe_remedy(remedy: Remedy, rule: ScheduleRule, rhythm: Rhythm) -> str:
    count = "1 fraction" if remedy.n_extra == 1 else f"{remedy.n_extra} fractions"
    goal = f"To end by {write_day(remedy.deadline)}, {rule.max_weeks} weeks with first and last day counted"
    if not remedy.is_possible:
        return f"{goal}, nothing is left: {count} beside the regular ones find no Saturday and no day of one."
    ways = []
    if remedy.free_saturdays:
        saturdays = ", ".join(map(str, remedy.free_saturdays))
        ways.append(f"on Saturdays ({saturdays})")
    if remedy.single_days:
        hours = f", {rule.min_hours_between:g} h or more apart" if rule.min_hours_between else ""
        ways.append(f"as a second fraction of a day ({len(remedy.single_days)} days have one{hours})")
    return f"{goal}: {count} beside the regular {rhythm.per_week} a week, {' or '.join(ways)}."


def _describe_cost(remedy: Remedy, rule: ScheduleRule, timeline: Timeline, *, subject: Subject) -> str:
    """What ending on the deadline without the extra fractions costs; empty where it cannot be told."""
    planned_gy, n_planned = _planned_gy(rule, subject), timeline.n_fractions
    if rule.compensation is None or planned_gy is None or n_planned is None:
        return ""
    n_given, ratio_gy = len(timeline.given), rule.compensation.alpha_beta_gy
    n_to_come = n_planned - n_given - remedy.n_extra
    short = compute_shortfall(
        planned_gy, n_planned=n_planned, n_given=n_given, n_to_come=n_to_come, alpha_beta_gy=ratio_gy
    )
    text = (
        f"Ending by {write_day(remedy.deadline)} without them, {n_given + n_to_come} of {n_planned} "
        f"fractions hold an EQD2 of {short.held_eqd2_gy:.2f} of {short.planned_eqd2_gy:.2f} Gy "
        f"(alpha/beta {ratio_gy:g} Gy: {rule.compensation.source})"
    )
    if short.fraction_gy is None:
        return f"{text}."
    return (
        f"{text}; {n_to_come} fractions of {short.fraction_gy:.2f} Gy instead of "
        f"{planned_gy / n_planned:.2f} Gy would hold it, at a higher effect on late-reacting tissue."
    )


def _planned_gy(rule: ScheduleRule, subject: Subject) -> float | None:
    """The highest dose planned to a target, by the course file, else by the plan; None where neither says."""
    phase = subject.course.phase(rule.phase) if subject.course is not None else None
    if phase is not None and phase.planned_gy:
        return max(phase.planned_gy.values())
    stated = [
        prescription.dose_gy
        for one in subject.of_phase(rule.phase)
        for prescription in target_prescriptions(one.plan)
        if prescription.dose_gy is not None
    ]
    return max(stated, default=None)
