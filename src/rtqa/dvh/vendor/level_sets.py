"""Rings along which values on a lattice are zero: marching squares, all cells at once.

In each cell the values are taken as linear along its sides. A ring runs with the negative values on its left,
so that outlines are counter-clockwise and holes clockwise.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from rtqa.geometry.arrays import Ints
from rtqa.model.geometry import Floats

_CORNERS = ((0, 0), (1, 0), (1, 1), (0, 1))
"""A cell's corners, counter-clockwise, as (column, row); side k runs from corner k to the next."""


class Level(NamedTuple):
    """Rings, end to end: points (n, 2) as (column, row); starts (m + 1,); and the layer of each ring (m,)."""

    points: Floats
    starts: Ints
    layer: Ints


def zero_rings(cells: Ints, values: Floats, nodes: Ints) -> Level:
    """The rings on which values on a stack of lattices are zero.

    Args:
        cells: shape (3, c); layer, row and column of the cells to look at: both cells beside every side along
            which the values change sign.
        values: shape (4, c); at the cells' corners, counter-clockwise from the lowest row and column;
            negative is inside.
        nodes: shape (4, c); numbers of the corners, the same in every cell that shares one.
    """
    # Cells (c,) that have corners inside and outside.
    is_in = values < 0
    mixed = np.flatnonzero(is_in.any(axis=0) & ~is_in.all(axis=0))
    cells, values, nodes, is_in = cells[:, mixed], values[:, mixed], nodes[:, mixed], is_in[:, mixed]

    # Of each cell the side (c,) over which a ring leaves the inside, and the one over which it comes back.
    next_in = np.roll(is_in, -1, axis=0)
    leaves, enters = is_in & ~next_in, ~is_in & next_in
    first, cell = np.argmax(leaves, axis=0), np.arange(len(mixed))
    onward = np.argmax(enters, axis=0)

    # A saddle has two pieces of ring, so there are n ≥ c pieces. The middle decides which corners belong
    # together.
    saddle = np.flatnonzero(leaves.sum(axis=0) == 2)
    turn = np.where(values[:, saddle].mean(axis=0) < 0, 1, 3)
    onward[saddle] = (first[saddle] + turn) % 4
    side = np.concatenate([first, first[saddle] + 2])
    to_side = np.concatenate([onward, (first[saddle] + 2 + turn) % 4])
    cell = np.concatenate([cell, saddle])

    # Where each piece crosses its side (n, 2): the values are linear along it.
    at_in, at_out = values[side, cell], values[(side + 1) % 4, cell]
    share = (at_in / (at_in - at_out))[:, None]
    corners = np.array(_CORNERS, dtype=np.float64)
    points = cells[2:0:-1, cell].T + (1 - share) * corners[side] + share * corners[(side + 1) % 4]

    # The piece that follows begins on the side that this one ends on, in the next cell.
    name = _side_names(nodes, side, cell)
    order = np.argsort(name)
    following = order[np.searchsorted(name[order], _side_names(nodes, to_side, cell))]
    return _in_rings(points, following, cells[0, cell])


def _side_names(nodes: Ints, side: Ints, cell: Ints) -> Ints:
    """One number for each side of a cell, the same seen from both cells that share it."""
    start, end = nodes[side, cell], nodes[(side + 1) % 4, cell]
    # A side along a row is named by its left node, one along a column by its lower node.
    names: Ints = 2 * np.minimum(start, end) + side % 2
    return names


def _in_rings(points: Floats, following: Ints, layer: Ints) -> Level:
    """Put points in the order in which each follows another, ring by ring."""
    n = len(points)
    n_rounds = max(n - 1, 1).bit_length()
    ring, jump = np.arange(n), following
    for _ in range(n_rounds):
        ring = np.minimum(ring, ring[jump])
        jump = jump[jump]
    # Steps from each point to its ring's first, by doubling the stride.
    is_first = ring == np.arange(n)
    steps, jump = np.where(is_first, 0, 1), np.where(is_first, ring, following)
    for _ in range(n_rounds):
        steps = steps + steps[jump]
        jump = jump[jump]
    order = np.lexsort((-steps, ~is_first, ring))
    lengths = np.bincount(ring, minlength=n)[is_first]
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.intp)
    return Level(points[order], starts, layer[is_first])
