"""A prescription clause, asked of one plan: what is stated where it asks, by the plan or the course file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rtqa.assembly.context import PhasePlan
from rtqa.assembly.resolved import MatchedStructure
from rtqa.assembly.stated_doses import (
    OF_POINTS,
    Source,
    StatedDose,
    compute_outside,
    list_described,
    list_doses_to,
    list_holders,
    stated_prescriptions,
)
from rtqa.checks.prescription.prescribed import (
    NEAR_FRAC,
    ROUNDING_GY,
    UNREADABLE,
    expected_dose,
    judge_delivered,
    quote_names,
)
from rtqa.course.file import Course
from rtqa.findings import Verdict
from rtqa.messages import Cause, CauseKind, Interval, Listing, Message, Quantity, Unknown
from rtqa.metrics import parse_metric
from rtqa.nomenclature.spelling import normalise
from rtqa.protocol.prescription import PrescriptionRule

_HALF = parse_metric("D50%[Gy]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A clause and the plan that it is asked of.

    Attributes:
        rule: the clause.
        plan: of its phase.
        course: what the course file says; None where there is none.
    """

    rule: PrescriptionRule
    plan: PhasePlan
    course: Course | None

    @property
    def n_fractions(self) -> int | None:
        """Planned fractions; None where not known."""
        return self.plan.plan.n_fractions if self.plan.plan is not None else None

    @property
    def written_gy(self) -> dict[str, float]:
        """What the course file states of the phase, by the protocol's structure."""
        phase = self.course.phase(self.rule.phase) if self.course is not None else None
        return phase.planned_gy if phase is not None else {}

    def complies(self, dose_gy: float) -> bool:
        """Whether a dose is one that the clause asks for, but for rounding of it or of its fractions."""
        return self.rule.allows(dose_gy, within_gy=ROUNDING_GY, n_fractions=self.n_fractions)

    def is_rounded(self, dose_gy: float) -> bool:
        """Whether a dose complies only as the dose of each of its fractions is a round number."""
        return self.complies(dose_gy) and not self.rule.allows(dose_gy, within_gy=ROUNDING_GY)

    def list_stated(self) -> Iterator[tuple[str, list[StatedDose] | Unknown]]:
        """What is stated where the clause asks: of each numbered part of its structure, or of any target.

        Yields the name of the structure, empty where the clause names none, and what is stated for it.
        """
        if self.rule.structure is None:
            yield "", self.list_to_any()
            return
        parts = self.plan.resolved[self.rule.structure].parts
        if isinstance(parts, Unknown):
            yield self.rule.structure, parts
            return
        for part in parts:
            yield self.rule.structure if len(parts) == 1 else part.name, self.list_to(part)

    def list_to_any(self) -> list[StatedDose] | Unknown:
        """The doses that the plan prescribes to targets, else those of the course file; at least one."""
        plan = self.plan
        if plan.plan is not None and "TargetPrescriptionDose" in plan.plan.unreadable:
            return UNREADABLE
        prescribed = [
            StatedDose(dose_gy=rx.dose_gy, source=Source.ELSEWHERE)
            for rx in stated_prescriptions(plan)
            if rx.dose_gy is not None
        ]
        written = [
            StatedDose(dose_gy=dose_gy, source=Source.COURSE)
            for dose_gy in (self.written_gy.values() if plan.plan is not None else ())
        ]
        return prescribed or written or Unknown(Message("prescription.why-none"), _without(plan, ""))

    def list_to(self, target: MatchedStructure) -> list[StatedDose] | Unknown:
        """The doses that are stated for a structure: by the plan, else by the course file; at least one."""
        plan = self.plan
        prescribed = list_doses_to(target, plan)
        if prescribed:
            return self._find_another(prescribed[0], target) or prescribed
        if plan.plan is not None and "TargetPrescriptionDose" in plan.plan.unreadable:
            return UNREADABLE
        written_gy = self.written_gy.get(self.rule.structure or "")
        if written_gy is not None and plan.plan is not None:
            return [StatedDose(dose_gy=written_gy, source=Source.COURSE)]
        only = self._find_only(target)
        return [only] if only is not None else _why_nothing_stated(target, plan)

    def judge_held(self, target: MatchedStructure, dose_gy: float) -> Verdict | Unknown:
        """Whether the dose grid holds a dose in a structure: as the clause expects it, else in half of it."""
        rule = self.rule.delivered
        metric = rule.metric if rule is not None else _HALF
        near = Interval(low=(1 - NEAR_FRAC) * dose_gy, high=(1 + NEAR_FRAC) * dose_gy)
        expected = expected_dose(rule, dose_gy) if rule is not None else near
        outcome = self.plan.measure(target.number, metric)
        answer = judge_delivered(outcome, expected=expected, name=target.name)
        return target.open_contours or answer if answer is Verdict.PASS else answer

    def _find_another(self, stated: StatedDose, target: MatchedStructure) -> Unknown | None:
        """That another dose may be meant than that of what holds a target, where that one is not allowed.

        So it is where another prescription or the course file states one that is, or where the dose grid
        holds another: a plan need not prescribe to every volume that it treats.
        """
        if stated.source is not Source.HOLDER or self.complies(stated.dose_gy):
            return None
        others_gy = [rx.dose_gy for rx in stated_prescriptions(self.plan) if rx.dose_gy is not None]
        if self.rule.structure in self.written_gy:
            others_gy.append(self.written_gy[self.rule.structure])
        if not any(map(self.complies, others_gy)) and self.judge_held(target, stated.dose_gy) is Verdict.PASS:
            return None
        message = Message(
            "prescription.why-held-by-another",
            name=target.name,
            holders=quote_names(stated.holders),
            dose=Quantity(stated.dose_gy, "Gy"),
        )
        return Unknown(message, Cause(CauseKind.PRESCRIPTION_DOUBTFUL, target.name))

    def _find_only(self, target: MatchedStructure) -> StatedDose | None:
        """The plan's only dose, to a site that is no structure, if the dose grid holds it in the target."""
        stated, structures = stated_prescriptions(self.plan), self.plan.structures
        doses_gy = {rx.dose_gy for rx in stated if rx.dose_gy is not None}
        is_to_site = all(rx.structure_number is None and rx.site not in OF_POINTS for rx in stated)
        if len(doses_gy) != 1 or not is_to_site or self.rule.delivered is None:
            return None
        (dose_gy,) = doses_gy
        if any(list_described(rx, structures) for rx in stated):
            return None
        is_held = self.judge_held(target, dose_gy) is Verdict.PASS
        return StatedDose(dose_gy=dose_gy, source=Source.ONLY) if is_held else None


