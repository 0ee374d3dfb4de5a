"""The figures of a target as a whole: size and doses, all vertices together, valley, surroundings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from rtqa.dvh.curve import DVH
from rtqa.errors import UnsupportedError
from rtqa.messages import Message, Quantity, Range, Unknown
from rtqa.metrics.diameter import measure_size
from rtqa.metrics.dose_volume import measure
from rtqa.metrics.eud import geud_gy, survival_eud_gy
from rtqa.metrics.sfrt.description import VertexRow
from rtqa.metrics.sfrt.figure import Figure, figure_over
from rtqa.metrics.sfrt.layout import Layout
from rtqa.metrics.sfrt.pvdr import FILLED, mean_gy, volume_cm3
from rtqa.metrics.sfrt.shells import grow_shell
from rtqa.model.structure import Structure

_DOSES = ("D95%", "D90%", "D80%", "D50%", "D20%", "D10%", "D5%", "D2%", "D1%")
"""Doses of the target beside its extremes and mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SfrtChoices:
    """What no plan states and no measurement gives: choices for the report, made by the protocol file.

    Attributes:
        geud_a: a of the generalised EUD; None where no choice is made.
        alpha_per_gy, beta_per_gy2: of the survival EUD; both None where no choice is made.
        shells_mm: thickness of each shell around the target.
    """

    geud_a: float | None = None
    alpha_per_gy: float | None = None
    beta_per_gy2: float | None = None
    shells_mm: tuple[float, ...] = ()


def target_figures(layout: Layout, target: DVH) -> tuple[Figure, ...]:
    """Volume, longest diameters in space and within a plane, and doses."""
    size = measure_size(layout.sections)
    largest = size.parts[0]
    in_plane = Message("sfrt.longest-axial") if size.is_axial else Message("sfrt.longest-in-plane")
    named: dict[str, Message | str] = {
        "Min": Message("sfrt.min"),
        "Mean": Message("sfrt.mean"),
        "Max": Message("sfrt.max"),
        **{dose: dose for dose in _DOSES},
    }
    return (
        Figure.of(Message("sfrt.volume"), measure(target, "Volume[cc]")),
        Figure(
            name=Message("sfrt.longest-in-space"),
            unit="mm",
            value=largest.longest_mm.low,
            interval=largest.longest_mm,
        ),
        Figure(name=in_plane, unit="mm", value=max(part.in_plane_mm for part in size.parts)),
        *(Figure.of(name, measure(target, f"{metric}[Gy]")) for metric, name in named.items()),
    )


def lattice_figures(
    rows: Sequence[VertexRow], target: DVH, *, organs: Sequence[Structure]
) -> tuple[Figure, ...]:
    """How many vertices, how large, how far apart, and how far from everything else at least."""
    n_whole = sum(row.is_whole for row in rows)
    to_next = [row.to_next for row in rows]
    density = 100.0 * len(rows) / target.total_cm3
    return (
        Figure(name=Message("sfrt.whole-vertices"), unit="", value=float(n_whole)),
        Figure(name=Message("sfrt.cut-vertices"), unit="", value=float(len(rows) - n_whole)),
        Figure(name=Message("sfrt.vertex-density"), unit="", value=density),
        _over([row.diameter for row in rows], Message("sfrt.mean-diameter"), np.mean),
        _over(to_next, Message("sfrt.mean-distance-to-next"), np.mean),
        _over(to_next, Message("sfrt.least-distance-to-next"), np.min),
        _over([row.to_surface for row in rows], Message("sfrt.least-distance-to-surface"), np.min),
        *(
            _over(distances, Message("sfrt.least-distance-to-organ", name=organ.name), np.min)
            for organ, distances in zip(
                organs, zip(*(row.to_organs for row in rows), strict=True), strict=True
            )
        ),
    )


def _over(figures: Sequence[Figure], name: Message, reduce: Callable[[Sequence[float]], float]) -> Figure:
    unknown = next((figure.value for figure in figures if isinstance(figure.value, Unknown)), None)
    values = [figure.value for figure in figures if not isinstance(figure.value, Unknown)]
    value = float(reduce(values)) if unknown is None else unknown
    return Figure(name=name, unit=figures[0].unit, value=value)


def valley_figures(valley: Sequence[DVH]) -> tuple[Figure, ...]:
    """Volume, mean and extremes of the target without its vertices."""

    def figure(name: Message, unit: str, compute: Callable[[Sequence[DVH]], float]) -> Figure:
        if not valley:
            return Figure(name=name, unit=unit, value=Unknown(FILLED))
        return figure_over(valley, compute, name=name, unit=unit, undefined=FILLED)

    return (
        figure(Message("sfrt.valley-volume"), "cm³", volume_cm3),
        figure(Message("sfrt.valley-mean"), "Gy", mean_gy),
        figure(Message("sfrt.valley-max"), "Gy", lambda dvhs: max(dvh.max_gy for dvh in dvhs)),
        figure(Message("sfrt.valley-min"), "Gy", lambda dvhs: min(dvh.min_gy for dvh in dvhs)),
    )


def eud_figures(target: DVH, choices: SfrtChoices, n_fractions: int | None) -> tuple[Figure, ...]:
    """Generalised and survival EUD, where the protocol chooses their parameters."""
    return (_geud(target, choices.geud_a), _survival_eud(target, choices, n_fractions))


def _geud(target: DVH, a: float | None) -> Figure:
    if a is None:
        return Figure(name="gEUD", unit="Gy", value=Unknown(Message("sfrt.no-geud-chosen")))
    return figure_over(
        [target],
        lambda dvhs: geud_gy(dvhs[0], a=a),
        name=f"gEUD, a = {a:g}".replace("-", "−"),
        unit="Gy",
        undefined=Message("sfrt.target-without-dose"),
    )


def _survival_eud(target: DVH, choices: SfrtChoices, n_fractions: int | None) -> Figure:
    alpha, beta = choices.alpha_per_gy, choices.beta_per_gy2
    if alpha is None or beta is None:
        unknown = Unknown(Message("sfrt.no-survival-chosen"))
        return Figure(name=Message("sfrt.survival-eud"), unit="Gy", value=unknown)
    name = Message("sfrt.survival-eud-by", alpha=Quantity(alpha), beta=Quantity(beta))
    if n_fractions is None:
        return Figure(name=name, unit="Gy", value=Unknown(Message("plan.no-fractions")))
    return figure_over(
        [target],
        lambda dvhs: survival_eud_gy(dvhs[0], alpha_per_gy=alpha, beta_per_gy2=beta, n_fractions=n_fractions),
        name=name,
        unit="Gy",
        undefined=Message("sfrt.target-without-dose"),
    )


def shell_figures(layout: Layout, choices: SfrtChoices) -> Iterator[Figure]:
    """Mean dose in each shell around the target."""
    for reach_mm in choices.shells_mm:
        name = Message("sfrt.shell-mean", shell=Range(0.0, reach_mm, "mm"))
        warning = None if layout.body else Message("sfrt.shell-without-outline")
        try:
            body = layout.cut(layout.body) if layout.body else None
            shell = grow_shell(layout.sections, reach_mm=reach_mm, body=body)
            dvhs = layout.dvhs(shell, f"{layout.target.name}+{reach_mm:g}mm")
        except UnsupportedError as error:
            yield Figure(name=name, unit="Gy", value=Unknown(error.message))
            continue
        yield figure_over(
            dvhs,
            mean_gy,
            name=name,
            unit="Gy",
            undefined=Message("sfrt.nothing-around"),
            warning=warning,
        )
