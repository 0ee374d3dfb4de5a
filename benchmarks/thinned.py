"""How often the interval of a thinned organ holds the value of the whole one.

    python benchmarks/thinned.py [FOLDER…] [--openkbp FOLDER] [--patients 12] [--seed 1] [--half odd]
        [--tracing squares] [--csv FILE]

Nobody knows what a real organ looks like between its contours, but where it was drawn densely, contours can
be taken away: with every second or third one left, or every third one gone, the rest is what somebody could
have drawn. The interval of the rest ought to hold what all contours say. FOLDERs are plans in DICOM, by
default those of `RTQA_REALDATA` that have a dose and structures; `--openkbp` (by default `RTQA_OPENKBP`)
names a folder of OpenKBP patients as masks, `pt_NNN.npz`. Contours run along the borders of the masks'
pixels, or, with `--tracing squares`, through the middles of these borders' sides, as marching squares have
it.

Of OpenKBP so many patients are taken, by chance as the seed has it; `--half` keeps to patients of even or of
odd number, so that what was chosen on one half can be shown on the other. Errors and half-widths are in % of
the whole organ's value; where that is 0 the value is left out. A metric is left out too where the thinned
structure has no value.
"""

from __future__ import annotations

import argparse
import csv
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import shapely

import rtqa.dicom
from rtqa.commission.doses import dose_on_grid
from rtqa.commission.phantoms import structure_of
from rtqa.dvh.compute import belonging, structure_dvh
from rtqa.dvh.curve import DVH
from rtqa.errors import RtqaError
from rtqa.metrics import Measurement, measure
from rtqa.model.dose import Dose
from rtqa.model.geometry import Floats, Grid, owned
from rtqa.model.structure import Contours, Structure

METRICS = (
    "Volume[cc]",
    "V5Gy[cc]",
    "V20Gy[cc]",
    "V40Gy[cc]",
    "V20Gy[%]",
    "Mean[Gy]",
    "D95%[Gy]",
    "D50%[Gy]",
    "D2%[Gy]",
    "D2cc[Gy]",
    "D0.03cc[Gy]",
    "Max[Gy]",
    "Min[Gy]",
)

THINNINGS = ("every 2nd left", "every 3rd left", "every 3rd gone")
LEAST_PLANES = 3
"""So many planes must be left."""

MOST_POINTS = 60_000
"""Structures of more points, such as a body's surface, are left out: they take long, and thin well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organ:
    """A structure as drawn, in its dose; with where it comes from and how far its planes are apart."""

    source: str
    structure: Structure
    dose: Dose
    spacing_mm: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One metric of one thinned organ, and what the whole one has."""

    source: str
    organ: str
    thinning: str
    phase: int
    metric: str
    truth: float
    value: float
    low: float
    high: float

    @property
    def error_percent(self) -> float:
        """How far the value is from the whole organ's, in % of that."""
        return 100.0 * abs(self.value / self.truth - 1.0)

    @property
    def half_width_percent(self) -> float:
        """Half the interval, in % of the whole organ's value."""
        return 50.0 * (self.high - self.low) / self.truth

    @property
    def holds(self) -> bool:
        """Whether the interval holds the whole organ's value, but for rounding."""
        room = 1e-9 * self.truth
        return self.low - room <= self.truth <= self.high + room


# Organs


def clinical_organs(folder: Path) -> Iterator[Organ]:
    """The structures of a plan in DICOM; none where it has no dose or no structures that belong to it."""
    try:
        structures, dose = belonging(rtqa.dicom.read_case(folder).treatment)
    except RtqaError:
        return
    for structure in structures.structures:
        if 0 < len(structure.contours.points_mm) <= MOST_POINTS:
            spacing_mm = structures.plane_spacing_mm
            yield Organ(source=folder.name, structure=structure, dose=dose, spacing_mm=spacing_mm)


