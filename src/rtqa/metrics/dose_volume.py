"""Dose-volume metrics of one DVH: a value with its interval, or why there is none."""

from __future__ import annotations

from dataclasses import replace
from math import hypot, inf, isinf, nan

import numpy as np

from rtqa.dvh.curve import DVH, added_up
from rtqa.dvh.isodose import Isodoses
from rtqa.errors import require
from rtqa.messages import Cause, CauseKind, Interval, Message, Quantity, Unknown
from rtqa.metrics.bounds import SAME_VOLUME_FRAC, BoundedCurve
from rtqa.metrics.conformity import measure_isodose
from rtqa.metrics.grammar import Answer, MetricKind, MetricSpec, parse_metric
from rtqa.metrics.outcome import Measurement, Outcome, Unmeasurable

_EXACT = (MetricKind.MIN, MetricKind.MAX)
"""Kinds that are computed exactly: how the dose is spread over a cell changes nothing of them."""

ROUNDING_FRAC = 1e-7
"""How far rounding leaves these from exact: doses are in single precision."""


def measure(
    dvh: DVH,
    metric: str | MetricSpec,
    *,
    prescription_gy: float | None = None,
    isodoses: Isodoses | None = None,
) -> Outcome:
    """Measure one metric on a DVH.

    A volume in percent is a share of the whole structure, inside the dose grid or not; a dose in percent
    is one of ``prescription_gy``. ``D2%``, ``D50%`` and ``D98%`` are those of ICRU Report 83 (2010).

    ``Measurement.interval`` spans the value over ``dvh`` and its alternatives, as far as
    :func:`rtqa.dvh.curve.added_up` says that the causes of doubt reach together. An alternative
    that cannot answer is not left out: it contributes its bounds, or 0 to infinity where it has none. So the
    D2cc of a structure that may be smaller than 2 cm³ keeps its value, with an interval from 0 Gy on.
    The bounds of an :class:`Unmeasurable` hold under every alternative too.

    >>> import rtqa
    >>> dvh = rtqa.compute_dvh(rtqa.read_case("sample_plans/ccrt_pass"), "Parotid_L")
    >>> outcome = measure(dvh, "D0.03cc[Gy]")
    >>> f"{outcome.value:.2f} {outcome.unit}, {outcome.interval.low:.2f} to {outcome.interval.high:.2f}"
    '57.58 Gy, 57.52 to 58.33'
    >>> measure(dvh, "D95%[%]").reason
    'a dose in percent needs a prescription, and none is known'

    Args:
        dvh: the curve.
        metric: as :func:`rtqa.metrics.parse_metric` reads it.
        prescription_gy: the dose that percent doses refer to.
        isodoses: of the same dose about the same structure, for metrics that need the dose around it; None
            where it is not at hand.

    Returns:
        A :class:`Measurement`; or an :class:`Unmeasurable` where the structure has no volume or less than
        asked for, a percent dose has no prescription, or a part of the structure lies outside the dose
        grid and may change the answer (its ``Volume[cc]`` is known all the same). Never 0 for what is not
        known.

    Raises:
        MetricSyntaxError: ``metric`` is not in the grammar.
    """
    spec = parse_metric(metric) if isinstance(metric, str) else metric
    dvh = require(dvh, DVH, maker="rtqa.compute_dvh")
    if spec.kind.needs_whole_dose:
        return _measure_around(dvh, spec, prescription_gy, isodoses=isodoses)
    outcome = _measure_curve(dvh, spec, prescription_gy)
    if not dvh.alternatives or (isinstance(outcome, Unmeasurable) and outcome.bounds is None):
        return outcome

    nominal = _span(outcome)
    below, above = [], []
    for group in dvh.alternatives:
        spans = [_span(_measure_curve(alternative, spec, prescription_gy)) for alternative in group]
        below.append([max(nominal.low - span.low, 0.0) for span in spans])
        above.append([max(span.high - nominal.high, 0.0) if nominal.high < inf else 0.0 for span in spans])
    # The calculation's own precision is one more cause.
    room = _room(dvh, spec, outcome.value) if isinstance(outcome, Measurement) else 0.0
    low, high = nominal.low - hypot(added_up(below), room), nominal.high + hypot(added_up(above), room)
    if spec.kind is MetricKind.VOLUME_ABOVE and spec.unit == "cc":
        high = _with_more_of_structure(dvh, nominal.high, high, above=above)
    most = 100.0 if spec.kind.answer is Answer.VOLUME and spec.unit == "%" else inf
    if isinstance(outcome, Unmeasurable):
        known = Interval(low=max(low, 0.0), high=min(high, most))
        return Unmeasurable(spec=spec, unknown=replace(outcome.unknown, bounds=known))
    reach = Interval(low=max(low, 0.0), high=min(high, most))
    return Measurement(spec=spec, value=outcome.value, unit=outcome.unit, interval=reach)


