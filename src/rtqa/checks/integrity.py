"""Do the files belong together, and does the dose reach where it is asked for?

Most of what stands against it the reader noticed (:class:`~rtqa.model.case.DeviationKind`). That nothing was
noticed proves nothing, so then the values themselves are asked before anything passes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rtqa.checks.catalog import check
from rtqa.checks.dose_doubts import find_dose_doubt
from rtqa.checks.subject import PhasePlan, Subject
from rtqa.findings import Finding, Verdict
from rtqa.model.case import Deviation, DeviationKind, Treatment

COVERED_FRAC = 1.0 - 1e-6
"""A structure counts as inside the dose grid from this share of its volume on."""


KINDS: dict[str, dict[DeviationKind, Verdict | None]] = {
    "REF-LINKS": {
        DeviationKind.LINK_ABSENT: Verdict.REVIEW,
        DeviationKind.LINK_BROKEN: Verdict.REVIEW,
        DeviationKind.PLAN_ABSENT: Verdict.REVIEW,
        DeviationKind.STRUCTURES_ABSENT: Verdict.REVIEW,
    },
    "REF-FRAME": {
        DeviationKind.FRAME_DIFFERS: Verdict.REVIEW,
        DeviationKind.FRAME_UNKNOWN: Verdict.REVIEW,
    },
    "REF-PATIENT": {
        DeviationKind.PATIENT_DIFFERS: Verdict.FAIL,
        DeviationKind.PATIENT_UNKNOWN: Verdict.REVIEW,
    },
    "REF-FILES": {
        DeviationKind.UNREADABLE: Verdict.REVIEW,
        DeviationKind.DUPLICATE_DIFFERS: Verdict.REVIEW,
        DeviationKind.IMAGE_UNUSABLE: Verdict.REVIEW,
        DeviationKind.STRUCTURE_DAMAGED: Verdict.REVIEW,
        DeviationKind.DUPLICATE: None,
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


@check("REF-LINKS", "Do plan, dose, structures and image refer to each other?")
def links(subject: Subject) -> Iterator[Finding]:
    """A link that is absent or broken leaves open whether the dose is this plan's."""
    in_order = "Plan, dose and structures refer to each other."
    return _noticed(subject, "REF-LINKS", in_order=in_order, doubt=_find_link_doubt)


@check("REF-FRAME", "Do plan, dose and structures share one frame of reference?")
def frames(subject: Subject) -> Iterator[Finding]:
    """In another frame of reference the same coordinates are another place."""
    in_order = "Plan, dose and structures share one frame of reference."
    return _noticed(subject, "REF-FRAME", in_order=in_order, doubt=_find_frame_doubt)


@check("REF-PATIENT", "Are all objects of one patient?")
def patients(subject: Subject) -> Iterator[Finding]:
    """Another patient's dose or structures make every number meaningless."""
    return _noticed(subject, "REF-PATIENT", in_order="All objects are of one patient.")


@check("REF-FILES", "Could every file be read, once and whole?")
def files(subject: Subject) -> Iterator[Finding]:
    """A file that could not be read, or an object that exists in two versions."""
    return _noticed(subject, "REF-FILES", in_order="Every file was read whole.")


@check("DOSE-USABLE", "Is the dose the whole plan's, in Gy?")
def dose_usable(subject: Subject) -> Iterator[Finding]:
    """A relative dose, a part of the beams, or one that cannot be this plan's cannot be judged."""
    in_order = "The dose is the whole plan's, in Gy."
    return _noticed(subject, "DOSE-USABLE", in_order=in_order, doubt=find_dose_doubt)


@check("GRID-COVERS", "Does the dose grid reach around every structure of the protocol?")
def grid_covers(subject: Subject) -> Iterator[Finding]:
    """One finding for each structure that stands for one of the protocol's; one where none does."""
    for one in subject.plans:
        found = [candidate for match in one.matches.values() for candidate in match.candidates]
        for candidate in found:
            yield _covered(one, candidate.structure_number, candidate.name)
        if not found:
            yield Finding(
                code="GRID-COVERS",
                verdict=Verdict.REVIEW,
                subject=one.treatment.label,
                phase=one.phase_id,
                summary="No structure was compared with the dose grid.",
                reason="none of the protocol's structures was found",
            )


def _covered(one: PhasePlan, number: int, name: str) -> Finding:
    dvh = one.dvhs[number]
    if isinstance(dvh, str):
        verdict, summary, reason = Verdict.REVIEW, f"{name}: no dose-volume histogram.", dvh
    elif dvh.coverage_frac >= COVERED_FRAC:
        verdict, summary, reason = Verdict.PASS, f"{name} lies wholly inside the dose grid.", ""
    else:
        outside = 100 * (1 - dvh.coverage_frac)
        verdict, summary = (
            Verdict.REVIEW,
            f"{name}: {outside:.3g} % of its volume lies outside the dose grid.",
        )
        reason = "the dose there is not known, and is neither taken as 0 Gy nor guessed from the rest"
    return Finding(
        code="GRID-COVERS", verdict=verdict, subject=name, phase=one.phase_id, summary=summary, reason=reason
    )


def _find_link_doubt(treatment: Treatment) -> str:
    plan, dose, structure_set = treatment.plan, treatment.dose, treatment.structure_set
    if plan is None or structure_set is None:
        return f"There is no {'RTPLAN' if plan is None else 'RTSTRUCT'}, so nothing refers to it."
    if dose is not None and dose.plan_uid != plan.uid:
        return "The RTDOSE does not name this RTPLAN (ReferencedRTPlanSequence); it may be another plan's."
    if plan.structure_set_uid != structure_set.uid:
        return (
            "The RTPLAN does not name this RTSTRUCT (ReferencedStructureSetSequence); the ROI numbers of its "
            "prescriptions may mean other structures."
        )
    return ""


def _find_frame_doubt(treatment: Treatment) -> str:
    stated: dict[str, str] = {}
    if treatment.plan is not None:
        stated["RTPLAN"] = treatment.plan.frame_of_reference_uid
    if treatment.dose is not None:
        stated["RTDOSE"] = treatment.dose.grid.frame_of_reference_uid
    if treatment.structure_set is not None:
        stated["RTSTRUCT"] = treatment.structure_set.frame_of_reference_uid
    silent = [role for role, uid in stated.items() if not uid]
    if silent:
        return f"{', '.join(silent)}: no frame of reference is stated."
    if len(set(stated.values())) > 1:
        return f"{', '.join(stated)} do not all have the same frame of reference."
    return ""


def _find_none(_: Treatment) -> str:
    return ""


def _noticed(
    subject: Subject, code: str, *, in_order: str, doubt: Callable[[Treatment], str] = _find_none
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
                summary=doubted or in_order,
                reason="read from the values themselves" if doubted else "",
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
        summary=deviation.text,
        reason=str(deviation.kind) if verdict is not None else "",
    )
