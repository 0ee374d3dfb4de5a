"""Do plan, dose grid and course file tell the same dose of each volume?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.resolved import MatchedStructure
from rtqa.checks.core.catalog import check
from rtqa.checks.core.judge import describe
from rtqa.checks.core.rows import Row
from rtqa.checks.prescription.prescribed import (
    ROUNDING_GY,
    asked_dose,
    expected_dose,
    judge_delivered,
    judged,
    list_doses,
    prescriptions_to,
    prescriptions_to_any,
)
from rtqa.findings import Evidence, Verdict
from rtqa.messages import Cause, CauseKind, Listing, Message, Quantity, Unknown
from rtqa.metrics import Measurement, Outcome, parse_metric
from rtqa.model.plan import Prescription
from rtqa.protocol.prescription import DeliveredRule, PrescriptionRule

ANYWHERE_FRAC = 0.05
"""Of a dose that covers no volume, how far it may lie outside what the volume receives from least to most."""

_LEAST, _HALF, _MOST = (parse_metric(metric) for metric in ("Min[Gy]", "D50%[Gy]", "Max[Gy]"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """What the course file states of one structure, and the clause that asks for it; None where none does."""

    structure: str
    dose_gy: float
    rule: PrescriptionRule | None

    @property
    def is_asked_for(self) -> bool:
        return self.rule is None or self.rule.allows(self.dose_gy, within_gy=ROUNDING_GY)

    @property
    def evidence(self) -> Evidence:
        return Evidence.of(self.rule) if self.rule is not None else Evidence()

    def describe(self) -> Message:
        dose = Quantity(self.dose_gy, "Gy")
        if self.rule is None:
            return Message("rx-sources.written", name=self.structure, dose=dose)
        return Message(
            "rx-sources.written-and-asked", name=self.structure, dose=dose, asked=asked_dose(self.rule)
        )


@check(
    "RX-SOURCES",
    "Do plan, dose grid and course file tell the same dose for each volume?",
    section="prescriptions",
    order=100,
    cause=CauseKind.PRESCRIPTION_DOUBTFUL,
    per="case",
)
def prescription_sources(subject: Subject) -> Iterator[Row]:
    """One row for each dose of the course file, or numbered part; one for what it states no dose of."""
    for phase in subject.protocol.phases:
        written = list(_list_written(subject, phase.id))
        plans = subject.of_phase(phase.id)
        for dose in written:
            for row in _judge(dose, plans):
                yield replace(row, phase=phase.id)
        for plan in plans:
            yield from _not_stated(subject, plan, known={dose.structure for dose in written})


def _list_written(subject: Subject, phase_id: str) -> Iterator[_Written]:
    phase = subject.course.phase(phase_id) if subject.course is not None else None
    rules = [rule for rule in subject.protocol.prescriptions if rule.phase == phase_id]
    for name, dose_gy in phase.planned_gy.items() if phase is not None else ():
        asking = [rule for rule in rules if rule.structure in (name, None)]
        for rule in asking or (None,):
            yield _Written(structure=name, dose_gy=dose_gy, rule=rule)


def _not_stated(subject: Subject, plan: PhasePlan, *, known: set[str]) -> Iterator[Row]:
    """An INFO row: of plan and dose grid alone other checks tell."""
    rules = [rule for rule in subject.protocol.prescriptions if rule.phase == plan.phase_id]
    left = [rule.structure for rule in rules if rule.structure is not None and rule.structure not in known]
    if left or (rules and not known):
        message = (
            Message("rx-sources.not-written-of", names=Listing(tuple(left)))
            if left
            else Message("rx-sources.not-written")
        )
        yield Row(verdict=None, message=message, subject=plan.treatment.label, phase=plan.phase_id)


def _judge(written: _Written, plans: tuple[PhasePlan, ...]) -> Iterator[Row]:
    message, structure, evidence = written.describe(), written.structure, written.evidence
    if not written.is_asked_for:
        cause = Cause(CauseKind.REQUIREMENT_NOT_MET, structure)
        row = judged(Verdict.FAIL, message, subject=structure, evidence=evidence)
        yield replace(row, reason=Message("rx-sources.why-not-asked-for"), causes=(cause,))
    elif not plans:
        alone = Message("rx-sources.without-plan", written=message)
        yield Row(verdict=None, message=alone, subject=structure, evidence=evidence)
    for plan in plans if written.is_asked_for else ():
        parts = plan.resolved[structure].parts
        if isinstance(parts, Unknown):
            yield judged(parts, message, subject=structure, evidence=evidence)
            continue
        for part in parts:
            row = _compare(part, plan, written=written)
            yield replace(row, subject=structure if len(parts) == 1 else part.name)


def _compare(part: MatchedStructure, plan: PhasePlan, *, written: _Written) -> Row:
    planned = _find_planned(part, plan, rule=written.rule)
    expected = written.rule.delivered if written.rule is not None else None
    grid = _DoseGrid(part=part, plan=plan, expected=expected)
    message = Message(
        "rx-sources.compared",
        name=part.name,
        planned=list_doses([] if isinstance(planned, Unknown) else planned),
        written=Quantity(written.dose_gy, "Gy"),
        held=grid.describe(),
    )
    answer = planned if isinstance(planned, Unknown) else _judge_sources(planned, written.dose_gy, grid)
    return judged(answer, message, evidence=written.evidence)


def _judge_sources(planned: list[Prescription], written_gy: float, grid: _DoseGrid) -> Verdict | Unknown:
    doses_gy = [dose.dose_gy for dose in planned if dose.dose_gy is not None]
    agreeing = [dose_gy for dose_gy in doses_gy if abs(dose_gy - written_gy) <= ROUNDING_GY]
    refers = planned[0].structure_number == grid.part.number
    if not agreeing or (refers and len(agreeing) < len(doses_gy)):
        message = grid.say_which(doses_gy, written_gy)
        return Unknown(message, Cause(CauseKind.PRESCRIPTION_DOUBTFUL, grid.part.name))
    return grid.judge(written_gy)


def _find_planned(
    part: MatchedStructure, plan: PhasePlan, *, rule: PrescriptionRule | None
) -> list[Prescription] | Unknown:
    """What the plan prescribes to a structure; where the clause names none, else to any target."""
    stated = prescriptions_to(part, plan.plan)
    if not isinstance(stated, Unknown) or rule is None or rule.structure is not None:
        return stated
    to_any = prescriptions_to_any(plan.plan)
    return stated if isinstance(to_any, Unknown) else to_any


@dataclass(frozen=True, slots=True, kw_only=True)
class _DoseGrid:
    """What the dose grid holds in a structure, and what the protocol expects there; None for nothing."""

    part: MatchedStructure
    plan: PhasePlan
    expected: DeliveredRule | None

    def describe(self) -> Listing:
        metrics = [self.expected.metric, _HALF] if self.expected else [_LEAST, _HALF, _MOST]
        number = self.part.number
        measured = (self.plan.measure(number, metric) for metric in dict.fromkeys(metrics))
        return Listing(tuple(describe(outcome) for outcome in measured))

    def judge(self, dose_gy: float) -> Verdict | Unknown:
        """Whether the grid holds a dose; where the protocol names no coverage, whether anywhere at all."""
        number = self.part.number
        left_out = self.part.open_contours
        if left_out is not None:
            return left_out
        if self.expected is not None:
            outcome = self.plan.measure(number, self.expected.metric)
            expected = expected_dose(self.expected, dose_gy)
            return judge_delivered(outcome, expected=expected, name=self.part.name)
        least, most = self.plan.measure(number, _LEAST), self.plan.measure(number, _MOST)
        return _judge_anywhere(least, most, dose_gy=dose_gy, name=self.part.name)

    def say_which(self, planned_gy: list[float], written_gy: float) -> Message:
        """With which of two that differ the grid goes."""
        with_plan = any(self.judge(dose_gy) is Verdict.PASS for dose_gy in planned_gy)
        with_course = self.judge(written_gy) is Verdict.PASS
        if with_plan == with_course:
            return Message("rx-sources.why-differ")
        return Message("rx-sources.why-as-planned" if with_plan else "rx-sources.why-as-written")


def _judge_anywhere(least: Outcome, most: Outcome, *, dose_gy: float, name: str) -> Verdict | Unknown:
    """Whatever a dose refers to, peak, mean or edge, some part of the volume receives it."""
    if not isinstance(least, Measurement):
        return least.unknown
    if not isinstance(most, Measurement):
        return most.unknown
    doubtful = Cause(CauseKind.PRESCRIPTION_DOUBTFUL, name)
    if dose_gy > (1.0 + ANYWHERE_FRAC) * most.value:
        return Unknown(Message("rx-sources.why-nowhere"), doubtful)
    if dose_gy < (1.0 - ANYWHERE_FRAC) * least.value:
        return Unknown(Message("rx-sources.why-exceeded-everywhere"), doubtful)
    return Verdict.PASS
