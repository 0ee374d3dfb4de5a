"""Questions to engines of histograms, and how far their answers are off."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from statistics import median

import numpy as np
import pydicom
from programs import ask

from rtqa.commission.doses import Peak, PeaksDose
from rtqa.commission.export import write_set
from rtqa.commission.phantoms import Phantom
from rtqa.commission.solids import sphere
from rtqa.commission.suite import PhantomSet, commissioning_suite
from rtqa.dicom.write.case import write_case
from rtqa.dicom.write.common import Study
from rtqa.dicom.write.plan import StaticBeam
from rtqa.metrics import parse_metric
from rtqa.model.dose import Dose
from rtqa.model.geometry import Grid
from rtqa.model.structure import Structure

sys.path.insert(0, str(Path(__file__).parents[1]))

from nelms2015 import NOT_PARAMETERS, read_dose, read_structure

HISTOGRAM_TASKS = ("solids", "spheres", "nelms", "thinned")
METRICS = ("Volume[cc]", "Mean[Gy]", "D98%[Gy]", "D95%[Gy]", "D50%[Gy]", "D2%[Gy]")

DIAMETERS_MM, N_PLACES = (3.0, 5.0, 7.0, 10.0, 15.0, 20.0), 6
"""Of small spheres, and at how many places in slices and grid of 1 mm."""

OF_NELMS = {"volume_cm3": "Volume[cc]", "min_gy": "Min[Gy]", "max_gy": "Max[Gy]", "mean_gy": "Mean[Gy]"} | {
    f"d{amount}_gy": f"D{amount}%[Gy]" for amount in ("99", "95", "5", "1")
}
"""Columns of the published truth; of D0.03cc a histogram knows as much as its bins, and it is left out."""

PLANS = ("headneck_1", "breast", "prostate", "lung_pinnacle")
LEAST_PLANES, MOST_POINTS = 7, 20_000
"""Of organs that are thinned: with fewer planes little is left, and the largest take engines minutes."""

Answers = Mapping[str, Mapping[str, list[float]]]
Truths = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A folder, and what is true of its structures, or the whole drawing for the same engine."""

    folder: Path
    truths: Truths | Path


def print_histograms(task: str, programs: Sequence[Path], *, realdata: Path | None, scratch: Path) -> None:
    """A line for each engine that answers the first question."""
    questions = list(_list_questions(task, realdata, scratch))
    print(f"{task:14}{'values':>8}{'> 1 %':>8}{'> 3 %':>8}{'median':>10}{'95 of 100':>12}{'failed':>8}")
    for program in programs:
        if not ask(program, questions[0].folder):
            continue
        errors = np.array([error for question in questions for error in _errors_of(program, question)])
        print(
            f"{program.stem:14}{len(errors):8}{(errors > 1).sum():8}{(errors > 3).sum():8}"
            f"{median(errors):8.2f} %{np.quantile(errors, 0.95, method='higher'):10.2f} %"
            f"{np.isinf(errors).sum():8}",
            flush=True,
        )


def measure(curve: Mapping[str, list[float]], metric: str) -> float:
    """A metric of a cumulative curve, linear between its points."""
    dose_gy, volume_cm3 = np.array(curve["dose_gy"]), np.array(curve["volume_cm3"])
    whole_cm3 = volume_cm3[0]
    if metric == "Volume[cc]":
        return float(whole_cm3)
    if metric == "Mean[Gy]":
        middles_gy = (dose_gy[1:] + dose_gy[:-1]) / 2
        return float(-(np.diff(volume_cm3) @ middles_gy) / (whole_cm3 - volume_cm3[-1]))
    if metric == "Min[Gy]":
        return float(dose_gy[np.flatnonzero(volume_cm3 >= whole_cm3 * (1 - 1e-9))[-1]])
    if metric == "Max[Gy]":
        return float(dose_gy[np.flatnonzero(volume_cm3 > 0)[-1]])
    share = float(metric[1 : metric.index("%")]) / 100
    return float(np.interp(-share * whole_cm3, -volume_cm3, dose_gy))


def _errors_of(program: Path, question: Question) -> Iterator[float]:
    """The error of each metric of each structure, in percent; infinite where one is missing."""
    curves = _curves_of(program, question.folder)
    if isinstance(question.truths, Path):
        whole = _curves_of(program, question.truths)
        truths: Truths = {
            name: {metric: measure(curve, metric) for metric in METRICS}
            for name, curve in whole.items()
            if name in _names_of(question.folder)
        }
    else:
        truths = question.truths
    for name, values in truths.items():
        for metric, true in values.items():
            if not true > 0:
                continue
            yield 100 * abs(measure(curves[name], metric) / true - 1) if name in curves else np.inf


def _curves_of(program: Path, folder: Path) -> Answers:
    """The curves of all structures that have a volume."""
    found = ask(program, folder)
    curves: Answers = found[-1] if found else {}
    return {
        name: curve for name, curve in curves.items() if curve["volume_cm3"] and curve["volume_cm3"][0] > 0
    }


def _names_of(folder: Path) -> set[str]:
    structures = pydicom.dcmread(folder / "RTSTRUCT.dcm")
    drawn = {item.ReferencedROINumber for item in structures.ROIContourSequence if "ContourSequence" in item}
    return {str(item.ROIName) for item in structures.StructureSetROISequence if item.ROINumber in drawn}


# The questions


def _list_questions(task: str, realdata: Path | None, scratch: Path) -> Iterator[Question]:
    if task == "nelms" and realdata is not None:
        return _ask_nelms(realdata / "nelms2015", scratch)
    if task == "thinned" and realdata is not None:
        return _ask_thinned(realdata, scratch)
    sets = _small_spheres() if task == "spheres" else commissioning_suite()
    return _ask_solids([phantom_set for phantom_set in sets if phantom_set.phantoms], scratch)


