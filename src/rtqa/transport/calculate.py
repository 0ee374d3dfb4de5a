"""A plan's dose calculated from its beams, and laid beside the plan's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from rtqa.geometry.outlines import Outlines
from rtqa.messages import Cause, CauseKind, Message, Unknown
from rtqa.model.case import Case, Treatment, take_treatment
from rtqa.model.dose import Dose, DoseQuantity, DoseScope
from rtqa.model.plan import Plan
from rtqa.transport.alone import compare_alone
from rtqa.transport.electron_density import GENERIC, DensityCurve
from rtqa.transport.judge import judge_shape
from rtqa.transport.machine_file import LoadedMachine
from rtqa.transport.patient import build_patient
from rtqa.transport.points import choose_points
from rtqa.transport.prepared_beams import calculate_beams, prepare_beams
from rtqa.transport.second_dose import SecondDose, compare_doses
from rtqa.transport.turned import find_turn
from rtqa.transport.uncertainty import find_known_frac


def calculate_second_dose(
    case: Case | Treatment,
    *,
    curve: DensityCurve = GENERIC,
    machine: LoadedMachine | None = None,
    outlines: Outlines | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> SecondDose | Unknown:
    """Calculate a plan's dose from its beams, and lay it beside the plan's own.

    No beam data is needed; what is known of the linac makes the calculation surer of itself.

    >>> import rtqa
    >>> second = rtqa.calculate_second_dose(rtqa.read_case("sample_plans/ccrt_pass"))
    >>> f"{second.scale:.2f} of the calculated dose, {100 * second.rms_frac:.1f} % of the maximum apart"
    '1.01 of the calculated dose, 0.5 % of the maximum apart'

    Args:
        case: a case with a single treatment, or one treatment of it: plan, dose and structures, and the CT
            where there is one.
        curve: CT numbers to relative electron density.
        machine: what is known of the linac; without it, what is usual.
        outlines: the structures in their planes, where they are known already.
        progress: told of the segments that are done.

    Returns:
        Both doses by structure, by beam and by point, with how well the calculation knows its own; Unknown
        with the reason where there is nothing to compare, or a beam cannot be followed.
    """
    treatment = take_treatment(case)
    plan, dose = treatment.plan, treatment.dose
    if plan is None or dose is None or (reason := _find_obstacle(plan, dose)) is not None:
        cause = CauseKind.FILE_ABSENT if plan is None or dose is None else CauseKind.NOT_SUPPORTED
        missing = Message("transport.no-plan") if plan is None else Message("transport.no-dose")
        return Unknown(missing if plan is None or dose is None else reason or missing, Cause(cause))
    beams = prepare_beams(plan, machine=machine.machine if machine is not None else None)
    if isinstance(beams, Unknown):
        return beams
    known = outlines or Outlines.of_set(treatment.structure_set)
    patient = build_patient(treatment, known, curve=curve)
    if isinstance(patient, Unknown):
        return patient
    points = choose_points(treatment, dose, known)
    doses = calculate_beams(beams, points.points_mm, patient=patient, progress=progress)
    by_beam_gy = np.array(
        [beam.meterset_mu * given.gy_per_mu for beam, given in zip(beams, doses, strict=True)]
    )
    max_gy = float(dose.values_gy.max())
    compared = compare_doses(beams, doses, by_beam_gy, points=points, patient=patient, max_gy=max_gy)
    if isinstance(compared, Unknown):
        return compared
    alone = compare_alone(
        plan,
        beams,
        doses,
        dose=dose,
        points=points,
        calculated_gy=compared.scale * by_beam_gy,
        known_frac=find_known_frac(has_ct=patient.has_ct, has_lungs=bool(patient.lungs)),
        usual_depth_mm=compared.usual_depth_mm,
    )
    second = replace(compared, machine=machine, alone=alone)
    if not judge_shape(second):
        return second
    in_dose = points.in_dose[second.is_compared[points.in_dose]]
    turn = find_turn(
        beams,
        by_beam_gy=by_beam_gy,
        planned_gy=points.planned_gy,
        points_mm=points.points_mm,
        patient=patient,
        scale=second.scale,
        compared=in_dose,
    )
    return replace(second, turn=turn)


def _find_obstacle(plan: Plan, dose: Dose) -> Message | None:
    if not plan.is_external_photon_or_electron:
        return Message("transport.other-kind")
    if dose.scope is not DoseScope.PLAN or dose.quantity is not DoseQuantity.PHYSICAL:
        return Message("transport.other-dose")
    if not float(dose.values_gy.max()) > 0:
        return Message("transport.no-dose")
    return None
