"""From planes to slabs: how far each contour reaches along the normal.

Each plane's polygon stands for the right prism up to the middle between it and its neighbours; the first
and the last plane reach half a gap further out. Over generic shapes this is the least biased of the models
in use (volume −0.06 … +0.2 % at 3 mm slices and random phase, against −0.75 … −2 % for linear
signed-distance interpolation).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
import shapely

from rtqa.geometry.arrays import Bools
from rtqa.geometry.rings import Rings
from rtqa.messages import Message, Quantity
from rtqa.model.geometry import Floats

EVEN_GAP_RATIO = 1.5
"""A gap up to this many times the usual one is uneven spacing; a wider one means that planes are missing."""

BRIDGED_GAP_RATIO = 3.5
"""A gap up to this many times the usual one is bridged where the contours on both sides overlap."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Slabs:
    """What each plane stands for along the normal.

    Attributes:
        low_mm, high_mm: shape (p,); bounds of each plane's slab; equal where its thickness is unknown.
        end_below, end_above: shape (p,); whether the structure ends there, in half a gap's cap.
        notes: what had to be assumed.
    """

    low_mm: Floats
    high_mm: Floats
    end_below: Bools
    end_above: Bools
    notes: tuple[Message, ...]

    @property
    def thickness_mm(self) -> Floats:
        """Shape (p,)."""
        return self.high_mm - self.low_mm


def cut_slabs(rings: Rings, *, set_spacing_mm: float | None, cap_limit_mm: float = inf) -> Slabs:
    """Give each plane of a structure its slab.

    Args:
        rings: the structure's planes.
        set_spacing_mm: usual distance between planes in the structure set or image, which a structure of
            one plane takes its thickness from; None when nothing tells.
        cap_limit_mm: how far the end caps reach at most.
    """
    offsets = rings.offsets_mm
    gaps = np.diff(offsets)
    usual_mm = _usual_gap(gaps, set_spacing_mm)
    if usual_mm is None:
        return Slabs(
            low_mm=offsets,
            high_mm=offsets,
            end_below=np.ones(len(offsets), dtype=bool),
            end_above=np.ones(len(offsets), dtype=bool),
            notes=(Message("contours.thickness-not-known"),),
        )

    # Of the p − 1 gaps: whether the planes on both sides belong together; of the planes (p,): where it ends.
    wide = gaps > EVEN_GAP_RATIO * usual_mm
    bridged = wide & (gaps <= BRIDGED_GAP_RATIO * usual_mm)
    bridged[bridged] = [_overlap(rings, int(below)) for below in np.flatnonzero(bridged)]
    joined = ~wide | bridged
    end_below = np.concatenate([[True], ~joined])
    end_above = np.concatenate([~joined, [True]])

    # How far each plane reaches down and up (p,): half the gap there, at an end half of the one beside it.
    gap_below = np.concatenate([[usual_mm], gaps])
    gap_above = np.concatenate([gaps, [usual_mm]])
    # A cap is half the gap on the plane's other side, as if the spacing went on; a plane missing there
    # makes it no thicker.
    beside = np.where(wide, usual_mm, gaps)
    below = np.where(end_below, np.append(beside, usual_mm), gap_below)
    above = np.where(end_above, np.insert(beside, 0, usual_mm), gap_above)
    return Slabs(
        low_mm=offsets - np.where(end_below, np.minimum(below / 2, cap_limit_mm), below / 2),
        high_mm=offsets + np.where(end_above, np.minimum(above / 2, cap_limit_mm), above / 2),
        end_below=end_below,
        end_above=end_above,
        notes=_notes(gaps, bridged=bridged, apart=~joined, usual_mm=usual_mm, set_spacing_mm=set_spacing_mm),
    )


def _usual_gap(gaps: Floats, set_spacing_mm: float | None) -> float | None:
    """The structure's own commonest gap; of two planes alone the structure set knows better."""
    if len(gaps) == 0:
        return set_spacing_mm
    rounded, counts = np.unique(np.round(gaps, 2), return_counts=True)
    commonest = float(rounded[np.argmax(counts)])
    if set_spacing_mm is not None and counts.max() == 1 and commonest > EVEN_GAP_RATIO * set_spacing_mm:
        return min(commonest, set_spacing_mm)
    return commonest


def _overlap(rings: Rings, below: int) -> bool:
    """Whether the regions of a plane and of the next one above overlap when laid on each other."""
    regions = [_outline(rings, plane) for plane in (below, below + 1)]
    return bool(shapely.intersects(*regions))


def _outline(rings: Rings, plane: int) -> shapely.Geometry:
    members = np.flatnonzero(rings.plane == plane)
    outlines = [shapely.Polygon(rings.points[rings.starts[m] : rings.starts[m + 1]]) for m in members]
    return shapely.union_all(shapely.make_valid(np.array(outlines, dtype=object)))


def _notes(
    gaps: Floats,
    *,
    bridged: Bools,
    apart: Bools,
    usual_mm: float,
    set_spacing_mm: float | None,
) -> tuple[Message, ...]:
    notes = []
    usual = Quantity(usual_mm, "mm")
    if set_spacing_mm is not None and usual_mm > EVEN_GAP_RATIO * set_spacing_mm:
        spacing = Quantity(set_spacing_mm, "mm")
        notes.append(Message("contours.drawn-every", gap=usual, spacing=spacing))
    if len(gaps) == 0:
        notes.append(Message("contours.one-plane", thickness=usual))
    if bridged.any():
        n_missing = int(np.sum(np.round(gaps[bridged] / usual_mm) - 1))
        notes.append(Message("contours.planes-missing", n=n_missing))
    if apart.any():
        notes.append(Message("contours.parts", n=int(apart.sum()) + 1))
    return tuple(notes)
