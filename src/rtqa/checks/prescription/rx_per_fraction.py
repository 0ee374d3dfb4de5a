"""Is the dose of a fraction what the protocol asks for, and what is it worth in fractions of 2 Gy?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rtqa.assembly.context import Subject, why_no_fractions
from rtqa.checks.core.catalog import check
from rtqa.checks.prescription.rx_dose import ROUNDING_GY, prescribed_by
from rtqa.findings import Evidence, Finding, Verdict
from rtqa.metrics.radiobiology import eqd2_gy
from rtqa.model.plan import Plan, Prescription
from rtqa.protocol.prescription import FractionDose, PrescriptionRule

CODE = "RX-PER-FRACTION"


@check(CODE, "Does each fraction have the dose that the protocol asks for?")
def fraction_doses(subject: Subject) -> Iterator[Finding]:
    """A row for each rule, or numbered part; one more, before it, where the words are not what is judged."""
    for rule in subject.protocol.prescriptions:
        for one in subject.of_phase(rule.phase):
            for name, stated, reason in prescribed_by(rule, one):
                finding = _finding(rule, name if rule.structure else one.treatment.label)
                planned = _find_planned(stated, one.plan)
                if isinstance(planned, str):
                    yield _left_open(finding, name, rule=rule, reason=reason or planned)
                elif rule.per_fraction is None:
                    yield replace(
                        finding, verdict=None, message=f"{name}: {planned}{planned.equivalent(rule)}."
                    )
                else:
                    yield from _judge(planned, name, finding, rule=rule, asked=rule.per_fraction)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Planned:
    """One dose, in Gy, in so many fractions."""

    dose_gy: float
    n_fractions: int

    @property
    def each_gy(self) -> float:
        return self.dose_gy / self.n_fractions

    def __str__(self) -> str:
        count = "1 fraction" if self.n_fractions == 1 else f"{self.n_fractions} fractions"
        return f"{self.dose_gy:g} Gy in {count}, {self.each_gy:.4g} Gy each"

    def equivalent(self, rule: PrescriptionRule) -> str:
        """What it is in fractions of 2 Gy; empty where the protocol states no α/β."""
        if rule.alpha_beta is None:
            return ""
        equivalent_gy = eqd2_gy(self.dose_gy, n_fractions=self.n_fractions, alpha_beta_gy=rule.alpha_beta.gy)
        return f"; EQD2 {equivalent_gy:.2f} Gy (α/β {rule.alpha_beta.gy:g} Gy)"


def _find_planned(stated: list[Prescription], plan: Plan | None) -> _Planned | str:
    """The one dose that the plan prescribes here and its fractions, or why there is none."""
    doses_gy = {each.dose_gy for each in stated if each.dose_gy is not None}
    if plan is None or plan.n_fractions is None:
        unknown = why_no_fractions(plan)
        return str(unknown.message) if unknown is not None else ""
    if len(doses_gy) != 1:
        return f"the plan prescribes {len(doses_gy)} different doses here"
    return _Planned(dose_gy=doses_gy.pop(), n_fractions=plan.n_fractions)


def _left_open(finding: Finding, name: str, *, rule: PrescriptionRule, reason: str) -> Finding:
    if rule.per_fraction is None:
        return replace(
            finding, verdict=None, message=f"{name}: dose of a fraction not known.", explanation=reason
        )
    return replace(finding, message=f"{name}: dose of a fraction not judged.", explanation=reason)


def _judge(
    planned: _Planned, name: str, finding: Finding, *, rule: PrescriptionRule, asked: FractionDose
) -> Iterator[Finding]:
    rounding_gy = ROUNDING_GY / planned.n_fractions
    keeps_words = abs(planned.each_gy - asked.gy) <= asked.tolerance_gy + rounding_gy
    written = f"as written {asked.gy:g} Gy" + (f" ± {asked.tolerance_gy:g} Gy" if asked.tolerance_gy else "")
    implied = rule.implied_gy
    if asked.judged == "written" or implied is None:
        verdict = Verdict.PASS if keeps_words else Verdict.FAIL
        summary = f"{name}: {planned}, {written}{planned.equivalent(rule)}."
        yield replace(finding, verdict=verdict, message=summary)
        return
    outcome = "which it is" if keeps_words else "which it is not; the words are not what is judged"
    yield replace(finding, verdict=None, message=f"{name}: {planned}, {written}, {outcome}.")
    is_inside = implied.min - rounding_gy <= planned.each_gy <= implied.max + rounding_gy
    interpreted = f"as interpreted {_range(implied.min, implied.max)} Gy"
    yield replace(
        finding,
        verdict=Verdict.PASS if is_inside else Verdict.FAIL,
        message=f"{name}: {planned}, {interpreted}{planned.equivalent(rule)}.",
    )


def _finding(rule: PrescriptionRule, name: str) -> Finding:
    evidence, asked = Evidence.of(rule), rule.per_fraction
    if asked is not None:
        evidence = replace(evidence, quote=asked.quote)
        evidence = replace(evidence, reading=asked.reading, not_taken=()) if asked.reading else evidence
    return Finding(
        code=CODE, verdict=Verdict.REVIEW, subject=name, phase=rule.phase, message="", evidence=evidence
    )


def _range(low: float, high: float) -> str:
    ends = [f"{low:.4g}", f"{high:.4g}"]
    return ends[0] if ends[0] == ends[1] else "–".join(ends)
