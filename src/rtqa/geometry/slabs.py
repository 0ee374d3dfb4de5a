"""From planes to slabs: how far each contour reaches along the normal.

Each plane's polygon stands for the right prism up to the middle between it and its neighbours; the first
and the last plane reach half a gap further out. Over generic shapes this is the least biased of the models
in use (volume −0.06 … +0.2 % at 3 mm slices and random phase, against −0.75 … −2 % for linear
signed-distance interpolation).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from rtqa.geometry.arrays import Bools, Ints
from rtqa.geometry.neighbours import HABIT_FRAC, Neighbours, find_neighbours
from rtqa.geometry.rings import Rings
from rtqa.messages import Message, Quantity
from rtqa.model.drawing_slices import DrawingSlices
from rtqa.model.geometry import Floats

UNDRAWN = ("contours.planes-missing", "contours.maybe-parts")
"""Notes of structures of which it is in doubt whether something is not drawn."""

_JOINED_MM = 1e-6
"""Slabs no farther apart than this touch each other."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Undrawn:
    """Stretches of planes that may be the structure's or not, as nothing is drawn on their slices.

    Attributes:
        below: shape (g,); the plane under each gap whose slices are bare between outlines that overlap.
        n_slices: shape (g,); how many are bare.
        plane: shape (z,); the plane that would stand for each stretch.
        low_mm, high_mm: shape (z,); where each begins and ends.
        counts: shape (z,); whether it is taken as the structure's; the other reading is as possible.
        cause: shape (z,), from 0; the two halves of one gap count together.
    """

    below: Ints
    n_slices: Ints
    plane: Ints
    low_mm: Floats
    high_mm: Floats
    counts: Bools
    cause: Ints

    @classmethod
    def none(cls) -> Undrawn:
        """No such stretch."""
        whole, real, flags = np.empty(0, dtype=np.intp), np.empty(0), np.empty(0, dtype=bool)
        return cls(
            below=whole, n_slices=whole, plane=whole, low_mm=real, high_mm=real, counts=flags, cause=whole
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Slabs:
    """What each plane stands for along the normal.

    Attributes:
        low_mm, high_mm: shape (p,); bounds of each plane's slab; equal where its thickness is unknown.
        end_below, end_above: shape (p,); whether the structure ends there, in half a gap's cap.
        notes: what had to be assumed.
        undrawn: where it is in doubt whether the structure goes on.
        usual_mm: the usual distance of the planes; None where nothing tells.
        uneven: the widest gap of a habit of leaving slices out, as a multiple of the usual distance; else 1.
    """

    low_mm: Floats
    high_mm: Floats
    end_below: Bools
    end_above: Bools
    notes: tuple[Message, ...] = ()
    undrawn: Undrawn = field(default_factory=Undrawn.none)
    usual_mm: float | None = None
    uneven: float = 1.0

    @classmethod
    def between(cls, low_mm: Floats, high_mm: Floats) -> Slabs:
        """Slabs with these bounds (p,), ascending; what does not touch the next one ends there."""
        apart = low_mm[1:] - high_mm[:-1] > _JOINED_MM
        return cls(
            low_mm=low_mm, high_mm=high_mm, end_below=np.append(True, apart), end_above=np.append(apart, True)
        )

    @property
    def thickness_mm(self) -> Floats:
        """Shape (p,)."""
        return self.high_mm - self.low_mm

    @property
    def n_parts(self) -> int:
        """Into how many stretches of planes it parts along the normal."""
        return int(np.count_nonzero(self.end_above))

    def capped(self, offsets_mm: Floats, limit_mm: float) -> Slabs:
        """The same, with end caps that reach no further than so much beyond the planes (p,)."""
        low, high = offsets_mm - limit_mm, offsets_mm + limit_mm
        return replace(
            self,
            low_mm=np.where(self.end_below, np.maximum(self.low_mm, low), self.low_mm),
            high_mm=np.where(self.end_above, np.minimum(self.high_mm, high), self.high_mm),
        )

    def turned(self, direction: float, shift_mm: float) -> Slabs:
        """The same along another axis: at ``direction`` (±1) × height + shift, ascending."""
        if direction > 0:
            ends = (self.low_mm + shift_mm, self.high_mm + shift_mm, self.end_below, self.end_above)
        else:
            ends = (
                shift_mm - self.high_mm[::-1],
                shift_mm - self.low_mm[::-1],
                self.end_above[::-1],
                self.end_below[::-1],
            )
        undrawn = self.undrawn
        sides = [direction * edge_mm + shift_mm for edge_mm in (undrawn.low_mm, undrawn.high_mm)]
        low, high = sides if direction > 0 else sides[::-1]
        n = len(self.low_mm)
        plane, below = (
            (undrawn.plane, undrawn.below)
            if direction > 0
            else (n - 1 - undrawn.plane, n - 2 - undrawn.below)
        )
        return replace(
            self,
            low_mm=ends[0],
            high_mm=ends[1],
            end_below=ends[2],
            end_above=ends[3],
            undrawn=replace(undrawn, below=below, plane=plane, low_mm=low, high_mm=high),
        )


def cut_slabs(
    rings: Rings,
    *,
    normal: Floats,
    slices: DrawingSlices | None,
    set_spacing_mm: float | None,
) -> Slabs:
    """Give each plane of a structure its slab. Arguments as for :func:`find_neighbours`."""
    offsets = rings.offsets_mm
    near = find_neighbours(rings, normal=normal, slices=slices, set_spacing_mm=set_spacing_mm)
    n = len(offsets)
    if near.usual_mm is None:
        alone = np.ones(n, dtype=bool)
        notes = (Message("contours.thickness-not-known"),)
        return Slabs(low_mm=offsets, high_mm=offsets, end_below=alone, end_above=alone, notes=notes)

    # Of the p − 1 gaps: where slices are bare between half a slice beyond the planes on both sides, and
    # whether these belong together all the same.
    from_mm, to_mm = offsets[:-1] + near.beyond_mm[:-1, 1] / 2, offsets[1:] - near.beyond_mm[1:, 0] / 2
    in_doubt = near.overlaps & (to_mm > from_mm)
    bridged = _bridge(offsets, near, in_doubt=in_doubt, bare_mm=to_mm - from_mm)
    joined = (near.n_bare == 0) | bridged | (near.overlaps & ~in_doubt)
    end_below = np.concatenate([[True], ~joined])
    end_above = np.concatenate([~joined, [True]])

    # How far each plane reaches down and up (p,): half the gap there, at an end half a slice.
    gaps = np.diff(offsets)
    below = np.where(end_below, near.beyond_mm[:, 0], np.insert(gaps, 0, 0.0))
    above = np.where(end_above, near.beyond_mm[:, 1], np.append(gaps, 0.0))
    low_mm, high_mm = offsets - below / 2, offsets + above / 2
    return Slabs(
        low_mm=low_mm,
        high_mm=high_mm,
        end_below=end_below,
        end_above=end_above,
        notes=_notes(near, in_doubt=in_doubt, bridged=bridged, joined=joined, set_spacing_mm=set_spacing_mm),
        undrawn=_find_undrawn(offsets, near, (low_mm, high_mm), in_doubt=in_doubt, bridged=bridged),
        usual_mm=near.usual_mm,
        uneven=near.uneven,
    )


def _find_undrawn(
    offsets_mm: Floats, near: Neighbours, ends_mm: tuple[Floats, Floats], *, in_doubt: Bools, bridged: Bools
) -> Undrawn:
    """The two halves of each gap in doubt, and beyond a structure's ends as far again as it has such gaps.

    Where slices are bare between a plane and the next, those beyond an end may be bare for the same reason:
    at an end beside such a gap, and at both where single slices are and too few are drawn to tell a habit.
    """
    gaps = np.diff(offsets_mm)
    below = np.flatnonzero(in_doubt)
    from_mm = offsets_mm[below] + near.beyond_mm[below, 1] / 2
    to_mm = offsets_mm[below + 1] - near.beyond_mm[below + 1, 0] / 2
    middle_mm = (offsets_mm[below] + offsets_mm[below + 1]) / 2
    # Ends (e,) in doubt, and where half of such a gap beyond them would end.
    first = below[below == 0]
    last = below[below == len(gaps) - 1] + 1
    reach_low, reach_high = offsets_mm[first] - gaps[first] / 2, offsets_mm[last] + gaps[last - 1] / 2
    single = below[near.n_bare[below] == 1]
    if len(single) and len(single) >= HABIT_FRAC * len(gaps):
        first, last = np.array([0]), np.array([len(gaps)])
        half_mm = float(gaps[single].max()) / 2
        reach_low = np.minimum(offsets_mm[first] - half_mm, ends_mm[0][first])
        reach_high = np.maximum(offsets_mm[last] + half_mm, ends_mm[1][last])
    n = len(below)
    return Undrawn(
        below=below,
        n_slices=near.n_bare[below],
        plane=np.concatenate([below, below + 1, first, last]),
        low_mm=np.concatenate([from_mm, middle_mm, reach_low, ends_mm[1][last]]),
        high_mm=np.concatenate([middle_mm, to_mm, ends_mm[0][first], reach_high]),
        counts=np.concatenate([bridged[below], bridged[below], np.zeros(len(first) + len(last), dtype=bool)]),
        cause=np.concatenate([np.arange(n), np.arange(n), n + np.arange(len(first) + len(last))]),
    )


def _bridge(offsets_mm: Floats, near: Neighbours, *, in_doubt: Bools, bare_mm: Floats) -> Bools:
    """Which stretches in doubt (p − 1,) to take as drawn: those no longer than what is drawn beside them.

    The shortest first, so that what it joins counts as one beside the next.
    """
    bridged = np.zeros(len(bare_mm), dtype=bool)
    for gap in sorted(np.flatnonzero(in_doubt).tolist(), key=lambda gap: float(bare_mm[gap])):
        apart = np.flatnonzero((near.n_bare > 0) & ~bridged)
        first = int(max(apart[apart < gap], default=-1)) + 1
        last = int(min(apart[apart > gap], default=len(offsets_mm) - 1))
        beside_mm = [
            float(
                offsets_mm[end] - offsets_mm[begin] + (near.beyond_mm[begin, 0] + near.beyond_mm[end, 1]) / 2
            )
            for begin, end in ((first, gap), (gap + 1, last))
        ]
        bridged[gap] = bare_mm[gap] <= max(beside_mm) + _JOINED_MM
    return bridged


def _notes(
    near: Neighbours, *, in_doubt: Bools, bridged: Bools, joined: Bools, set_spacing_mm: float | None
) -> tuple[Message, ...]:
    notes = []
    usual = Quantity(near.usual_mm or 0.0, "mm")
    if near.leaves_out and set_spacing_mm is not None:
        spacing = Quantity(set_spacing_mm, "mm")
        notes.append(Message("contours.drawn-every", gap=usual, spacing=spacing))
    if not len(joined):
        notes.append(Message("contours.one-plane", thickness=usual))
    if bridged.any():
        notes.append(Message("contours.planes-missing", n=int(near.n_bare[bridged].sum())))
    if not joined.all():
        n_parts = int(np.count_nonzero(~joined)) + 1
        is_sure = not (in_doubt & ~bridged).any()
        notes.append(Message("contours.parts" if is_sure else "contours.maybe-parts", n=n_parts))
    if near.is_guess:
        notes.append(Message("contours.slices-not-known"))
    return tuple(notes)
