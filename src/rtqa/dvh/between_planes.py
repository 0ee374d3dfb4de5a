"""What lies between the planes, as far as the planes themselves can tell.

Organs are drawn by hand, plane by plane, or by masks of pixels, and their outlines waver from one plane to
the next. By how much shows where a plane departs from the course of its neighbours: what is covered of a cell
is compared with the cubic through the four planes about it, which leaves out all that changes smoothly. A
plane not drawn would depart from its neighbours alike. Its share of the volume, dose by dose, is one more
cause of doubt.

The lowest and the highest dose may lie between planes too. What belongs to the structure for certain are the
planes' own heights, and between two planes what lies inside both; by how much more the slabs hold says how
much more yet there may be. And the outlines themselves, as they waver, might have been drawn a little further
in or out. An extreme that lies deep inside is therefore known, but for the dose between its nodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from rtqa.dvh.blurred_edges import blurred_edges, displacement_mm
from rtqa.dvh.cells import Cells, Window
from rtqa.dvh.dose_frame import DoseFrame
from rtqa.dvh.end_doubt import departure_weights
from rtqa.dvh.extremes import Extremes
from rtqa.dvh.samples import Samples
from rtqa.dvh.wavering import DRIFT_SHARE, WAVER_SHARE, Departures, share_by_itself, waver_together
from rtqa.geometry.arrays import Bools, Ints, Singles, grown_in_plane
from rtqa.geometry.slabs import Slabs
from rtqa.model.geometry import Floats

LEAST_BLUR = 0.6
"""Which share of what planes depart by, squared, may blur edges where outlines drift."""

FREEDOMS = 3
"""Of each plane that could depart from the course of the others, so many outlines' parts by themselves."""

BEND_SHARE = 0.3
"""What counts of a departure from a line by which a plane is larger, or smaller, all around: a smooth surface
bends so. What it wins on one side and loses on another is wavering, and counts whole."""

ONWARD_SHARE, OUTWARD_SHARE = 0.7, 1.2
"""How far outwards extremes may lie, for each Gy that they may inwards, and for each that the dose goes on
beyond the outlines as they waver; squares added up."""

INWARD_SHARE = 2.5
"""How far inwards, for each Gy that the dose changes within the outlines as they waver: of many, the one that
is furthest out lies √3 times the root of their mean square out where they waver evenly between two bounds,
and 2.5 times where a hundred do by a normal law."""

MOST_CELLS = 150_000
"""Cells of all planes looked at; of larger structures some planes stand for the others."""

