"""A lattice of points laid over planes of contours: which are inside, how far from the contours, how deep.

Distances are exact, to the edges themselves; nothing is rounded to the lattice. How deep a plane's inside is
tells the largest disc that fits into it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rtqa.geometry.arrays import Bools, Ints, expand
from rtqa.geometry.rings import Rings
from rtqa.model.geometry import Floats

FINEST_MM, COARSEST_MM = 1 / 16, 2.0
"""Steps of a lattice, for the thinnest structures and for thick ones."""

_APART = 1e3
"""How many extents of the structure its planes are kept apart by, so that one tree of points serves all."""

_LEAST_MM = 1e-9

_SAMPLES = 0.5
"""Points along an edge, per lattice step, by which the nearest edge is found."""

_TRIALS, _ROUNDS = 200, 8
"""Points of a plane tried as the middle of its largest disc, and rounds of smaller steps from the best."""

_AROUND = np.array([(0.0, 1.0), (0.7, 0.7), (1.0, 0.0), (0.7, -0.7)])
_AROUND = np.concatenate([_AROUND, -_AROUND])
"""Steps (8, 2) in all directions."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Edges:
    """The edges of some planes of a structure, ring after ring.

    Attributes:
        start, end: shape (e, 2), in mm.
        plane: shape (e,); the plane of each.
        turn: shape (e,); +1 where the structure lies to the left, seen from start to end, else -1.
        before, after: shape (e,); the edges next to each in its ring.
        n_planes: p, of which some may have no edge.
    """

    start: Floats
    end: Floats
    plane: Ints
    turn: Floats
    before: Ints
    after: Ints
    n_planes: int

    @classmethod
    def of(cls, rings: Rings, unit_mm: Floats) -> Edges:
        """The edges of all rings, whose points are in units of `unit_mm` (2,)."""
        points = rings.points * unit_mm
        n, first, last = len(points), rings.starts[:-1], rings.starts[1:] - 1
        after = np.arange(1, n + 1)
        after[last] = first
        before = np.arange(-1, n - 1)
        before[first] = last
        lengths = np.diff(rings.starts)
        return cls(
            start=points,
            end=points[after],
            plane=np.repeat(rings.plane, lengths),
            turn=np.repeat(rings.sign, lengths),
            before=before,
            after=after,
            n_planes=len(rings.offsets_mm),
        )

    @property
    def widths_mm(self) -> Floats:
        """How thick each plane is on the whole: the radius of a disc, the width of a strip; shape (p,)."""
        crosses = self.start[:, 0] * self.end[:, 1] - self.start[:, 1] * self.end[:, 0]
        lengths_mm = np.hypot(*(self.end - self.start).T)
        around_mm = np.bincount(self.plane, lengths_mm, self.n_planes)
        doubled_mm2 = np.bincount(self.plane, crosses * self.turn, self.n_planes)
        widths: Floats = doubled_mm2 / np.where(around_mm > 0, around_mm, 1.0)
        return widths


def fitting_step_mm(width_mm: Floats) -> Floats:
    """Steps of a lattice for structures of these widths: powers of two, so that few of them do for all."""
    steps: Floats = 2.0 ** np.floor(np.log2(np.clip(width_mm / 8, FINEST_MM, COARSEST_MM)))
    return steps


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lattice:
    """Points in rows and columns, `step_mm` apart, the first of them at `origin_mm` (x, y)."""

    origin_mm: Floats
    step_mm: float
    shape: tuple[int, int]

    @classmethod
    def around(cls, points_mm: Floats, *, step_mm: float, margin_mm: float) -> Lattice:
        """A lattice that reaches at least a step and a margin beyond some points (n, 2)."""
        low, high = points_mm.min(axis=0), points_mm.max(axis=0)
        n_steps = np.ceil((high - low + 2 * margin_mm) / step_mm) + 2
        # About the middle, so that what is mirrored meets a mirrored lattice.
        origin_mm = ((low + high) - n_steps * step_mm) / 2
        columns, rows = (int(n) + 1 for n in n_steps)
        return cls(origin_mm=origin_mm, step_mm=step_mm, shape=(rows, columns))

    def to_mm(self, column: Floats | Ints, row: Floats | Ints) -> Floats:
        """Places (n, 2) in mm."""
        steps = np.column_stack([column, row]).astype(np.float64)
        placed: Floats = self.origin_mm + self.step_mm * steps
        return placed

    def inside(self, edges: Edges, planes: Ints) -> Bools:
        """Which points lie inside in each of some ascending planes: shape (planes, rows, columns)."""
        # The e edges of these planes, in steps of the lattice, and how many rows each of them crosses.
        n_rows, n_columns = self.shape
        chosen = np.flatnonzero(np.isin(edges.plane, planes))
        start, end = ((points[chosen] - self.origin_mm) / self.step_mm for points in (edges.start, edges.end))
        first = np.ceil(np.minimum(start[:, 1], end[:, 1])).astype(np.intp)
        n_crossed = np.ceil(np.maximum(start[:, 1], end[:, 1])).astype(np.intp) - first

        # Each edge with each row that it crosses (n,): the first column beyond the crossing.
        edge, rank = expand(n_crossed)
        row = first[edge] + rank
        rise = end[:, 1] - start[:, 1]
        share = (row - start[edge, 1]) / rise[edge]
        column = np.ceil(start[edge, 0] + share * (end[edge, 0] - start[edge, 0])).astype(np.intp)

        # The winding number goes up or down there. An edge going down has the structure on its left, at
        # higher columns.
        layer = np.searchsorted(planes, edges.plane[chosen])[edge]
        step = -np.sign(rise)[edge] * edges.turn[chosen][edge]
        flat = (layer * n_rows + row) * n_columns + column
        steps = np.bincount(flat, step, len(planes) * n_rows * n_columns)
        winding = np.cumsum(steps.reshape(len(planes), n_rows, n_columns), axis=2)
        return winding > 0.5


