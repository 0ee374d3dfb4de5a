"""Does the plan prescribe the dose that the protocol asks for?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.resolved import MatchedStructure
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row
from rtqa.checks.prescription.prescribed import (
    asked_dose,
    complies,
    find_contradiction,
    judged,
    list_doses,
    prescriptions_to,
    prescriptions_to_any,
)
from rtqa.findings import Evidence, Verdict
from rtqa.messages import Cause, CauseKind, Message, Unknown
from rtqa.model.plan import Plan, Prescription
from rtqa.protocol.prescription import PrescriptionRule


@check(
    "RX-DOSE",
    "Does the plan prescribe the dose that the protocol asks for?",
    section="prescriptions",
    order=70,
    cause=CauseKind.REQUIREMENT_NOT_MET,
    per="rule",
    rules=lambda subject: subject.protocol.prescriptions,
)
def doses(rule: PrescriptionRule, plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for each prescription clause of each phase that has a plan; one a numbered part."""
    if rule.structure is None:
        yield _for_any_target(rule, plan)
        return
    parts = plan.resolved[rule.structure].parts
    if isinstance(parts, Unknown):
        message = Message("rx-dose.asked", name=rule.structure, asked=asked_dose(rule))
        yield judged(parts, message, subject=rule.structure, evidence=Evidence.of(rule))
        return
    for part in parts:
        yield _for_part(rule, part, plan.plan, name=rule.structure if len(parts) == 1 else part.name)


def _for_any_target(rule: PrescriptionRule, plan: PhasePlan) -> Row:
    """The text does not say which volume: every target prescription of the plan must comply."""
    stated = prescriptions_to_any(plan.plan)
    listed = list_doses([] if isinstance(stated, Unknown) else stated)
    message = Message("rx-dose.prescribed", stated=listed, asked=asked_dose(rule))
    answer = stated if isinstance(stated, Unknown) else _judge_all(stated, rule)
    return judged(answer, message, evidence=Evidence.of(rule))


def _judge_all(stated: list[Prescription], rule: PrescriptionRule) -> Verdict | Unknown:
    outside = [dose for dose in stated if not complies(dose, rule)]
    if outside and all(dose.site in ("POINT", "COORDINATES") for dose in outside):
        message = Message("rx-dose.why-points", stated=list_doses(outside))
        return Unknown(message, Cause(CauseKind.PRESCRIPTION_DOUBTFUL))
    return Verdict.FAIL if outside else Verdict.PASS


def _for_part(rule: PrescriptionRule, part: MatchedStructure, plan: Plan | None, *, name: str) -> Row:
    """On one structure, or one numbered part, under the name that the row is to have."""
    stated = prescriptions_to(part, plan)
    if isinstance(stated, Unknown):
        message = Message("rx-dose.asked", name=rule.structure or name, asked=asked_dose(rule))
        return judged(stated, message, subject=name, evidence=Evidence.of(rule))
    verdict = Verdict.PASS if complies(stated[0], rule) else Verdict.FAIL
    message = Message(
        "rx-dose.prescribed-to", name=part.name, stated=list_doses(stated), asked=asked_dose(rule)
    )
    answer = find_contradiction(stated, part.name) or verdict
    return judged(answer, message, subject=name, evidence=Evidence.of(rule))
