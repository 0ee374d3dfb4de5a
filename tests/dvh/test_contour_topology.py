"""Which area several contours of one plane enclose: by hand, and against rasters of whole millimetres."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phantoms import circle, examples, rectangle, structure_of
from rtqa.commission.doses import dose_on_nodes
from rtqa.dvh.compute import structure_dvh
from rtqa.dvh.curve import DVH
from rtqa.errors import UnsupportedError
from rtqa.geometry.rings import resolve_rings
from rtqa.messages import Message
from rtqa.model.geometry import Floats
from rtqa.model.structure import ContourKind

CLOSED, XOR = ContourKind.CLOSED_PLANAR, ContourKind.CLOSED_PLANAR_XOR

OUTLINE = rectangle(2, 2, 32, 32)
HOLE = rectangle(8, 8, 26, 26)
ISLAND = rectangle(12, 12, 22, 22)
LAKE = rectangle(15, 15, 18, 18)

DOSE = dose_on_nodes(
    lambda p: 10.0 + p[:, 0], [np.arange(-4, 45, 2.5), np.arange(-4, 45, 3.0), np.arange(-6, 16, 2.0)]
)
"""10 Gy + 1 Gy/mm along x."""


def dvh_of(contours: list[Floats], *, kinds: list[ContourKind] | None = None) -> DVH:
    """The contours on two planes, 5 mm apart and together 10 mm thick, so that 100 mm² are 1 cm³."""
    rings = [(height, points) for height in (0.0, 5.0) for points in contours]
    structure = structure_of(rings, kinds=(kinds or [CLOSED] * len(contours)) * 2)
    return structure_dvh(structure, dose=DOSE, set_spacing_mm=5.0)


def area_mm2(contours: list[Floats], *, kinds: list[ContourKind] | None = None) -> float:
    dvh = dvh_of(contours, kinds=kinds)
    assert dvh.dosed_cm3 == pytest.approx(dvh.total_cm3, rel=1e-6)
    return 100 * dvh.total_cm3


@pytest.mark.parametrize("hole_reversed", [False, True])
def test_contour_inside_another_is_a_hole(*, hole_reversed: bool) -> None:
    dvh = dvh_of([OUTLINE, HOLE[::-1] if hole_reversed else HOLE])
    assert dvh.total_cm3 == pytest.approx((900 - 324) / 100, rel=1e-6)
    # Left of the hole 6 × 30, right of it 6 × 30: what receives at least 36 Gy (x ≥ 26).
    assert dvh.volume_at(36.0) == pytest.approx(180 / 100, rel=2e-3)
    assert dvh.dosed_cm3 - dvh.volume_at(18.0) == pytest.approx(180 / 100, rel=2e-3)


def test_islands_in_holes_are_solid_and_lakes_in_islands_are_holes() -> None:
    assert area_mm2([OUTLINE, HOLE, ISLAND]) == pytest.approx(900 - 324 + 100, rel=1e-6)
    assert area_mm2([LAKE, ISLAND, OUTLINE, HOLE]) == pytest.approx(900 - 324 + 100 - 9, rel=1e-6)


def test_two_holes_side_by_side_are_both_holes() -> None:
    holes = [rectangle(4, 4, 14, 30), rectangle(16, 4, 30, 30)]
    assert area_mm2([OUTLINE, *holes]) == pytest.approx(900 - 260 - 364, rel=1e-6)


def keyhole(inner: Floats) -> Floats:
    """One contour: round the outline, in through a corridor without width, round the hole, and back."""
    return np.concatenate([OUTLINE, OUTLINE[:1], inner, inner[:1]])


@pytest.mark.parametrize("inner", [HOLE, HOLE[[0, 3, 2, 1]]], ids=["same way", "other way"])
@pytest.mark.parametrize("backwards", [False, True])
def test_keyhole_is_a_hole_whichever_way_it_is_walked(*, inner: Floats, backwards: bool) -> None:
    contour = keyhole(inner)[::-1] if backwards else keyhole(inner)
    assert area_mm2([contour]) == pytest.approx(900 - 324, rel=1e-6)


@pytest.mark.parametrize("inner", [HOLE, HOLE[[0, 3, 2, 1]]], ids=["same way", "other way"])
def test_island_in_a_keyholes_hole_is_solid(inner: Floats) -> None:
    assert area_mm2([keyhole(inner), ISLAND]) == pytest.approx(900 - 324 + 100, rel=1e-6)


def test_xor_contours_are_exclusive() -> None:
    """Nested they are outline and hole; crossing, they lose what they share twice."""
    assert area_mm2([OUTLINE, HOLE, ISLAND], kinds=[XOR] * 3) == pytest.approx(676, rel=1e-6)
    crossing = [rectangle(0, 0, 20, 20), rectangle(10, 10, 30, 30)]
    assert area_mm2(crossing, kinds=[XOR] * 2) == pytest.approx(800 - 2 * 100, rel=1e-6)
    assert area_mm2(crossing, kinds=[XOR, CLOSED]) == pytest.approx(600, rel=1e-6)


def test_crossing_contours_are_a_union_and_the_dvh_says_so() -> None:
    dvh = dvh_of([rectangle(0, 0, 20, 20), rectangle(10, 10, 30, 30)])
    assert 100 * dvh.total_cm3 == pytest.approx(700, rel=1e-6)
    # As an exclusive or it would be 600 mm²: 100 of the contours' 800 less.
    (note,) = dvh.notes
    assert (note.id, note.values["share"].value) == ("contours.crossing", pytest.approx(12.5))


@pytest.mark.parametrize(
    ("contours", "area"),
    [
        ([OUTLINE, OUTLINE], 900),
        ([OUTLINE, OUTLINE[::-1], np.roll(OUTLINE, 2, axis=0)], 900),
        ([OUTLINE, HOLE, HOLE], 900 - 324),
        ([OUTLINE, HOLE, HOLE[::-1], ISLAND], 900 - 324 + 100),
        ([OUTLINE, HOLE, OUTLINE], 900 - 324),
        ([OUTLINE, HOLE, ISLAND, ISLAND], 900 - 324 + 100),
    ],
)
def test_repeated_contours_count_once(contours: list[Floats], area: float) -> None:
    assert area_mm2(contours) == pytest.approx(area, rel=1e-6)


def test_touching_contours_add() -> None:
    """Along a whole edge, along a part of one, and at a corner."""
    assert area_mm2([rectangle(0, 0, 10, 10), rectangle(10, 0, 20, 10)]) == pytest.approx(200, rel=1e-6)
    assert area_mm2([rectangle(0, 0, 10, 10), rectangle(10, 5, 20, 25)]) == pytest.approx(300, rel=1e-6)
    assert area_mm2([rectangle(0, 0, 10, 10), rectangle(10, 10, 20, 20)]) == pytest.approx(200, rel=1e-6)


def test_hole_touching_its_outline_from_within_is_a_hole() -> None:
    assert area_mm2([OUTLINE, rectangle(2, 8, 12, 20)]) == pytest.approx(900 - 120, rel=1e-6)


def test_points_and_lines_among_contours_are_left_out_and_noted() -> None:
    dvh = dvh_of(
        [
            np.array([[20.0, 20.0], [30.0, 30.0]]),
            OUTLINE,
            np.array([[1.0, 1.0], [5.0, 5.0], [9.0, 9.0]]),
            np.array([[7.0, 7.0]]),
            np.array([[3.0, 3.0], [8.0, 3.0], [3.0, 3.0], [8.0, 3.0]]),
        ]
    )
    assert 100 * dvh.total_cm3 == pytest.approx(900, rel=1e-6)
    # In each of two planes; one or two points beside an outline are a slip of the hand.
    assert dvh.notes == (Message("contours.without-area", n=4),)


def test_points_on_a_plane_without_an_outline_are_noted() -> None:
    drawn = [[OUTLINE, np.array([[1.0, 1.0], [5.0, 5.0]])], [np.array([[7.0, 7.0]])]]
    placed = [(10.0 * n, ring) for n, rings in enumerate(drawn) for ring in rings]
    offsets, contours = zip(*placed, strict=True)
    points = np.concatenate(contours)
    starts = np.cumsum([0, *map(len, contours)])
    rings = resolve_rings(
        points, starts=starts, offsets_mm=np.array(offsets), is_xor=np.zeros(len(contours), dtype=bool)
    )
    assert rings.notes == (Message("contours.without-area", n=1),)


def test_structure_of_lines_alone_has_no_volume_to_know() -> None:
    line = np.array([[1.0, 1.0], [5.0, 5.0], [9.0, 9.0]])
    with pytest.raises(UnsupportedError, match=r"'Phantom' has contours, but none encloses an area"):
        dvh_of([line, line[:2]])


def test_open_contours_and_points_are_no_volume() -> None:
    structure = structure_of([(0.0, OUTLINE)], kinds=[ContourKind.OPEN_PLANAR])
    with pytest.raises(UnsupportedError, match="'Phantom' has no closed contours"):
        structure_dvh(structure, dose=DOSE, set_spacing_mm=3.0)
    with_points = structure_of(
        [(0.0, OUTLINE), (7.0, OUTLINE), (50.0, HOLE[:1])],
        kinds=[CLOSED, ContourKind.OPEN_PLANAR, ContourKind.POINT],
    )
    dvh = structure_dvh(with_points, dose=DOSE, set_spacing_mm=3.0)
    assert dvh.total_cm3 == pytest.approx(900 * 3 / 1000, rel=1e-6)


@pytest.mark.parametrize(
    ("contour", "area"),
    [([[0, 0], [20, 20], [20, 0], [0, 30]], 180 + 80), ([[0, 0], [20, 20], [20, 0], [0, 20]], 100 + 100)],
    ids=["uneven wings", "even wings"],
)
def test_bow_tie_counts_both_wings(contour: list[list[float]], area: float) -> None:
    """Its wings are walked in opposite directions: a signed area alone would subtract or even cancel them.

    In the uneven one the diagonals y = x and y = 30 − 1.5 x cross at (12, 12): bases 30 and 20, heights 12
    and 8.
    """
    assert area_mm2([np.array(contour, dtype=float)]) == pytest.approx(area, rel=1e-6)


def test_hundreds_of_contours_in_a_plane_all_count() -> None:
    """A lattice of 14 × 14 squares, every other with a hole."""
    contours = []
    for i in range(14):
        for j in range(14):
            contours.append(rectangle(2.5 * i, 2.5 * j, 2.5 * i + 2, 2.5 * j + 2))
            if (i + j) % 2:
                contours.append(rectangle(2.5 * i + 0.5, 2.5 * j + 0.5, 2.5 * i + 1.5, 2.5 * j + 1.5))
    assert area_mm2(contours) == pytest.approx(196 * 4 - 98 * 1, rel=1e-6)


def with_points(corners: Floats, n: int) -> Floats:
    """A polygon with so many points on each of its sides."""
    shares = np.arange(n)[:, None, None] / n
    along = corners + shares * (np.roll(corners, -1, axis=0) - corners)
    return along.swapaxes(0, 1).reshape(-1, 2)


@pytest.mark.parametrize("order", [1, -1])
def test_planes_of_more_points_than_are_covered_at_once_all_count(order: int) -> None:
    """90,000 points in planes by turns without and with a hole, which are sorted out one after the other."""
    outline, hole = with_points(OUTLINE, 1500), with_points(HOLE, 1500)
    planes = [(0.7 * k, [outline, hole][: 1 + k % 2]) for k in range(10)][::order]
    drawn = structure_of([(height, contour) for height, contours in planes for contour in contours])
    dvh = structure_dvh(drawn, dose=DOSE, set_spacing_mm=0.7)
    assert dvh.total_cm3 == pytest.approx(0.7 * (10 * 900 - 5 * 324) / 1000, rel=1e-9)
    assert dvh.dosed_cm3 == pytest.approx(dvh.total_cm3, rel=1e-9)
    # At x ≥ 26 mm nothing is taken away: 6 × 30 mm of every plane.
    assert dvh.volume_at(36.0) == pytest.approx(0.7 * 10 * 180 / 1000, rel=2e-3)


def test_contours_a_hundredth_of_a_millimetre_apart_lie_in_one_plane() -> None:
    """Rounded coordinates: outline and hole at −0.004 and +0.005 mm are one plane, at 0.5 mm they are two."""
    near = structure_of([(-0.004, OUTLINE), (0.005, HOLE), (5.0, OUTLINE), (5.005, HOLE)])
    dvh = structure_dvh(near, dose=DOSE, set_spacing_mm=5.0)
    assert dvh.total_cm3 == pytest.approx((900 - 324) / 100, rel=2e-3)


def test_resolved_rings_are_signed_and_sorted_by_plane() -> None:
    points = np.concatenate([HOLE, OUTLINE[::-1], ISLAND, circle(3.0)])
    rings = resolve_rings(
        points,
        starts=np.array([0, 4, 8, 12, 12 + len(circle(3.0))]),
        offsets_mm=np.array([6.0, 6.0, 6.0, 2.0]),
        is_xor=np.zeros(4, dtype=bool),
    )
    assert rings.offsets_mm == pytest.approx([2.0, 6.0])
    assert rings.plane_areas == pytest.approx([np.pi * 9, 676.0], rel=1e-6)
    assert np.all(np.abs(rings.sign) == 1.0)


# Random rectangles on whole millimetres, whose raster of millimetre squares is exact


RECTANGLES = st.builds(
    lambda u, v, du, dv: (u, v, u + du, v + dv),
    st.integers(0, 20),
    st.integers(0, 20),
    st.integers(1, 18),
    st.integers(1, 18),
)


def raster(corners: tuple[int, int, int, int]) -> np.ndarray:
    u0, v0, u1, v1 = corners
    mask = np.zeros((40, 40), dtype=bool)
    mask[v0:v1, u0:u1] = True
    return mask


def area_of_plane(corners: list[tuple[int, int, int, int]], *, is_xor: bool) -> float:
    contours = [rectangle(*c) for c in corners]
    rings = resolve_rings(
        np.concatenate(contours),
        starts=4 * np.arange(len(contours) + 1),
        offsets_mm=np.zeros(len(contours)),
        is_xor=np.full(len(contours), is_xor),
    )
    return float(rings.plane_areas.sum())


@examples(300)
@given(corners=st.lists(RECTANGLES, min_size=1, max_size=6, unique=True))
def test_xor_of_random_rectangles_is_that_of_their_rasters(corners: list[tuple[int, int, int, int]]) -> None:
    expected = np.logical_xor.reduce([raster(c) for c in corners]).sum()
    if len(corners) == 1 or expected:
        assert area_of_plane(corners, is_xor=True) == pytest.approx(expected, abs=1e-6)


@examples(300)
@given(corners=st.lists(RECTANGLES, min_size=1, max_size=6))
def test_union_of_random_rectangles_none_inside_another_is_that_of_their_rasters(
    corners: list[tuple[int, int, int, int]],
) -> None:
    masks = [raster(c) for c in corners]
    kept: list[int] = []
    for n, mask in enumerate(masks):
        union = np.logical_or.reduce([masks[k] for k in kept]) if kept else np.zeros_like(mask)
        swallowed = (mask & ~union).sum() == 0
        swallows = any((masks[k] & ~(mask | _union(masks, kept, without=k))).sum() == 0 for k in kept)
        if not (swallowed or swallows):
            kept.append(n)
    chosen = [corners[k] for k in kept]
    expected = np.logical_or.reduce([masks[k] for k in kept]).sum()
    assert area_of_plane(chosen, is_xor=False) == pytest.approx(expected, abs=1e-6)


def _union(masks: list[np.ndarray], which: list[int], *, without: int) -> np.ndarray:
    others = [masks[k] for k in which if k != without]
    return np.logical_or.reduce(others) if others else np.zeros_like(masks[0])


@examples(200)
@given(data=st.data(), depth=st.integers(1, 6))
def test_nested_random_rectangles_are_alternately_solid_and_hole(data: st.DataObject, depth: int) -> None:
    """Each lies within the one before, touching it or not; drawn in any order."""
    bounds = (0, 0, 40, 40)
    chain = []
    for _ in range(depth):
        u0 = data.draw(st.integers(bounds[0], bounds[2] - 1))
        v0 = data.draw(st.integers(bounds[1], bounds[3] - 1))
        inner = (u0, v0, data.draw(st.integers(u0 + 1, bounds[2])), data.draw(st.integers(v0 + 1, bounds[3])))
        if inner == bounds and chain:
            break
        chain.append(inner)
        bounds = inner
    expected = np.logical_xor.reduce([raster(c) for c in chain]).sum()
    order = data.draw(st.permutations(chain))
    assert area_of_plane(list(order), is_xor=False) == pytest.approx(expected, abs=1e-6)
