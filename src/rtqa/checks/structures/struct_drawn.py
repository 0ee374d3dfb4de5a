"""Is every structure drawn whole, and in one piece?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.roles import list_judged, list_organs
from rtqa.checks.core.answer import Doubt, Told, answer
from rtqa.checks.core.catalog import check
from rtqa.findings import Finding
from rtqa.geometry.outlines import Drawn
from rtqa.model.image import Image
from rtqa.model.structure import ContourKind, Structure

MISSING_RATIO, APART_RATIO = 1.5, 3.5
"""A gap between planes of so many usual ones means planes missing; a wider one parts a structure."""

STRAY_FRAC = 0.1
"""An outline of less than this share of its plane's largest one, away from it, is stray in an organ."""

STRAY_MM = 10.0
LEAP_FACTOR = 3.0
"""No organ's plane is so many times larger, or smaller, than both its neighbours."""


@check("STRUCT-DRAWN", "Is every structure drawn whole, without stray outlines, and within the image?")
def drawn_whole(subject: Subject) -> Iterator[Finding]:
    """One finding a treatment, and one for each doubt about a structure that a verdict may rest on."""
    for one in subject.plans:
        judged = list_judged(one)
        organs = {structure.number for _, structure in list_organs(one, subject)}
        rows: list[Doubt | Told] = []
        for structure in judged:
            drawn = one.outlines.of(structure)
            if drawn is None:
                rows.append(_not_drawn(structure))
                continue
            rows += _missing_planes(structure, drawn)
            rows += _beyond_image(structure, one.treatment.image)
            if structure.number in organs:
                rows += [*_stray(structure, drawn), *_leaps(structure, drawn)]
        rows += _empty(one, {structure.number for structure in judged})
        in_order = f"{len(judged)} structures of protocol and prescription are drawn whole." if judged else ""
        if not judged:
            rows.append(Told(text="No structure of protocol or prescription was found to look at."))
        yield from answer("STRUCT-DRAWN", one, rows, in_order=in_order)


def _not_drawn(structure: Structure) -> Doubt:
    return Doubt(
        found=f"{structure.name} has no closed contour, or contours in planes of another direction.",
        meaning="nothing can be said of its dose; draw it, or say which structure is meant",
        subject=structure.name,
    )


def _missing_planes(structure: Structure, drawn: Drawn) -> Iterator[Doubt]:
    gaps = np.diff(drawn.offsets_mm)
    missing = (gaps > MISSING_RATIO * drawn.gap_mm) & (gaps <= APART_RATIO * drawn.gap_mm)
    if missing.any():
        count = int(np.sum(np.round(gaps[missing] / drawn.gap_mm) - 1))
        at_mm = drawn.offsets_mm[int(np.argmax(missing))]
        yield Doubt(
            found=f"{structure.name}: {count} planes are missing, the first after {at_mm:.1f} mm.",
            meaning="what lies there is guessed from the planes beside; draw or interpolate it",
            subject=structure.name,
        )


def _beyond_image(structure: Structure, image: Image | None) -> Iterator[Doubt]:
    if image is None:
        return
    k, j, i = image.grid.shape_kji
    ijs = image.grid.to_ijs(structure.contours.points_mm)
    last = float(image.grid.slice_positions[-1]) if len(image.grid.slice_positions) else 0.0
    beyond = np.any((ijs < -1.0) | (ijs > [i, j, last + 1.0]), axis=1)
    if beyond.any() and k > 1:
        yield Doubt(
            found=f"{structure.name} reaches beyond the image: {100 * np.mean(beyond):.0f} % of its points.",
            meaning="structure and image do not belong together, or one of them was moved or cut",
            subject=structure.name,
        )


def _stray(structure: Structure, drawn: Drawn) -> Iterator[Doubt]:
    crowded = np.flatnonzero(np.bincount(drawn.planes) > 1)
    stray = 0
    for plane in crowded:
        shapes = drawn.polygons[drawn.planes == plane]
        areas = shapely.area(shapes)
        main = shapes[int(np.argmax(areas))]
        small = shapes[areas < STRAY_FRAC * areas.max()]
        stray += int(np.count_nonzero(shapely.distance(small, main) > STRAY_MM))
    if stray:
        yield Doubt(
            found=f"{structure.name} has {stray} small outlines {STRAY_MM:g} mm or more from the rest.",
            meaning="a slip of the pen counts with its dose; delete them, or confirm that they are meant",
            subject=structure.name,
        )


def _leaps(structure: Structure, drawn: Drawn) -> Iterator[Doubt]:
    """Planes that do not go with their neighbours: beside them, or much larger or smaller."""
    count = len(drawn.offsets_mm)
    if count < 3 or not drawn.gap_mm > 0:
        return
    low = np.full((count, 2), np.inf)
    high = np.full((count, 2), -np.inf)
    np.minimum.at(low, drawn.planes, drawn.boxes[:, :2])
    np.maximum.at(high, drawn.planes, drawn.boxes[:, 2:])
    near = np.diff(drawn.offsets_mm) <= MISSING_RATIO * drawn.gap_mm
    apart = near & np.any((low[1:] > high[:-1]) | (high[1:] < low[:-1]), axis=1)
    areas = np.bincount(drawn.planes, shapely.area(drawn.polygons), count)
    beside = np.array([areas[:-2], areas[2:]])
    odd = (areas[1:-1] > LEAP_FACTOR * beside.max(axis=0)) | (LEAP_FACTOR * areas[1:-1] < beside.min(axis=0))
    strange = [(n, "lies wholly beside the next") for n in np.flatnonzero(apart)[:1]]
    strange += [(n + 1, "is much larger or smaller than its neighbours") for n in np.flatnonzero(odd)[:1]]
    for plane, what in strange:
        yield Doubt(
            found=f"{structure.name}: the outline at {drawn.offsets_mm[plane]:.1f} mm {what}.",
            meaning="it may have been drawn, copied or moved by mistake",
            subject=structure.name,
        )


def _empty(one: PhasePlan, judged: set[int]) -> Iterator[Told]:
    """Structures without closed contours that no verdict rests on; markers are not meant to have any."""
    names = [
        structure.name
        for structure in one.structures
        if structure.number not in judged
        and not structure.is_volume
        and ContourKind.POINT not in structure.contours.kinds
    ]
    if names:
        yield Told(text=f"Listed and not drawn: {', '.join(map(repr, names))}.")
