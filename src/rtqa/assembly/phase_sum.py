"""The plans of all phases as one: in the order of treatment, and added up where they can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf

from rtqa.assembly.context import NO_DOSE, PhasePlan, Together
from rtqa.assembly.eqd2 import equivalent_dvh, phase_dose, structure_of
from rtqa.assembly.received import StatedPhase
from rtqa.course.bounds import bound_sum
from rtqa.course.composite import composite_dvh
from rtqa.course.file import Course
from rtqa.course.registration import stated_registrations
from rtqa.course.summed import Drawn, sum_phases
from rtqa.dvh.curve import DVH
from rtqa.errors import UnsupportedError
from rtqa.messages import Cause, CauseKind, Interval, Listing, Message, Unknown, join
from rtqa.metrics import MetricSpec, Outcome, Unmeasurable, measure
from rtqa.model.dose import Dose
from rtqa.model.registration import Registration
from rtqa.model.structure import Structure
from rtqa.protocol.constraint import SUM, AlphaBeta, Constraint
from rtqa.protocol.schema import Protocol


def join_phases(
    plans: Sequence[PhasePlan],
    protocol: Protocol,
    *,
    registrations: Sequence[Registration],
    course: Course | None,
    received: Mapping[str, StatedPhase],
) -> Together:
    """Add the phases' doses up, where every phase of the protocol has a plan.

    A phase without a plan of which it is stated what it gave bounds the sum.

    Args:
        plans: all that were handed in.
        protocol: its phases are in the order of treatment.
        registrations: the DICOM objects.
        course: its matrices carry phases too, and it may say that the effect of a phase has recovered.
        received: what is stated of a phase; where its plan is at hand, that counts.
    """
    of_phase = {phase.id: [plan for plan in plans if plan.phase_id == phase.id] for phase in protocol.phases}
    limits = [limit for limit in protocol.constraints if limit.phase == SUM]
    stated = tuple(received[phase] for phase, own in of_phase.items() if not own and phase in received)
    n_known = sum(map(bool, of_phase.values()))
    if not limits or len(of_phase) < 2 or not n_known or n_known + len(stated) < len(of_phase):
        return Together()
    ordered = tuple(plan for several in of_phase.values() for plan in several)
    repeated = next((phase for phase, several in of_phase.items() if len(several) > 1), "")
    if repeated:
        cause = Cause(CauseKind.PLAN_DOUBTFUL, repeated)
        several = Unknown(Message("phase-sum.several-plans", phase=repeated), cause)
        return Together(plans=ordered, stated=stated, obstacle=several)
    if stated:
        return Together(plans=ordered, stated=stated, obstacle=_by_statement(stated))
    drawn: list[Drawn] = []
    for plan in ordered:
        by_course = course.phase(plan.phase_id) if course is not None else None
        recovered_frac = by_course.recovered_frac if by_course is not None else 0.0
        dose = phase_dose(plan, remaining_frac=1.0 - recovered_frac)
        structure_set = plan.treatment.structure_set
        if isinstance(dose, Unknown) or structure_set is None:
            unknown = dose if isinstance(dose, Unknown) else _NO_STRUCTURES
            return Together(plans=ordered, obstacle=_of_phase(plan.phase_id, unknown))
        drawn.append(
            Drawn(
                dose=dose,
                structure_set=structure_set,
                stands_for=_list_meanings(plan),
                image=plan.treatment.image,
            )
        )
    wanted = [_find_wanted(plan, limits) for plan in ordered]
    if not wanted[-1]:
        cause = Cause(CauseKind.STRUCTURE_NOT_FOUND, limits[0].names[0])
        return Together(plans=ordered, obstacle=Unknown(Message("structure.none-of-sum"), cause))
    if course is not None:
        frames = {phase.dose.phase: phase.dose.dose.grid.frame_of_reference_uid for phase in drawn}
        registrations = [*registrations, *stated_registrations(course, frames)]
    summed = sum_phases(drawn, registrations=registrations, wanted=wanted)
    return Together(plans=ordered, summed=summed, obstacle=summed.obstacle)


_NO_STRUCTURES = Unknown(
    Message("phase-sum.no-structures"), Cause(CauseKind.FILE_ABSENT, Message("file.structures"))
)


def _list_meanings(plan: PhasePlan) -> dict[int, str]:
    """The protocol's name of each structure that stands for one of its organs alone, by ROI number."""
    alone = {resolved.name: resolved.only for resolved in plan.resolved.values() if resolved.role == "organ"}
    return {match.number: name for name, match in alone.items() if not isinstance(match, Unknown)}


