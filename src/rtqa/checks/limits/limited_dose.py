"""The dose that a limit is on, and what it measures there: one metric, or the ratio of two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from rtqa.assembly.context import PhasePlan
from rtqa.assembly.eqd2 import measure_equivalent
from rtqa.assembly.percent_doses import PercentDose, find_percent_dose
from rtqa.assembly.resolved import MatchedStructure
from rtqa.messages import Unknown
from rtqa.metrics import Outcome, Unmeasurable
from rtqa.metrics.quotient import divide
from rtqa.protocol.constraint import Constraint


class Measure(Protocol):
    """The metric of a limit on the structure of a plan with this ROI number, in the dose that is limited."""

    def __call__(
        self, limit: Constraint, plan: PhasePlan, number: int, /, *, prescription_gy: float | None
    ) -> Outcome:
        """Measure it; ``prescription_gy`` is what a dose in percent refers to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitedDose:
    """A dose that is limited, in one plan's structures: the plan's own, or that of all phases together.

    Attributes:
        measure: a limit's metric in it.
        find_percent: 100 % of a limit in percent, on one structure; on None of several as one.
    """

    measure: Measure
    find_percent: Callable[[Constraint, PhasePlan, MatchedStructure | None], PercentDose | Unknown]

    def measure_ratio(
        self, limit: Constraint, plan: PhasePlan, number: int, *, prescription_gy: float | None
    ) -> Outcome:
        """The metric of a limit, or its ratio to another, of that structure or of a second one."""
        above = self.measure(limit, plan, number, prescription_gy=prescription_gy)
        if limit.over is None:
            return above
        if limit.over.structure is not None:
            second = plan.resolved[limit.over.structure].only
            if isinstance(second, Unknown):
                return Unmeasurable(spec=limit.measured, unknown=second)
            number = second.number
        other = limit.measuring(limit.over.metric)
        below = self.measure(other, plan, number, prescription_gy=prescription_gy)
        return divide(above, below, spec=limit.measured)


def measure_limited(
    limit: Constraint, plan: PhasePlan, number: int, *, prescription_gy: float | None = None
) -> Outcome:
    """The metric of a limit on one structure, in the quantity that is limited."""
    if limit.quantity == "eqd2" and limit.alpha_beta is not None:
        return measure_equivalent(plan, number, limit.metric, alpha_beta_gy=limit.alpha_beta.gy)
    return plan.measure(number, limit.metric, prescription_gy=prescription_gy)


OF_PLAN = LimitedDose(measure=measure_limited, find_percent=find_percent_dose)


def doubts_of_others(limit: Constraint, plan: PhasePlan) -> tuple[Unknown, ...]:
    """What stands against the structures that a limit speaks of beside that which is limited."""
    names = {part.structure for part in (limit.over, limit.limit_by) if part is not None}
    others = [plan.resolved[name].only for name in sorted(name for name in names if name is not None)]
    return tuple(doubt for only in others if isinstance(only, MatchedStructure) for doubt in only.doubts)
