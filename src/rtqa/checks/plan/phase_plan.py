"""Which phase of the protocol does each plan belong to?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.another_site import describe_prescription, list_foreign
from rtqa.assembly.context import PhasePlan, Subject, why_no_fractions
from rtqa.assembly.phases import recognise_phase
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row
from rtqa.findings import Evidence, Verdict
from rtqa.messages import Cause, CauseKind, Listing, Message, Unknown, Value
from rtqa.model.plan import Plan
from rtqa.protocol.schema import Phase, Protocol

_N_ORGANS = 4
"""Organs that are listed as evidence."""


@check(
    "PHASE-PLAN",
    "Which phase of the protocol does each plan belong to?",
    section="prescriptions",
    order=10,
    cause=CauseKind.PLAN_DOUBTFUL,
    per="case",
)
def phase_plan(subject: Subject) -> Iterator[Row]:
    """One row a treatment, or one that there is none; of arm, course file, and each phase without a plan."""
    if not subject.plans:
        yield Row(
            verdict=Verdict.REVIEW,
            message=Message("phase-plan.nothing-handed-in"),
            reason=Message("phase-plan.why-nothing"),
            subject=Message("plan.no-plan"),
            causes=(Cause(CauseKind.FILE_ABSENT, Message("file.plan")),),
        )
    yield from _of_arm(subject)
    if subject.foreign_course is not None:
        other = Message(
            "phase-plan.course-of-another", other=subject.foreign_course, protocol=subject.protocol.id
        )
        yield Row(verdict=None, message=other, subject=Message("phase-plan.course-file"), phase="")
    for plan in subject.plans:
        yield _not_recognised(plan) if plan.phase is None else _judge_phase(plan.phase, plan, subject)
        yield from _of_another_site(plan, subject.protocol)
    for phase in subject.protocol.phases:
        if not subject.of_phase(phase.id):
            yield _without_plan(phase, subject.protocol)


def _of_arm(subject: Subject) -> Iterator[Row]:
    """Of a protocol with arms, the one that is stated; without it clauses are not judged."""
    arms = subject.protocol.arms
    if not arms:
        return
    stated = next((arm for arm in arms if arm.id == subject.arm), None)
    subject_arm = Message("phase-plan.arm")
    if stated is not None:
        said = Message("phase-plan.of-arm", arm=stated.id, title=stated.title)
        yield Row(verdict=None, message=said, subject=subject_arm, phase="")
        return
    yield Row(
        verdict=Verdict.REVIEW,
        message=Message("phase-plan.no-arm", arms=Listing(tuple(arm.id for arm in arms), "or")),
        reason=Message("phase-plan.why-no-arm"),
        subject=subject_arm,
        phase="",
        causes=(Cause(CauseKind.COURSE_DATA_ABSENT, subject_arm),),
    )


def _of_another_site(plan: PhasePlan, protocol: Protocol) -> Iterator[Row]:
    """A plan of another part of the body: what the protocol asks of it tells nothing."""
    organs = list_foreign(plan, protocol)
    if not organs:
        return
    dose = describe_prescription(plan)
    values: dict[str, Value] = {
        "protocol": protocol.id,
        "organs": Listing(organs, most=_N_ORGANS),
    }
    yield Row(
        verdict=Verdict.REVIEW,
        message=Message("phase-plan.another-site", **values)
        if dose is None
        else Message("phase-plan.another-site-and-dose", **values, dose=dose),
        reason=Message("phase-plan.why-another-site"),
        subject=plan.treatment.label,
        phase=plan.phase_id,
        causes=(Cause(CauseKind.PROTOCOL_DOUBTFUL, plan.treatment.label),),
    )


def _not_recognised(plan: PhasePlan) -> Row:
    unknown = _why_not_recognised(plan.plan)
    return Row(
        verdict=Verdict.REVIEW,
        message=Message("phase-plan.not-recognised"),
        reason=unknown.message,
        subject=plan.treatment.label,
        causes=(unknown.cause,) if unknown.cause is not None else (),
    )


def _why_not_recognised(plan: Plan | None) -> Unknown:
    if plan is not None and plan.n_fractions is not None:
        message = Message("phase-plan.why-no-phase", n=plan.n_fractions)
        return Unknown(message, Cause(CauseKind.REQUIREMENT_NOT_MET, plan.label))
    return why_no_fractions(plan) or Unknown(Message("plan.no-fractions"), Cause(CauseKind.NOT_STATED))


def _judge_phase(phase: Phase, plan: PhasePlan, subject: Subject) -> Row:
    if not _list_clauses(subject.protocol, phase):
        message = Message("phase-plan.without-clauses", phase=phase.id)
        reason, cause = Message("phase-plan.why-without-clauses"), Cause(CauseKind.NOT_STATED, phase.id)
    elif len(subject.of_phase(phase.id)) > 1:
        labels = tuple(f"'{other.treatment.label}'" for other in subject.of_phase(phase.id))
        message = Message("phase-plan.several", phase=phase.id, n=len(labels), plans=Listing(labels, "and"))
        reason, cause = Message("phase-plan.why-several"), Cause(CauseKind.PLAN_DOUBTFUL, phase.id)
    else:
        return _take_as(phase, plan, subject.protocol)
    return Row(
        verdict=Verdict.REVIEW,
        message=message,
        reason=reason,
        subject=plan.treatment.label,
        phase=phase.id,
        causes=(cause,) if cause is not None else (),
    )


def _take_as(phase: Phase, plan: PhasePlan, protocol: Protocol) -> Row:
    """PASS where the number of fractions is this phase's alone; what only the course file says is told."""
    recognised = recognise_phase(plan.plan, protocol)
    n_fractions = plan.plan.n_fractions if plan.plan is not None else None
    title: dict[str, Value] = {"phase": phase.id, "title": phase.title}
    if recognised is None or recognised.id != phase.id or n_fractions is None:
        word = "phase-plan.named-alone" if plan.is_named else "phase-plan.only-phase"
        return Row(
            verdict=None,
            message=Message(word, **title),
            subject=plan.treatment.label,
            phase=phase.id,
        )
    message = (
        Message("phase-plan.named-by-course", **title, n=n_fractions)
        if plan.is_named
        else Message("phase-plan.recognised", **title, n=n_fractions)
    )
    return Row(
        verdict=Verdict.PASS,
        message=message,
        subject=plan.treatment.label,
        phase=phase.id,
        evidence=Evidence(reading="" if plan.is_named else phase.reading),
    )


def _without_plan(phase: Phase, protocol: Protocol) -> Row:
    """Of its time the course file may tell without a plan: TIME-OVERALL says whether it does."""
    of_time = [rule.id for rule in protocol.schedules]
    clauses = tuple(clause for clause in _list_clauses(protocol, phase) if clause not in of_time)
    message = (
        Message("phase-plan.without-plan", clauses=Listing(clauses))
        if clauses
        else Message("phase-plan.without-plan-or-clauses")
    )
    return Row(verdict=None, message=message, subject=phase.id, phase=phase.id)


def _list_clauses(protocol: Protocol, phase: Phase) -> list[str]:
    return [clause.id for clause in protocol.clauses if getattr(clause, "phase", None) == phase.id]
