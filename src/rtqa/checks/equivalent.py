"""A phase's dose in fractions of 2 Gy: every voxel is converted, and the DVH is of the result.

EQD2 is not linear in dose, so that the EQD2 of a mean is not the mean EQD2.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rtqa.checks.subject import PhasePlan
from rtqa.dvh.compute import structure_dvh
from rtqa.errors import UnsupportedError
from rtqa.metrics import MetricSpec, Outcome, Unmeasurable, measure
from rtqa.metrics.radiobiology import eqd2_gy
from rtqa.model.dose import Dose, DoseQuantity, DoseScope


def measure_equivalent(one: PhasePlan, number: int, spec: MetricSpec, *, alpha_beta_gy: float) -> Outcome:
    """Measure a metric of EQD2 on the structure with this ROI number, in one plan's dose.

    Args:
        one: a plan whose dose is physical and of all its fractions.
        number: of a structure of its structure set.
        spec: in Gy of EQD2.
        alpha_beta_gy: of that tissue, in Gy.
    """
    physical = one.measure(number, spec)
    if isinstance(physical, Unmeasurable) and physical.bounds is None:
        return physical
    dose, structure_set = one.treatment.dose, one.treatment.structure_set
    n_fractions = one.plan.n_fractions if one.plan is not None else None
    if dose is None or structure_set is None or n_fractions is None:
        return Unmeasurable(spec=spec, reason="EQD2 needs a dose, its structures and a number of fractions")
    if dose.scope is not DoseScope.PLAN or dose.n_fractions not in (None, n_fractions):
        return Unmeasurable(spec=spec, reason="the dose is not known to be that of all planned fractions")
    structure = next(each for each in structure_set.structures if each.number == number)
    equivalent = to_equivalent(dose, n_fractions=n_fractions, alpha_beta_gy=alpha_beta_gy)
    try:
        dvh = structure_dvh(structure, dose=equivalent, set_spacing_mm=structure_set.plane_spacing_mm)
    except UnsupportedError as error:
        return Unmeasurable(spec=spec, reason=str(error))
    return measure(dvh, spec)


def to_equivalent(dose: Dose, *, n_fractions: int, alpha_beta_gy: float) -> Dose:
    """The dose with every voxel in fractions of 2 Gy; its quantity is then EQD2."""
    values = eqd2_gy(dose.values_gy.astype(np.float64), n_fractions=n_fractions, alpha_beta_gy=alpha_beta_gy)
    converted = values.astype(np.float32)
    converted.flags.writeable = False
    return replace(dose, values_gy=converted, quantity=DoseQuantity.EQD2)
