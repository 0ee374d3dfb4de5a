"""The dose seen along the contours' normal: contours and dose in one frame before they meet.

Contours are planar, the dose is a stack of planes, and mostly both are axial. Where the contours lie along
another axis of the dose grid (sagittal, coronal) the grid is turned; where they lie oblique to it (a tilted
dose grid) the dose is resampled by trilinear interpolation on planes parallel to the contours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import numpy.typing as npt

from rtqa.geometry.planar import PlanarStructure
from rtqa.geometry.rings import Rings
from rtqa.geometry.slabs import Slabs
from rtqa.geometry.tolerances import FLAT_MM
from rtqa.messages import Message, Quantity
from rtqa.model.dose import Dose
from rtqa.model.geometry import Floats, owned


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DoseFrame:
    """A dose turned so that its first axis is the contours' normal.

    Attributes:
        values_gy: shape (w, v, u), float32; nan where an oblique frame leaves the dose grid.
        planes_mm: shape (w,); where the dose planes lie along the normal, ascending.
        spacing_mm: between nodes along u and v.
        to_frame: shape (3, 4); maps (x, y, z, 1) in mm to u and v in nodes and w in mm.
        note: what had to be done to the dose; None where nothing had.
    """

    values_gy: npt.NDArray[np.float32]
    planes_mm: Floats
    spacing_mm: tuple[float, float]
    to_frame: Floats
    note: Message | None = None


def frame_along(dose: Dose, structure: PlanarStructure) -> DoseFrame:
    """The dose as seen along the normal of a structure's planes.

    Args:
        dose: any grid, tilted or not.
        structure: planes of any direction.
    """
    low, high = structure.box_mm
    corners = np.array(list(product(*zip(low, high, strict=True))))
    for axis in (2, 1, 0):
        frame = _turned(dose, axis)
        # Heights along the frame and along the structure's normal go together, but for a shift.
        heights = (corners @ structure.axes) @ frame.to_frame[2, :3]
        away = heights - np.sign(frame.to_frame[2, :3] @ structure.normal) * corners[:, 2]
        if np.ptp(away) <= FLAT_MM:
            return _in_order(frame)
    return _resampled(dose, structure)


def put_in_frame(structure: PlanarStructure, frame: DoseFrame) -> tuple[Rings, Slabs]:
    """A structure's planes in a frame along its normal: rings in nodes, ascending along the frame's w."""
    # (u, v, w) in mm to (u, v) in nodes and w in mm: a table (3, 3) and a shift (3,).
    table, shift = frame.to_frame[:, :3] @ structure.axes.T, frame.to_frame[:, 3]
    rings, offsets = structure.rings, structure.offsets_mm
    points = np.empty(rings.points.shape)
    for axis in range(2):
        points[:, axis] = shift[axis]
        # Mostly one of the three is not 0: contours lie along the dose grid.
        for factor, along in zip(table[axis, :2], rings.points.T, strict=True):
            if abs(factor) > _LEVEL:
                points[:, axis] += factor * along
        if abs(table[axis, 2]) > _LEVEL:
            points[:, axis] += np.repeat(table[axis, 2] * offsets[rings.plane], np.diff(rings.starts))
    low, high = structure.box_mm
    scale = float(np.linalg.det(table[:2, :2]))
    direction = float(np.sign(table[2, 2]))
    shift_mm = float(table[2, :2] @ (low + high)[:2] / 2 + shift[2])
    placed = Rings(
        points=points,
        starts=rings.starts,
        plane=rings.plane if direction > 0 else len(offsets) - 1 - rings.plane,
        areas=rings.areas * abs(scale),
        sign=rings.sign * np.sign(scale),
        offsets_mm=shift_mm + (offsets if direction > 0 else -offsets[::-1]),
        notes=rings.notes,
    )
    return placed, structure.slabs.turned(direction, shift_mm)


_LEVEL = 1e-12
"""A direction cosine, over the nodes' distance, below this is 0 but for rounding."""


def _in_order(frame: DoseFrame) -> DoseFrame:
    """The frame with its values in the order of its axes; turned ones are copied."""
    return replace(frame, values_gy=np.ascontiguousarray(frame.values_gy))


def refined(frame: DoseFrame, rings: Rings) -> DoseFrame:
    """The frame around some rings in it, with nodes put between by cubic splines along each axis.

    Trilinear interpolation between the new nodes falls short of the splines by a sixteenth of what it falls
    short between the old ones, or less: the finer, the fewer nodes there are.
    """
    from scipy.interpolate import CubicSpline  # noqa: PLC0415 (slow to load, and seldom asked for)

    # The window of nodes (w, v, u) around the points, with a margin for caps and for splines to settle.
    sizes = frame.values_gy.shape
    axes = [frame.planes_mm, np.arange(sizes[1], dtype=float), np.arange(sizes[2], dtype=float)]
    reach = _CAP_MARGIN_MM
    margins = (
        reach,
        reach / frame.spacing_mm[1] + _SPLINE_NODES,
        reach / frame.spacing_mm[0] + _SPLINE_NODES,
    )
    low, high = (
        (extreme(rings.offsets_mm), *extreme(rings.points, axis=0)[::-1]) for extreme in (np.min, np.max)
    )
    windows = []
    for nodes, margin, least, most in zip(axes, margins, low, high, strict=True):
        first = max(int(np.searchsorted(nodes, least - margin)) - 1, 0)
        last = min(int(np.searchsorted(nodes, most + margin)) + 1, len(nodes))
        windows.append(slice(first, max(last, first + 2)))

    # Along one axis after the other n nodes for each gap; the finer, the fewer nodes there are.
    values = frame.values_gy[tuple(windows)].astype(np.float64)
    n = next((n for n in (8, 6) if values.size * n**3 < _MOST_NODES), 4)
    for axis, (nodes, window) in enumerate(zip(axes, windows, strict=True)):
        coarse = nodes[window]
        axes[axis] = np.interp(np.arange(n * (len(coarse) - 1) + 1) / n, np.arange(len(coarse)), coarse)
        values = CubicSpline(coarse, values, axis=axis)(axes[axis])

    # u and v are counted in new nodes, from the window's first one on.
    to_frame = frame.to_frame.copy()
    for row, window in ((0, windows[2]), (1, windows[1])):
        to_frame[row, 3] -= window.start
        to_frame[row] *= n
    return DoseFrame(
        values_gy=np.maximum(values, 0.0).astype(np.float32),
        planes_mm=axes[0],
        spacing_mm=(frame.spacing_mm[0] / n, frame.spacing_mm[1] / n),
        to_frame=to_frame,
        note=frame.note,
    )


