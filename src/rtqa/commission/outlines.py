"""How a plane cuts a solid: outlines about the z axis, and the polygons they are drawn as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import numpy as np

from rtqa.model.geometry import Floats

N_VERTICES = 360
"""A polygon of a circle's own area with so many vertices is nowhere further from it than r / 26,000."""

POLE_MM = 0.126
"""Radius of the contour on a pole, where the section is a point: 0.05 mm², as Nelms et al. drew it."""


class Ellipse(NamedTuple):
    """An outline about the z axis, by its semi-axes; with sign −1 a hole."""

    a_mm: float
    b_mm: float
    sign: int = 1


class Rectangle(NamedTuple):
    """An outline about the z axis, by half its sides."""

    a_mm: float
    b_mm: float
    sign: int = 1


class Polygon(NamedTuple):
    """Any other outline: shape (n, 2) of x and y in mm."""

    points_mm: Floats


Section: TypeAlias = Sequence[Ellipse | Rectangle | Polygon]


def outline_points_mm(outline: Ellipse | Rectangle | Polygon) -> Floats:
    """The outline as a polygon, shape (n, 2); an ellipse becomes one of its very area."""
    if isinstance(outline, Polygon):
        return outline.points_mm
    a, b = outline.a_mm, outline.b_mm
    if isinstance(outline, Rectangle):
        return np.array([[-a, -b], [a, -b], [a, b], [-a, b]])
    turn = 2.0 * np.pi / N_VERTICES
    angle = turn * np.arange(N_VERTICES)
    outward = float(np.sqrt(turn / np.sin(turn)))
    return outward * np.column_stack([a * np.cos(angle), b * np.sin(angle)])
