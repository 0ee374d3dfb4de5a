"""Plans out of a planning system's own scripting, as arrays: copy the function that you need.

Both use nothing of the planning system but the objects handed to them, and what these are asked is what the
systems' scripting guides document. Try it on a phantom first: a ball at a known place, in a known dose.
"""

from __future__ import annotations

from typing import Any

import numpy as np

import rtqa


def case_from_raystation(plan: Any, structure_set: Any) -> rtqa.Case:
    """A plan in RayStation's CPython console: ``plan = get_current("Plan")``.

    Args:
        plan: with a computed total dose. RayStation has lengths in cm and doses in cGy; a dose grid begins at
            the corner of its first voxel.
        structure_set: ``get_current("Case").PatientModel.StructureSets[examination.Name]``.
    """
    total, grid = plan.TreatmentCourse.TotalDose, plan.TreatmentCourse.TotalDose.InDoseGrid
    corner, size, n = (np.array([at.x, at.y, at.z]) for at in (grid.Corner, grid.VoxelSize, grid.NrVoxels))
    structures = {
        geometry.OfRoi.Name: [
            10.0 * np.array([[point.x, point.y, point.z] for point in contour])
            for contour in geometry.PrimaryShape.Contours
        ]
        for geometry in structure_set.RoiGeometries
        if geometry.HasContours()
    }
    return rtqa.case_from_arrays(
        np.reshape(np.asarray(total.DoseValues.DoseData, dtype=float), n[::-1]) / 100.0,
        origin_mm=10.0 * (corner + size / 2.0),
        spacing_mm=10.0 * size,
        structures=structures,
        label=plan.Name,
    )


def case_from_esapi(plan: Any) -> rtqa.Case:
    """A plan of Eclipse by pythonnet or PyESAPI: ``plan = context.PlanSetup``.

    Args:
        plan: with a valid dose; ``DoseValuePresentation`` is set to absolute. Eclipse has lengths in mm, in
            DICOM's frame.
    """
    dose, image = plan.Dose, plan.StructureSet.Image
    planes = []
    for k in range(dose.ZSize):
        voxels = np.zeros((dose.XSize, dose.YSize), dtype=np.int32)
        dose.GetVoxels(k, voxels)  # fills [x, y] of one plane
        planes.append(voxels.T)
    # Stored numbers are linear in the dose: two of them tell the scale and the offset.
    none, many = dose.VoxelToDoseValue(0), dose.VoxelToDoseValue(10_000)
    to_gy = 0.01 if str(many.UnitAsString) == "cGy" else 1.0
    gray = to_gy * (none.Dose + np.stack(planes) * (many.Dose - none.Dose) / 10_000.0)
    affine = np.eye(4)
    for axis, (direction, spacing) in enumerate(
        [(dose.XDirection, dose.XRes), (dose.YDirection, dose.YRes), (dose.ZDirection, dose.ZRes)]
    ):
        affine[:3, axis] = np.array([direction.x, direction.y, direction.z]) * spacing
    affine[:3, 3] = [dose.Origin.x, dose.Origin.y, dose.Origin.z]
    drawn = {
        structure.Id: [
            np.array([[point.x, point.y, point.z] for point in contour])
            for k in range(image.ZSize)
            for contour in structure.GetContoursOnImagePlane(k)
        ]
        for structure in plan.StructureSet.Structures
        if not structure.IsEmpty
    }
    structures = {name: contours for name, contours in drawn.items() if contours}
    return rtqa.case_from_arrays(
        gray, affine_mm=affine, structures=structures, n_fractions=plan.NumberOfFractions, label=plan.Id
    )
