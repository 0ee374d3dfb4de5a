"""Do all phases together keep the limits of a whole course?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.phase_sum import measure_together
from rtqa.checks.core.catalog import check
from rtqa.checks.core.judge import describe_limit
from rtqa.checks.limits.judge_limit import judge_on
from rtqa.findings import Evidence, Finding, Verdict
from rtqa.metrics import Interval, Measurement, Unmeasurable
from rtqa.protocol.constraint import SUM, Constraint

CODE = "DV-SUM"


@check(CODE, "Do all phases together keep the limits of the whole course?")
def sum_limits(subject: Subject) -> Iterator[Finding]:
    """At least one finding for each limit on the sum of all phases.

    One phase alone that breaks such a limit fails it: no other phase takes dose away.
    """
    absent = [phase.id for phase in subject.protocol.phases if not subject.of_phase(phase.id)]
    for limit in subject.protocol.constraints:
        if limit.phase != SUM:
            continue
        together = list(_judge_together(limit, subject))
        measured = {row.subject for row in together if isinstance(row.outcome, Measurement)}
        is_known = together and len(measured) == len(together)
        alone = (
            [] if is_known else [row for row in _judge_alone(limit, subject) if row.subject not in measured]
        )
        failing = {row.subject for row in alone}
        rows = [*alone, *(row for row in together if row.subject not in failing)]
        yield from rows or [_not_judged(limit, absent)]


def _judge_together(limit: Constraint, subject: Subject) -> Iterator[Finding]:
    """On the sum, in the structures of the last phase; nothing where a phase has no plan."""
    if not subject.together.plans:
        return
    structures = {structure.name: structure for structure in subject.protocol.structures}
    measure = partial(measure_together, together=subject.together)
    for row in judge_on(limit, subject.together.last, structures, measure=measure):
        yield replace(row, code=CODE)


def _judge_alone(limit: Constraint, subject: Subject) -> Iterator[Finding]:
    """The phases that break a limit on the sum by themselves."""
    structures = {structure.name: structure for structure in subject.protocol.structures}
    for one in subject.plans:
        if one.phase is None or not _only_adds(limit):
            continue
        for row in judge_on(limit, one, structures):
            if row.verdict is Verdict.FAIL:
                yield _at_least(row, one)


def _only_adds(limit: Constraint) -> bool:
    """Whether what one phase gives is a lower bound of what all give, and breaking it breaks the limit."""
    return limit.relation.startswith("<") and limit.grows_with_dose and limit.one_of is None


def _at_least(row: Finding, one: PhasePlan) -> Finding:
    """What one phase gives, as the least that all give."""
    reason, outcome = f"phase {one.phase_id} alone breaks it", row.outcome
    if isinstance(outcome, Measurement):
        bounds = Interval(low=outcome.value, high=math.inf)
        outcome = Unmeasurable(spec=outcome.spec, reason=reason, bounds=bounds)
    return replace(row, code=CODE, explanation=reason, outcome=outcome)


def _not_judged(limit: Constraint, absent: Sequence[str]) -> Finding:
    phases = " and ".join(absent)
    return Finding(
        code=CODE,
        verdict=None,
        subject=limit.subject,
        phase=SUM,
        message=f"{limit.subject}: limit {describe_limit(limit)} on all phases together not judged: "
        f"no plan of phase {phases} was handed in.",
        constraint=limit,
        evidence=Evidence.of(limit),
    )
