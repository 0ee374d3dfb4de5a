"""Whether a plan is of another part of the body than its protocol: by evidence, never by odd names alone."""

from __future__ import annotations

from rtqa.assembly.context import PhasePlan
from rtqa.assembly.stated_doses import stated_prescriptions
from rtqa.messages import Message, Quantity
from rtqa.nomenclature.name_list import find_region
from rtqa.protocol.prescription import PrescriptionRule
from rtqa.protocol.schema import Protocol

N_FOREIGN = 2
"""Organs of another part of the body that a plan draws: one alone may lie at the border of the image."""


def list_foreign(plan: PhasePlan, protocol: Protocol) -> tuple[str, ...]:
    """Organs by which a plan is of another part of the body than its protocol; empty where it may be of it.

    All of this must be so: no target and no organ of the protocol is drawn; no name is one of an organ of
    its part of the body; two or more are of another part; and the prescription is far from every clause.
    """
    home = {find_region(structure.name) for structure in protocol.structures if structure.role == "organ"}
    home.discard("")
    if not home or any(resolved.structures for resolved in plan.resolved.values()):
        return ()
    drawn = [(structure.name, find_region(structure.name)) for structure in plan.structures]
    foreign = tuple(name for name, region in drawn if region and region not in home)
    if any(region in home for _, region in drawn) or len(foreign) < N_FOREIGN:
        return ()
    return () if _is_near(plan, protocol) else foreign


def _is_near(plan: PhasePlan, protocol: Protocol) -> bool:
    """Whether a clause allows the number of fractions, or a total dose with such a dose of a fraction."""
    n_fractions = plan.plan.n_fractions if plan.plan is not None else None
    rules = [rule for rule in protocol.prescriptions if plan.phase is None or rule.phase == plan.phase_id]
    if n_fractions is None:
        return False
    doses_gy = [rx.dose_gy for rx in stated_prescriptions(plan) if rx.dose_gy is not None]
    return any(
        n_fractions in rule.fractions or any(_allows(rule, dose_gy, n_fractions) for dose_gy in doses_gy)
        for rule in rules
    )


def _allows(rule: PrescriptionRule, dose_gy: float, n_fractions: int) -> bool:
    implied = rule.implied_gy
    is_usual = implied is None or implied.min <= dose_gy / n_fractions <= implied.max
    return is_usual and rule.allows(dose_gy, within_gy=0.5)


def describe_prescription(plan: PhasePlan) -> Message | None:
    """``14 Gy in 7 fractions``; None where the plan does not state both."""
    doses_gy = [rx.dose_gy for rx in stated_prescriptions(plan) if rx.dose_gy is not None]
    n_fractions = plan.plan.n_fractions if plan.plan is not None else None
    if not doses_gy or n_fractions is None:
        return None
    return Message("phase-plan.dose", dose=Quantity(max(doses_gy), "Gy"), n=n_fractions)
