"""What the reader noticed, and the verdict on each kind of it.

That nothing was noticed proves nothing, so then the values themselves are asked before anything passes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.findings import Finding, Verdict
from rtqa.model.case import Deviation, DeviationKind, Treatment

KINDS: dict[str, dict[DeviationKind, Verdict | None]] = {
    "REF-LINKS": {
        DeviationKind.LINK_ABSENT: Verdict.REVIEW,
        DeviationKind.LINK_BROKEN: Verdict.REVIEW,
        DeviationKind.PLAN_ABSENT: Verdict.REVIEW,
        DeviationKind.STRUCTURES_ABSENT: Verdict.REVIEW,
        DeviationKind.STUDY_DIFFERS: Verdict.REVIEW,
    },
    "REF-FRAME": {
        DeviationKind.FRAME_DIFFERS: Verdict.REVIEW,
        DeviationKind.FRAME_UNKNOWN: Verdict.REVIEW,
    },
    "REF-PATIENT": {
        DeviationKind.PATIENT_DIFFERS: Verdict.FAIL,
        DeviationKind.PATIENT_DOUBTFUL: Verdict.REVIEW,
        DeviationKind.PATIENT_UNKNOWN: Verdict.REVIEW,
    },
    "REF-FILES": {
        DeviationKind.UNREADABLE: Verdict.REVIEW,
        DeviationKind.DUPLICATE_DIFFERS: Verdict.REVIEW,
        DeviationKind.IMAGE_UNUSABLE: Verdict.REVIEW,
        DeviationKind.STRUCTURE_DAMAGED: Verdict.REVIEW,
        DeviationKind.DUPLICATE: None,
        DeviationKind.OBJECT_NEWER: Verdict.REVIEW,
        DeviationKind.OBJECT_UNUSED: None,
    },
    "DOSE-USABLE": {
        DeviationKind.DOSE_ABSENT: Verdict.REVIEW,
        DeviationKind.DOSE_EXTENT: Verdict.REVIEW,
        DeviationKind.DOSE_PARTIAL: Verdict.REVIEW,
        DeviationKind.DOSE_UNUSABLE: Verdict.REVIEW,
        DeviationKind.DOSE_SUMMED: None,
    },
}
"""The verdict on every kind of deviation, under the check that it belongs to; None is an INFO row."""


def find_no_doubt(_: Treatment) -> str:
    """Doubt nothing: for a check of which the values themselves tell nothing."""
    return ""


def judge_noticed(
    subject: Subject, code: str, *, in_order: str, doubt: Callable[[Treatment], str] = find_no_doubt
) -> Iterator[Finding]:
    """What the reader noticed of a check's kinds; a PASS for each treatment where nothing was in doubt.

    Args:
        subject: the case.
        code: of the check.
        in_order: what a PASS says.
        doubt: what the values of a treatment leave open, in one sentence, empty where nothing; asked where
            nothing was noticed.
    """
    about_files = [_finding(deviation, code=code, one=None) for deviation in subject.case.deviations]
    for one in subject.plans:
        found = [_finding(deviation, code=code, one=one) for deviation in one.treatment.deviations]
        rows = [finding for finding in found if finding is not None]
        yield from rows
        if any(finding.verdict is not None for finding in rows):
            continue
        doubted = doubt(one.treatment)
        # Of files that stand in doubt, "every file is in order" would be wrong of each treatment too.
        if doubted or not any(finding is not None and finding.verdict is not None for finding in about_files):
            yield Finding(
                code=code,
                verdict=Verdict.REVIEW if doubted else Verdict.PASS,
                subject=one.treatment.label,
                phase=one.phase_id,
                message=doubted or in_order,
                explanation="read from the values themselves" if doubted else "",
            )
    yield from (finding for finding in about_files if finding is not None)


def _finding(deviation: Deviation, *, code: str, one: PhasePlan | None) -> Finding | None:
    """The finding on a deviation, of a treatment or (None) of the files; None where another check's."""
    if deviation.kind not in KINDS[code]:
        return None
    verdict = KINDS[code][deviation.kind]
    if one is None and verdict is Verdict.FAIL:
        # What no treatment was made of can spoil none, but a person should know that it lay there.
        verdict = Verdict.REVIEW
    return Finding(
        code=code,
        verdict=verdict,
        subject=deviation.subject,
        phase=one.phase_id if one is not None else "",
        message=deviation.text,
        explanation=str(deviation.kind) if verdict is not None else "",
    )
