"""Does the plan prescribe the dose that the protocol asks for?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.resolved import MatchedStructure
from rtqa.assembly.stated_doses import OF_POINTS, Source, StatedDose, stated_prescriptions
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row
from rtqa.checks.prescription.asked import Asked
from rtqa.checks.prescription.prescribed import (
    ROUNDING_GY,
    asked_dose,
    find_contradiction,
    judged,
    list_doses,
    say_source,
)
from rtqa.findings import Evidence, Verdict
from rtqa.messages import Cause, CauseKind, Message, Quantity, Unknown
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
def doses(rule: PrescriptionRule, plan: PhasePlan, subject: Subject) -> Iterator[Row]:
    """One row for each prescription clause of each phase that has a plan; one a numbered part."""
    asked = Asked(rule=rule, plan=plan, course=subject.course)
    if rule.structure is None:
        yield _for_any_target(asked)
        return
    parts = plan.resolved[rule.structure].parts
    if isinstance(parts, Unknown):
        message = Message("rx-dose.asked", name=rule.structure, asked=asked_dose(rule))
        yield judged(parts, message, subject=rule.structure, evidence=Evidence.of(rule))
        return
    for part in parts:
        yield _for_part(asked, part, name=rule.structure if len(parts) == 1 else part.name)


def _for_any_target(asked: Asked) -> Row:
    """The text does not say which volume: one that complies suffices for asking what the others are."""
    stated = asked.list_to_any()
    listed = list_doses([] if isinstance(stated, Unknown) else stated)
    message = Message("rx-dose.prescribed", stated=listed, asked=asked_dose(asked.rule))
    answer = stated if isinstance(stated, Unknown) else _judge_all(stated, asked)
    if not isinstance(stated, Unknown) and (source := say_source(stated)) is not None:
        message = Message("rx-dose.known-by", says=message, source=source)
    return judged(answer, message, evidence=Evidence.of(asked.rule))


def _judge_all(stated: list[StatedDose], asked: Asked) -> Verdict | Unknown:
    inside = [dose for dose in stated if asked.complies(dose.dose_gy)]
    outside = [dose for dose in stated if dose not in inside]
    if not outside:
        return Verdict.PASS
    doubtful = Cause(CauseKind.PRESCRIPTION_DOUBTFUL)
    points_gy = {rx.dose_gy for rx in stated_prescriptions(asked.plan) if rx.site in OF_POINTS}
    if all(dose.dose_gy in points_gy for dose in outside):
        return Unknown(Message("rx-dose.why-points", stated=list_doses(outside)), doubtful)
    if not inside:
        return Verdict.FAIL
    if asked.written_gy and all(_is_among(dose_gy, inside) for dose_gy in asked.written_gy.values()):
        return Verdict.PASS
    why = Message("rx-dose.why-which", phase=asked.rule.phase, stated=list_doses(outside))
    return Unknown(why, doubtful)


def _is_among(dose_gy: float, stated: list[StatedDose]) -> bool:
    return any(abs(dose_gy - dose.dose_gy) <= ROUNDING_GY for dose in stated)


def _for_part(asked: Asked, part: MatchedStructure, *, name: str) -> Row:
    """On one structure, or one numbered part, under the name that the row is to have."""
    rule, stated = asked.rule, asked.list_to(part)
    if isinstance(stated, Unknown):
        message = Message("rx-dose.asked", name=rule.structure or name, asked=asked_dose(rule))
        return judged(stated, message, subject=name, evidence=Evidence.of(rule))
    answer = find_contradiction(stated, part.name) or _judge(stated[0], asked, part)
    return judged(answer, _say(stated, asked, part), subject=name, evidence=Evidence.of(rule))


def _judge(stated: StatedDose, asked: Asked, part: MatchedStructure) -> Verdict | Unknown:
    """A dose that the plan does not prescribe to the target itself must be in the dose grid."""
    if not asked.complies(stated.dose_gy):
        return Verdict.FAIL
    is_to_it = stated.source is Source.REFERENCE
    return Verdict.PASS if is_to_it else asked.judge_held(part, stated.dose_gy)


def _say(stated: list[StatedDose], asked: Asked, part: MatchedStructure) -> Message:
    """What is prescribed and asked for; how it is known to be meant; and where it complies by rounding."""
    listed, asked_for = list_doses(stated), asked_dose(asked.rule)
    message = Message("rx-dose.prescribed-to", name=part.name, stated=listed, asked=asked_for)
    source, dose_gy, n_fractions = say_source(stated), stated[0].dose_gy, asked.n_fractions
    if source is not None:
        message = Message("rx-dose.known-by", says=message, source=source)
    if n_fractions is None or not asked.is_rounded(dose_gy):
        return message
    of_a_fraction = Quantity(round(dose_gy / n_fractions, 3), "Gy")
    return Message("rx-dose.rounded", says=message, n=n_fractions, per_fraction=of_a_fraction)
