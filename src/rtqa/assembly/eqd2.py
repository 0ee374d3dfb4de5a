"""One plan's dose in fractions of 2 Gy: the DVH that was computed of it, each of its doses converted.

EQD2 grows with dose wherever it is taken, so that what receives at least D receives at least the EQD2 of D:
the converted curve is the DVH of the converted voxels, and no dose is to be computed again. Only the mean is
no point of the curve: the EQD2 of a mean is not the mean EQD2. A sum of several phases is another matter
(:mod:`rtqa.course.composite`): there voxels of the same dose may differ in EQD2.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rtqa.assembly.context import NO_DOSE, PhasePlan, find_obstacle
from rtqa.course.composite import PhaseDose
from rtqa.dvh.curve import DVH
from rtqa.messages import Cause, CauseKind, Message, Unknown
from rtqa.metrics import MetricSpec, Outcome, Unmeasurable, measure
from rtqa.metrics.radiobiology import eqd2_gy
from rtqa.model.dose import DoseQuantity, DoseScope
from rtqa.model.geometry import owned
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
    return Unmeasurable(spec=spec, reason=dvh.message) if isinstance(dvh, Unknown) else measure(dvh, spec)


def equivalent_dvh(one: PhasePlan, number: int, *, alpha_beta_gy: float) -> DVH | Unknown:
    """The DVH of EQD2 of the structure with this ROI number in one plan's dose, or why there is none."""
    physical = one.dvhs[number]
    phase = phase_dose(one)
    if isinstance(physical, Unknown):
        return physical
    if isinstance(phase, Unknown):
        return phase
    return in_eqd2(physical, n_fractions=phase.n_fractions, alpha_beta_gy=alpha_beta_gy)


def in_eqd2(dvh: DVH, *, n_fractions: int, alpha_beta_gy: float) -> DVH:
    """The DVH of EQD2 from that of a physical dose in equal fractions, its alternatives with it.

    Between its points the curve is taken as straight, before and after: they lie so close that the parabola
    between two of them does not differ from its chord.
    """
    square_gy2 = _mean_square(dvh)
    # (mean D + mean D² / (n α/β)) / (1 + 2 / (α/β)): no mean is taken twice.
    mean_gy = (dvh.mean_gy + square_gy2 / (n_fractions * alpha_beta_gy)) / (1.0 + 2.0 / alpha_beta_gy)
    return replace(
        dvh,
        dose_gy=owned(eqd2_gy(dvh.dose_gy, n_fractions=n_fractions, alpha_beta_gy=alpha_beta_gy)),
        mean_gy=mean_gy,
        quantity=DoseQuantity.EQD2,
        # A share p of a dose is at most 2 p of its EQD2, which grows with its square at most.
        precision_frac=2.0 * dvh.precision_frac,
        alternatives=tuple(
            tuple(in_eqd2(other, n_fractions=n_fractions, alpha_beta_gy=alpha_beta_gy) for other in group)
            for group in dvh.alternatives
        ),
    )


def _mean_square(dvh: DVH) -> float:
    """The mean of the squared dose of the dosed part, in Gy²; nan where nothing is dosed."""
    if not dvh.dosed_cm3 > 0:
        return float("nan")
    low, high = dvh.dose_gy[:-1], dvh.dose_gy[1:]
    share = -np.diff(dvh.volume_cm3) / dvh.dosed_cm3
    curve_gy, curve_gy2 = share @ (low + high) / 2.0, share @ (low**2 + low * high + high**2) / 3.0
    # The mean is known better than by the curve; about it, the curve tells the spread.
    return float(dvh.mean_gy**2 + curve_gy2 - curve_gy**2)


def phase_dose(one: PhasePlan, *, remaining_frac: float = 1.0) -> PhaseDose | Unknown:
    """A plan's dose as that of a phase, or why it cannot be converted or added up."""
    dose = one.treatment.dose
    obstacle = find_obstacle(one.treatment)
    if dose is None or obstacle is not None:
        return obstacle or NO_DOSE
    doubtful = Cause(CauseKind.DOSE_DOUBTFUL)
    if dose.scope is not DoseScope.PLAN:
        return Unknown(Message("dose.not-whole-plan"), doubtful)
    if dose.quantity is not DoseQuantity.PHYSICAL:
        return Unknown(Message("dose.not-physical", quantity=dose.quantity.value), doubtful)
    planned = one.plan.n_fractions if one.plan is not None else None
    if planned is None or dose.n_fractions not in (None, planned):
        return Unknown(Message("dose.fractions-not-known"), doubtful)
    return PhaseDose(phase=one.phase_id, dose=dose, n_fractions=planned, remaining_frac=remaining_frac)


def structure_of(one: PhasePlan, number: int) -> Structure:
    """The structure with this ROI number."""
    structure_set = one.treatment.structure_set
    structures = structure_set.structures if structure_set is not None else ()
    return next(structure for structure in structures if structure.number == number)
