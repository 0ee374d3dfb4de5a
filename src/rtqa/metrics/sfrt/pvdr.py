"""Peak-to-valley dose ratios: there are several, and they do not agree. Each by its name.

A ratio of two doses of the target's DVH measures peaks and valleys only if its upper dose lies in the peaks.
Whatever the dose, the vertices can hold at most the hottest f of the target, f being their share of its
volume: for x > f, D_x% lies between the vertices and the ratio compares valley with valley. Such a ratio is
*degenerate*, and says so; f is taken at the upper end of its interval, so that what is said is certain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import nan

from rtqa.dvh.curve import DVH
from rtqa.metrics.sfrt.bands import band_mean_gy, mean_gy, volume_cm3
from rtqa.metrics.sfrt.figure import Figure, figure_over

DOSE_RATIOS = ((0.10, 0.90), (0.05, 0.95), (0.20, 0.80), (0.02, 0.98))
"""Shares of the target whose D are divided by each other."""

_NO_VALLEY_DOSE = "the dose to divide by is 0 Gy"


def vertex_share(target: DVH, inside: Sequence[DVH]) -> Figure:
    """The share of the target that its vertices fill, in percent."""
    return figure_over(
        [target, *inside],
        lambda dvhs: 100.0 * volume_cm3(dvhs[1:]) / dvhs[0].total_cm3,
        name="Vertices / target",
        unit="%",
        undefined="the target has no volume",
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
    own = [_of_quantiles(target, ends, share) for ends in DOSE_RATIOS]
    valley_free = "the vertices fill the target: there is no valley"
    return (
        *own,
        figure_over(
            [*inside, *valley],
            lambda dvhs: _divide(mean_gy(dvhs[: len(inside)]), mean_gy(dvhs[len(inside) :])),
            name="mean / mean",
            unit="",
            undefined=_NO_VALLEY_DOSE if valley else valley_free,
        ),
        figure_over(
            [*peaks, *valley],
            lambda dvhs: _divide(
                max(dvh.max_gy for dvh in dvhs[: len(peaks)]),
                min((dvh.min_gy for dvh in dvhs[len(peaks) :]), default=nan),
            ),
            name="max / min",
            unit="",
            undefined=_NO_VALLEY_DOSE if valley else valley_free,
        ),
        _of_bands(target, "mean ≥ P80 / mean ≤ P20", peak=(0.0, 0.2), valley=(0.8, 1.0), share=share),
        _of_bands(target, "mean D0–D1% / mean D70–D90%", peak=(0.0, 0.01), valley=(0.7, 0.9), share=share),
    )


def _of_quantiles(target: DVH, ends: tuple[float, float], share: Figure) -> Figure:
    hot, cold = ends
    return figure_over(
        [target],
        lambda dvhs: _divide(*(dvhs[0].dose_at(frac * dvhs[0].dosed_cm3) for frac in (hot, cold))),
        name=f"D{100 * hot:g}% / D{100 * cold:g}%",
        unit="",
        undefined=_NO_VALLEY_DOSE,
        warning=_degenerate(hot, share, f"D{100 * hot:g}% is a dose between them"),
    )


def _of_bands(
    target: DVH, name: str, *, peak: tuple[float, float], valley: tuple[float, float], share: Figure
) -> Figure:
    ratio: Callable[[Sequence[DVH]], float] = lambda dvhs: _divide(  # noqa: E731 (reads as the formula)
        band_mean_gy(dvhs[0], *peak), band_mean_gy(dvhs[0], *valley)
    )
    warning = _degenerate(peak[1], share, f"a part of the hottest {100 * peak[1]:g} % lies between them")
    return figure_over([target], ratio, name=name, unit="", undefined=_NO_VALLEY_DOSE, warning=warning)


def _divide(peak_gy: float, valley_gy: float) -> float:
    return peak_gy / valley_gy if valley_gy > 0.0 else nan


def _degenerate(hot: float, share: Figure, what: str) -> str:
    """The warning where the vertices are smaller than the part of the target that a peak dose is taken of."""
    most = share.interval.high if share.interval is not None else 100.0
    if share.value is None or 100.0 * hot <= most:
        return ""
    return f"degenerate: the vertices are {share.value:.3g} % of the target, so that {what}"
