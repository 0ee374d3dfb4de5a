"""How often the interval of a thinned organ holds the value of the whole one.

    python benchmarks/thinned.py [FOLDER…] [--openkbp FOLDER] [--patients 12] [--seed 1] [--half odd]
        [--tracing squares] [--coarse-dose] [--contours-alone] [--csv FILE]

Nobody knows what a real organ looks like between its contours, but where it was drawn densely, contours can
be taken away: with every second or third one left, or every third one gone, the rest is what somebody could
have drawn. The interval of the rest ought to hold what all contours say. FOLDERs are plans in DICOM, by
default those of `RTQA_REALDATA` that have a dose and structures; `--openkbp` (by default `RTQA_OPENKBP`)
names a folder of OpenKBP patients as masks, `pt_NNN.npz`. Contours run along the borders of the masks'
pixels, or, with `--tracing squares`, through the middles of these borders' sides, as marching squares have
it.

Organs are drawn anew, too, with all their planes: each outline as somebody else, or another program, might
have it. It is moved across by up to half a pixel, simplified by up to a quarter, and given points each half
pixel; a pixel is the mask's, or 1 mm in clinical plans. The interval of what was drawn anew ought to hold
what was drawn before.

The dose is the same in both, so that what its grid leaves in doubt is in the half-width, and never in the
error. With `--contours-alone` that doubt is left out; with `--coarse-dose` what is thinned or drawn anew is
measured in a dose of every second node alone.

Beside the ratio of the median half-width to the median error stands what it would be if all intervals were
made wider or narrower by one factor to hold 95 % (`at 95 %`), and what it would be (`normal`) if the errors
were normal and each half-width were exactly 1.96 standard deviations, so that 95 % were held and nobody could
know more. Of one standard deviation alone it is 2.91; where half-widths differ, it is more.
Then come the share of values that thinning leaves as they were (`same`), and the ratio of the others. A last
table says what ratio somebody would need who knew how the errors of all are spread, or those of each organ.

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
from rtqa.model.structure import ContourKind, Contours, Structure
from thinned_values import METRICS, Value, print_oracles, print_table

THINNINGS = ("every 2nd left", "every 3rd left", "every 3rd gone")
REDRAWN = "drawn anew"
DRAWINGS, CLINICAL_PIXEL_MM = 2, 1.0
"""How often each organ is drawn anew, and the pixel of plans whose image is not looked at."""

LEAST_PLANES = 3
"""So many planes must be left."""

LEAST_POINTS = 3
"""Outlines of fewer points are moved alone."""

MOST_POINTS = 60_000
"""Structures of more points, such as a body's surface, are left out: they take long, and thin well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organ:
    """A structure as drawn, in its dose; with where it comes from and how far its planes are apart.

    The pixel is that of the image that it was drawn on, along x and y.
    """

    source: str
    structure: Structure
    dose: Dose
    spacing_mm: float | None
    pixel_mm: tuple[float, float] = (CLINICAL_PIXEL_MM, CLINICAL_PIXEL_MM)


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
            pixel_mm = (across_mm, down_mm)
            yield Organ(
                source=path.stem, structure=structure, dose=dose, spacing_mm=along_mm, pixel_mm=pixel_mm
            )


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
    return _with_rings(structure, points)


def drawn_anew(organ: Organ, rng: np.random.Generator) -> Structure:
    """The structure as somebody else might have it: each outline moved, simplified and given other points."""
    contours = organ.structure.contours.closed()
    pixel_mm = np.array(organ.pixel_mm)
    side_mm = float(pixel_mm.mean())
    rings = []
    for begin, end in zip(contours.starts[:-1], contours.starts[1:], strict=True):
        ring = contours.points_mm[begin:end]
        moved = ring[:, :2] + pixel_mm * rng.uniform(-0.5, 0.5, 2)
        if len(ring) < LEAST_POINTS:
            rings.append(np.column_stack([moved, ring[:, 2]]))
            continue
        outline = shapely.LinearRing(moved).simplify(side_mm * rng.uniform(0.0, 0.25))
        points = shapely.get_coordinates(shapely.segmentize(outline, side_mm / 2))[:-1]
        rings.append(np.column_stack([points, np.full(len(points), ring[0, 2])]))
    return _with_rings(organ.structure, rings)


def _with_rings(structure: Structure, rings: Sequence[Floats]) -> Structure:
    """The structure with these closed outlines (n, 3) in place of its own."""
    return replace(
        structure,
        contours=Contours(
            points_mm=owned(np.concatenate(rings)),
            starts=np.cumsum([0, *map(len, rings)]).astype(np.intp),
            kinds=(ContourKind.CLOSED_PLANAR,) * len(rings),
        ),
    )