class Distances:
    """Finds how far points lie from the contours of their plane."""

    def __init__(self, edges: Edges, planes: Ints, *, step_mm: float) -> None:
        """Prepare some planes' edges; points are expected `step_mm` apart, or further."""
        from scipy.spatial import cKDTree  # noqa: PLC0415 (slow to load, and seldom asked for)

        chosen = np.flatnonzero(np.isin(edges.plane, planes))
        start, along = edges.start[chosen], edges.end[chosen] - edges.start[chosen]
        counts = np.maximum(np.ceil(_SAMPLES * np.hypot(*along.T) / step_mm), 1).astype(np.intp)
        edge, rank = expand(counts)
        samples = start[edge] + ((rank + 0.5) / counts[edge])[:, None] * along[edge]
        self._edges = edges
        self._owner = chosen[edge]
        self._apart_mm = _APART * float(np.ptp(edges.start, axis=0).max())
        self._tree = cKDTree(np.column_stack([samples, self._apart_mm * edges.plane[self._owner]]))

    def to(self, points_mm: Floats, plane: Ints) -> Floats:
        """Distance in mm of each point (n, 2) from the contours of its plane (n,)."""
        query = np.column_stack([points_mm, self._apart_mm * plane])
        nearest = self._owner[self._tree.query(query)[1]]
        # Near a corner the sample may lie on the next edge.
        beside = (nearest, self._edges.before[nearest], self._edges.after[nearest])
        distances = [_to_edge(points_mm, self._edges.start[e], self._edges.end[e]) for e in beside]
        result: Floats = np.minimum.reduce(distances)
        return result

    def signed(self, points_mm: Floats, plane: Ints, is_inside: Bools) -> Floats:
        """The same, negative inside; a point on the contour itself is on the side it is said to be on."""
        away_mm = np.maximum(self.to(points_mm, plane), _LEAST_MM)
        return np.where(is_inside, -away_mm, away_mm)


def _to_edge(points: Floats, start: Floats, end: Floats) -> Floats:
    """Distance of points (n, 2) from edges, each from the one beside it in the list."""
    along, away = end - start, points - start
    squared = np.einsum("ij,ij->i", along, along)
    share = np.einsum("ij,ij->i", along, away) / np.where(squared > 0, squared, 1.0)
    distance: Floats = np.hypot(*(away - np.clip(share, 0.0, 1.0)[:, None] * along).T)
    return distance


def largest_discs(lattice: Lattice, inside: Bools, distances: Distances, *, planes: Ints) -> Floats:
    """Radius in mm of the largest disc that fits in each of some planes, in the thickest part of it.

    Args:
        lattice: around these planes.
        inside: shape (planes, rows, columns); which of its nodes lie inside.
        distances: from the contours of these planes.
        planes: their numbers.
    """
    # Of the points inside each plane about so many are tried (n,).
    plane, row, column = np.nonzero(inside)
    counts = np.bincount(plane, minlength=len(planes))
    rank = expand(counts)[1]
    stride = -(-counts // _TRIALS)
    tried = np.flatnonzero(rank % np.maximum(stride, 1)[plane] == 0)
    points_mm = lattice.to_mm(column[tried], row[tried])
    radius_mm = distances.to(points_mm, planes[plane[tried]])

    # The deepest of each plane that has any (q,).
    order = np.lexsort((radius_mm, plane[tried]))
    held, last = np.unique(plane[tried][order][::-1], return_index=True)
    best = order[::-1][last]
    centres, radii = points_mm[best], radius_mm[best]

    # Steps in eight directions (q, 8, 2) from there, halved in each round.
    step_mm = lattice.step_mm * np.sqrt(stride[held])
    for _ in range(_ROUNDS):
        # No step leads outside while it is shorter than the disc's radius.
        step = np.minimum(step_mm, radii)[:, None, None] * _AROUND
        trials = centres[:, None] + step
        owner = np.repeat(planes[held], len(_AROUND))
        reached = distances.to(trials.reshape(-1, 2), owner).reshape(len(held), len(_AROUND))
        better = reached.argmax(axis=1)
        grown = np.flatnonzero(reached.max(axis=1) > radii)
        centres[grown], radii[grown] = trials[grown, better[grown]], reached[grown, better[grown]]
        step_mm = step_mm / 2
    radii_mm = np.zeros(len(planes))
    radii_mm[held] = radii
    return radii_mm
