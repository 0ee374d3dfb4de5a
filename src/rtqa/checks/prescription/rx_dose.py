"""Is what the protocol asks for what the plan prescribes, and what the dose grid holds?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rtqa.assembly.context import PhasePlan, Subject, target_prescriptions, why_no_fractions
from rtqa.assembly.matching import find_assumptions, find_open_contours, find_parts
from rtqa.checks.core.catalog import check
from rtqa.checks.core.judge import UNCERTAIN, describe
from rtqa.findings import Evidence, Finding, Verdict
from rtqa.messages import Unknown
from rtqa.metrics import Measurement, Outcome
from rtqa.model.plan import Plan, Prescription
from rtqa.protocol.names import Candidate
from rtqa.protocol.prescription import DeliveredRule, PrescriptionRule

ROUNDING_GY = 0.005
"""A prescription written with two decimals is its value to this."""


@check("RX-FRACTIONS", "Does each plan have a number of fractions that the protocol allows?")
def fractions(subject: Subject) -> Iterator[Finding]:
    """One finding for each distinct range of each phase with a plan; one where a course file breaks it."""
    for one in subject.plans:
        for rule in _distinct_ranges(subject, one.phase_id):
            yield _judge_planned(rule, one)
    for phase in subject.protocol.phases:
        for rule in _distinct_ranges(subject, phase.id):
            yield from _judge_written(rule, subject)


def _distinct_ranges(subject: Subject, phase_id: str) -> list[PrescriptionRule]:
    """The first clause of each range of fractions."""
    rules = [rule for rule in subject.protocol.prescriptions if rule.phase == phase_id]
    return list({(rule.fractions.min, rule.fractions.max): rule for rule in reversed(rules)}.values())


def _judge_planned(rule: PrescriptionRule, one: PhasePlan) -> Finding:
    planned = one.plan.n_fractions if one.plan is not None else None
    finding = Finding(
        code="RX-FRACTIONS",
        verdict=Verdict.REVIEW,
        subject=one.treatment.label,
        phase=rule.phase,
        message=f"Planned fractions: not known; allowed: {_allowed(rule)}.",
        explanation=unknown.message if (unknown := why_no_fractions(one.plan)) is not None else None,
        evidence=Evidence(quote=rule.quote, source=rule.source),
    )
    if planned is None:
        return finding
    verdict = Verdict.PASS if planned in rule.fractions else Verdict.FAIL
    summary = f"Planned fractions: {planned}; allowed: {_allowed(rule)}."
    return replace(finding, verdict=verdict, message=summary, explanation="")


def _judge_written(rule: PrescriptionRule, subject: Subject) -> Iterator[Finding]:
    """A number in the course file that is not allowed, whatever is planned; TIME-SOURCES compares the two."""
    phase = subject.course.phase(rule.phase) if subject.course is not None else None
    if phase is not None and phase.fractions is not None and phase.fractions not in rule.fractions:
        yield Finding(
            code="RX-FRACTIONS",
            verdict=Verdict.FAIL,
            subject=rule.phase,
            phase=rule.phase,
            message=f"Fractions by the course file: {phase.fractions}; allowed: {_allowed(rule)}.",
            evidence=Evidence(quote=rule.quote, source=rule.source),
        )


def _allowed(rule: PrescriptionRule) -> str:
    least, most = rule.fractions.min, rule.fractions.max
    return f"{least}" if least == most else f"{least}–{most or '…'}"


@check("RX-DOSE", "Does the plan prescribe the dose that the protocol asks for?")
def doses(subject: Subject) -> Iterator[Finding]:
    """One finding for each prescription rule of each phase that has a plan; one a numbered part."""
    for one, rule in _rules(subject):
        if rule.structure is None:
            yield _for_any_target(rule, one)
        else:
            yield from _for_structure(rule, rule.structure, one)


@check("RX-DELIVERED", "Does the dose grid hold what the plan prescribes?")
def delivered(subject: Subject) -> Iterator[Finding]:
    """One finding for each rule, or numbered part, with a coverage metric; INFO where none is named."""
    for one, rule in _rules(subject):
        yield from _delivered(rule, one)


def prescribed_by(rule: PrescriptionRule, one: PhasePlan) -> Iterator[tuple[str, list[Prescription], str]]:
    """What a plan prescribes where a rule asks, for each numbered part of its structure, or to any target.

    Yields the name of the structure, what is prescribed to it, and why that is open where it is nothing.
    """
    if rule.structure is None:
        stated = [p for p in target_prescriptions(one.plan) if p.dose_gy is not None]
        yield "Target", stated, "" if stated else "the plan states no target prescription"
        return
    parts = find_parts(one, rule.structure)
    candidates, reason = ((), str(parts.message)) if isinstance(parts, Unknown) else (parts, "")
    if not candidates:
        yield rule.structure, [], reason
    for candidate in candidates:
        stated = prescriptions_to(candidate, one.plan)
        name = rule.structure if len(candidates) == 1 else candidate.name
        yield name, stated, "" if stated else f"no prescription of the plan refers to {candidate.name!r}"


def _rules(subject: Subject) -> Iterator[tuple[PhasePlan, PrescriptionRule]]:
    for rule in subject.protocol.prescriptions:
        for one in subject.of_phase(rule.phase):
            yield one, rule


def _for_any_target(rule: PrescriptionRule, one: PhasePlan) -> Finding:
    """The text does not say which volume: every target prescription of the plan must comply."""
    stated = [p for p in target_prescriptions(one.plan) if p.dose_gy is not None]
    finding = Finding(
        code="RX-DOSE",
        verdict=Verdict.PASS,
        subject=one.treatment.label,
        phase=rule.phase,
        message=f"Prescribed {describe_stated(stated)}, {describe_asked(rule)} asked for.",
        evidence=Evidence.of(rule),
    )
    if not stated:
        return replace(finding, verdict=Verdict.REVIEW, explanation="the plan states no target prescription")
    outside = [p for p in stated if not _complies(p, rule)]
    if not outside:
        return finding
    if all(p.site in ("POINT", "COORDINATES") for p in outside):
        return replace(
            finding,
            verdict=Verdict.REVIEW,
            explanation=f"dose points lie outside: {describe_stated(outside)}",
        )
    return replace(finding, verdict=Verdict.FAIL)


def _for_structure(rule: PrescriptionRule, structure: str, one: PhasePlan) -> Iterator[Finding]:
    finding = Finding(
        code="RX-DOSE",
        verdict=Verdict.REVIEW,
        subject=structure,
        phase=rule.phase,
        message=f"{structure}: {describe_asked(rule)} asked for.",
        evidence=Evidence.of(rule),
    )
    parts = find_parts(one, structure)
    candidates, reason = ((), str(parts.message)) if isinstance(parts, Unknown) else (parts, "")
    if not candidates:
        yield replace(finding, explanation=reason)
    for candidate in candidates:
        own = finding if len(candidates) == 1 else replace(finding, subject=candidate.name)
        yield _for_candidate(candidate, own, rule=rule, plan=one.plan)


def _for_candidate(
    candidate: Candidate, finding: Finding, *, rule: PrescriptionRule, plan: Plan | None
) -> Finding:
    stated = prescriptions_to(candidate, plan)
    if not stated:
        others = [p for p in target_prescriptions(plan) if p.dose_gy is not None]
        found = f"it states {describe_stated(others)}" if others else "it states none at all"
        return replace(
            finding, explanation=f"no prescription of the plan refers to {candidate.name!r}; {found}"
        )
    summary = f"{candidate.name}: prescribed {describe_stated(stated)}, {describe_asked(rule)} asked for."
    finding = replace(finding, message=summary)
    if len({p.dose_gy for p in stated}) > 1:
        return replace(
            finding, explanation=f"the plan prescribes {len(stated)} different doses to the same volume"
        )
    return replace(finding, verdict=Verdict.PASS if _complies(stated[0], rule) else Verdict.FAIL)


def _delivered(rule: PrescriptionRule, one: PhasePlan) -> Iterator[Finding]:
    finding = Finding(
        code="RX-DELIVERED",
        verdict=Verdict.REVIEW,
        subject=rule.structure or one.treatment.label,
        phase=rule.phase,
        message=f"{rule.structure or 'Target'}: coverage by the dose grid not judged.",
        evidence=replace(
            Evidence.of(rule), reading=rule.delivered.reading if rule.delivered else rule.reading
        ),
    )
    if rule.delivered is None:
        yield replace(finding, verdict=None)
        return
    parts = find_parts(one, rule.structure or "")
    candidates, reason = ((), str(parts.message)) if isinstance(parts, Unknown) else (parts, "")
    if not candidates:
        yield replace(finding, explanation=reason)
    for candidate in candidates:
        own = finding if len(candidates) == 1 else replace(finding, subject=candidate.name)
        yield _delivered_to(candidate, own, asked=rule.delivered, one=one)


def _delivered_to(candidate: Candidate, finding: Finding, *, asked: DeliveredRule, one: PhasePlan) -> Finding:
    stated = prescriptions_to(candidate, one.plan)
    if len({p.dose_gy for p in stated}) != 1:
        return replace(finding, explanation="the plan does not prescribe one dose to this volume")
    planned_gy = stated[0].dose_gy or 0.0
    low_gy, high_gy = asked.at_least_frac * planned_gy, asked.at_most_frac * planned_gy
    outcome = one.measure(candidate.structure_number, asked.metric)
    verdict, reason = judge_delivered(outcome, low_gy=low_gy, high_gy=high_gy)
    left_out = find_open_contours(one, candidate.structure_number)
    if verdict is Verdict.PASS and left_out:
        verdict, reason = Verdict.REVIEW, str(left_out.message)
    expected = f"{low_gy:.2f}–{high_gy:.2f} Gy expected of {planned_gy:g} Gy"
    summary = f"{candidate.name}: {describe(outcome, beside=low_gy)}, {expected}."
    assumed = "; ".join(map(str, find_assumptions(one, candidate.structure_number)))
    summary += f" Assumed: {assumed}." if assumed else ""
    return replace(finding, verdict=verdict, explanation=reason, message=summary, outcome=outcome)


def judge_delivered(outcome: Outcome, *, low_gy: float, high_gy: float) -> tuple[Verdict, str]:
    """The text names no coverage, so lying outside is for a person to judge, never a FAIL."""
    if not isinstance(outcome, Measurement):
        return Verdict.REVIEW, str(outcome.reason)
    if outcome.value < low_gy:
        return Verdict.REVIEW, "the dose grid holds less than the plan prescribes to this volume"
    if outcome.value > high_gy:
        return Verdict.REVIEW, "the dose grid holds more than the plan prescribes to this volume"
    reach = outcome.interval
    if reach is not None and not low_gy <= reach.low <= reach.high <= high_gy:
        return Verdict.REVIEW, UNCERTAIN
    return Verdict.PASS, ""


def prescriptions_to(candidate: Candidate, plan: Plan | None) -> list[Prescription]:
    """The doses that a plan prescribes to a structure."""
    return [
        p
        for p in target_prescriptions(plan)
        if p.structure_number == candidate.structure_number and p.dose_gy is not None
    ]


def _complies(prescription: Prescription, rule: PrescriptionRule) -> bool:
    dose_gy = prescription.dose_gy
    return dose_gy is not None and rule.allows(dose_gy, within_gy=ROUNDING_GY)


def describe_stated(prescriptions: list[Prescription]) -> str:
    """``70 Gy, 54 Gy``."""
    return ", ".join(f"{p.dose_gy:g} Gy" for p in prescriptions) or "nothing"


def describe_asked(rule: PrescriptionRule) -> str:
    """``70 Gy`` or ``66–70 Gy``."""
    low, high = rule.dose_gy.min, rule.dose_gy.max
    return f"{low:g} Gy" if low == high else f"{low:g}–{high:g} Gy"
