"""What jaws and leaves leave open, as maps in the isocentre plane: averages over pixels and movement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from rtqa.geometry.aperture import CLOSED_MM, Aperture, Leaves
from rtqa.model.geometry import Floats, owned

_LEAST_MOVE_MM = 1e-3
"""What moves less is taken to move so much, which spares a case."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plane:
    """Square pixels in the isocentre plane.

    Attributes:
        x_mm, y_mm: shapes (nx,) and (ny,); their middles, evenly spaced and ascending.
        step_mm: between them.
    """

    x_mm: Floats
    y_mm: Floats
    step_mm: float

    @classmethod
    def around(cls, box_mm: Sequence[Sequence[float]] | Floats, *, step_mm: float) -> Plane:
        """Pixels over a box ((x from, x to), (y from, y to))."""
        along = []
        for low, high in box_mm:
            n = max(2, int(np.ceil((high - low) / step_mm)) + 1)
            along.append(owned((low + high) / 2 + (np.arange(n) - (n - 1) / 2) * step_mm))
        return cls(x_mm=along[0], y_mm=along[1], step_mm=step_mm)


def draw_jaws(aperture: Aperture, plane: Plane) -> Floats:
    """Shape (ny, nx); for which share of pixel and time the jaws are open."""
    x = _share_between(plane.x_mm, *aperture.jaws_x_mm, width_mm=plane.step_mm)
    y = _share_between(plane.y_mm, *aperture.jaws_y_mm, width_mm=plane.step_mm)
    return np.outer(y, x)


def draw_leaves(aperture: Aperture, plane: Plane, *, leaf_offset_mm: float) -> Floats:
    """Shape (ny, nx); for which share of pixel and time all layers of leaves are open; 1 of none.

    Args:
        aperture: of a segment, at the two moments between which it moves.
        plane: the pixels.
        leaf_offset_mm: by how much the rounded end of each leaf stands back of where it is stated.
    """
    is_open = np.ones((len(plane.y_mm), len(plane.x_mm)))
    # Layers mostly end where the others do, so that their shares of a pixel lie upon each other.
    for leaves in aperture.leaves:
        low, high = leaves.banks_mm
        # Closed pairs, whose ends meet, stay closed.
        offset_mm = np.where(high - low > CLOSED_MM, leaf_offset_mm, 0.0)
        moved_mm = low - offset_mm, high + offset_mm
        is_along_x = leaves.axis == "X"
        along, across = (plane.x_mm, plane.y_mm) if is_along_x else (plane.y_mm, plane.x_mm)
        drawn = _draw_layer(leaves, moved_mm, along=along, across=across, step_mm=plane.step_mm)
        is_open = np.minimum(is_open, drawn if is_along_x else drawn.T)
    return is_open


def find_box_mm(apertures: Iterable[Aperture]) -> Floats | None:
    """From where to where along x and y any is ever open, (2 axes, 2 ends); None where all are closed."""
    boxes = [box for aperture in apertures if (box := aperture.find_box_mm()) is not None]
    if not boxes:
        return None
    return np.stack([np.min(boxes, axis=0)[:, 0], np.max(boxes, axis=0)[:, 1]], axis=-1)


def _draw_layer(
    leaves: Leaves, banks_mm: tuple[Floats, Floats], *, along: Floats, across: Floats, step_mm: float
) -> Floats:
    """Shape (across, along); both banks (n, 2 moments)."""
    # What each pair covers of each row of pixels, shape (across, n).
    low = np.maximum(leaves.edges_mm[:-1], across[:, None] - step_mm / 2)
    high = np.minimum(leaves.edges_mm[1:], across[:, None] + step_mm / 2)
    covered = np.clip(high - low, 0.0, None) / step_mm
    drawn: Floats = covered @ _share_between(along, *banks_mm, width_mm=step_mm)
    return drawn


def _share_between(pixels_mm: Floats, low_mm: Floats, high_mm: Floats, *, width_mm: float) -> Floats:
    """For which share of pixels (p,) and time it is open between two edges, each (…, 2 moments): (…, p)."""
    beyond = _share_beyond(pixels_mm, low_mm, width_mm) - _share_beyond(pixels_mm, high_mm, width_mm)
    share: Floats = np.clip(beyond, 0.0, 1.0)
    return share


def _share_beyond(pixels_mm: Floats, edge_mm: Floats, width_mm: float) -> Floats:
    """The mean of a step over a pixel and over an edge's way: the step twice averaged, in closed form."""
    start, end = edge_mm.min(axis=-1)[..., None], edge_mm.max(axis=-1)[..., None]
    end = np.maximum(end, start + _LEAST_MOVE_MM)

    def rise(u: Floats) -> Floats:
        half: Floats = np.maximum(u, 0.0) ** 2 / 2.0
        return half

    ahead, behind = pixels_mm + width_mm / 2, pixels_mm - width_mm / 2
    total = rise(ahead - start) - rise(behind - start) - rise(ahead - end) + rise(behind - end)
    share: Floats = total / (width_mm * (end - start))
    return share
