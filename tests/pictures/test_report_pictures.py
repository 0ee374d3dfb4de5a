"""The pictures of a report: they go through the worst point of what fails, in the colours of the curves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pydicom
import pytest
from matplotlib.path import Path as Ring
from scipy.interpolate import RegularGridInterpolator

from rtqa.dicom import read_case
from rtqa.evaluation.pictures import find_missed
from rtqa.findings import Report, ReportedPicture, Verdict
from rtqa.messages import Message
from rtqa.render.files.report_json import parse_report, render_json
from rtqa.render.page.comparison import compare_reports
from rtqa.render.page.curves import collect_figures
from without_second_dose import check

SAMPLE_PLANS = Path(__file__).parents[2] / "sample_plans"
Points = npt.NDArray[np.float64]


def judge(name: str, **others: object) -> Report:
    return check(read_case(SAMPLE_PLANS / name), protocol="nct07041788", pictures=True, **others)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def failing() -> Report:
    return judge("ccrt_fail")


@pytest.fixture(scope="module")
def course() -> Report:
    return judge("course")


class DoseFile:
    """A dose as its file has it, linear between voxels; nan outside. Axial, not rotated."""

    def __init__(self, folder: Path) -> None:
        (path,) = (p for p in folder.rglob("*.dcm") if _modality(p) == "RTDOSE")
        file = pydicom.dcmread(path)
        x, y, z = map(float, file.ImagePositionPatient)
        row_mm, column_mm = map(float, file.PixelSpacing)
        axes = (
            z + np.array(file.GridFrameOffsetVector, dtype=float),
            y + row_mm * np.arange(file.Rows),
            x + column_mm * np.arange(file.Columns),
        )
        self.step_mm = min(row_mm, column_mm)
        values_gy = float(file.DoseGridScaling) * file.pixel_array.astype(float)
        self._at = RegularGridInterpolator(axes, values_gy, bounds_error=False)

    def __call__(self, points_mm: Points) -> Points:
        return np.asarray(self._at(points_mm[:, ::-1]))


def points_inside(folder: Path, name: str) -> Points:
    """Points half a millimetre apart in the planes of a structure's contours, and the contours' own."""
    (path,) = (p for p in folder.rglob("*.dcm") if _modality(p) == "RTSTRUCT")
    file = pydicom.dcmread(path)
    (number,) = (roi.ROINumber for roi in file.StructureSetROISequence if roi.ROIName == name)
    (drawn,) = (roi for roi in file.ROIContourSequence if roi.ReferencedROINumber == number)
    points = []
    for contour in drawn.ContourSequence:
        ring = np.reshape(np.array(contour.ContourData, dtype=float), (-1, 3))
        low, high = ring[:, :2].min(axis=0), ring[:, :2].max(axis=0)
        x, y = np.meshgrid(np.arange(low[0], high[0], 0.5), np.arange(low[1], high[1], 0.5))
        flat = np.column_stack([x.ravel(), y.ravel()])
        flat = flat[Ring(ring[:, :2]).contains_points(flat)]
        points += [ring, np.column_stack([flat, np.full(len(flat), ring[0, 2])])]
    return np.concatenate(points)


def _modality(path: Path) -> str:
    return str(pydicom.dcmread(path, stop_before_pixels=True, specific_tags=["Modality"]).Modality)


def place_of(report: Report, phase: str, structure: str) -> tuple[Points, list[ReportedPicture]]:
    """The point of the three planes through a structure's worst point."""
    pictures = [
        picture
        for picture in report.pictures
        if picture.phase == phase
        and isinstance(picture.through, Message)
        and picture.through.id == "picture.hottest"
        and picture.through.values["structure"] == structure
    ]
    assert [picture.plane for picture in pictures] == ["axial", "coronal", "sagittal"]
    return np.array([[picture.position_mm for picture in reversed(pictures)]]), pictures


def test_pictures_go_through_the_hottest_point_of_each_organ_that_fails(failing: Report) -> None:
    dose = DoseFile(SAMPLE_PLANS / "ccrt_fail")
    for name, limit in (("SpinalCord", "45 Gy"), ("Parotid_R", "26 Gy")):
        inside = points_inside(SAMPLE_PLANS / "ccrt_fail", name)
        doses_gy = dose(inside)
        place, pictures = place_of(failing, "ccrt", name)
        assert dose(place)[0] == pytest.approx(np.nanmax(doses_gy), abs=0.15)
        hottest = inside[doses_gy > np.nanmax(doses_gy) - 0.15]
        assert np.linalg.norm(hottest - place, axis=1).min() <= dose.step_mm
        for picture in pictures:
            assert (limit, "#ffffff") in {(key.label, key.color) for key in picture.levels}


