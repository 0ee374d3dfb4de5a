"""Makes DICOM of patients of the OpenKBP challenge, so that they can be indexed and checked as a cohort.

Run as ``python benchmarks/openkbp_dicom.py FOLDER OUT [SITES]``. FOLDER holds a file ``pt_NNN.npz`` of each
patient: masks of 128 × 128 × 128 voxels in bits, and the dose. Each becomes a folder of OUT with image,
structures, plan and dose, under one of SITES (3) folders in turn. The image is water throughout.

Babier et al., OpenKBP: The open-access knowledge-based planning grand challenge, Med Phys 48:5549 (2021).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely

from rtqa.commission.phantoms import structure_of
from rtqa.dicom.write.case import write_case
from rtqa.dicom.write.common import Study
from rtqa.dicom.write.plan import StaticBeam
from rtqa.model.geometry import Grid

_SHAPE = (128, 128, 128)
_NAMES = {
    "SpinalCord": "SpinalCord", "Brainstem": "Brainstem", "RightParotid": "Parotid_R",
    "LeftParotid": "Parotid_L", "Esophagus": "Esophagus", "Larynx": "Larynx", "Mandible": "Bone_Mandible",
    "PTV56": "PTV_5600", "PTV63": "PTV_6300", "PTV70": "PTV_7000",
}  # fmt: skip


def main() -> None:
    """Write every patient that is not written yet."""
    source, out = Path(sys.argv[1]), Path(sys.argv[2])
    n_sites = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    for number, path in enumerate(sorted(source.glob("pt_*.npz"))):
        folder = out / f"site_{number % n_sites + 1}" / path.stem
        if not folder.is_dir():
            folder.mkdir(parents=True)
            _write(path, folder, number)


def _write(path: Path, folder: Path, number: int) -> None:
    held = np.load(path)
    names = held["names"].tolist()
    bits = np.unpackbits(held["masks"], axis=1).astype(bool).reshape(len(names), *_SHAPE)
    dose_gy = np.zeros(_SHAPE, np.float32)
    dose_gy.ravel()[np.cumsum(held["dose_index"])] = held["dose_cgy"] / 100.0
    # Their axes are y, x, and z from head to feet; [k, j, i] here, from the feet on.
    masks_kji, dose_kji = bits.transpose(0, 3, 1, 2)[:, ::-1], dose_gy.transpose(2, 0, 1)[::-1]
    along_y_mm, along_x_mm, along_z_mm = map(float, held["voxel_mm"])
    grid = Grid.from_planes(
        position_mm=[-63.5 * along_x_mm, -63.5 * along_y_mm, 0.0],
        orientation=[1.0, 0.0, 0.0, 0.0, 1.0, 0.0],
        spacing_mm=(along_y_mm, along_x_mm),
        offsets_mm=along_z_mm * np.arange(_SHAPE[2]),
        shape_ji=_SHAPE[:2],
        frame_of_reference_uid="",
    )
    structures = [
        structure_of(rings, name=_NAMES[name], number=n)
        for n, (name, mask) in enumerate(zip(names, masks_kji, strict=True), start=1)
        if (rings := list(_outline(mask, grid)))
    ]
    write_case(
        folder,
        Study(
            patient_id=path.stem, patient_name=f"OpenKBP^{path.stem}", description="OpenKBP",
            date=f"2026{number % 12 + 1:02d}{number % 28 + 1:02d}", time="120000", maker="rtqa", version="1",
        ),
        image=(grid, np.zeros(_SHAPE, np.int16)),
        structures=[replace(s, role="PTV") if s.name.startswith("PTV") else s for s in structures],
        beam=StaticBeam(
            name="AP", isocenter_mm=(0.0, 0.0, 160.0), gantry_deg=0.0, half_field_mm=100.0, energy_mv=6.0,
            meterset_mu=100.0,
        ),
        dose=(grid, dose_kji),
    )  # fmt: skip


def _outline(mask: np.ndarray, grid: Grid) -> Iterator[np.ndarray]:
    """Rings about the voxels of a mask, along their sides, plane by plane; shape (n, 3) in mm."""
    dx, dy, _ = grid.spacing_mm
    x0, y0, _ = grid.to_points_mm([[-0.5, -0.5, 0.0]])[0]
    for k in np.flatnonzero(mask.any(axis=(1, 2))):
        rows, columns = np.nonzero(mask[k])
        voxels = shapely.box(columns, rows, columns + 1, rows + 1)
        z_mm = float(grid.to_points_mm([[0.0, 0.0, float(k)]])[0, 2])
        for part in shapely.get_parts(shapely.unary_union(voxels)):
            for ring in (part.exterior, *part.interiors):
                corners = np.array(ring.simplify(0.0).coords)[:-1]
                points = np.array([x0, y0]) + corners * np.array([dx, dy])
                yield np.pad(points, ((0, 0), (0, 1)), constant_values=z_mm)


if __name__ == "__main__":
    main()
