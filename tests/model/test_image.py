from __future__ import annotations

import numpy as np
import pytest

from rtqa.model.geometry import Grid, owned
from rtqa.model.image import Image


@pytest.mark.parametrize(
    ("orientation", "normal"),
    [((1, 0, 0, 0, 1, 0), (0, 0, 1)), ((0, 1, 0, 0, 0, -1), (-1, 0, 0)), ((-1, 0, 0, 0, -1, 0), (0, 0, 1))],
    ids=["axial", "sagittal", "axial, prone"],
)
def test_slices_lie_along_their_normal(
    orientation: tuple[float, ...], normal: tuple[float, float, float]
) -> None:
    heights_mm = [0.0, 2.0, 3.0, 7.0]
    origin_mm = np.array([10.0, 20.0, 30.0])
    grid = Grid.from_planes(
        position_mm=origin_mm,
        orientation=orientation,
        spacing_mm=(1.0, 1.0),
        offsets_mm=heights_mm,
        shape_ji=(4, 4),
        frame_of_reference_uid="1.2.3",
    )
    image = Image(
        modality="CT",
        grid=grid,
        slice_thickness_mm=owned(np.full(4, 2.0)),
        uids=("1", "2", "3", "4"),
        acquired="",
        load=lambda: np.zeros((4, 4, 4), dtype=np.float32),
    )
    assert image.normal.tolist() == pytest.approx(normal)
    # Each slice's corner, laid on the normal.
    corners_mm = origin_mm + np.outer(heights_mm, normal)
    assert image.slice_offsets_mm.tolist() == pytest.approx((corners_mm @ normal).tolist())
