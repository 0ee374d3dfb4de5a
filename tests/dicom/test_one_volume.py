"""One structure has one volume, whoever asks: dose, overlap, parts, pictures and `rtqa structures`."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from pathlib import Path

import numpy as np
import pytest
import shapely
from builders import contour, dose, plan, save_case, structures
from pydicom.dataset import Dataset
from typer.testing import CliRunner

from rtqa.cli.main import app
from rtqa.dicom import read_case
from rtqa.dvh.compute import compute_dvh
from rtqa.geometry.outlines import Outlines
from rtqa.geometry.parts import split_parts
from rtqa.geometry.planar import PlanarStructure
from rtqa.geometry.regions import compute_outside_cm3
from rtqa.pictures.plane import Orientation, Plane, cut

Place = Callable[[float, float, float], tuple[float, float, float]]
Shape = list[tuple[float, float]]

HEIGHTS_MM = (-6.0, -3.0, 0.0, 3.0, 6.0)
THICK_MM = 15.0
TILT = np.radians(15.0)


def box(left: float, low: float, right: float, high: float) -> Shape:
    return [(left, low), (right, low), (right, high), (left, high)]


def axial(u: float, v: float, w: float) -> tuple[float, float, float]:
    return u, v, w


def sagittal(u: float, v: float, w: float) -> tuple[float, float, float]:
    return w, u, v


def tilted(u: float, v: float, w: float) -> tuple[float, float, float]:
    return u, float(v * np.cos(TILT) - w * np.sin(TILT)), float(v * np.sin(TILT) + w * np.cos(TILT))


KEYHOLE: Shape = [
    *((-12, -12), (12, -12), (12, 12), (0, 12)),
    *((0, 4), (4, 4), (4, -4), (-4, -4), (-4, 4), (0, 4)),
    *((0, 12), (-12, 12)),
]  # fmt: skip
"""A square of 24 mm, walked in at the top and round a hole of 8 mm."""

MASK: Shape = [
    *((-8, -4), (-4, -4), (-4, -8), (4, -8), (4, -4), (8, -4), (8, 4)),
    *((4, 4), (4, 8), (-4, 8), (-4, 4), (-8, 4)),
]  # fmt: skip
"""A cross of twelve pixels of 4 mm, as it comes out of a mask."""

CROSSING = [box(-12, -6, 2, 8), box(-4, -2, 12, 6)]
PLAIN, XOR = "CLOSED_PLANAR", "CLOSEDPLANAR_XOR"

DRAWINGS: dict[str, tuple[list[Shape], str, Place, float]] = {
    # 14 × 14 and 16 × 8 mm, which share 6 × 8 mm.
    "crossing": (CROSSING, PLAIN, axial, 196 + 128 - 48),
    "exclusive or": (CROSSING, XOR, axial, 196 + 128 - 2 * 48),
    "nested": ([box(-12, -12, 12, 12), box(-8, -8, 8, 8), box(-3, -3, 3, 3)], PLAIN, axial, 576 - 256 + 36),
    "keyhole": ([KEYHOLE], PLAIN, axial, 576 - 64),
    "tilted": ([box(-10, -8, 10, 8)], PLAIN, tilted, 320),
    "tilted, crossing": (CROSSING, PLAIN, tilted, 276),
    "sagittal": ([box(-10, -8, 10, 8), box(-4, -4, 4, 4)], PLAIN, sagittal, 320 - 64),
    "mask": ([MASK], PLAIN, axial, 12 * 16),
}
"""Contours of each plane, their kind, how the planes lie, and the area by hand in mm²."""


def drawn(shapes: list[Shape], kind: str, place: Place) -> list[Dataset]:
    return [contour([place(u, v, w) for u, v in shape], kind=kind) for w in HEIGHTS_MM for shape in shapes]


@pytest.fixture(scope="module", params=DRAWINGS)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    shapes, kind, place, area_mm2 = DRAWINGS[request.param]
    rois = {
        "Drawn": drawn(shapes, kind, place),
        "Around": [contour([(x, y, z) for x, y in box(-30, -30, 30, 30)]) for z in np.arange(-30, 31, 3.0)],
        "Away": [contour([(x, y, z) for x, y in box(31, 31, 33, 33)]) for z in (-3.0, 0.0, 3.0)],
    }
    even = dose(
        np.full((25, 30, 30), 100, dtype="<u4"), ImagePositionPatient=[-44, -44, -48], PixelSpacing=[3, 3]
    )
    folder = save_case(tmp_path_factory.mktemp("drawn"), plan(), structures(rois), even)
    return folder, area_mm2 * THICK_MM / 1000


def planes_of(folder: Path) -> dict[str, PlanarStructure]:
    structure_set = read_case(folder).treatment.structure_set
    assert structure_set is not None
    outlines = Outlines.of_set(structure_set)
    return {structure.name: outlines.lay_flat(structure) for structure in structure_set.structures}


def test_dose_overlap_and_parts_have_the_volume_by_hand(case: tuple[Path, float]) -> None:
    folder, volume_cm3 = case
    planes = planes_of(folder)
    assert planes["Drawn"].volume_cm3 == pytest.approx(volume_cm3, rel=1e-6)
    dvh = compute_dvh(read_case(folder), "Drawn")
    assert (dvh.total_cm3, dvh.dosed_cm3) == pytest.approx((volume_cm3, volume_cm3), rel=1e-6)
    assert compute_outside_cm3(planes["Drawn"], [planes["Away"]]) == pytest.approx(volume_cm3, rel=1e-6)
    assert compute_outside_cm3(planes["Drawn"], [planes["Around"]]) == pytest.approx(0.0, abs=1e-9)
    parts = split_parts(planes["Drawn"], over_undrawn=True)
    assert sum(part.volume_cm3 for part in parts) == pytest.approx(volume_cm3, rel=1e-6)


def test_the_command_says_it(case: tuple[Path, float]) -> None:
    folder, volume_cm3 = case
    result = CliRunner().invoke(app, ["structures", str(folder)], env={"COLUMNS": "120"})
    (line,) = (line for line in result.stdout.splitlines() if line.startswith("Drawn"))
    n_planes, volume = line.split()[-2:]
    assert (int(n_planes), float(volume)) == (5, pytest.approx(volume_cm3, rel=2e-3))


@pytest.mark.parametrize("orientation", ["axial", "coronal", "sagittal"])
def test_pictures_cut_as_much_as_there_is(case: tuple[Path, float], orientation: Orientation) -> None:
    folder, volume_cm3 = case
    structure = planes_of(folder)["Drawn"]
    step_mm, total_mm3 = 0.5, 0.0
    for position_mm in np.arange(-25.0, 25.0, step_mm) + step_mm / 2 + 0.01:
        plane = Plane(
            orientation=orientation, position_mm=float(position_mm), across_mm=(-30, 30), along_mm=(-30, 30)
        )
        rings = [shapely.Polygon(line) for line in cut(structure, plane)]
        total_mm3 += reduce(shapely.symmetric_difference, rings, shapely.Polygon()).area * step_mm
    # Slabs are grown by 0.05 mm in the picture, so that they meet.
    assert total_mm3 / 1000 == pytest.approx(volume_cm3, rel=0.035)


def test_by_exclusive_or_the_volume_is_known_too(tmp_path: Path) -> None:
    rois = {"Drawn": drawn(CROSSING, PLAIN, axial)}
    structure = planes_of(save_case(tmp_path, plan(), structures(rois)))["Drawn"]
    assert structure.volume_cm3 == pytest.approx(276 * THICK_MM / 1000)
    assert structure.volume_by_exclusive_or_cm3 == pytest.approx(228 * THICK_MM / 1000)
