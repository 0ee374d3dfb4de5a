"""Other programs' objects taken in: images by the libraries themselves, planning systems by stand-ins."""

from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import SimpleITK

import rtqa
from rtqa.errors import InputError, UsageError

RECIPES = runpy.run_path(str(Path(__file__).parents[2] / "examples" / "recipes.py"))

ORIGIN, SPACING, SHAPE_IJK = np.array([-60.0, -80.0, 30.0]), np.array([2.5, 2.5, 3.0]), (50, 40, 30)
GRADIENT = np.array([0.3, 0.1, -0.2])
LOW, HIGH, PLANES = np.array([-20.0, -40.0]), np.array([20.0, -10.0]), np.arange(51.0, 79.0, 3.0)
"""A box of contours; with half-slice caps it reaches from 49.5 to 79.5 mm."""
VOLUME_CM3, MEAN_GY = 40.0 * 30.0 * 30.0 / 1000.0, 40.0 + float(np.array([60.0, 55.0, 34.5]) @ GRADIENT)


def dose_gy() -> Any:
    k, j, i = np.indices(SHAPE_IJK[::-1])
    return 40.0 + np.stack([i, j, k], axis=-1) * SPACING @ GRADIENT


def contours(scale: float = 1.0) -> list[list[SimpleNamespace]]:
    corners = [(LOW[0], LOW[1]), (HIGH[0], LOW[1]), (HIGH[0], HIGH[1]), (LOW[0], HIGH[1])]
    return [[point(x * scale, y * scale, z * scale) for x, y in corners] for z in PLANES]


def point(x: float, y: float, z: float) -> SimpleNamespace:
    return SimpleNamespace(x=x, y=y, z=z)


def test_raystation_has_cm_and_cgy_and_begins_at_a_corner() -> None:
    corner = (ORIGIN - SPACING / 2) / 10
    grid = SimpleNamespace(
        Corner=point(*corner), VoxelSize=point(*SPACING / 10), NrVoxels=point(*map(int, SHAPE_IJK))
    )
    total = SimpleNamespace(InDoseGrid=grid, DoseValues=SimpleNamespace(DoseData=100 * dose_gy().ravel()))
    plan = SimpleNamespace(Name="HN", TreatmentCourse=SimpleNamespace(TotalDose=total))
    drawn = SimpleNamespace(
        OfRoi=SimpleNamespace(Name="PTV"),
        PrimaryShape=SimpleNamespace(Contours=contours(0.1)),
        HasContours=lambda: True,
    )
    empty = SimpleNamespace(OfRoi=SimpleNamespace(Name="Empty"), HasContours=lambda: False)
    case = RECIPES["case_from_raystation"](plan, SimpleNamespace(RoiGeometries=[drawn, empty]))
    dvh = rtqa.compute_dvh(case, "PTV")
    assert (dvh.total_cm3, dvh.mean_gy) == pytest.approx((VOLUME_CM3, MEAN_GY), rel=1e-4)


def test_eclipse_has_planes_of_numbers_that_it_scales() -> None:
    stored = np.round((dose_gy() - 5.0) / 0.002).astype(int)

    def fill(k: int, voxels: Any) -> None:
        voxels[:] = stored[k].T

    unit = {"XDirection": point(1, 0, 0), "YDirection": point(0, 1, 0), "ZDirection": point(0, 0, 1)}
    sizes = dict(zip(("XSize", "YSize", "ZSize"), SHAPE_IJK, strict=True))
    spacing = dict(zip(("XRes", "YRes", "ZRes"), SPACING, strict=True))
    dose = SimpleNamespace(
        **unit, **sizes, **spacing, Origin=point(*ORIGIN), GetVoxels=fill,
        VoxelToDoseValue=lambda n: SimpleNamespace(Dose=100 * (5.0 + 0.002 * n), UnitAsString="cGy"),
    )  # fmt: skip
    on_plane = dict(enumerate(contours(), start=7))
    ptv = SimpleNamespace(
        Id="PTV", IsEmpty=False, GetContoursOnImagePlane=lambda k: [on_plane[k]] if k in on_plane else []
    )
    structures = SimpleNamespace(Image=SimpleNamespace(ZSize=30), Structures=[ptv])
    plan = SimpleNamespace(Id="HN", Dose=dose, StructureSet=structures, NumberOfFractions=30)
    case = RECIPES["case_from_esapi"](plan)
    dvh = rtqa.compute_dvh(case, "PTV")
    assert (dvh.total_cm3, dvh.mean_gy) == pytest.approx((VOLUME_CM3, MEAN_GY), rel=1e-4)
    assert case.treatment.plan.n_fractions == 30


def test_an_image_of_simpleitk_brings_its_place() -> None:
    dose = SimpleITK.GetImageFromArray(dose_gy())
    dose.SetOrigin(ORIGIN.tolist())
    dose.SetSpacing(SPACING.tolist())
    mask = SimpleITK.GetImageFromArray(np.ones((10, 12, 16), dtype=np.uint8))
    mask.SetOrigin([-20 + 1.25, -40 + 1.25, 49.5 + 1.5])
    mask.SetSpacing([2.5, 2.5, 3.0])
    turned = SimpleITK.Flip(mask, [True, False, True])  # and its direction says so
    with pytest.raises(InputError, match="from_simpleitk"):
        rtqa.case_from_arrays(dose, structures={"PTV": mask})
    take = rtqa.interop.from_simpleitk
    case = rtqa.case_from_arrays(take(dose), structures={"PTV": take(mask), "Turned": take(turned)})
    for dvh in rtqa.compute_dvhs(case).values():
        assert (dvh.total_cm3, dvh.mean_gy) == pytest.approx((VOLUME_CM3, MEAN_GY), rel=1e-4)


def test_an_image_of_nibabel_is_in_ras_with_its_axes_reversed() -> None:
    affine = np.diag([-2.5, -2.5, 3.0, 1.0])
    affine[:3, 3] = [-ORIGIN[0], -ORIGIN[1], ORIGIN[2]]
    image = SimpleNamespace(affine=affine, dataobj=dose_gy().transpose(2, 1, 0))
    dose = rtqa.interop.from_nibabel(image)
    assert np.array_equal(dose.values, dose_gy())
    assert np.allclose(dose.affine_mm[:3], np.column_stack([np.diag(SPACING), ORIGIN]))


def test_what_is_no_image_is_refused() -> None:
    with pytest.raises(UsageError, match="not int"):
        rtqa.interop.from_simpleitk(3)  # type: ignore[arg-type]
