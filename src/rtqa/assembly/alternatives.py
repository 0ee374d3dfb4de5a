"""Prescriptions of which one must hold: the one that a plan comes closest to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rtqa.assembly.context import PhasePlan
from rtqa.assembly.stated_doses import stated_prescriptions
from rtqa.protocol.leaving_out import leave_out_clauses
from rtqa.protocol.prescription import PrescriptionRule
from rtqa.protocol.schema import Protocol


def choose_prescriptions(protocol: Protocol, plans: Sequence[PhasePlan]) -> Protocol:
    """The protocol with one of each group of alternative prescriptions of a phase, as its plan has it.

    Its number of fractions decides, then its doses; a plan that fits none of them is judged by the nearest.
    Of a phase without a plan, the first stays.
    """
    groups: dict[tuple[str, str], list[PrescriptionRule]] = {}
    for rule in protocol.prescriptions:
        if rule.one_of is not None:
            groups.setdefault((rule.phase, rule.one_of), []).append(rule)
    if not groups:
        return protocol
    left_out: set[str] = set()
    for (phase, _), rules in groups.items():
        plan = next((plan for plan in plans if plan.phase_id == phase), None)
        chosen = min(rules, key=lambda rule: _find_distance(rule, plan)) if plan is not None else rules[0]
        left_out |= {rule.id for rule in rules if rule.id != chosen.id}
    shorter = leave_out_clauses(protocol, left_out)
    alone = tuple(rule.model_copy(update={"one_of": None}) for rule in shorter.prescriptions)
    return shorter.model_copy(update={"prescriptions": alone})


def _find_distance(rule: PrescriptionRule, plan: PhasePlan) -> tuple[float, float]:
    """How far a plan lies from a clause, in fractions and in Gy; 0 where it does not say."""
    n_fractions = plan.plan.n_fractions if plan.plan is not None else None
    most = float("inf") if rule.fractions.max is None else rule.fractions.max
    doses_gy = [rx.dose_gy for rx in stated_prescriptions(plan) if rx.dose_gy is not None]
    doses_gy += plan.planned_gy.values()
    return (
        _miss([] if n_fractions is None else [n_fractions], rule.fractions.min, most),
        _miss(doses_gy, rule.dose_gy.min, rule.dose_gy.max),
    )


def _miss(values: Iterable[float], least: float, most: float) -> float:
    """How far the nearest value lies outside of a range."""
    return min((max(least - value, value - most, 0.0) for value in values), default=0.0)
