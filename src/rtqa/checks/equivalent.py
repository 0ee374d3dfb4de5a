"""A phase's dose in fractions of 2 Gy: every voxel is converted, and the DVH is of the result.

EQD2 is not linear in dose, so that the EQD2 of a mean is not the mean EQD2. It is made as that of a sum of
phases is (:mod:`rtqa.course.composite`), so that what stands beside a sum is counted alike.
"""

from __future__ import annotations

from rtqa.checks.subject import PhasePlan, find_obstacle
from rtqa.course.composite import PhaseDose, compose, composite_dvh
from rtqa.dvh.curve import DVH
from rtqa.dvh.settings import Interpolation
from rtqa.errors import UnsupportedError
from rtqa.metrics import MetricSpec, Outcome, Unmeasurable, measure
from rtqa.model.dose import DoseQuantity, DoseScope
from rtqa.model.structure import Structure


def measure_equivalent(one: PhasePlan, number: int, spec: MetricSpec, *, alpha_beta_gy: float) -> Outcome:
    """Measure a metric of EQD2 on the structure with this ROI number, in one plan's dose.

    Args:
        one: a plan whose dose is physical and of all its fractions.
        number: of a structure of its structure set.
        spec: in Gy of EQD2.
        alpha_beta_gy: of that tissue, in Gy.
    """
    dvh = equivalent_dvh(one, number, alpha_beta_gy=alpha_beta_gy)
    return Unmeasurable(spec=spec, reason=dvh) if isinstance(dvh, str) else measure(dvh, spec)


def equivalent_dvh(one: PhasePlan, number: int, *, alpha_beta_gy: float) -> DVH | str:
    """The DVH of EQD2 of the structure with this ROI number in one plan's dose, or why there is none."""
    physical = one.dvhs[number]
    phase = phase_dose(one)
    structure_set = one.treatment.structure_set
    if isinstance(physical, str) or isinstance(phase, str) or structure_set is None:
        return next(reason for reason in (physical, phase, "it has no structures") if isinstance(reason, str))
    structure = structure_of(one, number)
    dose, beside = (
        compose([phase], around_mm=structure.contours.points_mm, interpolation=interpolation).eqd2(
            alpha_beta_gy
        )
        for interpolation in (Interpolation.TRILINEAR, Interpolation.TRICUBIC)
    )
    try:
        return composite_dvh(
            structure, dose=dose, beside=beside, set_spacing_mm=structure_set.plane_spacing_mm
        )
    except UnsupportedError as error:
        return str(error)


def phase_dose(one: PhasePlan, *, remaining_frac: float = 1.0) -> PhaseDose | str:
    """A plan's dose as that of a phase, or why it cannot be converted or added up, as one clause."""
    dose = one.treatment.dose
    obstacle = find_obstacle(one.treatment)
    if obstacle or dose is None:
        return obstacle
    if dose.scope is not DoseScope.PLAN:
        return "its dose is not that of the whole plan"
    if dose.quantity is not DoseQuantity.PHYSICAL:
        return f"its dose is {dose.quantity.lower()}, and only a physical dose can be converted"
    planned = one.plan.n_fractions if one.plan is not None else None
    if planned is None or dose.n_fractions not in (None, planned):
        return "the dose is not known to be that of all planned fractions"
    return PhaseDose(phase=one.phase_id, dose=dose, n_fractions=planned, remaining_frac=remaining_frac)


def structure_of(one: PhasePlan, number: int) -> Structure:
    """The structure with this ROI number."""
    structure_set = one.treatment.structure_set
    structures = structure_set.structures if structure_set is not None else ()
    return next(structure for structure in structures if structure.number == number)
