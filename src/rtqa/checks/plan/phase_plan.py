"""Which phase of the protocol does each plan belong to?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import Subject, why_no_fractions
from rtqa.checks.core.catalog import check
from rtqa.course.document import LoadedCourse
from rtqa.findings import Evidence, Finding, Verdict
from rtqa.model.case import Case, Treatment
from rtqa.model.plan import Plan
from rtqa.protocol.schema import Phase, Protocol


def recognise_phase(plan: Plan | None, protocol: Protocol) -> Phase | None:
    """The one phase whose fraction range holds the plan's planned fractions; None where it is not one."""
    n_fractions = plan.n_fractions if plan is not None else None
    if n_fractions is None:
        return None
    fitting = [phase for phase in protocol.phases if n_fractions in phase.fractions]
    return fitting[0] if len(fitting) == 1 else None


def find_named_phase(
    treatment: Treatment, case: Case, protocol: Protocol, *, told: LoadedCourse
) -> Phase | None:
    """The phase in whose folder, by the course file, the plan's file lies; None where in none's.

    Of folders within each other, the innermost counts. Without a plan, it is the dose's file.
    """
    member = treatment.plan or treatment.dose
    paths = [source.path for source in case.sources if member and source.sop_instance_uid == member.uid]
    if not paths:
        return None
    file = paths[0].resolve()
    folders = {phase_id: folder.resolve() for phase_id, folder in told.phase_folders.items()}
    holding = [
        phase for phase in protocol.phases if phase.id in folders and file.is_relative_to(folders[phase.id])
    ]
    return max(holding, key=lambda phase: len(folders[phase.id].parts), default=None)


@check("PHASE-PLAN", "Which phase of the protocol does each plan belong to?")
def phase_plan(subject: Subject) -> Iterator[Finding]:
    """One finding a treatment, or one that there is none, and one for each phase without a plan."""
    if not subject.plans:
        yield Finding(
            code="PHASE-PLAN",
            verdict=Verdict.REVIEW,
            subject="(no plan)",
            phase="",
            message="Nothing was handed in that could be judged.",
            explanation="there is no RT plan, dose or structure set among the files",
        )
    for one in subject.plans:
        if one.phase is None:
            yield _not_recognised(one.plan, label=one.treatment.label)
        elif not _list_clauses(subject.protocol, one.phase):
            yield Finding(
                code="PHASE-PLAN",
                verdict=Verdict.REVIEW,
                subject=one.treatment.label,
                phase=one.phase.id,
                message=f"Recognised as phase {one.phase.id}, of which the protocol file asks nothing.",
                explanation="a phase without any clause leaves nothing to judge the plan by",
            )
        elif len(subject.of_phase(one.phase.id)) > 1:
            yield Finding(
                code="PHASE-PLAN",
                verdict=Verdict.REVIEW,
                subject=one.treatment.label,
                phase=one.phase.id,
                message=f"Several plans are recognised as phase {one.phase.id}.",
                explanation="only one plan a phase can be judged; name the files of the one to judge",
            )
        else:
            yield Finding(
                code="PHASE-PLAN",
                verdict=Verdict.PASS,
                subject=one.treatment.label,
                phase=one.phase.id,
                message=f"Judged as phase {one.phase.id}: {one.phase.title}"
                f"{', by the course file' if one.is_named else ''}.",
                evidence=Evidence(reading="" if one.is_named else one.phase.reading),
            )
    for phase in subject.protocol.phases:
        if not subject.of_phase(phase.id):
            # Of its time the course file may tell without a plan: TIME-OVERALL says whether it does.
            timed = [rule.id for rule in subject.protocol.schedules]
            listed = [clause for clause in _list_clauses(subject.protocol, phase) if clause not in timed]
            clauses = ", ".join(listed) or "nothing"
            yield Finding(
                code="PHASE-PLAN",
                verdict=None,
                subject=phase.id,
                phase=phase.id,
                message=f"No plan of this phase was handed in; not judged: {clauses}.",
            )


def _list_clauses(protocol: Protocol, phase: Phase) -> list[str]:
    return [clause.id for clause in protocol.clauses if getattr(clause, "phase", None) == phase.id]


def _not_recognised(plan: Plan | None, *, label: str) -> Finding:
    unknown = why_no_fractions(plan)
    reason = str(unknown.message) if unknown is not None else ""
    if plan is not None and not reason:
        reason = f"no one phase of the protocol has plans of {plan.n_fractions} fractions"
    return Finding(
        code="PHASE-PLAN",
        verdict=Verdict.REVIEW,
        subject=label,
        phase="",
        message="Not recognised as a phase of the protocol: none of its clauses was judged on this plan.",
        explanation=reason,
    )
