"""How long all DVHs of a case take: rtqa, dicompyler-core, and the floor of any program in Python.

    python benchmarks/speed.py FOLDER… [--runs 5] [--supersampled]

`--supersampled` times dicompyler-core's finer mode as well, which wants scikit-image.

Each FOLDER holds one RTDOSE and one RTSTRUCT. From the files to all DVHs, imports apart, in one process, the
programs taking turns; medians, and the ratio to the first. Then whole processes, beside Debian's plastimatch
(C++) where that is installed. Then rtqa stage by stage, and the peak memory of a process of its own.

Modules are compiled once, before whole processes are timed, as those of an installed package are.

The floor reads the bytes of both files, scales the dose, and counts a quarter of the grid's voxels, in one
`bincount` a structure: what cannot be avoided, whatever the algorithm.
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial, wraps
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pydicom

import rtqa.dicom
from rtqa.dicom import gather
from rtqa.dvh import compute
from rtqa.dvh.curve import DVH
from rtqa.dvh.settings import DvhSettings
from rtqa.errors import UnsupportedError
from rtqa.interop.dicompyler import import_dicompyler
from rtqa.metrics import measure

METRICS = (
    "Volume[cc]",
    "Mean[Gy]",
    "Max[Gy]",
    "Min[Gy]",
    "D95%[Gy]",
    "D50%[Gy]",
    "D2%[Gy]",
    "D0.03cc[Gy]",
    "V20Gy[%]",
)

STAGES = {
    "read the bytes, parse what is small": (gather, ("read_object",)),
    "read the dose": (gather, ("read_dose",)),
    "read the structures": (gather, ("read_structures",)),
    "read the plan": (gather, ("read_plan",)),
    "sort contours into planes": (compute, ("lay_flat", "frame_along", "put_in_frame", "_model")),
    "cover the cells": (compute, ("cover_cells",)),
    "sample the dose": (compute, ("sample_structure",)),
    "add up the curve": (compute, ("compute_curves",)),
}
"""What each stage is: a module, and the functions that it calls for it."""


def find(folder: Path, modality: str) -> Path:
    """The one file of a modality in a folder."""
    heads = {path: pydicom.dcmread(path, specific_tags=["Modality"]) for path in folder.iterdir()}
    (path,) = (path for path, head in heads.items() if head.Modality == modality)
    return path


def with_rtqa(folder: Path, *, intervals: bool) -> list[DVH]:
    """The DVH of every structure that has one, by rtqa."""
    structures, dose = compute.belonging(rtqa.dicom.read_case(folder).treatment)
    dvhs = compute.structure_dvhs(
        structures.structures,
        dose=dose,
        set_spacing_mm=structures.plane_spacing_mm,
        slices=structures.slices,
        settings=DvhSettings(intervals=intervals),
    )
    return [dvh for dvh in dvhs if isinstance(dvh, DVH)]


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
            except ImportError:
                raise
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


def timed(program: Callable[[Path], object], folder: Path) -> float:
    """Seconds that a program takes, with nothing left behind by the one before."""
    gc.collect()
    start = time.perf_counter()
    program(folder)
    return time.perf_counter() - start


def taking_turns(
    programs: dict[str, Callable[[Path], object]], folder: Path, *, runs: int
) -> dict[str, float]:
    """Median seconds of each program."""
    seconds: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(runs):
        for name, program in programs.items():
            seconds[name].append(timed(program, folder))
    return {name: median(times) for name, times in seconds.items()}


def whole_process(*command: str) -> Callable[[Path], object]:
    """A program that runs a command; `{}` stands for the folder."""

    def run(folder: Path) -> None:
        filled = [part.format(folder) for part in command]
        subprocess.run(filled, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    return run


def stages(folder: Path) -> dict[str, float]:
    """Seconds of each stage in one run without intervals, one structure at a time."""
    spent: dict[str, float] = dict.fromkeys(STAGES, 0.0)
    with timing(spent):
        structures, dose = compute.belonging(rtqa.dicom.read_case(folder).treatment)
        dvhs: list[DVH] = []
        # One at a time: several would each count the others' work as their own.
        for structure in structures.structures:
            with suppress(UnsupportedError):
                dvhs.append(
                    compute.structure_dvh(
                        structure,
                        dose=dose,
                        set_spacing_mm=structures.plane_spacing_mm,
                        slices=structures.slices,
                        settings=DvhSettings(intervals=False),
                    )
                )
    start = time.perf_counter()
    for dvh in dvhs:
        for metric in METRICS:
            measure(dvh, metric)
    spent[f"measure {len(METRICS)} metrics of each"] = time.perf_counter() - start
    return spent


@contextmanager
def timing(spent: dict[str, float]) -> Iterator[None]:
    """Have each stage's functions add the seconds that they take, while this lasts."""
    own = [
        (stage, module, name, getattr(module, name))
        for stage, (module, names) in STAGES.items()
        for name in names
    ]

    def clocked(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            start = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                spent[stage] += time.perf_counter() - start

        return run

    try:
        for stage, module, name, function in own:
            setattr(module, name, clocked(stage, function))
        yield
    finally:
        for _, module, name, function in own:
            setattr(module, name, function)


def import_seconds(runs: int) -> float:
    """Median seconds that a new process takes to load what is needed, less those of Python itself."""
    loads = ("import rtqa.dicom, rtqa.dvh.compute", "pass")
    full, bare = (
        median(timed(whole_process(sys.executable, "-c", load), Path()) for _ in range(runs))
        for load in loads
    )
    return full - bare


def peak_memory_mb(folder: Path) -> float:
    """Peak resident memory of a process that only computes all DVHs of the folder, in MB."""
    command = [sys.executable, __file__, str(folder), "--only-rtqa"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(output.split()[-1])


def own_peak_mb() -> float:
    """Peak resident memory of this process in MB; on Linux without that of the one that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return float(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def print_table(title: str, seconds: dict[str, float]) -> None:
    """Print each program's seconds, and how many times those of the first they are."""
    print(f"  {title}")
    own = next(iter(seconds.values()))
    for name, value in seconds.items():
        print(f"    {name:40s} {value:8.3f} s {value / own:8.2f} ×")


def main() -> None:
    """Time all programs on all folders, and print the tables."""
    parser = argparse.ArgumentParser(description="speed of rtqa beside dicompyler-core and the floor")
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--supersampled", action="store_true", help="its finer mode too; wants scikit-image")
    parser.add_argument("--only-rtqa", action="store_true", help="compute once, print the peak memory in MB")
    arguments = parser.parse_args()
    if arguments.only_rtqa:
        with_rtqa(arguments.folders[0], intervals=True)
        print(own_peak_mb())
        return
    programs: dict[str, Callable[[Path], object]] = {
        "rtqa, without intervals": partial(with_rtqa, intervals=False),
        "rtqa": partial(with_rtqa, intervals=True),
        "dicompyler-core": with_dicompyler,
        "the floor": floor,
    }
    if arguments.supersampled:
        programs["dicompyler-core, supersampled"] = partial(with_dicompyler, supersampled=True)
    with tempfile.TemporaryDirectory() as scratch:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(scratch, "compiled"))
        timed(
            whole_process(sys.executable, "-c", "import rtqa.cli.dvh, rtqa.dicom, rtqa.dvh.compute"), Path()
        )
        processes = {"rtqa dvh": whole_process(str(Path(sys.executable).with_name("rtqa")), "dvh", "{}")}
        if plastimatch := shutil.which("plastimatch"):
            table = str(Path(scratch, "dvh.csv"))
            processes["plastimatch dvh"] = whole_process(
                plastimatch, "dvh", "--input", "{}", "--output-csv", table
            )
        for folder in arguments.folders:
            n_dvhs = len(with_rtqa(folder, intervals=True))
            print(f"{folder.name}: {n_dvhs} structures, median of {arguments.runs} runs")
            print_table("from the files to all DVHs", taking_turns(programs, folder, runs=arguments.runs))
            print_table("whole processes", taking_turns(processes, folder, runs=arguments.runs))
            print("  rtqa without intervals, stage by stage")
            print(f"    {'import':40s} {import_seconds(arguments.runs):8.3f} s")
            for stage, value in stages(folder).items():
                print(f"    {stage:40s} {value:8.3f} s")
            print(f"  peak memory of rtqa {peak_memory_mb(folder):.0f} MB")


if __name__ == "__main__":
    main()
