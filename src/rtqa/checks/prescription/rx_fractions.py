"""Are as many fractions planned, and given, as the protocol allows?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import PhasePlan, Subject, why_no_fractions
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row
from rtqa.course.timeline import Timeline
from rtqa.findings import Evidence, Verdict
from rtqa.messages import CauseKind, Message, Range
from rtqa.protocol.prescription import PrescriptionRule


@check(
    "RX-FRACTIONS",
    "Are as many fractions planned, and given, as the protocol allows?",
    section="prescriptions",
    order=80,
    cause=CauseKind.REQUIREMENT_NOT_MET,
    per="case",
)
def fractions(subject: Subject) -> Iterator[Row]:
    """One row for each distinct range of each phase with a plan, and of what was written or given."""
    for plan in subject.plans:
        for rule in _distinct_ranges(subject, plan.phase_id):
            yield _judge_planned(rule, plan)
    for phase in subject.protocol.phases:
        for rule in _distinct_ranges(subject, phase.id):
            yield from _judge_written(rule, subject)
            yield from _judge_given(rule, subject.chronicle.timelines[phase.id])


def _distinct_ranges(subject: Subject, phase_id: str) -> list[PrescriptionRule]:
    """The first clause of each range of fractions."""
    rules = [rule for rule in subject.protocol.prescriptions if rule.phase == phase_id]
    return list({(rule.fractions.min, rule.fractions.max): rule for rule in reversed(rules)}.values())


def _judge_planned(rule: PrescriptionRule, plan: PhasePlan) -> Row:
    label, evidence = plan.treatment.label, Evidence(quote=rule.quote, source=rule.source)
    n_fractions = plan.plan.n_fractions if plan.plan is not None else None
    if n_fractions is None:
        unknown = why_no_fractions(plan.plan)
        return Row(
            verdict=Verdict.REVIEW,
            message=Message("rx-fractions.not-known", allowed=_allowed(rule)),
            reason=unknown.message if unknown is not None else None,
            subject=label,
            phase=rule.phase,
            causes=(unknown.cause,) if unknown is not None and unknown.cause is not None else (),
            evidence=evidence,
        )
    return Row(
        verdict=Verdict.PASS if n_fractions in rule.fractions else Verdict.FAIL,
        message=Message("rx-fractions.planned", n=n_fractions, allowed=_allowed(rule)),
        subject=label,
        phase=rule.phase,
        evidence=evidence,
    )


def _judge_written(rule: PrescriptionRule, subject: Subject) -> Iterator[Row]:
    """A number in the course file that is not allowed, whatever is planned; TIME-SOURCES compares the two."""
    phase = subject.course.phase(rule.phase) if subject.course is not None else None
    if phase is not None and phase.fractions is not None and phase.fractions not in rule.fractions:
        yield Row(
            verdict=Verdict.FAIL,
            message=Message("rx-fractions.written", n=phase.fractions, allowed=_allowed(rule)),
            subject=rule.phase,
            phase=rule.phase,
            evidence=Evidence(quote=rule.quote, source=rule.source),
        )


def _judge_given(rule: PrescriptionRule, timeline: Timeline) -> Iterator[Row]:
    """What was given, once it is too much or the phase is over."""
    n_given, most = len(timeline.given), rule.fractions.max
    if timeline.is_over or (most is not None and n_given > most):
        yield Row(
            verdict=Verdict.PASS if n_given in rule.fractions else Verdict.FAIL,
            message=Message("rx-fractions.given", n=n_given, by=timeline.given_by, allowed=_allowed(rule)),
            subject=rule.phase,
            phase=rule.phase,
            evidence=Evidence(quote=rule.quote, source=rule.source),
        )


def _allowed(rule: PrescriptionRule) -> Range:
    return Range(rule.fractions.min, rule.fractions.max)
