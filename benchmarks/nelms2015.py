"""The published DVH benchmark of Nelms et al., Med Phys 42:4435 (2015), doi:10.1118/1.4923175.

    python benchmarks/nelms2015.py FOLDER [--rows] [--model prism|shape|smooth]

FOLDER holds the paper's supplement, or cases like it: a ``truth.csv``, the structures that it names, and
doses, ``Linear_GRADIENT_GRIDmm*.dcm``. A dose that is not there, as the paper's finest of 0.4 × 0.2 × 0.4 mm,
is made from its formula. What is compared is what ``truth.csv`` has columns for: ``volume_cm3``, ``min_gy``,
``mean_gy``, ``d95_gy``, ``d0.03cc_gy`` and the like. Prints how many parameters are off by more than 3, 2 and
1 %, beside what the paper and others found for other systems, and the range of each parameter's errors.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import rtqa.dicom
from rtqa.commission.doses import LinearDose, dose_on_nodes
from rtqa.dvh.compute import structure_dvh
from rtqa.dvh.curve import DVH
from rtqa.dvh.settings import DEFAULT, Between, DvhSettings
from rtqa.model.dose import Dose
from rtqa.model.structure import Structure, StructureSet

EXTREMES = ("min_gy", "max_gy")

NOT_PARAMETERS = ("test", "structure_file", "dose_grid_mm", "gradient")

PUBLISHED = (
    ("Pinnacle 9.8 (Nelms 2015)", 52, 93, 53),
    ("PlanIQ 2.1 (Nelms 2015)", 5, 18, 18),
    ("dicompyler-core 0.5.6", 153, 190, 140),
    ("PyPlanScoring (2018)", 0, 13, 13),
    ("best open-source engine, 2026", 4, 23, 10),
)
"""Parameters off by more than 3 %: Test 1 of 340, Test 2 of 255, Test 2 without Dmin and Dmax of 195."""


Row = tuple[dict[str, str], dict[str, float]]
"""A row of the truth, and the relative error of each of its parameters."""


def made_dose(gradient: str, spacing_mm: tuple[float, float, float]) -> Dose:
    """A dose of 1 Gy/mm along −y (AntPost: 10 − y Gy) or z (SupInf: 10 + z Gy), clipped at 0.

    Nodes begin at (−24, −26, −26) mm, as those of the paper, and go on for 50 mm or a little more.
    """
    match gradient.casefold()[:1]:
        case "a":
            dose = LinearDose(along=np.array([0.0, -1.0, 0.0]), at_origin_gy=10.0, gy_per_mm=1.0)
        case "s":
            dose = LinearDose(along=np.array([0.0, 0.0, 1.0]), at_origin_gy=10.0, gy_per_mm=1.0)
        case _:
            raise SystemExit(f"truth.csv: gradient {gradient!r} is neither AntPost nor SupInf")
    starts = (-24.0, -26.0, -26.0)
    nodes_mm = [
        start + step * np.arange(np.ceil(50.0 / step) + 1)
        for start, step in zip(starts, spacing_mm, strict=True)
    ]
    return dose_on_nodes(dose.at, nodes_mm)


def read_dose(folder: Path, *, grid_mm: str, gradient: str) -> Dose:
    """The dose of a row: its file, or made where there is none; ``2`` or ``0.4x0.2x0.4`` (x, y, z)."""
    files = sorted(folder.glob(f"Linear_{gradient}_{grid_mm}mm*.dcm"))
    if files:
        return rtqa.dicom.read_case(files[0]).doses[0]
    steps = [float(text) for text in grid_mm.lower().split("x")]
    x, y, z = steps * 3 if len(steps) == 1 else steps
    return made_dose(gradient, (x, y, z))


def read_structure(path: Path) -> tuple[Structure, StructureSet]:
    """The one structure of a file that has a volume; of several, the one that the file is named after."""
    structures = rtqa.dicom.read_case(path).structure_sets[0]
    found = [structure for structure in structures.structures if structure.is_volume]
    if len(found) > 1:
        shape = path.stem.split("_")[0].casefold()
        found = [structure for structure in found if structure.name.casefold().startswith(shape)]
    if len(found) != 1:
        raise SystemExit(f"{path.name}: {len(found)} structures could be meant; expected one")
    return found[0], structures


def measured(dvh: DVH, parameter: str) -> float:
    """The value of a parameter, by the name of its column."""
    match parameter:
        case "volume_cm3":
            return dvh.total_cm3
        case "min_gy" | "max_gy" | "mean_gy":
            return float(getattr(dvh, parameter))
    parts = re.fullmatch(r"d([\d.]+)(cc)?_gy", parameter)
    if parts is None:
        raise SystemExit(
            f"truth.csv: column {parameter!r} is no parameter; write volume_cm3, d95_gy, d2cc_gy …"
        )
    amount, in_cc = float(parts[1]), parts[2]
    return dvh.dose_at(amount if in_cc else amount / 100 * dvh.dosed_cm3)


def run(folder: Path, settings: DvhSettings = DEFAULT) -> Iterator[Row]:
    """Every row of the truth with the errors of rtqa."""
    doses: dict[tuple[str, str], Dose] = {}
    with (folder / "truth.csv").open(newline="", encoding="utf-8-sig") as file:
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
            yield (
                truth,
                {
                    name: measured(dvh, name) / float(value) - 1.0
                    for name, value in truth.items()
                    if name not in NOT_PARAMETERS and value
                },
            )


def gather(rows: list[Row], test: str) -> list[tuple[str, float]]:
    """The paper's parameters of one test: every dose parameter, and each structure's volume once a grid."""
    gathered = []
    seen = set()
    for truth, errors in rows:
        if truth["test"] == test:
            solid = (truth["structure_file"], truth["dose_grid_mm"])
            gathered += [(k, v) for k, v in errors.items() if k != "volume_cm3" or solid not in seen]
            seen.add(solid)
    return gathered


def tests_of(rows: list[Row]) -> dict[str, list[tuple[str, float]]]:
    """The parameters of each test, and of the second without the extremes."""
    names = sorted({truth["test"] for truth, _ in rows})
    tests = {f"Test {name}": gather(rows, name) for name in names}
    for name in names:
        if name != "1":
            without = [p for p in gather(rows, name) if p[0] not in EXTREMES]
            tests[f"Test {name} w/o Dmin, Dmax"] = without
    return tests


def main() -> None:
    """Run the benchmark and print the paper's table."""
    parser = argparse.ArgumentParser(description="Nelms et al. 2015 with rtqa")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", action="store_true", help="print every row's errors, in %%")
    parser.add_argument("--model", choices=list(Between), action="append", help="only these [all]")
    arguments = parser.parse_args()
    models = [Between(name) for name in arguments.model or Between]
    rows = {model: list(run(arguments.folder, DvhSettings(between=model))) for model in models}
    tests = {model: tests_of(rows[model]) for model in models}
    sizes = {name: len(parameters) for name, parameters in tests[models[0]].items()}
    print("Parameters off".ljust(40) + "".join(f"{name:>28s}" for name in sizes))
    print("".ljust(40) + "".join(f"{f'of {size}':>28s}" for size in sizes.values()))
    if list(sizes.values()) == [340, 255, 195]:
        for system, *counts in PUBLISHED:
            print(f"{f'{system}, by > 3 %':40s}" + "".join(f"{count:28d}" for count in counts))
    for model in models:
        for limit in (3, 2, 1):
            off = [sum(abs(error) > limit / 100 for _, error in p) for p in tests[model].values()]
            print(f"{f'rtqa, {model}, by > {limit} %':40s}" + "".join(f"{count:28d}" for count in off))
    for model in models:
        for name, parameters in tests[model].items():
            print(f"{model}, {name}, errors from … to, %:")
            for parameter in dict(parameters):
                errors = [100 * error for own, error in parameters if own == parameter]
                print(f"  {parameter:12s} {min(errors):+7.2f} … {max(errors):+.2f}")
        for truth, errors_of_row in rows[model] if arguments.rows else ():
            print(model, *(truth[name] for name in NOT_PARAMETERS), end="  ")
            print(*(f"{name} {100 * error:+.2f}" for name, error in errors_of_row.items()))


if __name__ == "__main__":
    main()
