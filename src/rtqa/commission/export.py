"""The suite as DICOM, one folder a set, for a planning system to import."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from rtqa.commission.phantoms import structure_of
from rtqa.commission.suite import PhantomSet
from rtqa.dicom.write.case import write_case
from rtqa.dicom.write.common import Study
from rtqa.dicom.write.plan import StaticBeam
from rtqa.errors import WriteError
from rtqa.model.geometry import Floats, Grid
from rtqa.model.structure import Structure

BODY = "BODY"
WATER_HU, AIR_HU = 0, -1000
PIXEL_MM = 1.0
"""Of the image: planning systems that keep structures as voxels take them from its pixels."""
BODY_MARGIN_MM, AIR_MARGIN_MM = 10.0, 10.0
SUITE_VERSION = "1"


def study_of(phantom_set: PhantomSet) -> Study:
    """What the objects of a set belong to: a phantom of that name, and no date that means anything."""
    return Study(
        patient_id=f"RTQA-{phantom_set.name}",
        patient_name=f"Phantom^rtqa {phantom_set.name}",
        description=f"rtqa commissioning, set {phantom_set.name}",
        date="20240101",
        time="120000",
        maker="rtqa commission",
        version=SUITE_VERSION,
    )


def export_suite(sets: Sequence[PhantomSet], folder: Path) -> tuple[Path, ...]:
    """Write every set into a folder of its name, all of them or none.

    Raises:
        WriteError: one of those folders exists, or a file could not be written.
    """
    targets = [folder / phantom_set.name for phantom_set in sets]
    taken = [target.name for target in targets if target.exists()]
    if taken:
        raise WriteError(f"the folder to export to already holds {', '.join(taken)}; name an empty one")
    n_moved = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".rtqa-", dir=folder) as staged:
            for phantom_set in sets:
                here = Path(staged) / phantom_set.name
                here.mkdir()
                write_set(phantom_set, here)
            for target in targets:
                (Path(staged) / target.name).rename(target)
                n_moved += 1
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise WriteError(
            f"the phantoms could not be written ({why}) after {n_moved} of {len(sets)} sets"
        ) from None
    return tuple(targets)


def write_set(phantom_set: PhantomSet, folder: Path) -> None:
    """Write one set into an empty folder."""
    dose = phantom_set.tabulate()
    grid = dose.grid
    corners = grid.to_points_mm(np.array([(1, 1, 1), grid.shape_kji[::-1]]) - 1.0)
    low, high = np.floor(corners[0] - BODY_MARGIN_MM), np.ceil(corners[1] + BODY_MARGIN_MM)
    heights = phantom_set.slice_mm * np.arange(
        np.floor(low[2] / phantom_set.slice_mm), np.ceil(high[2] / phantom_set.slice_mm) + 1.0
    )
    body = _body(low, high, heights)
    write_case(
        folder,
        study_of(phantom_set),
        image=_water(low, high, heights),
        structures=[body, *(phantom.structure(n) for n, phantom in enumerate(phantom_set.phantoms, start=2))],
        beam=StaticBeam(
            name="AP",
            isocenter_mm=(0.0, 0.0, 0.0),
            gantry_deg=0.0,
            half_field_mm=50.0,
            energy_mv=6.0,
            meterset_mu=100.0,
        ),
        dose=(grid, dose.values_gy),
    )


def _water(
    low: Floats, high: Floats, heights_mm: Floats
) -> tuple[Grid, np.ndarray[tuple[int, ...], np.dtype[np.int16]]]:
    """A block of water with air around it."""
    start = low[:2] - AIR_MARGIN_MM
    n_i, n_j = (int(count) for count in np.ceil((high[:2] + AIR_MARGIN_MM - start) / PIXEL_MM) + 1)
    grid = Grid.from_planes(
        position_mm=[*start, heights_mm[0]],
        orientation=[1.0, 0.0, 0.0, 0.0, 1.0, 0.0],
        spacing_mm=(PIXEL_MM, PIXEL_MM),
        offsets_mm=heights_mm - heights_mm[0],
        shape_ji=(n_j, n_i),
        frame_of_reference_uid="",
    )
    x, y = start[0] + PIXEL_MM * np.arange(n_i), start[1] + PIXEL_MM * np.arange(n_j)
    is_water = ((y >= low[1]) & (y <= high[1]))[:, None] & ((x >= low[0]) & (x <= high[0]))[None, :]
    plane = np.where(is_water, WATER_HU, AIR_HU).astype(np.int16)
    return grid, np.broadcast_to(plane, grid.shape_kji)


def _body(low: Floats, high: Floats, heights_mm: Floats) -> Structure:
    """The outline of the water on every slice, which planning systems ask for."""
    (x0, y0), (x1, y1) = low[:2], high[:2]
    corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
    rings = [np.pad(corners, ((0, 0), (0, 1)), constant_values=z) for z in heights_mm]
    return replace(structure_of(rings, name=BODY, number=1), role="EXTERNAL")
