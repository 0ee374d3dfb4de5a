"""Pictures as a reader sees them: which there are, where left is, and that they hold no name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scenes import HILL_MM, box, dose_of, field_of, grid, hill, image, pixels, structure_set

from rtqa.findings import ReportedPicture
from rtqa.messages import Message
from rtqa.model.image import Image
from rtqa.model.structure import Structure
from rtqa.pictures import Point, Scene, draw_pictures
from rtqa.pictures.series import MOST_POINTS

CORD = box(1, "Cord", (-30.0, -20.0, -10.0), (-10.0, -18.0, 4.0))
TOP = Point(place_mm=HILL_MM, through=Message("picture.highest-dose"))


def scene(*structures: Structure, ct: Image | None = None, points: tuple[Point, ...] = (TOP,)) -> Scene:
    return Scene(
        phase="ccrt",
        field=field_of(hill()),
        structure_set=structure_set(*structures),
        image=ct,
        shown=frozenset({1}),
        colors={"Cord": "#008500"},
        prescribed_gy=None,
        points=points,
    )


def drawn(*structures: Structure, **others: object) -> list[ReportedPicture]:
    return draw_pictures(scene(*structures, **others))  # type: ignore[arg-type]


def test_three_planes_go_through_a_point_and_one_more_shows_bone() -> None:
    pictures = drawn(CORD, ct=image())
    soft, bone = Message("picture.ct-soft-tissue"), Message("picture.ct-bone")
    assert [(p.plane, p.position_mm, p.image) for p in pictures] == [
        ("axial", HILL_MM[2], soft),
        ("coronal", HILL_MM[1], soft),
        ("sagittal", HILL_MM[0], soft),
        ("axial", HILL_MM[2], bone),
    ]
    assert {p.through for p in pictures} == {TOP.through}
    assert [key.label for key in pictures[0].levels][-3:] == ["52.3 Gy", "62.1 Gy", "65.4 Gy"]


def test_isodoses_are_shares_of_the_highest_prescribed_dose() -> None:
    (axial, *_) = draw_pictures(replace(scene(CORD), prescribed_gy=60.0))
    assert [key.label for key in axial.levels][-3:] == ["57 Gy", "60 Gy", "64.2 Gy"]


def test_a_limit_has_an_isodose_of_its_own_where_the_plane_reaches_it() -> None:
    at_limit = replace(TOP, limits_gy=(45.0, 99.0, 45.0))
    with_limit, without = drawn(CORD, ct=image(), points=(at_limit,))[0], drawn(CORD, ct=image())[0]
    assert [(key.label, key.color) for key in with_limit.levels if key not in without.levels] == [
        ("45 Gy", "#ffffff")
    ]
    doses = [float(key.label.removesuffix(" Gy")) for key in with_limit.levels]
    assert doses == sorted(doses)
    # Along the isodose the picture is nearly white, and was not.
    size = pixels(with_limit).shape[0]
    changed = (pixels(with_limit).min(axis=2) > 230) & (pixels(without).min(axis=2) < 200)
    rows, columns = np.nonzero(changed)
    (left, right), (low, high) = _extent(with_limit)
    x, y = left + (columns + 0.5) / size * (right - left), low + (rows + 0.5) / size * (high - low)
    assert len(rows) > 50
    # The dose falls by 1 Gy a mm from 70 Gy: the line is a circle of 25 mm, its labels a little beside it.
    assert np.median(np.hypot(x - HILL_MM[0], y - HILL_MM[1])) == pytest.approx(25.0, abs=0.7)


def _extent(axial: ReportedPicture) -> tuple[tuple[float, float], tuple[float, float]]:
    box_mm = field_of(hill()).cube_around(float(axial.levels[0].label.removesuffix(" Gy")))
    return (box_mm[0, 0], box_mm[1, 0]), (box_mm[0, 1], box_mm[1, 1])


def test_without_an_image_the_dose_is_drawn_alone() -> None:
    alone, elsewhere = drawn(CORD), drawn(CORD, ct=image(frame="9.9"))
    assert [p.image for p in alone] == [None] * 3
    assert [p.png for p in alone] == [p.png for p in elsewhere]


def test_without_a_dose_there_is_nothing_to_draw() -> None:
    own = grid()
    nothing = field_of(dose_of(np.zeros(own.shape_kji), own))
    assert draw_pictures(replace(scene(CORD), field=nothing)) == []


def test_the_patients_left_is_on_the_right_and_superior_on_top() -> None:
    # The image is brighter to the left. A dose far away leaves it as it is.
    axial, coronal = (pixels(each).astype(float).mean(axis=2) for each in drawn(ct=image())[:2])
    for picture in (axial, coronal):
        third = picture.shape[1] // 3
        assert picture[:, -third:].mean() > picture[:, :third].mean() + 20.0


@pytest.mark.parametrize(
    ("plane", "edges"), [(0, "left anterior"), (1, "left superior"), (2, "anterior superior")]
)
def test_a_structure_stands_where_the_patient_has_it(plane: int, edges: str) -> None:
    # The only pure green lines are the outline of a box left, anterior and superior of the highest dose.
    organ = box(1, "Cord", (21.5, -40.0, 7.5), (44.0, -13.5, 28.0))
    view = replace(scene(organ), colors={"Cord": "#00ff00"})
    picture = pixels(draw_pictures(view)[plane]).astype(int)
    rows, columns = np.nonzero((picture[..., 1] > 220) & (picture[..., 0] < 40) & (picture[..., 2] < 40))
    right = columns.mean() > picture.shape[1] / 2.0
    upper = rows.mean() < picture.shape[0] / 2.0
    assert upper
    assert right == (edges.split(maxsplit=1)[0] == "left")


def test_equal_plans_give_equal_bytes() -> None:
    assert [p.png for p in drawn(CORD, ct=image())] == [p.png for p in drawn(CORD, ct=image())]


def test_a_name_changes_no_pixel() -> None:
    name = "<img src=x onerror=alert(1)>"
    plain = scene(CORD)
    named = replace(
        plain, structure_set=structure_set(replace(CORD, name=name)), colors={name: plain.colors["Cord"]}
    )
    at_cord = (replace(TOP, place_mm=np.array([-20.0, -19.0, 0.0])),)
    pictures = draw_pictures(replace(named, points=at_cord))
    assert [p.png for p in pictures] == [p.png for p in draw_pictures(replace(plain, points=at_cord))]
    assert pictures[0].structures[0].label == name


def test_other_points_are_drawn_too_but_no_atlas() -> None:
    some = tuple(
        Point(place_mm=HILL_MM + n, through=Message("picture.vertex", vertex=str(n))) for n in range(20)
    )
    pictures = drawn(CORD, points=some)
    assert [p.through for p in pictures[3:6]] == [some[1].through] * 3
    assert [p.position_mm for p in pictures[3:6]] == pytest.approx([*reversed(HILL_MM + 1.0)])
    assert len(pictures) == 3 * MOST_POINTS
