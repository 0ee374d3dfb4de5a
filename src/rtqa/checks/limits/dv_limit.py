"""Does every structure keep its limits?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rtqa.assembly.context import PhasePlan, Subject, why_no_fractions
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row
from rtqa.checks.limits.judge_limit import group_choices, judge_on, leave_undecided, settle_choice
from rtqa.checks.limits.vacuous import set_vacuous_apart
from rtqa.messages import CauseKind, Listing, Message
from rtqa.protocol.constraint import Constraint


@check(
    "DV-LIMIT",
    "Does every structure keep its dose-volume limits?",
    section="organs",
    order=10,
    cause=CauseKind.STRUCTURE_DOUBTFUL,
    per="plan",
)
def dose_volume_limits(plan: PhasePlan, subject: Subject) -> Iterator[Row]:
    """One row for each structure of each limit of the plan's phase; of several, one each.

    Those for other numbers of fractions than the plan's are one row together.
    """
    limits = [limit for limit in subject.protocol.constraints if limit.phase == plan.phase_id]
    n_fractions = plan.plan.n_fractions if plan.plan is not None else None
    others = [
        limit
        for limit in limits
        if limit.fractions is not None and n_fractions is not None and n_fractions not in limit.fractions
    ]
    for alternatives in group_choices(limit for limit in limits if limit not in others):
        rows = [row for limit in alternatives for row in _judge(limit, plan)]
        # After the choice: of alternatives, one that cannot be broken keeps the others from failing.
        yield from set_vacuous_apart(
            settle_choice(alternatives, rows, subject.protocol), plan, subject.protocol
        )
    if others:
        yield _tell_others(others, plan, n_fractions=n_fractions or 0)


def _judge(limit: Constraint, plan: PhasePlan) -> list[Row]:
    unknown = why_no_fractions(plan.plan) if limit.fractions is not None else None
    return [leave_undecided(limit, unknown)] if unknown is not None else judge_on(limit, plan)


def _tell_others(limits: Sequence[Constraint], plan: PhasePlan, *, n_fractions: int) -> Row:
    """The limits that are for other numbers of fractions; none of them is asked."""
    clauses = Listing(tuple(limit.id for limit in limits))
    return Row(
        verdict=None,
        message=Message("dv-limit.other-fractions", n=n_fractions, clauses=clauses),
        subject=plan.treatment.label,
    )
