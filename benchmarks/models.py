"""Models of a structure between its contours and beyond them, side by side.

    python benchmarks/models.py [FOLDER]

Volumes of random solids in slices of 3 mm, at random positions, the same ones each time: bias and scatter of
each model in %. With the FOLDER of a plan whose dose carries the planning system's own DVHs: their volumes
and means, and by how much the default and each likeness are off.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np

import rtqa.dicom
from phantoms import MAKERS, Solid, drawn, tabulated
from rtqa.commission.doses import LinearDose
from rtqa.dicom.stored_dvh import UnusableDVH, read_stored_dvhs
from rtqa.dvh.compute import structure_dvh
from rtqa.dvh.settings import DEFAULT, Between, DvhSettings, Ends
from rtqa.dvh.vendor.profiles import LIKENESSES

SLICE_MM = 3.0
N_SOLIDS = 60
MODELS = {
    "prism": DEFAULT,
    "shape": DvhSettings(between=Between.SHAPE),
    "smooth": DvhSettings(between=Between.SMOOTH),
    "shape, tapered": DvhSettings(between=Between.SHAPE, ends=Ends.TAPERED),
    "prism, no caps": DvhSettings(cap_limit_mm=0.0),
}


def print_biases() -> None:
    """Mean and standard deviation of the errors of the volume, shape by shape."""
    print(f"Volume, error in %, slices of {SLICE_MM:g} mm, solids of 20 to 60 mm: mean ± standard deviation")
    print(" " * 20 + "".join(f"{name:>18s}" for name in MODELS))
    for maker in MAKERS:
        errors = np.array([volume_errors(maker, seed) for seed in range(N_SOLIDS)])
        cells = zip(errors.mean(axis=0), errors.std(axis=0), strict=True)
        name = maker.__name__.replace("_", " ")
        print(f"{name:20s}" + "".join(f"{f'{mean:+.2f} ± {spread:.2f}':>18s}" for mean, spread in cells))


def volume_errors(maker: Callable[[np.random.Generator, float], Solid], seed: int) -> list[float]:
    """By how many percent each model is off in the volume of one solid."""
    rng = np.random.default_rng(seed)
    solid = maker(rng, rng.uniform(20.0, 60.0))
    structure = drawn(solid, slice_mm=SLICE_MM, phase=rng.random(), centre_mm=np.zeros(3))
    dose = tabulated(
        LinearDose(along=np.array([0.0, 1.0, 0.0]), at_origin_gy=50.0, gy_per_mm=0.1).at,
        reach_mm=solid.half_mm + SLICE_MM,
        spacing_mm=np.full(3, SLICE_MM),
        centre_mm=np.zeros(3),
        phase=rng.random(3),
    )
    return [
        100
        * structure_dvh(structure, dose=dose, set_spacing_mm=SLICE_MM, settings=settings).total_cm3
        / solid.volume_cm3
        - 100
        for settings in MODELS.values()
    ]


def print_beside_stored(folder: Path) -> None:
    """The planning system's volumes and means, and how far each likeness is off."""
    treatment = rtqa.dicom.read_case(folder).treatment
    structures, dose = treatment.structure_set, treatment.dose
    if structures is None or dose is None:
        raise SystemExit(f"{folder} holds no structures, or no dose")
    settings = {"default": DEFAULT, **{str(name): own.settings for name, own in LIKENESSES.items()}}
    print("\nVolume in cm³ and mean in Gy as stored; how far off: volume in %, mean in Gy")
    print(" " * 36 + "".join(f"{name:>16s}" for name in settings))
    by_name = {structure.name: structure for structure in structures.structures}
    for stored in read_stored_dvhs(folder):
        if isinstance(stored, UnusableDVH) or stored.is_relative or stored.structure not in by_name:
            continue
        structure = by_name[stored.structure]
        total_cm3 = float(stored.volume[0])
        mean_gy = stored.dose_gy[0] + float(np.trapezoid(stored.volume, stored.dose_gy)) / total_cm3
        cells = []
        for own in settings.values():
            dvh = structure_dvh(
                structure, dose=dose, set_spacing_mm=structures.plane_spacing_mm, settings=own
            )
            cells.append(f"{100 * (dvh.total_cm3 / total_cm3 - 1):+.2f} {dvh.mean_gy - mean_gy:+.3f}")
        print(
            f"{stored.structure[:16]:16s}{total_cm3:11.3f}{mean_gy:9.3f}"
            + "".join(f"{c:>16s}" for c in cells)
        )


def main() -> None:
    """Print both tables, or the first."""
    parser = argparse.ArgumentParser(description="models of a structure between and beyond its contours")
    parser.add_argument("folder", type=Path, nargs="?", help="a plan with the planning system's own DVHs")
    folder = parser.parse_args().folder
    print_biases()
    if folder is not None:
        print_beside_stored(folder)


if __name__ == "__main__":
    main()