def _with_more_of_structure(
    dvh: DVH, volume_cm3: float, high_cm3: float, *, above: list[list[float]]
) -> float:
    """The upper end of V(d), which is this, where the structure may be larger outside the isodose.

    Outlines without steps, and a dose that bends, bring a share of what lies outside the isodose into it: of
    a small target, all. What the whole volume is in doubt by comes on top then, and bounds it.
    """
    outside_cm3 = dvh.total_cm3 - volume_cm3
    within_cm3 = sum(departures[0] for departures in above if len(departures) == 1)
    if not (within_cm3 > 0.0 and outside_cm3 > 0.0):
        return high_cm3
    share = min(within_cm3 / outside_cm3, 1.0)
    larger = [
        [max(curve.total_cm3 - dvh.total_cm3, 0.0) for curve in group]
        for group in dvh.alternatives
        if len(group) > 1
    ]
    departures = [group for group in above if len(group) > 1]
    outside = [
        [max(more - departure, 0.0) for more, departure in zip(*of, strict=True)]
        for of in zip(larger, departures, strict=True)
    ]
    most_cm3 = dvh.total_cm3 + added_up(larger)
    return max(high_cm3, min(high_cm3 + share * added_up(outside), most_cm3))


def _span(outcome: Outcome) -> Interval:
    if isinstance(outcome, Measurement):
        return Interval(low=outcome.value, high=outcome.value)
    return outcome.bounds or Interval(low=0.0, high=inf)


def _measure_curve(dvh: DVH, spec: MetricSpec, prescription_gy: float | None) -> Outcome:
    """Measure on this curve alone, without its alternatives."""
    curve = BoundedCurve.from_dvh(dvh)
    obstacle = _find_obstacle(curve, spec, prescription_gy)
    if obstacle is not None:
        return Unmeasurable(spec=spec, unknown=obstacle)
    known = _answer(curve, spec, prescription_gy=prescription_gy or nan)
    # A bounded part that can change nothing leaves a value, such as the maximum of a cord hotter inside.
    is_open = known.low < known.high or (dvh.beyond_gy == inf and spec.kind is not MetricKind.VOLUME)
    if curve.undosed_cm3 and is_open:
        outside = Unknown(_say_outside(curve), Cause(CauseKind.DOSE_DOUBTFUL), known)
        return Unmeasurable(spec=spec, unknown=outside)
    if isinf(known.high):
        no_median = Message("metric.no-median")
        return Unmeasurable(spec=spec, unknown=Unknown(no_median, Cause(CauseKind.DOSE_DOUBTFUL), known))
    return Measurement(spec=spec, value=known.low, unit=spec.unit)


def _measure_around(
    dvh: DVH, spec: MetricSpec, prescription_gy: float | None, *, isodoses: Isodoses | None
) -> Outcome:
    """Measure what needs the dose around the structure too."""
    curve = BoundedCurve.from_dvh(dvh)
    obstacle = _find_obstacle(curve, spec, prescription_gy)
    if obstacle is not None:
        return Unmeasurable(spec=spec, unknown=obstacle)
    if isodoses is None:
        absent = Unknown(Message("metric.needs-whole-dose"), Cause(CauseKind.NOT_SUPPORTED))
        return Unmeasurable(spec=spec, unknown=absent)
    if curve.undosed_cm3 and spec.kind is not MetricKind.ISODOSE:
        outside = Unknown(_say_outside(curve), Cause(CauseKind.DOSE_DOUBTFUL))
        return Unmeasurable(spec=spec, unknown=outside)
    if spec.kind is MetricKind.MAX_AT_DISTANCE:
        return _measure_at_distance(spec, prescription_gy or nan, isodoses=isodoses)
    dose_gy = _from_unit(spec.at or 0.0, spec.at_unit, prescription_gy or nan)
    return measure_isodose(dvh, spec, dose_gy=dose_gy, isodoses=isodoses)