_HEIGHTS = (0.0, 1 / 3, 2 / 3)
"""Where between a plane and the next the dose is looked at."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BetweenPlanes:
    """What the planes leave open between them.

    Attributes:
        wavering: volumes by which planes depart from their neighbours, at their doses; `cap` is the curve.
        blur: volumes to add, and (negative) to take away, for edges that do not waver.
        inward_low_gy, inward_high_gy: by how much the extremes of what is certain lie inside those of the
            slabs.
        within_low_gy, within_high_gy: by how much they do of outlines further in, as these waver.
        outward_low_gy, outward_high_gy: by how much the dose goes on beyond the outlines as they waver.
        certain: the exact extremes in the drawn planes, and of what lies inside two planes between them; None
            where there are too many to look at.
    """

    wavering: Samples
    blur: Samples
    inward_low_gy: float
    inward_high_gy: float
    within_low_gy: float
    within_high_gy: float
    outward_low_gy: float
    outward_high_gy: float
    certain: Extremes | None

    def bounds(
        self, low_gy: float, high_gy: float, *, near_ends_gy: tuple[float, float]
    ) -> tuple[Extremes, Extremes]:
        """How far inwards and outwards the extremes may lie, which by the slabs are these.

        Inwards as far as what is certain; and, as outlines waver, no further than the doses near the ends.
        """
        inward_low, inward_high = self.inward_low_gy, self.inward_high_gy
        if self.certain is not None:
            # No plane may lie in the dose grid, and a slab's end all the same: then anything between them.
            inward_low = float(np.clip(self.certain.low_gy - low_gy, 0.0, high_gy - low_gy))
            inward_high = float(np.clip(high_gy - self.certain.high_gy, 0.0, high_gy - low_gy))
        outward_low, outward_high = (
            float(np.hypot(ONWARD_SHARE * inward, OUTWARD_SHARE * outward))
            for inward, outward in ((inward_low, self.outward_low_gy), (inward_high, self.outward_high_gy))
        )
        cold, hot = near_ends_gy
        inward_low, inward_high = (
            max(inward, min(float(np.hypot(inward, INWARD_SHARE * within)), most))
            for inward, within, most in (
                (inward_low, self.within_low_gy, cold - low_gy),
                (inward_high, self.within_high_gy, high_gy - hot),
            )
        )
        return (
            Extremes(low_gy + inward_low, high_gy - inward_high),
            Extremes(max(low_gy - outward_low, 0.0), high_gy + outward_high),
        )


def look_between(frame: DoseFrame, cells: Cells, slabs: Slabs, *, offsets_mm: Floats) -> BetweenPlanes | None:
    """Look at the planes of a structure, and between them; None where it has no dosed cells.

    Args:
        frame: the dose along the contours' normal.
        cells: what is covered by each of the p planes.
        slabs: which of them belong together.
        offsets_mm: shape (p,); where they lie along the normal.
    """
    n_planes = len(offsets_mm)
    held = cells.window(np.arange(n_planes))
    if not held.n_rows or len(frame.planes_mm) < 2:
        return None
    window = held.grown
    size = n_planes * window.n_rows * window.n_columns
    # Planes (c,) looked at, and five in a row about each (c, 5): at an end the five last.
    step = -(-size // MOST_CELLS)
    step = 5 * step if step > 1 else 1
    centre = np.arange(min(step // 2, n_planes - 1), n_planes, step)
    goes_on = ~(slabs.end_above[:-1] | slabs.end_below[1:]) if n_planes > 1 else np.zeros(0, dtype=bool)
    five, weights, lines, is_line = _neighbours(centre, goes_on, offsets_mm)
    after = np.minimum(centre + 1, n_planes - 1)
    used, place = np.unique(np.column_stack([five, centre, after]), return_inverse=True)
    covered = _covered(cells, used, window)
    place = place.reshape(len(centre), -1)
    here, above = covered[place[:, -2]], covered[place[:, -1]]
    departs, from_lines = np.zeros_like(here), np.zeros_like(here)
    for column in range(five.shape[1]):
        departs += weights[:, column, None, None] * covered[place[:, column]]
        from_lines += lines[:, column, None, None] * covered[place[:, column]]
    departs[np.abs(departs) < 1e-6] = 0
    by_itself = share_by_itself(Departures(departs, weights), Departures(from_lines, lines))
    departs[is_line] = _without_bend(departs[is_line])
    scale = float(np.sqrt(len(centre) / max(int(weights.any(axis=1).sum()), 1)))

    # The dose at each plane, and a third and two thirds of the way to the next: (3, c, rows, columns).
    reach_mm = np.append(np.diff(offsets_mm), 0.0) * np.append(goes_on, False)
    doses = [_dose_at(frame, offsets_mm[centre] + part * reach_mm[centre], window) for part in _HEIGHTS]

    # What each plane's cells (m,) depart by, as volumes at their doses.
    at = np.flatnonzero(departs)
    plane = at // (window.n_rows * window.n_columns)
    thickness_mm = slabs.thickness_mm[centre]
    cell_cm3 = float(np.prod(frame.spacing_mm)) / 1000.0
    slopes_gy = _slope(doses[0])
    dose_gy, slope_gy = doses[0].reshape(-1)[at], slopes_gy.reshape(-1)[at]
    keeps = np.isfinite(dose_gy) & np.isfinite(slope_gy)
    share = DRIFT_SHARE + (WAVER_SHARE - DRIFT_SHARE) * by_itself
    volume_cm3 = departs.reshape(-1)[at] * thickness_mm[plane] * (cell_cm3 * scale * _of_few(five, weights))
    wavering = waver_together(
        plane[keeps],
        volume_cm3=volume_cm3[keeps] * (share * np.sqrt(step)),
        dose_gy=dose_gy[keeps],
        slope_gy=slope_gy[keeps],
    )
    waver_mm = scale * displacement_mm(departs, here, frame.spacing_mm)
    # A plane departs from others that waver too, by more than from where it ought to lie.
    told = weights.any(axis=1)
    excess = float(np.sqrt(np.mean(np.sum(weights[told] ** 2, axis=1)))) if told.any() else 1.0
    # Edges are blurred by what each plane wavers by itself, and maybe by some of the drift.
    blurred_mm = waver_mm / excess * float(np.sqrt(LEAST_BLUR + (1 - LEAST_BLUR) * by_itself))
    blur = blurred_edges(
        here,
        doses[0],
        slopes_gy,
        moved=[blurred_mm / side for side in frame.spacing_mm],
        volume_cm3=thickness_mm * cell_cm3 * step,
    )
    inward, within, outward = _extremes(
        doses,
        here,
        above,
        goes_on=np.append(goes_on, False)[centre],
        reach=min(waver_mm / float(np.mean(frame.spacing_mm)), 1.0),
    )
    certain = None
    if step == 1:
        certain = _certain_extremes(
            frame, cells, offsets_mm=offsets_mm, window=window, interior=here >= 1, goes_on=goes_on
        )
    return BetweenPlanes(
        wavering=wavering,
        blur=blur,
        inward_low_gy=inward[0],
        inward_high_gy=inward[1],
        within_low_gy=within[0],
        within_high_gy=within[1],
        outward_low_gy=outward[0],
        outward_high_gy=outward[1],
        certain=certain,
    )


def _covered(cells: Cells, planes: Ints, window: Window) -> Singles:
    """What is covered of the window's cells in some planes, ascending: (planes, rows, columns)."""
    covered = np.zeros((len(planes), window.n_rows, window.n_columns), dtype=np.float32)
    covered[cells.interior_masks(planes, window)] = 1.0
    local, cell = cells.boundary(planes)
    coverage = cells.coverage
    rows, columns = coverage.row[cell] - window.row, coverage.column[cell] - window.column
    covered[local, rows, columns] = coverage.moments[0][cell]
    return covered