def test_pictures_of_the_sum_go_through_its_hottest_point(course: Report) -> None:
    folder = SAMPLE_PLANS / "course"
    ccrt, sfrt = DoseFile(folder / "ccrt"), DoseFile(folder / "sfrt")
    file = pydicom.dcmread(folder / "REG.dcm")
    (planned,) = (p for p in (folder / "sfrt").rglob("*.dcm") if _modality(p) == "RTDOSE")
    source = pydicom.dcmread(planned, stop_before_pixels=True).FrameOfReferenceUID
    (item,) = (one for one in file.RegistrationSequence if one.FrameOfReferenceUID == source)
    (matrix,) = item.MatrixRegistrationSequence[0].MatrixSequence
    back = np.linalg.inv(np.reshape(np.array(matrix.FrameOfReferenceTransformationMatrix, float), (4, 4)))

    def total(points_mm: Points) -> Points:
        return ccrt(points_mm) + sfrt(points_mm @ back[:3, :3].T + back[:3, 3])

    inside = points_inside(folder / "ccrt", "SpinalCord")
    doses_gy = total(inside)
    place, pictures = place_of(course, "sum", "SpinalCord")
    assert total(place)[0] == pytest.approx(np.nanmax(doses_gy), abs=0.15)
    hottest = inside[doses_gy > np.nanmax(doses_gy) - 0.15]
    assert np.linalg.norm(hottest - place, axis=1).min() <= min(ccrt.step_mm, sfrt.step_mm)
    # 45 Gy is the limit; 107 % of the highest prescription of 70 Gy are 74.9 Gy, reached at the vertices.
    for picture in pictures:
        assert ("45 Gy", "#ffffff") in {(key.label, key.color) for key in picture.levels}
    assert "74.9 Gy" in {key.label for key in pictures[0].levels}
    # No phase alone breaks it, and none is drawn for it.
    with pytest.raises(AssertionError):
        place_of(course, "ccrt", "SpinalCord")


def test_a_structure_has_one_colour_in_all_curves_and_pictures(course: Report) -> None:
    colors: dict[str, set[str]] = {}
    for figure in collect_figures(course):
        for line in figure.lines:
            colors.setdefault(line.name.removesuffix(" (EQD2)"), set()).add(line.color)
    drawn = {(key.label, key.color) for picture in course.pictures for key in picture.structures}
    for name, color in drawn:
        colors[name].add(color)
    assert {picture.phase for picture in course.pictures} == {"ccrt", "sfrt", "sum"}
    assert {"SpinalCord", "Parotid_L", "GTVn", "PTV_Vertices"} <= {name for name, _ in drawn}
    assert {name: len(found) for name, found in colors.items()} == dict.fromkeys(colors, 1)


def test_the_planes_of_another_report_are_drawn_again(failing: Report) -> None:
    again = judge("ccrt_fail", like=failing)
    assert [p.through for p in again.pictures] == [p.through for p in failing.pictures]
    assert [p.levels for p in again.pictures] == [p.levels for p in failing.pictures]
    passing = judge("ccrt_pass", like=failing)
    assert [(p.through, p.position_mm) for p in passing.pictures] == [
        (p.through, p.position_mm) for p in failing.pictures
    ]
    # Read back from its file, a report is laid beside by its points too.
    stored = parse_report(render_json(failing))
    (beside,) = (each for each in compare_reports(stored, passing).sections if each.id == "pictures")
    assert [len(row.planes) for row in beside.pictures] == [2] * len(failing.pictures)
    assert all(plane.png for row in beside.pictures for plane in row.planes)


def test_a_limit_on_the_sum_that_one_phase_breaks_alone_is_drawn_in_that_phase(failing: Report) -> None:
    of_sum = [finding for finding in failing.findings if finding.phase == "sum"]
    assert [each.subject for each in find_missed(of_sum, "ccrt")] == ["SpinalCord", "Parotid_R"]
    assert find_missed(of_sum, "sum") == []


def test_a_limit_on_eqd2_is_drawn_where_none_of_physical_dose_is_missed(course: Report) -> None:
    missed = [each for each in course.findings if each.verdict is Verdict.FAIL]
    (physical,) = find_missed(missed, "sum")
    assert (physical.subject, physical.alpha_beta_gy) == ("SpinalCord", None)
    equivalent = [each for each in missed if each.constraint and each.constraint.quantity == "eqd2"]
    (only,) = find_missed(equivalent, "sum")
    assert only.through.id == "picture.hottest-eqd2"
    assert only.alpha_beta_gy is not None


def test_targets_that_receive_too_little_are_drawn_where_they_are_coldest(failing: Report) -> None:
    (cord, *_) = (each for each in failing.findings if each.subject == "SpinalCord" and each.constraint)
    assert cord.constraint is not None
    at_least = replace(cord, constraint=cord.constraint.model_copy(update={"relation": ">=", "limit": 60.0}))
    (missed,) = find_missed([at_least], cord.phase)
    assert missed.is_cold
    assert missed.through.id == "picture.coldest"
    assert missed.limits_gy == (60.0,)
