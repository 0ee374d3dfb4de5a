"""Draw one structure's way through the DVH engine, as docs/explanation/dvh-engine.md tells it.

    python docs/images/dvh_engine.py        (writes dvh_engine.png beside itself)

What is drawn is what the engine makes of the structure, step by step.
"""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import numpy as np
import shapely

mpl.use("Agg")

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle

from rtqa.commission.doses import Peak, dose_on_nodes
from rtqa.commission.phantoms import structure_of
from rtqa.dvh.cap_models import SlabParts, split_caps
from rtqa.dvh.cell_dose import BoundaryDose, CellDose, measure_cells
from rtqa.dvh.cells import Cells
from rtqa.dvh.compute import structure_dvh
from rtqa.dvh.coverage import Coverage, cover_cells
from rtqa.dvh.curve import DVH
from rtqa.dvh.dose_frame import DoseFrame, frame_along, put_in_frame
from rtqa.dvh.dose_slices import cut_slices
from rtqa.geometry.planar import lay_flat
from rtqa.geometry.rings import Rings
from rtqa.metrics.band import compute_band
from rtqa.model.dose import Dose
from rtqa.model.geometry import Floats
from rtqa.model.structure import Structure

SEMI_AXES_MM = (10.0, 8.0, 10.5)
HOLE_AT_MM, HOLE_MM = (3.5, 0.5), 2.6
GAP_MM = 4.0
"""Between contours."""

N_SUB = 3
PLANE = 2
"""The plane that is looked at closely: one with a hole."""

BOUNDARY, INTERIOR, CAP, LINE, GREY = "#e08a2e", "#4a86b8", "#7aa874", "#222222", "#8a8a8a"
CAUSES = {
    "thickness of caps": "#7aa874",
    "reach of caps": "#b58cc0",
    "course between planes": "#c0504d",
    "course between dose nodes": "#4a86b8",
    "outline wavers": "#c9a227",
    "extremes between planes": "#888888",
}


def draw_contours() -> Structure:
    """An ellipsoid with a hole through its middle planes."""
    a, b, c = SEMI_AXES_MM
    turn = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    circle = np.column_stack([np.cos(turn), np.sin(turn)])
    contours = []
    for z in (-9.0, -5.0, -1.0, 3.0, 7.0):
        shrink = np.sqrt(1 - (z / c) ** 2)
        contours.append(np.column_stack([circle * (a * shrink, b * shrink), np.full(len(turn), z)]))
        if abs(z) < 4.0:
            hole = circle * HOLE_MM + HOLE_AT_MM
            contours.append(np.column_stack([hole, np.full(len(turn), z)]))
    return structure_of(contours)


def tabulate_dose() -> Dose:
    """A Gaussian on a grid of 3 mm, in planes 2.5 mm apart."""
    peak = Peak(centre_mm=np.array([-5.0, -2.0, 1.0]), sigma_mm=9.0, peak_gy=60.0)
    nodes = [np.arange(-19.4, 20, 3.0), np.arange(-16.2, 17, 3.0), np.arange(-21.0, 22, 2.5)]
    return dose_on_nodes(peak.at, nodes)


def show_contours(axes: Axes, structure: Structure) -> None:
    """Every contour, seen from the side and a little from above."""
    axes.set_title("1  Contours", loc="left", weight="bold")
    for contour in np.split(structure.contours.points_mm, structure.contours.starts[1:-1]):
        x, y, z = np.vstack([contour, contour[:1]]).T
        axes.plot(x + 0.25 * y, 1.4 * z + 0.3 * y, color=LINE, lw=1.2)
    axes.text(0, -20.5, "closed polygons, 4 mm apart", ha="center")
    axes.set(xlim=(-15, 15), ylim=(-22, 15), aspect="equal")
    axes.axis("off")


def points_of(rings: Rings, plane: int) -> list[tuple[Floats, float]]:
    """The rings of a plane, in cells, and the sign of each one's area."""
    members = np.flatnonzero(rings.plane == plane)
    return [
        (rings.points[rings.starts[m] : rings.starts[m + 1]], float(np.sign(rings.areas[m]))) for m in members
    ]


def show_rings(axes: Axes, rings: Rings) -> None:
    """One plane: an outline that counts, and a hole that is taken away."""
    axes.set_title("2  Rings of one plane", loc="left", weight="bold")
    for points, sign in points_of(rings, PLANE):
        axes.add_patch(Polygon(points, facecolor="#dfe7ee" if sign > 0 else "white", edgecolor=LINE, lw=1.2))
        x, y = points.mean(axis=0)
        axes.text(
            x - (1.8 if sign > 0 else 0),
            y,
            f"{'+' if sign > 0 else '−'}1",
            ha="center",
            va="center",
            fontsize=15,
        )
    frame_plane(axes, rings)
    axes.set_xlabel("outline +1, hole −1: the area is their sum")


