"""Do the files belong together, and does the dose reach where it is asked for?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rtqa.checks.catalog import check
from rtqa.checks.subject import PhasePlan, Subject
from rtqa.findings import Finding, Verdict
from rtqa.model.case import Deviation, DeviationKind

COVERED_FRAC = 1.0 - 1e-6
"""A structure counts as inside the dose grid from this share of its volume on."""


@check("REF-LINKS", "Do plan, dose, structures and image refer to each other?")
def links(subject: Subject) -> Iterator[Finding]:
    """A link that is absent or broken leaves open whether the dose is this plan's."""
    kinds = {
        DeviationKind.LINK_ABSENT: Verdict.REVIEW,
        DeviationKind.LINK_BROKEN: Verdict.REVIEW,
        DeviationKind.PLAN_ABSENT: Verdict.REVIEW,
        DeviationKind.STRUCTURES_ABSENT: Verdict.REVIEW,
    }
    return _from_deviations(
        subject, "REF-LINKS", kinds, in_order="Plan, dose and structures refer to each other."
    )


@check("REF-FRAME", "Do plan, dose and structures share one frame of reference?")
def frames(subject: Subject) -> Iterator[Finding]:
    """In another frame of reference the same coordinates are another place."""
    kinds = {DeviationKind.FRAME_DIFFERS: Verdict.REVIEW, DeviationKind.FRAME_UNKNOWN: Verdict.REVIEW}
    return _from_deviations(
        subject, "REF-FRAME", kinds, in_order="Plan, dose and structures share one frame of reference."
    )


@check("REF-PATIENT", "Are all objects of one patient?")
def patients(subject: Subject) -> Iterator[Finding]:
    """Another patient's dose or structures make every number meaningless."""
    kinds = {DeviationKind.PATIENT_DIFFERS: Verdict.FAIL, DeviationKind.PATIENT_UNKNOWN: Verdict.REVIEW}
    return _from_deviations(subject, "REF-PATIENT", kinds, in_order="All objects are of one patient.")


@check("REF-FILES", "Could every file be read, once and whole?")
def files(subject: Subject) -> Iterator[Finding]:
    """A file that could not be read, or an object that exists in two versions."""
    kinds = {
        DeviationKind.UNREADABLE: Verdict.REVIEW,
        DeviationKind.DUPLICATE_DIFFERS: Verdict.REVIEW,
        DeviationKind.IMAGE_UNUSABLE: Verdict.REVIEW,
        DeviationKind.STRUCTURE_DAMAGED: Verdict.REVIEW,
        DeviationKind.DUPLICATE: None,
    }
    return _from_deviations(subject, "REF-FILES", kinds, in_order="Every file was read whole.")


@check("DOSE-USABLE", "Is the dose the whole plan's, in Gy?")
def dose_usable(subject: Subject) -> Iterator[Finding]:
    """A relative dose, or a part of the beams, cannot be judged."""
    kinds = {
        DeviationKind.DOSE_ABSENT: Verdict.REVIEW,
        DeviationKind.DOSE_UNUSABLE: Verdict.REVIEW,
        DeviationKind.DOSE_PARTIAL: Verdict.REVIEW,
    }
    return _from_deviations(subject, "DOSE-USABLE", kinds, in_order="The dose is the whole plan's, in Gy.")


@check("GRID-COVERS", "Does the dose grid reach around every structure of the protocol?")
def grid_covers(subject: Subject) -> Iterator[Finding]:
    """One finding for each structure that stands for one of the protocol's."""
    for one in subject.plans:
        for match in one.matches.values():
            for candidate in match.candidates:
                yield _covered(one, candidate.structure_number, candidate.name)


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


def _from_deviations(
    subject: Subject, code: str, kinds: Mapping[DeviationKind, Verdict | None], *, in_order: str
) -> Iterator[Finding]:
    """What the reader noticed of these kinds, of each treatment and of the case; a PASS where nothing."""
    for one in subject.plans:
        noticed = [deviation for deviation in one.treatment.deviations if deviation.kind in kinds]
        for deviation in noticed:
            yield _noticed(deviation, code=code, phase=one.phase_id, verdict=kinds[deviation.kind])
        if not noticed:
            label = one.treatment.label
            yield Finding(
                code=code, verdict=Verdict.PASS, subject=label, phase=one.phase_id, summary=in_order
            )
    for deviation in subject.case.deviations:
        if deviation.kind in kinds:
            yield _noticed(deviation, code=code, phase="", verdict=kinds[deviation.kind])


def _noticed(deviation: Deviation, *, code: str, phase: str, verdict: Verdict | None) -> Finding:
    return Finding(
        code=code,
        verdict=verdict,
        subject=deviation.subject,
        phase=phase,
        summary=deviation.text,
        reason=str(deviation.kind) if verdict is not None else "",
    )
