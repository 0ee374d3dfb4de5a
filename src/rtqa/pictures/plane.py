"""A plane along two of the patient's axes, what a volume holds there, and where it cuts a structure.

Seen as radiology shows it: the patient's left on the right of axial and coronal planes, anterior on the
left of sagittal ones, superior on top.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import shapely
from scipy.ndimage import map_coordinates

from rtqa.model.geometry import Floats, Grid
from rtqa.model.structure import Structure

Orientation = Literal["axial", "coronal", "sagittal"]

AXES: dict[Orientation, tuple[int, int, int]] = {
    "axial": (0, 1, 2),
    "coronal": (0, 2, 1),
    "sagittal": (1, 2, 0),
}
"""Of x, y, z: which runs across the picture, which along it, and which the plane cuts."""

EDGES: dict[Orientation, tuple[str, str, str, str]] = {
    "axial": ("R", "L", "A", "P"),
    "coronal": ("R", "L", "S", "I"),
    "sagittal": ("A", "P", "S", "I"),
}
"""What lies beyond the left, right, upper and lower edge."""

PIXEL_MM = 1.0

_FLAT_MM = 0.5
"""A contour that leaves its axial plane by no more than this is axial."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """A rectangle in one of the three orientations.

    Attributes:
        orientation: of the plane.
        position_mm: where it cuts its axis.
        across_mm, along_mm: from where to where it reaches along its two axes.
    """

    orientation: Orientation
    position_mm: float
    across_mm: tuple[float, float]
    along_mm: tuple[float, float]

    @property
    def is_upright(self) -> bool:
        """Whether growing values stand higher in the picture: z does, y (to posterior) does not."""
        return self.orientation != "axial"

    def pixel_centres_mm(self) -> tuple[Floats, Floats]:
        """Where the columns and rows of pixels lie along the plane's two axes."""
        across, along = (
            np.arange(first + PIXEL_MM / 2.0, last, PIXEL_MM)
            for first, last in (self.across_mm, self.along_mm)
        )
        return across, along

    def sample(self, volume: npt.NDArray[np.float32], grid: Grid) -> npt.NDArray[np.float32]:
        """The volume at each pixel, linear between its voxels; nan outside. Shape (rows, columns)."""
        return self.pick(lambda points_mm: sample(volume, grid, points_mm))

    def pick(self, values_at: Callable[[Floats], npt.NDArray[np.float32]]) -> npt.NDArray[np.float32]:
        """What is at each pixel, by a function of points (n, 3) in mm. Shape (rows, columns)."""
        across, along = self.pixel_centres_mm()
        first, second, cut_axis = AXES[self.orientation]
        points_mm = np.empty((len(along) * len(across), 3))
        points_mm[:, first] = np.tile(across, len(along))
        points_mm[:, second] = np.repeat(along, len(across))
        points_mm[:, cut_axis] = self.position_mm
        return values_at(points_mm).reshape(len(along), len(across))


def sample(volume: npt.NDArray[np.float32], grid: Grid, points_mm: Floats) -> npt.NDArray[np.float32]:
    """The volume at points (n, 3) in mm, linear between its voxels; nan outside."""
    index = grid.to_ijs(points_mm)
    slices = np.arange(len(grid.slice_positions))
    index[:, 2] = np.interp(index[:, 2], grid.slice_positions, slices, left=-1.0, right=len(slices))
    # A point on the border is inside, whatever rounding makes of it.
    for axis, n in enumerate(reversed(grid.shape_kji)):
        nearest = np.clip(index[:, axis], 0.0, n - 1.0)
        index[:, axis] = np.where(np.abs(index[:, axis] - nearest) < 1e-6, nearest, index[:, axis])
    values = map_coordinates(
        volume, index[:, ::-1].T, order=1, mode="constant", cval=np.nan, output=np.float32
    )
    return np.asarray(values, dtype=np.float32)


