"""Values of thinned organs, and tables of how often their intervals hold and how wide they are for that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from rtqa.model.geometry import Floats

METRICS = (
    "Volume[cc]",
    "V5Gy[cc]",
    "V20Gy[cc]",
    "V40Gy[cc]",
    "V20Gy[%]",
    "Mean[Gy]",
    "D95%[Gy]",
    "D50%[Gy]",
    "D2%[Gy]",
    "D2cc[Gy]",
    "D0.03cc[Gy]",
    "Max[Gy]",
    "Min[Gy]",
)

SAME_PERCENT = 1e-3
"""Values no farther apart are the same: doses are in single precision."""

TARGET_FRAC = 0.95

NORMAL_95 = 1.959964
"""Standard deviations that a normal error exceeds in 5 % of cases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One metric of one thinned organ, and what the whole one has."""

    source: str
    organ: str
    thinning: str
    phase: int
    metric: str
    truth: float
    value: float
    low: float
    high: float

    @property
    def error_percent(self) -> float:
        """How far the value is from the whole organ's, in % of that."""
        return 100.0 * abs(self.value / self.truth - 1.0)

    @property
    def half_width_percent(self) -> float:
        """Half the interval, in % of the whole organ's value."""
        return 50.0 * (self.high - self.low) / self.truth

    @property
    def is_same(self) -> bool:
        """Whether nothing but rounding parts the two values."""
        return self.error_percent < SAME_PERCENT

    @property
    def place(self) -> float:
        """Where the whole organ's value lies in the interval: 0 at the value, 1 at an end."""
        off = abs(self.truth - self.value)
        side = self.high - self.value if self.truth > self.value else self.value - self.low
        return 0.0 if self.is_same else off / max(side, 1e-12 * self.truth)

    @property
    def holds(self) -> bool:
        """Whether the interval holds the whole organ's value, but for rounding."""
        room = 1e-9 * self.truth
        return self.low - room <= self.truth <= self.high + room


def by_metric(values: Sequence[Value]) -> Iterator[tuple[str, list[Value]]]:
    """The values of each metric that has any."""
    for metric in METRICS:
        if of_metric := [value for value in values if value.metric == metric]:
            yield metric, of_metric


def print_table(title: str, values: Sequence[Value]) -> None:
    """Coverage and width, metric by metric."""
    print(
        f"\n{title:18s}{'n':>7s}{'held':>9s}{'above':>8s}{'below':>8s}{'|error| %':>11s}{'half-width %':>14s}"
        f"{'ratio':>7s}{'at 95 %':>9s}{'normal':>8s}{'same':>7s}{'others':>8s}"
    )
    for metric, of_metric in by_metric(values):
        errors = np.array([value.error_percent for value in of_metric])
        widths = np.array([value.half_width_percent for value in of_metric])
        same = np.array([value.is_same for value in of_metric])
        factor = float(np.quantile([value.place for value in of_metric], TARGET_FRAC))
        by_median = ratio(widths, errors)
        held, above, below = (
            100 * float(np.mean(shares))
            for shares in (
                [value.holds for value in of_metric],
                [value.truth > value.high and not value.holds for value in of_metric],
                [value.truth < value.low and not value.holds for value in of_metric],
            )
        )
        print(
            f"{metric:18s}{len(of_metric):7d}{held:8.1f}%{above:7.1f}%{below:7.1f}%{np.median(errors):11.3f}"
            f"{np.median(widths):14.3f}{by_median:7.2f}{by_median * factor:9.2f}"
            f"{normal_ratio(widths):8.2f}{100 * same.mean():6.0f}%{ratio(widths[~same], errors[~same]):8.2f}"
        )


def print_oracles(values: Sequence[Value]) -> None:
    """What ratio those would need to hold 95 % who know more than any structure tells.

    One knows how all errors of a metric are spread, and gives all the same half-width. One knows for each
    organ by how much it errs when it is thinned alike from other planes on, and gives it a multiple of that.
    """
    print(f"\n{'ratio at 95 %':18s}{'one width':>11s}{'organ known':>13s}{'rtqa':>7s}")
    for metric, of_metric in by_metric(values):
        errors = np.array([value.error_percent for value in of_metric])
        widths = np.array([value.half_width_percent for value in of_metric])
        factor = float(np.quantile([value.place for value in of_metric], TARGET_FRAC))
        scales = scales_of(of_metric)
        has = scales > 0
        known = scales[has] * float(np.quantile(errors[has] / scales[has], TARGET_FRAC))
        alike = np.full(len(errors), np.quantile(errors, TARGET_FRAC))
        print(
            f"{metric:18s}{ratio(alike, errors):11.1f}{ratio(known, errors[has]):13.2f}"
            f"{factor * ratio(widths, errors):7.2f}"
        )


def scales_of(values: Sequence[Value]) -> Floats:
    """Of each value of a metric (n,) the root mean square error of its organ's others that are thinned alike.

    It is 0 where there are none.
    """
    alike: dict[tuple[str, str, str], list[int]] = {}
    for n, value in enumerate(values):
        alike.setdefault((value.source, value.organ, value.thinning), []).append(n)
    scales = np.zeros(len(values))
    for places in alike.values():
        squares = np.array([values[n].error_percent for n in places]) ** 2
        if len(places) > 1:
            scales[places] = np.sqrt((squares.sum() - squares) / (len(places) - 1))
    return scales


def ratio(widths: Floats, errors: Floats) -> float:
    """The median of some half-widths over that of their errors."""
    error = float(np.median(errors)) if len(errors) else 0.0
    return float(np.median(widths)) / error if error > 0 else np.inf


def normal_ratio(widths: Floats) -> float:
    """That ratio if the errors were normal, and each half-width 1.96 standard deviations."""
    # Errors (n, 400) in equal steps of probability.
    normal = np.array([NormalDist().inv_cdf(share) for share in (np.arange(400) + 0.5) / 400])
    return ratio(widths, np.abs(widths[:, None] / NORMAL_95 * normal).ravel())
