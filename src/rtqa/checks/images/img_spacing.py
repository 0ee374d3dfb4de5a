"""Are the images as fine as the protocol asks for, whole, and those that the structures were drawn on?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.findings import Evidence, Finding, Verdict
from rtqa.model.image import Image
from rtqa.model.slice_spacing import EVEN_MM, ROUNDING_MM, Slices, find_slices
from rtqa.model.structure import Structure
from rtqa.protocol.plan_rules import ImagingRule

ON_SLICE_MM = 0.1
"""A contour that lies no further than this from a slice lies on it."""

COARSE_RATIO = 1.5
"""A structure whose planes lie this many times as far apart as the slices is not drawn on each of them."""

NO_IMAGE = "no image of the plan's structures was handed in; add the slices that they were drawn on"


@check("IMG-THICKNESS", "Are the slices of every image as thin as the protocol asks for?")
def slice_thickness(subject: Subject) -> Iterator[Finding]:
    """One finding for each imaging clause of a phase with a plan, or of no phase."""
    for rule, one in _planned(subject):
        yield _judge_planning(rule, one)
    for rule in subject.protocol.imaging:
        if rule.image == "baseline":
            yield _judge_baseline(rule, subject)


@check("IMG-SPACING", "Are the slices of the planning image evenly spaced, with none missing?")
def slice_spacing(subject: Subject) -> Iterator[Finding]:
    """One finding for each planning image that the protocol has a clause for."""
    for rule, one in _planned(subject):
        image = one.treatment.image
        finding = _finding("IMG-SPACING", rule, one)
        yield replace(finding, explanation=NO_IMAGE) if image is None else _judge_spacing(finding, image)


@check("IMG-CONTOURS", "Were the structures drawn on the slices of the planning image?")
def drawn_on_slices(subject: Subject) -> Iterator[Finding]:
    """One finding for each planning image that the protocol has a clause for."""
    for rule, one in _planned(subject):
        image = one.treatment.image
        finding = _finding("IMG-CONTOURS", rule, one)
        yield (
            replace(finding, explanation=NO_IMAGE) if image is None else _judge_contours(finding, one, image)
        )


def _planned(subject: Subject) -> Iterator[tuple[ImagingRule, PhasePlan]]:
    for rule in subject.protocol.imaging:
        if rule.phase is not None:
            for one in subject.of_phase(rule.phase):
                yield rule, one


def _finding(code: str, rule: ImagingRule, one: PhasePlan) -> Finding:
    return Finding(
        code=code,
        verdict=Verdict.REVIEW,
        subject=one.treatment.label,
        phase=one.phase_id,
        message="The planning image was not looked at.",
        evidence=Evidence.of(rule),
    )


def _judge_planning(rule: ImagingRule, one: PhasePlan) -> Finding:
    finding = replace(
        _finding("IMG-THICKNESS", rule, one),
        message=f"Planning image: slices not known; {_asked(rule)}.",
    )
    image = one.treatment.image
    if image is None:
        return replace(finding, explanation=NO_IMAGE)
    slices = find_slices(image)
    verdict, reason = _judge_thickness(slices, rule)
    summary = f"Planning {image.modality}: {_describe(slices)}; {_asked(rule)}."
    return replace(finding, verdict=verdict, message=summary, explanation=reason)


def _judge_baseline(rule: ImagingRule, subject: Subject) -> Finding:
    """Any CT or MR in a frame of its own, taken no later than the first planning image, may be the one."""
    images = _find_baseline(subject)
    finding = Finding(
        code="IMG-THICKNESS",
        verdict=Verdict.REVIEW,
        subject="baseline image",
        phase="",
        message=f"Baseline image: slices not known; {_asked(rule)}.",
        evidence=Evidence.of(rule),
    )
    if not images:
        reason = (
            "no image that was taken before the planning image was handed in; add its slices"
            if _planning_images(subject)
            else "without the planning image, nothing tells which image was taken before it"
        )
        return replace(finding, explanation=reason)
    found = [find_slices(image) for image in images]
    judged = [_judge_thickness(slices, rule) for slices in found]
    listed = "; ".join(
        f"{image.modality}: {_describe(slices)}" for image, slices in zip(images, found, strict=True)
    )
    finding = replace(finding, message=f"Baseline {listed}; {_asked(rule)}.")
    if len({verdict for verdict, _ in judged}) > 1:
        return replace(finding, explanation="which of these images is the baseline image is not known")
    verdict, reason = judged[0]
    return replace(finding, verdict=verdict, explanation=reason)


def _find_baseline(subject: Subject) -> list[Image]:
    planning = _planning_images(subject)
    frames = {each.frame_of_reference_uid for each in subject.case.structure_sets}
    frames |= {image.grid.frame_of_reference_uid for image in planning}
    first_planned = min((image.acquired for image in planning if image.acquired), default="")
    return (
        []
        if not planning
        else [
            image
            for image in subject.case.images
            if image.modality in ("CT", "MR")
            and image.grid.frame_of_reference_uid not in frames
            and (not first_planned or not image.acquired or image.acquired <= first_planned)
        ]
    )


def _planning_images(subject: Subject) -> list[Image]:
    return [one.treatment.image for one in subject.plans if one.treatment.image is not None]


def _judge_thickness(slices: Slices, rule: ImagingRule) -> tuple[Verdict, str]:
    most_mm = rule.slice_at_most_mm + ROUNDING_MM
    by_tag = slices.thickness_mm[1] <= most_mm if slices.thickness_mm is not None else None
    by_place = slices.spacing_mm[1] <= most_mm if slices.spacing_mm is not None else None
    match by_tag, by_place:
        case True, True:
            return Verdict.PASS, ""
        case (False, False) | (None, False):
            return Verdict.FAIL, ""
        case None, _:
            return Verdict.REVIEW, "a slice does not state its SliceThickness (0018,0050)"
        case _, None:
            return Verdict.REVIEW, "there is one slice only, which shows no distance between slices"
        case _:
            return Verdict.REVIEW, "the slices' thickness by their tags and their distance disagree"


def _judge_spacing(finding: Finding, image: Image) -> Finding:
    slices = find_slices(image)
    count = f"{len(image.slice_offsets_mm)} slices, " if slices.spacing_mm is not None else ""
    finding = replace(finding, message=f"{image.modality}: {count}{_describe(slices)}.")
    if slices.is_even:
        return replace(finding, verdict=Verdict.PASS)
    if slices.spacing_mm is None:
        return replace(finding, explanation="one slice is no volume; export the whole series")
    if slices.n_missing:
        plural = "s are" if slices.n_missing > 1 else " is"
        return replace(
            finding, explanation=f"{slices.n_missing} slice{plural} missing; export the whole series"
        )
    return replace(finding, explanation=f"distances between slices differ by more than {EVEN_MM:g} mm")


def _judge_contours(finding: Finding, one: PhasePlan, image: Image) -> Finding:
    structure_set = one.treatment.structure_set
    wanted = {c.structure_number for match in one.matches.values() for c in match.candidates}
    drawn = [
        structure
        for structure in (structure_set.structures if structure_set is not None else ())
        if structure.number in wanted and structure.is_volume
    ]
    if not drawn or structure_set is None:
        return replace(finding, explanation="none of the protocol's structures was found")
    if structure_set.frame_of_reference_uid != image.grid.frame_of_reference_uid:
        return replace(finding, explanation="structures and image are not of one frame of reference")
    doubts = [f"{structure.name}: {doubt}" for structure in drawn if (doubt := _find_doubt(structure, image))]
    if doubts:
        summary = f"{len(doubts)} of {len(drawn)} structures are not drawn as the slices of the image lie."
        return replace(finding, message=summary, explanation="; ".join(doubts))
    summary = f"All {len(drawn)} structures of the protocol are drawn on slices of the image."
    return replace(finding, verdict=Verdict.PASS, message=summary)


def _find_doubt(structure: Structure, image: Image) -> str:
    """What sets a structure's planes apart from the slices; empty where nothing."""
    contours = structure.contours.closed()
    first = contours.starts[:-1]
    heights = contours.points_mm @ image.normal
    low, high = np.minimum.reduceat(heights, first), np.maximum.reduceat(heights, first)
    if (high - low).max() > 2 * ON_SLICE_MM:
        return "drawn across the slices"
    slices_mm = image.slice_offsets_mm
    planes_mm = np.unique(np.round((low + high) / 2, 2))
    apart_mm = np.abs(planes_mm[:, None] - slices_mm[None, :]).min(axis=1)
    beside = apart_mm > ON_SLICE_MM
    if beside.any():
        return f"{beside.sum()} of {len(planes_mm)} planes lie up to {apart_mm.max():.2g} mm beside a slice"
    step_mm, slice_mm = np.median(np.diff(planes_mm)) if len(planes_mm) > 1 else 0.0, image.grid.spacing_mm[2]
    if step_mm > COARSE_RATIO * slice_mm:
        return f"drawn every {step_mm:.3g} mm on slices {slice_mm:.3g} mm apart"
    return ""


def _describe(slices: Slices) -> str:
    """``SliceThickness 3 mm, slices 3 mm apart``."""
    thickness = (
        f"SliceThickness {_range(slices.thickness_mm)}" if slices.thickness_mm else "no SliceThickness"
    )
    spacing = f"slices {_range(slices.spacing_mm)} apart" if slices.spacing_mm else "one slice"
    missing = f", {slices.n_missing} missing" if slices.n_missing else ""
    return f"{thickness}, {spacing}{missing}"


def _range(ends_mm: tuple[float, float]) -> str:
    low, high = (f"{round(end, 2):g}" for end in ends_mm)
    return f"{low} mm" if low == high else f"{low}–{high} mm"


def _asked(rule: ImagingRule) -> str:
    return f"at most {rule.slice_at_most_mm:g} mm asked for"
