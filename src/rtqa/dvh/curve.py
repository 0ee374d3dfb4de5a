"""The DVH as a value: a continuous cumulative curve that obeys the laws of one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from rtqa.messages import Message
from rtqa.model.dose import DoseQuantity
from rtqa.model.geometry import Floats

MANY_ALTERNATIVES = 8
"""Alternatives of one cause from which on they are a sample of what may be true, and none is the bound."""


def added_up(causes: Iterable[Sequence[float]]) -> float:
    """How far a value may depart to one side, from how far each alternative of each cause does, 0 or more.

    Of a cause one alternative is true, and the farthest counts. Where there are many, each is as likely as
    the next, and comes with another that leads to the other side: the root of their mean square counts.
    Whether one cause leads up says nothing of the next: causes add up by their squares. But alternatives
    that are alone, what the truth is likely to be rather (an outline without steps, a dose that bends), lead
    to a known side, and count together as one cause.
    """
    known, squares = 0.0, 0.0
    for departures in causes:
        if len(departures) == 1:
            known += departures[0]
        elif len(departures) >= MANY_ALTERNATIVES:
            squares += 2 * sum(departure**2 for departure in departures) / len(departures)
        else:
            squares += max(departures, default=0.0) ** 2
    return math.hypot(known, math.sqrt(squares))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DVH:
    """A cumulative dose-volume histogram, linear between its points.

    The curve is of the dosed part of the structure only. What lies outside the dose grid is known as
    ``1 − coverage_frac`` of the whole, and is neither stretched over nor counted as 0 Gy.

    Attributes:
        structure: the structure's name.
        dose_gy: shape (n,), strictly ascending, in Gy, from the minimum to the maximum dose; n ≥ 2.
        volume_cm3: shape (n,), never increasing, in cm³: how much receives at least that dose; from the
            dosed volume down to 0. What receives the maximum dose as a whole (a uniform dose) has no
            slope: then the two points lie closer together than any dose is known.
        mean_gy: mean dose of the dosed part, in Gy; nan where nothing is dosed.
        total_cm3: volume of the whole structure, in cm³, dosed or not.
        quantity: physical or effective dose.
        precision_frac: how far, as a share of a value, the calculation itself may be from exact.
        computed: how, as a message or in words; ``method`` is the English of it.
        notes: what the contours or the dose made the calculation assume.
        alternatives: the same under other defensible models, grouped by the cause of doubt;
            :func:`added_up` says how far they reach together.
        beyond_gy: highest dose, in Gy, that what lies outside the dose grid may have; infinite where nothing
            bounds it.
        steps_group: which of the groups holds the curve of an outline that changes evenly from plane to
            plane; None where none does.
    """

    structure: str
    dose_gy: Floats = field(repr=False)
    volume_cm3: Floats = field(repr=False)
    mean_gy: float
    total_cm3: float
    quantity: DoseQuantity
    computed: Message | str
    precision_frac: float = 0.0
    notes: tuple[Message, ...] = ()
    alternatives: tuple[tuple[DVH, ...], ...] = field(default=(), repr=False)
    beyond_gy: float = math.inf
    steps_group: int | None = None

    @property
    def method(self) -> str:
        """How it was computed, in words."""
        return str(self.computed)

    @property
    def without_steps(self) -> DVH | None:
        """The curve of an outline that changes evenly from plane to plane, where it was computed."""
        return self.alternatives[self.steps_group][0] if self.steps_group is not None else None

    @property
    def min_gy(self) -> float:
        """Lowest dose in the dosed part, in Gy; nan where nothing is dosed."""
        return float(self.dose_gy[0]) if self.dosed_cm3 > 0 else math.nan

    @property
    def max_gy(self) -> float:
        """Highest dose in the dosed part, in Gy; nan where nothing is dosed."""
        return float(self.dose_gy[-1]) if self.dosed_cm3 > 0 else math.nan

    @property
    def dosed_cm3(self) -> float:
        """Volume inside the dose grid, in cm³."""
        return float(self.volume_cm3[0])

    @property
    def coverage_frac(self) -> float:
        """Share of the structure that lies inside the dose grid, 0 to 1."""
        return min(self.dosed_cm3 / self.total_cm3, 1.0) if self.total_cm3 > 0 else 0.0

    def bounded_beyond(self, beyond_gy: float) -> DVH:
        """The same, and its alternatives, with a bound of what lies outside the dose grid."""
        alternatives = tuple(
            tuple(other.bounded_beyond(beyond_gy) for other in group) for group in self.alternatives
        )
        return replace(self, beyond_gy=beyond_gy, alternatives=alternatives)

    def volume_at(self, dose_gy: float) -> float:
        """V(d): the volume in cm³ that receives at least ``dose_gy``."""
        if not dose_gy <= self.max_gy:
            return 0.0
        return float(np.interp(dose_gy, self.dose_gy, self.volume_cm3))

    def dose_at(self, volume_cm3: float) -> float:
        """D(v): the highest dose in Gy that at least ``volume_cm3`` receives.

        D(v) ≥ d exactly when V(d) ≥ v. D(0) is the maximum dose.

        Raises:
            ValueError: ``volume_cm3`` is negative or more than the dosed volume: no dose answers it.
        """
        if not 0.0 <= volume_cm3 <= self.dosed_cm3:
            raise ValueError(f"{volume_cm3} cm³ of a structure of {self.dosed_cm3} cm³")
        # The last point still at or above the volume: on a flat stretch the highest dose is the answer.
        n = int(np.searchsorted(-self.volume_cm3, -volume_cm3, side="right")) - 1
        if n == len(self.dose_gy) - 1:
            return self.max_gy
        above, below = self.volume_cm3[n], self.volume_cm3[n + 1]
        share = (above - volume_cm3) / (above - below)
        return float(self.dose_gy[n] + share * (self.dose_gy[n + 1] - self.dose_gy[n]))
