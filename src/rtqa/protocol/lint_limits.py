"""Limits that exclude each other or repeat each other, and prescriptions that no one plan can fill."""

from __future__ import annotations

from itertools import combinations

from rtqa.metrics.grammar import MetricKind, MetricSpec
from rtqa.protocol.constraint import Constraint
from rtqa.protocol.contradiction import Contradiction
from rtqa.protocol.schema import Protocol


def find_overlaps(protocol: Protocol) -> list[Contradiction]:
    """Two limits on the same thing: the laxer one never decides."""
    return [
        Contradiction(
            rule="overlap",
            clauses=(first.id, second.id),
            says=f"Two limits on the same metric of {first.subject}: the stricter one decides alone.",
            arithmetic=(_tell_both(first, second),),
        )
        for first, second in _pairs(protocol)
        if first.metric == second.metric and first.relation[0] == second.relation[0]
    ]


def find_opposed(protocol: Protocol) -> list[Contradiction]:
    """A dose to be reached, and a lower one not to be exceeded by what can be no less."""
    found = []
    for pair in _pairs(protocol):
        for low, high in (pair, pair[::-1]):
            if low.relation[0] == ">" and high.relation[0] == "<" and _excludes(low, high):
                found.append(
                    Contradiction(
                        rule="opposed",
                        clauses=(low.id, high.id),
                        says=f"No plan keeps both limits on {low.subject}.",
                        arithmetic=(_tell_opposed(low, high),),
                    )
                )
    return found


def find_prescriptions_apart(protocol: Protocol) -> list[Contradiction]:
    """Prescriptions of a phase with no number of fractions in common, or to one target with no dose."""
    found = []
    for first, second in combinations(protocol.prescriptions, 2):
        if first.phase != second.phase:
            continue
        fewest = max(first.fractions.min, second.fractions.min)
        if fewest not in first.fractions or fewest not in second.fractions:
            says = f"No number of fractions fills both prescriptions of phase {first.phase}."
            numbers = [f"{rule.id}: {rule.fractions}" for rule in (first, second)]
        elif first.structure == second.structure and (
            max(first.dose_gy.min, second.dose_gy.min) > min(first.dose_gy.max, second.dose_gy.max)
        ):
            says = f"No dose fills both prescriptions to {first.structure or 'any target'}."
            numbers = [f"{rule.id}: {rule.dose_gy} Gy" for rule in (first, second)]
        else:
            continue
        found.append(
            Contradiction(
                rule="prescriptions", clauses=(first.id, second.id), says=says, arithmetic=tuple(numbers)
            )
        )
    return found


def _pairs(protocol: Protocol) -> list[tuple[Constraint, Constraint]]:
    """Limits on the same structures in the same dose, that are no alternatives."""
    return [
        (first, second)
        for first, second in combinations(protocol.constraints, 2)
        if _is_on(first) == _is_on(second) and (first.one_of is None or first.one_of != second.one_of)
    ]


def _is_on(limit: Constraint) -> tuple[object, ...]:
    alpha_beta_gy = limit.alpha_beta.gy if limit.quantity == "eqd2" and limit.alpha_beta else None
    return limit.phase, frozenset(limit.names), limit.logic, limit.quantity, alpha_beta_gy


def _excludes(low: Constraint, high: Constraint) -> bool:
    """Whether what ``low`` asks for is more than ``high`` allows, of a dose that is no less.

    Of alternatives, and of organs of which either may keep its limit, both may hold.
    """
    if low.one_of is not None or high.one_of is not None or low.logic == "either":
        return False
    touches = low.limit == high.limit and (low.relation, high.relation) != (">=", "<=")
    return (low.limit > high.limit or touches) and _is_no_less(high.metric, low.metric)


def _is_no_less(one: MetricSpec, other: MetricSpec) -> bool:
    """Whether one metric can never be less than another, whatever the dose."""
    if one == other:
        return True
    if one.unit != other.unit or one.kind.answers_volume or other.kind.answers_volume:
        return False
    if MetricKind.MAX is one.kind or MetricKind.MIN is other.kind:
        return True
    shares = _share(one), _share(other)
    return bool(shares[0] is not None and shares[1] is not None and shares[0] <= shares[1])


def _share(metric: MetricSpec) -> float | None:
    """The percent of the volume that has at least this dose; None where it is no such metric."""
    match metric.kind, metric.at_unit:
        case MetricKind.DOSE, "%":
            return metric.at
        case MetricKind.MEDIAN, _:
            return 50.0
        case MetricKind.COLDEST_DOSE, "%":
            return 100.0 - (metric.at or 0.0)
        case _:
            return None


def _tell_opposed(low: Constraint, high: Constraint) -> str:
    if low.metric == high.metric:
        return _tell_both(low, high)
    reached = f"{low.metric} {low.relation} {low.limit:g} {low.unit}"
    return f"{reached}, and {high.metric}, which is no less, {high.relation} {high.limit:g} {high.unit}"


def _tell_both(first: Constraint, second: Constraint) -> str:
    numbers = f"{first.relation} {first.limit:g} and {second.relation} {second.limit:g}"
    return f"{first.metric} {numbers} {second.unit}"
