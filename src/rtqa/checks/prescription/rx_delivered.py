"""Does the dose grid hold what the plan prescribes?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.resolved import MatchedStructure
from rtqa.assembly.stated_doses import StatedDose
from rtqa.checks.core.catalog import check
from rtqa.checks.core.judge import describe
from rtqa.checks.core.rows import Row
from rtqa.checks.prescription.asked import Asked
from rtqa.checks.prescription.prescribed import (
    expected_dose,
    find_contradiction,
    judge_delivered,
    judged,
)
from rtqa.findings import Evidence, Verdict
from rtqa.messages import CauseKind, Message, Quantity, Range, Unknown, join
from rtqa.protocol.prescription import DeliveredRule, PrescriptionRule


@check(
    "RX-DELIVERED",
    "Does the dose grid hold what the plan prescribes?",
    section="prescriptions",
    order=60,
    cause=CauseKind.PRESCRIPTION_DOUBTFUL,
    per="rule",
    rules=lambda subject: subject.protocol.prescriptions,
)
def delivered(rule: PrescriptionRule, plan: PhasePlan, subject: Subject) -> Iterator[Row]:
    """One row for each clause, or numbered part, with a coverage metric; INFO where none is named."""
    expected = rule.delivered
    evidence = replace(Evidence.of(rule), reading=expected.reading if expected is not None else rule.reading)
    if expected is None:
        name = rule.structure or Message("prescription.target")
        message = Message("rx-delivered.not-judged", name=name)
        yield Row(verdict=None, message=message, subject=rule.structure or "", evidence=evidence)
        return
    not_judged = Message("rx-delivered.not-judged", name=rule.structure or "")
    parts = plan.resolved[rule.structure or ""].parts
    drawn = {} if isinstance(parts, Unknown) else {part.name: part for part in parts}
    for name, stated in Asked(rule=rule, plan=plan, course=subject.course).list_stated():
        planned = stated if isinstance(stated, Unknown) else _find_dose(stated, name)
        if isinstance(planned, Unknown):
            yield judged(planned, not_judged, subject=name, evidence=evidence)
        else:
            part = drawn[name] if name in drawn else next(iter(drawn.values()))
            row = _compare(part, plan, rule=expected, planned_gy=planned)
            yield replace(row, subject=name, evidence=evidence)


def _find_dose(stated: list[StatedDose], name: str) -> float | Unknown:
    """The only dose that is stated for a structure, in Gy."""
    return find_contradiction(stated, name) or stated[0].dose_gy


def _compare(part: MatchedStructure, plan: PhasePlan, *, rule: DeliveredRule, planned_gy: float) -> Row:
    expected = expected_dose(rule, planned_gy)
    outcome = plan.measure(part.number, rule.metric)
    answer = judge_delivered(outcome, expected=expected, name=part.name)
    if answer is Verdict.PASS:
        answer = part.open_contours or answer
    message = Message(
        "rx-delivered.held",
        name=part.name,
        held=describe(outcome, beside=expected.low),
        expected=Range(expected.low, expected.high, "Gy", 2),
        planned=Quantity(planned_gy, "Gy"),
    )
    assumed = join(*part.assumptions)
    if assumed is not None:
        message = Message("rx-delivered.assumed", held=message, assumed=assumed)
    return replace(judged(answer, message, evidence=Evidence()), outcome=outcome)
