"""Peak-to-valley dose ratios: there are several definitions, which do not agree; each has its own name.

A ratio of two doses of the target's DVH measures peaks and valleys only if its upper dose lies in the peaks.
Whatever the dose, the vertices can hold at most the hottest f of the target, f being their share of its
volume: for x > f, D_x% lies between the vertices and the ratio compares valley with valley. Such a ratio is
*degenerate*, and says so; f is taken at the upper end of its interval, so that what is said is certain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import nan

import numpy as np

from rtqa.dvh.curve import DVH
from rtqa.messages import Message, Quantity, Unknown
from rtqa.metrics.sfrt.figure import Figure, figure_over, significant

DOSE_RATIOS = ((0.10, 0.90), (0.05, 0.95), (0.20, 0.80), (0.02, 0.98))
"""Shares of the target whose D are divided by each other."""

FILLED = Message("sfrt.no-valley")
"""Why there is no figure of the valley where the vertices fill the target."""

_NO_VALLEY_DOSE = Message("sfrt.no-dose-to-divide-by")


def vertex_share(target: DVH, inside: Sequence[DVH]) -> Figure:
    """The share of the target that its vertices fill, in percent."""
    return figure_over(
        [target, *inside],
        lambda dvhs: 100.0 * volume_cm3(dvhs[1:]) / dvhs[0].total_cm3,
        name=Message("sfrt.vertex-share"),
        unit="%",
        undefined=Message("sfrt.target-without-volume"),
    )


def peak_to_valley(
    target: DVH, *, inside: Sequence[DVH], peaks: Sequence[DVH], valley: Sequence[DVH]
) -> tuple[Figure, ...]:
    """Every ratio, in the order of their table in ``docs/decisions/0013-sfrt.md``.

    Args:
        target: the whole target.
        inside: the vertices' parts in the target, none overlapping another; at least one.
        peaks: the vertices as drawn.
        valley: the target without its vertices; none where they fill it.
    """
    share = vertex_share(target, inside)
    undefined = _NO_VALLEY_DOSE if valley else FILLED
    return (
        *(_of_quantiles(target, ends, share) for ends in DOSE_RATIOS),
        figure_over(
            [*inside, *valley],
            lambda dvhs: _divide(mean_gy(dvhs[: len(inside)]), mean_gy(dvhs[len(inside) :])),
            name=Message("sfrt.ratio-of-means"),
            unit="",
            undefined=undefined,
        ),
        figure_over(
            [*peaks, *valley],
            lambda dvhs: _divide(
                max(dvh.max_gy for dvh in dvhs[: len(peaks)]),
                min((dvh.min_gy for dvh in dvhs[len(peaks) :]), default=nan),
            ),
            name=Message("sfrt.ratio-of-extremes"),
            unit="",
            undefined=undefined,
        ),
        _of_bands(target, Message("sfrt.ratio-of-fifths"), peak=(0.0, 0.2), valley=(0.8, 1.0), share=share),
        _of_bands(target, Message("sfrt.ratio-of-bands"), peak=(0.0, 0.01), valley=(0.7, 0.9), share=share),
    )


def _of_quantiles(target: DVH, ends: tuple[float, float], share: Figure) -> Figure:
    hot, cold = ends
    metric = f"D{100 * hot:g}%"
    return figure_over(
        [target],
        lambda dvhs: _divide(*(dvhs[0].dose_at(frac * dvhs[0].dosed_cm3) for frac in (hot, cold))),
        name=f"{metric} / D{100 * cold:g}%",
        unit="",
        undefined=_NO_VALLEY_DOSE,
        warning=Message("sfrt.degenerate-metric", share=_in_percent(share), metric=metric)
        if _is_degenerate(hot, share)
        else None,
    )


def _of_bands(
    target: DVH, name: Message, *, peak: tuple[float, float], valley: tuple[float, float], share: Figure
) -> Figure:
    ratio: Callable[[Sequence[DVH]], float] = lambda dvhs: _divide(  # noqa: E731 (reads as the formula)
        band_mean_gy(dvhs[0], *peak), band_mean_gy(dvhs[0], *valley)
    )
    hottest = Quantity(100 * peak[1], "%")
    warning = (
        Message("sfrt.degenerate-band", share=_in_percent(share), hottest=hottest)
        if _is_degenerate(peak[1], share)
        else None
    )
    return figure_over([target], ratio, name=name, unit="", undefined=_NO_VALLEY_DOSE, warning=warning)


def _divide(peak_gy: float, valley_gy: float) -> float:
    return peak_gy / valley_gy if valley_gy > 0.0 else nan


def _is_degenerate(hot: float, share: Figure) -> bool:
    """Whether the vertices are smaller than the part of the target that a peak dose is taken of."""
    most = share.interval.high if share.interval is not None else 100.0
    return not isinstance(share.value, Unknown) and 100.0 * hot > most


def _in_percent(share: Figure) -> Quantity:
    return Quantity(significant(share.number or 0.0), "%")


def band_mean_gy(dvh: DVH, hot_frac: float, cold_frac: float) -> float:
    """Mean of D(v) from one share of the dosed volume to another; exact for the curve's straight lines.

    Args:
        dvh: with a dosed volume.
        hot_frac: where the band begins: a share of the volume counted from its hottest part.
        cold_frac: where it ends, above ``hot_frac`` and up to 1.
    """
    hot_cm3, cold_cm3 = hot_frac * dvh.dosed_cm3, min(cold_frac, 1.0) * dvh.dosed_cm3
    inside = (dvh.volume_cm3 > hot_cm3) & (dvh.volume_cm3 < cold_cm3)
    # From cold to hot, as the curve runs.
    volumes = np.concatenate([[cold_cm3], dvh.volume_cm3[inside], [hot_cm3]])
    doses = np.concatenate([[dvh.dose_at(cold_cm3)], dvh.dose_gy[inside], [dvh.dose_at(hot_cm3)]])
    return float(-np.trapezoid(doses, volumes) / (cold_cm3 - hot_cm3))


def mean_gy(dvhs: Sequence[DVH]) -> float:
    """Mean dose of separate structures as one; nan where they have no volume."""
    volume = sum(dvh.dosed_cm3 for dvh in dvhs)
    return sum(dvh.mean_gy * dvh.dosed_cm3 for dvh in dvhs) / volume if volume > 0.0 else float("nan")


def volume_cm3(dvhs: Sequence[DVH]) -> float:
    """Volume of separate structures as one, dosed or not."""
    return float(sum(dvh.total_cm3 for dvh in dvhs))
