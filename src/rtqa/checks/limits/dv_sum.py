"""Do all phases together keep the limits of a whole course?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.phase_sum import measure_together
from rtqa.checks.core.catalog import check
from rtqa.checks.core.judge import limit_of
from rtqa.checks.core.rows import Row
from rtqa.checks.limits.judge_limit import judge_on
from rtqa.checks.limits.vacuous import set_vacuous_apart
from rtqa.findings import Evidence, Verdict
from rtqa.messages import CauseKind, Interval, Listing, Message, Unknown
from rtqa.metrics import Measurement, Unmeasurable
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
    absent = [phase.id for phase in subject.protocol.phases if not subject.of_phase(phase.id)]
    for limit in subject.protocol.constraints:
        if limit.phase == SUM:
            yield from _judge(limit, subject) or [_not_judged(limit, absent)]


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
    last, measure = subject.together.last, partial(measure_together, together=subject.together)
    return set_vacuous_apart(judge_on(limit, last, measure=measure), last, subject.protocol)


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
    """Whether what one phase gives is a lower bound of what all give, and breaking it breaks the limit."""
    return limit.relation.startswith("<") and limit.grows_with_dose and limit.one_of is None


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


def _not_judged(limit: Constraint, absent: Sequence[str]) -> Row:
    return Row(
        verdict=None,
        subject=limit.subject,
        phase=SUM,
        message=Message(
            "dv-sum.phase-absent",
            structure=limit.subject,
            limit=limit_of(limit),
            phases=Listing(tuple(absent), "and"),
        ),
        constraint=limit,
        evidence=Evidence.of(limit),
    )
