"""A structure drawn across the planes of the others decides nothing for them, and is measured as they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from builders import contour, plan, save_case, square, structures
from pydicom.dataset import Dataset

from rtqa.dicom import read_case
from rtqa.geometry.outlines import Outlines
from rtqa.geometry.planar import lay_flat
from rtqa.geometry.regions import compute_outside_cm3
from rtqa.model.structure import Structure


def tilted(z: float, half_mm: float = 10.0) -> Dataset:
    """A square of 20 mm, seen from above, in a plane tilted by 15° about x."""
    slope = np.tan(np.radians(15.0))
    corners = ((-half_mm, -half_mm), (half_mm, -half_mm), (half_mm, half_mm), (-half_mm, half_mm))
    return contour([(x, y, z + slope * y) for x, y in corners])


def read(folder: Path, rois: dict[str, list[Dataset]]) -> tuple[Structure, ...]:
    treatment = read_case(save_case(folder, plan(), structures(rois))).treatment
    assert treatment.structure_set is not None
    return treatment.structure_set.structures


AXIAL = [square(z) for z in (-3, 0, 3)]
TILTED = [tilted(z) for z in (-3, 0, 3)]


@pytest.mark.parametrize("first", ["tilted", "axial"])
def test_each_structure_is_laid_into_its_own_planes_whichever_comes_first(tmp_path: Path, first: str) -> None:
    rois = {"Axial1": AXIAL, "Axial2": AXIAL, "Tilted": TILTED}
    drawn = read(tmp_path, dict(sorted(rois.items(), reverse=first == "tilted")))
    outlines = Outlines(set_spacing_mm=3.0)
    volumes = {structure.name: outlines.lay_flat(structure).volume_cm3 for structure in drawn}
    # A square of 20 mm is 20 / cos 15° long on the tilted plane, whose slices lie 3 cos 15° mm apart.
    assert volumes == pytest.approx(dict.fromkeys(rois, 3.6))


def test_how_much_lies_outside_is_known_across_planes_too(tmp_path: Path) -> None:
    small = [square(z, 5.0) for z in (-3, 0, 3)]
    wide = [tilted(z, 40.0) for z in (-9, -6, -3, 0, 3, 6, 9)]
    by_name = {each.name: each for each in read(tmp_path, {"Small": small, "Wide": wide, "Tilted": TILTED})}
    planes = {name: lay_flat(drawn, set_spacing_mm=3.0) for name, drawn in by_name.items()}
    assert compute_outside_cm3(planes["Small"], [planes["Wide"]]) == pytest.approx(0.0, abs=1e-9)
    # Of the wide one what the small one leaves: 80 × 80 × 21 mm without all of 10 × 10 × 9 mm.
    outside = compute_outside_cm3(planes["Wide"], [planes["Small"]])
    assert outside == pytest.approx((80 * 80 * 21 - 10 * 10 * 9) / 1000, rel=0.002)