_SPLINE_NODES = 4
"""Nodes beyond the structure after which a spline no longer feels where the window ends."""

_MOST_NODES = 2e7
"""Nodes that a refined dose may have before it is refined less."""


def _turned(dose: Dose, axis: int) -> DoseFrame:
    """The dose with its axis i, j or k (0, 1, 2) as normal; the others follow in cyclic order."""
    u, v, w = (axis + 1) % 3, (axis + 2) % 3, axis
    inverse = np.linalg.inv(dose.grid.affine_mm)[:3]
    step_mm = dose.grid.spacing_mm[w]
    values = dose.values_gy.transpose([2 - w, 2 - v, 2 - u])
    positions = dose.grid.slice_positions if w == 2 else owned(np.arange(values.shape[0]))
    to_frame = inverse[[u, v, w]] * [[1.0], [1.0], [step_mm]]
    if w != 2 and not dose.grid.is_uniform:
        # In plane, nodes must be evenly spaced; the caller then resamples.
        to_frame = np.full((3, 4), np.nan)
    spacing = (dose.grid.spacing_mm[u], dose.grid.spacing_mm[v])
    return DoseFrame(values_gy=values, planes_mm=positions * step_mm, spacing_mm=spacing, to_frame=to_frame)


def _resampled(dose: Dose, structure: PlanarStructure) -> DoseFrame:
    """The dose on planes across a structure's normal, at half its own spacing, around it."""
    # Axes u, v, w (3, 3), and the box around the structure.
    fine_mm, axes = 0.5 * min(dose.grid.spacing_mm), structure.axes
    margin = 2 * fine_mm + np.array([0, 0, _CAP_MARGIN_MM])
    low, high = structure.box_mm
    low, high = low - margin, high + margin

    # Nodes along each axis, and the dose on one plane (v · u, 3) of them after the other.
    counts = np.ceil((high - low) / fine_mm).astype(int) + 1
    u, v, w = (low[axis] + fine_mm * np.arange(counts[axis]) for axis in range(3))
    values = np.empty((len(w), len(v), len(u)), dtype=np.float32)
    plane = np.stack(np.broadcast_arrays(u[None, :], v[:, None], 0.0), axis=-1).reshape(-1, 3)
    for n, height in enumerate(w):
        plane[:, 2] = height
        values[n] = interpolate_gy(dose, plane @ axes).reshape(len(v), len(u))
    to_frame = np.column_stack([axes, np.zeros(3)])
    to_frame[:2] /= fine_mm
    to_frame[:2, 3] = -low[:2] / fine_mm
    return DoseFrame(
        values_gy=values,
        planes_mm=w,
        spacing_mm=(fine_mm, fine_mm),
        to_frame=to_frame,
        note=Message("dvh.resampled", spacing=Quantity(fine_mm, "mm")),
    )


_CAP_MARGIN_MM = 10.0
"""How far beyond the outermost contours an end cap may reach."""


def interpolate_gy(dose: Dose, points_mm: Floats) -> npt.NDArray[np.float32]:
    """Trilinear dose in Gy at points (n, 3) in mm; nan outside the grid."""
    i, j, s = dose.grid.to_ijs(points_mm).T
    k = np.interp(s, dose.grid.slice_positions, np.arange(len(dose.grid.slice_positions)))
    # Indices (3, n) of the cell that each point lies in, and how far in it lies.
    index = np.stack([k, j, i])
    last = np.array(dose.grid.shape_kji)[:, None] - 1
    is_outside = np.any((index < 0) | (index > last), axis=0)
    is_outside |= (s < dose.grid.slice_positions[0]) | (s > dose.grid.slice_positions[-1])
    base = np.clip(np.floor(index).astype(np.intp), 0, np.maximum(last - 1, 0))
    share = np.clip(index - base, 0.0, 1.0)

    # The eight nodes of the cell, each with the weight (n,) that the point's place gives it.
    result = np.zeros(len(points_mm))
    for corner in np.ndindex(2, 2, 2):
        step = np.array(corner)[:, None]
        weight = np.prod(np.where(step == 1, share, 1.0 - share), axis=0)
        result += weight * dose.values_gy[tuple(np.minimum(base + step, last))]
    result[is_outside] = np.nan
    return result.astype(np.float32)
