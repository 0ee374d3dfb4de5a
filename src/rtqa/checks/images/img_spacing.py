"""Are the slices of the planning image evenly spaced, with none missing?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row
from rtqa.checks.images.slices import (
    IMAGE_DOUBTFUL,
    describe_slices,
    list_planning_rules,
    why_no_image,
)
from rtqa.findings import Evidence, Verdict
from rtqa.messages import CauseKind, Message, Quantity
from rtqa.model.image import Image
from rtqa.model.slice_spacing import EVEN_MM, Slices, find_slices
from rtqa.protocol.plan_rules import ImagingRule


@check(
    "IMG-SPACING",
    "Are the slices of the planning image evenly spaced, with none missing?",
    section="images",
    order=20,
    cause=CauseKind.IMAGE_DOUBTFUL,
    per="rule",
    rules=list_planning_rules,
)
def slice_spacing(rule: ImagingRule, plan: PhasePlan, subject: Subject) -> Iterator[Row]:
    """One row for each planning image that the protocol has a clause for."""
    image, missing = plan.treatment.image, why_no_image(subject, plan.treatment)
    row = Row(
        verdict=Verdict.REVIEW,
        message=Message("img-spacing.not-known"),
        reason=missing.message,
        causes=(missing.cause,) if missing.cause is not None else (),
        evidence=Evidence.of(rule),
    )
    yield row if image is None else _judge(row, image)


def _judge(row: Row, image: Image) -> Row:
    slices = find_slices(image)
    row = replace(row, message=_describe(image, slices), reason=None, causes=())
    if slices.is_even:
        return replace(row, verdict=Verdict.PASS)
    if slices.spacing_mm is None:
        reason = Message("img-spacing.why-single-slice")
    elif slices.n_gaps == 1:
        reason = Message("img-spacing.why-two-slices")
    elif slices.n_missing:
        reason = Message("img-spacing.why-missing", n=slices.n_missing)
    else:
        reason = Message("img-spacing.why-uneven", tolerance=Quantity(EVEN_MM, "mm"))
    return replace(row, reason=reason, causes=(IMAGE_DOUBTFUL,))


def _describe(image: Image, slices: Slices) -> Message:
    listed = describe_slices(slices)
    if slices.spacing_mm is None:
        return Message("img-spacing.single-slice", modality=image.modality, slices=listed)
    n_slices = len(image.slice_offsets_mm)
    return Message("img-spacing.slices", modality=image.modality, n=n_slices, slices=listed)
