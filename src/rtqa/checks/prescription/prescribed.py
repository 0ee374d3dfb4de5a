"""What rows on prescriptions have in common: how a stated dose is said, and when a dose grid holds it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rtqa.assembly.stated_doses import Source, StatedDose
from rtqa.checks.core.judge import UNCERTAIN
from rtqa.checks.core.rows import Row
from rtqa.findings import Evidence, Verdict
from rtqa.messages import Cause, CauseKind, Interval, Listing, Message, Quantity, Range, Unknown
from rtqa.metrics import Measurement, Outcome
from rtqa.protocol.prescription import DeliveredRule, PrescriptionRule

ROUNDING_GY = 0.005
"""A prescription written with two decimals is its value to this."""

NEAR_FRAC = 0.05
"""How far the median dose of a target may be from the one that is stated for it, where no clause says."""

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


def find_contradiction(stated: Sequence[StatedDose], name: str) -> Unknown | None:
    """Why several doses to one volume are no prescription; None where they are one dose."""
    n_doses = len({dose.dose_gy for dose in stated})
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


def list_doses(stated: Sequence[StatedDose]) -> Listing | Message:
    """``70 Gy, 54 Gy``, each once, in hundredths: plans state more digits than are meant."""
    doses = tuple(dict.fromkeys(Quantity(round(dose.dose_gy, 2), "Gy") for dose in stated))
    return Listing(doses) if doses else Message("prescription.nothing")


def say_source(stated: Sequence[StatedDose]) -> Message | None:
    """How the doses are known to be meant, where the plan does not refer to the structure itself."""
    first = stated[0]
    if first.source in (Source.REFERENCE, Source.ELSEWHERE):
        return None
    holders = quote_names(first.holders)
    return Message("prescription.source", source=first.source.value, holders=holders)


def quote_names(names: Iterable[str]) -> Listing:
    """``'PTV_7000' and 'PTV_5400'``."""
    return Listing(tuple(f"'{name}'" for name in names), "and")


def asked_dose(rule: PrescriptionRule) -> Range:
    """``70 Gy`` or ``66–70 Gy``."""
    return Range(rule.dose_gy.min, rule.dose_gy.max, "Gy")
