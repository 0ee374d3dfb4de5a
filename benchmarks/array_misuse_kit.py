"""What misuses of arrays share: what is handed in, and how it is changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Kwargs = dict[str, Any]
Random = np.random.Generator

PRESCRIBED_GY = 60.0


def affine_of(kwargs: Kwargs) -> Any:
    affine = np.eye(4)
    affine[:3, :3] = np.diag(np.asarray(kwargs.pop("spacing_mm"), dtype=float))
    affine[:3, 3] = kwargs.pop("origin_mm")
    return affine


def change_shapes(kwargs: Kwargs, change: Callable[[Any], Any], *, only: str = "") -> None:
    """Change every contour, or every mask where it is said so."""
    for name, shape in kwargs["structures"].items():
        is_mask = getattr(shape, "ndim", 0) == 3
        if is_mask is (only == "masks") and (is_mask or isinstance(shape, list)):
            kwargs["structures"][name] = change(shape) if is_mask else [change(each) for each in shape]


def spoil(array: Any, value: float, random: Random) -> Any:
    spoilt = np.array(array, dtype=float)
    spoilt.flat[random.integers(spoilt.size)] = value
    return spoilt