def frame_plane(axes: Axes, rings: Rings) -> None:
    """The same view of the plane in every panel."""
    low, high = rings.points.min(axis=0), rings.points.max(axis=0)
    axes.set(xlim=(low[0] - 1.1, high[0] + 1.1), ylim=(high[1] + 1.1, low[1] - 1.1), aspect="equal")
    axes.set(xticks=[], yticks=[])


def show_slabs(axes: Axes, rings: Rings, *, parts: SlabParts, frame: DoseFrame) -> None:
    """A cut along the normal: slabs, end caps with their zones, and the dose planes."""
    axes.set_title("3  Slabs and end caps", loc="left", weight="bold")
    half_mm = SEMI_AXES_MM[0] * np.sqrt(rings.plane_areas / rings.plane_areas.max())
    middle_mm = float(frame.to_frame[2, 3])
    for low, high, plane, cap in zip(parts.low_mm, parts.high_mm, parts.plane, parts.cap, strict=True):
        counts = parts.weights[0, cap] > 0
        axes.add_patch(
            Rectangle(
                (-half_mm[plane], low - middle_mm),
                2 * half_mm[plane],
                high - low,
                facecolor="none" if not counts else INTERIOR if cap == 0 else CAP,
                alpha=0.55 if counts else 1.0,
                edgecolor=LINE,
                ls="-" if counts else ":",
                lw=0.8,
            )
        )
    for half, height in zip(half_mm, rings.offsets_mm - middle_mm, strict=True):
        axes.plot((-half, half), (height, height), color=LINE, lw=2)
    for height in frame.planes_mm - middle_mm:
        axes.axhline(height, color=GREY, lw=0.6, ls=(0, (1, 3)))
    for text, height, x, color in (
        ("beyond the cap:\nonly in alternatives", 10.4, half_mm[-1], GREY),
        ("end cap", 8.0, half_mm[-1], "#4c7a46"),
        ("slab", 2.0, half_mm[-2], "#2e5f88"),
        ("contour plane", -1.0, half_mm[-3], LINE),
        ("dose plane", -6.0, half_mm[1], GREY),
    ):
        axes.text(x + 0.6, height, text, va="center", color=color, backgroundcolor="white", fontsize=9)
    axes.set(xlim=(-11, 21), ylim=(-14, 14), xticks=[], ylabel="along the normal, mm")


def show_cells(axes: Axes, rings: Rings, coverage: Coverage, *, chosen: int) -> None:
    """The plane on the dose grid: boundary and interior cells."""
    axes.set_title("4  Boundary and interior cells", loc="left", weight="bold")
    for n in np.flatnonzero(coverage.plane == PLANE):
        place = (coverage.column[n], coverage.row[n])
        share = 0.15 + 0.75 * coverage.moments[0, n]
        axes.add_patch(Rectangle(place, 1, 1, facecolor=BOUNDARY, alpha=share))
    runs = coverage.interior.take(coverage.interior.plane == PLANE)
    for row, first, last in zip(runs.row, runs.first, runs.last, strict=True):
        axes.add_patch(Rectangle((first, row), last - first + 1, 1, facecolor=INTERIOR, alpha=0.7))
    for points, _ in points_of(rings, PLANE):
        axes.add_patch(Polygon(points, facecolor="none", edgecolor=LINE, lw=1.4))
    frame_plane(axes, rings)
    low, high = axes.get_xlim(), axes.get_ylim()
    for line in range(40):
        axes.axvline(line, color="white", lw=0.8, zorder=1.5)
        axes.axhline(line, color="white", lw=0.8, zorder=1.5)
    column, row = np.meshgrid(np.arange(40), np.arange(40))
    axes.plot(column.ravel(), row.ravel(), ".", color=GREY, ms=4)
    axes.add_patch(
        Rectangle(
            (coverage.column[chosen], coverage.row[chosen]), 1, 1, facecolor="none", edgecolor="red", lw=2.2
        )
    )
    axes.set(xlim=low, ylim=high)
    axes.set_xlabel("dots: dose nodes; darker orange: more covered")