def openkbp_organs(path: Path, *, tracing: str) -> Iterator[Organ]:
    """The structures of a patient of OpenKBP: masks in voxels, row by row of 128 × 128 × 128."""
    with np.load(path) as patient:
        across_mm, down_mm, along_mm = (float(side) for side in patient["voxel_mm"])
        names, masks = patient["names"], np.unpackbits(patient["masks"], axis=1)
        dose_gy = np.zeros(128**3, dtype=np.float32)
        dose_gy[np.cumsum(patient["dose_index"])] = patient["dose_cgy"] / 100.0
    grid = Grid.from_planes(
        position_mm=np.zeros(3),
        orientation=np.array([1.0, 0.0, 0.0, 0.0, 1.0, 0.0]),
        spacing_mm=(down_mm, across_mm),
        offsets_mm=along_mm * np.arange(128),
        shape_ji=(128, 128),
        frame_of_reference_uid="",
    )
    dose = dose_on_grid(np.moveaxis(dose_gy.reshape(128, 128, 128), 2, 0), grid)
    for name, mask in zip(names, masks, strict=True):
        planes = np.moveaxis(mask.reshape(128, 128, 128).astype(bool), 2, 0)
        rings = [
            np.column_stack([ring * [across_mm, down_mm], np.full(len(ring), k * along_mm)])
            for k in np.flatnonzero(planes.any(axis=(1, 2)))
            for ring in traced(planes[k], tracing=tracing)
        ]
        if rings:
            structure = structure_of(rings, name=str(name))
            yield Organ(source=path.stem, structure=structure, dose=dose, spacing_mm=along_mm)