def _measure_at_distance(spec: MetricSpec, prescription_gy: float, *, isodoses: Isodoses) -> Outcome:
    """The highest dose at a distance, in doubt by half of a slice either way, and by the dose's bend."""
    distance_mm, half_mm = 10.0 * (spec.at or 0.0), float(np.median(isodoses.structure.thickness_mm)) / 2.0
    nearer_mm = max(distance_mm - half_mm, 0.0)
    at, nearer, farther = isodoses.highest_at([distance_mm, nearer_mm, distance_mm + half_mm])
    bend_gy = abs(at.smooth_gy - at.trilinear_gy)
    low_gy = at.trilinear_gy - hypot(at.trilinear_gy - min(farther.trilinear_gy, at.trilinear_gy), bend_gy)
    high_gy = at.trilinear_gy + hypot(max(nearer.trilinear_gy, at.trilinear_gy) - at.trilinear_gy, bend_gy)
    known = _to_unit(Interval(low=max(low_gy, 0.0), high=high_gy), spec.unit, prescription_gy)
    if not isodoses.reaches(distance_mm):
        beyond = Unknown(
            Message("metric.distance-cut", distance=Quantity(distance_mm / 10.0, "cm")),
            Cause(CauseKind.DOSE_DOUBTFUL),
            Interval(low=known.low, high=inf),
        )
        return Unmeasurable(spec=spec, unknown=beyond)
    value = _to_unit(Interval(low=at.trilinear_gy, high=at.trilinear_gy), spec.unit, prescription_gy)
    return Measurement(spec=spec, value=value.low, unit=spec.unit, interval=known)


def _say_outside(curve: BoundedCurve) -> Message:
    share = _significant(curve.undosed_cm3 / curve.total_cm3 * 100.0, "%")
    if curve.dvh.beyond_gy == inf:
        return Message("metric.outside-dose-grid", share=share)
    return Message("metric.outside-bounded", share=share, beyond=Quantity(curve.dvh.beyond_gy, "Gy", 2))


def _find_obstacle(curve: BoundedCurve, spec: MetricSpec, prescription_gy: float | None) -> Unknown | None:
    """Why a curve cannot answer, dosed as a whole or not; None where it can."""
    doubtful = Cause(CauseKind.STRUCTURE_DOUBTFUL, curve.dvh.structure)
    if not curve.dvh.total_cm3 > 0.0:
        return Unknown(Message("metric.no-volume"), doubtful)
    if spec.needs_prescription and not (prescription_gy is not None and 0.0 < prescription_gy < inf):
        return _why_no_percent(prescription_gy)
    asked_cm3 = _asked_cm3(curve, spec)
    if asked_cm3 > curve.total_cm3 * (1.0 + SAME_VOLUME_FRAC):
        # Whatever is meant by it, no part of the structure receives more than the maximum.
        known = _to_unit(Interval(low=0.0, high=curve.max_gy().high), spec.unit, prescription_gy or nan)
        return Unknown(_say_too_small(curve.total_cm3, asked_cm3), doubtful, known)
    return None


def _answer(curve: BoundedCurve, spec: MetricSpec, *, prescription_gy: float) -> Interval:
    """What a curve answers, in the unit of the metric: one value, where it is dosed as a whole."""
    match spec.kind.answer:
        case Answer.VOLUME:
            dose_gy = _from_unit(spec.at or 0.0, spec.at_unit, prescription_gy)
            return _to_unit(_volume(curve, spec.kind, dose_gy=dose_gy), spec.unit, curve.total_cm3)
        case Answer.DOSE:
            asked_cm3 = min(_asked_cm3(curve, spec), curve.total_cm3)
            return _to_unit(_dose(curve, spec, volume_cm3=asked_cm3), spec.unit, prescription_gy)
        case Answer.DOSE_VOLUME:
            return curve.integral()
    if spec.kind is MetricKind.HOMOGENEITY:
        return curve.homogeneity()
    hottest = curve.max_gy()
    return Interval(low=hottest.low / prescription_gy, high=hottest.high / prescription_gy)


