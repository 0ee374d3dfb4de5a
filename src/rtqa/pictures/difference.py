"""B less A on three planes through their largest difference, over A's image and structures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from rtqa.course.composite import PhaseDose
from rtqa.findings import ColorKey, ReportedPicture
from rtqa.findings.colors import choose_colors
from rtqa.messages import Message, Quantity
from rtqa.model.dose import Dose
from rtqa.model.structure import Structure
from rtqa.pictures.draw import Outline, Pixels, as_png, draw_marks, edged, mix_palette
from rtqa.pictures.field import DoseField
from rtqa.pictures.plane import AXES, Plane, planes_through, sample
from rtqa.pictures.series import Easel, Scene
from rtqa.transport.dose_comparison import DoseComparison
from rtqa.transport.gamma import Gamma

MOST_OUTLINES = 10
"""Structures that are outlined besides the body: those whose doses differ most."""

GAMMA_COLOR = "#ffd400"
"""Around the points that fail gamma."""

_LESS, _MORE = "#2f7dff", "#ff3b2f"
_DEPTHS = (0.25, 0.45, 0.65, 0.85, 1.0)
"""Colours of less and more dose, and how much of them lies over the image from step to step; between the
first steps of both nothing does."""

_WIDTH_INCH, _BAR_INCH, _DPI = 3.6, 0.62, 105
_MARGIN_MM = 20.0
_NOT_OUTLINED = frozenset({"SUPPORT", "CONTROL", "MARKER", "ISOCENTER", "REGISTRATION"})


def draw_differences(comparison: DoseComparison) -> list[ReportedPicture]:
    """Axial, coronal and sagittal; none where nothing differs."""
    largest, dose = comparison.largest, comparison.first.dose
    if largest is None or dose is None:
        return []
    field = DoseField(phases=(PhaseDose(phase="", dose=dose, n_fractions=1),))
    shown = _choose_structures(comparison)
    easel = Easel(
        Scene(
            phase="",
            field=field,
            structure_set=comparison.first.structure_set,
            image=comparison.first.image,
            shown=frozenset(structure.number for structure in shown),
            colors=choose_colors((structure.name, structure.color_rgb) for structure in shown),
            prescribed_gy=None,
            points=(),
        ),
        highest_gy=float(dose.values_gy.max()),
    )
    low, high = easel.box_mm
    box_mm = np.array(
        [np.minimum(low, largest.place_mm - _MARGIN_MM), np.maximum(high, largest.place_mm + _MARGIN_MM)]
    )
    step_gy = find_step_gy(largest.usual_gy or abs(largest.difference_gy))
    gamma = comparison.gammas[0] if comparison.gammas else None
    fails = _list_failing(gamma, dose) if gamma is not None else None
    through = Message(
        "picture.largest-difference", difference=Quantity(largest.difference_gy, "Gy", 2, signed=True)
    )
    pictures = []
    for plane in planes_through(largest.place_mm, box_mm):
        first, second, _ = AXES[plane.orientation]
        backdrop, window, image = easel.backdrop(plane)
        keys, outlines = easel.outline(plane)
        png = _draw(
            plane,
            plane.sample(comparison.second.values_gy, comparison.second.grid) - plane.pick(field.at),
            step_gy=step_gy,
            backdrop=backdrop,
            window=window,
            outlines=outlines,
            failing=plane.pick(lambda points_mm: sample(fails, dose.grid, points_mm))
            if fails is not None
            else None,
            mark_mm=(float(largest.place_mm[first]), float(largest.place_mm[second])),
        )
        failing = [ColorKey(label=f"γ > 1, {gamma.label}", color=GAMMA_COLOR)] if gamma is not None else []
        pictures.append(
            ReportedPicture(
                phase="",
                plane=plane.orientation,
                position_mm=round(plane.position_mm, 2),
                through=through,
                structures=(*failing, *keys),
                levels=(),
                image=image,
                png=png,
            )
        )
    return pictures


def find_step_gy(usual_gy: float) -> float:
    """Of the colours: 1, 2 or 5 times a power of ten, so that five steps reach what is usual."""
    power = 10.0 ** np.floor(np.log10(usual_gy / len(_DEPTHS)))
    return float(next(n * power for n in (1.0, 2.0, 5.0, 10.0) if n * power * len(_DEPTHS) >= usual_gy))


def _choose_structures(comparison: DoseComparison) -> list[Structure]:
    """The body, and the structures whose doses differ most, in the order of drawing."""
    rows = [row for row in comparison.structures if row.structure.role not in _NOT_OUTLINED]
    bodies = [row.structure for row in rows if row.structure.role == "EXTERNAL"]
    inner = sorted((row for row in rows if row.structure.role != "EXTERNAL"), key=lambda row: -row.largest_gy)
    numbers = {row.structure.number for row in inner[:MOST_OUTLINES]}
    return [row.structure for row in rows if row.structure.number in numbers] + bodies


def _list_failing(gamma: Gamma, dose: Dose) -> npt.NDArray[np.float32]:
    """Shape of the grid: 1 at the nodes that fail, else 0."""
    fails = np.zeros(dose.grid.shape_kji, dtype=np.float32)
    k, j, i = gamma.nodes_kji[gamma.values > 1.0].T
    fails[k, j, i] = 1.0
    return fails


def _draw(
    plane: Plane,
    difference_gy: Pixels,
    *,
    step_gy: float,
    backdrop: Pixels | None,
    window: tuple[float, float],
    outlines: Sequence[Outline],
    failing: Pixels | None,
    mark_mm: tuple[float, float],
) -> bytes:
    paper, ink = ("black", "white") if backdrop is not None else ("white", "black")
    (left, right), (low, high) = plane.across_mm, plane.along_mm
    height = _WIDTH_INCH * (high - low) / (right - left)
    whole = _WIDTH_INCH + _BAR_INCH
    figure = Figure(figsize=(whole, height), dpi=_DPI)
    figure.set_facecolor(paper)
    axes = figure.add_axes((0.0, 0.0, _WIDTH_INCH / whole, 1.0))
    axes.set_axis_off()
    extent = (left, right, low, high) if plane.is_upright else (left, right, high, low)
    origin: Literal["lower", "upper"] = "lower" if plane.is_upright else "upper"
    if backdrop is not None:
        black, white = window
        axes.imshow(
            backdrop,
            cmap="gray",
            vmin=black,
            vmax=white,
            interpolation="bilinear",
            extent=extent,
            origin=origin,
        )
    # Lowest first: five of less dose, one of nothing, five of more.
    washes = [to_rgba(_LESS, depth) for depth in reversed(_DEPTHS)]
    washes += [(0.0, 0.0, 0.0, 0.0), *(to_rgba(_MORE, depth) for depth in _DEPTHS)]
    steps = np.arange(1, len(_DEPTHS) + 1) * step_gy
    edges = np.concatenate([-steps[::-1], steps])
    reached = np.searchsorted(edges, np.nan_to_num(difference_gy), side="right")
    axes.imshow(np.array(washes)[reached], interpolation="nearest", extent=extent, origin=origin)
    for outline in outlines:
        for line in outline.lines:
            effect = edged(1.2, paper)
            axes.plot(line[:, 0], line[:, 1], color=outline.color, linewidth=1.2, path_effects=effect)
    if failing is not None and np.nanmax(failing) > 0.5:
        across, along = plane.pixel_centres_mm()
        around = axes.contour(
            across, along, np.nan_to_num(failing), levels=[0.5], colors=[GAMMA_COLOR], linewidths=1.4
        )
        around.set_path_effects(edged(1.4, "black"))
    axes.set_aspect("auto")
    axes.set_xlim(left, right)
    axes.set_ylim(extent[2], extent[3])
    draw_marks(axes, plane, ink=ink, mark_mm=mark_mm)
    bar = figure.add_axes((_WIDTH_INCH / whole, 0.0, _BAR_INCH / whole, 1.0))
    _draw_bar(bar, washes, edges, ink=ink)
    colors = [outline.color for outline in outlines] + [GAMMA_COLOR, "#000000", "#ffffff"]
    return as_png(figure, mix_palette([wash for wash in washes if wash[3] > 0.0], colors))


def _draw_bar(
    bar: Axes,
    washes: Sequence[tuple[float, float, float, float]],
    edges: npt.NDArray[np.float64],
    *,
    ink: str,
) -> None:
    """The colours, and the doses in Gy between them."""
    bar.set_axis_off()
    bar.set_xlim(0.0, 1.0)
    bar.set_ylim(-1.5, len(washes) + 1.5)
    for place, wash in enumerate(washes):
        bar.add_patch(Rectangle((0.08, place), 0.24, 1.0, facecolor=wash, edgecolor=ink, linewidth=0.6))
    for place, edge in enumerate(edges, start=1):
        text = f"{edge:+g}".replace("-", "−")
        bar.text(0.38, place, text, color=ink, fontsize=7, va="center", ha="left")
    bar.text(0.08, len(washes) + 0.5, "Gy", color=ink, fontsize=8, weight="bold", va="center", ha="left")
