"""Which planes of a structure are neighbours, where it was not drawn, and where it parts in two.

Neighbouring image slices are neighbours, whatever their distance. Bare slices between outlines that do not
overlap part a structure in two. Where the outlines overlap, either somebody did not draw there or the
structure ends and begins again: that is in doubt, unless both sides close on their way into the gap. Where
the image is not at hand, the planes of all structures of the set stand for its slices. Of a mask each slice
is known: a bare one is empty.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from rtqa.geometry.arrays import Bools, Ints
from rtqa.geometry.rings import Rings
from rtqa.geometry.tolerances import ON_SLICE_MM, SAME_PLANE_MM, SPECK_MM2, WIDE_RATIO
from rtqa.model.drawing_slices import DrawingSlices
from rtqa.model.geometry import Floats

ON_SLICES_FRAC = 0.9
"""An image tells of a structure of which at least this share of the planes lie on its slices."""

STRIDE_FRAC = 0.1
"""A structure drawn on every second slice is so at all but this share of its gaps."""

LEAST_GAPS = 3
"""So many gaps alike make a habit of leaving slices out; fewer are an oversight."""

HABIT_FRAC = 0.25
"""From this share of gaps on, single slices left out are a habit too: no organ is absent on each third."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Neighbours:
    """What lies between the p planes of a structure.

    Attributes:
        n_bare: shape (p − 1,); slices left bare in each gap, beyond what the structure leaves bare
            throughout or again and again.
        overlaps: shape (p − 1,); where slices are bare, whether the outlines on both sides overlap and do
            not close on their way into the gap.
        usual_mm: the usual distance of its planes; None where nothing tells.
        beyond_mm: shape (p, 2); how far below and above each plane the next one would have been drawn.
        leaves_out: whether slices are left out throughout, or single ones again and again.
        uneven: the widest gap of such a habit, as a multiple of the usual distance; else 1.
        is_guess: whether slices are bare by the planes of other structures alone, or by nothing else.
    """

    n_bare: Ints
    overlaps: Bools
    usual_mm: float | None
    beyond_mm: Floats
    leaves_out: bool
    is_guess: bool
    uneven: float = 1.0


def find_neighbours(
    rings: Rings, *, normal: Floats, slices: DrawingSlices | None, set_spacing_mm: float | None
) -> Neighbours:
    """Sort the gaps between the planes of a structure.

    Args:
        rings: its p planes.
        normal: shape (3,); of its planes.
        slices: those that it could have been drawn on; None where nothing is known of them.
        set_spacing_mm: usual distance of the set's planes; None where nothing tells.
    """
    offsets_mm = rings.offsets_mm
    gaps = np.diff(offsets_mm)
    usual_mm = _usual_gap(gaps, set_spacing_mm)
    slices = slices.along(normal) if slices is not None else None
    on_image = _find_on_image(offsets_mm, slices) if slices is not None and slices.is_image else None
    if on_image is not None and slices is not None and slices.is_complete:
        return _of_mask(slices.offsets_mm, on_image)
    if on_image is not None and slices is not None:
        stride, n_bare = _count_on_image(on_image)
        leaves_out = stride > 1
        beyond_mm = _beyond_on_image(slices.offsets_mm, on_image, stride)
    else:
        slices = None if slices is not None and slices.is_image else slices
        n_bare = _count_by_planes(offsets_mm, slices, usual_mm=usual_mm)
        leaves_out = set_spacing_mm is not None and (usual_mm or 0.0) > WIDE_RATIO * set_spacing_mm
        beyond_mm = _beyond_by_planes(gaps, n_bare, usual_mm or 0.0)
    uneven = 1.0
    if np.count_nonzero(n_bare == 1) >= max(LEAST_GAPS, HABIT_FRAC * len(gaps)):
        # Whether the next plane would have been drawn on the next slice or the one after, nobody knows.
        n_bare[n_bare == 1] = 0
        usual_mm, leaves_out = float(np.mean(gaps[n_bare == 0])), True
        uneven = float(np.max(gaps[n_bare == 0])) / usual_mm
        beyond_mm = np.where(beyond_mm > 0, usual_mm, beyond_mm)
    overlaps = np.zeros(len(gaps), dtype=bool)
    for gap in np.flatnonzero(n_bare):
        overlaps[gap] = _overlap(rings.region(int(gap)), rings.region(int(gap) + 1)) and not _closes(
            rings, n_bare, int(gap)
        )
    return Neighbours(
        n_bare=n_bare,
        overlaps=overlaps,
        usual_mm=usual_mm,
        beyond_mm=beyond_mm,
        leaves_out=leaves_out,
        is_guess=slices is not None and on_image is None and bool(n_bare.any()),
        uneven=uneven,
    )


