"""Do plan, dose grid and course file tell the same dose of each volume?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.resolved import MatchedStructure
from rtqa.assembly.stated_doses import (
    Source,
    StatedDose,
    find_prescribed,
    is_untreated,
    list_doses_to,
    stated_prescriptions,
)
from rtqa.checks.core.catalog import check
from rtqa.checks.core.judge import describe
from rtqa.checks.core.rows import Row, doubted
from rtqa.checks.prescription.prescribed import (
    ROUNDING_GY,
    UNREADABLE,
    asked_dose,
    expected_dose,
    judge_delivered,
    judged,
    list_doses,
    say_source,
)
from rtqa.findings import Evidence, Verdict
from rtqa.messages import Cause, CauseKind, Listing, Message, Quantity, Unknown, Value
from rtqa.metrics import Measurement, Outcome, parse_metric
from rtqa.nomenclature.dose_level import find_named_dose
from rtqa.protocol.prescription import DeliveredRule, PrescriptionRule, rounding_of_fractions_gy

ANYWHERE_FRAC = 0.05
"""Of a dose that covers no volume, how far it may lie outside what the volume receives from least to most."""

NAMED_GY = 0.5
"""How far a prescription may be from the dose in its volume's name, which is written in whole grays."""

_LEAST, _HALF, _MOST = (parse_metric(metric) for metric in ("Min[Gy]", "D50%[Gy]", "Max[Gy]"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """What the course file states of one structure, and the clause that asks for it; None where none does.

    Attributes:
        structure: of the protocol.
        dose_gy: total of the phase.
        rule: that asks for it.
        n_fractions: of the phase, by the course file or else by its plan; None where neither says.
    """

    structure: str
    dose_gy: float
    rule: PrescriptionRule | None

    n_fractions: int | None

    @property
    def is_asked_for(self) -> bool:
        rule, n_fractions = self.rule, self.n_fractions
        return rule is None or rule.allows(self.dose_gy, within_gy=ROUNDING_GY, n_fractions=n_fractions)

    def agrees(self, planned_gy: float) -> bool:
        """Whether a dose of the plan is the same, but for rounding of it or of the dose of a fraction."""
        roundings_gy = (
            rounding_of_fractions_gy(dose_gy, self.n_fractions, within_gy=ROUNDING_GY)
            for dose_gy in (self.dose_gy, planned_gy)
        )
        return abs(planned_gy - self.dose_gy) <= max(ROUNDING_GY, *roundings_gy)

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
            for row in _contradict_names(plan):
                yield replace(row, phase=phase.id)


def _contradict_names(plan: PhasePlan) -> Iterator[Row]:
    """Volumes that are prescribed another dose than their name states, where other names state the plan's."""
    names = {structure.number: structure.name for structure in plan.structures}
    stated = [
        (names[number], level_gy, rx.dose_gy)
        for rx in stated_prescriptions(plan)
        if (number := find_prescribed(rx, plan.structures)) is not None
        and (level_gy := find_named_dose(names[number])) is not None
        and rx.dose_gy is not None
    ]
    agreeing = [name for name, level_gy, dose_gy in stated if abs(level_gy - dose_gy) <= NAMED_GY]
    for name, level_gy, dose_gy in stated if agreeing else ():
        if name not in agreeing:
            values: dict[str, Value] = {
                "name": name,
                "dose": Quantity(dose_gy, "Gy"),
                "level": Quantity(level_gy, "Gy"),
            }
            yield doubted(
                Message("rx-sources.other-level", **values),
                Message("rx-sources.why-other-level"),
                subject=name,
                cause=Cause(CauseKind.PRESCRIPTION_DOUBTFUL, name),
            )


def _list_written(subject: Subject, phase_id: str) -> Iterator[_Written]:
    phase = subject.course.phase(phase_id) if subject.course is not None else None
    rules = [rule for rule in subject.protocol.prescriptions if rule.phase == phase_id]
    plans = [plan.plan for plan in subject.of_phase(phase_id) if plan.plan is not None]
    planned = plans[0].n_fractions if len(plans) == 1 else None
    known = {structure.name for structure in subject.protocol.structures}
    for name, dose_gy in phase.planned_gy.items() if phase is not None else ():
        if name not in known:  # said to be absent too: STRUCT-ABSENT asks
            continue
        asking = [rule for rule in rules if rule.structure in (name, None)]
        for rule in asking or (None,):
            n_fractions = (phase.fractions if phase is not None else None) or planned
            yield _Written(structure=name, dose_gy=dose_gy, rule=rule, n_fractions=n_fractions)


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
            if len(parts) > 1 and is_untreated(part, plan):
                untreated = Message("rx-sources.untreated", name=part.name)
                yield Row(verdict=None, message=untreated, subject=part.name, evidence=evidence)
                continue
            row = _compare(part, plan, written=written)
            yield replace(row, subject=structure if len(parts) == 1 else part.name)


def _compare(part: MatchedStructure, plan: PhasePlan, *, written: _Written) -> Row:
    planned = _find_planned(part, plan, rule=written.rule)
    expected = written.rule.delivered if written.rule is not None else None
    grid = _DoseGrid(part=part, plan=plan, expected=expected)
    source = say_source(planned) if planned else None
    values: dict[str, Value] = {
        "name": part.name,
        "planned": list_doses(planned),
        "written": Quantity(written.dose_gy, "Gy"),
        "held": grid.describe(),
    }
    message = (
        Message("rx-sources.compared", **values)
        if source is None
        else Message("rx-sources.compared-through", **values, source=source)
    )
    return judged(_judge_sources(planned, written, grid), message, evidence=written.evidence)


def _judge_sources(planned: list[StatedDose], written: _Written, grid: _DoseGrid) -> Verdict | Unknown:
    """All three agree; where the plan states nothing, the course file and the dose grid alone."""
    plan = grid.plan.plan
    if plan is None:
        return Unknown(Message("plan.absent"), Cause(CauseKind.FILE_ABSENT, Message("file.plan")))
    if not planned and "TargetPrescriptionDose" in plan.unreadable:
        return UNREADABLE
    agreeing = [dose for dose in planned if written.agrees(dose.dose_gy)]
    is_to_it = any(dose.source is not Source.ELSEWHERE for dose in planned)
    if planned and (not agreeing or (is_to_it and len(agreeing) < len(planned))):
        message = grid.say_which([dose.dose_gy for dose in planned], written.dose_gy)
        return Unknown(message, Cause(CauseKind.PRESCRIPTION_DOUBTFUL, grid.part.name))
    return grid.judge(written.dose_gy)


def _find_planned(
    part: MatchedStructure, plan: PhasePlan, *, rule: PrescriptionRule | None
) -> list[StatedDose]:
    """What the plan prescribes to a structure; where the clause names none, to any target."""
    if rule is None or rule.structure is not None:
        return list_doses_to(part, plan)
    return [
        StatedDose(dose_gy=rx.dose_gy, source=Source.ELSEWHERE)
        for rx in stated_prescriptions(plan)
        if rx.dose_gy is not None
    ]


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
