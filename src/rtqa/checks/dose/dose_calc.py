"""Was the dose computed as the protocol asks for: on which grid, with which beams, for which tissue?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, failed, informed, passed
from rtqa.findings import Evidence
from rtqa.messages import Cause, CauseKind, Listing, Message, Quantity
from rtqa.model.technique import list_treatment_beams
from rtqa.protocol.plan_rules import CalculationRule

ROUNDING_MM, ROUNDING_MV = 0.01, 0.05
"""PixelSpacing and energies are written with so many decimals."""


@check(
    "DOSE-CALC",
    "Was the dose computed as the protocol asks for?",
    section="dose",
    order=25,
    cause=CauseKind.REQUIREMENT_NOT_MET,
    per="rule",
    rules=lambda subject: subject.protocol.calculations,
)
def calculation(rule: CalculationRule, plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for each thing that a clause asks for: grid, energies, tissue, algorithm."""
    rows = [*_judge_grid(rule, plan), *_judge_energies(rule, plan), *_judge_tissue(rule, plan)]
    if rule.algorithms:
        rows.append(informed(Message("dose-calc.algorithm", allowed=Listing(rule.algorithms, "or"))))
    yield from (replace(row, subject=plan.treatment.label, evidence=Evidence.of(rule)) for row in rows)


def _judge_grid(rule: CalculationRule, plan: PhasePlan) -> Iterator[Row]:
    if rule.grid_at_most_mm is None:
        return
    dose, most = plan.treatment.dose, Quantity(rule.grid_at_most_mm, "mm")
    if dose is None:
        absent = Cause(CauseKind.FILE_ABSENT, Message("file.dose"))
        yield doubted(Message("dose-calc.grid-not-known", most=most), Message("dose.absent"), cause=absent)
        return
    longest_mm = max(dose.grid.spacing_mm)
    message = Message("dose-calc.grid", longest=Quantity(longest_mm, "mm", 2), most=most)
    is_kept = longest_mm <= rule.grid_at_most_mm + ROUNDING_MM
    yield passed(message) if is_kept else failed(message)


def _judge_energies(rule: CalculationRule, plan: PhasePlan) -> Iterator[Row]:
    if not rule.energies_mv:
        return
    allowed = Listing(tuple(Quantity(energy_mv, "MV") for energy_mv in rule.energies_mv), "or")
    beams = list_treatment_beams(plan.plan) if plan.plan is not None else []
    stated = [point.energy_mv for beam in beams for point in beam.control_points[:1]]
    known = [energy_mv for energy_mv in stated if energy_mv is not None]
    others = sorted({energy_mv for energy_mv in known if not _is_among(energy_mv, rule.energies_mv)})
    if others:
        listed = Listing(tuple(Quantity(energy_mv, "MV") for energy_mv in others), "and")
        yield failed(Message("dose-calc.other-energies", energies=listed, allowed=allowed))
    elif not known or len(known) < len(stated):
        cause = Cause(CauseKind.NOT_STATED, "NominalBeamEnergy")
        message = Message("dose-calc.energies-not-known", allowed=allowed)
        yield doubted(message, Message("dose-calc.why-energies"), cause=cause)
    else:
        energies = Listing(tuple(Quantity(energy_mv, "MV") for energy_mv in sorted(set(known))), "and")
        yield passed(Message("dose-calc.energies", energies=energies, n=len(known), allowed=allowed))


def _is_among(energy_mv: float, allowed: tuple[float, ...]) -> bool:
    return any(abs(energy_mv - allowed_mv) <= ROUNDING_MV for allowed_mv in allowed)


def _judge_tissue(rule: CalculationRule, plan: PhasePlan) -> Iterator[Row]:
    """What the dose states of tissue; where it states nothing, that is told."""
    dose = plan.treatment.dose
    if rule.heterogeneity is None or dose is None:
        return
    if not (dose.as_water or dose.for_tissue):
        yield informed(Message("dose-calc.tissue-not-stated", asked=rule.heterogeneity))
        return
    stated = "water" if dose.as_water else "corrected"
    message = Message("dose-calc.tissue", stated=stated, asked=rule.heterogeneity)
    yield passed(message) if stated == rule.heterogeneity else failed(message)