def _ask_solids(sets: Sequence[PhantomSet], scratch: Path) -> Iterator[Question]:
    for phantom_set in sets:
        folder = scratch / phantom_set.name
        folder.mkdir()
        write_set(phantom_set, folder)
        truths = {
            phantom.name: {
                metric: phantom.true_of_solid(phantom_set.dose).answer(parse_metric(metric))
                for metric in METRICS
            }
            for phantom in phantom_set.phantoms
        }
        yield Question(folder=folder, truths=truths)


def _small_spheres() -> Iterator[PhantomSet]:
    """A set for each place and size: the peak of the dose is the sphere's middle, its σ the radius."""
    rng = np.random.default_rng(1)
    for diameter in DIAMETERS_MM:
        for n in range(N_PLACES):
            centre = np.round(rng.uniform(-5.0, 5.0, 3), 3)
            peak = Peak(centre_mm=centre, sigma_mm=diameter / 2, peak_gy=24.0)
            ball = Phantom(
                name=f"Sphere{diameter:g}",
                solid=sphere(diameter / 2),
                size_mm=diameter,
                centre_mm=centre,
                slice_mm=1.0,
                peak=peak,
            )
            name, dose = f"P{diameter:g}-{n}", PeaksDose(peaks=(peak,))
            yield PhantomSet(name=name, phantoms=(ball,), dose=dose, slice_mm=1.0, grid_mm=1.0)


def _ask_nelms(source: Path, scratch: Path) -> Iterator[Question]:
    """A folder for each structure in each dose."""
    with (source / "truth.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    for n, row in enumerate(rows):
        folder = scratch / f"nelms-{n}"
        folder.mkdir()
        structure, _ = read_structure(source / row["structure_file"])
        dose = read_dose(source, grid_mm=row["dose_grid_mm"], gradient=row["gradient"])
        _write_pair(folder, structure, dose)
        stated = {OF_NELMS[name]: float(row[name]) for name in row if name in OF_NELMS and row[name]}
        assert not row.keys() - OF_NELMS.keys() - set(NOT_PARAMETERS) - {"d0.03cc_gy"}  # noqa: S101
        yield Question(folder=folder, truths={structure.name: stated})


def _write_pair(folder: Path, structure: Structure, dose: Dose) -> None:
    """A structure and a dose as DICOM, on an empty image whose slices are those of the contours."""
    points = structure.contours.points_mm
    heights = np.unique(np.round(points[:, 2], 3))
    low, high = np.floor(points.min(axis=0)) - 5.0, np.ceil(points.max(axis=0)) + 5.0
    n_i, n_j = (int(side) + 1 for side in high[:2] - low[:2])
    image = Grid.from_planes(
        position_mm=[*low[:2], heights[0]],
        orientation=[1.0, 0.0, 0.0, 0.0, 1.0, 0.0],
        spacing_mm=(1.0, 1.0),
        offsets_mm=heights - heights[0],
        shape_ji=(n_j, n_i),
        frame_of_reference_uid="",
    )
    write_case(
        folder,
        Study(
            patient_id="NELMS", patient_name="Nelms", description="Nelms 2015", date="20240101",
            time="120000", maker="rtqa", version="1",
        ),
        image=(image, np.zeros(image.shape_kji, dtype=np.int16)),
        structures=[structure],
        beam=StaticBeam(
            name="AP", isocenter_mm=(0.0, 0.0, 0.0), gantry_deg=0.0, half_field_mm=50.0,
            energy_mv=6.0, meterset_mu=100.0,
        ),
        dose=(dose.grid, dose.values_gy),
    )  # fmt: skip


def _ask_thinned(realdata: Path, scratch: Path) -> Iterator[Question]:
    """Each plan with every second plane of its organs, from the first and from the second on."""
    for plan in PLANS:
        structures, dose = (_find(realdata / plan, modality) for modality in ("RTSTRUCT", "RTDOSE"))
        whole = scratch / f"{plan}-whole"
        _write_planes(structures, whole, kept=slice(None))
        (whole / "RTDOSE.dcm").symlink_to(dose)
        for first in (0, 1):
            folder = scratch / f"{plan}-{first}"
            _write_planes(structures, folder, kept=slice(first, None, 2))
            (folder / "RTDOSE.dcm").symlink_to(dose)
            yield Question(folder=folder, truths=whole)


def _write_planes(source: Path, folder: Path, *, kept: slice) -> None:
    """The structure set with these planes of its organs alone."""
    folder.mkdir()
    structures = pydicom.dcmread(source)
    organs = []
    for drawn in structures.ROIContourSequence:
        contours = [item for item in drawn.get("ContourSequence") or [] if len(item.ContourData) >= 9]
        contours.sort(key=_height)
        planes = [list(items) for _, items in groupby(contours, key=_height)]
        if len(planes) < LEAST_PLANES or sum(len(item.ContourData) for item in contours) > 3 * MOST_POINTS:
            continue
        drawn.ContourSequence = [item for items in planes[kept] for item in items]
        organs.append(drawn)
    structures.ROIContourSequence = organs
    structures.save_as(folder / "RTSTRUCT.dcm")


def _height(contour: pydicom.Dataset) -> float:
    return round(float(contour.ContourData[2]), 2)


def _find(folder: Path, modality: str) -> Path:
    """The first file of a kind."""
    return next(
        path
        for path in sorted(folder.rglob("*.dcm"))
        if pydicom.dcmread(path, stop_before_pixels=True, specific_tags=["Modality"]).Modality == modality
    )
