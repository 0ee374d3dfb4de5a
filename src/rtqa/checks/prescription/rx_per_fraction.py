"""Is the dose of a fraction what the protocol asks for, and what is it worth in fractions of 2 Gy?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rtqa.assembly.context import PhasePlan, Subject, why_no_fractions
from rtqa.assembly.stated_doses import StatedDose
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row
from rtqa.checks.prescription.asked import Asked
from rtqa.checks.prescription.prescribed import ROUNDING_GY, judged
from rtqa.findings import Evidence, Verdict
from rtqa.messages import Cause, CauseKind, Message, Quantity, Range, Unknown, Value
from rtqa.metrics.radiobiology import eqd2_gy
from rtqa.model.plan import Plan
from rtqa.protocol.prescription import FractionDose, PrescriptionRule, rounding_of_fractions_gy


@check(
    "RX-PER-FRACTION",
    "Does each fraction have the dose that the protocol asks for?",
    section="prescriptions",
    order=90,
    cause=CauseKind.REQUIREMENT_NOT_MET,
    per="rule",
    rules=lambda subject: subject.protocol.prescriptions,
)
def fraction_doses(rule: PrescriptionRule, plan: PhasePlan, subject: Subject) -> Iterator[Row]:
    """A row for each clause, or numbered part; before it one on the words, where these are not judged."""
    for name, stated in Asked(rule=rule, plan=plan, course=subject.course).list_stated():
        called = name or Message("prescription.target")
        planned = stated if isinstance(stated, Unknown) else _find_planned(stated, plan.plan, name=name)
        if isinstance(planned, Unknown):
            rows = iter([_left_open(called, planned, rule)])
        elif rule.per_fraction is None:
            rows = iter(
                [Row(verdict=None, message=_say(called, planned.describe(), planned=planned, rule=rule))]
            )
        else:
            rows = _judge(planned, called, rule=rule, asked=rule.per_fraction)
        for row in rows:
            yield replace(row, subject=name, evidence=_cite(rule))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Planned:
    """One dose, in Gy, in so many fractions."""

    dose_gy: float
    n_fractions: int

    @property
    def of_a_fraction_gy(self) -> float:
        return self.dose_gy / self.n_fractions

    def describe(self) -> Message:
        return Message(
            "rx-per-fraction.planned",
            dose=Quantity(self.dose_gy, "Gy"),
            n=self.n_fractions,
            per_fraction=Quantity(_round(self.of_a_fraction_gy), "Gy"),
        )


def _find_planned(stated: list[StatedDose], plan: Plan | None, *, name: str) -> _Planned | Unknown:
    """The only dose that the plan prescribes here, and its fractions."""
    unknown = why_no_fractions(plan)
    if unknown is not None:
        return unknown
    doses_gy = {dose.dose_gy for dose in stated}
    if len(doses_gy) != 1 or plan is None or plan.n_fractions is None:
        message = Message("rx-per-fraction.why-several", n=len(doses_gy))
        return Unknown(message, Cause(CauseKind.PRESCRIPTION_DOUBTFUL, name))
    return _Planned(dose_gy=doses_gy.pop(), n_fractions=plan.n_fractions)


def _left_open(called: str | Message, unknown: Unknown, rule: PrescriptionRule) -> Row:
    if rule.per_fraction is None:
        message = Message("rx-per-fraction.not-known", name=called)
        return Row(verdict=None, message=message, reason=unknown.message)
    return judged(unknown, Message("rx-per-fraction.not-judged", name=called), evidence=Evidence())


def _judge(
    planned: _Planned, called: str | Message, *, rule: PrescriptionRule, asked: FractionDose
) -> Iterator[Row]:
    rounding_gy = ROUNDING_GY / planned.n_fractions
    each_gy, described = planned.of_a_fraction_gy, planned.describe()
    is_as_written = abs(each_gy - asked.gy) <= asked.tolerance_gy + rounding_gy
    written = _describe_written(asked)
    implied = rule.implied_gy
    if asked.judged == "written" or implied is None:
        message = Message("rx-per-fraction.as-written", planned=described, written=written)
        verdict = Verdict.PASS if is_as_written else Verdict.FAIL
        yield Row(verdict=verdict, message=_say(called, message, planned=planned, rule=rule))
        return
    values: dict[str, Value] = {"name": called, "planned": described, "written": written}
    yield Row(
        verdict=None,
        message=Message("rx-per-fraction.is-as-written", **values)
        if is_as_written
        else Message("rx-per-fraction.is-not-as-written", **values),
    )
    # A dose of a fraction with two decimals makes a total that is only nearly the one asked for.
    within_gy = (
        rounding_of_fractions_gy(planned.dose_gy, planned.n_fractions, within_gy=ROUNDING_GY)
        / planned.n_fractions
    )
    within_gy = max(within_gy, rounding_gy)
    is_inside = implied.min - within_gy <= each_gy <= implied.max + within_gy
    made = Range(_round(implied.min), _round(implied.max), "Gy")
    message = Message("rx-per-fraction.as-interpreted", planned=described, made=made)
    verdict = Verdict.PASS if is_inside else Verdict.FAIL
    yield Row(verdict=verdict, message=_say(called, message, planned=planned, rule=rule))


def _say(called: str | Message, clause: Message, *, planned: _Planned, rule: PrescriptionRule) -> Message:
    """The row's sentence, with what the dose is in fractions of 2 Gy where the protocol states an α/β."""
    if rule.alpha_beta is None:
        return Message("rx-per-fraction.row", name=called, clause=clause)
    ratio_gy = rule.alpha_beta.gy
    equivalent_gy = eqd2_gy(planned.dose_gy, n_fractions=planned.n_fractions, alpha_beta_gy=ratio_gy)
    return Message(
        "rx-per-fraction.row-with-eqd2",
        name=called,
        clause=clause,
        eqd2=Quantity(equivalent_gy, "Gy", 2),
        ratio=Quantity(ratio_gy, "Gy"),
    )


def _describe_written(asked: FractionDose) -> Quantity | Message:
    dose = Quantity(asked.gy, "Gy")
    if not asked.tolerance_gy:
        return dose
    tolerance = Quantity(asked.tolerance_gy, "Gy")
    return Message("rx-per-fraction.with-tolerance", dose=dose, tolerance=tolerance)


def _cite(rule: PrescriptionRule) -> Evidence:
    evidence, asked = Evidence.of(rule), rule.per_fraction
    if asked is None:
        return evidence
    evidence = replace(evidence, quote=asked.quote)
    return replace(evidence, reading=asked.reading, not_taken=()) if asked.reading else evidence


def _round(dose_gy: float) -> float:
    """To four significant digits."""
    return float(f"{dose_gy:.4g}")