def planes_through(point_mm: Floats, box_mm: Floats) -> list[Plane]:
    """The axial, coronal and sagittal plane through a point, each as large as a box.

    Args:
        point_mm: shape (3,).
        box_mm: shape (2, 3): the box's lowest and highest corner.
    """
    planes = []
    for orientation, (first, second, cut_axis) in AXES.items():
        across, along = (tuple(map(float, box_mm[:, axis])) for axis in (first, second))
        planes.append(
            Plane(
                orientation=orientation,
                position_mm=float(point_mm[cut_axis]),
                across_mm=(across[0], across[1]),
                along_mm=(along[0], along[1]),
            )
        )
    return planes


def box_of(grids: Sequence[Grid]) -> Floats:
    """The box, along the patient's axes, that lies within all of the grids; shape (2, 3), in mm."""
    lows, highs = [], []
    for grid in grids:
        k, j, i = grid.shape_kji
        corners = grid.to_points_mm([[a, b, c] for a in (0, i - 1) for b in (0, j - 1) for c in (0, k - 1)])
        lows.append(corners.min(axis=0))
        highs.append(corners.max(axis=0))
    return np.array([np.max(lows, axis=0), np.min(highs, axis=0)])


def axial_polygons(structure: Structure) -> list[tuple[float, shapely.Geometry]]:
    """The structure's axial cross-sections, holes taken out, each with its z; lowest first."""
    rings: dict[float, list[shapely.Geometry]] = {}
    for _, points_mm in structure.contours.closed():
        if len(points_mm) >= 3 and np.ptp(points_mm[:, 2]) <= _FLAT_MM:
            ring = shapely.make_valid(shapely.Polygon(points_mm[:, :2]))
            rings.setdefault(round(float(points_mm[:, 2].mean()), 2), []).append(ring)
    return [(z, _even_odd(rings[z])) for z in sorted(rings)]


def cut(polygons: list[tuple[float, shapely.Geometry]], plane: Plane, *, spacing_mm: float) -> list[Floats]:
    """The lines that a structure draws on a plane.

    Args:
        polygons: of :func:`axial_polygons`.
        plane: where to cut.
        spacing_mm: distance of the contours' planes: each stands for a slab of this thickness.

    Returns:
        Lines of shape (n, 2) in mm, along the plane's two axes.
    """
    if plane.orientation == "axial":
        near = [(abs(z - plane.position_mm), polygon) for z, polygon in polygons]
        distance, polygon = min(near, key=lambda pair: pair[0], default=(np.inf, None))
        return _lines(polygon) if polygon is not None and distance <= spacing_mm / 2.0 + 1e-6 else []
    axis = AXES[plane.orientation][2]
    slabs = []
    for z, polygon in polygons:
        low, high = z - spacing_mm / 2.0, z + spacing_mm / 2.0
        slabs += [
            shapely.box(first, low, last, high) for first, last in _chord(polygon, axis, plane.position_mm)
        ]
    # Grown by a hair, so that neighbouring slabs meet in spite of rounded positions.
    return _lines(shapely.union_all(shapely.buffer(slabs, 0.05, join_style="mitre"))) if slabs else []


def _even_odd(rings: list[shapely.Geometry]) -> shapely.Geometry:
    whole = rings[0]
    for ring in rings[1:]:
        whole = whole.symmetric_difference(ring)
    return whole


def _chord(polygon: shapely.Geometry, axis: int, position_mm: float) -> list[tuple[float, float]]:
    """From where to where a line across a polygon, at a place on the axis that it cuts, runs inside."""
    ends = np.reshape(polygon.bounds, (2, 2)) + np.array([[-1.0], [1.0]])
    ends[:, axis] = position_mm
    inside = polygon.intersection(shapely.LineString(ends))
    other = 1 - axis
    return [
        (part.bounds[other], part.bounds[other + 2])
        for part in shapely.get_parts(inside)
        if part.geom_type == "LineString"
    ]


def _lines(geometry: shapely.Geometry) -> list[Floats]:
    return [shapely.get_coordinates(line) for line in shapely.get_parts(geometry.boundary)]
