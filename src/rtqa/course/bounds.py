"""What is known of a sum when nothing says where one phase's voxels lie in the other.

Let a structure's dose, physical or EQD2, be a(x) in the last phase and b(x) in an earlier one, at the same
points x of the patient; of b only the DVH over the structure as it was drawn then is known. Assumed is that
the organ moved as a rigid body, and that no part of it outside what was drawn of it then received more than
the hottest drawn part (*as drawn*). Then whichever point goes with which:

- the sum is nowhere more than max a + max b;
- it exceeds p + q only where a exceeds p or b exceeds q, so that D(v) of the sum ≤ D(v − s) of a + D(s) of b
  for every split s of the volume v, and V(d) of the sum ≤ V(p) of a + V(d − p) of b for every split p of d;
- its mean ≤ mean a + mean of the hottest part of b that is as large as the structure is now, and so is that
  of each hottest part;
- and no dose is negative, so that it is at least what the last phase gives alone.

EQD2 adds up over phases voxel by voxel, so all of this holds for EQD2 as for dose; it would not hold for
the EQD2 of a mean. A sum of two D0.03cc is *not* such a bound: two hot spots of 0.02 cm³ make 0.04 cm³.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from math import inf

from rtqa.dvh.curve import DVH, added_up
from rtqa.metrics import Interval, MetricKind, MetricSpec, Unmeasurable, measure
from rtqa.metrics.bounds import SAME_VOLUME_FRAC
from rtqa.metrics.partial_mean import hottest_mean_gy

N_SPLITS = 16
"""So many ways to split a volume or a dose between two phases are tried, and the least bound is taken."""


def bound_sum(spec: MetricSpec, *, last: DVH, earlier: Sequence[DVH]) -> Interval:
    """Bounds of a metric of the sum, under every alternative of every DVH; infinite where nothing bounds it.

    Args:
        spec: a metric that no prescription is needed for.
        last: the structure in the last phase; of the quantity that the sum is to be of.
        earlier: the same organ in each earlier phase, as drawn then; of the same quantity.
    """
    curves = (last, *earlier)
    covered = all(curve.coverage_frac >= 1.0 - SAME_VOLUME_FRAC for curve in curves)
    high = _to_unit(_highest(spec, curves), spec, last) if covered else inf
    return Interval(low=_least(spec, last), high=max(high, 0.0))


def _least(spec: MetricSpec, last: DVH) -> float:
    """What the last phase alone gives; with more dose, a volume below a dose shrinks, and a ratio may."""
    if not spec.kind.rises_with_dose and spec.kind is not MetricKind.VOLUME:
        return 0.0
    outcome = measure(last, spec)
    if isinstance(outcome, Unmeasurable):
        return outcome.bounds.low if outcome.bounds is not None else 0.0
    return outcome.interval.low if outcome.interval is not None else outcome.value


def _highest(spec: MetricSpec, curves: Sequence[DVH]) -> float:
    """In Gy or cm³."""
    last, *earlier = curves
    given = spec.at or 0.0
    if spec.kind is MetricKind.MEAN:
        hottest = (_over(curve, _hottest_mean, last.total_cm3) for curve in earlier)
        return sum(hottest, start=_over(last, _mean))
    if spec.kind is MetricKind.HOTTEST_MEAN:
        return sum(_over(curve, _hottest_mean, _asked_cm3(spec, last)) for curve in curves)
    if spec.kind is MetricKind.VOLUME_ABOVE:
        dose_gy = given / 100.0 if spec.at_unit == "cGy" else given
        return min(_split(curves, DVH.volume_at, whole=dose_gy), last.total_cm3)
    asked_cm3 = {
        MetricKind.MAX: 0.0,
        MetricKind.MEDIAN: last.total_cm3 / 2.0,
        MetricKind.DOSE: _asked_cm3(spec, last),
    }.get(spec.kind)
    return inf if asked_cm3 is None else _split(curves, _dose_at, whole=asked_cm3)


def _asked_cm3(spec: MetricSpec, last: DVH) -> float:
    """The volume that a metric is at."""
    given = spec.at or 0.0
    return given / 100.0 * last.total_cm3 if spec.at_unit == "%" else given


def _split(curves: Sequence[DVH], f: Callable[[DVH, float], float], *, whole: float) -> float:
    """The least over all splits of a volume or a dose among the curves of the sum of what each gives."""
    shares = [whole * n / N_SPLITS for n in range(N_SPLITS + 1)] if whole else [0.0]

    def join(first: list[float], second: list[float]) -> list[float]:
        return [min(first[m] + second[n - m] for m in range(n + 1)) for n in range(len(shares))]

    return reduce(join, ([_over(curve, f, share) for share in shares] for curve in curves))[-1]


def _over(curve: DVH, f: Callable[..., float], *asked: float) -> float:
    """The highest that a curve and its alternatives give: the causes of uncertainty act together."""
    nominal = f(curve, *asked)
    above = added_up(
        [max(f(other, *asked) - nominal, 0.0) for other in group] for group in curve.alternatives
    )
    return (nominal + above) * (1.0 + curve.precision_frac)


def _mean(dvh: DVH) -> float:
    return dvh.mean_gy


def _dose_at(dvh: DVH, volume_cm3: float) -> float:
    """D(v); for a volume larger than the drawn one, the maximum, by the assumption above."""
    return dvh.dose_at(volume_cm3) if volume_cm3 <= dvh.dosed_cm3 else dvh.max_gy


def _hottest_mean(dvh: DVH, volume_cm3: float) -> float:
    """The mean dose of the hottest part of this volume; what was not drawn counts with the maximum."""
    if volume_cm3 > dvh.dosed_cm3:
        return (dvh.mean_gy * dvh.dosed_cm3 + dvh.max_gy * (volume_cm3 - dvh.dosed_cm3)) / volume_cm3
    return hottest_mean_gy(dvh, volume_cm3)


def _to_unit(value: float, spec: MetricSpec, last: DVH) -> float:
    match spec.unit:
        case "%":
            return value / last.total_cm3 * 100.0
        case "cGy":
            return value * 100.0
        case _:
            return value