def _by_statement(stated: Sequence[StatedPhase]) -> Unknown:
    """Why there is no sum voxel by voxel, where there is no plan but a statement."""
    listed = tuple(
        Message("phase-sum.stated-by", phase=phase.phase_id, source=phase.source) for phase in stated
    )
    cause = Cause(CauseKind.PHASE_STATED, stated[0].phase_id)
    return Unknown(Message("phase-sum.stated", phases=Listing(listed, "and")), cause)


def _of_phase(phase_id: str, unknown: Unknown) -> Unknown:
    message = Message("phase-sum.of-phase", phase=phase_id, reason=unknown.message)
    return Unknown(message, unknown.cause)


def measure_together(
    constraint: Constraint,
    plan: PhasePlan,
    number: int,
    *,
    together: Together,
    prescription_gy: float | None = None,
) -> Outcome:
    """The metric of a limit on the sum, on a structure of the last phase.

    Where there is no voxel-wise sum it is unmeasurable, with the bounds of
    :func:`rtqa.course.bounds.bound_sum` where every phase's structure is known.

    Args:
        constraint: of one structure, or of several as one.
        plan: the last phase, its structure set as it is to be looked at (several structures as one, say).
        number: ROI number of the structure in it.
        together: all phases.
        prescription_gy: of all phases, which a dose in percent refers to.
    """
    structure = structure_of(plan, number)
    summed = together.summed
    obstacle = summed.find_obstacle(structure.name) if summed is not None else together.obstacle
    if obstacle is not None:
        bounded = _bounded(together, constraint, number, obstacle=obstacle)
        # Organs that do not lie in one place may be two; of two plans of a phase either may be the one given.
        is_bound = obstacle == together.obstacle and together.is_of_one_plan_a_phase
        unknown = replace(bounded.unknown, bounds=_open(bounded.bounds))
        return bounded if is_bound else replace(bounded, unknown=unknown)
    dvh = sum_dvh(structure, constraint, together)
    if isinstance(dvh, Unknown):
        return Unmeasurable(spec=constraint.metric, unknown=dvh)
    return measure(dvh, constraint.metric, prescription_gy=prescription_gy)


def sum_dvh(structure: Structure, constraint: Constraint, together: Together) -> DVH | Unknown:
    """The DVH of the sum in a structure of the last phase, in the quantity that is limited, or why not.

    It is computed once; a report draws what a limit was judged by.
    """
    alpha_beta = constraint.alpha_beta if constraint.quantity == "eqd2" else None
    key = (structure, alpha_beta.gy if alpha_beta is not None else None)
    if key not in together.curves:
        together.curves[key] = _sum_dvh(structure, alpha_beta, together)
    return together.curves[key]


def _sum_dvh(structure: Structure, alpha_beta: AlphaBeta | None, together: Together) -> DVH | Unknown:
    summed = together.summed
    if summed is None or summed.trilinear is None or summed.tricubic is None:
        return together.obstacle or NO_DOSE
    dose, beside, *mended = (
        composite.eqd2(alpha_beta.gy) if alpha_beta is not None else composite.physical()
        for composite in (summed.trilinear, summed.tricubic, *summed.mend(structure))
    )
    return _dvh_in(structure, dose, plan=together.last, beside=beside, mended=mended)


def measure_in(structure: Structure, dose: Dose, spec: MetricSpec, *, plan: PhasePlan) -> Outcome:
    """Measure a metric of a structure in a composite dose.

    Args:
        structure: in the frame of the dose.
        dose: of a composite.
        spec: the metric.
        plan: the plan that the structure was drawn for.
    """
    dvh = _dvh_in(structure, dose, plan=plan)
    return Unmeasurable(spec=spec, unknown=dvh) if isinstance(dvh, Unknown) else measure(dvh, spec)