def _why_nothing_stated(target: MatchedStructure, plan: PhasePlan) -> Unknown:
    """That neither plan nor course file states a dose for a structure, and what is stated in its place."""
    cause = _without(plan, target.name)
    stated = stated_prescriptions(plan)
    doses = Listing(tuple(Quantity(rx.dose_gy, "Gy") for rx in stated if rx.dose_gy is not None))
    for rx in stated:
        n_named = len(list_described(rx, plan.structures))
        if n_named > 1 and normalise(rx.description) == normalise(target.name):
            message = Message("prescription.why-two-described", description=rx.description, n=n_named)
            return Unknown(message, cause)
    holders = [structure for structure in plan.structures if structure.number in list_holders(plan)]
    outside = compute_outside(target.structure, holders, plan)
    if outside is not None and outside < 1.0:
        message = Message(
            "prescription.why-outside-holders",
            name=target.name,
            outside=Quantity(float(f"{100 * outside:.2g}"), "%"),
            holders=quote_names(structure.name for structure in holders),
        )
        return Unknown(message, cause)
    if not stated:
        return Unknown(Message("prescription.why-not-referred-to", name=target.name), cause)
    return Unknown(Message("prescription.why-others", name=target.name, stated=doses), cause)


def _without(plan: PhasePlan, name: str) -> Cause:
    """What stands behind a missing prescription: of a plan that prescribes nothing, the same for all."""
    if plan.plan is None:
        return Cause(CauseKind.FILE_ABSENT, Message("file.plan"))
    subject = name if stated_prescriptions(plan) else Message("prescription.of-the-plan")
    return Cause(CauseKind.PRESCRIPTION_DOUBTFUL, subject)
