"""A good case as DICOM in memory, to be changed and written; what is not changed is linked, not copied."""

from __future__ import annotations

import copy
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pydicom
from pydicom.dataset import Dataset

SAMPLE_PLANS = Path(__file__).parents[2] / "sample_plans"
OTHER_UID = "2.25.999"
COURSE_FILE = "course.toml"
KEPT = frozenset(
    {
        *("Body", "SpinalCord", "Brainstem", "Parotid_L", "Parotid_R"),
        *("GTVtn0", "GTVn", "CTV", "PTV_7000", "PTV_6600", "PTV_5400"),
        *("PTV_Vertices", "Vertex_01", "Vertex_02"),
    }
)
"""Structures with contours in the bench's cases; the others are left out for speed."""

PHASES, REGISTRATION = ("sfrt", "ccrt"), "REG.dcm"
ROLES = ("RTPLAN", "RTSTRUCT", "RTDOSE")

Floats = npt.NDArray[np.float64]


def make_base(name: str, folder: Path) -> Path:
    """Write a sample plan for the bench: images without pixels, no structure that no check looks at.

    Of the course, both phases and their registration.
    """
    if name == "course":
        for phase in PHASES:
            make_base(f"{name}/{phase}", folder / phase)
        for file in (REGISTRATION, COURSE_FILE):
            shutil.copy(SAMPLE_PLANS / name / file, folder)
        return folder
    for series in (each for each in (SAMPLE_PLANS / name).iterdir() if each.is_dir()):
        (folder / series.name).mkdir(parents=True)
        for path in sorted(series.iterdir()):
            pydicom.dcmread(path, stop_before_pixels=True).save_as(folder / series.name / path.name)
    if (SAMPLE_PLANS / name / COURSE_FILE).exists():
        shutil.copy(SAMPLE_PLANS / name / COURSE_FILE, folder)
    kept: set[int] = set()
    for role in ROLES:
        dataset = pydicom.dcmread(SAMPLE_PLANS / name / f"{role}.dcm")
        if role == "RTSTRUCT":
            kept = _keep(dataset)
        if role == "RTDOSE":
            dataset.DVHSequence = [
                dvh
                for dvh in dataset.DVHSequence
                if dvh.DVHReferencedROISequence[0].ReferencedROINumber in kept
            ]
        dataset.save_as(folder / f"{role}.dcm")
    return folder


def _keep(structures: Dataset) -> set[int]:
    """Leave out what no check looks at; the ROI numbers that are left."""
    numbers = {roi.ROINumber for roi in structures.StructureSetROISequence if roi.ROIName in KEPT}
    for keyword, of in (
        ("StructureSetROISequence", "ROINumber"),
        ("ROIContourSequence", "ReferencedROINumber"),
        ("RTROIObservationsSequence", "ReferencedROINumber"),
    ):
        setattr(
            structures, keyword, [each for each in structures[keyword].value if each[of].value in numbers]
        )
    return numbers


@cache
def _read(path: Path) -> Dataset:
    return pydicom.dcmread(path)


