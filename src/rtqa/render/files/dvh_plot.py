"""DVHs as a picture file, by matplotlib."""

from __future__ import annotations

import os
import textwrap
import warnings
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rtqa.dvh.curve import DVH
from rtqa.errors import UsageError, extra_needed, require
from rtqa.findings.colors import choose_colors
from rtqa.messages.safe_text import show
from rtqa.metrics.band import compute_band
from rtqa.render.files.atomic import write_over
from rtqa.render.words.language import ENGLISH

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SUFFIXES = (".png", ".svg", ".pdf")

_LEGEND_COLUMNS = 24

_STYLES = ("-", "--", ":", "-.")
"""Lines differ by more than their colour: files give neighbours like ones, and some eyes see fewer."""


class PlottedCurve(NamedTuple):
    """A curve, and the colour of its structure in the file; None where it states none."""

    dvh: DVH
    color_rgb: tuple[int, int, int] | None


def check_plot_path(path: str | os.PathLike[str]) -> Path:
    """The path, if it ends as a picture that can be written.

    Raises:
        UsageError: it does not.
    """
    file = Path(path)
    if file.suffix.lower() not in SUFFIXES:
        raise UsageError(f"the plot {file.name!r} must end in {', '.join(SUFFIXES)}")
    return file


def write_dvh_plot(curves: Sequence[PlottedCurve], path: str | os.PathLike[str]) -> Path:
    """Draw cumulative DVHs, in percent of each structure's whole volume, and write them to a file.

    A curve of a structure that lies partly outside the dose grid begins below 100 %.

    Raises:
        UsageError: the path ends in none of :data:`SUFFIXES`.
        WriteError: the file could not be written; nothing was left behind.
    """
    file = check_plot_path(path)
    with extra_needed():
        figure_module = import_module("matplotlib.figure")
    figure = figure_module.Figure(figsize=(9.0, 5.5), layout="constrained")
    axes = figure.add_subplot()
    _draw(axes, curves)
    if curves:
        figure.legend(loc="outside right upper", fontsize="small", frameon=False)
    drawn = BytesIO()  # first: matplotlib leaves half a file where the disk is full
    with warnings.catch_warnings():
        # A script that no font at hand has comes out as boxes; the picture is still right.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(drawn, dpi=150, format=file.suffix[1:].lower())
    write_over(file, drawn.getvalue(), what="the plot")
    return file


def plot_dvh(
    dvhs: DVH | Iterable[DVH] | Mapping[str, DVH], *, ax: Axes | None = None, bands: bool = True
) -> Axes:
    """Draw cumulative DVHs into axes of matplotlib, in percent of each structure's whole volume.

    >>> import matplotlib, rtqa
    >>> matplotlib.use("Agg")
    >>> axes = rtqa.plot_dvh(rtqa.compute_dvh(rtqa.read_case("sample_plans/ccrt_pass"), "SpinalCord"))
    >>> axes.get_xlabel(), [line.get_label() for line in axes.lines]
    ('Dose / Gy', ['SpinalCord'])

    Args:
        dvhs: a curve, several, or what :func:`rtqa.compute_dvhs` returned.
        ax: where to draw; a new figure of pyplot where None.
        bands: whether to shade where each curve may lie.

    Returns:
        The axes, for more to be drawn or the figure to be saved.

    Raises:
        UnsupportedError: matplotlib is not installed.
        UsageError: it is no curve.
    """
    several = [dvhs] if isinstance(dvhs, DVH) else dvhs.values() if isinstance(dvhs, Mapping) else dvhs
    curves = [PlottedCurve(require(dvh, DVH, maker="rtqa.compute_dvh"), None) for dvh in several]
    with extra_needed():
        axes = import_module("matplotlib.pyplot").subplots()[1] if ax is None else ax
    _draw(axes, curves, bands=bands)
    if curves:
        axes.legend(fontsize="small", frameon=False)
    return axes


def _draw(axes: Axes, curves: Sequence[PlottedCurve], *, bands: bool = False) -> None:
    colors = choose_colors((curve.dvh.structure, curve.color_rgb) for curve in curves)
    for n, (dvh, _) in enumerate(curves):
        percent = 100.0 * dvh.volume_cm3 / dvh.total_cm3
        # From 0 Gy on, where all of the dosed part receives at least that dose.
        axes.plot(
            [0.0, *dvh.dose_gy],
            [percent[0], *percent],
            color=colors[dvh.structure],
            linewidth=1.5,
            linestyle=_STYLES[n % len(_STYLES)],
            label=_plain(dvh.structure),
        )
        if bands and (band := compute_band(dvh)) is not None:
            low, high = 100.0 * band.low_frac, 100.0 * band.high_frac
            axes.fill_between(band.dose_gy, low, high, color=colors[dvh.structure], alpha=0.15, linewidth=0.0)
    axes.set(
        xlabel=ENGLISH("page.dose-gy"),
        ylabel=ENGLISH("page.volume-percent"),
        xlim=(0.0, None),
        ylim=(0.0, 101.0),
    )
    axes.grid(visible=True, color="0.9")


def _plain(name: str) -> str:
    """A name for the legend: on lines of its width, and neither mathematics nor an instruction to hide it."""
    lines = "\n".join(textwrap.wrap(show(name), _LEGEND_COLUMNS)).replace("$", r"\$")
    return f"\u200b{lines}" if lines.startswith("_") else lines