def _dvh_in(
    structure: Structure,
    dose: Dose,
    *,
    plan: PhasePlan,
    beside: Dose | None = None,
    mended: Sequence[Dose] = (),
) -> DVH | Unknown:
    outlines = plan.outlines
    try:
        return composite_dvh(
            structure,
            dose=dose,
            beside=beside,
            mended=mended,
            set_spacing_mm=outlines.set_spacing_mm,
            slices=outlines.slices,
        )
    except UnsupportedError as error:
        return Unknown(error.message, Cause(CauseKind.STRUCTURE_DOUBTFUL, structure.name))


def _find_wanted(plan: PhasePlan, limits: Sequence[Constraint]) -> list[Structure]:
    """The structures of a plan that a limit on the sum may be judged on."""
    names = dict.fromkeys(name for limit in limits for name in limit.names)
    matches = (matched for name in names for matched in plan.resolved[name].structures)
    return [matched.structure for matched in matches if matched.structure.is_volume]


def _bounded(together: Together, constraint: Constraint, number: int, *, obstacle: Unknown) -> Unmeasurable:
    """Bounds of the sum where the voxels of one phase cannot be matched to another's."""
    spec = constraint.metric
    if len(constraint.names) > 1 or spec.needs_prescription:
        return Unmeasurable(spec=spec, unknown=obstacle)
    last = _find_dvh(together.last, constraint, number=number)
    if isinstance(last, Unknown):
        return _with_reason(spec, obstacle, _of_phase(together.last.phase_id, last))
    alone = measure(last, spec)
    if isinstance(alone, Unmeasurable) and together.stated:
        # What the plan itself leaves open is not to be had from another phase.
        own = _of_phase(together.last.phase_id, alone.unknown)
        return Unmeasurable(spec=spec, unknown=replace(own, bounds=_open(alone.bounds)))
    curves = [
        *((plan.phase_id, _find_dvh(plan, constraint, number=None)) for plan in together.plans[:-1]),
        *(
            (phase.phase_id, phase.find_dvh(constraint, volume_cm3=last.total_cm3))
            for phase in together.stated
        ),
    ]
    bounds = bound_sum(spec, last=last, earlier=[dvh for _, dvh in curves if isinstance(dvh, DVH)])
    for phase_id, dvh in curves:
        if isinstance(dvh, Unknown):
            if any(phase_id == phase.phase_id for phase in together.stated):
                # What is not stated of a phase can be: that is the cause, and not its missing plan.
                obstacle = replace(obstacle, cause=dvh.cause)
            return _with_reason(spec, obstacle, _of_phase(phase_id, dvh), bounds=_open(bounds))
    reason = "phase-sum.bounded-by-statement" if together.stated else "phase-sum.bounded"
    message = Message(reason, obstacle=obstacle.message)
    return Unmeasurable(spec=spec, unknown=Unknown(message, obstacle.cause, bounds))


def _with_reason(
    spec: MetricSpec, obstacle: Unknown, unknown: Unknown, *, bounds: Interval | None = None
) -> Unmeasurable:
    message = join(obstacle.message, unknown.message) or obstacle.message
    return Unmeasurable(spec=spec, unknown=Unknown(message, obstacle.cause, bounds))


def _open(bounds: Interval | None) -> Interval | None:
    """Without an upper end."""
    return replace(bounds, high=inf) if bounds is not None else None


def _find_dvh(plan: PhasePlan, constraint: Constraint, *, number: int | None) -> DVH | Unknown:
    """One phase alone, in the quantity that is limited; without a number, of the structure so named."""
    if number is None:
        only = plan.resolved[constraint.names[0]].only
        if isinstance(only, Unknown):
            return only
        number = only.number
    dose = phase_dose(plan)
    if isinstance(dose, Unknown):
        return dose
    if constraint.quantity == "eqd2" and constraint.alpha_beta is not None:
        return equivalent_dvh(plan, number, alpha_beta_gy=constraint.alpha_beta.gy)
    return plan.dvhs[number]
