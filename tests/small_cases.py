"""Small cases as DICOM: water with a target and an organ in it, and a dose that is the same everywhere."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from rtqa.commission.phantoms import structure_of
from rtqa.dicom.write.case import write_case
from rtqa.dicom.write.common import Study
from rtqa.dicom.write.plan import StaticBeam
from rtqa.model.geometry import Floats, Grid

PROTOCOL = """
schema = "rtqa-protocol/1"
id = "small"
title = "A small trial"
version = "1"
source = "Made for tests"

[[phase]]
id = "only"
title = "The only one"
fractions = { min = 1 }

[[structure]]
name = "PTV"
role = "target"

[[structure]]
name = "Cord"
role = "organ"

[[constraint]]
id = "cord"
phase = "only"
structure = "Cord"
metric = "Mean[Gy]"
relation = "<="
limit = 45.0
quote = "The mean dose of the cord shall not exceed 45 Gy."
source = "Made for tests"
"""


def write_small_case(
    folder: Path,
    patient_id: str,
    *,
    dose_gy: float = 40.0,
    date: str = "20260302",
    outline_mm: Floats | None = None,
) -> None:
    """Nine slices of 16 × 16 pixels of 5 mm, two boxes on five of them, and a dose of one value.

    Args:
        folder: it is made.
        patient_id: whose case it is.
        dose_gy: everywhere.
        date: of the study, YYYYMMDD.
        outline_mm: of the target, shape (n, 2); a square of 1 cm where None.
    """
    square = np.array([[-5.0, -5.0], [5.0, -5.0], [5.0, 5.0], [-5.0, 5.0]])
    target, organ = square if outline_mm is None else outline_mm, square + np.array([20.0, 0.0])
    heights = 3.0 * np.arange(2, 7)
    folder.mkdir(parents=True)
    study = Study(
        patient_id=patient_id,
        patient_name=f"Secret^{patient_id}",
        description="small",
        date=date,
        time="120000",
        maker="rtqa tests",
        version="1",
    )
    grid = Grid.from_planes(
        position_mm=[-37.5, -37.5, 0.0],
        orientation=[1.0, 0.0, 0.0, 0.0, 1.0, 0.0],
        spacing_mm=(5.0, 5.0),
        offsets_mm=3.0 * np.arange(9),
        shape_ji=(16, 16),
        frame_of_reference_uid="",
    )
    write_case(
        folder,
        study,
        image=(grid, np.zeros(grid.shape_kji, np.int16)),
        structures=[
            structure_of([_at_height(target, z) for z in heights], name="PTV", number=1),
            structure_of([_at_height(organ, z) for z in heights], name="Cord", number=2),
        ],
        beam=StaticBeam(
            name="AP", isocenter_mm=(0.0, 0.0, 12.0), gantry_deg=0.0, half_field_mm=30.0, energy_mv=6.0,
            meterset_mu=100.0,
        ),
        dose=(grid, np.full(grid.shape_kji, dose_gy, np.float32)),
    )  # fmt: skip


def _at_height(outline_mm: Floats, z_mm: float) -> Floats:
    """Points (n, 3) of an outline (n, 2)."""
    return np.pad(outline_mm, ((0, 0), (0, 1)), constant_values=z_mm)
