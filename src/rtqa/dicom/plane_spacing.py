"""The distance between contour planes, read off the contours themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from rtqa.dicom.contour_data import CLOSED_KINDS
from rtqa.model.geometry import Floats
from rtqa.model.structure import Contours, Structure

SAME_PLANE_MM = 0.01
"""Contours no further apart than this lie in one plane, and gaps are counted to this precision."""


def compute_plane_spacing_mm(structures: Iterable[Structure]) -> float | None:
    """Return the commonest gap between neighbouring contour planes of one structure, in mm.

    Counted over all closed structures along the contours' normal, to 0.01 mm; the smaller where two
    gaps are equally common. None where no structure has two planes.
    """
    gaps: Counter[float] = Counter()
    for structure in structures:
        offsets = np.sort(_find_offsets_mm(structure.contours))
        steps = np.diff(offsets)
        gaps.update(np.round(steps[steps > SAME_PLANE_MM], 2).tolist())
    return min(gaps, key=lambda gap: (-gaps[gap], gap)) if gaps else None


def _find_offsets_mm(contours: Contours) -> Floats:
    """Return each closed contour's place along their common normal, shape (closed contours,)."""
    closed = np.array([kind in CLOSED_KINDS for kind in contours.kinds], dtype=bool)
    if not closed.any():
        return np.empty(0)
    first = contours.starts[:-1]
    z = contours.points_mm[:, 2]
    flat = np.maximum.reduceat(z, first) - np.minimum.reduceat(z, first) <= SAME_PLANE_MM
    if flat[closed].all():
        return np.asarray(z[first][closed])
    return np.asarray((contours.points_mm @ _find_normal(contours))[first][closed])


def _find_normal(contours: Contours) -> Floats:
    """Return the unit normal of the contour with the most points."""
    longest = int(np.argmax(np.diff(contours.starts)))
    points = contours.points_mm[contours.starts[longest] : contours.starts[longest + 1]]
    normal: Floats = np.linalg.svd(points - points.mean(axis=0), full_matrices=True)[2][2]
    return normal
