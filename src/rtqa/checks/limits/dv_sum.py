"""Do all phases together keep the limits of a whole course?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from rtqa.assembly.context import PhasePlan, Subject, Together
from rtqa.assembly.percent_doses import find_sum_dose
from rtqa.assembly.phase_sum import measure_together
from rtqa.checks.core.catalog import check
from rtqa.checks.core.judge import limit_of
from rtqa.checks.core.rows import Row
from rtqa.checks.limits.judge_limit import group_choices, judge_on, settle_choice
from rtqa.checks.limits.limited_dose import LimitedDose, measure_limited
from rtqa.checks.limits.vacuous import set_vacuous_apart
from rtqa.findings import Evidence, Verdict
from rtqa.messages import Cause, CauseKind, Interval, Listing, Message, Quantity, Unknown
from rtqa.metrics import Measurement, Outcome, Unmeasurable
from rtqa.protocol.constraint import SUM, Constraint


@check(
    "DV-SUM",
    "Do all phases together keep the limits of the whole course?",
    section="organs",
    order=20,
    cause=CauseKind.STRUCTURE_DOUBTFUL,
    per="case",
)
def sum_limits(subject: Subject) -> Iterator[Row]:
    """At least one row for each limit on the sum of all phases.

    One phase alone that breaks such a limit fails it: no other phase takes dose away.
    """
    limits = [limit for limit in subject.protocol.constraints if limit.phase == SUM]
    for alternatives in group_choices(limits):
        rows = [
            row for limit in alternatives for row in _judge(limit, subject) or [_not_judged(limit, subject)]
        ]
        yield from settle_choice(alternatives, rows, subject.protocol)


def _judge(limit: Constraint, subject: Subject) -> list[Row]:
    """On the sum; on one phase alone where that breaks the limit and the sum is not known."""
    together = _judge_together(limit, subject)
    measured = {row.subject for row in together if isinstance(row.outcome, Measurement)}
    is_known = together and len(measured) == len(together)
    is_broken = any(row.verdict is Verdict.FAIL for row in together)
    alone = _judge_alone(limit, subject) if is_broken or not is_known else []
    least = [] if is_known else [row for row in alone if row.subject not in measured]
    failing = {row.subject for row in least}
    return [*least, *(_lead_back(row, alone) for row in together if row.subject not in failing)]


def _judge_together(limit: Constraint, subject: Subject) -> list[Row]:
    """On the sum, in the structures of the last phase; nothing where a phase has no plan."""
    if not subject.together.plans:
        return []
    together, last = subject.together, subject.together.last
    dose = LimitedDose(
        measure=partial(measure_together, together=together),
        find_percent=lambda limit, *_: find_sum_dose(limit, together),
    )
    rows = [_with_shares(row, together) for row in judge_on(limit, last, dose=dose)]
    return set_vacuous_apart(rows, last, subject.protocol)


def _judge_alone(limit: Constraint, subject: Subject) -> list[Row]:
    """The phases that break a limit on the sum by themselves."""
    if not _only_adds(limit):
        return []
    return [
        _at_least(row, plan)
        for plan in subject.plans
        if plan.phase is not None
        for row in judge_on(limit, plan)
        if row.verdict is Verdict.FAIL
    ]


def _only_adds(limit: Constraint) -> bool:
    """Whether what one phase gives is a lower bound of what all give, and breaking it breaks the limit.

    In percent it is not: one phase is prescribed less than all together.
    """
    is_in_gray = not limit.measured.needs_prescription
    return (
        limit.relation.startswith("<")
        and limit.is_kept_by_dose is False
        and limit.one_of is None
        and is_in_gray
    )


def _at_least(row: Row, plan: PhasePlan) -> Row:
    """What one phase gives, as the least that all give; its cause is that of the phase's own limit."""
    reason, outcome = Message("dv-sum.one-phase-alone", phase=plan.phase_id), row.outcome
    if isinstance(outcome, Measurement):
        bounds = Interval(low=outcome.value, high=math.inf)
        outcome = Unmeasurable(spec=outcome.spec, unknown=Unknown(reason, row.causes[0], bounds))
    return replace(row, reason=reason, outcome=outcome)


def _lead_back(row: Row, alone: Sequence[Row]) -> Row:
    """A sum that is too much because one phase alone is stands under the cause of that phase."""
    if row.verdict is not Verdict.FAIL or row.constraint is None:
        return row
    causes = dict.fromkeys(
        cause
        for broken in alone
        if broken.constraint is not None and broken.constraint.names == row.constraint.names
        for cause in broken.causes[:1]
    )
    return replace(row, causes=tuple(causes | dict.fromkeys(row.causes)))


def _with_shares(row: Row, together: Together) -> Row:
    """A sum that is too much, with what each phase gives by itself; of a ratio no phase has a share."""
    limit = row.constraint
    if row.verdict is not Verdict.FAIL or limit is None or not isinstance(row.outcome, Measurement):
        return row
    if limit.over is not None:
        return row
    shares = tuple(
        Message("dv-sum.share", phase=plan.phase_id, value=Quantity(outcome.value, outcome.unit, 2))
        for plan in together.plans
        for outcome in [_measure_alone(limit, plan, name=row.subject if plan is together.last else None)]
        if isinstance(outcome, Measurement)
    )
    if len(shares) < len(together.plans):
        return row
    shared = Message("dv-sum.with-shares", judged=row.message, shares=Listing(shares, "and"))
    return replace(row, message=shared)


def _measure_alone(limit: Constraint, plan: PhasePlan, *, name: str | Message | None) -> Outcome | None:
    """The metric of one phase's own dose, in the structure of this name or the one so matched."""
    matched = [part for wanted in limit.names for part in plan.resolved[wanted].structures]
    numbers = {part.number for part in matched if name in (None, part.name)}
    return measure_limited(limit, plan, numbers.pop()) if len(numbers) == 1 else None


def _not_judged(limit: Constraint, subject: Subject) -> Row:
    """REVIEW where a phase without a plan was given or planned, or may have been; else it is to come."""
    absent = [phase.id for phase in subject.protocol.phases if not subject.of_phase(phase.id)]
    elsewhere = [phase for phase in absent if subject.has_a_plan_elsewhere(phase)]
    before = [phase for phase in absent if subject.comes_before_a_plan(phase)]
    reason, causes = None, tuple(Cause(CauseKind.PHASE_ABSENT, phase) for phase in elsewhere)
    if elsewhere:
        reason = Message("dv-sum.plan-elsewhere", phases=Listing(tuple(elsewhere), "and"))
    elif before:
        reason = Message("dv-sum.may-have-been-given", phases=Listing(tuple(before), "and"))
        causes = tuple(
            Cause(CauseKind.COURSE_DATA_ABSENT, Message("dv-sum.what-it-gave", phase=phase))
            for phase in before
        )
    return Row(
        verdict=Verdict.REVIEW if causes else None,
        subject=limit.subject,
        phase=SUM,
        message=Message(
            "dv-sum.phase-absent",
            structure=limit.subject,
            limit=limit_of(limit),
            phases=Listing(tuple(absent), "and"),
        ),
        reason=reason,
        causes=causes,
        constraint=limit,
        evidence=Evidence.of(limit),
    )
