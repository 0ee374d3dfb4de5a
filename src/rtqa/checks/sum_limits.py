"""Do all phases together keep the limits of a whole course?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rtqa.checks.catalog import check
from rtqa.checks.judge import describe_limit
from rtqa.checks.limits import judge_on
from rtqa.checks.subject import PhasePlan, Subject
from rtqa.findings import Evidence, Finding, Verdict
from rtqa.metrics import Interval, Measurement, Unmeasurable
from rtqa.protocol.constraint import SUM, Constraint

CODE = "DV-SUM"


@check(CODE, "Do all phases together keep the limits of the whole course?")
def sum_limits(subject: Subject) -> Iterator[Finding]:
    """At least one finding for each limit on the sum of all phases.

    One phase alone that breaks such a limit fails it: no other phase takes dose away.
    """
    structures = {structure.name: structure for structure in subject.protocol.structures}
    absent = [phase.id for phase in subject.protocol.phases if not subject.of_phase(phase.id)]
    for limit in subject.protocol.constraints:
        if limit.phase != SUM:
            continue
        alone = [
            _at_least(row, one)
            for one in subject.plans
            if one.phase is not None
            for row in judge_on(limit, one, structures)
            if row.verdict is Verdict.FAIL and _only_adds(limit)
        ]
        if alone:
            yield from alone
        elif absent:
            yield _not_judged(limit, absent)
        else:
            yield _not_summed(limit, subject.plans)


def _only_adds(limit: Constraint) -> bool:
    """Whether what one phase gives is a lower bound of what all give, and breaking it breaks the limit."""
    return limit.relation.startswith("<") and limit.grows_with_dose and limit.one_of is None


def _at_least(row: Finding, one: PhasePlan) -> Finding:
    """What one phase gives, as the least that all give."""
    reason, outcome = f"phase {one.phase_id} alone breaks it", row.outcome
    if isinstance(outcome, Measurement):
        bounds = Interval(low=outcome.value, high=math.inf)
        outcome = Unmeasurable(spec=outcome.spec, reason=reason, bounds=bounds)
    return replace(row, code=CODE, reason=reason, outcome=outcome)


def _not_judged(limit: Constraint, absent: Sequence[str]) -> Finding:
    phases = " and ".join(absent)
    return Finding(
        code=CODE,
        verdict=None,
        subject=limit.subject,
        phase=SUM,
        summary=f"{limit.subject}: limit {describe_limit(limit)} on all phases together not judged: "
        f"no plan of phase {phases} was handed in.",
        constraint=limit,
        evidence=Evidence.of(limit),
    )


def _not_summed(limit: Constraint, plans: Sequence[PhasePlan]) -> Finding:
    return Finding(
        code=CODE,
        verdict=Verdict.REVIEW,
        subject=limit.subject,
        phase=SUM,
        summary=f"{limit.subject}: limit {describe_limit(limit)} on all phases together not judged.",
        reason=f"the doses of the {len(plans)} plans are not added up",
        constraint=limit,
        evidence=Evidence.of(limit),
    )
