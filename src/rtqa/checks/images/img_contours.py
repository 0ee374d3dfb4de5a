"""Were the structures drawn on the slices of the planning image?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.resolved import MatchedStructure
from rtqa.assembly.roles import list_bodies
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row
from rtqa.checks.images.slices import IMAGE_DOUBTFUL, list_planning_rules, why_no_image
from rtqa.findings import Evidence, Verdict
from rtqa.geometry.tolerances import ON_SLICE_MM
from rtqa.messages import Cause, CauseKind, Message, Quantity, join
from rtqa.model.image import Image
from rtqa.model.structure import Structure
from rtqa.protocol.plan_rules import ImagingRule

FRAMES_DIFFER = Cause(CauseKind.LINK_DOUBTFUL, Message("links.frames"))


@check(
    "IMG-CONTOURS",
    "Were the structures drawn on the slices of the planning image?",
    section="images",
    order=10,
    cause=CauseKind.IMAGE_DOUBTFUL,
    per="rule",
    rules=list_planning_rules,
)
def drawn_on_slices(rule: ImagingRule, plan: PhasePlan, subject: Subject) -> Iterator[Row]:
    """One row for each planning image that the protocol has a clause for."""
    image, missing = plan.treatment.image, why_no_image(subject, plan.treatment)
    row = Row(
        verdict=Verdict.REVIEW,
        message=Message("img-contours.not-compared"),
        reason=missing.message,
        causes=(missing.cause,) if missing.cause is not None else (),
        evidence=Evidence.of(rule),
    )
    yield row if image is None else _judge(row, plan, image)


def _judge(row: Row, plan: PhasePlan, image: Image) -> Row:
    structure_set = plan.treatment.structure_set
    wanted = {drawn.number for resolved in plan.resolved.values() for drawn in resolved.structures}
    drawn = [structure for structure in plan.structures if structure.number in wanted and structure.is_volume]
    if not drawn or structure_set is None:
        return replace(row, reason=Message("img-contours.why-no-structure"), causes=_why_none_drawn(plan))
    if structure_set.frame_of_reference_uid != image.grid.frame_of_reference_uid:
        return replace(row, reason=Message("img-contours.why-other-frame"), causes=(FRAMES_DIFFER,))
    drawn += [body for body in list_bodies(plan) if body.number not in wanted]
    doubts = [doubt for structure in drawn if (doubt := _find_doubt(structure, image)) is not None]
    if doubts:
        message = Message("img-contours.off-slices", n=len(doubts), total=len(drawn))
        return replace(row, message=message, reason=join(*doubts), causes=(IMAGE_DOUBTFUL,))
    message = Message("img-contours.on-slices", n=len(drawn))
    return replace(row, verdict=Verdict.PASS, message=message, reason=None, causes=())


def _why_none_drawn(plan: PhasePlan) -> tuple[Cause, ...]:
    """Each structure of the protocol that was not found, or is not drawn; or that there are none at all."""
    if plan.treatment.structure_set is None:
        return (Cause(CauseKind.FILE_ABSENT, Message("file.structures")),)
    not_found = [
        Cause(CauseKind.STRUCTURE_NOT_FOUND, resolved.name)
        for resolved in plan.resolved.values()
        if not resolved.structures
    ]
    not_drawn = [
        _why_not_drawn(structure) for resolved in plan.resolved.values() for structure in resolved.structures
    ]
    return (*not_found, *not_drawn)


def _why_not_drawn(structure: MatchedStructure) -> Cause:
    """Its contours cannot be used, and the reader says why; or there are none."""
    set_aside = structure.structure.set_aside
    if set_aside is not None and set_aside.cause is not None:
        return set_aside.cause
    return Cause(CauseKind.STRUCTURE_DOUBTFUL, structure.name)


def _find_doubt(structure: Structure, image: Image) -> Message | None:
    """What sets a structure's planes apart from the slices; None where nothing does."""
    contours = structure.contours.closed()
    first = contours.starts[:-1]
    heights = contours.points_mm @ image.normal
    low, high = np.minimum.reduceat(heights, first), np.maximum.reduceat(heights, first)
    if (high - low).max() > 2 * ON_SLICE_MM:
        return Message("img-contours.why-across", name=structure.name)
    # Each plane against every slice: shape (planes, slices).
    slices_mm = image.slice_offsets_mm
    planes_mm = np.unique(np.round((low + high) / 2, 2))
    away_mm = np.abs(planes_mm[:, None] - slices_mm[None, :])
    apart_mm = away_mm.min(axis=1)
    n_beside = int(np.count_nonzero(apart_mm > ON_SLICE_MM))
    if n_beside:
        return Message(
            "img-contours.why-beside",
            name=structure.name,
            n=n_beside,
            total=len(planes_mm),
            distance=_round(float(apart_mm.max()), digits=2),
        )
    # From plane to plane, how many slices on; slices that lie far apart themselves leave nothing out.
    steps = np.diff(np.unique(away_mm.argmin(axis=1)))
    if len(steps) and np.median(steps) > 1:
        return Message(
            "img-contours.why-coarse",
            name=structure.name,
            step=_round(float(np.median(np.diff(planes_mm))), digits=3),
            spacing=_round(float(image.grid.spacing_mm[2]), digits=3),
        )
    return None


def _round(distance_mm: float, *, digits: int) -> Quantity:
    """A distance to so many significant digits."""
    return Quantity(float(f"{distance_mm:.{digits}g}"), "mm")
