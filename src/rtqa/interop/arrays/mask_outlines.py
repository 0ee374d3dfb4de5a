"""The outlines of a mask: closed rings along the edges of its voxels, exactly.

A voxel belongs to the structure as a whole or not at all. In each slice the structure is then what the
squares of its voxels cover, whose outline has corners at voxel corners only. Between slices the DVH takes
each outline for half the distance to the next slice, which are the voxels' own top and bottom.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rtqa.geometry.arrays import Ints


def trace_outlines(mask: npt.NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """The rings around the voxels of each slice, holes included; voxels that share a corner alone are apart.

    Args:
        mask: shape (k, j, i).

    Returns:
        Corners (n, 3), as k, j and i of the voxel whose lower corner each is, end to end; and where each ring
        starts, (m + 1,).
    """
    # The four voxels around each corner of the lattice (k, j + 1, i + 1), and which corners the outline turns
    # at: with one voxel or three it turns once; with two across from each other, twice.
    padded = np.pad(mask, ((0, 0), (1, 1), (1, 1)))
    before, after = padded[:, :-1, :], padded[:, 1:, :]
    quads = np.stack([before[..., :-1], before[..., 1:], after[..., :-1], after[..., 1:]])
    count = quads.sum(axis=0, dtype=np.int8)
    is_crossing = (count == 2) & (quads[0] == quads[3])
    turns = np.argwhere((count == 1) | (count == 3) | is_crossing)
    if not len(turns):
        return np.empty((0, 3), dtype=np.intp), np.zeros(1, dtype=np.intp)

    # A crossing is two corners: one ends the edge to its left, the other begins the one to its right. Where
    # the voxels lie upper left and lower right, the first of them also ends the edge from above.
    k, j, i = turns.T
    twice = np.where(is_crossing[k, j, i], 2, 1)
    owner = np.repeat(np.arange(len(turns)), twice)
    is_second = np.diff(owner, prepend=-1) == 0
    falls = quads[0][k, j, i][owner]
    corners = turns[owner]
    rank_below = np.where(falls, is_second, ~is_second) & is_crossing[k, j, i][owner]

    # Along each row of the lattice, corners are ends of edges by twos; so along each column.
    along_row = np.lexsort((is_second, corners[:, 2], corners[:, 1], corners[:, 0]))
    along_column = np.lexsort((rank_below, corners[:, 1], corners[:, 2], corners[:, 0]))
    return _walk(corners, _pair(along_row), _pair(along_column))


def _pair(order: Ints) -> Ints:
    """The corner at the other end of each corner's edge (n,), edges being neighbours in an order by twos."""
    partner = np.empty(len(order), dtype=np.intp)
    partner[order[0::2]], partner[order[1::2]] = order[1::2], order[0::2]
    return partner


def _walk(corners: Ints, row_partner: Ints, column_partner: Ints) -> tuple[Ints, Ints]:
    """The rings, edge by edge: along a row, then along a column."""
    along_row, along_column = row_partner.tolist(), column_partner.tolist()
    seen = bytearray(len(corners))
    visited: list[int] = []
    starts = [0]
    for first in range(len(corners)):
        if seen[first]:
            continue
        corner = first
        while not seen[corner]:
            other = along_row[corner]
            seen[corner] = seen[other] = 1
            visited += (corner, other)
            corner = along_column[other]
        starts.append(len(visited))
    return corners[visited], np.array(starts, dtype=np.intp)