def _neighbours(centre: Ints, goes_on: Bools, offsets_mm: Floats) -> tuple[Ints, Singles, Singles, Bools]:
    """Five planes in a row about each of c planes and their weights, (c, 5) each; whether a line's (c,).

    Where five planes belong together, how the middle one departs from a cubic through the four others, and
    how it departs from a line through the two beside; where but three do, the latter in place of the former;
    else none.
    """
    n_planes = len(goes_on) + 1
    # Of each plane the first and the last of those that it belongs together with.
    part = np.concatenate([[0], np.cumsum(~goes_on)])[centre]
    first, last = (
        np.searchsorted(np.concatenate([[0], np.cumsum(~goes_on)]), part, side=side)
        for side in ("left", "right")
    )
    last = last - 1
    many, few = last - first >= 4, last - first >= 2
    middle = np.where(
        many,
        np.clip(centre, first + 2, last - 2),
        np.where(few, np.clip(centre, first + 1, last - 1), centre),
    )
    five = np.clip(middle[:, None] + np.arange(-2, 3), 0, n_planes - 1)
    cubic = departure_weights(offsets_mm[five])
    line = np.pad(departure_weights(offsets_mm[five[:, 1:4]]), ((0, 0), (1, 1)))
    weights = np.where(many[:, None], cubic, np.where(few[:, None], line, 0))
    lines = np.where(many[:, None], line, 0)
    return five, weights.astype(np.float32), lines.astype(np.float32), few & ~many


def _without_bend(departs: Singles) -> Singles:
    """Departures from a line (c, rows, columns) of planes, with a share of their sums alone."""
    gained = np.where(departs > 0, departs, 0)
    lost = gained - departs
    sums = np.stack([part.sum(axis=(1, 2)) for part in (gained, lost)])
    # The larger of the two sums is brought so near to the other that a share of their difference remains.
    less, more = sums.min(axis=0), np.maximum(sums.max(axis=0), 1e-9)
    scale = np.where(sums == more, (less + BEND_SHARE * (more - less)) / more, 1.0)[:, :, None, None]
    without: Singles = (scale[0] * gained - scale[1] * lost).astype(np.float32)
    return without


def _of_few(five: Ints, weights: Singles) -> float:
    """How much farther what few planes (c, 5) tell of may reach: Student's t over the normal law's."""
    used = weights != 0
    if not used.any():
        return 1.0
    n_planes = len(np.unique(five[used]))
    freedoms = FREEDOMS * max(n_planes - int(used.sum(axis=1).max()) + 1, 1)
    # Within 1 % of t's 97.5th percentile over 1.96, from three degrees of freedom on.
    return 1.0 + 1.24 / (freedoms - 1)


def _certain_extremes(
    frame: DoseFrame, cells: Cells, *, offsets_mm: Floats, window: Window, interior: Bools, goes_on: Bools
) -> Extremes:
    """The extremes of the dose within the outlines at the planes' own heights, and between two that overlap.

    In a plane the dose is bilinear in each cell: they lie on nodes of interior cells (p, rows, columns), or
    where an outline begins or crosses the border of a cell. Between two planes that belong together
    (p − 1,), they lie on nodes of dose planes, of which those count that are inside both.
    """
    nodes = _nodes_at(frame, offsets_mm, window)
    inside = np.zeros(nodes.shape, dtype=bool)
    for rows in (slice(None, -1), slice(1, None)):
        for columns in (slice(None, -1), slice(1, None)):
            inside[:, rows, columns] |= interior
    coverage = cells.coverage
    x, y = coverage.crossing_x - window.column, coverage.crossing_y - window.row
    plane = coverage.plane[coverage.crossing_cell]
    column = np.clip(x.astype(np.intp), 0, window.n_columns - 1)
    row = np.clip(y.astype(np.intp), 0, window.n_rows - 1)
    x, y = x - column, y - row
    at_outline = (
        nodes[plane, row, column] * (1 - x) * (1 - y)
        + nodes[plane, row, column + 1] * x * (1 - y)
        + nodes[plane, row + 1, column] * (1 - x) * y
        + nodes[plane, row + 1, column + 1] * x * y
    )
    extremes = Extremes().widened(nodes[inside]).widened(at_outline)

    # Dose planes that lie between two planes of the structure, and which plane is below each.
    below = np.searchsorted(offsets_mm, frame.planes_mm, side="right") - 1
    between = np.flatnonzero((below >= 0) & (below < len(goes_on)))
    between = between[goes_on[below[between]]]
    below = below[between]
    return extremes.widened(window.nodes(frame.values_gy, between)[inside[below] & inside[below + 1]])


