"""Limits that exclude each other or repeat each other, and prescriptions that no plan can fill together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from rtqa.messages import Listing, Message, Range
from rtqa.metrics.grammar import Answer, MetricKind, MetricSpec
from rtqa.protocol.constraint import Constraint
from rtqa.protocol.contradiction import Contradiction
from rtqa.protocol.lint_numbers import fractions, limit_of
from rtqa.protocol.prescription import PrescriptionRule
from rtqa.protocol.schema import Protocol


def find_overlaps(protocol: Protocol) -> Iterator[Contradiction]:
    """Two limits on the same thing: the laxer one never decides."""
    for first, second in _pairs(protocol):
        if first.metric == second.metric and first.relation[0] == second.relation[0]:
            yield Contradiction(
                rule="overlap",
                clauses=(first.id, second.id),
                says=Message("lint.overlap", structures=Listing(first.names, "and")),
                arithmetic=(_describe_both(first, second),),
            )


def find_opposed(protocol: Protocol) -> Iterator[Contradiction]:
    """A dose to be reached, and a lower one not to be exceeded by what can be no less."""
    for pair in _pairs(protocol):
        for low, high in (pair, pair[::-1]):
            if low.relation[0] == ">" and high.relation[0] == "<" and _excludes(low, high):
                yield Contradiction(
                    rule="opposed",
                    clauses=(low.id, high.id),
                    says=Message("lint.opposed", structures=Listing(low.names, "and")),
                    arithmetic=(_describe_opposed(low, high),),
                )


def find_prescriptions_apart(protocol: Protocol) -> Iterator[Contradiction]:
    """Prescriptions of a phase with no number of fractions in common, or to the same target with no dose."""
    for first, second in combinations(protocol.prescriptions, 2):
        if first.phase != second.phase or _are_apart(first, second):
            continue
        if not _have_common_fractions(first, second):
            yield Contradiction(
                rule="prescriptions",
                clauses=(first.id, second.id),
                says=Message("lint.no-common-fractions", phase=first.phase),
                arithmetic=(_describe_fractions(first), _describe_fractions(second)),
            )
        elif first.structure == second.structure and not _have_common_dose(first, second):
            yield Contradiction(
                rule="prescriptions",
                clauses=(first.id, second.id),
                says=Message("lint.no-common-dose-to-any-target")
                if first.structure is None
                else Message("lint.no-common-dose", structure=first.structure),
                arithmetic=(_describe_dose(first), _describe_dose(second)),
            )


def _have_common_fractions(first: PrescriptionRule, second: PrescriptionRule) -> bool:
    fewest = max(first.fractions.min, second.fractions.min)
    return fewest in first.fractions and fewest in second.fractions


def _have_common_dose(first: PrescriptionRule, second: PrescriptionRule) -> bool:
    return max(first.dose_gy.min, second.dose_gy.min) <= min(first.dose_gy.max, second.dose_gy.max)


def _describe_fractions(rule: PrescriptionRule) -> Message:
    counts = fractions(rule.fractions.min, rule.fractions.max)
    return Message("lint.clause-fractions", clause=rule.id, fractions=counts)


def _describe_dose(rule: PrescriptionRule) -> Message:
    dose = Range(rule.dose_gy.min, rule.dose_gy.max, "Gy")
    return Message("lint.clause-dose", clause=rule.id, dose=dose)


def _pairs(protocol: Protocol) -> list[tuple[Constraint, Constraint]]:
    """Limits on the same structures in the same dose, that are no alternatives."""
    return [
        (first, second)
        for first, second in combinations(protocol.constraints, 2)
        if _is_on(first) == _is_on(second)
        and (first.one_of is None or first.one_of != second.one_of)
        and not _are_apart(first, second)
    ]


def _are_apart(first: Constraint | PrescriptionRule, second: Constraint | PrescriptionRule) -> bool:
    """Whether no patient is judged by both: of two arms, of two numbers of fractions, two prescriptions."""
    if first.arms and second.arms and not set(first.arms) & set(second.arms):
        return True
    if isinstance(first, PrescriptionRule) or isinstance(second, PrescriptionRule):
        return first.one_of is not None and first.one_of == second.one_of
    one, other = first.fractions, second.fractions
    if one is None or other is None:
        return False
    fewest = max(one.min, other.min)
    return not (fewest in one and fewest in other)


def _is_on(limit: Constraint) -> tuple[object, ...]:
    alpha_beta_gy = limit.alpha_beta.gy if limit.quantity == "eqd2" and limit.alpha_beta else None
    return (
        limit.phase,
        frozenset(limit.names),
        limit.logic,
        limit.quantity,
        alpha_beta_gy,
        limit.percent_of,
        limit.over,
    )


def _excludes(low: Constraint, high: Constraint) -> bool:
    """Whether what ``low`` asks for is more than ``high`` allows, of a dose that is no less.

    Of alternatives, and of organs of which either may keep its limit, both may hold.
    """
    if low.one_of is not None or high.one_of is not None or low.logic == "either":
        return False
    touches = low.limit == high.limit and (low.relation, high.relation) != (">=", "<=")
    return (low.limit > high.limit or touches) and is_no_less(high.metric, low.metric)


def is_no_less(metric: MetricSpec, other: MetricSpec) -> bool:
    """Whether a metric can never be less than another, whatever the dose."""
    if metric == other:
        return True
    if metric.unit != other.unit or not metric.kind.answer is other.kind.answer is Answer.DOSE:
        return False
    if MetricKind.MAX is metric.kind or MetricKind.MIN is other.kind:
        return True
    shares = _share(metric), _share(other)
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


def _describe_opposed(low: Constraint, high: Constraint) -> Message:
    if low.metric == high.metric:
        return _describe_both(low, high)
    return Message(
        "lint.metric-never-less",
        low_metric=str(low.metric),
        low=limit_of(low),
        high_metric=str(high.metric),
        high=limit_of(high),
    )


def _describe_both(first: Constraint, second: Constraint) -> Message:
    return Message(
        "lint.same-metric", metric=str(first.metric), first=limit_of(first), second=limit_of(second)
    )
