"""Do the files belong together, and does the dose reach where it is asked for?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.checks.catalog import check
from rtqa.checks.subject import PhasePlan, Subject
from rtqa.findings import Finding, Verdict
from rtqa.model.case import Deviation, DeviationKind

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
    return _noticed(subject, "REF-LINKS", in_order="Plan, dose and structures refer to each other.")


@check("REF-FRAME", "Do plan, dose and structures share one frame of reference?")
def frames(subject: Subject) -> Iterator[Finding]:
    """In another frame of reference the same coordinates are another place."""
    return _noticed(subject, "REF-FRAME", in_order="Plan, dose and structures share one frame of reference.")


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
    """A relative dose, or a part of the beams, cannot be judged."""
    return _noticed(subject, "DOSE-USABLE", in_order="The dose is the whole plan's, in Gy.")


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


def _noticed(subject: Subject, code: str, *, in_order: str) -> Iterator[Finding]:
    """What the reader noticed of a check's kinds; a PASS for each treatment where nothing was in doubt."""
    for one in subject.plans:
        found = [_finding(deviation, code=code, one=one) for deviation in one.treatment.deviations]
        rows = [finding for finding in found if finding is not None]
        yield from rows
        if all(finding.verdict is None for finding in rows):
            label, phase = one.treatment.label, one.phase_id
            yield Finding(code=code, verdict=Verdict.PASS, subject=label, phase=phase, summary=in_order)
    for deviation in subject.case.deviations:
        finding = _finding(deviation, code=code, one=None)
        if finding is not None:
            yield finding


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
