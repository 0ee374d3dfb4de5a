"""One plan's dose as that of a phase, and in fractions of 2 Gy."""

from __future__ import annotations

from rtqa.assembly.context import NO_DOSE, PhasePlan, find_obstacle, why_not_physical
from rtqa.course.composite import PhaseDose
from rtqa.dvh.curve import DVH
from rtqa.messages import Cause, CauseKind, Message, Unknown
from rtqa.metrics import MetricSpec, Outcome, Unmeasurable, measure
from rtqa.metrics.eqd2_curve import in_eqd2
from rtqa.model.dose import DoseQuantity, DoseScope
from rtqa.model.structure import Structure


def measure_equivalent(plan: PhasePlan, number: int, spec: MetricSpec, *, alpha_beta_gy: float) -> Outcome:
    """Measure a metric of EQD2 on the structure with this ROI number, in one plan's dose.

    Args:
        plan: a plan whose dose is physical and of all its fractions.
        number: of a structure of its structure set.
        spec: in Gy of EQD2.
        alpha_beta_gy: of that tissue, in Gy.
    """
    dvh = equivalent_dvh(plan, number, alpha_beta_gy=alpha_beta_gy)
    return Unmeasurable(spec=spec, unknown=dvh) if isinstance(dvh, Unknown) else measure(dvh, spec)


def equivalent_dvh(plan: PhasePlan, number: int, *, alpha_beta_gy: float) -> DVH | Unknown:
    """The DVH of EQD2 of the structure with this ROI number in one plan's dose, or why there is none."""
    physical = plan.dvhs[number]
    phase = phase_dose(plan)
    if isinstance(physical, Unknown):
        return physical
    if isinstance(phase, Unknown):
        return phase
    return in_eqd2(physical, n_fractions=phase.n_fractions, alpha_beta_gy=alpha_beta_gy)


def phase_dose(plan: PhasePlan, *, remaining_frac: float = 1.0) -> PhaseDose | Unknown:
    """A plan's dose as that of a phase, or why it cannot be converted or added up."""
    dose = plan.treatment.dose
    obstacle = find_obstacle(plan.treatment)
    if dose is None or obstacle is not None:
        return obstacle or NO_DOSE
    doubtful = Cause(CauseKind.DOSE_DOUBTFUL)
    if dose.scope is not DoseScope.PLAN:
        return Unknown(Message("dose.not-whole-plan"), doubtful)
    if dose.quantity is not DoseQuantity.PHYSICAL:
        return why_not_physical(dose.quantity)
    planned = plan.plan.n_fractions if plan.plan is not None else None
    if planned is None or dose.n_fractions not in (None, planned):
        return Unknown(Message("dose.fractions-not-known"), doubtful)
    return PhaseDose(phase=plan.phase_id, dose=dose, n_fractions=planned, remaining_frac=remaining_frac)


def structure_of(plan: PhasePlan, number: int) -> Structure:
    """The structure with this ROI number, or that was derived and given it."""
    structure_set = plan.treatment.structure_set
    structures = structure_set.structures if structure_set is not None else ()
    derived = (part.structure for resolved in plan.resolved.values() for part in resolved.structures)
    return next(structure for structure in (*structures, *derived) if structure.number == number)
