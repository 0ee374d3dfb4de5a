"""Pictures as a reader sees them: which there are, where left is, and that they hold no name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scenes import HILL_MM, box, failed, hill, image, pixels, treatment

from rtqa.findings import ReportedPicture
from rtqa.model.case import Treatment
from rtqa.pictures import Scene, draw_pictures
from rtqa.pictures.series import Point

CORD = box(1, "Cord", (-30.0, -20.0, -10.0), (-10.0, -18.0, 4.0))


def drawn(one: Treatment, **scene: object) -> list[ReportedPicture]:
    return draw_pictures(Scene(**{"phase": "ccrt", "treatment": one, "shown": (1,), "findings": (), **scene}))  # type: ignore[arg-type]


def test_three_planes_go_through_the_highest_dose_and_one_more_shows_bone() -> None:
    pictures = drawn(treatment(CORD, ct=image()))
    assert [(p.plane, p.position_mm, p.image) for p in pictures] == [
        ("axial", HILL_MM[2], "CT, soft tissue"),
        ("coronal", HILL_MM[1], "CT, soft tissue"),
        ("sagittal", HILL_MM[0], "CT, soft tissue"),
        ("axial", HILL_MM[2], "CT, bone"),
    ]
    assert {p.through for p in pictures} == {"highest dose"}
    assert [key.label for key in pictures[0].levels][-3:] == ["52.3 Gy", "62.1 Gy", "65.4 Gy"]


def test_what_fails_is_shown_where_it_is_worst() -> None:
    pictures = drawn(treatment(CORD), findings=(failed("Cord", "<="),))
    (axial, coronal, sagittal) = pictures[3:]
    assert {p.through for p in pictures[3:]} == {"highest dose in Cord"}
    assert [key.label for key in axial.structures] == ["Cord"]
    assert (sagittal.position_mm, coronal.position_mm, axial.position_mm) == pytest.approx(
        (-10.0, -18.0, 4.0), abs=0.7
    )
    cold = drawn(treatment(CORD), findings=(failed("Cord", ">="),))
    assert cold[3].through == "lowest dose in Cord"
    assert cold[3].position_mm == -10.0


def test_without_an_image_the_dose_is_drawn_alone() -> None:
    alone, elsewhere = drawn(treatment(CORD)), drawn(treatment(CORD, ct=image(frame="9.9")))
    assert [p.image for p in alone] == [""] * 3
    assert [p.png for p in alone] == [p.png for p in elsewhere]


def test_without_a_dose_there_is_nothing_to_draw() -> None:
    assert drawn(replace(treatment(CORD), dose=None)) == []
    nothing = hill()
    assert drawn(treatment(CORD, dose=replace(nothing, values_gy=np.zeros_like(nothing.values_gy)))) == []


def test_the_patients_left_is_on_the_right_and_superior_on_top() -> None:
    # The image is brighter to the left. A dose far away leaves it as it is.
    axial, coronal = (pixels(each).astype(float).mean(axis=2) for each in drawn(treatment(ct=image()))[:2])
    for picture in (axial, coronal):
        third = picture.shape[1] // 3
        assert picture[:, -third:].mean() > picture[:, :third].mean() + 20.0


@pytest.mark.parametrize(
    ("plane", "edges"), [(0, "left anterior"), (1, "left superior"), (2, "anterior superior")]
)
def test_a_structure_stands_where_the_patient_has_it(plane: int, edges: str) -> None:
    # The only green lines are the outline of a box left, anterior and superior of the highest dose.
    organ = box(1, "Organ", (21.5, -40.0, 7.5), (44.0, -13.5, 28.0))
    picture = pixels(drawn(treatment(organ))[plane]).astype(int)
    rows, columns = np.nonzero((picture[..., 1] > 220) & (picture[..., 0] < 40) & (picture[..., 2] < 40))
    right = columns.mean() > picture.shape[1] / 2.0
    upper = rows.mean() < picture.shape[0] / 2.0
    assert upper
    assert right == (edges.split(maxsplit=1)[0] == "left")


def test_equal_plans_give_equal_bytes() -> None:
    assert [p.png for p in drawn(treatment(CORD, ct=image()))] == [
        p.png for p in drawn(treatment(CORD, ct=image()))
    ]


def test_a_name_changes_no_pixel() -> None:
    named = replace(CORD, name="<img src=x onerror=alert(1)>")
    pictures = drawn(treatment(named), findings=(failed(named.name, "<="),))
    plain = drawn(treatment(CORD), findings=(failed("Cord", "<="),))
    assert [p.png for p in pictures] == [p.png for p in plain]
    assert pictures[3].structures[0].label == named.name


def test_other_points_are_drawn_too_but_no_atlas() -> None:
    some = tuple(Point(HILL_MM + n, f"vertex {n}") for n in range(20))
    pictures = drawn(treatment(CORD), points=some)
    assert [p.through for p in pictures[3:6]] == ["vertex 0"] * 3
    assert len(pictures) == 24


def test_the_planes_of_another_plan_are_drawn_in_place_of_its_own() -> None:
    other = tuple(Point(HILL_MM + n, f"point {n}") for n in (3.0, 9.0))
    pictures = drawn(treatment(CORD), points=other, has_own_points=False, findings=(failed("Cord", "<="),))
    assert [p.through for p in pictures] == ["point 3.0"] * 3 + ["point 9.0"] * 3
    assert [p.position_mm for p in pictures[:3]] == pytest.approx([*reversed(HILL_MM + 3.0)])
