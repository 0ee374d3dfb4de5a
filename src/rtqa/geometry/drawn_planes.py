"""The planes that structures are drawn on and their distance, read off the contours themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from rtqa.geometry.tolerances import SAME_PLANE_MM
from rtqa.model.drawing_slices import DrawingSlices
from rtqa.model.geometry import Floats
from rtqa.model.structure import CLOSED_KINDS, Contours, Structure


def find_planes(structures: Iterable[Structure]) -> list[tuple[Floats, Floats]]:
    """The places of the distinct planes of each drawn structure along their normal, ascending, and that."""
    planes = []
    for structure in structures:
        heights, normal = _find_heights(structure.contours)
        if len(heights):
            heights = np.sort(heights)
            planes.append((heights[np.diff(heights, prepend=-np.inf) > SAME_PLANE_MM], normal))
    return planes


def compute_plane_spacing_mm(planes: Iterable[tuple[Floats, Floats]]) -> float | None:
    """Return the commonest gap between neighbouring contour planes of one structure, in mm.

    To 0.01 mm; the smaller where two gaps are equally common. None where no structure has two planes.
    """
    gaps: Counter[float] = Counter()
    for heights, _ in planes:
        gaps.update(np.round(np.diff(heights), 2).tolist())
    return min(gaps, key=lambda gap: (-gaps[gap], gap)) if gaps else None


def find_drawing_slices(planes: Iterable[tuple[Floats, Floats]]) -> DrawingSlices | None:
    """The planes of all structures that share the commonest direction; None where nothing is drawn."""
    directions: list[tuple[Floats, list[Floats]]] = []
    for heights, normal in planes:
        for known, alike in directions:
            if abs(known @ normal) > 1 - 1e-6:
                alike.append(np.sort(heights * np.sign(known @ normal)))
                break
        else:
            directions.append((normal, [heights]))
    if not directions:
        return None
    normal, alike = max(directions, key=lambda direction: len(direction[1]))
    return DrawingSlices.of_planes(normal, alike)


def _find_heights(contours: Contours) -> tuple[Floats, Floats]:
    """Each closed contour's place along their common normal, shape (closed contours,), and the normal."""
    closed = np.array([kind in CLOSED_KINDS for kind in contours.kinds], dtype=bool)
    if not closed.any():
        return np.empty(0), np.array([0.0, 0.0, 1.0])
    first = contours.starts[:-1]
    z = contours.points_mm[:, 2]
    flat = np.maximum.reduceat(z, first) - np.minimum.reduceat(z, first) <= SAME_PLANE_MM
    if flat[closed].all():
        return np.asarray(z[first][closed]), np.array([0.0, 0.0, 1.0])
    normal = _find_normal(contours)
    return np.asarray((contours.points_mm @ normal)[first][closed]), normal


def _find_normal(contours: Contours) -> Floats:
    """Return the unit normal of the contour with the most points."""
    longest = int(np.argmax(np.diff(contours.starts)))
    points = contours.points_mm[contours.starts[longest] : contours.starts[longest + 1]]
    normal: Floats = np.linalg.svd(points - points.mean(axis=0), full_matrices=True)[2][2]
    return normal