def coarsened(dose: Dose, phase: int) -> Dose:
    """The dose at every second node along each axis, from the first or the second on."""
    grid, step = dose.grid, (slice(phase, None, 2),) * 3
    affine, positions = grid.affine_mm.copy(), grid.slice_positions
    affine[:3, 3] += affine[:3, :3] @ [phase, phase, positions[phase]]
    affine[:3, :2] *= 2
    values = np.ascontiguousarray(dose.values_gy[step])
    values.setflags(write=False)
    shape = (values.shape[0], values.shape[1], values.shape[2])
    positions = owned(positions[step[0]] - positions[phase])
    coarse = replace(grid, shape_kji=shape, affine_mm=owned(affine), slice_positions=positions)
    return replace(dose, grid=coarse, values_gy=values)


def variants_of(organ: Organ) -> Iterator[tuple[str, int, Structure | None]]:
    """What is made of an organ: how, the phase, and the structure; None where too little is left."""
    for thinning in THINNINGS:
        for phase in range(2 if thinning == "every 2nd left" else 3):
            yield thinning, phase, thinned(organ.structure, thinning, phase)
    rng = np.random.default_rng(len(organ.structure.contours.points_mm))
    for phase in range(DRAWINGS):
        yield REDRAWN, phase, drawn_anew(organ, rng)


def values_of(organ: Organ, *, is_coarse: bool, contours_alone: bool) -> Iterator[Value]:
    """All metrics of an organ, thinned in every way and drawn anew.

    In a dose of every second node, if so; or without the doubt about the dose between its nodes.
    """
    whole = dvh_of(organ.structure, organ, times=1)
    truths = {metric: measured(whole, metric) for metric in METRICS} if whole else {}
    doses = [coarsened(organ.dose, phase) for phase in (0, 1)] if is_coarse else [organ.dose] * 2
    if whole:
        for thinning, phase, structure in variants_of(organ):
            times = {"every 2nd left": 2, "every 3rd left": 3}.get(thinning, 1)
            inside = replace(organ, dose=doses[phase % 2])
            dvh = dvh_of(structure, inside, times=times) if structure else None
            if dvh is None:
                continue
            dvh = without_bend(dvh) if contours_alone else dvh
            for metric, truth in truths.items():
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


def without_bend(dvh: DVH) -> DVH:
    """The DVH without the alternative of a dose that bends between its nodes, after the steps'."""
    if dvh.steps_group is None:
        return dvh
    bend = dvh.steps_group + 1
    return replace(dvh, alternatives=(*dvh.alternatives[:bend], *dvh.alternatives[bend + 1 :]))


def measured(dvh: DVH, metric: str) -> Measurement | None:
    """The metric; None where the DVH has none."""
    outcome = measure(dvh, metric)
    return outcome if isinstance(outcome, Measurement) else None


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
    parser.add_argument("--coarse-dose", action="store_true", help="thin the dose grid as well")
    parser.add_argument("--contours-alone", action="store_true", help="leave the dose grid's doubt out")
    parser.add_argument("--csv", type=Path, help="every value")
    arguments = parser.parse_args()

    real, openkbp = os.environ.get("RTQA_REALDATA"), arguments.openkbp or os.environ.get("RTQA_OPENKBP")
    folders = arguments.folders or (sorted(Path(real).iterdir()) if real else [])
    clinical = [
        value
        for folder in folders
        if folder.is_dir()
        for o in clinical_organs(folder)
        for value in values_of(o, is_coarse=arguments.coarse_dose, contours_alone=arguments.contours_alone)
    ]
    paths = sorted(Path(openkbp).glob("pt_*.npz")) if openkbp else []
    if arguments.half:
        paths = [path for path in paths if int(path.stem[3:]) % 2 == (arguments.half == "odd")]
    chosen = np.random.default_rng(arguments.seed).permutation(len(paths))[: arguments.patients]
    masks = [
        value
        for n in sorted(chosen)
        for o in openkbp_organs(paths[n], tracing=arguments.tracing)
        for value in values_of(o, is_coarse=arguments.coarse_dose, contours_alone=arguments.contours_alone)
    ]
    is_thinned = [value for value in (*clinical, *masks) if value.thinning != REDRAWN]
    print_table("clinical, thinned", [value for value in clinical if value.thinning != REDRAWN])
    print_table("OpenKBP, thinned", [value for value in masks if value.thinning != REDRAWN])
    for thinning in (*THINNINGS, REDRAWN):
        print_table(thinning, [value for value in (*clinical, *masks) if value.thinning == thinning])
    print_table("thinned, all", is_thinned)
    print_oracles(is_thinned)
    if arguments.csv:
        with arguments.csv.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(Value.__dataclass_fields__))
            writer.writeheader()
            writer.writerows(asdict(value) for value in (*clinical, *masks))


if __name__ == "__main__":
    main()
