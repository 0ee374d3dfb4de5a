"""A structure drawn across the planes of the others decides nothing for them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from builders import contour, plan, save_case, square, structures
from pydicom.dataset import Dataset

from rtqa.dicom import read_case
from rtqa.geometry.outlines import Outlines, find_shared_basis
from rtqa.model.structure import Structure


def tilted(z: float) -> Dataset:
    """A square of 20 mm in a plane tilted by 15° about x."""
    slope = np.tan(np.radians(15.0))
    return contour([(x, y, z + slope * y) for x, y in ((-10, -10), (10, -10), (10, 10), (-10, 10))])


def read(folder: Path, rois: dict[str, list[Dataset]]) -> tuple[Structure, ...]:
    treatment = read_case(save_case(folder, plan(), structures(rois))).treatment
    assert treatment.structure_set is not None
    return treatment.structure_set.structures


AXIAL = [square(z) for z in (-3, 0, 3)]
TILTED = [tilted(z) for z in (-3, 0, 3)]


@pytest.mark.parametrize("first", ["tilted", "axial"])
def test_the_planes_of_most_decide_whichever_comes_first(tmp_path: Path, first: str) -> None:
    rois = {"Axial1": AXIAL, "Axial2": AXIAL, "Tilted": TILTED}
    drawn = read(tmp_path, dict(sorted(rois.items(), reverse=first == "tilted")))
    outlines = Outlines(basis=find_shared_basis(drawn))
    known = {structure.name: outlines.of(structure) is not None for structure in drawn}
    assert known == {"Axial1": True, "Axial2": True, "Tilted": False}


def test_where_most_are_tilted_their_planes_are_compared(tmp_path: Path) -> None:
    drawn = read(tmp_path, {"A": TILTED, "B": TILTED, "C": AXIAL})
    assert find_shared_basis(drawn) is None
    outlines = Outlines(basis=find_shared_basis(drawn))
    assert [outlines.of(structure) is not None for structure in drawn] == [True, True, False]


def test_without_volumes_nothing_is_decided(tmp_path: Path) -> None:
    assert find_shared_basis(read(tmp_path, {"Empty": []})) is None
