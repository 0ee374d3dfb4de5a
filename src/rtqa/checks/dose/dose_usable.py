"""Is it the whole plan's dose, and does it reach where it is asked for?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.deviations import judge_noticed
from rtqa.checks.dose.plausibility import find_dose_doubt
from rtqa.findings import Finding, Verdict
from rtqa.messages import Unknown

COVERED_FRAC = 1.0 - 1e-6
"""A structure counts as inside the dose grid from this share of its volume on."""


@check("DOSE-USABLE", "Is the dose the whole plan's, in Gy?")
def dose_usable(subject: Subject) -> Iterator[Finding]:
    """A relative dose, a part of the beams, or one that cannot be this plan's cannot be judged."""
    in_order = "The dose is the whole plan's, in Gy."
    return judge_noticed(subject, "DOSE-USABLE", in_order=in_order, doubt=find_dose_doubt)


@check("GRID-COVERS", "Does the dose grid reach around every structure of the protocol?")
def grid_covers(subject: Subject) -> Iterator[Finding]:
    """One finding for each structure that stands for one of the protocol's; one where none does."""
    for one in subject.plans:
        found = [candidate for match in one.matches.values() for candidate in match.candidates]
        for candidate in found:
            yield _covered(one, candidate.structure_number, candidate.name)
        if not found:
            # That a structure is missing is told by every clause that names it.
            yield Finding(
                code="GRID-COVERS",
                verdict=None,
                subject=one.treatment.label,
                phase=one.phase_id,
                message="No structure was compared with the dose grid: none of the protocol's was found.",
            )


def _covered(one: PhasePlan, number: int, name: str) -> Finding:
    dvh = one.dvhs[number]
    if isinstance(dvh, Unknown):
        verdict, summary, reason = Verdict.REVIEW, f"{name}: no dose-volume histogram.", str(dvh.message)
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
        code="GRID-COVERS",
        verdict=verdict,
        subject=name,
        phase=one.phase_id,
        message=summary,
        explanation=reason,
    )
