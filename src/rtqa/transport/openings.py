"""What jaws and leaves leave open, as maps in the isocentre plane: averages over pixels and movement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rtqa.model.geometry import Floats, owned
from rtqa.model.plan import LeafLayer
from rtqa.transport.segments import Segment

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
    def around(cls, box_mm: Sequence[tuple[float, float]], *, step_mm: float) -> Plane:
        """Pixels over a box ((x from, x to), (y from, y to))."""
        along = []
        for low, high in box_mm:
            n = max(2, int(np.ceil((high - low) / step_mm)) + 1)
            along.append(owned((low + high) / 2 + (np.arange(n) - (n - 1) / 2) * step_mm))
        return cls(x_mm=along[0], y_mm=along[1], step_mm=step_mm)


def draw_jaws(segment: Segment, plane: Plane) -> Floats:
    """Shape (ny, nx); for which share of pixel and time the jaws are open."""
    x = _share_between(plane.x_mm, *segment.jaws_x_mm, width_mm=plane.step_mm)
    y = _share_between(plane.y_mm, *segment.jaws_y_mm, width_mm=plane.step_mm)
    return np.outer(y, x)


def draw_leaves(segment: Segment, plane: Plane, *, leaf_offset_mm: float) -> Floats:
    """Shape (ny, nx); for which share of pixel and time all layers of leaves are open; 1 of none.

    Args:
        segment: of a beam.
        plane: the pixels.
        leaf_offset_mm: by how much the rounded end of each leaf stands back of where it is stated.
    """
    is_open = np.ones((len(plane.y_mm), len(plane.x_mm)))
    for layer, leaves_mm in segment.leaves_mm:
        moved_mm = leaves_mm + np.array([-leaf_offset_mm, leaf_offset_mm])[:, None, None]
        # Closed pairs, whose ends meet, stay closed.
        moved_mm = np.where((leaves_mm[1] - leaves_mm[0] <= _LEAST_MOVE_MM)[None], leaves_mm, moved_mm)
        if layer.axis == "X":
            is_open *= _draw_layer(
                layer, moved_mm, along=plane.x_mm, across=plane.y_mm, step_mm=plane.step_mm
            )
        else:
            is_open *= _draw_layer(
                layer, moved_mm, along=plane.y_mm, across=plane.x_mm, step_mm=plane.step_mm
            ).T
    return is_open


def find_box_mm(segments: Sequence[Segment]) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """From where to where along x and y anything is ever open; None where all is closed."""
    boxes = [box for box in map(_find_box_mm, segments) if box is not None]
    if not boxes:
        return None
    lows, highs = np.array(boxes).min(axis=0)[:, 0], np.array(boxes).max(axis=0)[:, 1]
    return (float(lows[0]), float(highs[0])), (float(lows[1]), float(highs[1]))


def _find_box_mm(segment: Segment) -> Floats | None:
    """Shape (2 axes, 2 ends)."""
    box = np.array([[jaws[0].min(), jaws[1].max()] for jaws in (segment.jaws_x_mm, segment.jaws_y_mm)])
    for layer, leaves_mm in segment.leaves_mm:
        along, across = (0, 1) if layer.axis == "X" else (1, 0)
        edges_mm = layer.edges_mm
        if edges_mm is None:
            continue
        is_open = (leaves_mm[1] - leaves_mm[0]).max(axis=-1) > _LEAST_MOVE_MM
        is_open &= (edges_mm[1:] > box[across][0]) & (edges_mm[:-1] < box[across][1])
        if not is_open.any():
            return None
        gaps = leaves_mm[0, is_open].min(), leaves_mm[1, is_open].max()
        strips = edges_mm[:-1][is_open].min(), edges_mm[1:][is_open].max()
        for axis, (low, high) in ((along, gaps), (across, strips)):
            box[axis] = max(box[axis][0], low), min(box[axis][1], high)
    return box if np.all(box[:, 1] > box[:, 0]) else None


def _draw_layer(
    layer: LeafLayer, leaves_mm: Floats, *, along: Floats, across: Floats, step_mm: float
) -> Floats:
    """Shape (across, along); leaves (2 banks, n, 2 moments)."""
    edges_mm = layer.edges_mm
    if edges_mm is None:
        return np.ones((len(across), len(along)))
    # What each pair covers of each row of pixels, shape (across, n).
    low = np.maximum(edges_mm[:-1], across[:, None] - step_mm / 2)
    high = np.minimum(edges_mm[1:], across[:, None] + step_mm / 2)
    covered = np.clip(high - low, 0.0, None) / step_mm
    between = _share_between(along, leaves_mm[0], leaves_mm[1], width_mm=step_mm)
    drawn: Floats = covered @ between
    return drawn


def _share_between(at_mm: Floats, low_mm: Floats, high_mm: Floats, *, width_mm: float) -> Floats:
    """For which share of pixels (p,) and time it is open between two edges, each (…, 2 moments): (…, p)."""
    beyond = _share_beyond(at_mm, low_mm, width_mm) - _share_beyond(at_mm, high_mm, width_mm)
    share: Floats = np.clip(beyond, 0.0, 1.0)
    return share


def _share_beyond(at_mm: Floats, edge_mm: Floats, width_mm: float) -> Floats:
    """The mean of a step over a pixel and over an edge's way: the step twice averaged, in closed form."""
    start, end = edge_mm.min(axis=-1)[..., None], edge_mm.max(axis=-1)[..., None]
    end = np.maximum(end, start + _LEAST_MOVE_MM)

    def rise(u: Floats) -> Floats:
        half: Floats = np.maximum(u, 0.0) ** 2 / 2.0
        return half

    ahead, behind = at_mm + width_mm / 2, at_mm - width_mm / 2
    total = rise(ahead - start) - rise(behind - start) - rise(ahead - end) + rise(behind - end)
    share: Floats = total / (width_mm * (end - start))
    return share
