"""Where voxels are: the only place where indices and millimetres meet."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtqa.errors import FileFormatError
from rtqa.model.geometry import Floats, Grid, owned

law = settings(max_examples=150, deadline=None, derandomize=True)

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def grid(
    *,
    position: tuple[float, float, float] = (0.0, 0.0, 0.0),
    orientation: tuple[float, ...] = AXIAL,
    spacing: tuple[float, float] = (2.0, 3.0),
    offsets: tuple[float, ...] = (0.0, 2.5, 5.0),
    shape: tuple[int, int] = (4, 5),
    frame: str = "",
) -> Grid:
    return Grid.from_planes(
        position_mm=position,
        orientation=orientation,
        spacing_mm=spacing,
        offsets_mm=offsets,
        shape_ji=shape,
        frame_of_reference_uid=frame,
    )


def turned(angles: tuple[float, float, float]) -> tuple[float, ...]:
    """Row and column directions turned by three angles."""
    a, b, c = angles
    x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    return tuple((x @ y @ z).T[:2].ravel())


PATIENT_ORIENTATIONS = [
    (*(sign_i * np.eye(3)[i]), *(sign_j * np.eye(3)[j]))
    for i, j in permutations(range(3), 2)
    for sign_i, sign_j in product((1.0, -1.0), repeat=2)
]

ANGLES = st.tuples(*[st.floats(-3.2, 3.2)] * 3)
ORIENTATIONS = st.sampled_from(PATIENT_ORIENTATIONS) | ANGLES.map(turned)
GAPS = st.lists(st.floats(0.5, 9.0), min_size=0, max_size=8)


@law
@given(
    position=st.tuples(*[st.floats(-500, 500)] * 3),
    orientation=ORIENTATIONS,
    spacing=st.tuples(st.floats(0.5, 6), st.floats(0.5, 6)),
    gaps=GAPS,
    first=st.floats(-300, 300),
    descending=st.booleans(),
)
def test_voxels_lie_where_dicom_says_and_go_there_and_back(
    *,
    position: tuple[float, float, float],
    orientation: tuple[float, ...],
    spacing: tuple[float, float],
    gaps: list[float],
    first: float,
    descending: bool,
) -> None:
    """Position + column × row direction × column spacing + row × column direction × row spacing + offset."""
    steps = np.concatenate([[0.0], np.cumsum(gaps)])
    offsets = first + (-steps if descending else steps)
    g = grid(
        position=position, orientation=orientation, spacing=spacing, offsets=tuple(offsets), shape=(4, 5)
    )
    k, j, i = (axis.ravel() for axis in np.indices((len(offsets), 4, 5)))
    along_i, along_j = np.array(orientation).reshape(2, 3)
    expected = (
        np.array(position)
        + i[:, None] * spacing[1] * along_i
        + j[:, None] * spacing[0] * along_j
        + offsets[k][:, None] * np.cross(along_i, along_j)
    )
    points = g.to_points_mm(np.column_stack([i, j, k]))
    # Gaps within a thousandth of each other count as even: planes move by no more than that.
    assert points == pytest.approx(expected, abs=1e-3 * max([1.0, *gaps]) * max(1, len(gaps)))
    back = g.to_ijs(points)
    assert back[:, :2] == pytest.approx(np.column_stack([i, j]), abs=1e-6)
    assert back[:, 2] == pytest.approx(g.slice_positions[k], abs=1e-6)
    assert np.all(np.diff(g.slice_positions) > 0)
    assert g.shape_kji == (len(offsets), 4, 5)


@law
@given(orientation=ORIENTATIONS, points=st.lists(st.tuples(*[st.floats(-400, 400)] * 3), min_size=1))
def test_any_point_goes_to_indices_and_back(
    orientation: tuple[float, ...], points: list[tuple[float, float, float]]
) -> None:
    g = grid(position=(-20, 30, 400), orientation=orientation)
    assert g.to_points_mm(g.to_ijs(points)) == pytest.approx(np.array(points), abs=1e-8)


def test_places_between_irregular_slices_are_interpolated_between_them() -> None:
    g = grid(offsets=(0.0, 2.0, 3.0, 9.0))
    points = g.to_points_mm([[0, 0, 0.5], [0, 0, 1.5], [0, 0, 2.5], [1, 2, 3]])
    assert points == pytest.approx(np.array([[0, 0, 1.0], [0, 0, 2.5], [0, 0, 6.0], [3, 4, 9.0]]), abs=1e-9)
    assert not g.is_uniform
    assert g.slice_positions * g.spacing_mm[2] == pytest.approx([0.0, 2.0, 3.0, 9.0], abs=1e-12)


def test_spacing_is_in_the_order_of_columns_rows_and_slices() -> None:
    """PixelSpacing is between rows first; here that is 2 mm, along j."""
    assert grid(spacing=(2.0, 3.0)).spacing_mm == pytest.approx((3.0, 2.0, 2.5))
    assert grid(offsets=(0.0, 2.0, 3.0, 9.0)).spacing_mm[2] == pytest.approx(2.0)


def test_rounded_offsets_count_as_even_and_keep_their_ends() -> None:
    g = grid(offsets=(0.0, 1.9996, 4.0004, 6.0))
    assert g.is_uniform
    assert g.to_points_mm([[0, 0, 3]])[0] == pytest.approx([0, 0, 6.0], abs=1e-9)
    assert not grid(offsets=(0.0, 1.98, 3.97, 5.95)).is_uniform


def test_descending_offsets_point_the_slice_axis_down() -> None:
    g = grid(offsets=(0.0, -2.5, -5.0))
    assert g.is_uniform
    assert g.directions == pytest.approx(np.diag([1.0, 1.0, -1.0]))
    assert g.to_points_mm([[0, 0, 2]])[0] == pytest.approx([0, 0, -5.0])
    assert g.to_ijs([[3.0, 2.0, -2.5]])[0] == pytest.approx([1.0, 1.0, 1.0])


def test_single_plane_has_one_position() -> None:
    g = grid(offsets=(7.0,))
    assert g.shape_kji == (1, 4, 5)
    assert g.to_points_mm([[0, 0, 0]])[0] == pytest.approx([0, 0, 7.0])


def test_rounded_cosines_are_made_unit_vectors() -> None:
    g = grid(orientation=(0.99999, 0.0, 0.0, 0.0, 1.00001, 0.0))
    assert g.spacing_mm[:2] == pytest.approx((3.0, 2.0), abs=1e-12)


@pytest.mark.parametrize(
    "orientation",
    [
        (1, 0, 0, 1, 0, 0),
        (1, 0, 0, 0, 0, 0),
        (2, 0, 0, 0, 1, 0),
        (1, 0, 0, 0.1, 0.995, 0),
        (1, 0, 0, 0, float("nan"), 0),
    ],
)
def test_cosines_that_are_not_orthogonal_unit_vectors_are_refused(orientation: tuple[float, ...]) -> None:
    with pytest.raises(FileFormatError, match="ImageOrientationPatient is not two orthogonal unit vectors"):
        grid(orientation=orientation)


@pytest.mark.parametrize("spacing", [(0.0, 2.0), (2.0, -1.0), (float("nan"), 2.0)])
def test_spacings_that_are_not_positive_are_refused(spacing: tuple[float, float]) -> None:
    with pytest.raises(FileFormatError, match=r"PixelSpacing is .* must be above 0"):
        grid(spacing=spacing)


@pytest.mark.parametrize(
    "offsets", [(0.0, 2.0, 1.0), (0.0, 0.0, 2.0), (2.0, 2.0), (0.0, float("nan"), 4.0), (0.0, -1.0, 1.0)]
)
def test_planes_that_turn_back_or_repeat_are_refused(offsets: tuple[float, ...]) -> None:
    with pytest.raises(FileFormatError, match="neither ascend nor descend"):
        grid(offsets=offsets)


def test_grids_are_the_same_to_a_thousandth_of_a_voxel_and_no_more() -> None:
    one = grid(frame="1.2")
    assert one.same_as(grid(frame="1.2", position=(0.001, 0, 0)))
    assert not one.same_as(grid(frame="1.2", position=(0.003, 0, 0)))
    assert not one.same_as(grid(frame="1.3"))
    assert not one.same_as(grid(frame="1.2", shape=(5, 4)))
    assert not one.same_as(grid(frame="1.2", offsets=(0.0, 2.5, 5.1)))
    assert not one.same_as(grid(frame="1.2", spacing=(2.0, 3.01)))


def test_arrays_are_owned_and_read_only() -> None:
    source = np.array([1.0, 2.0])
    kept = owned(source)
    source[0] = 9.0
    assert kept.tolist() == [1.0, 2.0]
    g = grid()
    arrays: list[Floats] = [kept, g.affine_mm, g.slice_positions, g.directions]
    for array in arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0


def test_grid_does_not_show_its_frame_of_reference() -> None:
    assert "1.2.840.99" not in repr(grid(frame="1.2.840.99"))
