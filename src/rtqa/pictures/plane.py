"""A plane along two of the patient's axes, and what a volume holds there.

Seen as radiology shows it: the patient's left on the right of axial and coronal planes, anterior on the
left of sagittal ones, superior on top.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.ndimage import map_coordinates

from rtqa.model.dose import Dose
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
_MARGIN_MM = 20.0


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
        across, along = self.pixel_centres_mm()
        first, second, cut = AXES[self.orientation]
        points_mm = np.empty((len(along) * len(across), 3))
        points_mm[:, first] = np.tile(across, len(along))
        points_mm[:, second] = np.repeat(along, len(across))
        points_mm[:, cut] = self.position_mm
        return sample(volume, grid, points_mm).reshape(len(along), len(across))


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
    for orientation, (first, second, cut) in AXES.items():
        across, along = (tuple(map(float, box_mm[:, axis])) for axis in (first, second))
        planes.append(
            Plane(
                orientation=orientation,
                position_mm=float(point_mm[cut]),
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


def cube_around(dose: Dose, least_gy: float) -> Floats:
    """A cube around all that receives at least a dose, with a margin; shape (2, 3), in mm."""
    reached = np.argwhere(np.nan_to_num(dose.values_gy) >= least_gy)
    corners = dose.grid.to_points_mm(reached[:, ::-1]) if len(reached) else box_of([dose.grid])
    low, high = corners.min(axis=0), corners.max(axis=0)
    middle, half_mm = (low + high) / 2.0, float((high - low).max()) / 2.0 + _MARGIN_MM
    return np.array([middle - half_mm, middle + half_mm])