def _asked_cm3(curve: BoundedCurve, spec: MetricSpec) -> float:
    """The volume that a metric is at; 0 where it is at none."""
    return _from_unit(spec.at or 0.0, spec.at_unit, curve.total_cm3) if spec.kind.is_at_volume else 0.0


def _room(dvh: DVH, spec: MetricSpec, value: float) -> float:
    """How far the calculation itself may be from exact, in the unit of the metric."""
    if spec.kind in _EXACT:
        return min(ROUNDING_FRAC, dvh.precision_frac) * value
    # D2% and D98% are each off by a share of themselves, not of their difference: (2 + HI) D50% at most.
    of_doses = 2.0 + value if spec.kind is MetricKind.HOMOGENEITY else 0.0
    return dvh.precision_frac * (value + of_doses)


def _why_no_percent(prescription_gy: float | None) -> Unknown:
    cause = Cause(CauseKind.NOT_STATED, Message("metric.prescription"))
    if prescription_gy is None:
        return Unknown(Message("metric.no-prescription"), cause)
    return Unknown(Message("metric.unusable-prescription", dose=Quantity(prescription_gy, "Gy")), cause)


def _say_too_small(whole_cm3: float, asked_cm3: float) -> Message:
    whole, asked = _significant(whole_cm3, "cm³"), Quantity(asked_cm3, "cm³")
    if whole.value == float(f"{asked_cm3:g}"):
        whole = _significant(whole_cm3, "cm³", digits=9)  # 1.9999 is not "2, less than 2"
    return Message("metric.too-small", volume=whole, asked=asked)


def _significant(value: float, unit: str, digits: int = 3) -> Quantity:
    """The value with this many significant digits, none of which is a zero at the end."""
    rounded = float(f"{value:.{digits}g}")
    decimals = len(f"{rounded:.{digits}g}".partition(".")[2]) if digits > 6 else None
    return Quantity(rounded, unit, decimals)


def _volume(curve: BoundedCurve, kind: MetricKind, *, dose_gy: float) -> Interval:
    if kind is MetricKind.VOLUME:
        return Interval(low=curve.dvh.total_cm3, high=curve.dvh.total_cm3)
    return curve.volume_below(dose_gy) if kind is MetricKind.VOLUME_BELOW else curve.volume_above(dose_gy)


def _dose(curve: BoundedCurve, spec: MetricSpec, *, volume_cm3: float) -> Interval:  # noqa: PLR0911 (one a kind)
    match spec.kind:
        case MetricKind.MEAN:
            return curve.mean_gy()
        case MetricKind.MAX:
            return curve.max_gy()
        case MetricKind.MIN:
            return curve.min_gy()
        case MetricKind.MEDIAN:
            return curve.dose_at(curve.total_cm3 / 2.0)
        case MetricKind.COLDEST_DOSE:
            return curve.dose_at(curve.total_cm3 - volume_cm3)
        case MetricKind.HOTTEST_MEAN:
            return curve.hottest_mean(volume_cm3)
        case MetricKind.COLDEST_MEAN:
            return curve.coldest_mean(volume_cm3)
        case MetricKind.GEUD:
            return curve.geud(spec.at or nan)
        case _:
            return curve.dose_at(volume_cm3)


def _from_unit(number: float, unit: str, whole: float) -> float:
    """Gy or cm³ of a number in a metric's unit; ``whole`` is what 100 % stands for."""
    match unit:
        case "%":
            return number / 100.0 * whole
        case "cGy":
            return number / 100.0
        case _:
            return number


def _to_unit(known: Interval, unit: str, whole: float) -> Interval:
    """The converse of :func:`_from_unit`, for both ends."""
    match unit:
        case "%":
            return Interval(low=known.low / whole * 100.0, high=known.high / whole * 100.0)
        case "cGy":
            return Interval(low=known.low * 100.0, high=known.high * 100.0)
        case _:
            return known
