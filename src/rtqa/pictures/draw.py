"""One picture: grey image, isodose wash and lines, contours, letters and a scale, as PNG.

No name of a structure stands in a picture: they are its keys, which the report shows as text.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.patheffects import AbstractPathEffect, withStroke
from PIL import Image as PillowImage

from rtqa.model.geometry import Floats
from rtqa.pictures.plane import EDGES, Plane

_WIDTH_INCH, _DPI = 3.6, 105
_WASH = 0.28
"""How much of an isodose's colour lies over the image."""
_SCALE_MM = 50.0

Pixels = npt.NDArray[np.float32]


class Outline(NamedTuple):
    """Where a structure meets the plane, and its colour."""

    lines: list[Floats]
    color: str


class Level(NamedTuple):
    """An isodose and its colour."""

    gray: float
    color: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """All that is seen on a plane.

    Attributes:
        plane: where it is.
        backdrop: the image's values at each pixel, shape (rows, columns); None where there is no image.
        window: of the image: what is black, what is white.
        dose_gy: dose at each pixel; nan where it is not known.
        levels: isodoses, lowest first, each with a wash up to the next.
        limits: isodoses at limits, as lines over all others.
        outlines: of the structures.
        mark_mm: the point that the plane goes through, along the plane's two axes.
    """

    plane: Plane
    backdrop: Pixels | None
    window: tuple[float, float]
    dose_gy: Pixels
    levels: Sequence[Level]
    limits: Sequence[Level]
    outlines: Sequence[Outline]
    mark_mm: tuple[float, float]

    @property
    def paper(self) -> str:
        """What is below the dose: outside an image it is dark, and without one it is white."""
        return "black" if self.backdrop is not None else "white"

    @property
    def ink(self) -> str:
        """Of letters and scale."""
        return "white" if self.backdrop is not None else "black"


def draw(view: View) -> bytes:
    """Draw a plane as PNG; the same view gives the same bytes."""
    plane = view.plane
    (left, right), (low, high) = plane.across_mm, plane.along_mm
    figure = Figure(figsize=(_WIDTH_INCH, _WIDTH_INCH * (high - low) / (right - left)), dpi=_DPI)
    figure.set_facecolor(view.paper)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    extent = (left, right, low, high) if plane.is_upright else (left, right, high, low)
    origin: Literal["lower", "upper"] = "lower" if plane.is_upright else "upper"
    if view.backdrop is not None:
        grey = view.backdrop
        black, white = view.window
        axes.imshow(
            grey, cmap="gray", vmin=black, vmax=white, interpolation="bilinear", extent=extent, origin=origin
        )
    axes.imshow(_wash(view), interpolation="nearest", extent=extent, origin=origin)
    _draw_isodoses(axes, view, view.levels, width=0.7)
    for outline in view.outlines:
        for line in outline.lines:
            edge = edged(1.5, view.paper)
            axes.plot(line[:, 0], line[:, 1], color=outline.color, linewidth=1.5, path_effects=edge)
    _draw_isodoses(axes, view, view.limits, width=1.3, dash=(0.0, (4.0, 1.5)), is_edged=True)
    axes.set_aspect("auto")
    axes.set_xlim(left, right)
    axes.set_ylim(extent[2], extent[3])
    draw_marks(axes, view.plane, ink=view.ink, mark_mm=view.mark_mm)
    return as_png(figure, _palette(view))


def _wash(view: View) -> npt.NDArray[np.float64]:
    """Colour and transparency of each pixel: that of the highest level it reaches."""
    colors = np.array([(0.0, 0.0, 0.0, 0.0), *(to_rgba(level.color, _WASH) for level in view.levels)])
    reached = np.searchsorted(
        [level.gray for level in view.levels], np.nan_to_num(view.dose_gy), side="right"
    )
    return np.asarray(colors[reached])


