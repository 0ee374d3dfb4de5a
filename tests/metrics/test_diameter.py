"""Diameters of drawn solids against closed forms, and laws that hold for every drawing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from rtqa.errors import UnsupportedError
from rtqa.geometry.planar import lay_flat
from rtqa.geometry.tolerances import FLAT_MM
from rtqa.metrics.diameter import StructureSize, measure_size
from rtqa.model.geometry import Floats, owned
from rtqa.model.structure import ContourKind, Contours, Structure

STEP_MM = 3.0

Ring = tuple[float, Floats]
"""A contour: its height along the normal, and its corners (n, 2)."""


def structure_of(
    rings: Sequence[Ring],
    *,
    axes: Floats | None = None,
    shift_mm: tuple[float, float, float] = (0.0, 0.0, 0.0),
    kind: ContourKind = ContourKind.CLOSED_PLANAR,
) -> Structure:
    """These contours, turned by the rows of `axes`, then shifted."""
    placed = [np.column_stack([points, np.full(len(points), height)]) for height, points in rings]
    points = np.concatenate(placed) @ (np.eye(3) if axes is None else axes) + shift_mm
    starts = np.concatenate([[0], np.cumsum([len(each) for each in placed])]).astype(np.intp)
    contours = Contours(points_mm=owned(points), starts=starts, kinds=(kind,) * len(rings))
    return Structure(number=1, name="Solid", role="", contours=contours)


def rectangle(u0: float, v0: float, u1: float, v1: float) -> Floats:
    return np.array([[u0, v0], [u1, v0], [u1, v1], [u0, v1]], dtype=float)


def circle(radius_mm: float) -> Floats:
    """Corners on the circle, each with one opposite."""
    angle = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    return radius_mm * np.column_stack([np.cos(angle), np.sin(angle)])


def ellipsoid(semi_axes_mm: tuple[float, float, float], *, step_mm: float, phase: float = 0.0) -> list[Ring]:
    """Sections by all planes within, one of them phase × step above the centre."""
    a, b, c = semi_axes_mm
    heights = step_mm * (np.arange(-int(c / step_mm) - 1, int(c / step_mm) + 2) + phase)
    return [(float(w), circle(np.sqrt(1 - (w / c) ** 2)) * [a, b]) for w in heights if abs(w) < c]


def sizes(structure: Structure, *, spacing_mm: float | None = STEP_MM) -> StructureSize:
    return measure_size(lay_flat(structure, set_spacing_mm=spacing_mm))


def longest_drawn(structure: Structure) -> list[float]:
    return [part.longest_mm.low for part in sizes(structure).parts]


def prism(corners: Floats, *, n_planes: int, shift_per_mm: float = 0.0) -> list[Ring]:
    """Equal outlines on n planes from height 0 on; shifted along u from plane to plane, they lean."""
    heights = STEP_MM * np.arange(n_planes)
    return [(float(w), corners + np.array([shift_per_mm * w, 0.0])) for w in heights]


@pytest.mark.parametrize("phase", [0.0, 0.5])
def test_a_ball_is_as_long_as_its_diameter_in_space_and_at_the_equator(phase: float) -> None:
    # Planes half a step off the equator are circles of radius √(25² − 1.5²) mm.
    (part,) = sizes(structure_of(ellipsoid((25.0, 25.0, 25.0), step_mm=STEP_MM, phase=phase))).parts
    assert part.longest_mm.low == pytest.approx(50.0, abs=1e-6)
    assert part.in_plane_mm == pytest.approx(2 * np.sqrt(25.0**2 - (STEP_MM * phase) ** 2), abs=1e-6)


@pytest.mark.parametrize(
    ("semi_axes_mm", "longest_mm", "axial_mm"),
    [((30.0, 20.0, 10.0), 60.0, 60.0), ((20.0, 30.0, 25.0), 60.0, 60.0), ((10.0, 10.0, 30.0), 60.0, 20.0)],
)
def test_an_ellipsoid_by_its_longest_axis(
    semi_axes_mm: tuple[float, float, float], longest_mm: float, axial_mm: float
) -> None:
    (part,) = sizes(structure_of(ellipsoid(semi_axes_mm, step_mm=1.0)), spacing_mm=1.0).parts
    # Along the normal the last millimetre before each pole is not drawn.
    missing_mm = 2.0 if semi_axes_mm[2] == max(semi_axes_mm) else 0.0
    assert longest_mm - missing_mm <= part.longest_mm.low <= longest_mm + 1e-6
    assert part.in_plane_mm == pytest.approx(axial_mm, abs=1e-6)


def test_a_box_is_as_long_as_its_diagonal_with_and_without_the_half_slices() -> None:
    (part,) = sizes(structure_of(prism(rectangle(0, 0, 40, 9), n_planes=5))).parts
    assert part.in_plane_mm == pytest.approx(41.0, abs=1e-9)  # 9, 40, 41
    assert part.longest_mm.low == pytest.approx(np.sqrt(41.0**2 + 12.0**2), abs=1e-9)
    assert part.longest_mm.high == pytest.approx(np.sqrt(41.0**2 + 15.0**2), abs=1e-9)


@pytest.mark.parametrize("tilt_deg", [15.0, 45.0, 60.0])
def test_a_leaning_rod_is_longer_in_space_than_in_any_plane(tilt_deg: float) -> None:
    slope = float(np.tan(np.deg2rad(tilt_deg)))
    (part,) = sizes(structure_of(prism(rectangle(0, 0, 40, 9), n_planes=11, shift_per_mm=slope))).parts
    assert part.in_plane_mm == pytest.approx(41.0, abs=1e-9)
    assert part.longest_mm.low == pytest.approx(np.hypot(40.0 + 30.0 * slope, np.hypot(9.0, 30.0)), abs=1e-9)


def test_two_nodes_of_one_structure_are_two_parts_and_their_distance_is_no_diameter() -> None:
    left, right = (ellipsoid((r, r, r), step_mm=2.0) for r in (20.0, 10.0))
    both = [*left, *((w, points + np.array([80.0, 0.0])) for w, points in right)]
    assert longest_drawn(structure_of(both)) == pytest.approx([40.0, 20.0], abs=1e-6)


def test_parts_above_each_other_are_parts_once_too_many_planes_are_missing() -> None:
    low, high = prism(circle(5.0), n_planes=4), prism(circle(5.0), n_planes=2)
    joined = [*low, *((w + 15.0, points) for w, points in high)]  # two planes missing: bridged
    apart = [*low, *((w + 30.0, points) for w, points in high)]  # more than is drawn on either side
    assert len(sizes(structure_of(joined)).parts) == 1
    assert longest_drawn(structure_of(apart)) == pytest.approx(
        [np.hypot(10.0, 9.0), np.hypot(10.0, 3.0)], abs=1e-6
    )


def test_a_hole_is_no_part_and_an_island_in_it_is_within_what_surrounds_it() -> None:
    rings = [
        (w, points)
        for w in (0.0, 3.0, 6.0)
        for points in (rectangle(0, 0, 60, 11), rectangle(5, 2, 55, 9), rectangle(20, 4, 30, 6))
    ]
    parts = sizes(structure_of(rings)).parts
    assert parts[0].in_plane_mm == pytest.approx(61.0, abs=1e-9)  # 11, 60, 61
    assert len(parts) == 1


def test_a_structure_of_one_plane_is_as_thick_as_the_spacing_of_its_set() -> None:
    one = structure_of([(7.0, rectangle(0, 0, 3, 4))])
    (known,), (unknown,) = sizes(one, spacing_mm=12.0).parts, sizes(one, spacing_mm=None).parts
    assert (known.longest_mm.low, known.longest_mm.high) == pytest.approx((5.0, 13.0), abs=1e-9)
    assert unknown.longest_mm.low == pytest.approx(5.0, abs=1e-9)
    assert unknown.longest_mm.high == np.inf


@pytest.mark.parametrize(("tilt_deg", "is_axial"), [(0.0, True), (9.0, True), (11.0, False), (90.0, False)])
def test_planes_are_axial_up_to_ten_degrees(tilt_deg: float, is_axial: bool) -> None:  # noqa: FBT001
    axes = Rotation.from_euler("x", tilt_deg, degrees=True).as_matrix()
    assert sizes(structure_of(prism(circle(10.0), n_planes=4), axes=axes)).is_axial is is_axial


polygons = (
    st.lists(st.tuples(st.floats(5.0, 60.0), st.floats(0.1, 1.0)), min_size=3, max_size=12)
    # No corner is half a turn from the next, so that all of them hold the origin.
    .filter(lambda corners: 2.1 * max(share for _, share in corners) < sum(share for _, share in corners))
    .map(lambda corners: _star(np.array(corners)))
)


def _star(corners: Floats) -> Floats:
    """A polygon that sees its centre from every corner: radii, and shares of the full turn."""
    radius, share = corners.T
    angle = 2 * np.pi * np.cumsum(share) / share.sum()
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


@settings(max_examples=60)
@example(outlines=[_star(np.array([(5.0, 1.0)] * 3))] * 2, turn=(0.0, 0.0078125, 0.0), shift=(0.0, 0.0, 0.0))
@given(
    outlines=st.lists(polygons, min_size=1, max_size=4),
    turn=st.tuples(*[st.floats(-np.pi, np.pi)] * 3),
    shift=st.tuples(*[st.floats(-300.0, 300.0)] * 3),
)
def test_turning_and_shifting_the_patient_changes_no_size(
    outlines: list[Floats], turn: tuple[float, float, float], shift: tuple[float, float, float]
) -> None:
    rings = [(STEP_MM * n, points) for n, points in enumerate(outlines)]
    axes = Rotation.from_rotvec(turn).as_matrix()
    # A contour that leans by less than exports round is read as axial, and its sizes move by as much.
    lean_mm = min(np.ptp(points @ axes[:2, 2]) for points in outlines)
    slack_mm = FLAT_MM if lean_mm <= FLAT_MM else 1e-6
    straight, turned = sizes(structure_of(rings)), sizes(structure_of(rings, axes=axes, shift_mm=shift))
    for part, turned_part in zip(straight.parts, turned.parts, strict=True):
        assert turned_part.in_plane_mm == pytest.approx(part.in_plane_mm, abs=slack_mm)
        assert turned_part.longest_mm.low == pytest.approx(part.longest_mm.low, abs=slack_mm)
        assert turned_part.longest_mm.high == pytest.approx(part.longest_mm.high, abs=slack_mm)


@settings(max_examples=60)
@given(outlines=st.lists(polygons, min_size=1, max_size=4))
def test_no_two_corners_are_further_apart_than_the_diameter_and_two_are_as_far(
    outlines: list[Floats],
) -> None:
    # All of the polygons hold the origin, so that they hang together.
    rings = [(STEP_MM * n, points) for n, points in enumerate(outlines)]
    structure = structure_of(rings)
    corners = structure.contours.points_mm
    far_mm = np.linalg.norm(corners[:, None, :] - corners[None, :, :], axis=2).max()
    (part,) = sizes(structure).parts
    assert part.longest_mm.low == pytest.approx(far_mm, abs=1e-9)
    assert part.in_plane_mm <= part.longest_mm.low + 1e-9
    assert part.longest_mm.low < part.longest_mm.high


def test_what_has_no_size_says_why() -> None:
    line = structure_of([(0.0, np.array([[0.0, 0.0], [10.0, 0.0], [20.0, 0.0]]))])
    marker = structure_of([(0.0, circle(3.0))], kind=ContourKind.POINT)
    crossed = structure_of([(0.0, circle(30.0)), (3.0, circle(30.0))])
    points = np.array(crossed.contours.points_mm)
    points[:120] = points[:120][:, [2, 0, 1]]  # the first contour upright, the second level
    upright = Contours(points_mm=owned(points), starts=crossed.contours.starts, kinds=crossed.contours.kinds)
    for contours, reason in (
        (line.contours, "none encloses an area"),
        (marker.contours, "no closed contours"),
        (upright, "planes of different directions"),
    ):
        with pytest.raises(UnsupportedError, match=reason):
            sizes(Structure(number=1, name="Solid", role="", contours=contours))