@dataclass(slots=True)
class Files:
    """The files of one case.

    Attributes:
        base: the folder that they are read from, and that stays as it is.
        extra: further objects, by file name.
        damage: what is done to a file's bytes once it is written, by role.
        dropped: roles, folders of images, or files of these, that are left out.
        folder: of the phase, in a course; ends with a slash.
        course: text of the course file; None: as it is.
    """

    base: Path
    extra: dict[str, Dataset] = field(default_factory=dict)
    damage: dict[str, Callable[[bytes], bytes]] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    course: str | None = None
    folder: str = ""
    _changed: dict[str, Dataset] = field(default_factory=dict)

    @property
    def plan(self) -> Dataset:
        return self._of("RTPLAN.dcm")

    @property
    def structures(self) -> Dataset:
        return self._of("RTSTRUCT.dcm")

    @property
    def dose(self) -> Dataset:
        return self._of("RTDOSE.dcm")

    @property
    def images(self) -> list[Dataset]:
        """The slices of the planning image."""
        return [self._of(f"CT/{path.name}") for path in sorted((self.base / self.folder / "CT").iterdir())]

    def phase(self, name: str) -> Files:
        """The files of one phase of the course; what is changed there is changed here."""
        return Files(self.base, folder=f"{name}/", _changed=self._changed)

    @property
    def registered(self) -> npt.NDArray[np.float64]:
        """The matrix (4, 4) of the course's registration, from the first phase to the last."""
        return np.array(self._step().FrameOfReferenceTransformationMatrix, dtype=float).reshape(4, 4)

    def register(self, matrix: npt.NDArray[np.float64]) -> None:
        """Write another matrix in its place."""
        self._step().FrameOfReferenceTransformationMatrix = [f"{value:.10f}" for value in matrix.ravel()]

    def _step(self) -> Dataset:
        registration = self._of(REGISTRATION).RegistrationSequence[1]
        step: Dataset = registration.MatrixRegistrationSequence[0].MatrixSequence[0]
        return step

    @property
    def baseline(self) -> list[Dataset]:
        """The slices of the image that was taken before."""
        return [self._of(f"BASELINE/{path.name}") for path in sorted((self.base / "BASELINE").iterdir())]

    def every(self) -> Iterator[Dataset]:
        yield from (self.plan, self.structures, self.dose, *self.images)

    def _of(self, name: str) -> Dataset:
        name = f"{self.folder}{name}"
        if name not in self._changed:
            self._changed[name] = copy.deepcopy(_read(self.base / name))
        return self._changed[name]

    def write(self, folder: Path, **how: Any) -> Path:
        """Write all files; ``how`` goes to pydicom's writer for those that were changed."""
        folder.mkdir(parents=True, exist_ok=True)
        if self.course is not None:
            (folder / COURSE_FILE).write_text(self.course, encoding="utf-8")
        elif (self.base / COURSE_FILE).exists():
            os.link(self.base / COURSE_FILE, folder / COURSE_FILE)
        for path in sorted(self.base.rglob("*.dcm")):
            name = path.relative_to(self.base).as_posix()
            if {name, name.split("/")[0].removesuffix(".dcm")} & self.dropped:
                continue
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if name in self._changed:
                self._changed[name].save_as(target, **how)
            elif path.is_symlink():
                target.symlink_to(path.resolve())
            else:
                os.link(path, target)
        for name, dataset in self.extra.items():
            dataset.save_as(folder / name, **how)
        for role, change in self.damage.items():
            target = folder / f"{role}.dcm"
            data = change(target.read_bytes())
            target.unlink()
            target.write_bytes(data)
        return folder

    # ------------------------------------------------------------------------------------- structures

    def roi(self, name: str) -> Dataset:
        """Item of the StructureSetROISequence."""
        (only,) = (roi for roi in self.structures.StructureSetROISequence if roi.ROIName == name)
        return only

    def drawn(self, name: str) -> Dataset:
        """Item of the ROIContourSequence."""
        number = self.roi(name).ROINumber
        (only,) = (each for each in self.structures.ROIContourSequence if each.ReferencedROINumber == number)
        return only

    def redraw(self, name: str, change: Callable[[Floats], Floats | None]) -> None:
        """Change every contour of a structure, points (n, 3) to points; None drops it."""
        drawn = self.drawn(name)
        kept = []
        for contour in drawn.ContourSequence:
            points = change(np.array(contour.ContourData, dtype=float).reshape(-1, 3))
            if points is not None:
                set_points(contour, points)
                kept.append(contour)
        drawn.ContourSequence = kept

    def add_roi(self, name: str, *, like: str) -> None:
        """A further structure with the contours of another, which name no slices: they may be redrawn."""
        number = max(roi.ROINumber for roi in self.structures.StructureSetROISequence) + 1
        roi, drawn = copy.deepcopy(self.roi(like)), copy.deepcopy(self.drawn(like))
        roi.ROINumber, roi.ROIName, drawn.ReferencedROINumber = number, name, number
        for contour in drawn.ContourSequence:
            contour.pop("ContourImageSequence", None)
        self.structures.StructureSetROISequence.append(roi)
        self.structures.ROIContourSequence.append(drawn)

    # ------------------------------------------------------------------------------------------- dose

    def voxels(self) -> npt.NDArray[np.float64]:
        """Stored values, [k, j, i]; a copy."""
        return np.array(self.dose.pixel_array, dtype=float)

    def store(self, stored: npt.NDArray[Any]) -> None:
        """Put stored values back, of any shape."""
        dose = self.dose
        dose.NumberOfFrames, dose.Rows, dose.Columns = stored.shape
        dose.PixelData = np.round(stored).astype(f"<u{dose.BitsAllocated // 8}").tobytes()

    # ------------------------------------------------------------------------------------------ beams

    def points(self) -> Iterator[Dataset]:
        """Every control point of every beam."""
        for beam in self.plan.BeamSequence:
            yield from beam.ControlPointSequence

    def shares(self) -> list[Dataset]:
        """What the fraction group says of each beam."""
        return list(self.plan.FractionGroupSequence[0].ReferencedBeamSequence)


def set_points(contour: Dataset, points: Floats) -> None:
    contour.ContourData = [f"{value:.3f}" for value in points.ravel()]
    contour.NumberOfContourPoints = len(points)


def device(point: Dataset, kind: str) -> Dataset:
    """The positions of a beam limiting device at a control point."""
    (only,) = (d for d in point.BeamLimitingDevicePositionSequence if d.RTBeamLimitingDeviceType == kind)
    return only
