"""What does one phase leave of a limit to another?"""

from __future__ import annotations

from collections.abc import Iterator
from math import floor

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.eqd2 import measure_equivalent
from rtqa.assembly.matching import find_only_candidate
from rtqa.checks.core.catalog import check
from rtqa.checks.core.judge import describe, describe_limit
from rtqa.findings import Evidence, Finding
from rtqa.messages import Unknown
from rtqa.metrics import Measurement, MetricKind
from rtqa.metrics.radiobiology import dose_of_eqd2_gy
from rtqa.protocol.constraint import SUM, AlphaBeta, Constraint
from rtqa.protocol.schema import Phase

CODE = "DV-LEFT"

_KINDS = (MetricKind.MAX, MetricKind.DOSE, MetricKind.MEAN)


@check(CODE, "What does each phase leave of a limit on the whole course to another phase?")
def what_is_left(subject: Subject) -> Iterator[Finding]:
    """One INFO row for each structure, plan and other phase of a limit on the sum in EQD2, or one in all."""
    told = [
        row
        for limit in subject.protocol.constraints
        for one in subject.plans
        for phase in subject.protocol.phases
        if one.phase is not None and phase.id != one.phase_id
        for row in _tell(limit, one, phase=phase, subject=subject)
    ]
    yield from told or [
        Finding(
            code=CODE,
            verdict=None,
            subject="phases",
            phase=SUM,
            message="Nothing to tell: no plan to count a limit on the sum in fractions of 2 Gy from.",
        )
    ]


def _tell(limit: Constraint, one: PhasePlan, *, phase: Phase, subject: Subject) -> Iterator[Finding]:
    n_fractions = _count_fractions(phase, subject)
    is_counted = limit.phase == SUM and limit.quantity == "eqd2" and limit.metric.kind in _KINDS
    if not is_counted or not limit.relation.startswith("<") or limit.metric.unit != "Gy":
        return
    if limit.alpha_beta is None or n_fractions is None:
        return
    for name in limit.names:
        candidate = find_only_candidate(one, name)
        if isinstance(candidate, Unknown):
            continue
        number = candidate.structure_number
        given = measure_equivalent(one, number, limit.metric, alpha_beta_gy=limit.alpha_beta.gy)
        if isinstance(given, Measurement):
            yield Finding(
                code=CODE,
                verdict=None,
                subject=candidate.name,
                phase=one.phase_id,
                message=f"{candidate.name}: {describe(given)} in EQD2 from {one.phase_id} leaves of "
                f"{describe_limit(limit)} "
                f"{_left(given, limit, limit.alpha_beta, n_fractions=n_fractions)} of {phase.id}.",
                evidence=Evidence(
                    reading=f"α/β {limit.alpha_beta.gy:g} Gy: {limit.alpha_beta.source}. Nothing recovers in "
                    "between. Counted from the upper end of what the first phase may give.",
                ),
            )


def _left(given: Measurement, limit: Constraint, alpha_beta: AlphaBeta, *, n_fractions: int) -> str:
    """The dose that is left, and where it may be given; the hottest points are taken to coincide."""
    reach_gy = given.interval.high if given.interval is not None else given.value
    times = "one fraction" if n_fractions == 1 else f"{n_fractions} fractions"
    if reach_gy >= limit.limit:
        return f"nothing for {times}"
    left_gy = dose_of_eqd2_gy(limit.limit - reach_gy, n_fractions=n_fractions, alpha_beta_gy=alpha_beta.gy)
    rounded_gy = floor(left_gy * 10.0) / 10.0
    where = "evenly" if limit.metric.kind is MetricKind.MEAN else "at the hottest points"
    return f"at most {rounded_gy:.1f} Gy {where}, in {times}"


def _count_fractions(phase: Phase, subject: Subject) -> int | None:
    """Of a phase: of its plan, else the only number that the protocol knows it by."""
    plans = subject.of_phase(phase.id)
    planned = {one.plan.n_fractions for one in plans if one.plan is not None}
    if plans:
        return planned.pop() if len(planned) == 1 else None
    return phase.fractions.min if phase.fractions.min == phase.fractions.max else None
