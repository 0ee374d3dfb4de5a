"""A course that takes too long: what it lost, what would bring it back, and what going without would cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rtqa.assembly.context import Subject, target_prescriptions
from rtqa.checks.core.rows import Row, informed
from rtqa.checks.timing.schedule import say_most
from rtqa.course.calendar import DAY, Remedy, Rhythm, days_of, find_remedy, lost_days
from rtqa.course.compensation import compute_shortfall
from rtqa.course.moments import day_of
from rtqa.course.timeline import Timeline
from rtqa.messages import Listing, Message, Quantity
from rtqa.protocol.time_rules import ScheduleRule


def explain_late(rule: ScheduleRule, timeline: Timeline, *, subject: Subject) -> Iterator[Row]:
    """INFO rows beside one on an overall treatment time that does not pass.

    Args:
        rule: the clause that is judged.
        timeline: of its phase, with a start.
        subject: the case.
    """
    rhythm = timeline.rhythm
    if rhythm is None or not timeline.days:
        return
    lost = lost_days(timeline.days, rhythm=rhythm)
    if lost:
        days = Listing(tuple(_with_reasons(lost, rule, subject)))
        yield informed(Message("time-overall.days-lost", n=len(lost), days=days))
    if not timeline.projected:
        return
    remedy = find_remedy(
        len(timeline.projected),
        first=timeline.days[0],
        from_day=_from_day(timeline),
        max_days=rule.most_days or 0,
        rhythm=rhythm,
    )
    if not remedy.n_extra:
        return
    yield informed(_describe_remedy(remedy, rule, rhythm))
    cost = _describe_cost(remedy, rule, timeline, subject=subject)
    if cost is not None:
        yield informed(cost)


def _from_day(timeline: Timeline) -> date:
    """The first day on which something can still be done: after the last fraction that was given."""
    return day_of(timeline.given[-1].completed) + DAY if timeline.given else timeline.days[0]


def _with_reasons(lost: Sequence[date], rule: ScheduleRule, subject: Subject) -> Iterator[Message]:
    """``Thu 2026-10-01 (National Day)``, ``Mon 2026-10-12 (no cause stated)``."""
    course = subject.course
    phase = course.phase(rule.phase) if course is not None else None
    reasons: dict[date, str | Message] = {}
    for holiday in course.holidays if course is not None else ():
        reasons |= dict.fromkeys(days_of([holiday]), holiday.name or Message("time-overall.holiday"))
    for gap in phase.gaps if phase is not None else ():
        reasons |= dict.fromkeys(days_of([gap]), gap.cause)
    for day in lost:
        reason = reasons.get(day, Message("time-overall.no-reason-stated"))
        yield Message("time-overall.day-lost", day=day, reason=reason)


def _describe_remedy(remedy: Remedy, rule: ScheduleRule, rhythm: Rhythm) -> Message:
    """How many more fractions are needed, and on which days they could be given."""
    saturdays, n_single_days = remedy.free_saturdays, len(remedy.single_days)
    if not remedy.is_possible:
        return Message(
            "time-overall.too-late",
            n=remedy.n_extra,
            deadline=remedy.deadline,
            most=say_most(rule),
            possible=len(saturdays) + n_single_days,
        )
    ways = []
    if saturdays:
        ways.append(Message("time-overall.on-saturdays", days=Listing(saturdays)))
    if n_single_days and rule.min_hours_between:
        apart = Quantity(rule.min_hours_between, "h")
        ways.append(Message("time-overall.second-fraction-apart", n=n_single_days, apart=apart))
    elif n_single_days:
        ways.append(Message("time-overall.second-fraction", n=n_single_days))
    return Message(
        "time-overall.remedy",
        n=remedy.n_extra,
        per_week=rhythm.per_week,
        deadline=remedy.deadline,
        most=say_most(rule),
        ways=Listing(tuple(ways), "or"),
    )


def _describe_cost(
    remedy: Remedy, rule: ScheduleRule, timeline: Timeline, *, subject: Subject
) -> Message | None:
    """What ending on the deadline without the extra fractions costs; None where it cannot be told."""
    planned_gy, n_planned = _planned_gy(rule, subject), timeline.n_fractions
    if rule.compensation is None or planned_gy is None or n_planned is None:
        return None
    n_given, ratio_gy = len(timeline.given), rule.compensation.alpha_beta_gy
    n_to_come = n_planned - n_given - remedy.n_extra
    short = compute_shortfall(
        planned_gy, n_planned=n_planned, n_given=n_given, n_to_come=n_to_come, alpha_beta_gy=ratio_gy
    )
    cost = Message(
        "time-overall.cost",
        deadline=remedy.deadline,
        n=n_given + n_to_come,
        planned=n_planned,
        eqd2=Quantity(short.held_eqd2_gy, "Gy", 2),
        planned_eqd2=Quantity(short.planned_eqd2_gy, "Gy", 2),
        alpha_beta=Quantity(ratio_gy, "Gy"),
        source=rule.compensation.source,
    )
    if short.fraction_gy is None:
        return cost
    return Message(
        "time-overall.cost-and-compensation",
        cost=cost,
        n=n_to_come,
        dose=Quantity(short.fraction_gy, "Gy", 2),
        planned_dose=Quantity(planned_gy / n_planned, "Gy", 2),
    )


def _planned_gy(rule: ScheduleRule, subject: Subject) -> float | None:
    """The highest dose planned to a target, by the course file, else by the plan; None where neither says."""
    phase = subject.course.phase(rule.phase) if subject.course is not None else None
    if phase is not None and phase.planned_gy:
        return max(phase.planned_gy.values())
    stated = [
        prescription.dose_gy
        for phase_plan in subject.of_phase(rule.phase)
        for prescription in target_prescriptions(phase_plan.plan)
        if prescription.dose_gy is not None
    ]
    return max(stated, default=None)
