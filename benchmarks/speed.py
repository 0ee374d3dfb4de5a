"""How long all DVHs of a case take: rtqa, dicompyler-core, and the floor of any program in Python.

    python benchmarks/speed.py FOLDER… [--runs 5] [--supersampled]

Each FOLDER holds one RTDOSE and one RTSTRUCT. From the files to all DVHs, imports apart, in this one process,
the programs taking turns; medians, and the ratio to rtqa's. Then rtqa stage by stage, and the peak memory of
a process that does nothing else.

The floor reads the bytes of both files, scales the dose, and counts a quarter of the grid's voxels, in one
`bincount` a structure: what cannot be avoided, whatever the algorithm.
"""

from __future__ import annotations

import argparse
import gc
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
import pydicom

import rtqa.dicom
from rtqa.dvh.compute import structure_dvh
from rtqa.dvh.dicompyler import import_dicompyler
from rtqa.errors import UnsupportedError
from rtqa.model.case import Case, Treatment


def find(folder: Path, modality: str) -> Path:
    """The one file of a modality in a folder."""
    heads = {path: pydicom.dcmread(path, specific_tags=["Modality"]) for path in folder.iterdir()}
    (path,) = (path for path, head in heads.items() if head.Modality == modality)
    return path


def with_rtqa(folder: Path) -> int:
    """All DVHs by rtqa."""
    return len(all_dvhs(rtqa.dicom.read_case(folder).treatment))


def all_dvhs(treatment: Treatment) -> list[object]:
    """The DVH of every structure that has one."""
    dvhs = []
    structures, dose = treatment.structure_set, treatment.dose
    if structures is None or dose is None:
        raise SystemExit("the folder needs one RTDOSE and one RTSTRUCT")
    for structure in structures.structures:
        try:
            dvhs.append(structure_dvh(structure, dose=dose, set_spacing_mm=structures.plane_spacing_mm))
        except UnsupportedError:
            continue
    return dvhs


def with_dicompyler(folder: Path, *, supersampled: bool = False) -> int:
    """All DVHs by dicompyler-core, as its documentation shows."""
    parser, calculator = import_dicompyler("dicomparser"), import_dicompyler("dvhcalc")
    structures = parser.DicomParser(str(find(folder, "RTSTRUCT")))
    dose = parser.DicomParser(str(find(folder, "RTDOSE")))
    finer = {"interpolation_resolution": dose.ds.PixelSpacing[0] / 4, "use_structure_extents": True}
    count = 0
    for number in structures.GetStructures():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                calculator.get_dvh(structures.ds, dose.ds, number, **(finer if supersampled else {}))
            except Exception:  # noqa: BLE001, S112 (what it cannot compute costs it no time)
                continue
        count += 1
    return count


def floor(folder: Path) -> int:
    """Read the bytes, scale the dose, and count voxels once for each structure."""
    dose = pydicom.dcmread(find(folder, "RTDOSE"))
    gy = dose.pixel_array * np.float32(dose.DoseGridScaling)
    path = find(folder, "RTSTRUCT")
    data = path.read_bytes()
    head = pydicom.dcmread(path, specific_tags=["StructureSetROISequence"])
    bins = (gy.ravel() * np.float32(100)).astype(np.int32)
    n_structures = len(head.StructureSetROISequence)
    # As if each structure had a quarter of the grid's voxels, divided by the number of structures.
    share = max(1, len(bins) // (4 * n_structures))
    for n in range(n_structures):
        np.bincount(bins[n * share : (n + 1) * share])
    return len(data)


def timed(program: Callable[[Path], int], folder: Path) -> float:
    """Seconds that a program takes, with nothing left behind by the one before."""
    gc.collect()
    start = time.perf_counter()
    program(folder)
    return time.perf_counter() - start


def stages(folder: Path, runs: int) -> dict[str, float]:
    """Median seconds of reading and of all DVHs."""
    reading, computing = [], []
    for _ in range(runs):
        start = time.perf_counter()
        case: Case = rtqa.dicom.read_case(folder)
        read = time.perf_counter()
        all_dvhs(case.treatment)
        reading.append(read - start)
        computing.append(time.perf_counter() - read)
    return {"read": median(reading), "DVHs": median(computing)}


def peak_memory_mb(folder: Path) -> float:
    """Peak resident memory of a process that only computes all DVHs of the folder, in MB."""
    command = [sys.executable, __file__, str(folder), "--only-rtqa"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(output.split()[-1])


def main() -> None:
    """Time all programs on all folders, and print the table."""
    parser = argparse.ArgumentParser(description="speed of rtqa beside dicompyler-core and the floor")
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--supersampled", action="store_true", help="dicompyler-core's finer mode as well")
    parser.add_argument("--only-rtqa", action="store_true", help="compute once, print the peak memory in MB")
    arguments = parser.parse_args()
    if arguments.only_rtqa:
        with_rtqa(arguments.folders[0])
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    programs: dict[str, Callable[[Path], int]] = {
        "rtqa": with_rtqa,
        "dicompyler-core": with_dicompyler,
        "the floor": floor,
    }
    if arguments.supersampled:
        programs["dicompyler-core, supersampled"] = lambda folder: with_dicompyler(folder, supersampled=True)
    for folder in arguments.folders:
        seconds: dict[str, list[float]] = {name: [] for name in programs}
        for _ in range(arguments.runs):
            for name, program in programs.items():
                seconds[name].append(timed(program, folder))
        print(f"{folder.name}: {with_rtqa(folder)} structures, median of {arguments.runs} runs")
        own = median(seconds["rtqa"])
        for name, times in seconds.items():
            print(f"  {name:30s} {median(times):8.3f} s   {median(times) / own:7.2f} × rtqa")
        for name, value in stages(folder, arguments.runs).items():
            print(f"  rtqa, {name:24s} {value:8.3f} s")
        print(f"  peak memory {peak_memory_mb(folder):.0f} MB")


if __name__ == "__main__":
    main()
