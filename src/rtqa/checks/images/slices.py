"""What the checks of images share: the clauses on planning images, and the slices of an image in words."""

from __future__ import annotations

from rtqa.assembly.context import Subject, find_unread_structures
from rtqa.messages import Cause, CauseKind, Listing, Message, Range, Unknown
from rtqa.model.case import DeviationKind, Treatment
from rtqa.model.slice_spacing import Slices
from rtqa.protocol.plan_rules import ImagingRule

PLANNING_IMAGE = Message("file.planning-image")

NO_IMAGE = Message("images.no-planning-image")
IMAGE_ABSENT = Cause(CauseKind.FILE_ABSENT, PLANNING_IMAGE)
IMAGE_DOUBTFUL = Cause(CauseKind.IMAGE_DOUBTFUL, PLANNING_IMAGE)


def why_no_image(subject: Subject, treatment: Treatment) -> Unknown:
    """Why a plan has no image: none was handed in, what was handed in cannot be used, or nothing names it."""
    unread = find_unread_structures(treatment)
    if unread is not None and subject.case.images:
        return unread
    unusable = [
        deviation for deviation in subject.case.deviations if deviation.kind is DeviationKind.IMAGE_UNUSABLE
    ]
    if unusable and not subject.case.images:
        return Unknown(Message("images.unusable"), unusable[0].cause)
    return Unknown(NO_IMAGE, IMAGE_ABSENT)


def list_planning_rules(subject: Subject) -> list[ImagingRule]:
    """The protocol's clauses on images that a phase's structures are drawn on."""
    return [rule for rule in subject.protocol.imaging if rule.image == "planning"]


def describe_slices(slices: Slices) -> Listing:
    """``SliceThickness 3 mm, slices 3 mm apart``."""
    parts = [
        Message("images.thickness", thickness=_round(slices.thickness_mm))
        if slices.thickness_mm is not None
        else Message("images.no-thickness"),
        Message("images.spacing", spacing=_round(slices.spacing_mm))
        if slices.spacing_mm is not None
        else Message("images.single-slice"),
    ]
    if slices.n_missing:
        parts.append(Message("images.missing", n=slices.n_missing))
    return Listing(tuple(parts))


def _round(ends_mm: tuple[float, float]) -> Range:
    low_mm, high_mm = (round(end_mm, 2) for end_mm in ends_mm)
    return Range(low_mm, high_mm, "mm")
