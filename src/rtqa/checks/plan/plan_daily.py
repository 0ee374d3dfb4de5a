"""Is the plan to be delivered as often as the protocol says?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row
from rtqa.findings import Evidence, Verdict
from rtqa.messages import Cause, CauseKind, Message, Range
from rtqa.model.plan import Plan
from rtqa.protocol.plan_rules import TechniqueRule

_HOW_OFTEN = Cause(CauseKind.COURSE_DATA_ABSENT, Message("plan-daily.days"))


@check(
    "PLAN-DAILY",
    "Is the plan to be delivered as often as the protocol says?",
    section="prescriptions",
    order=30,
    cause=CauseKind.REQUIREMENT_NOT_MET,
    per="rule",
    rules=lambda subject: [rule for rule in subject.protocol.techniques if rule.daily is not None],
)
def daily(rule: TechniqueRule, plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for each technique clause that says how often, of each phase with a plan."""
    daily = rule.daily
    if daily is None:
        return
    asked = Message("plan-daily.asked", n=daily.fractions_a_day, days=daily.days_a_week)
    by_day = _find_pattern(plan.plan)
    if not any(by_day):
        yield Row(
            verdict=Verdict.REVIEW,
            message=Message("plan-daily.not-known", asked=asked),
            reason=Message("plan-daily.why-no-pattern"),
            causes=(_HOW_OFTEN,),
            evidence=Evidence.of(rule),
        )
        return
    days = [sum(map(bool, by_day[first : first + 7])) for first in range(0, len(by_day), 7)]
    is_kept = {n for n in by_day if n} == {daily.fractions_a_day} and min(days) >= daily.days_a_week
    yield Row(
        verdict=Verdict.PASS if is_kept else Verdict.FAIL,
        message=Message(
            "plan-daily.planned", n=max(by_day), most=max(days), days=Range(min(days), max(days)), asked=asked
        ),
        evidence=Evidence.of(rule),
    )


def _find_pattern(plan: Plan | None) -> tuple[int, ...]:
    groups = plan.fraction_groups if plan is not None else ()
    return groups[0].fractions_by_day if len(groups) == 1 else ()