def _of_mask(slices_mm: Floats, on_image: npt.NDArray[np.intp]) -> Neighbours:
    """The planes of a mask, of which each slice is known: a bare one is empty."""
    n_bare = np.diff(on_image) - 1
    return Neighbours(
        n_bare=n_bare,
        overlaps=np.zeros(len(n_bare), dtype=bool),
        usual_mm=float(np.median(np.diff(slices_mm))),
        beyond_mm=_beyond_on_image(slices_mm, on_image, 1),
        leaves_out=False,
        is_guess=False,
    )


def _usual_gap(gaps: Floats, set_spacing_mm: float | None) -> float | None:
    """The structure's own commonest gap; of two planes alone the structure set knows better."""
    if len(gaps) == 0:
        return set_spacing_mm
    rounded, counts = np.unique(np.round(gaps, 2), return_counts=True)
    commonest = float(rounded[np.argmax(counts)])
    if set_spacing_mm is not None and counts.max() == 1 and commonest > WIDE_RATIO * set_spacing_mm:
        return min(commonest, set_spacing_mm)
    return commonest


def _find_on_image(offsets_mm: Floats, slices: DrawingSlices) -> npt.NDArray[np.intp] | None:
    """The slice (p,) nearest to each plane; None where too many planes lie on none."""
    slices_mm = slices.offsets_mm
    if len(slices_mm) < 2:
        return None
    above = np.clip(np.searchsorted(slices_mm, offsets_mm), 1, len(slices_mm) - 1)
    nearest = above - (offsets_mm - slices_mm[above - 1] < slices_mm[above] - offsets_mm)
    on_slice = np.abs(slices_mm[nearest] - offsets_mm) <= ON_SLICE_MM
    return nearest if np.mean(on_slice) >= ON_SLICES_FRAC else None


def _count_on_image(on_image: npt.NDArray[np.intp]) -> tuple[int, Ints]:
    """On every which slice the structure is drawn, and how many are bare beyond that in each gap."""
    steps = np.maximum(np.diff(on_image), 1)
    stride = int(np.quantile(steps, STRIDE_FRAC, method="lower")) if len(steps) else 1
    if np.count_nonzero(steps == stride) < LEAST_GAPS:
        stride = 1
    return stride, np.where(steps > stride, -(-steps // stride) - 1, 0)


def _beyond_on_image(slices_mm: Floats, on_image: npt.NDArray[np.intp], stride: int) -> Floats:
    """How far off (p, 2) the next slice lies below and above; beyond the image, as on the other side."""
    last = len(slices_mm) - 1
    below, above = np.maximum(on_image - stride, 0), np.minimum(on_image + stride, last)
    beyond_mm = np.column_stack(
        [slices_mm[on_image] - slices_mm[below], slices_mm[above] - slices_mm[on_image]]
    )
    at_edge = np.column_stack([on_image < stride, on_image + stride > last])
    return np.where(at_edge & ~at_edge[:, ::-1], beyond_mm[:, ::-1], beyond_mm)


def _count_by_planes(offsets_mm: Floats, slices: DrawingSlices | None, *, usual_mm: float | None) -> Ints:
    """How many slices are bare in each gap wider than usual, by the planes of the set's structures."""
    gaps = np.diff(offsets_mm)
    n_bare = np.zeros(len(gaps), dtype=np.intp)
    wide = np.flatnonzero(gaps > WIDE_RATIO * usual_mm) if usual_mm is not None else ()
    for gap in wide:
        between = slices.count_between(offsets_mm[gap], offsets_mm[gap + 1]) if slices is not None else None
        n_usual = max(int(np.round(gaps[gap] / usual_mm)) - 1, 1)
        n_bare[gap] = n_usual if between is None else between
    return n_bare


def _beyond_by_planes(gaps: Floats, n_bare: Ints, usual_mm: float) -> Floats:
    """As if the spacing on a plane's other side went on (p, 2); bare slices there make it no wider."""
    beside = np.where(n_bare > 0, usual_mm, gaps)
    return np.column_stack([np.append(beside, usual_mm), np.insert(beside, 0, usual_mm)])


def _overlap(below: shapely.Geometry, above: shapely.Geometry) -> bool:
    """Whether two planes enclose something in common when laid on each other."""
    return bool(shapely.area(shapely.intersection(below, above)) > SPECK_MM2)


def _closes(rings: Rings, n_bare: Ints, gap: int) -> bool:
    """Whether areas that go on shrinking as they do beside a gap are gone on both sides within it."""
    offsets_mm, areas, reach_mm = rings.offsets_mm, rings.plane_areas, 0.0
    for plane, before, beside in ((gap, gap - 1, gap - 1), (gap + 1, gap + 2, gap + 1)):
        if not 0 <= before < len(areas) or n_bare[beside] or not areas[before] > areas[plane]:
            return False
        apart_mm = abs(float(offsets_mm[before] - offsets_mm[plane]))
        reach_mm += float(areas[plane] / (areas[before] - areas[plane])) * apart_mm
    return reach_mm <= float(offsets_mm[gap + 1] - offsets_mm[gap]) + SAME_PLANE_MM
