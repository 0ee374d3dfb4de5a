"""What does one phase leave of a limit to another?"""

from __future__ import annotations

from collections.abc import Iterator
from math import floor

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.eqd2 import measure_equivalent
from rtqa.checks.core.catalog import check
from rtqa.checks.core.judge import describe, limit_of
from rtqa.checks.core.rows import Row
from rtqa.messages import Message, Quantity, Unknown, Value
from rtqa.metrics import Measurement, MetricKind
from rtqa.metrics.radiobiology import dose_of_eqd2_gy
from rtqa.protocol.constraint import SUM, AlphaBeta, Constraint
from rtqa.protocol.schema import Phase

_KINDS = (MetricKind.MAX, MetricKind.DOSE, MetricKind.MEAN)


@check(
    "DV-LEFT",
    "What does each phase leave of a limit on the whole course to another phase?",
    section="organs",
    order=30,
    cause=None,
    per="case",
)
def remaining_dose(subject: Subject) -> Iterator[Row]:
    """One INFO row for each structure, plan and other phase of a limit on the sum in EQD2, or one in all."""
    rows = [
        row
        for limit in subject.protocol.constraints
        for plan in subject.plans
        for phase in subject.protocol.phases
        if plan.phase is not None and phase.id != plan.phase_id
        for row in _describe(limit, plan, phase=phase, subject=subject)
    ]
    nothing = Row(verdict=None, subject=Message("plan.phases"), phase=SUM, message=Message("dv-left.no-plan"))
    yield from rows or [nothing]


def _describe(limit: Constraint, plan: PhasePlan, *, phase: Phase, subject: Subject) -> Iterator[Row]:
    fractions = _count_fractions(phase, subject)
    is_counted = limit.phase == SUM and limit.quantity == "eqd2" and limit.metric.kind in _KINDS
    if not is_counted or not limit.relation.startswith("<") or limit.unit != "Gy":
        return
    if limit.alpha_beta is None or fractions is None:
        return
    for name in limit.names:
        only = plan.resolved[name].only
        if isinstance(only, Unknown):
            continue
        given = measure_equivalent(plan, only.number, limit.metric, alpha_beta_gy=limit.alpha_beta.gy)
        if isinstance(given, Measurement):
            yield Row(
                verdict=None,
                subject=only.name,
                phase=plan.phase_id,
                message=_say_left(
                    given,
                    limit,
                    limit.alpha_beta,
                    structure=only.name,
                    phases=(plan.phase_id, phase.id),
                    fractions=fractions,
                ),
                reason=Message(
                    "dv-left.model",
                    alpha_beta=Quantity(limit.alpha_beta.gy, "Gy"),
                    source=limit.alpha_beta.source,
                ),
            )


def _say_left(
    given: Measurement,
    limit: Constraint,
    alpha_beta: AlphaBeta,
    *,
    structure: str,
    phases: tuple[str, str],
    fractions: range,
) -> Message:
    """The dose that is left, and where it may be given; the hottest points are taken to coincide."""
    reach_gy = given.interval.high if given.interval is not None else given.value
    phase, other = phases
    values: dict[str, Value] = {
        "structure": structure,
        "given": describe(given),
        "phase": phase,
        "limit": limit_of(limit),
        "n": fractions[0],
        "other": other,
    }
    if reach_gy >= limit.limit:
        return Message("dv-left.nothing-left", **values)
    fewest, most = (
        dose_of_eqd2_gy(limit.limit - reach_gy, n_fractions=n, alpha_beta_gy=alpha_beta.gy)
        for n in (fractions[0], fractions[-1])
    )
    values |= {
        "left": _round_down(fewest),
        "where": "evenly" if limit.metric.kind is MetricKind.MEAN else "hottest-points",
    }
    if len(fractions) == 1:
        return Message("dv-left.left", **values)
    return Message("dv-left.left-of-several", **values, most=fractions[-1], left_in_most=_round_down(most))


def _round_down(dose_gy: float) -> Quantity:
    return Quantity(floor(dose_gy * 10.0) / 10.0, "Gy", 1)


def _count_fractions(phase: Phase, subject: Subject) -> range | None:
    """Of a phase, from the fewest to the most: of its plan, else as the course file says.

    Else as the protocol prescribes, else by the only number that it knows the phase by.
    """
    plans = subject.of_phase(phase.id)
    planned = {of_phase.plan.n_fractions for of_phase in plans if of_phase.plan is not None}
    if plans:
        n_fractions = planned.pop() if len(planned) == 1 else None
        return range(n_fractions, n_fractions + 1) if n_fractions else None
    stated = subject.chronicle.timelines[phase.id].n_fractions
    if stated is not None:
        return range(stated, stated + 1)
    rules = [rule.fractions for rule in subject.protocol.prescriptions if rule.phase == phase.id]
    ends = [rule.max for rule in rules or [phase.fractions]]
    most = [end for end in ends if end is not None]
    if len(most) < len(ends):
        return None
    return range(min(rule.min for rule in rules or [phase.fractions]), max(most) + 1)
