"""The search for the gamma index: branch and bound over the cells of a trilinear dose.

Within a box the dose lies between the values at its corners, and no place is nearer than the box. Both bound
γ² from below; boxes that cannot hold less than what is known are left out. In the others the least is sought,
and what is far from linear is halved along each axis. Places are in units of the DTA, doses in units of the
criterion, axes in the order k, j, i.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from rtqa.model.geometry import Floats

Rows = npt.NDArray[np.intp]

CLOSE_ENOUGH = 0.01
"""What could lower γ by less is not looked at."""

_LINEAR = 0.5
"""A box whose dose departs from a plane by less, in units of the criterion, is not halved."""

_ROUNDS = 2
"""How often a plane is laid to the dose of a box."""

_FLAT = 1e-9
"""A lesser slope counts as this."""

_BENT = np.indices((2, 2, 2)).sum(axis=0) >= 2
"""The terms that are not linear."""


class Field:
    """A dose that is trilinear between its nodes.

    Attributes:
        values: shape (k, j, i), in Gy.
        places: of the nodes along each axis, ascending.
        least, greatest: shape (k - 1, j - 1, i - 1); of the corners of each cell.
    """

    def __init__(self, values: Floats, places: Sequence[Floats]) -> None:
        for axis, along in enumerate(places):
            if len(along) == 1:  # A single plane is a thin slab.
                values = np.repeat(values, 2, axis=axis)
        self.places = [np.append(along, along + 1e-6) if len(along) == 1 else along for along in places]
        self.values = values
        self.least, self.greatest = (_over_corners(values, function) for function in (np.minimum, np.maximum))


@dataclass(frozen=True, slots=True)
class _Boxes:
    """Boxes to search, with the reference point of each at the origin.

    Attributes:
        rows: shape (m,); which reference point each belongs to.
        low, width: shape (3, m).
        terms: shape (2, 2, 2, m); the factors of 1, u, v, uv, … of the difference of dose, with u, v and w
            from 0 to 1 across the box.
    """

    rows: Rows
    low: Floats
    width: Floats
    terms: Floats

    def of(self, which: npt.NDArray[Any]) -> _Boxes:
        return _Boxes(self.rows[which], self.low[:, which], self.width[:, which], self.terms[..., which])


def find_least_squares(
    field: Field, coordinates: Floats, *, gy: Floats, per_gy: Floats, most: float
) -> Floats:
    """γ², shape (n,), no greater than ``most``², of reference points at (3, n) with their doses."""
    least = np.full(len(gy), most**2)
    home = np.array(
        [
            np.clip(np.searchsorted(along, place, side="right") - 1, 0, len(along) - 2)
            for along, place in zip(field.places, coordinates, strict=True)
        ]
    )
    shifts = [_count_cells(along, most) for along in field.places]
    gaps = [
        {shift: _gap(along, place, cell + shift) for shift in range(-n, n + 1)}
        for along, place, cell, n in zip(field.places, coordinates, home, shifts, strict=True)
    ]
    for shift in _list_nearest_first(field, shifts):
        squared = np.sum([gap[by] for gap, by in zip(gaps, shift, strict=True)], axis=0)
        rows = np.flatnonzero(squared < _worth(least))
        cells = home[:, rows] + np.array(shift)[:, None]
        above = (field.least[tuple(cells)] - gy[rows]) * per_gy[rows]
        below = (gy[rows] - field.greatest[tuple(cells)]) * per_gy[rows]
        bound = squared[rows] + np.maximum(0.0, np.maximum(above, below)) ** 2
        worth = bound < _worth(least[rows])
        rows, cells = rows[worth], cells[:, worth]
        if len(rows):
            _search(_cut(field, coordinates, rows=rows, cells=cells, gy=gy, per_gy=per_gy), least)
    return least


def _worth(least: Floats) -> Floats:
    """Below which bounds a box is worth a look."""
    return np.maximum(np.sqrt(least) - CLOSE_ENOUGH, 0.0) ** 2


def _count_cells(places: Floats, most: float) -> int:
    """How many cells away, to either side, something may be within reach."""
    return min(len(places) - 2, int(np.ceil(most / np.diff(places).min())))


def _gap(places: Floats, coordinates: Floats, cell: Rows) -> Floats:
    """Squared distance from places (n,) to cells (n,) along an axis; infinite beyond the grid."""
    known = (cell >= 0) & (cell <= len(places) - 2)
    inside = np.where(known, cell, 0)
    gap = np.maximum(0.0, np.maximum(places[inside] - coordinates, coordinates - places[inside + 1]))
    squared: Floats = np.where(known, gap**2, np.inf)
    return squared


def _list_nearest_first(field: Field, shifts: Sequence[int]) -> list[tuple[int, ...]]:
    widths = [float(np.median(np.diff(along))) for along in field.places]

    def distance2(shift: tuple[int, ...]) -> float:
        return sum((by * width) ** 2 for by, width in zip(shift, widths, strict=True))

    return sorted(product(*(range(-n, n + 1) for n in shifts)), key=distance2)


def _cut(field: Field, coordinates: Floats, *, rows: Rows, cells: Rows, gy: Floats, per_gy: Floats) -> _Boxes:
    """The cells (3, m) as boxes about the reference points (m,)."""
    ends = [(along[cell], along[cell + 1]) for along, cell in zip(field.places, cells, strict=True)]
    low = np.array([first for first, _ in ends])
    terms = np.empty((2, 2, 2, len(rows)))
    k, j, i = cells
    for dk, dj, di in product((0, 1), repeat=3):
        terms[dk, dj, di] = (field.values[k + dk, j + dj, i + di] - gy[rows]) * per_gy[rows]
    terms[1] -= terms[0]
    terms[:, 1] -= terms[:, 0]
    terms[:, :, 1] -= terms[:, :, 0]
    return _Boxes(rows, low - coordinates[:, rows], np.array([last for _, last in ends]) - low, terms)


def _search(boxes: _Boxes, least: Floats) -> None:
    """Lower ``least`` (n,) to what the boxes hold."""
    while len(boxes.rows):
        np.minimum.at(least, boxes.rows, _descend(boxes))
        bent = np.abs(boxes.terms)[_BENT].sum(axis=0) > _LINEAR
        parts = _halve(boxes.of(bent))
        boxes = parts.of(_bound(parts) < _worth(least[parts.rows]))


def _descend(boxes: _Boxes) -> Floats:
    """The least γ² (m,) that is found in each box: from the nearest place on, by planes that touch the dose.

    Where the difference is c + g·x, the least of |x|² + (c + g·x)² in a box lies where x is −λ g, moved into
    the box, and λ is c + g·x.
    """
    low, high = boxes.low, boxes.low + boxes.width
    place = np.clip(0.0, low, high)
    least_squares = np.full(len(boxes.rows), np.inf)
    for turn in range(_ROUNDS + 1):
        u, v, w = (place - low) / boxes.width
        along_u = boxes.terms[0] + boxes.terms[1] * u
        along_v = along_u[0] + along_u[1] * v
        difference = along_v[0] + along_v[1] * w
        least_squares = np.minimum(least_squares, (place**2).sum(axis=0) + difference**2)
        if turn == _ROUNDS:
            break
        by_u = boxes.terms[1, 0] + boxes.terms[1, 1] * v
        slope = np.array([by_u[0] + by_u[1] * w, along_u[1, 0] + along_u[1, 1] * w, along_v[1]])
        slope /= boxes.width
        constant = difference - (slope * place).sum(axis=0)
        factor = _solve(constant, slope, low=low, high=high)
        place = np.clip(-factor * slope, low, high)
    return least_squares


def _solve(constant: Floats, slope: Floats, *, low: Floats, high: Floats) -> Floats:
    """The λ (m,) that is c + g·x at x = −λ g, moved into the box.

    λ − c + Σ gᵢ² λᵢ is 0, where λᵢ is λ kept within what takes x across the box: a rising function of λ,
    straight between the ends of those ranges.
    """
    slope = np.where(np.abs(slope) < _FLAT, _FLAT, slope)
    first, last = np.sort([-low / slope, -high / slope], axis=0)
    squared = slope**2

    def above(factor: Floats) -> Floats:
        total: Floats = factor - constant + (squared * np.clip(factor, first, last)).sum(axis=0)
        return total

    under, over = np.full(len(constant), -np.inf), np.full(len(constant), np.inf)
    for end in (*first, *last):
        too_much = above(end) > 0
        over = np.where(too_much, np.minimum(over, end), over)
        under = np.where(too_much, under, np.maximum(under, end))
    start = np.where(np.isfinite(under), under, over)
    free = 1.0 + (squared * ((first <= under) & (last >= over))).sum(axis=0)
    root: Floats = start - above(start) / free
    return root


def _halve(boxes: _Boxes) -> _Boxes:
    """The eight parts of each box that is halved along each axis."""
    width = 0.5 * boxes.width
    lows, parts = [], []
    for half in product((0, 1), repeat=3):
        terms = boxes.terms.copy()
        for axis, is_upper in enumerate(half):
            constant, linear = np.moveaxis(terms, axis, 0)
            linear *= 0.5
            if is_upper:
                constant += linear
        lows.append(boxes.low + width * np.array(half)[:, None])
        parts.append(terms)
    return _Boxes(
        np.tile(boxes.rows, 8),
        np.concatenate(lows, axis=1),
        np.tile(width, 8),
        np.concatenate(parts, axis=-1),
    )


def _bound(boxes: _Boxes) -> Floats:
    """What γ² (m,) is at least in each box."""
    corners = boxes.terms.copy()
    corners[1] += corners[0]
    corners[:, 1] += corners[:, 0]
    corners[:, :, 1] += corners[:, :, 0]
    corners = corners.reshape(8, -1)
    apart = np.maximum(0.0, np.maximum(corners.min(axis=0), -corners.max(axis=0)))
    nearest = np.clip(0.0, boxes.low, boxes.low + boxes.width)
    bound: Floats = (nearest**2).sum(axis=0) + apart**2
    return bound


def _over_corners(values: Floats, function: np.ufunc) -> Floats:
    for axis in range(3):
        values = function(
            np.take(values, range(values.shape[axis] - 1), axis=axis),
            np.take(values, range(1, values.shape[axis]), axis=axis),
        )
    return values