def show_boundary_cell(
    axes: Axes, rings: Rings, coverage: Coverage, *, chosen: int, corners_gy: Floats
) -> None:
    """One boundary cell: what is covered of it and of each sub-cell, and where its centroid lies."""
    axes.set_title("5  One boundary cell", loc="left", weight="bold")
    row, column = int(coverage.row[chosen]), int(coverage.column[chosen])
    (outline, _), *holes = points_of(rings, PLANE)
    region = shapely.Polygon(outline, [hole for hole, _ in holes])
    part = shapely.intersection(region, shapely.box(column, row, column + 1, row + 1))
    axes.add_patch(
        Polygon(shapely.get_coordinates(part), facecolor=BOUNDARY, alpha=0.55, edgecolor=LINE, lw=1.2)
    )
    for step in np.arange(N_SUB + 1) / N_SUB:
        is_border = step in (0, 1)
        axes.plot((column + step,) * 2, (row, row + 1), color=LINE, lw=1.6 if is_border else 0.6)
        axes.plot((column, column + 1), (row + step,) * 2, color=LINE, lw=1.6 if is_border else 0.6)
    for sub, area in enumerate(coverage.sub_moments[0, chosen] * N_SUB**2):
        r, c = divmod(sub, N_SUB)
        axes.text(
            column + (c + 0.5) / N_SUB,
            row + (r + 0.5) / N_SUB,
            f"{100 * area:.0f} %",
            ha="center",
            va="center",
            fontsize=9,
        )
    area, x, y = coverage.moments[:3, chosen]
    axes.plot(column + x / area, row + y / area, "x", color="red", ms=9, mew=2.2)
    for (c, r), dose in zip(((0, 0), (1, 0), (0, 1), (1, 1)), corners_gy, strict=True):
        axes.text(column + 1.3 * (c - 0.5) + 0.5, row + 1.16 * (r - 0.5) + 0.5, f"{dose:.1f} Gy", ha="center")
        axes.plot(column + c, row + r, "o", color=GREY, ms=6)
    axes.set(xlim=(column - 0.32, column + 1.32), ylim=(row + 1.25, row - 0.2), aspect="equal")
    axes.set(xticks=[], yticks=[])
    axes.set_xlabel(f"{100 * area:.0f} % covered; ×: the centroid of that")


def spread(dose: CellDose, n: int) -> tuple[Floats, Floats]:
    """The trapezoid of a cell: doses, and heights such that its area is 1."""
    mean, wide, narrow = dose.mean_gy[n], max(dose.wide_gy[n], 1e-3), dose.narrow_gy[n]
    reach = np.array([-(wide + narrow), -(wide - narrow), wide - narrow, wide + narrow]) / 2
    return mean + reach, np.array([0, 1, 1, 0]) / wide


