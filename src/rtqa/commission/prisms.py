"""What contours say without a guess: each plane's outline as a right prism, half a gap up and down.

That is the model of rtqa's own DVHs (docs/decisions/0002). Where its truth has a closed form, the error
against it is the calculation's own, and the error against the smooth solid that of drawing it in slices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rtqa.commission.closed_forms import box_beyond, cylinder_beyond, disc_in_ball
from rtqa.commission.outlines import Ellipse, Polygon, Rectangle, Section
from rtqa.commission.solids import Body
from rtqa.model.geometry import Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prisms:
    """Prisms of one height and one kind of outline, stacked along z.

    Attributes:
        z_mm: shape (m,), of their middles.
        a_mm, b_mm: shape (m,), semi-axes of ellipses or half the sides of rectangles.
        signs: shape (m,), −1 for holes.
        height_mm: of each.
        are_elliptic: whether the outlines are ellipses; else they are rectangles.
    """

    z_mm: Floats
    a_mm: Floats
    b_mm: Floats
    signs: Floats
    height_mm: float
    are_elliptic: bool

    @property
    def volumes_mm3(self) -> Floats:
        """Shape (m,), negative for holes."""
        area = np.pi if self.are_elliptic else 4.0
        return self.signs * area * self.a_mm * self.b_mm * self.height_mm

    def body(self) -> Body:
        """Their closed forms."""
        volumes = self.volumes_mm3
        return Body(
            volume_mm3=float(volumes.sum()),
            centroid_mm=np.array([0.0, 0.0, float(volumes @ self.z_mm / volumes.sum())]),
            reach_mm=self._reach_mm,
            beyond_mm3=self._beyond_mm3,
        )

    def in_ball_mm3(self, reach_mm: Floats, *, z_mm: float) -> Floats:
        """The volume of discs within a distance of a point on their axis, of the shape of ``reach_mm``."""
        low = self.z_mm - self.height_mm / 2.0 - z_mm
        reach = np.asarray(reach_mm, dtype=float)[..., None]
        common = disc_in_ball(reach, radius_mm=self.a_mm, low_mm=low, high_mm=low + self.height_mm)
        return np.asarray(common @ self.signs)

    def _reach_mm(self, n: Floats) -> float:
        if self.are_elliptic:
            across = np.hypot(self.a_mm * n[0], self.b_mm * n[1])
        else:
            across = self.a_mm * abs(n[0]) + self.b_mm * abs(n[1])
        return float(np.max(across + self.z_mm * n[2]) + self.height_mm / 2.0 * abs(n[2]))

    def _beyond_mm3(self, t_mm: Floats, n: Floats) -> Floats:
        t = np.asarray(t_mm, dtype=float)[..., None] - n[2] * self.z_mm
        if self.are_elliptic:
            beyond_mm3 = cylinder_beyond(
                t, semi_axes_mm=(self.a_mm, self.b_mm), height_mm=self.height_mm, n=n
            )
        else:
            beyond_mm3 = box_beyond(t, half_mm=(self.a_mm, self.b_mm, self.height_mm / 2.0), n=n)
        return np.asarray(beyond_mm3 @ self.signs)


def prisms_of(sections: Sequence[tuple[float, Section]], *, height_mm: float) -> Prisms | None:
    """The prisms of planes and their sections; None where an outline is neither ellipse nor rectangle."""
    outlines = [(z, outline) for z, section in sections for outline in section]
    kinds = {type(outline) for _, outline in outlines}
    if len(kinds) != 1 or Polygon in kinds:
        return None
    z, a, b, signs = (np.array(column, dtype=float) for column in zip(*_rows(outlines), strict=True))
    return Prisms(z_mm=z, a_mm=a, b_mm=b, signs=signs, height_mm=height_mm, are_elliptic=kinds == {Ellipse})


def _rows(
    outlines: Sequence[tuple[float, Ellipse | Rectangle | Polygon]],
) -> list[tuple[float, float, float, int]]:
    return [
        (z, outline.a_mm, outline.b_mm, outline.sign)
        for z, outline in outlines
        if not isinstance(outline, Polygon)
    ]
