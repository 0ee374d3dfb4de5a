"""What makes one course of two plans: how the patient lay on each CT, the registration, the course file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pydicom.dataset import Dataset, FileDataset
from pydicom.uid import SpatialRegistrationStorage

from anatomy import Anatomy
from dicom_common import Study, new_file
from rtqa.dicom.write.common import item, set_decimals
from shapes import Array, Point, Solid

# Beside the node, where both plans bring the cord to the dose that it was allowed.
SPOT_MM: Point = (0.0, 22.5, -28.0)


@dataclass(frozen=True, slots=True)
class Carry:
    """A rigid motion from the frame of the first CT to that of the second: p becomes rotation p + shift."""

    rotation: Array
    shift_mm: Array

    @property
    def matrix(self) -> Array:
        """Shape (4, 4)."""
        return np.block([[self.rotation, self.shift_mm[:, None]], [np.zeros((1, 3)), np.ones((1, 1))]])

    def back(self, point_mm: Point) -> Point:
        """A point of the second frame where it lies in the first."""
        x, y, z = (np.array(point_mm) - self.shift_mm) @ self.rotation
        return float(x), float(y), float(z)

    def solid(self, solid: Solid) -> Solid:
        """A solid of the second frame where it lies in the first."""
        turn, shift = self.rotation, self.shift_mm

        def field(x: Array, y: Array, z: Array) -> Array:
            u, v, w = (turn[n, 0] * x + turn[n, 1] * y + turn[n, 2] * z + shift[n] for n in range(3))
            return solid.field(u, v, w)

        corners = np.stack(np.meshgrid(*zip(solid.low_mm, solid.high_mm, strict=True)), axis=-1).reshape(
            -1, 3
        )
        placed = (corners - shift) @ turn
        (x0, y0, z0), (x1, y1, z1) = placed.min(axis=0).tolist(), placed.max(axis=0).tolist()
        return Solid(field, (x0, y0, z0), (x1, y1, z1))

    def anatomy(self, anatomy: Anatomy) -> Anatomy:
        """A whole patient of the second frame as the first CT shows him."""
        return Anatomy(
            body=self.solid(anatomy.body),
            organs={name: self.solid(organ) for name, organ in anatomy.organs.items()},
            primary=self.solid(anatomy.primary),
            node=self.solid(anatomy.node),
            airway=self.solid(anatomy.airway),
            tissues=tuple((self.solid(solid), hu) for solid, hu in anatomy.tissues),
        )


def _rotation(about_x_deg: float, about_z_deg: float) -> Array:
    (sx, sz), (cx, cz) = (f(np.radians([about_x_deg, about_z_deg])) for f in (np.sin, np.cos))
    about_x = np.array([[1.0, 0.0, 0.0], [0.0, cx, -sx], [0.0, sx, cx]])
    about_z = np.array([[cz, -sz, 0.0], [sz, cz, 0.0], [0.0, 0.0, 1.0]])
    # As many digits as the registration states, so that it is exactly what the patient did.
    return np.asarray(np.round(about_z @ about_x, 10))


CARRY = Carry(_rotation(3.0, 5.0), np.array([11.0, -8.0, 6.0]))


def build_registration(study: Study, *, moved: Study) -> FileDataset:
    """A Spatial Registration in the frame of one study, which the frame of another is carried into."""
    ds = new_file(study, sop_class=SpatialRegistrationStorage, what=(), modality="REG", date=study.plan_date)
    ds.BodyPartExamined = "HEADNECK"
    ds.ContentDate, ds.ContentTime = study.plan_date, "110000"
    ds.ContentLabel, ds.ContentDescription = "SFRT_TO_CCRT", "First CT carried to the second"
    ds.ContentCreatorName = "Reviewer^Fictive"
    ds.RegistrationSequence = [
        _carried(study.frame_of_reference_uid, np.eye(4)),
        _carried(moved.frame_of_reference_uid, CARRY.matrix),
    ]
    return ds


def _carried(frame_of_reference_uid: str, matrix: Array) -> Dataset:
    step = item(FrameOfReferenceTransformationMatrixType="RIGID")
    set_decimals(step, "FrameOfReferenceTransformationMatrix", matrix.ravel(), places=10)
    registration = item(RegistrationTypeCodeSequence=[], MatrixSequence=[step])
    return item(FrameOfReferenceUID=frame_of_reference_uid, MatrixRegistrationSequence=[registration])


COURSE_FILE = """\
# A course of two phases: what its DICOM files do not say. Judge it with
#
#     rtqa check --course sample_plans/course/course.toml

schema = "rtqa-course/1"
protocol = "nct07041788"
as_of = 2025-03-21

[events]
baseline-imaging = 2024-12-27
enrolment = 2025-01-02
mdt-review = 2025-01-08
induction-start = 2025-01-14

[[phase]]
id = "sfrt"
folder = "sfrt"
fractions = 1
planning_ct = 2025-01-06
delivered = [2025-01-09]

[[phase]]
id = "ccrt"
folder = "ccrt"
planned_gy = { GTVtn0 = 70.0, GTVn = 66.0, CTV = 54.0 }
fractions = 30
fractions_per_week = 5
planning_ct = 2025-03-17
start = 2025-03-24

# Between the phases the patient was scanned anew, and lay otherwise.
[[registration]]
from = "sfrt"
to = "ccrt"
file = "REG.dcm"
"""
