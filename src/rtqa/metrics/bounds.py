"""What a curve says when a part of the structure lies outside the dose grid: bounds, in Gy and cm³.

The undosed part may have received anything from 0 Gy up to what bounds it, which mostly is nothing: every
quantity is computed with it once at 0 Gy and once as hot as it can be. Where the whole structure is inside
the grid, both ends are the value; so they are where the undosed part does not matter, as for the maximum of
an organ that is hotter inside than it can be outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from rtqa.dvh.curve import DVH
from rtqa.messages import Interval

SAME_VOLUME_FRAC = 1e-6
"""Volumes closer than this share of the whole are the same: each is a sum of many floating-point slabs."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BoundedCurve:
    """A DVH with an undosed part of unknown dose; a structure of volume 0 has none.

    Attributes:
        dvh: the dosed part, and how hot the undosed part can be.
        undosed_cm3: volume outside the dose grid; 0 where it is within rounding of nothing.
    """

    dvh: DVH
    undosed_cm3: float

    @classmethod
    def from_dvh(cls, dvh: DVH) -> BoundedCurve:
        """The curve's own dosed and undosed parts."""
        covered = dvh.coverage_frac >= 1.0 - SAME_VOLUME_FRAC
        return cls(dvh=dvh, undosed_cm3=0.0 if covered else dvh.total_cm3 - dvh.dosed_cm3)

    @property
    def total_cm3(self) -> float:
        """Volume of the whole structure."""
        return self.dvh.dosed_cm3 + self.undosed_cm3

    def max_gy(self) -> Interval:
        """The hottest dose: what was seen, or anything above it that the undosed part can have."""
        return self.dose_at(0.0)

    def min_gy(self) -> Interval:
        """The coldest dose: what was seen, or anything below it."""
        if not self.undosed_cm3:
            return Interval(low=self.dvh.min_gy, high=self.dvh.min_gy)
        seen_gy = self.dvh.min_gy if self.dvh.dosed_cm3 else inf
        return Interval(low=0.0, high=min(seen_gy, self.dvh.beyond_gy))

    def mean_gy(self) -> Interval:
        """The mean dose: at least the dosed part's, diluted by an undosed part at 0 Gy."""
        if not self.undosed_cm3:
            return Interval(low=self.dvh.mean_gy, high=self.dvh.mean_gy)
        diluted = 0.0
        if self.dvh.dosed_cm3:
            diluted = self.dvh.mean_gy * (self.dvh.dosed_cm3 / self.total_cm3)
        return Interval(low=diluted, high=diluted + self.dvh.beyond_gy * (self.undosed_cm3 / self.total_cm3))

    def dose_at(self, volume_cm3: float) -> Interval:
        """D(v) for a volume of at most the whole structure.

        With the undosed part at 0 Gy the dosed part alone must supply v, and cannot if it is smaller.
        With it as hot as it can be it supplies what the dosed part lacks, at up to that dose: the first of v
        and the dosed part only the rest, where nothing bounds it.
        """
        dosed_cm3 = self.dvh.dosed_cm3
        if not self.undosed_cm3:
            value = self.dvh.dose_at(min(volume_cm3, dosed_cm3))
            return Interval(low=value, high=value)
        low = self.dvh.dose_at(volume_cm3) if dosed_cm3 > 0.0 and volume_cm3 <= dosed_cm3 else 0.0
        rest_cm3 = min(volume_cm3 - self.undosed_cm3, dosed_cm3)
        shared = self.dvh.dose_at(rest_cm3) if rest_cm3 > 0.0 else inf
        return Interval(low=low, high=max(low, min(shared, self.dvh.beyond_gy)))

    def volume_above(self, dose_gy: float) -> Interval:
        """V(d): without and with the undosed part, where it can have that dose."""
        seen_cm3 = self.dvh.volume_at(dose_gy)
        return Interval(low=seen_cm3, high=seen_cm3 + (dose_gy <= self.dvh.beyond_gy) * self.undosed_cm3)

    def volume_below(self, dose_gy: float) -> Interval:
        """CV(d), the rest of the structure: without the undosed part, where it can have d, and with it."""
        seen_cm3 = self.dvh.dosed_cm3 - self.dvh.volume_at(dose_gy)
        surely_cm3 = (dose_gy > self.dvh.beyond_gy) * self.undosed_cm3
        return Interval(low=seen_cm3 + surely_cm3, high=seen_cm3 + self.undosed_cm3)
