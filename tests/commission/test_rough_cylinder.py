"""The closed form of a rough cylinder, against points that fill it."""

from __future__ import annotations

import numpy as np
import pytest

from rtqa.commission.solids import rough_cylinder


@pytest.mark.parametrize("t_mm", [-12.0, -5.3, 0.0, 1.7, 9.9, 12.0])
def test_volume_beyond_a_plane_is_that_of_discs(t_mm: float) -> None:
    solid = rough_cylinder(12.0, 24.0, amplitude_mm=1.0, n_waves=7)
    z = np.linspace(t_mm, 12.0, 20_001)
    discs = np.pi * (12.0 + np.cos(2 * np.pi * 7 / 24.0 * z)) ** 2
    along = np.array([0.0, 0.0, 1.0])
    assert float(solid.body.beyond_mm3(np.asarray(t_mm), along)) == pytest.approx(
        np.trapezoid(discs, z), rel=1e-6, abs=1e-6
    )
    assert solid.body.volume_mm3 == pytest.approx(np.pi * 144.5 * 24.0)
