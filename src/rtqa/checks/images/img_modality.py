"""Is every image of a modality that the protocol asks for?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rtqa.assembly.context import Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row
from rtqa.checks.images.baseline import BASELINE, BASELINE_ABSENT, find_baseline
from rtqa.checks.images.slices import why_no_image
from rtqa.findings import Evidence, Verdict
from rtqa.messages import Cause, CauseKind, Listing, Message, Unknown
from rtqa.protocol.plan_rules import ImagingRule


@check(
    "IMG-MODALITY",
    "Is every image of a modality that the protocol asks for?",
    section="images",
    order=25,
    cause=CauseKind.REQUIREMENT_NOT_MET,
    per="case",
)
def modality(subject: Subject) -> Iterator[Row]:
    """One row for each imaging clause that names modalities, of each plan of its phase."""
    for rule in subject.protocol.imaging:
        if not rule.modalities:
            continue
        if rule.phase is None:
            shown = [image.modality for image in find_baseline(subject)]
            absent = Unknown(Message("img-thickness.why-no-baseline"), BASELINE_ABSENT)
            yield _judge(rule, shown, subject=BASELINE, phase="", absent=absent)
        for plan in subject.of_phase(rule.phase) if rule.phase is not None else ():
            image = plan.treatment.image
            shown = [image.modality] if image is not None else []
            absent = why_no_image(subject, plan.treatment)
            yield _judge(rule, shown, subject=plan.treatment.label, phase=plan.phase_id, absent=absent)


def _judge(
    rule: ImagingRule, shown: Sequence[str], *, subject: str | Message, phase: str, absent: Unknown
) -> Row:
    """One image of the right modality suffices: others may be of other examinations."""
    allowed = Listing(tuple(rule.modalities), "or")
    if not shown:
        return Row(
            verdict=Verdict.REVIEW,
            message=Message("img-modality.not-known", allowed=allowed),
            reason=absent.message,
            subject=subject,
            phase=phase,
            causes=(absent.cause,) if absent.cause is not None else (),
            evidence=Evidence.of(rule),
        )
    is_kept = any(modality in rule.modalities for modality in shown)
    # Of the images before treatment others may exist; the planning image is the one that was used.
    is_open = not is_kept and rule.phase is None
    message = Message("img-modality.shown", shown=Listing(tuple(dict.fromkeys(shown))), allowed=allowed)
    return Row(
        verdict=Verdict.PASS if is_kept else Verdict.REVIEW if is_open else Verdict.FAIL,
        message=message,
        reason=Message("img-thickness.why-no-baseline") if is_open else None,
        subject=subject,
        phase=phase,
        causes=(BASELINE_ABSENT,) if is_open else () if is_kept else (_not_met(subject),),
        evidence=Evidence.of(rule),
    )


def _not_met(subject: str | Message) -> Cause:
    return Cause(CauseKind.REQUIREMENT_NOT_MET, subject)
