"""The steps between planes, and what they leave in doubt.

A structure is drawn every few millimetres and taken as prisms. Where its outline narrows along the normal,
each prism sticks out beyond the structure with one half, and falls short of it with the other: of a sphere
of radius R in slices of h, 3 h / 16 R of the volume lies in corners outside it, and as much is missing
inside. The volume is right, and in an even dose all else too; where the dose falls to all sides, the corners
lie where it has fallen already.

To first order the area at a height z from a plane is A + A' z, so that A' h² / 8 belongs into the other half
of the slab, where the dose is another. That is one more alternative of the curve.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rtqa.dvh.cell_dose import BoundaryDose
from rtqa.dvh.cells import Cells
from rtqa.dvh.dose_slices import Slices
from rtqa.dvh.samples import NEGLIGIBLE, Samples
from rtqa.geometry.arrays import Bools
from rtqa.geometry.rings import Rings
from rtqa.geometry.slabs import Slabs
from rtqa.model.geometry import Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Staircase:
    """How the area changes from plane to plane.

    Attributes:
        offsets_mm: shape (p,); where each plane lies along the normal.
        growth_cm: shape (p,); by how many cm² its area grows for each centimetre along it.
        slabs: what each plane stands for.
    """

    offsets_mm: Floats
    growth_cm: Floats
    slabs: Slabs

    @classmethod
    def of(cls, rings: Rings, slabs: Slabs, *, unit_mm2: float) -> Staircase:
        """From the neighbours on both sides; where the structure ends on one side, from the other.

        Args:
            rings: the structure's planes.
            slabs: which of them belong together.
            unit_mm2: the unit of their areas.
        """
        areas_cm2, offsets_mm = rings.plane_areas * unit_mm2 / 100, rings.offsets_mm
        n = np.arange(len(areas_cm2))
        before, after = np.where(slabs.end_below, n, n - 1), np.where(slabs.end_above, n, n + 1)
        apart_cm = (offsets_mm[after] - offsets_mm[before]) / 10
        growth_cm = (areas_cm2[after] - areas_cm2[before]) / np.where(after > before, apart_cm, 1.0)

        # At an end that is half a slice inwards; a dome's area goes on to shrink faster, as a parabola does.
        is_end = slabs.end_below != slabs.end_above
        faster_cm = growth_cm - growth_cm[np.where(slabs.end_below, after, before)]
        goes_on = is_end & (faster_cm * growth_cm > 0)
        return cls(
            offsets_mm=offsets_mm, growth_cm=growth_cm + np.where(goes_on, faster_cm, 0.0), slabs=slabs
        )

    def wedges(self, boundary: BoundaryDose, cells: Cells, slices: Slices, *, counts: Bools) -> Samples:
        """The volumes to add, and (negative) to take away, for outlines that change evenly between planes.

        Args:
            boundary: the n boundary cells of slices; each is taken for as much of its plane's outline as the
                next.
            cells: which boundary cells each plane has.
            slices: what the planes stand for; r of them.
            counts: whether the body and each zone of the caps are of the structure by default.
        """
        # Of each slice (r,), for each of its boundary cells: the volume that moves from one half of it to the
        # other, and by how much it is larger than its plane says where it lies away from that.
        growth_cm = self.growth_cm[slices.plane] / np.maximum(cells.n_boundary(slices.plane), 1)
        height_cm = slices.height_mm / 10
        moved_cm3 = growth_cm * height_cm**2 / 8
        grown_cm3 = growth_cm * height_cm * (slices.middle_mm - self.offsets_mm[slices.plane]) / 10

        # Of each boundary cell (n,): the same, and whether there is anything to add.
        of_slice = boundary.dose.of_slice
        moved_cm3 = moved_cm3[of_slice]
        counted = counts[slices.cap[of_slice]] & np.isfinite(boundary.edge_gy)
        grows = counted & (np.abs(grown_cm3) > NEGLIGIBLE)[of_slice]
        moves = counted & (moved_cm3 != 0)

        # A wedge, from nothing at the plane to its full width at the slab's border, has its centre two thirds
        # out, and the variance of an even spread over √(2/3) of its length.
        edge_gy, rise_gy, moved_cm3 = boundary.edge_gy[moves], boundary.rise_gy[moves], moved_cm3[moves]
        spread_gy = np.float32(6**-0.5) * np.abs(np.concatenate([boundary.rise_gy[grows], rise_gy, rise_gy]))
        return Samples(
            cap=np.zeros(len(spread_gy), dtype=np.int32),
            volume_cm3=np.concatenate([grown_cm3[of_slice[grows]], moved_cm3, -moved_cm3]),
            mean_gy=np.concatenate([boundary.edge_gy[grows], edge_gy + rise_gy / 3, edge_gy - rise_gy / 3]),
            wide_gy=spread_gy,
            narrow_gy=np.zeros(len(spread_gy), dtype=np.float32),
            shift_gy=boundary.dose.bend_gy[:0],
        )
