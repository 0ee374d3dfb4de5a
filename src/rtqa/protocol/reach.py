"""Limits that a prescription cannot reach, and limits that it always breaks: by arithmetic, before any plan.

What a dose can be at most follows from the highest dose that the phase may prescribe. Somewhere in the
patient it can be twice that (:data:`HOTTEST_FACTOR`); a whole organ's mean or median cannot exceed it in a
plan that spares the organ at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rtqa.messages import Limit, Listing, Message, Quantity
from rtqa.metrics.grammar import MetricKind
from rtqa.metrics.radiobiology import eqd2_gy
from rtqa.protocol.constraint import SUM, Constraint
from rtqa.protocol.lint_numbers import dose_in_fractions, gray
from rtqa.protocol.prescription import PrescriptionRule
from rtqa.protocol.schema import Protocol

HOTTEST_FACTOR = 2.0
"""A dose prescribed to its 50 % isodose, the lowest in use, has twice the prescription as its maximum."""

_WHOLE = (MetricKind.MEAN, MetricKind.MEDIAN)
_DOSES = (*_WHOLE, MetricKind.MAX, MetricKind.MIN, MetricKind.DOSE, MetricKind.COLDEST_DOSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Why a limit decides nothing.

    Attributes:
        kind: ``vacuous``: every plan keeps it. ``broken``: no plan can.
        arithmetic: the numbers, in a clause.
    """

    kind: Literal["vacuous", "broken"]
    arithmetic: Message


def find_reach(constraint: Constraint, protocol: Protocol) -> Reach | None:
    """Why a limit decides nothing under this protocol's prescriptions; None where it decides."""
    metric = constraint.metric
    if metric.kind not in _DOSES or constraint.unit not in ("Gy", "cGy"):
        return None
    limit_gy = constraint.limit / (100.0 if metric.unit == "cGy" else 1.0)
    prescriptions = [
        rule
        for rule in protocol.prescriptions
        if rule.phase == constraint.phase and rule.structure in constraint.names
    ]
    if prescriptions and constraint.quantity == "physical":
        return _against_prescription(constraint, limit_gy, prescriptions[0])
    return _against_ceiling(constraint, limit_gy, protocol)


def _against_prescription(constraint: Constraint, limit_gy: float, rule: PrescriptionRule) -> Reach | None:
    """A limit on a target beside what the target is to receive."""
    least_gy, most_gy = rule.dose_gy.min, rule.dose_gy.max
    metric, limit = constraint.metric, Limit(constraint.relation, limit_gy, "Gy")
    if constraint.relation.startswith(">") and metric.kind is not MetricKind.MAX and limit_gy > most_gy:
        arithmetic = Message(
            "reach.above-prescription",
            metric=str(metric),
            limit=limit,
            prescribed=Quantity(most_gy, "Gy"),
            clause=rule.id,
        )
        return Reach(kind="broken", arithmetic=arithmetic)
    near_maximum = metric.kind in (MetricKind.MAX, *_WHOLE) or (
        metric.kind is MetricKind.DOSE and metric.at_unit == "%" and (metric.at or 0.0) <= 50.0
    )
    if constraint.relation.startswith("<") and near_maximum and limit_gy < least_gy:
        arithmetic = Message(
            "reach.below-prescription",
            metric=str(metric),
            limit=limit,
            prescribed=Quantity(least_gy, "Gy"),
            clause=rule.id,
        )
        return Reach(kind="broken", arithmetic=arithmetic)
    return None


def _against_ceiling(constraint: Constraint, limit_gy: float, protocol: Protocol) -> Reach | None:
    """A limit beside the most that the phase, or all phases together, can give."""
    phases = [phase.id for phase in protocol.phases if constraint.phase in (phase.id, SUM)]
    highest = [most for phase in phases if (most := _highest_gy(phase, protocol)) is not None]
    if len(highest) < len(phases) or constraint.relation.startswith(">"):
        return None
    organs = {structure.name for structure in protocol.structures if structure.role == "organ"}
    is_whole_organ = constraint.metric.kind in _WHOLE and organs.issuperset(constraint.names)
    factor = 1.0 if is_whole_organ else HOTTEST_FACTOR
    most_gy = sum(_convert(factor * dose_gy, n, constraint) for dose_gy, n in highest)
    if limit_gy < most_gy:
        return None
    prescribed = Listing(tuple(dose_in_fractions(dose_gy, n) for dose_gy, n in highest), "and")
    metric, reachable, limit = str(constraint.metric.kind), gray(most_gy), Quantity(limit_gy, "Gy")
    if is_whole_organ:
        arithmetic = Message(
            "reach.whole-organ",
            prescribed=prescribed,
            metric=metric,
            highest=reachable,
            quantity=constraint.quantity,
            limit=limit,
        )
    else:
        arithmetic = Message(
            "reach.anywhere",
            prescribed=prescribed,
            metric=metric,
            factor=Quantity(factor),
            highest=reachable,
            quantity=constraint.quantity,
            limit=limit,
        )
    return Reach(kind="vacuous", arithmetic=arithmetic)


def _highest_gy(phase: str, protocol: Protocol) -> tuple[float, int] | None:
    """The highest dose that a phase may prescribe, and its fewest fractions; None where none is stated."""
    rules = (rule for rule in protocol.prescriptions if rule.phase == phase)
    return max(((rule.dose_gy.max, rule.fractions.min) for rule in rules), default=None)


def _convert(dose_gy: float, n_fractions: int, constraint: Constraint) -> float:
    if constraint.quantity == "physical" or constraint.alpha_beta is None:
        return dose_gy
    return eqd2_gy(dose_gy, n_fractions=n_fractions, alpha_beta_gy=constraint.alpha_beta.gy)


def explain_equivalents(limit: Constraint, protocol: Protocol) -> tuple[Message, ...]:
    """What the limit and the highest dose of its phase are in fractions of 2 Gy, where α/β is known."""
    highest = _highest_gy(limit.phase, protocol)
    if limit.alpha_beta is None or limit.quantity == "eqd2" or highest is None or limit.unit != "Gy":
        return ()
    most_gy, n = highest
    most_eqd2_gy, limit_eqd2_gy = (
        eqd2_gy(dose_gy, n_fractions=n, alpha_beta_gy=limit.alpha_beta.gy)
        for dose_gy in (most_gy, limit.limit)
    )
    return (
        Message(
            "reach.equivalents",
            alpha_beta=Quantity(limit.alpha_beta.gy, "Gy"),
            prescribed=dose_in_fractions(most_gy, n),
            prescribed_eqd2=gray(most_eqd2_gy),
            limit=dose_in_fractions(limit.limit, n),
            limit_eqd2=gray(limit_eqd2_gy),
        ),
    )
