"""The plans of all phases as one: in the order of treatment, and added up where they can be."""

from __future__ import annotations

from collections.abc import Sequence

from rtqa.assembly.context import PhasePlan, Together
from rtqa.assembly.eqd2 import equivalent_dvh, phase_dose, structure_of
from rtqa.assembly.matching import find_only_candidate
from rtqa.course.bounds import bound_sum
from rtqa.course.composite import composite_dvh
from rtqa.course.file import Course
from rtqa.course.registration import stated_registrations
from rtqa.course.summed import Drawn, sum_phases
from rtqa.dvh.curve import DVH
from rtqa.errors import UnsupportedError
from rtqa.messages import Unknown
from rtqa.metrics import MetricSpec, Outcome, Unmeasurable, measure
from rtqa.model.dose import Dose
from rtqa.model.registration import Registration
from rtqa.model.structure import Structure
from rtqa.protocol.constraint import SUM, Constraint
from rtqa.protocol.schema import Protocol


def join_phases(
    plans: Sequence[PhasePlan],
    protocol: Protocol,
    *,
    registrations: Sequence[Registration],
    course: Course | None,
) -> Together:
    """Add the phases' doses up, where every phase of the protocol has a plan.

    Args:
        plans: all that were handed in.
        protocol: its phases are in the order of treatment.
        registrations: the DICOM objects.
        course: its matrices carry phases too, and it may say that the effect of a phase has recovered.
    """
    of_phase = {phase.id: [one for one in plans if one.phase_id == phase.id] for phase in protocol.phases}
    limits = [limit for limit in protocol.constraints if limit.phase == SUM]
    if not limits or len(of_phase) < 2 or not all(of_phase.values()):
        return Together()
    ordered = tuple(one for several in of_phase.values() for one in several)
    repeated = next((phase for phase, own in of_phase.items() if len(own) > 1), "")
    if repeated:
        return Together(plans=ordered, obstacle=f"several plans are recognised as phase {repeated}")
    drawn: list[Drawn] = []
    for one in ordered:
        stated = course.phase(one.phase_id) if course is not None else None
        dose = phase_dose(one, remaining_frac=1.0 - (stated.recovered_frac if stated is not None else 0.0))
        structure_set = one.treatment.structure_set
        if isinstance(dose, Unknown) or structure_set is None:
            reason = str(dose.message) if isinstance(dose, Unknown) else "it has no structures"
            return Together(plans=ordered, obstacle=f"phase {one.phase_id}: {reason}")
        drawn.append(Drawn(dose=dose, structure_set=structure_set))
    wanted = [_find_wanted(one, limits) for one in ordered]
    if not wanted[-1]:
        return Together(plans=ordered, obstacle="no structure that a limit on the sum names is drawn")
    if course is not None:
        frames = {one.dose.phase: one.dose.dose.grid.frame_of_reference_uid for one in drawn}
        registrations = [*registrations, *stated_registrations(course, frames)]
    summed = sum_phases(drawn, registrations=registrations, wanted=wanted)
    return Together(plans=ordered, summed=summed, obstacle=summed.obstacle)


def measure_together(constraint: Constraint, one: PhasePlan, number: int, *, together: Together) -> Outcome:
    """The metric of a limit on the sum, on a structure of the last phase.

    Where there is no voxel-wise sum it is unmeasurable, with the bounds of
    :func:`rtqa.course.bounds.bound_sum` where every phase's structure is known.

    Args:
        constraint: of one structure, or of several as one.
        one: the last phase, its structure set as it is to be looked at (several structures as one, say).
        number: ROI number of the structure in it.
        together: all phases.
    """
    structure = structure_of(one, number)
    summed = together.summed
    obstacle = summed.find_obstacle(structure.name) if summed is not None else together.obstacle
    if obstacle:
        return _bounded(together, constraint, number, obstacle=obstacle)
    dvh = sum_dvh(structure, constraint, together)
    if isinstance(dvh, str):
        return Unmeasurable(spec=constraint.metric, reason=dvh)
    return measure(dvh, constraint.metric)


def sum_dvh(structure: Structure, constraint: Constraint, together: Together) -> DVH | str:
    """The DVH of the sum in a structure of the last phase, in the quantity that is limited, or why not."""
    summed = together.summed
    if summed is None or summed.trilinear is None or summed.tricubic is None:
        return together.obstacle
    dose, beside = (
        composite.eqd2(constraint.alpha_beta.gy)
        if constraint.quantity == "eqd2" and constraint.alpha_beta is not None
        else composite.physical()
        for composite in (summed.trilinear, summed.tricubic)
    )
    return _dvh_in(structure, dose, one=together.last, beside=beside)


def measure_in(structure: Structure, dose: Dose, spec: MetricSpec, *, one: PhasePlan) -> Outcome:
    """Measure a metric of a structure in a composite dose.

    Args:
        structure: in the frame of the dose.
        dose: of a composite.
        spec: the metric.
        one: the plan that the structure was drawn for.
    """
    dvh = _dvh_in(structure, dose, one=one, beside=None)
    return Unmeasurable(spec=spec, reason=dvh) if isinstance(dvh, str) else measure(dvh, spec)


def _dvh_in(structure: Structure, dose: Dose, *, one: PhasePlan, beside: Dose | None) -> DVH | str:
    structure_set = one.treatment.structure_set
    spacing_mm = structure_set.plane_spacing_mm if structure_set is not None else None
    try:
        return composite_dvh(structure, dose=dose, beside=beside, set_spacing_mm=spacing_mm)
    except UnsupportedError as error:
        return str(error)


def _find_wanted(one: PhasePlan, limits: Sequence[Constraint]) -> list[Structure]:
    """The structures of a plan that a limit on the sum may be judged on."""
    names = dict.fromkeys(name for limit in limits for name in limit.names)
    candidates = (candidate for name in names for candidate in one.matches[name].candidates)
    structures = (structure_of(one, candidate.structure_number) for candidate in candidates)
    return [structure for structure in structures if structure.is_volume]


def _bounded(together: Together, constraint: Constraint, number: int, *, obstacle: str) -> Outcome:
    """What is known of the sum where no voxel of one phase is known to be one of another's."""
    spec = constraint.metric
    if len(constraint.names) > 1 or spec.needs_prescription:
        return Unmeasurable(spec=spec, reason=obstacle)
    curves: list[DVH] = []
    for one in together.plans:
        dvh = _find_dvh(one, constraint, number=number if one is together.last else None)
        if isinstance(dvh, Unknown):
            return Unmeasurable(spec=spec, reason=f"{obstacle}; phase {one.phase_id}: {dvh.message}")
        curves.append(dvh)
    return Unmeasurable(
        spec=spec,
        reason=f"{obstacle}; what is given is the last phase alone and an upper bound, whichever points of "
        "the organ as drawn for each phase are the same",
        bounds=bound_sum(spec, last=curves[-1], earlier=curves[:-1]),
    )


def _find_dvh(one: PhasePlan, constraint: Constraint, *, number: int | None) -> DVH | Unknown:
    """One phase alone, in the quantity that is limited; without a number, of the structure so named."""
    if number is None:
        candidate = find_only_candidate(one, constraint.names[0])
        if isinstance(candidate, Unknown):
            return candidate
        number = candidate.structure_number
    if constraint.quantity == "eqd2" and constraint.alpha_beta is not None:
        return equivalent_dvh(one, number, alpha_beta_gy=constraint.alpha_beta.gy)
    return one.dvhs[number]
