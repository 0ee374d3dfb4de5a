"""Fluence to leaf positions: one sweep of each leaf pair, stopped at equal steps of meterset."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beams import U_MM, V_MM
from shapes import Array

# Ten 10 mm leaves, forty 5 mm leaves, ten 10 mm leaves.
LEAF_BOUNDARIES_MM = np.concatenate(
    [np.arange(-200.0, -100.0, 10.0), np.arange(-100.0, 100.0, 5.0), np.arange(100.0, 200.1, 10.0)]
)
LEAF_PAIRS = len(LEAF_BOUNDARIES_MM) - 1
SEGMENTS = 18
TRANSMISSION_FRAC = 0.012
# Through the rounded end of a leaf goes as much as if it stood back by this.
LEAF_OFFSET_MM = 0.2
FLUENCE_STEP = 1e-4


@dataclass(frozen=True, slots=True)
class Delivery:
    """One field as delivered: jaws (mm), leaf pairs [segment, bank, pair] (mm), and open time.

    open_time is in the unit of fluence: what a point gets that stays open in every segment.
    """

    jaw_x_mm: tuple[float, float]
    jaw_y_mm: tuple[float, float]
    leaves_mm: Array
    open_time: float


def sequence_leaves(wanted: Array) -> Delivery:
    """A step-and-shoot delivery of one field's wanted fluence [v, u].

    Leaves sweep towards +u. The leading leaf uncovers a point after all the falls in fluence before it, the
    trailing leaf covers it after all the rises, so the point stays open for as long as its fluence.
    """
    # Counted in whole steps from here on: no rounding can then decide where a leaf stops.
    whole = np.round(wanted / FLUENCE_STEP).astype(np.int64)
    # What leaks through closed leaves is given anyway and need not be given again.
    leak = round(TRANSMISSION_FRAC * int(_rises(whole).max()))
    fluence = np.maximum(whole - leak, 0)
    covered, uncovered = _rises(fluence), _rises(fluence) - fluence
    open_time = int(covered.max())
    rows_used = np.flatnonzero(fluence.max(axis=1))
    columns_used = np.flatnonzero(fluence.max(axis=0))
    half_column, half_row = 0.5 * (U_MM[1] - U_MM[0]), 0.5 * (V_MM[1] - V_MM[0])
    jaw_x = (float(U_MM[columns_used[0]]) - 5.0, float(U_MM[columns_used[-1]]) + 5.0)
    jaw_y = (float(V_MM[rows_used[0]] - half_row), float(V_MM[rows_used[-1]] + half_row))

    leaves = np.full((SEGMENTS, 2, LEAF_PAIRS), 0.5 * (jaw_x[0] + jaw_x[1]))
    edges = U_MM - half_column
    first_pair = int(np.searchsorted(LEAF_BOUNDARIES_MM, V_MM[0] - half_row))
    for row in rows_used:
        for segment in range(SEGMENTS):
            mid_segment = (2 * segment + 1) * open_time
            for bank, passed in enumerate((covered[row], uncovered[row])):
                reached = int(np.searchsorted(2 * SEGMENTS * passed, mid_segment, side="right"))
                position = edges[reached] if reached < len(edges) else jaw_x[1]
                leaves[segment, bank, first_pair + row] = np.clip(position, *jaw_x)
    is_open = leaves[:, 1] > leaves[:, 0]
    leaves += LEAF_OFFSET_MM * is_open[:, None] * np.array([1.0, -1.0])[:, None]
    return Delivery(jaw_x, jaw_y, leaves, open_time * FLUENCE_STEP)


def delivered_fluence(delivery: Delivery) -> Array:
    """What the segments and the leak through closed leaves add up to, [v, u]."""
    first_pair = int(np.searchsorted(LEAF_BOUNDARIES_MM, V_MM[0] - 0.5 * (V_MM[1] - V_MM[0])))
    trailing, leading = (
        delivery.leaves_mm[:, bank, first_pair : first_pair + len(V_MM), None] for bank in (0, 1)
    )
    is_open = (trailing < U_MM) & (leading > U_MM)
    in_jaws = np.outer(_between(V_MM, delivery.jaw_y_mm), _between(U_MM, delivery.jaw_x_mm))
    open_frac = is_open.sum(axis=0) / SEGMENTS
    return np.asarray(delivery.open_time * in_jaws * (open_frac + TRANSMISSION_FRAC * (1.0 - open_frac)))


def _rises(fluence: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The sum of all rises in fluence up to each cell of a row."""
    return np.cumsum(np.maximum(np.diff(fluence, axis=1, prepend=0), 0), axis=1)


def _between(axis_mm: Array, limits_mm: tuple[float, float]) -> Array:
    low_mm, high_mm = limits_mm
    return np.asarray((low_mm < axis_mm) & (axis_mm < high_mm), dtype=np.float64)