def _dose_at(frame: DoseFrame, heights_mm: Floats, window: Window) -> Singles:
    """The mean dose of the window's cells at some heights: (heights, rows, columns); nan outside the grid."""
    nodes = _nodes_at(frame, heights_mm, window)
    beside = nodes[:, :, 1:] + nodes[:, :, :-1]
    means: Singles = ((beside[:, 1:] + beside[:, :-1]) / 4).astype(np.float32, copy=False)
    return means


def _nodes_at(frame: DoseFrame, heights_mm: Floats, window: Window) -> Singles:
    """The dose at the window's nodes at some heights: (heights, rows + 1, columns + 1)."""
    planes_mm = frame.planes_mm
    layer = np.clip(np.searchsorted(planes_mm, heights_mm, side="right") - 1, 0, len(planes_mm) - 2)
    share = ((heights_mm - planes_mm[layer]) / np.diff(planes_mm)[layer]).astype(np.float32)[:, None, None]
    below, above = (window.nodes(frame.values_gy, layer + up) for up in (0, 1))
    nodes: Singles = (below + share * (above - below)).astype(np.float32, copy=False)
    nodes[(share[:, 0, 0] < 0) | (share[:, 0, 0] > 1)] = np.nan
    return nodes


def _slope(dose: Singles) -> Singles:
    """How far the dose spreads over each cell, across."""
    slopes = np.zeros_like(dose)
    for axis in (1, 2):
        if dose.shape[axis] > 1:
            slopes += np.abs(np.gradient(dose, axis=axis))
    return slopes


def _extremes(
    doses: Sequence[Singles], here: Singles, above: Singles, *, goes_on: Bools, reach: float
) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float]]:
    """By how much extremes lie inside where it is certain, and as outlines waver inside and outside.

    Args:
        doses: at each plane, and a third and two thirds of the way to the next: (c, rows, columns).
        here: what is covered by each plane.
        above: what is covered by the next.
        goes_on: shape (c,); whether the next belongs to it.
        reach: by how many cells the outline wavers.
    """
    inside, next_inside = here >= _centred(here), (above >= _centred(above)) & goes_on[:, None, None]
    places = [(inside, doses[0]), (inside, doses[1]), (next_inside, doses[2])]
    both = inside & next_inside
    certain, usual = _bounds([places[0], (both, doses[1]), (both, doses[2])]), _bounds(places)
    around = _bounds([(grown_in_plane(place), dose) for place, dose in places])
    inner = _bounds([(~grown_in_plane(~place), dose) for place, dose in places])
    if not np.isfinite([certain, usual, around]).all():
        return (0.0, 0.0), (0.0, 0.0), (0.0, 0.0)
    if not np.isfinite(inner).all():
        middle = (usual[0] + usual[1]) / 2
        inner = (middle, middle)
    # Beyond and within the outlines the dose goes on evenly to the next cells, up to a share of the way.
    within = (reach * (inner[0] - usual[0]), reach * (usual[1] - inner[1]))
    outward = (reach * (usual[0] - around[0]), reach * (around[1] - usual[1]))
    return (certain[0] - usual[0], usual[1] - certain[1]), within, outward


def _bounds(places: Iterable[tuple[Bools, Singles]]) -> tuple[float, float]:
    """The lowest and the highest dose among some cells of each array."""
    extremes = Extremes()
    for mask, dose in places:
        extremes = extremes.widened(dose[mask])
    return extremes.low_gy, extremes.high_gy


def _centred(covered: Singles) -> Singles:
    """From which share on a cell counts as inside: half, or less in a plane that covers no half of any."""
    most = covered.max(axis=(1, 2), keepdims=True)
    share: Singles = np.maximum(np.minimum(0.5, 0.5 * most), 1e-6).astype(np.float32)
    return share