def show_samples(axes: Axes, boundary: BoundaryDose, interior: CellDose, *, chosen: int) -> None:
    """Some cells as samples: each a trapezoid over the doses that it holds."""
    axes.set_title("6  Samples", loc="left", weight="bold")
    dose = boundary.dose
    of_slice = int(np.flatnonzero(boundary.cell == chosen)[0])
    rank = np.argsort(interior.mean_gy)
    for n in rank[[len(rank) // 8, len(rank) // 3, (3 * len(rank)) // 5, (9 * len(rank)) // 10]]:
        doses, heights = spread(interior, int(n))
        axes.fill(doses, heights, color=INTERIOR, alpha=0.6)
        axes.plot((interior.mean_gy[n],) * 2, (0, heights[1]), color="white", lw=1, ls=":")
    doses, heights = spread(dose, of_slice)
    axes.fill(doses, heights, color=BOUNDARY, alpha=0.8)
    axes.plot((dose.mean_gy[of_slice],) * 2, (0, heights[1]), color="white", lw=1, ls=":")
    axes.set(xlim=(0, 62), ylim=(0, None), yticks=[], ylabel="share of the cell's volume per Gy")
    axes.set_xlabel("Gy; orange: the cell of 5, blue: interior cells;\ndotted: the mean, kept exactly")


def show_histogram(axes: Axes, dvh: DVH, *, means_gy: Floats, volumes_cm3: Floats) -> None:
    """How much volume receives each dose: from samples, and from points in place of them."""
    axes.set_title("7  Histogram", loc="left", weight="bold")
    counts, edges = np.histogram(means_gy, np.arange(0, 63, 1.0), weights=volumes_cm3)
    axes.stairs(counts, edges, color=GREY, lw=1, label="each cell at its mean alone")
    doses = np.arange(0, 62.5, 0.5)
    volumes = np.array([dvh.volume_at(dose) for dose in doses])
    axes.fill_between(
        (doses[1:] + doses[:-1]) / 2,
        -np.diff(volumes) / 0.5,
        color=INTERIOR,
        alpha=0.7,
        lw=0,
        label="cells as samples",
    )
    axes.set(xlim=(0, 62), ylim=(0, 1.35 * counts.max()), xlabel="Gy", ylabel="cm³ per Gy")
    axes.legend(fontsize=8, frameon=False, loc="upper left")


def show_curve(axes: Axes, dvh: DVH) -> None:
    """The cumulative curve, the alternatives of each cause of doubt, and the interval; a part enlarged."""
    axes.set_title("8  Curve and interval", loc="left", weight="bold")
    enlarged = axes.inset_axes((0.54, 0.48, 0.45, 0.5))
    band = compute_band(dvh)
    for view in (axes, enlarged):
        if band is not None:
            low, high = 100 * band.low_frac, 100 * band.high_frac
            view.fill_between(band.dose_gy, low, high, color="#dddddd", lw=0, label="interval")
        below, above, reach, steps, bend, *wavering, extremes = dvh.alternatives
        groups = ((*below, *above), reach, steps, bend, sum(wavering, ()), extremes)
        for (cause, color), group in zip(CAUSES.items(), groups, strict=True):
            for n, other in enumerate(group):
                percent = 100 * other.volume_cm3 / other.total_cm3
                label = f"other {cause}" if n == 0 else None
                view.plot(other.dose_gy, percent, color=color, lw=0.9, label=label)
        percent = 100 * dvh.volume_cm3 / dvh.total_cm3
        view.plot(dvh.dose_gy, percent, color=LINE, lw=1.8, label="the DVH")
    axes.set(xlim=(0, 72), ylim=(0, 103), xlabel="Gy", ylabel="% of the volume, at least")
    axes.legend(fontsize=7.5, frameon=False, loc="lower left")
    enlarged.set(xlim=(46, 51), ylim=(15, 31), xticks=[47, 50], yticks=[20, 30])
    enlarged.tick_params(labelsize=7.5)
    axes.indicate_inset_zoom(enlarged, edgecolor=GREY)


def draw_engine(path: Path) -> None:
    """Take the structure through the engine, and draw what comes out of each step."""
    structure, dose = draw_contours(), tabulate_dose()
    planar = lay_flat(structure, set_spacing_mm=GAP_MM)
    frame = frame_along(dose, planar)
    rings, slabs = put_in_frame(planar, frame)
    parts = split_caps(rings, slabs)
    _, n_v, n_u = frame.values_gy.shape
    coverage = cover_cells(rings, shape_vu=(n_v - 1, n_u - 1), n_sub=N_SUB)
    slices = cut_slices(parts, frame.planes_mm)
    cells = Cells(coverage, len(rings.offsets_mm))
    boundary, (interior,), _ = measure_cells(frame, cells, slices=slices, with_bend=True)
    dvh = structure_dvh(structure, dose=dose, set_spacing_mm=GAP_MM)

    # A boundary cell of the plane, of which about two thirds are covered.
    in_plane = np.flatnonzero(coverage.plane == PLANE)
    chosen = int(in_plane[np.argmin(np.abs(coverage.moments[0, in_plane] - 0.66))])
    row, column = coverage.row[chosen], coverage.column[chosen]
    layer = int(np.searchsorted(frame.planes_mm, rings.offsets_mm[PLANE]))
    corners_gy = frame.values_gy[layer, row : row + 2, column : column + 2].ravel()
    cell_cm3 = slices.height_mm * float(np.prod(frame.spacing_mm)) / 1000.0
    counts = [parts.weights[0, slices.cap[cell.of_slice]] for cell in (boundary.dose, interior)]
    areas = [coverage.moments[0, boundary.cell], np.ones(len(interior.mean_gy))]
    means = [boundary.dose.mean_gy, interior.mean_gy]
    of_slice = [boundary.dose.of_slice, interior.of_slice]
    volumes = [n * area * cell_cm3[s] for n, area, s in zip(counts, areas, of_slice, strict=True)]

    plt.rcParams.update({"font.size": 9.5, "axes.titlesize": 12})
    figure, panels = plt.subplots(2, 4, figsize=(16, 8.4), layout="constrained")
    show_contours(panels[0, 0], structure)
    show_rings(panels[0, 1], rings)
    show_slabs(panels[0, 2], rings, parts=parts, frame=frame)
    show_cells(panels[0, 3], rings, coverage, chosen=chosen)
    show_boundary_cell(panels[1, 0], rings, coverage, chosen=chosen, corners_gy=corners_gy)
    show_samples(panels[1, 1], boundary, interior, chosen=chosen)
    show_histogram(panels[1, 2], dvh, means_gy=np.concatenate(means), volumes_cm3=np.concatenate(volumes))
    show_curve(panels[1, 3], dvh)
    figure.savefig(path, dpi=90)
    plt.close(figure)


if __name__ == "__main__":
    draw_engine(Path(__file__).with_suffix(".png"))
