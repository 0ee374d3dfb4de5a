"""The slices that the structures of a set were drawn on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from rtqa.model.geometry import Floats, owned
from rtqa.model.image import Image

SAME_SLICE_MM = 0.05
"""Planes of different structures no further apart than this lie on one slice."""


_PARALLEL = 1e-6
"""Normals whose cosine is this close to 1 are one: 0.1 mm over 70 mm."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DrawingSlices:
    """Where slices lie that a contour could have been drawn on.

    Attributes:
        normal: shape (3,); unit vector from slice to slice.
        offsets_mm: shape (k,), ascending; where each slice lies along it.
        is_image: whether they are the image's; else the planes that any structure of the set is drawn on.
        is_complete: whether nothing is where nothing is drawn, as with a mask, which says so of each slice.
        neighbours_mm: shape (q, 2); pairs of slices with nothing between in some structure, once for each.
            Where there is no image, two structures that agree on a pair tell that no slice lies between.
    """

    normal: Floats = field(repr=False)
    offsets_mm: Floats = field(repr=False)
    is_image: bool
    neighbours_mm: Floats = field(default_factory=lambda: owned(np.empty((0, 2))), repr=False)
    is_complete: bool = False

    @classmethod
    def of_image(cls, image: Image) -> DrawingSlices:
        """An image's own."""
        return cls(normal=image.normal, offsets_mm=image.slice_offsets_mm, is_image=True)

    @classmethod
    def of_planes(cls, normal: Floats, planes_mm: Iterable[npt.ArrayLike]) -> DrawingSlices:
        """From the planes of each structure along one normal, each ascending."""
        drawn_mm = [np.asarray(planes, dtype=float) for planes in planes_mm]
        together = np.sort(np.concatenate([*drawn_mm, np.empty(0)]))
        is_new = np.diff(together, prepend=-np.inf) > SAME_SLICE_MM
        pairs = [np.column_stack([planes[:-1], planes[1:]]) for planes in drawn_mm]
        return cls(
            normal=normal,
            offsets_mm=owned(together[is_new]),
            is_image=False,
            neighbours_mm=owned(np.concatenate([*pairs, np.empty((0, 2))])),
        )

    def along(self, normal: Floats) -> DrawingSlices | None:
        """The same along the normal of other planes, which may point the other way; None where it differs."""
        cosine = float(self.normal @ normal)
        if abs(cosine) < 1.0 - _PARALLEL:
            return None
        if cosine > 0:
            return self
        return replace(
            self,
            normal=normal,
            offsets_mm=owned(-self.offsets_mm[::-1]),
            neighbours_mm=owned(-self.neighbours_mm[:, ::-1]),
        )

    def count_between(self, low_mm: float, high_mm: float) -> int | None:
        """How many slices lie between two places along the normal; None where nothing tells.

        Without an image, two places are neighbours where two structures or more go from one to the other.
        """
        count = int(
            np.sum((self.offsets_mm > low_mm + SAME_SLICE_MM) & (self.offsets_mm < high_mm - SAME_SLICE_MM))
        )
        if count or self.is_image:
            return count
        alike = np.all(np.abs(self.neighbours_mm - [low_mm, high_mm]) <= SAME_SLICE_MM, axis=1)
        return 0 if np.count_nonzero(alike) >= 2 else None
