"""Is every structure drawn whole, and in one piece?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.roles import list_judged, list_organs
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed_unless_doubted
from rtqa.errors import UnsupportedError
from rtqa.geometry.planar import PlanarStructure
from rtqa.messages import CauseKind, Listing, Message, Quantity
from rtqa.model.image import Image
from rtqa.model.structure import ContourKind, Structure

STRAY_FRAC = 0.1
"""An outline of less than this share of its plane's largest one, away from it, is stray in an organ."""

STRAY_MM = 10.0
SPECK_FRAC = 0.01
"""A plane of less than this share of the largest one is a slip of the brush: no gap lies beside it."""

LEAP_FACTOR = 3.0
"""No organ's plane is so many times larger, or smaller, than both its neighbours."""


@check(
    "STRUCT-DRAWN",
    "Is every structure drawn whole, without stray outlines, and within the image?",
    section="structures",
    order=10,
    cause=CauseKind.STRUCTURE_DOUBTFUL,
    per="plan",
)
def drawn_whole(plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for the plan, and one for each doubt about a structure that a verdict may rest on."""
    judged = list_judged(plan)
    organs = {structure.number for _, structure in list_organs(plan)}
    rows: list[Row] = []
    for structure in judged:
        drawn = plan.outlines.of(structure)
        if drawn is None:
            rows.append(_not_drawn(structure, plan))
            continue
        rows += _undrawn(structure, drawn)
        rows += _beyond_image(structure, plan.treatment.image)
        if structure.number in organs:
            rows += [*_stray(structure, drawn), *_leaps(structure, drawn)]
    rows += _empty(plan, {structure.number for structure in judged})
    n_compared = sum(_is_compared(plan.outlines.of(structure), plan.treatment.image) for structure in judged)
    if n_compared:
        yield from passed_unless_doubted(rows, Message("struct-drawn.whole", n=n_compared))
    else:
        nothing = Message("struct-drawn.one-plane" if judged else "struct-drawn.nothing")
        yield from [*rows, informed(nothing)]


def _is_compared(drawn: PlanarStructure | None, image: Image | None) -> bool:
    """Whether there is a plane beside another, or an image around it."""
    return drawn is not None and (len(drawn.offsets_mm) > 1 or image is not None)


def _not_drawn(structure: Structure, plan: PhasePlan) -> Row:
    set_aside = structure.set_aside
    if set_aside is not None and not structure.is_volume:
        message = Message("struct-drawn.set-aside", name=structure.name)
        return doubted(message, set_aside.message, subject=structure.name, cause=set_aside.cause)
    try:
        plan.outlines.lay_flat(structure)
    except UnsupportedError as error:
        why = error.message if structure.is_volume else Message("struct-drawn.why-not-drawn")
    message_id = "struct-drawn.not-measured" if structure.is_volume else "struct-drawn.not-drawn"
    return doubted(Message(message_id, name=structure.name), why, subject=structure.name)


def _undrawn(structure: Structure, drawn: PlanarStructure) -> Iterator[Row]:
    """Slices that are bare between outlines that overlap: not drawn there, or nothing there?"""
    undrawn, areas = drawn.slabs.undrawn, drawn.areas_mm2
    beside = np.minimum(areas[undrawn.below], areas[undrawn.below + 1])
    gaps = np.flatnonzero(beside >= SPECK_FRAC * areas.max(initial=0.0))
    if len(gaps):
        place = Quantity(float(drawn.offsets_mm[undrawn.below[gaps[0]]]), "mm", 1)
        n = int(undrawn.n_slices[gaps].sum())
        yield doubted(
            Message("struct-drawn.planes-missing", name=structure.name, n=n, place=place),
            Message("struct-drawn.why-planes-missing"),
            subject=structure.name,
        )


def _beyond_image(structure: Structure, image: Image | None) -> Iterator[Row]:
    if image is None:
        return
    k, j, i = image.grid.shape_kji
    ijs = image.grid.to_ijs(structure.contours.points_mm)
    last = float(image.grid.slice_positions[-1]) if len(image.grid.slice_positions) else 0.0
    beyond = np.any((ijs < -1.0) | (ijs > [i, j, last + 1.0]), axis=1)
    if beyond.any() and k > 1:
        share = Quantity(100.0 * float(np.mean(beyond)), "%", 0)
        yield doubted(
            Message("struct-drawn.beyond-image", name=structure.name, share=share),
            Message("struct-drawn.why-beyond-image"),
            subject=structure.name,
        )


def _stray(structure: Structure, drawn: PlanarStructure) -> Iterator[Row]:
    crowded = np.flatnonzero(np.bincount(drawn.rings.plane) > 1)
    n_stray = 0
    for plane in crowded:
        shapes = shapely.get_parts(drawn.region(int(plane)))
        areas = shapely.area(shapes)
        main = shapes[int(np.argmax(areas))]
        small = shapes[areas < STRAY_FRAC * areas.max()]
        n_stray += int(np.count_nonzero(shapely.distance(small, main) > STRAY_MM))
    if n_stray:
        yield doubted(
            Message("struct-drawn.stray", name=structure.name, n=n_stray, distance=Quantity(STRAY_MM, "mm")),
            Message("struct-drawn.why-stray"),
            subject=structure.name,
        )


def _leaps(structure: Structure, drawn: PlanarStructure) -> Iterator[Row]:
    """Planes that do not go with their neighbours: beside them, or much larger or smaller."""
    if len(drawn.offsets_mm) < 3:
        return
    near = ~drawn.slabs.end_above[:-1]
    near[drawn.slabs.undrawn.below] = False
    low, high = drawn.boxes[:, :2], drawn.boxes[:, 2:]
    apart = near & np.any((low[1:] > high[:-1]) | (high[1:] < low[:-1]), axis=1)
    areas = drawn.areas_mm2
    neighbours = np.array([areas[:-2], areas[2:]])
    odd = (areas[1:-1] > LEAP_FACTOR * neighbours.max(axis=0)) | (
        LEAP_FACTOR * areas[1:-1] < neighbours.min(axis=0)
    )
    leaps = [("struct-drawn.beside-next", n) for n in np.flatnonzero(apart)[:1]]
    leaps += [("struct-drawn.odd-size", n + 1) for n in np.flatnonzero(odd)[:1]]
    for message_id, plane in leaps:
        place = Quantity(float(drawn.offsets_mm[plane]), "mm", 1)
        yield doubted(
            Message(message_id, name=structure.name, place=place),
            Message("struct-drawn.why-leap"),
            subject=structure.name,
        )


def _empty(plan: PhasePlan, judged: set[int]) -> Iterator[Row]:
    """Structures without closed contours that no verdict rests on; markers are not meant to have any."""
    names = tuple(
        f"'{structure.name}'"
        for structure in plan.structures
        if structure.number not in judged
        and not structure.is_volume
        and structure.set_aside is None
        and ContourKind.POINT not in structure.contours.kinds
    )
    if names:
        yield informed(Message("struct-drawn.empty", names=Listing(names)))
