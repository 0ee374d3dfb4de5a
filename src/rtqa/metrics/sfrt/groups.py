"""The figures of a target as a whole: size and doses, all vertices together, valley, surroundings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from rtqa.dvh.curve import DVH
from rtqa.errors import UnsupportedError
from rtqa.metrics.diameter import measure_size
from rtqa.metrics.dose_volume import measure
from rtqa.metrics.sfrt.bands import mean_gy, volume_cm3
from rtqa.metrics.sfrt.description import VertexRow
from rtqa.metrics.sfrt.eud import geud_gy, survival_eud_gy
from rtqa.metrics.sfrt.figure import Figure, figure_over
from rtqa.metrics.sfrt.layout import Layout
from rtqa.metrics.sfrt.shells import grow_shell

DOSES = ("Min", "Mean", "Max", "D95%", "D90%", "D80%", "D50%", "D20%", "D10%", "D5%", "D2%", "D1%")
"""Doses of the target."""


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
    size = measure_size(layout.target, set_spacing_mm=layout.set_spacing_mm)
    largest = size.parts[0]
    plane = "axial" if size.is_axial else "in its planes"
    return (
        Figure.of("Volume", measure(target, "Volume[cc]")),
        Figure(name="Longest, 3-D", unit="mm", value=largest.longest_mm.low, interval=largest.longest_mm),
        Figure(name=f"Longest, {plane}", unit="mm", value=max(part.in_plane_mm for part in size.parts)),
        *(Figure.of(dose, measure(target, f"{dose}[Gy]")) for dose in DOSES),
    )


def lattice_figures(rows: Sequence[VertexRow], target: DVH) -> tuple[Figure, ...]:
    """How many vertices, how large, how far apart, and how far from everything else at least."""
    whole = sum(row.is_whole for row in rows)
    columns = {figures[0].name: figures for figures in zip(*(row.figures for row in rows), strict=True)}
    distances = [name for name in columns if name.startswith("To ") and name != "To next"]
    return (
        Figure(name="Whole vertices", unit="", value=float(whole)),
        Figure(name="Cut vertices", unit="", value=float(len(rows) - whole)),
        Figure(name="Vertices per 100 cm³", unit="", value=100.0 * len(rows) / target.total_cm3),
        _over(columns["Diameter"], "Mean diameter", np.mean),
        _over(columns["To next"], "Mean distance to next", np.mean),
        _over(columns["To next"], "Least distance to next", np.min),
        *(_over(columns[name], f"Least distance {name[0].lower()}{name[1:]}", np.min) for name in distances),
    )


def _over(figures: Sequence[Figure], name: str, reduce: Callable[[Sequence[float]], float]) -> Figure:
    values = [figure.value for figure in figures if figure.value is not None]
    unknown = next((figure.reason for figure in figures if figure.value is None), "")
    if unknown:
        return Figure(name=name, unit=figures[0].unit, reason=unknown)
    return Figure(name=name, unit=figures[0].unit, value=float(reduce(values)))


def valley_figures(valley: Sequence[DVH]) -> tuple[Figure, ...]:
    """Volume, mean and extremes of the target without its vertices."""
    filled = "the vertices fill the target: there is no valley"

    def figure(name: str, unit: str, compute: Callable[[Sequence[DVH]], float]) -> Figure:
        if not valley:
            return Figure(name=name, unit=unit, reason=filled)
        return figure_over(valley, compute, name=name, unit=unit, undefined=filled)

    return (
        figure("Valley volume", "cm³", volume_cm3),
        figure("Valley mean", "Gy", mean_gy),
        figure("Valley max", "Gy", lambda dvhs: max(dvh.max_gy for dvh in dvhs)),
        figure("Valley min", "Gy", lambda dvhs: min(dvh.min_gy for dvh in dvhs)),
    )


def eud_figures(target: DVH, choices: SfrtChoices, n_fractions: int | None) -> tuple[Figure, ...]:
    """Generalised and survival EUD, where the protocol chooses their parameters."""
    return (_geud(target, choices.geud_a), _survival_eud(target, choices, n_fractions))


def _geud(target: DVH, a: float | None) -> Figure:
    if a is None:
        return Figure(name="gEUD", unit="Gy", reason="the protocol chooses no a")
    return figure_over(
        [target],
        lambda dvhs: geud_gy(dvhs[0], a=a),
        name=f"gEUD, a = {a:g}".replace("-", "−"),
        unit="Gy",
        undefined="nothing of the target is dosed",
    )


def _survival_eud(target: DVH, choices: SfrtChoices, n_fractions: int | None) -> Figure:
    alpha, beta = choices.alpha_per_gy, choices.beta_per_gy2
    if alpha is None or beta is None:
        return Figure(name="Survival EUD", unit="Gy", reason="the protocol chooses no α and β")
    name = f"Survival EUD, α = {alpha:g}/Gy, β = {beta:g}/Gy²"
    if n_fractions is None:
        return Figure(name=name, unit="Gy", reason="the plan states no number of fractions")
    return figure_over(
        [target],
        lambda dvhs: survival_eud_gy(dvhs[0], alpha_per_gy=alpha, beta_per_gy2=beta, n_fractions=n_fractions),
        name=name,
        unit="Gy",
        undefined="nothing of the target is dosed",
    )


def shell_figures(layout: Layout, choices: SfrtChoices) -> Iterator[Figure]:
    """Mean dose in each shell around the target."""
    for reach_mm in choices.shells_mm:
        name = f"Mean, 0–{reach_mm:g} mm outside"
        warning = "" if layout.body else "the patient's outline is not drawn: the shell may reach into air"
        try:
            body = layout.cut(layout.body) if layout.body else None
            shell = grow_shell(layout.sections, reach_mm=reach_mm, body=body)
            dvhs = layout.dvhs(shell, name)
        except UnsupportedError as error:
            yield Figure(name=name, unit="Gy", reason=str(error))
            continue
        yield figure_over(
            dvhs, mean_gy, name=name, unit="Gy", undefined="nothing lies around the target", warning=warning
        )
