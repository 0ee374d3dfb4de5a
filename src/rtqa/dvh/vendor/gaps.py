"""The gaps between a structure's planes, and the planes to be put into them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from rtqa.geometry.arrays import Bools, Ints, expand
from rtqa.geometry.slabs import Slabs
from rtqa.model.geometry import Floats

STEP_MM = 0.75
"""Planes are put between others until they are no further apart than this,"""

MOST_STEPS = 8
"""or a gap is cut into so many parts;"""

CLOSE_MM = 0.3
"""and none between planes so close to each other."""


class Gaps(NamedTuple):
    """Gaps between neighbouring planes that belong together; shape (g,) each.

    Attributes:
        below: the plane under each gap; the one above it is the next.
        before, beyond: the planes further down and further up; the gap's own where the structure ends.
        n_steps: into how many parts to cut it.
        first: the number of the first new plane in it.
    """

    below: Ints
    before: Ints
    beyond: Ints
    n_steps: Ints
    first: Ints

    def take(self, which: Ints | Bools) -> Gaps:
        """Some of the gaps."""
        return Gaps(*(values[which] for values in self))

    @property
    def planes(self) -> Ints:
        """All planes that have a say in these gaps."""
        return np.unique(np.concatenate([self.below, self.below + 1, self.before, self.beyond]))

    def sections(self) -> tuple[Ints, Floats]:
        """For each new plane, its gap and how far up in it (0 … 1) it lies."""
        gap, rank = expand(self.n_steps - 1)
        return gap, (rank + 1) / self.n_steps[gap]


def gaps_to_fill(offsets_mm: Floats, slabs: Slabs, *, smooth: bool) -> Gaps:
    """The gaps between planes (p,) that belong together; `smooth` looks beyond the planes beside each."""
    below = np.flatnonzero(~slabs.end_above)
    widths_mm = np.diff(offsets_mm)[below]
    # Pairs of steps, for Simpson's rule.
    n_pairs = np.clip(np.ceil(widths_mm / (2 * STEP_MM) - 1e-6), 1, MOST_STEPS // 2)
    n_steps = np.where(widths_mm > CLOSE_MM, 2 * n_pairs, 1).astype(np.intp)
    goes_on_below, goes_on_above = ~slabs.end_below[below], ~slabs.end_above[below + 1]
    return Gaps(
        below=below,
        before=below - (goes_on_below & smooth),
        beyond=below + 1 + (goes_on_above & smooth),
        n_steps=n_steps,
        first=np.cumsum(n_steps - 1) - (n_steps - 1),
    )
