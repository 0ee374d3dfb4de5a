"""The published DVH benchmark of Nelms et al., Med Phys 42:4435 (2015), doi:10.1118/1.4923175.

    python benchmarks/nelms2015.py FOLDER [--rows]

FOLDER holds the paper's supplement: structures, 1, 2 and 3 mm doses, and ``truth.csv``. The paper's finest
dose grid, 0.4 × 0.2 × 0.4 mm, is regenerated from its formula. Prints how many parameters are off by more
than 3, 2 and 1 %, beside what the paper and others found for other systems, and the worst of each parameter.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import rtqa.dicom
from rtqa.dvh.compute import structure_dvh
from rtqa.dvh.curve import DVH
from rtqa.dvh.settings import DEFAULT, DvhSettings
from rtqa.model.dose import Dose, DoseQuantity, DoseScope
from rtqa.model.geometry import Grid
from rtqa.model.structure import Structure, StructureSet

DOSE_PARAMETERS = ("min_gy", "max_gy", "mean_gy", "d99_gy", "d95_gy", "d5_gy", "d1_gy", "d0.03cc_gy")
EXTREMES = ("min_gy", "max_gy")

PUBLISHED = (
    ("Pinnacle 9.8 (Nelms 2015)", 52, 93, 53),
    ("PlanIQ 2.1 (Nelms 2015)", 5, 18, 18),
    ("dicompyler-core 0.5.6", 153, 190, 140),
    ("PyPlanScoring (2018)", 0, 13, 13),
)
"""Parameters off by more than 3 %: Test 1 of 340, Test 2 of 255, Test 2 without Dmin and Dmax of 195."""


def fine_dose(gradient: str) -> Dose:
    """The 0.4 × 0.2 × 0.4 mm grid: 1 Gy/mm along −y (AP: 10 − y Gy) or z (SI: 10 + z Gy), clipped at 0."""
    grid = Grid.from_planes(
        position_mm=(-24.0, -26.0, -26.0),
        orientation=(1, 0, 0, 0, 1, 0),
        spacing_mm=(0.2, 0.4),
        offsets_mm=0.4 * np.arange(126),
        shape_ji=(251, 126),
        frame_of_reference_uid="",
    )
    y_mm = -26.0 + 0.2 * np.arange(251)
    z_mm = -26.0 + 0.4 * np.arange(126)
    gy = (10.0 - y_mm)[None, :, None] if gradient == "AntPost" else (10.0 + z_mm)[:, None, None]
    values = np.broadcast_to(np.maximum(gy, 0.0), grid.shape_kji).astype(np.float32)
    return Dose(
        uid="",
        grid=grid,
        values_gy=values,
        quantity=DoseQuantity.PHYSICAL,
        scope=DoseScope.PLAN,
        n_fractions=1,
        plan_uid="",
        structure_set_uid="",
    )


def read_dose(folder: Path, *, grid_mm: str, gradient: str) -> Dose:
    """One of the paper's doses, read or regenerated."""
    if grid_mm == "0.4x0.2x0.4":
        return fine_dose(gradient)
    case = rtqa.dicom.read_case(folder / f"Linear_{gradient}_{grid_mm}mm_Aligned.dcm")
    return case.doses[0]


def read_structure(path: Path) -> tuple[Structure, StructureSet]:
    """The one structure of a file that has a volume."""
    structures = rtqa.dicom.read_case(path).structure_sets[0]
    (structure,) = (structure for structure in structures.structures if structure.is_volume)
    return structure, structures


def errors_of(dvh: DVH, truth: dict[str, str]) -> dict[str, float]:
    """Relative error of every parameter of one row of the truth."""
    found = {
        "volume_cm3": dvh.total_cm3,
        "min_gy": dvh.min_gy,
        "max_gy": dvh.max_gy,
        "mean_gy": dvh.mean_gy,
        **{f"d{percent}_gy": dvh.dose_at(percent / 100 * dvh.dosed_cm3) for percent in (99, 95, 5, 1)},
        "d0.03cc_gy": dvh.dose_at(0.03),
    }
    return {name: value / float(truth[name]) - 1.0 for name, value in found.items()}


def run(folder: Path, settings: DvhSettings = DEFAULT) -> Iterator[tuple[dict[str, str], dict[str, float]]]:
    """Every row of the truth with the errors of rtqa."""
    doses: dict[tuple[str, str], Dose] = {}
    with (folder / "truth.csv").open(newline="") as file:
        for truth in csv.DictReader(file):
            key = (truth["dose_grid_mm"], truth["gradient"])
            if key not in doses:
                doses[key] = read_dose(folder, grid_mm=key[0], gradient=key[1])
            structure, structure_set = read_structure(folder / truth["structure_file"])
            dvh = structure_dvh(
                structure,
                dose=doses[key],
                set_spacing_mm=structure_set.plane_spacing_mm,
                settings=settings,
            )
            yield truth, errors_of(dvh, truth)


def gather(rows: list[tuple[dict[str, str], dict[str, float]]], test: str) -> list[tuple[str, float]]:
    """The paper's parameters of one test: every dose parameter, and each structure's volume once a grid."""
    gathered = []
    for truth, errors in rows:
        if truth["test"] == test:
            gathered += [(name, errors[name]) for name in DOSE_PARAMETERS]
            if truth["gradient"] == "AntPost":
                gathered.append(("volume_cm3", errors["volume_cm3"]))
    return gathered


def main() -> None:
    """Run the benchmark and print the paper's table."""
    parser = argparse.ArgumentParser(description="Nelms et al. 2015 with rtqa")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", action="store_true", help="print every row's errors, in %%")
    arguments = parser.parse_args()
    rows = list(run(arguments.folder))
    if arguments.rows:
        for truth, errors in rows:
            print(*(truth[name] for name in ("test", "structure_file", "dose_grid_mm", "gradient")), end="  ")
            print(*(f"{name} {100 * error:+.2f}" for name, error in errors.items()))
    tests = {
        "Test 1": gather(rows, "1"),
        "Test 2": gather(rows, "2"),
        "Test 2 without Dmin, Dmax": [p for p in gather(rows, "2") if p[0] not in EXTREMES],
    }
    heads = [f"{name} (of {len(parameters)})" for name, parameters in tests.items()]
    print("Parameters off by more than 3 %   " + ", ".join(heads))
    for system, *counts in PUBLISHED:
        print(f"  {system:32s}" + "".join(f"{count:14d}" for count in counts))
    for limit in (3, 2, 1):
        off = [sum(abs(error) > limit / 100 for _, error in p) for p in tests.values()]
        print(f"  {f'rtqa, off by more than {limit} %':32s}" + "".join(f"{count:14d}" for count in off))
    for name, parameters in tests.items():
        print(f"{name}, errors from … to, %:")
        for parameter in dict(parameters):
            errors = [100 * error for own, error in parameters if own == parameter]
            print(f"  {parameter:12s} {min(errors):+7.2f} … {max(errors):+.2f}")


if __name__ == "__main__":
    main()
