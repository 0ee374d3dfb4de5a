"""Are the slices of every image as thin as the protocol asks for?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row
from rtqa.checks.images.baseline import (
    BASELINE,
    BASELINE_ABSENT,
    BASELINE_IMAGE,
    find_baseline,
    list_planning_images,
)
from rtqa.checks.images.slices import NO_IMAGE, PLANNING_IMAGE, describe_slices, why_no_image
from rtqa.findings import Evidence, Verdict
from rtqa.messages import Cause, CauseKind, Listing, Message, Quantity, Unknown
from rtqa.model.slice_spacing import ROUNDING_MM, Slices, find_slices
from rtqa.protocol.plan_rules import ImagingRule


@check(
    "IMG-THICKNESS",
    "Are the slices of every image as thin as the protocol asks for?",
    section="images",
    order=30,
    cause=CauseKind.REQUIREMENT_NOT_MET,
    per="case",
)
def slice_thickness(subject: Subject) -> Iterator[Row]:
    """One row for each imaging clause of a phase with a plan, or of no phase."""
    rules = [rule for rule in subject.protocol.imaging if rule.slice_at_most_mm is not None]
    for rule in rules:
        if rule.phase is not None:
            for plan in subject.of_phase(rule.phase):
                yield _judge_planning(rule, plan, subject)
    for rule in rules:
        if rule.phase is None:
            yield _judge_baseline(rule, subject)


def _judge_planning(rule: ImagingRule, plan: PhasePlan, subject: Subject) -> Row:
    image = plan.treatment.image
    most = Quantity(rule.slice_at_most_mm or 0.0, "mm")
    if image is None:
        message = Message("img-thickness.planning-not-known", most=most)
        verdict: Verdict | Unknown = why_no_image(subject, plan.treatment)
    else:
        slices = find_slices(image)
        listed = describe_slices(slices)
        message = Message("img-thickness.planning", modality=image.modality, slices=listed, most=most)
        verdict = _judge(slices, rule, image=PLANNING_IMAGE)
    return _make_row(
        rule, verdict, message, image=PLANNING_IMAGE, subject=plan.treatment.label, phase=plan.phase_id
    )


def _judge_baseline(rule: ImagingRule, subject: Subject) -> Row:
    """Any CT or MR in a frame of its own, taken no later than the first planning image, may be the one."""
    images = find_baseline(subject)
    slices = [find_slices(image) for image in images]
    most = Quantity(rule.slice_at_most_mm or 0.0, "mm")
    listed = tuple(
        Message("img-thickness.image", modality=image.modality, slices=describe_slices(its_slices))
        for image, its_slices in zip(images, slices, strict=True)
    )
    message = (
        Message("img-thickness.baseline", images=Listing(listed, "semicolon"), most=most)
        if listed
        else Message("img-thickness.baseline-not-known", most=most)
    )
    verdict = _judge_candidates(rule, slices, subject)
    return _make_row(rule, verdict, message, image=BASELINE_IMAGE, subject=BASELINE, phase="")


def _judge_candidates(rule: ImagingRule, slices: list[Slices], subject: Subject) -> Verdict | Unknown:
    if not slices and not list_planning_images(subject):
        missing = [why_no_image(subject, plan.treatment) for plan in subject.plans]
        known = next((unknown for unknown in missing if unknown.message != NO_IMAGE), None)
        cause = known.cause if known is not None else BASELINE_ABSENT
        return Unknown(Message("img-thickness.why-no-planning-image"), cause)
    if not slices:
        return Unknown(Message("img-thickness.why-no-baseline"), BASELINE_ABSENT)
    judged = [_judge(candidate, rule, image=BASELINE_IMAGE) for candidate in slices]
    verdicts = {Verdict.REVIEW if isinstance(verdict, Unknown) else verdict for verdict in judged}
    if len(verdicts) > 1:
        return Unknown(Message("img-thickness.why-several"), BASELINE_ABSENT)
    return judged[0]


def _judge(slices: Slices, rule: ImagingRule, *, image: Message) -> Verdict | Unknown:
    """By tag and by place: neither may exceed what is asked for."""
    most_mm = (rule.slice_at_most_mm or 0.0) + ROUNDING_MM
    by_tag = slices.thickness_mm[1] <= most_mm if slices.thickness_mm is not None else None
    by_place = slices.spacing_mm[1] <= most_mm if slices.spacing_mm is not None else None
    doubtful = Cause(CauseKind.IMAGE_DOUBTFUL, image)
    match by_tag, by_place:
        case True, True:
            return Verdict.PASS
        case (False, _) | (_, False):
            return Verdict.FAIL
        case None, _:
            not_stated = Cause(CauseKind.NOT_STATED, "SliceThickness")
            return Unknown(Message("img-thickness.why-not-stated"), not_stated)
        case _:
            return Unknown(Message("img-thickness.why-single-slice"), doubtful)


def _make_row(
    rule: ImagingRule,
    verdict: Verdict | Unknown,
    message: Message,
    *,
    image: Message,
    subject: str | Message,
    phase: str,
) -> Row:
    row = Row(
        verdict=Verdict.REVIEW, message=message, subject=subject, phase=phase, evidence=Evidence.of(rule)
    )
    if isinstance(verdict, Unknown):
        causes = (verdict.cause,) if verdict.cause is not None else ()
        return replace(row, reason=verdict.message, causes=causes)
    is_kept = verdict is Verdict.PASS
    return replace(
        row, verdict=verdict, causes=() if is_kept else (Cause(CauseKind.REQUIREMENT_NOT_MET, image),)
    )
