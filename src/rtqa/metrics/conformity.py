"""Metrics of isodoses: how well one fits its target, how far it spills, how steeply it falls.

TV is the target's volume, TV_PIV what of it lies within the isodose, and PIV the isodose's own volume.

- ``CN``: TV_PIV² / (TV · PIV) (van't Riet, IJROBP 37:731, 1997; Paddick, J Neurosurg 93 suppl 3:219, 2000).
- ``CI``, ``R``: PIV / TV (Shaw, IJROBP 27:1231, 1993; RTOG 0813 and 0915 for R50%).
- ``GI``: PIV at half of a dose / PIV at it (Paddick and Lippitz, J Neurosurg 105 suppl:194, 2006).
- ``Isodose``: the volume of an isodose anywhere.

A quotient's doubt about the dose between its nodes is followed through numerator and denominator together:
what moves the isodose moves what of it lies in the target.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from rtqa.dvh.curve import DVH, added_up
from rtqa.dvh.isodose import Isodoses
from rtqa.messages import Cause, CauseKind, Interval, Message, Quantity, Unknown
from rtqa.metrics.grammar import MetricKind, MetricSpec
from rtqa.metrics.outcome import Measurement, Outcome, Unmeasurable

ISODOSE_PRECISION_FRAC = 0.002
"""How far the volume of an isodose may be from exact, as a share of it, for the cells that it crosses."""

OVERSHOOT = 0.5
"""How far beyond the splines the dose may bend, as a share of what they differ from trilinear."""


def measure_isodose(dvh: DVH, spec: MetricSpec, *, dose_gy: float, isodoses: Isodoses) -> Outcome:
    """Measure a metric of isodoses.

    Args:
        dvh: of the structure, in the same dose, which holds it as a whole.
        spec: of a kind that needs the whole dose.
        dose_gy: of the isodose.
        isodoses: of the dose, about the structure.
    """
    is_anywhere = spec.kind is MetricKind.ISODOSE
    full = isodoses.anywhere(dose_gy) if is_anywhere else isodoses.touching(dose_gy)
    if is_anywhere:
        value, reach = full.smooth_cm3, _follow_dose(full.smooth_cm3, full.trilinear_cm3)
        return _outcome(spec, value, reach, is_cut=full.is_cut)
    if not (full.smooth_cm3 > 0.0 and full.trilinear_cm3 > 0.0):
        nowhere = Message("metric.no-isodose", dose=Quantity(dose_gy, "Gy"))
        return Unmeasurable(spec=spec, unknown=Unknown(nowhere, Cause(CauseKind.DOSE_DOUBTFUL)))
    if spec.kind is MetricKind.GRADIENT:
        half = isodoses.touching(dose_gy / 2.0)
        value = half.smooth_cm3 / full.smooth_cm3
        reach = _follow_dose(value, half.trilinear_cm3 / full.trilinear_cm3)
        reach = Interval(low=1.0, high=inf) if full.is_cut else reach
        return _outcome(spec, value, reach, is_cut=half.is_cut)
    if spec.kind is MetricKind.CONFORMATION:
        return _measure_conformation(dvh, spec, dose_gy=dose_gy, isodoses=isodoses)
    target, isodose = _span(dvh, _total_cm3), _follow_dose(full.smooth_cm3, full.trilinear_cm3)
    reach = Interval(
        low=isodose.low / target.high, high=isodose.high / target.low if target.low > 0.0 else inf
    )
    return _outcome(spec, full.smooth_cm3 / dvh.total_cm3, reach, is_cut=full.is_cut)


def _measure_conformation(dvh: DVH, spec: MetricSpec, *, dose_gy: float, isodoses: Isodoses) -> Outcome:
    """TV_PIV² / (TV · PIV), at most 1.

    Where the isodose lies on the target's surface, the steps between its slices stick out of it: the value is
    that of an outline that changes evenly from plane to plane. Without steps and with them is the interval.
    """

    def fit_cm3(curve: DVH) -> float:
        return curve.volume_at(dose_gy) ** 2 / curve.total_cm3 if curve.total_cm3 > 0.0 else 0.0

    isodose, smooth = isodoses.touching(dose_gy), isodoses.smooth_dvh
    value = fit_cm3(smooth.without_steps or smooth) / isodose.smooth_cm3
    # Both doses with steps: what is otherwise between them is the dose between its nodes alone.
    by_splines, trilinear = fit_cm3(smooth) / isodose.smooth_cm3, fit_cm3(dvh) / isodose.trilinear_cm3
    of_dose = _follow_dose(1.0, trilinear / by_splines if by_splines else 1.0)
    of_structure = _span(smooth, fit_cm3)
    low = of_dose.low * of_structure.low / isodose.smooth_cm3
    high = of_dose.high * of_structure.high / isodose.smooth_cm3
    reach = Interval(low=0.0 if isodose.is_cut else min(low, value), high=max(high, value))
    return _outcome(spec, value, reach, is_cut=isodose.is_cut, most=1.0)


def _follow_dose(smooth: float, trilinear: float) -> Interval:
    """From what trilinear interpolation gives to somewhat beyond what splines give."""
    ends = (smooth, trilinear, smooth + OVERSHOOT * (smooth - trilinear))
    return Interval(low=min(ends), high=max(ends))


def _span(dvh: DVH, f: Callable[[DVH], float]) -> Interval:
    """From where to where a number of a curve reaches, with all causes of doubt."""
    nominal = f(dvh)
    below, above = [], []
    for group in dvh.alternatives:
        others = [f(other) for other in group]
        below.append([max(nominal - other, 0.0) for other in others])
        above.append([max(other - nominal, 0.0) for other in others])
    return Interval(low=max(nominal - added_up(below), 0.0), high=nominal + added_up(above))


def _total_cm3(dvh: DVH) -> float:
    return dvh.total_cm3


def _outcome(spec: MetricSpec, value: float, reach: Interval, *, is_cut: bool, most: float = inf) -> Outcome:
    """A value with its interval; where the dose grid's edge cuts its isodose, what is known of it."""
    room = ISODOSE_PRECISION_FRAC * value
    low, high = max(reach.low - room, 0.0), min(reach.high + room, most)
    if is_cut:
        known = Interval(low=low, high=high if most < inf else inf)
        cut = Unknown(Message("metric.isodose-cut"), Cause(CauseKind.DOSE_DOUBTFUL), known)
        return Unmeasurable(spec=spec, unknown=cut)
    return Measurement(
        spec=spec, value=min(value, most), unit=spec.unit, interval=Interval(low=min(low, most), high=high)
    )
