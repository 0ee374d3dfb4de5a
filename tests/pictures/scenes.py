"""A plan made by hand: the dose is a hill, organs are boxes, and the image is brighter to the left."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
from PIL import Image as PillowImage

from rtqa.course.composite import PhaseDose
from rtqa.findings import ReportedPicture
from rtqa.model.dose import Dose, DoseQuantity, DoseScope
from rtqa.model.geometry import Grid
from rtqa.model.image import Image
from rtqa.model.structure import ContourKind, Contours, Structure, StructureSet
from rtqa.pictures import DoseField

Corner = tuple[float, float, float]
HILL_MM = np.array([22.0, -14.0, 8.0])
"""Where the dose is highest: left, anterior and superior of the middle."""


def grid(*, spacing_mm: float = 2.0, half_mm: float = 60.0, frame: str = "1.2") -> Grid:
    n = round(2.0 * half_mm / spacing_mm) + 1
    return Grid.from_planes(
        position_mm=(-half_mm, -half_mm, -half_mm),
        orientation=(1, 0, 0, 0, 1, 0),
        spacing_mm=(spacing_mm, spacing_mm),
        offsets_mm=spacing_mm * np.arange(n),
        shape_ji=(n, n),
        frame_of_reference_uid=frame,
    )


def points_mm(one: Grid) -> npt.NDArray[np.float64]:
    """The place of each voxel, shape (k, j, i, 3)."""
    k, j, i = np.indices(one.shape_kji)
    return one.to_points_mm(np.column_stack([i.ravel(), j.ravel(), k.ravel()])).reshape(*one.shape_kji, 3)


def hill(one: Grid | None = None, *, at_mm: npt.ArrayLike = HILL_MM) -> Dose:
    """70 Gy at the top, and 1 Gy less for each mm from it."""
    own = one or grid()
    distance_mm = np.linalg.norm(points_mm(own) - np.asarray(at_mm), axis=-1)
    return dose_of(np.maximum(70.0 - distance_mm, 0.0), own)


def dose_of(values_gy: npt.NDArray[np.float64], one: Grid) -> Dose:
    return Dose(
        uid="1.2.3",
        grid=one,
        values_gy=values_gy.astype(np.float32),
        quantity=DoseQuantity.PHYSICAL,
        scope=DoseScope.PLAN,
        n_fractions=30,
        plan_uid="",
        structure_set_uid="",
    )


def box(
    number: int, name: str, low_mm: tuple[float, float, float], high_mm: tuple[float, float, float]
) -> Structure:
    """Axial rectangles every 2 mm, from the lower to the upper corner."""
    (x0, y0, z0), (x1, y1, z1) = low_mm, high_mm
    planes = np.arange(z0, z1 + 1e-9, 2.0)
    corners = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    stacked = [np.column_stack([corners, np.full(4, z)]) for z in planes]
    return Structure(
        number=number,
        name=name,
        role="ORGAN",
        contours=Contours(
            points_mm=np.concatenate(stacked),
            starts=4 * np.arange(len(planes) + 1),
            kinds=(ContourKind.CLOSED_PLANAR,) * len(planes),
        ),
        color_rgb=(0, 255, 0),
    )


def image(*, frame: str = "1.2") -> Image:
    """A CT whose numbers grow by 4 HU for each mm to the patient's left."""
    own = grid(spacing_mm=4.0, frame=frame)
    return Image(
        modality="CT",
        grid=own,
        slice_thickness_mm=np.full(own.shape_kji[0], 4.0),
        uids=(),
        acquired="",
        load=lambda: (4.0 * points_mm(own)[..., 0]).astype(np.float32),
    )


def structure_set(*structures: Structure) -> StructureSet:
    return StructureSet(
        uid="1.2.4",
        label="",
        frame_of_reference_uid="1.2",
        structures=structures,
        image_uids=frozenset(),
        plane_spacing_mm=2.0,
    )


def field_of(dose: Dose) -> DoseField:
    """The field of one plan."""
    return DoseField(phases=(PhaseDose(phase="ccrt", dose=dose, n_fractions=30),))


def pixels(picture: ReportedPicture) -> npt.NDArray[np.uint8]:
    """Shape (rows, columns, 3)."""
    return np.asarray(PillowImage.open(io.BytesIO(picture.png)).convert("RGB"))
