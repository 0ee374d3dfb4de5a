"""What a curve says when a part of the structure lies outside the dose grid: bounds, in Gy and cm³.

The undosed part may have received anything from 0 Gy up to what bounds it, which mostly is nothing: every
quantity is computed with it once at 0 Gy and once as hot as it can be. Where the whole structure is inside
the grid, both ends are the value; so they are where the undosed part does not matter, as for the maximum of
an organ that is hotter inside than it can be outside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from rtqa.dvh.curve import DVH
from rtqa.messages import Interval
from rtqa.metrics.eud import geud_gy
from rtqa.metrics.partial_mean import coldest_mean_gy, hottest_mean_gy

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

    def hottest_mean(self, volume_cm3: float) -> Interval:
        """Mean dose of the hottest part of at most the whole structure."""
        dvh, seen_cm3 = self.dvh, min(volume_cm3, self.dvh.dosed_cm3)
        low = self._share(seen_cm3, volume_cm3) * hottest_mean_gy(dvh, seen_cm3) if dvh.dosed_cm3 else 0.0
        if not self.undosed_cm3:
            return Interval(low=low, high=low)
        # The dosed part that is hotter than the undosed one can be comes first.
        undosed_cm3 = min(self.undosed_cm3, max(volume_cm3 - dvh.volume_at(dvh.beyond_gy), 0.0))
        return Interval(low=low, high=max(low, self._with_undosed(hottest_mean_gy, volume_cm3, undosed_cm3)))

    def coldest_mean(self, volume_cm3: float) -> Interval:
        """Mean dose of the coldest part of at most the whole structure: the undosed part first, or last."""
        dvh = self.dvh
        if not self.undosed_cm3:
            value = coldest_mean_gy(dvh, min(volume_cm3, dvh.dosed_cm3))
            return Interval(low=value, high=value)
        rest_cm3 = volume_cm3 - self.undosed_cm3
        low = self._share(rest_cm3, volume_cm3) * coldest_mean_gy(dvh, rest_cm3) if rest_cm3 > 0.0 else 0.0
        colder_cm3 = dvh.dosed_cm3 - dvh.volume_at(dvh.beyond_gy)
        undosed_cm3 = min(self.undosed_cm3, max(volume_cm3 - colder_cm3, 0.0))
        return Interval(low=low, high=self._with_undosed(coldest_mean_gy, volume_cm3, undosed_cm3))

    def _with_undosed(self, f: Callable[[DVH, float], float], volume_cm3: float, undosed_cm3: float) -> float:
        """The mean dose of a part with this much undosed in it, as hot as it can be."""
        dosed_cm3 = min(volume_cm3 - undosed_cm3, self.dvh.dosed_cm3)
        dosed = f(self.dvh, dosed_cm3) * self._share(dosed_cm3, volume_cm3) if self.dvh.dosed_cm3 else 0.0
        if not volume_cm3:
            return max(dosed, self.dvh.beyond_gy) if f is hottest_mean_gy else min(dosed, self.dvh.beyond_gy)
        return dosed + (self.dvh.beyond_gy * (undosed_cm3 / volume_cm3) if undosed_cm3 else 0.0)

    @staticmethod
    def _share(part_cm3: float, volume_cm3: float) -> float:
        return part_cm3 / volume_cm3 if volume_cm3 else 1.0

    def geud(self, a: float) -> Interval:
        """Generalised EUD, with the undosed part at 0 Gy and as hot as it can be."""
        dosed = geud_gy(self.dvh, a=a) if self.dvh.dosed_cm3 else 0.0
        if not self.undosed_cm3:
            return Interval(low=dosed, high=dosed)
        dosed_frac = self.dvh.dosed_cm3 / self.total_cm3
        if a < 0.0:
            return Interval(low=0.0, high=self._power_mean(dosed, dosed_frac, a))
        return Interval(low=dosed * dosed_frac ** (1.0 / a), high=self._power_mean(dosed, dosed_frac, a))

    def _power_mean(self, dosed_gy: float, dosed_frac: float, a: float) -> float:
        """Of the dosed part's gEUD and the highest dose of the undosed part, whose power may vanish."""
        beyond_gy = self.dvh.beyond_gy
        if beyond_gy == inf or not dosed_frac:
            return dosed_gy * dosed_frac ** (1.0 / a) if a < 0.0 and dosed_frac else beyond_gy
        scale = min(dosed_gy, beyond_gy) if a < 0.0 else max(dosed_gy, beyond_gy)
        if not scale:
            return 0.0
        shares = dosed_frac * (dosed_gy / scale) ** a + (1.0 - dosed_frac) * (beyond_gy / scale) ** a
        return float(scale * shares ** (1.0 / a))

    def integral(self) -> Interval:
        """Mean dose times volume, in Gy·cm³: without the undosed part, or with anything above it."""
        mean = self.mean_gy()
        return Interval(low=mean.low * self.total_cm3, high=mean.high * self.total_cm3)

    def homogeneity(self) -> Interval:
        """(D2% − D98%) / D50%; open above where the median may be 0 Gy."""
        near_max, median, near_min = (self.dose_at(frac * self.total_cm3) for frac in (0.02, 0.5, 0.98))
        least, most = max(near_max.low - near_min.high, 0.0), near_max.high - near_min.low
        return Interval(
            low=least / median.high if 0.0 < median.high < inf else 0.0,
            high=most / median.low if median.low > 0.0 else inf,
        )

    def volume_above(self, dose_gy: float) -> Interval:
        """V(d): without and with the undosed part, where it can have that dose."""
        seen_cm3 = self.dvh.volume_at(dose_gy)
        return Interval(low=seen_cm3, high=seen_cm3 + (dose_gy <= self.dvh.beyond_gy) * self.undosed_cm3)

    def volume_below(self, dose_gy: float) -> Interval:
        """CV(d), the rest of the structure: without the undosed part, where it can have d, and with it."""
        seen_cm3 = self.dvh.dosed_cm3 - self.dvh.volume_at(dose_gy)
        surely_cm3 = (dose_gy > self.dvh.beyond_gy) * self.undosed_cm3
        return Interval(low=seen_cm3 + surely_cm3, high=seen_cm3 + self.undosed_cm3)
