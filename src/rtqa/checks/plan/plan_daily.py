"""Is the plan delivered, or to be delivered, as often as the protocol says?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, failed, informed, passed
from rtqa.course.pace import find_pace
from rtqa.course.timeline import Timeline
from rtqa.findings import Evidence, Verdict
from rtqa.messages import Cause, CauseKind, Listing, Message, Range
from rtqa.model.plan import Plan
from rtqa.protocol.plan_rules import DailyRule, TechniqueRule

_MOST_LISTED = 10
_HOW_OFTEN = Cause(CauseKind.TIME_NOT_KEPT, Message("plan-daily.days"))


@check(
    "PLAN-DAILY",
    "Is the plan delivered, or to be delivered, as often as the protocol says?",
    section="prescriptions",
    order=30,
    cause=CauseKind.REQUIREMENT_NOT_MET,
    per="rule",
    rules=lambda subject: [rule for rule in subject.protocol.techniques if rule.daily is not None],
)
def daily(rule: TechniqueRule, plan: PhasePlan, subject: Subject) -> Iterator[Row]:
    """One row for each technique clause that says how often, of each phase with a plan."""
    if rule.daily is not None:
        row = _judge(rule.daily, plan, subject.chronicle.timelines[rule.phase])
        yield replace(row, evidence=Evidence.of(rule))


def _judge(rule: DailyRule, plan: PhasePlan, timeline: Timeline) -> Row:
    """By the days of the fractions; before the first one was given, by all that is planned."""
    intended = [_find_pattern(plan.plan)]
    if timeline.given:
        row = _judge_days(rule, timeline)
        planned = [_judge_week(rule, by_day) for by_day in intended if any(by_day)]
        if row.verdict is Verdict.PASS and any(other.verdict is not Verdict.PASS for other in planned):
            return doubted(row.message, Message("plan-daily.why-pattern"), cause=_HOW_OFTEN)
        return row
    if timeline.rhythm is not None:
        intended.append(timeline.rhythm.per_weekday)
    rows = [_judge_week(rule, by_day) for by_day in intended if any(by_day)]
    if not rows:
        # Hardly any planning system exports a pattern, and when to treat is arranged later.
        return informed(Message("plan-daily.not-yet-known", asked=_asked(rule)))
    return max(rows, key=lambda row: row.verdict or Verdict.PASS)


def _asked(rule: DailyRule) -> Message:
    return Message("plan-daily.asked", n=rule.fractions_a_day, days=rule.days_a_week)


def _judge_days(rule: DailyRule, timeline: Timeline) -> Row:
    """Second fractions make up for lost days; beyond that they are asked about, and on most days fail."""
    days = timeline.days
    pace = find_pace(days, rhythm=timeline.rhythm, fractions_a_day=rule.fractions_a_day)
    message = Message(
        "plan-daily.dated",
        n=len(days),
        given=len(timeline.given),
        first=days[0],
        last=days[-1],
        days=pace.n_days,
        most=pace.most,
        asked=_asked(rule),
    )
    too_few = pace.days_a_week is not None and pace.days_a_week < rule.days_a_week
    if too_few or 2 * len(pace.otherwise) > pace.n_days:
        return failed(message)
    if len(pace.otherwise) > pace.n_made_up:
        listed = Listing(pace.otherwise, most=_MOST_LISTED)
        reason = Message("plan-daily.why-otherwise", days=listed, n=pace.n_made_up)
        return doubted(message, reason, cause=_HOW_OFTEN)
    return passed(message) if pace.days_a_week is not None else informed(message)


def _judge_week(rule: DailyRule, by_day: Sequence[int]) -> Row:
    """Weeks as they are planned: fractions of each day, Monday first."""
    days = [sum(map(bool, by_day[first : first + 7])) for first in range(0, len(by_day), 7)]
    n_otherwise = sum(n not in (0, rule.fractions_a_day) for n in by_day)
    message = Message(
        "plan-daily.planned",
        n=max(by_day),
        most=max(days),
        days=Range(min(days), max(days)),
        asked=_asked(rule),
    )
    if min(days) < rule.days_a_week or 2 * n_otherwise > sum(days):
        return failed(message)
    if n_otherwise:
        return doubted(message, Message("plan-daily.why-otherwise-planned"), cause=_HOW_OFTEN)
    return passed(message)


def _find_pattern(plan: Plan | None) -> tuple[int, ...]:
    groups = plan.fraction_groups if plan is not None else ()
    return groups[0].fractions_by_day if len(groups) == 1 else ()
