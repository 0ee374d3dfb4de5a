"""What the reader noticed, and the verdict on each kind of it.

That nothing was noticed proves nothing, so then the values themselves are asked before anything passes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.rows import Row, passed
from rtqa.findings import Verdict
from rtqa.messages import Message, Unknown
from rtqa.model.case import Deviation, DeviationKind, Treatment

KINDS: dict[str, dict[DeviationKind, Verdict | None]] = {
    "REF-LINKS": {
        DeviationKind.LINK_ABSENT: Verdict.REVIEW,
        DeviationKind.LINK_BROKEN: Verdict.REVIEW,
        DeviationKind.PLAN_ABSENT: Verdict.REVIEW,
        DeviationKind.PLAN_UNREAD: Verdict.REVIEW,
        DeviationKind.STRUCTURES_ABSENT: Verdict.REVIEW,
        DeviationKind.STRUCTURES_UNREAD: Verdict.REVIEW,
        DeviationKind.STUDY_DIFFERS: Verdict.REVIEW,
    },
    "REF-FRAME": {
        DeviationKind.FRAME_DIFFERS: Verdict.REVIEW,
        DeviationKind.FRAME_UNKNOWN: Verdict.REVIEW,
        DeviationKind.STRUCTURE_SET_ASIDE: None,
    },
    "REF-PATIENT": {
        DeviationKind.PATIENT_DIFFERS: Verdict.FAIL,
        DeviationKind.PATIENT_DOUBTFUL: Verdict.REVIEW,
        DeviationKind.PATIENT_UNKNOWN: Verdict.REVIEW,
    },
    "REF-FILES": {
        DeviationKind.UNREADABLE: Verdict.REVIEW,
        DeviationKind.VALUE_UNREADABLE: Verdict.REVIEW,
        DeviationKind.DUPLICATE_DIFFERS: Verdict.REVIEW,
        DeviationKind.FILE_DOUBTFUL: Verdict.REVIEW,
        DeviationKind.IMAGE_UNUSABLE: Verdict.REVIEW,
        DeviationKind.STRUCTURE_DAMAGED: Verdict.REVIEW,
        DeviationKind.OBJECT_NEWER: Verdict.REVIEW,
        DeviationKind.ATTRIBUTE_TOLD: None,
        DeviationKind.PLAN_MEANING: Verdict.REVIEW,
        DeviationKind.IMAGE_NOT_DRAWN: None,
        DeviationKind.OBJECT_UNUSED: None,
    },
    "DOSE-USABLE": {
        DeviationKind.DOSE_ABSENT: Verdict.REVIEW,
        DeviationKind.DOSE_EXTENT: Verdict.REVIEW,
        DeviationKind.DOSE_MEANING: Verdict.REVIEW,
        DeviationKind.DOSE_PARTIAL: Verdict.REVIEW,
        DeviationKind.DOSE_UNREAD: Verdict.REVIEW,
        DeviationKind.DOSE_UNUSABLE: Verdict.REVIEW,
        DeviationKind.DOSE_SUMMED: None,
    },
}
"""The verdict on every kind of deviation, under the check that it belongs to; None is an INFO row."""


REASONS: dict[DeviationKind, Message] = {
    DeviationKind.DOSE_ABSENT: Message("deviation.dose-absent"),
    DeviationKind.DOSE_EXTENT: Message("deviation.dose-extent"),
    DeviationKind.DOSE_UNUSABLE: Message("deviation.dose-unusable"),
    DeviationKind.DOSE_MEANING: Message("deviation.meaning"),
    DeviationKind.PLAN_MEANING: Message("deviation.meaning"),
    DeviationKind.DOSE_PARTIAL: Message("deviation.dose-partial"),
    DeviationKind.DOSE_UNREAD: Message("deviation.not-read"),
    DeviationKind.DUPLICATE_DIFFERS: Message("deviation.duplicate-differs"),
    DeviationKind.FILE_DOUBTFUL: Message("deviation.file-doubtful"),
    DeviationKind.FRAME_DIFFERS: Message("deviation.frame-differs"),
    DeviationKind.FRAME_UNKNOWN: Message("deviation.frame-unknown"),
    DeviationKind.IMAGE_UNUSABLE: Message("deviation.image-unusable"),
    DeviationKind.LINK_ABSENT: Message("deviation.link-absent"),
    DeviationKind.LINK_BROKEN: Message("deviation.link-broken"),
    DeviationKind.OBJECT_NEWER: Message("deviation.object-newer"),
    DeviationKind.PATIENT_DIFFERS: Message("deviation.patient-differs"),
    DeviationKind.PATIENT_DOUBTFUL: Message("deviation.patient-doubtful"),
    DeviationKind.PATIENT_UNKNOWN: Message("deviation.patient-unknown"),
    DeviationKind.PLAN_ABSENT: Message("deviation.plan-absent"),
    DeviationKind.PLAN_UNREAD: Message("deviation.not-read"),
    DeviationKind.STRUCTURES_ABSENT: Message("deviation.structures-absent"),
    DeviationKind.STRUCTURES_UNREAD: Message("deviation.not-read"),
    DeviationKind.STRUCTURE_DAMAGED: Message("deviation.structure-damaged"),
    DeviationKind.STUDY_DIFFERS: Message("deviation.study-differs"),
    DeviationKind.UNREADABLE: Message("deviation.unreadable"),
    DeviationKind.VALUE_UNREADABLE: Message("deviation.unreadable"),
}
"""What a deviation is called in a word, of every kind that a verdict rests on."""


def find_no_doubt(_: Treatment) -> Unknown | None:
    """Doubt nothing: for a check of which the values themselves tell nothing."""
    return None


def judge_deviations(
    subject: Subject,
    code: str,
    *,
    message: Message | Callable[[Treatment], Row],
    doubt: Callable[[Treatment], Unknown | None] = find_no_doubt,
) -> Iterator[Row]:
    """What the reader noticed of a check's kinds; a PASS for each treatment where nothing is in doubt.

    Args:
        subject: the case.
        code: of the check.
        message: what a PASS says; or the row of a treatment where nothing is in doubt: which of its objects
            were compared, or as information why none was.
        doubt: what the values of a treatment leave open, in one sentence, and its cause; asked where nothing
            was noticed.
    """
    of_files = [
        _row(deviation, KINDS[code][deviation.kind]) for deviation in _of_kinds(subject.case.deviations, code)
    ]
    for plan in subject.plans:
        rows = [
            _row(deviation, KINDS[code][deviation.kind], plan)
            for deviation in _of_kinds(plan.treatment.deviations, code)
        ]
        yield from rows
        if any(row.verdict is not None for row in rows):
            continue
        doubted = doubt(plan.treatment)
        if doubted is not None:
            yield Row(
                verdict=Verdict.REVIEW,
                message=doubted.message,
                reason=Message("deviation.read-from-values"),
                subject=plan.treatment.label,
                phase=plan.phase_id,
                causes=(doubted.cause,) if doubted.cause is not None else (),
            )
        # Where files are in doubt, "every file is in order" is wrong of each treatment too.
        elif all(row.verdict is None for row in of_files):
            row = passed(message) if isinstance(message, Message) else message(plan.treatment)
            yield replace(row, subject=plan.treatment.label, phase=plan.phase_id)
    yield from of_files


def _of_kinds(deviations: tuple[Deviation, ...], code: str) -> Iterator[Deviation]:
    """Those that belong to a check."""
    return (deviation for deviation in deviations if deviation.kind in KINDS[code])


def _row(deviation: Deviation, verdict: Verdict | None, plan: PhasePlan | None = None) -> Row:
    """The row on a deviation of a treatment, or (without a plan) of the files."""
    if plan is None and verdict is Verdict.FAIL:
        # What no treatment was made of can spoil none, but a person should know that it lay there.
        verdict = Verdict.REVIEW
    return Row(
        verdict=verdict,
        message=deviation.message,
        reason=REASONS[deviation.kind] if verdict is not None else None,
        subject=deviation.subject,
        phase=plan.phase_id if plan is not None else "",
        causes=(deviation.cause,),
    )
