"""``[[prescription]]``: what a target is to receive, and in how many fractions."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from rtqa.documents.fields import Identifier, Positive, Table, Text
from rtqa.protocol.constraint import AlphaBeta
from rtqa.protocol.tables import Clause, FractionRange, Metric, Range

ROUNDING_GY = 1e-9
"""How far a dose of a fraction may miss what is written by arithmetic in binary."""


FRACTION_UNITS_GY = (0.01, 0.001)
"""The last decimals in which doses of fractions are written; with one decimal, 2.1 would be 2.12."""


class DeliveredRule(Table):
    """That the dose grid holds what the plan says: a metric, as a share of the planned dose.

    Attributes:
        metric: in Gy, of the prescribed structure.
        at_least_frac: least share of the planned dose to that structure, above 0 and up to 1.
        at_most_frac: most of it, from 1 on: a dose grid that holds more than the plan says is as doubtful.
    """

    metric: Metric
    at_least_frac: Annotated[float, Field(strict=True, gt=0.0, le=1.0)]
    at_most_frac: Annotated[float, Field(strict=True, ge=1.0, allow_inf_nan=False)]
    reading: str = ""

    @model_validator(mode="after")
    def _in_gray(self) -> Self:
        if self.metric.unit != "Gy":
            raise ValueError(f"metric {self.metric} is not in Gy; write, for example, 'D95%[Gy]'")
        return self


class FractionDose(Table):
    """What the text says of the dose of each fraction, and what of it is judged.

    Attributes:
        gy: as written.
        tolerance_gy: how far the planned value may lie from it.
        judged: ``written``: the planned value must be as written. ``implied``: it must be one that the dose
            and the number of fractions of the same clause make, whatever is written.
    """

    gy: Positive
    tolerance_gy: Annotated[float, Field(strict=True, ge=0.0, allow_inf_nan=False)]
    judged: Literal["written", "implied"]
    quote: Text
    reading: str = ""


class PrescriptionRule(Clause):
    """What a target is to receive, and in how many fractions.

    Attributes:
        structure: None where the text does not say what the dose refers to: then the rule holds for every
            target prescription of the phase's plan.
        dose_gy: total dose of the phase, in Gy.
        per_fraction: what the text says of the dose of each fraction; None where it says nothing.
        alpha_beta: by which the dose is shown in fractions of 2 Gy; None where it is not shown.
        one_of: prescriptions of a phase with the same word here are alternatives: the plan is judged by the
            one that its fractions, and then its dose, come closest to.
        delivered: what the dose grid must hold of it; falling short asks for review, as the text names no
            such limit. None where nothing is checked.
    """

    phase: Identifier
    structure: Text | None = None
    dose_gy: Range
    fractions: FractionRange
    per_fraction: FractionDose | None = None
    alpha_beta: AlphaBeta | None = None
    one_of: Identifier | None = None
    delivered: DeliveredRule | None = None

    def allows(self, dose_gy: float, *, within_gy: float, n_fractions: int | None = None) -> bool:
        """Whether a total dose is one that is asked for, but for rounding of it or of the dose of a fraction.

        Args:
            dose_gy: total.
            within_gy: how far a total that is written may lie from the one that is meant.
            n_fractions: that it is given in; None where not known: then no fraction's dose was rounded.
        """
        if self.dose_gy.min - within_gy <= dose_gy <= self.dose_gy.max + within_gy:
            return True
        miss_gy = max(self.dose_gy.min - dose_gy, dose_gy - self.dose_gy.max)
        return miss_gy <= rounding_of_fractions_gy(dose_gy, n_fractions, within_gy=within_gy)

    @property
    def implied_gy(self) -> Range | None:
        """The dose of a fraction that dose and fractions make; None where the fractions are unbounded."""
        if self.fractions.max is None:
            return None
        return Range(min=self.dose_gy.min / self.fractions.max, max=self.dose_gy.max / self.fractions.min)


def rounding_of_fractions_gy(dose_gy: float, n_fractions: int | None, *, within_gy: float) -> float:
    """How far a total may lie from the one that is meant as each fraction has a round dose; 0 if none has.

    70 Gy in 33 fractions are 33 × 2.12 = 69.96 Gy: half a unit of the last decimal, as often as there are
    fractions. A dose of a fraction has two decimals, or three.
    """
    for unit_gy in FRACTION_UNITS_GY if n_fractions else ():
        of_a_fraction_gy = round(dose_gy / (n_fractions or 1) / unit_gy) * unit_gy
        if abs((n_fractions or 1) * of_a_fraction_gy - dose_gy) <= within_gy:
            return (n_fractions or 1) * unit_gy / 2 + ROUNDING_GY
    return 0.0


def fitting_fractions(rule: PrescriptionRule) -> dict[int, float]:
    """The numbers of fractions that give the dose of a fraction as written, each with a total in Gy.

    The total is that within the rule's range which comes closest to what is written.
    """
    stated, most = rule.per_fraction, rule.fractions.max
    if stated is None or most is None:
        return {}
    fitting = {}
    for n in range(rule.fractions.min, most + 1):
        closest_gy = min(max(n * stated.gy, rule.dose_gy.min), rule.dose_gy.max)
        if abs(closest_gy / n - stated.gy) <= stated.tolerance_gy + ROUNDING_GY:
            fitting[n] = closest_gy
    return fitting
