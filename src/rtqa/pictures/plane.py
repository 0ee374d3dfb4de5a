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

from rtqa.geometry.planar import PlanarStructure
from rtqa.model.geometry import Floats, Grid

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

_LEVEL = 1e-9
"""A direction cosine below this is 0 but for rounding."""


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


def cut(structure: PlanarStructure, plane: Plane) -> list[Floats]:
    """The lines that a structure draws on a plane, whatever the direction of its own planes.

    Returns:
        Lines of shape (n, 2) in mm, along the plane's two axes.
    """
    # Places (a, b) on the picture's plane are u, v, w of the structure: table (3, 2) @ (a, b) + shift (3,).
    first, second, cut_axis = AXES[plane.orientation]
    table = structure.axes[:, [first, second]]
    shift = structure.axes[:, cut_axis] * plane.position_mm
    tilt = float(np.linalg.norm(table[2]))
    if tilt < _LEVEL:
        return _lines(structure.at(float(shift[2])))
    slabs = []
    for number, (low, high) in enumerate(zip(structure.low_mm, structure.high_mm, strict=True)):
        slabs += _cut_slab(structure, number, table=table, shift=shift, ends_mm=(float(low), float(high)))
    # Grown by a hair, so that neighbouring slabs meet in spite of rounded positions.
    return _lines(shapely.union_all(shapely.buffer(slabs, 0.05, join_style="mitre"))) if slabs else []


def _cut_slab(
    structure: PlanarStructure, number: int, *, table: Floats, shift: Floats, ends_mm: tuple[float, float]
) -> list[shapely.Geometry]:
    """What the picture's plane cuts out of one plane's slab, as polygons along its two axes."""
    # Axes along the slab (t) and across it (s) on the picture's plane; w = tilt × s + shift.
    tilt = float(np.linalg.norm(table[2]))
    across = table[2] / tilt
    along = np.array([across[1], -across[0]])
    low, high = ((end - shift[2]) / tilt for end in ends_mm)
    region = structure.region(number)
    if region.is_empty:
        return []
    # In the structure's own u and v, the slab's ends are two lines: shift + s × drift + t × way.
    way, drift = table[:2] @ along, table[:2] @ across
    left, bottom, right, top = region.bounds
    reach = 1.0 + abs(shift[:2]).max() + max(abs(left), abs(bottom), abs(right), abs(top))
    reach += float(np.abs(drift).max()) * max(abs(low), abs(high))
    corners = [(s, t) for s, t in ((low, -reach), (low, reach), (high, reach), (high, -reach))]
    if float(np.linalg.norm(drift)) > _LEVEL:
        # Tilted: the band between both lines, seen back from the region's plane.
        band = shapely.Polygon([shift[:2] + s * drift + t * way for s, t in corners])
        held = shapely.intersection(region, band)
        back = np.linalg.inv(np.column_stack([drift, way]))
        cuts = [shapely.transform(held, lambda uv: (uv - shift[:2]) @ back.T)]
    else:
        line = shapely.LineString([shift[:2] - reach * way, shift[:2] + reach * way])
        chords = shapely.get_parts(shapely.intersection(region, line))
        spans = [
            np.sort((shapely.get_coordinates(part) - shift[:2]) @ way)[[0, -1]]
            for part in chords
            if part.geom_type == "LineString" and part.length > 0
        ]
        cuts = [shapely.box(low, begin, high, end) for begin, end in spans]
    to_picture = np.stack([across, along])
    return [shapely.transform(shape, lambda st: st @ to_picture) for shape in cuts if shape.area > 0]


def _lines(geometry: shapely.Geometry) -> list[Floats]:
    return [shapely.get_coordinates(line) for line in shapely.get_parts(geometry.boundary)]
