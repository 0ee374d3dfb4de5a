"""How structures are parted, copied and moved."""

from __future__ import annotations

import copy
from collections.abc import Callable

import numpy as np
from seeded_files import Files, Floats

Which = Callable[[Floats], bool]


def split(files: Files, name: str, part: str, which: Which, *, role: str = "") -> None:
    """Give those contours of a structure that `which` picks to another one."""
    files.add_roi(part, like=name)
    files.redraw(part, lambda points: points if which(points) else None)
    files.redraw(name, lambda points: None if which(points) else points)
    if role:
        observe(files, part, role)


def observe(files: Files, name: str, role: str) -> None:
    """Say what a structure is taken for."""
    observation = copy.deepcopy(files.structures.RTROIObservationsSequence[0])
    observation.ReferencedROINumber = observation.ObservationNumber = files.roi(name).ROINumber
    observation.RTROIInterpretedType = role
    files.structures.RTROIObservationsSequence.append(observation)


def cut(files: Files, name: str, part: str, x_mm: float) -> None:
    """Cut each contour of a structure at x; what lies further left is another structure."""
    files.add_roi(part, like=name)
    files.redraw(part, lambda points: _side(points, x_mm, 1.0))
    files.redraw(name, lambda points: _side(points, x_mm, -1.0))


def _side(points: Floats, x_mm: float, sign: float) -> Floats | None:
    kept = points.copy()
    kept[:, 0] = sign * np.maximum(sign * kept[:, 0], sign * x_mm)
    return kept if np.ptp(kept[:, 0]) > 1.0 else None


def add_moved(files: Files, name: str, *, like: str, by_mm: tuple[float, float, float]) -> None:
    """A further structure, as another but elsewhere."""
    files.add_roi(name, like=like)
    files.redraw(name, lambda points: points + np.array(by_mm))
