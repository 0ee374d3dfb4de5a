"""Do plan, dose grid and course file tell the same dose of each volume?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rtqa.assembly.context import PhasePlan, Subject, target_prescriptions
from rtqa.assembly.matching import find_open_contours, find_parts
from rtqa.checks.core.catalog import check
from rtqa.checks.core.judge import describe
from rtqa.checks.prescription.rx_dose import (
    ROUNDING_GY,
    describe_asked,
    describe_stated,
    judge_delivered,
    prescriptions_to,
)
from rtqa.findings import Evidence, Finding, Verdict
from rtqa.messages import Unknown
from rtqa.metrics import Measurement, Outcome, parse_metric
from rtqa.model.plan import Prescription
from rtqa.protocol.names import Candidate
from rtqa.protocol.prescription import DeliveredRule, PrescriptionRule

CODE = "RX-SOURCES"

ANYWHERE_FRAC = 0.05
"""Of a dose that covers no volume, how far it may lie outside what the volume receives from least to most."""

_LEAST, _HALF, _MOST = (parse_metric(metric) for metric in ("Min[Gy]", "D50%[Gy]", "Max[Gy]"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _ByHand:
    """What the course file states of one structure, and the clause that asks for it; None where none does."""

    structure: str
    dose_gy: float
    rule: PrescriptionRule | None

    @property
    def is_asked_for(self) -> bool:
        return self.rule is None or self.rule.allows(self.dose_gy, within_gy=ROUNDING_GY)

    def finding(self, phase_id: str) -> Finding:
        asked = f", {describe_asked(self.rule)} asked for" if self.rule is not None else ""
        return Finding(
            code=CODE,
            verdict=Verdict.REVIEW,
            subject=self.structure,
            phase=phase_id,
            message=f"{self.structure}: course file {self.dose_gy:g} Gy{asked}.",
            evidence=Evidence.of(self.rule) if self.rule is not None else Evidence(),
        )


@check(CODE, "Do plan, dose grid and course file tell the same dose for each volume?")
def prescription_sources(subject: Subject) -> Iterator[Finding]:
    """One finding for each dose of the course file, or numbered part; one for what it states no dose of."""
    for phase in subject.protocol.phases:
        stated = list(_stated_by_hand(subject, phase.id))
        plans = subject.of_phase(phase.id)
        for by_hand in stated:
            finding = by_hand.finding(phase.id)
            if not by_hand.is_asked_for:
                reason = "the dose in the course file is not the protocol's"
                yield replace(finding, verdict=Verdict.FAIL, explanation=reason)
            elif not plans:
                alone = f"{finding.summary} No plan of this phase is among the files."
                yield replace(finding, verdict=None, message=alone)
            else:
                for one in plans:
                    yield from _compare(by_hand, finding, one=one)
        for one in plans:
            yield from _not_stated(subject, one, known={each.structure for each in stated})


def _stated_by_hand(subject: Subject, phase_id: str) -> Iterator[_ByHand]:
    phase = subject.course.phase(phase_id) if subject.course is not None else None
    rules = [rule for rule in subject.protocol.prescriptions if rule.phase == phase_id]
    for name, dose_gy in phase.planned_gy.items() if phase is not None else ():
        asking = [rule for rule in rules if rule.structure in (name, None)]
        for rule in asking or (None,):
            yield _ByHand(structure=name, dose_gy=dose_gy, rule=rule)


def _not_stated(subject: Subject, one: PhasePlan, *, known: set[str]) -> Iterator[Finding]:
    """An INFO row: of plan and dose grid alone other checks tell."""
    rules = [rule for rule in subject.protocol.prescriptions if rule.phase == one.phase_id]
    left = [rule.structure for rule in rules if rule.structure is not None and rule.structure not in known]
    if left or (rules and not known):
        of_what = f" of {', '.join(left)}" if left else ""
        yield Finding(
            code=CODE,
            verdict=None,
            subject=one.treatment.label,
            phase=one.phase_id,
            message=f"No course file states the dose{of_what}: plan and dose grid alone were compared.",
        )


def _compare(by_hand: _ByHand, finding: Finding, *, one: PhasePlan) -> Iterator[Finding]:
    parts = find_parts(one, by_hand.structure)
    candidates, reason = ((), str(parts.message)) if isinstance(parts, Unknown) else (parts, "")
    if not candidates:
        yield replace(finding, explanation=reason)
    for candidate in candidates:
        own = finding if len(candidates) == 1 else replace(finding, subject=candidate.name)
        yield _compare_in(candidate, own, by_hand=by_hand, one=one)


def _compare_in(candidate: Candidate, finding: Finding, *, by_hand: _ByHand, one: PhasePlan) -> Finding:
    planned = _find_planned(candidate, one, rule=by_hand.rule)
    expected = by_hand.rule.delivered if by_hand.rule is not None else None
    held = _Held(candidate=candidate, one=one, delivered=expected)
    finding = replace(
        finding,
        message=f"{candidate.name}: plan {describe_stated(planned)}, course file {by_hand.dose_gy:g} Gy; "
        f"dose grid {held}.",
    )
    if not planned:
        return replace(finding, explanation=f"no prescription of the plan refers to {candidate.name!r}")
    doses_gy = [each.dose_gy for each in planned if each.dose_gy is not None]
    agreeing = [each for each in doses_gy if abs(each - by_hand.dose_gy) <= ROUNDING_GY]
    refers = planned[0].structure_number == candidate.structure_number
    if not agreeing or (refers and len(agreeing) < len(doses_gy)):
        return replace(
            finding, explanation=f"plan and course file differ; {held.sides(doses_gy, by_hand.dose_gy)}"
        )
    verdict, reason = held.judge(by_hand.dose_gy)
    return replace(finding, verdict=verdict, explanation=reason)


def _find_planned(
    candidate: Candidate, one: PhasePlan, *, rule: PrescriptionRule | None
) -> list[Prescription]:
    """What the plan prescribes to a structure; where the clause names none, else to any target."""
    own = prescriptions_to(candidate, one.plan)
    if own or rule is None or rule.structure is not None:
        return own
    return [each for each in target_prescriptions(one.plan) if each.dose_gy is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """What the dose grid holds in a structure, and what the protocol expects there; None for nothing."""

    candidate: Candidate
    one: PhasePlan
    delivered: DeliveredRule | None

    def __str__(self) -> str:
        metrics = [self.delivered.metric, _HALF] if self.delivered else [_LEAST, _HALF, _MOST]
        number = self.candidate.structure_number
        return ", ".join(describe(self.one.measure(number, metric)) for metric in dict.fromkeys(metrics))

    def judge(self, dose_gy: float) -> tuple[Verdict, str]:
        """Whether the grid holds a dose; where the protocol names no coverage, whether anywhere at all."""
        number = self.candidate.structure_number
        left_out = find_open_contours(self.one, number)
        if left_out:
            return Verdict.REVIEW, str(left_out.message)
        if self.delivered is None:
            return _judge_anywhere(self.one.measure(number, _LEAST), self.one.measure(number, _MOST), dose_gy)
        low_gy, high_gy = (
            share * dose_gy for share in (self.delivered.at_least_frac, self.delivered.at_most_frac)
        )
        outcome = self.one.measure(number, self.delivered.metric)
        return judge_delivered(outcome, low_gy=low_gy, high_gy=high_gy)

    def sides(self, planned_gy: list[float], by_hand_gy: float) -> str:
        """With which of two that differ the grid goes."""
        with_plan = any(self.judge(each)[0] is Verdict.PASS for each in planned_gy)
        with_course = self.judge(by_hand_gy)[0] is Verdict.PASS
        if with_plan == with_course:
            return "the dose grid does not tell which is meant"
        return "the dose grid goes with the plan" if with_plan else "the dose grid goes with the course file"


def _judge_anywhere(least: Outcome, most: Outcome, dose_gy: float) -> tuple[Verdict, str]:
    """Whatever a dose refers to, peak, mean or edge, some part of the volume receives it."""
    if not isinstance(least, Measurement):
        return Verdict.REVIEW, str(least.reason)
    if not isinstance(most, Measurement):
        return Verdict.REVIEW, str(most.reason)
    if dose_gy > (1.0 + ANYWHERE_FRAC) * most.value:
        return Verdict.REVIEW, "no part of the volume receives this dose"
    if dose_gy < (1.0 - ANYWHERE_FRAC) * least.value:
        return Verdict.REVIEW, "every part of the volume receives more than this dose"
    return Verdict.PASS, ""