def traced(mask: np.ndarray, *, tracing: str) -> list[Floats]:
    """The outlines (n, 2) of a mask's pixels, whose middles are whole numbers: column and row."""
    edges = np.diff(np.pad(mask.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    (row, first), (_, last) = np.nonzero(edges == 1), np.nonzero(edges == -1)
    pixels = shapely.union_all(shapely.box(first - 0.5, row - 0.5, last - 0.5, row + 0.5))
    rings = [
        np.asarray(shapely.get_coordinates(ring))
        for face in shapely.get_parts(pixels)
        for ring in (face.exterior, *face.interiors)
    ]
    if tracing == "borders":
        return [ring[:-1] for ring in rings]
    sides = [shapely.get_coordinates(shapely.segmentize(shapely.LineString(ring), 1.0)) for ring in rings]
    return [(points[1:] + points[:-1]) / 2 for points in sides]


# Thinning


def thinned(structure: Structure, thinning: str, phase: int) -> Structure | None:
    """The structure with some of its planes; None where too few are left."""
    contours = structure.contours.closed()
    heights = np.round(contours.points_mm[contours.starts[:-1], 2], 2)
    planes, plane = np.unique(heights, return_inverse=True)
    step = 2 if thinning == "every 2nd left" else 3
    is_named = np.arange(len(planes)) % step == phase
    kept = ~is_named if thinning == "every 3rd gone" else is_named
    if kept.sum() < LEAST_PLANES:
        return None
    rings = np.flatnonzero(kept[plane])
    points = [contours.points_mm[contours.starts[n] : contours.starts[n + 1]] for n in rings]
    return replace(
        structure,
        contours=Contours(
            points_mm=owned(np.concatenate(points)),
            starts=np.cumsum([0, *map(len, points)]).astype(np.intp),
            kinds=tuple(contours.kinds[n] for n in rings),
        ),
    )


def values_of(organ: Organ) -> Iterator[Value]:
    """All metrics of an organ, thinned in every way."""
    whole = dvh_of(organ.structure, organ, times=1)
    truths = {metric: measured(whole, metric) for metric in METRICS} if whole else {}
    for thinning in THINNINGS if whole else ():
        for phase in range(2 if thinning == "every 2nd left" else 3):
            structure = thinned(organ.structure, thinning, phase)
            times = {"every 2nd left": 2, "every 3rd left": 3}.get(thinning, 1)
            dvh = dvh_of(structure, organ, times=times) if structure else None
            for metric, truth in truths.items() if dvh else ():
                outcome = measured(dvh, metric)
                if truth is None or outcome is None or not truth.value > 0 or outcome.interval is None:
                    continue
                yield Value(
                    source=organ.source,
                    organ=organ.structure.name,
                    thinning=thinning,
                    phase=phase,
                    metric=metric,
                    truth=truth.value,
                    value=outcome.value,
                    low=outcome.interval.low,
                    high=outcome.interval.high,
                )


def dvh_of(structure: Structure, organ: Organ, *, times: int) -> DVH | None:
    """The DVH in the organ's dose, of planes so many times as far apart; None where there is none."""
    spacing_mm = times * organ.spacing_mm if organ.spacing_mm else None
    try:
        return structure_dvh(structure, dose=organ.dose, set_spacing_mm=spacing_mm)
    except RtqaError:
        return None


def measured(dvh: DVH, metric: str) -> Measurement | None:
    """The metric; None where the DVH has none."""
    outcome = measure(dvh, metric)
    return outcome if isinstance(outcome, Measurement) else None


# Tables


def print_table(title: str, values: Sequence[Value]) -> None:
    """Coverage and width, metric by metric."""
    print(
        f"\n{title:18s}{'n':>7s}{'held':>9s}{'above':>8s}{'below':>8s}{'|error| %':>11s}{'half-width %':>14s}"
        f"{'ratio':>7s}"
    )
    for metric in METRICS:
        of_metric = [value for value in values if value.metric == metric]
        if not of_metric:
            continue
        error = float(np.median([value.error_percent for value in of_metric]))
        width = float(np.median([value.half_width_percent for value in of_metric]))
        held, above, below = (
            100 * float(np.mean(shares))
            for shares in (
                [value.holds for value in of_metric],
                [value.truth > value.high and not value.holds for value in of_metric],
                [value.truth < value.low and not value.holds for value in of_metric],
            )
        )
        print(
            f"{metric:18s}{len(of_metric):7d}{held:8.1f}%{above:7.1f}%{below:7.1f}%{error:11.3f}{width:14.3f}"
            f"{width / error if error else np.inf:7.2f}"
        )


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="intervals of thinned organs")
    parser.add_argument(
        "folders", type=Path, nargs="*", help="plans in DICOM; default those of RTQA_REALDATA"
    )
    parser.add_argument("--openkbp", type=Path, help="folder of pt_NNN.npz; default RTQA_OPENKBP")
    parser.add_argument("--patients", type=int, default=12, help="of OpenKBP")
    parser.add_argument("--seed", type=int, default=1, help="which of them")
    parser.add_argument("--half", choices=("even", "odd"), help="of OpenKBP, patients of these numbers alone")
    parser.add_argument("--tracing", choices=("borders", "squares"), default="borders")
    parser.add_argument("--csv", type=Path, help="every value")
    arguments = parser.parse_args()

    real, openkbp = os.environ.get("RTQA_REALDATA"), arguments.openkbp or os.environ.get("RTQA_OPENKBP")
    folders = arguments.folders or (sorted(Path(real).iterdir()) if real else [])
    clinical = [
        value
        for folder in folders
        if folder.is_dir()
        for o in clinical_organs(folder)
        for value in values_of(o)
    ]
    paths = sorted(Path(openkbp).glob("pt_*.npz")) if openkbp else []
    if arguments.half:
        paths = [path for path in paths if int(path.stem[3:]) % 2 == (arguments.half == "odd")]
    chosen = np.random.default_rng(arguments.seed).permutation(len(paths))[: arguments.patients]
    masks = [
        value
        for n in sorted(chosen)
        for o in openkbp_organs(paths[n], tracing=arguments.tracing)
        for value in values_of(o)
    ]
    if clinical:
        print_table("clinical", clinical)
    if masks:
        print_table("OpenKBP", masks)
    for thinning in THINNINGS:
        print_table(thinning, [value for value in (*clinical, *masks) if value.thinning == thinning])
    print_table("all", [*clinical, *masks])
    if arguments.csv:
        with arguments.csv.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(Value.__dataclass_fields__))
            writer.writeheader()
            writer.writerows(asdict(value) for value in (*clinical, *masks))


if __name__ == "__main__":
    main()