def _draw_isodoses(
    axes: Axes,
    view: View,
    levels: Sequence[Level],
    *,
    width: float,
    dash: tuple[float, tuple[float, float]] | str = "solid",
    is_edged: bool = False,
) -> None:
    """Lines with their doses beside them, so that they can be distinguished without colour."""
    across, along = view.plane.pixel_centres_mm()
    gray = np.nan_to_num(view.dose_gy)
    inside = [level for level in levels if gray.min() < level.gray < gray.max()]
    if not inside:
        return
    lines = axes.contour(
        across,
        along,
        gray,
        levels=[level.gray for level in inside],
        colors=[level.color for level in inside],
        linewidths=width,
        linestyles=[dash],
    )
    if is_edged:
        lines.set_path_effects(edged(width, "black"))
    for label in axes.clabel(lines, fmt="%g", fontsize=6, inline_spacing=1):
        label.set_path_effects(edged(0.0, "black") if is_edged else [])


def edged(width: float, color: str) -> list[AbstractPathEffect]:
    """An edge, which sets a line apart from what is as bright as it is."""
    return [withStroke(linewidth=width + 1.0, foreground=color)]


def draw_marks(axes: Axes, plane: Plane, *, ink: str, mark_mm: tuple[float, float]) -> None:
    """Orientation letters, a scale of 5 cm, and a cross at the point."""
    placed = ((0.02, 0.5, "left"), (0.98, 0.5, "right"), (0.5, 0.965, "center"), (0.5, 0.035, "center"))
    for letter, (x, y, side) in zip(EDGES[plane.orientation], placed, strict=True):
        _write(axes, (x, y), letter, side=side, ink=ink)
    length = _SCALE_MM / (plane.across_mm[1] - plane.across_mm[0])
    axes.plot((0.04, 0.04 + length), (0.05, 0.05), color=ink, linewidth=2, transform=axes.transAxes)
    _write(axes, (0.04, 0.08), f"{_SCALE_MM / 10.0:g} cm", side="left", ink=ink)
    axes.plot(*mark_mm, marker="+", markersize=13, markeredgewidth=2.4, color="black")
    axes.plot(*mark_mm, marker="+", markersize=12, markeredgewidth=1.0, color="white")


def _write(axes: Axes, place: tuple[float, float], text: str, *, side: str, ink: str) -> None:
    axes.text(
        *place, text, ha=side, va="center", transform=axes.transAxes, color=ink, fontsize=8, weight="bold"
    )


def as_png(figure: Figure, palette: npt.NDArray[np.float64]) -> bytes:
    """The figure in a palette (n, 3), 0 to 255, of up to 256 colours.

    Few colours make a small file: a report holds a dozen pictures and goes by mail.
    """
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    pixels = np.asarray(canvas.buffer_rgba())[:, :, :3]  # type: ignore[no-untyped-call]
    colors = PillowImage.new("P", (1, 1))
    colors.putpalette(palette.astype(np.uint8).tobytes())
    file = io.BytesIO()
    picture = PillowImage.fromarray(pixels).quantize(palette=colors, dither=PillowImage.Dither.NONE)
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _palette(view: View) -> npt.NDArray[np.float64]:
    lines = [level.color for level in (*view.levels, *view.limits)]
    lines += [outline.color for outline in view.outlines]
    return mix_palette([to_rgba(level.color, _WASH) for level in view.levels], lines)


def mix_palette(
    washes: Sequence[tuple[float, float, float, float]], lines: Sequence[str]
) -> npt.NDArray[np.float64]:
    """Grey under no wash and under each, then lines as they are; shape (n, 3), n ≤ 256, 0 to 255."""
    n_greys = (256 - len(lines)) // (1 + len(washes))
    greys = np.linspace(0.0, 1.0, n_greys)[:, None]
    washed = [
        (1.0 - wash[3]) * greys + wash[3] * np.array(wash[:3]) for wash in ((0.0, 0.0, 0.0, 0.0), *washes)
    ]
    return np.round(255.0 * np.concatenate([*washed, *([to_rgb(color)] for color in lines)])[:256])
