"""What a plan prescribes where a clause asks for a dose, and whether the dose grid holds it."""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import PhasePlan, target_prescriptions
from rtqa.assembly.resolved import MatchedStructure
from rtqa.checks.core.judge import UNCERTAIN
from rtqa.checks.core.rows import Row
from rtqa.findings import Evidence, Verdict
from rtqa.messages import Cause, CauseKind, Interval, Listing, Message, Quantity, Range, Unknown
from rtqa.metrics import Measurement, Outcome
from rtqa.model.plan import Plan, Prescription
from rtqa.protocol.prescription import DeliveredRule, PrescriptionRule

ROUNDING_GY = 0.005
"""A prescription written with two decimals is its value to this."""


UNREADABLE = Unknown(Message("prescription.why-unreadable"), Cause(CauseKind.FILE_DAMAGED, "RTPLAN"))
"""What is stated and could not be read is not called absent; REF-FILES quotes it."""


def judged(answer: Verdict | Unknown, message: Message, *, subject: str = "", evidence: Evidence) -> Row:
    """A row on what was decided; on what was not, REVIEW with the reason and its cause."""
    if not isinstance(answer, Unknown):
        return Row(verdict=answer, message=message, subject=subject, evidence=evidence)
    return Row(
        verdict=Verdict.REVIEW,
        message=message,
        reason=answer.message,
        subject=subject,
        causes=(answer.cause,) if answer.cause is not None else (),
        evidence=evidence,
    )


def prescribed_by(
    rule: PrescriptionRule, plan: PhasePlan
) -> Iterator[tuple[str, list[Prescription] | Unknown]]:
    """What a plan prescribes where a clause asks, for each numbered part of its structure, or to any target.

    Yields the name of the structure, empty where the clause names none, and what is prescribed to it.
    """
    if rule.structure is None:
        yield "", prescriptions_to_any(plan.plan)
        return
    parts = plan.resolved[rule.structure].parts
    if isinstance(parts, Unknown):
        yield rule.structure, parts
        return
    for part in parts:
        name = rule.structure if len(parts) == 1 else part.name
        yield name, prescriptions_to(part, plan.plan)


def stated_prescriptions(plan: Plan | None) -> list[Prescription]:
    """The target prescriptions of a plan that state a dose."""
    return [stated for stated in target_prescriptions(plan) if stated.dose_gy is not None]


def prescriptions_to_any(plan: Plan | None) -> list[Prescription] | Unknown:
    """The doses that a plan prescribes to targets; at least one."""
    if plan is not None and "TargetPrescriptionDose" in plan.unreadable:
        return UNREADABLE
    return stated_prescriptions(plan) or Unknown(Message("prescription.why-none"), _without(plan, ""))


def prescriptions_to(structure: MatchedStructure, plan: Plan | None) -> list[Prescription] | Unknown:
    """The doses that a plan prescribes to a structure; at least one."""
    stated = stated_prescriptions(plan)
    to_it = [dose for dose in stated if dose.structure_number == structure.number]
    if to_it:
        return to_it
    if plan is not None and "TargetPrescriptionDose" in plan.unreadable:
        return UNREADABLE
    message = (
        Message("prescription.why-others", name=structure.name, stated=list_doses(stated))
        if stated
        else Message("prescription.why-not-referred-to", name=structure.name)
    )
    return Unknown(message, _without(plan, structure.name))


def _without(plan: Plan | None, name: str) -> Cause:
    """What stands behind a missing prescription: of a plan that prescribes nothing, the same for all."""
    if plan is None:
        return Cause(CauseKind.FILE_ABSENT, Message("file.plan"))
    subject = name if stated_prescriptions(plan) else Message("prescription.of-the-plan")
    return Cause(CauseKind.PRESCRIPTION_DOUBTFUL, subject)


def find_contradiction(stated: list[Prescription], name: str) -> Unknown | None:
    """Why several doses to one volume are no prescription; None where they are one dose."""
    n_doses = len({prescription.dose_gy for prescription in stated})
    if n_doses < 2:
        return None
    message = Message("prescription.why-several", n=n_doses)
    return Unknown(message, Cause(CauseKind.PRESCRIPTION_DOUBTFUL, name))


def judge_delivered(outcome: Outcome, *, expected: Interval, name: str) -> Verdict | Unknown:
    """Whether the dose grid holds what is expected of it in a structure.

    The text names no coverage, so lying outside is for a person to judge, never a FAIL.
    """
    if not isinstance(outcome, Measurement):
        return outcome.unknown
    doubtful = Cause(CauseKind.PRESCRIPTION_DOUBTFUL, name)
    if outcome.value < expected.low:
        return Unknown(Message("prescription.why-grid-holds-less"), doubtful)
    if outcome.value > expected.high:
        return Unknown(Message("prescription.why-grid-holds-more"), doubtful)
    reach = outcome.interval
    if reach is not None and not expected.low <= reach.low <= reach.high <= expected.high:
        return Unknown(UNCERTAIN, Cause(CauseKind.LIMIT_UNCERTAIN, name))
    return Verdict.PASS


def expected_dose(rule: DeliveredRule, dose_gy: float) -> Interval:
    """What the dose grid is to hold of a prescribed dose, in Gy."""
    return Interval(low=rule.at_least_frac * dose_gy, high=rule.at_most_frac * dose_gy)


def complies(prescription: Prescription, rule: PrescriptionRule) -> bool:
    """Whether a prescribed dose is one that the clause asks for."""
    dose_gy = prescription.dose_gy
    return dose_gy is not None and rule.allows(dose_gy, within_gy=ROUNDING_GY)


def list_doses(stated: list[Prescription]) -> Listing | Message:
    """``70 Gy, 54 Gy``."""
    doses = tuple(Quantity(dose.dose_gy, "Gy") for dose in stated if dose.dose_gy is not None)
    return Listing(doses) if doses else Message("prescription.nothing")


def asked_dose(rule: PrescriptionRule) -> Range:
    """``70 Gy`` or ``66–70 Gy``."""
    return Range(rule.dose_gy.min, rule.dose_gy.max, "Gy")
