"""What the checks look at: a case under a protocol, plan by plan, with its DVHs at hand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from rtqa.assembly.beyond_grid import bound_beyond
from rtqa.assembly.received import StatedPhase
from rtqa.assembly.resolved import Resolved
from rtqa.assembly.sfrt_plan import SfrtPlan
from rtqa.course.chronicle import Chronicle
from rtqa.course.file import Course
from rtqa.course.summed import SummedPhases
from rtqa.dvh.compute import structure_dvhs
from rtqa.dvh.curve import DVH
from rtqa.dvh.isodose import Isodoses
from rtqa.errors import UnsupportedError
from rtqa.geometry.outlines import Outlines
from rtqa.messages import Cause, CauseKind, Message, Unknown, join
from rtqa.metrics import MetricSpec, Outcome, Unmeasurable, measure
from rtqa.model.case import Case, DeviationKind, Treatment
from rtqa.model.dose import DoseQuantity
from rtqa.model.plan import Plan, Prescription
from rtqa.model.structure import Structure
from rtqa.protocol.schema import Phase, Protocol

if TYPE_CHECKING:
    # Loaded where somebody asks for a second calculation.
    from rtqa.transport.second_dose import SecondDose

WITHOUT_MEANING = (
    DeviationKind.DOSE_PARTIAL,
    DeviationKind.FRAME_DIFFERS,
    DeviationKind.PATIENT_DIFFERS,
)
"""Deviations after which a dose in a structure is a number without a meaning."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PhasePlan:
    """One treatment, judged as one phase of the protocol.

    Attributes:
        phase: the phase; None where no phase, or no one phase, recognises the plan.
        is_named: whether the course file says so, by the folder of its files.
        treatment: plan, dose, structures and image.
        dvhs: DVH of each structure by ROI number, or why there is none.
        resolved: for each structure of the protocol, by its name, all that is known of it here.
        outlines: its structures in their planes, laid flat when asked for.
        sfrt: its vertices and their targets; None where the protocol does not look for any.
        planned_gy: what the course file states of the phase, by the protocol's structure.
        second_dose: its dose calculated a second time, or why it was not; None where nobody asked for it.
        side: of the patient, on which the target lies, as it is stated; None where it is not.
    """

    phase: Phase | None
    is_named: bool
    treatment: Treatment
    dvhs: dict[int, DVH | Unknown] = field(repr=False)
    resolved: dict[str, Resolved] = field(default_factory=dict, repr=False)
    outlines: Outlines = field(default_factory=Outlines, repr=False)
    sfrt: SfrtPlan | None = field(default=None, repr=False)
    planned_gy: Mapping[str, float] = field(default_factory=dict)
    side: Literal["left", "right"] | None = None
    second_dose: SecondDose | Unknown | None = field(default=None, repr=False)

    @property
    def phase_id(self) -> str:
        """The phase's id, or empty."""
        return self.phase.id if self.phase is not None else ""

    @property
    def plan(self) -> Plan | None:
        """The plan, where there is one."""
        return self.treatment.plan

    @property
    def structures(self) -> tuple[Structure, ...]:
        """Its structures; none where there is no structure set."""
        structure_set = self.treatment.structure_set
        return structure_set.structures if structure_set is not None else ()

    def measure(self, number: int, spec: MetricSpec, *, prescription_gy: float | None = None) -> Outcome:
        """Measure a metric of physical dose on the structure with this ROI number."""
        dvh = self.dvhs[number]
        if isinstance(dvh, Unknown):
            return Unmeasurable(spec=spec, unknown=dvh)
        if dvh.quantity is not DoseQuantity.PHYSICAL:
            return Unmeasurable(spec=spec, unknown=why_not_physical(dvh.quantity))
        isodoses = self._find_isodoses(number) if spec.kind.needs_whole_dose else None
        return measure(dvh, spec, prescription_gy=prescription_gy, isodoses=isodoses)

    def _find_isodoses(self, number: int) -> Isodoses | None:
        """The isodoses of its dose about the structure with this ROI number, where both are known."""
        structure = next(structure for structure in self.structures if structure.number == number)
        drawn, dose = self.outlines.of(structure), self.treatment.dose
        return Isodoses(dose=dose, structure=drawn) if drawn is not None and dose is not None else None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Together:
    """The plans of all phases.

    Attributes:
        plans: one of each phase of the protocol, in the order of treatment, but for those of which it is
            stated what they gave; empty where a phase has neither, or the protocol limits no sum.
        stated: what is stated of the phases without a plan.
        summed: what they make together; None where a plan lacks what a sum or a bound needs.
        obstacle: why there is no voxel-wise sum; None where there is one, or are no plans.
        curves: DVHs of the sum that were asked for, by structure and α/β; None for physical dose.
    """

    plans: tuple[PhasePlan, ...] = ()
    stated: tuple[StatedPhase, ...] = ()
    summed: SummedPhases | None = field(default=None, repr=False)
    obstacle: Unknown | None = None
    curves: dict[tuple[Structure, float | None], DVH | Unknown] = field(default_factory=dict, repr=False)

    @property
    def is_of_one_plan_a_phase(self) -> bool:
        """Whether no phase has several plans."""
        return len({plan.phase_id for plan in self.plans}) == len(self.plans)

    @property
    def last(self) -> PhasePlan:
        """The plan whose structures carry the verdict."""
        return self.plans[-1]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Subject:
    """A case under a protocol.

    Attributes:
        case: what was read.
        protocol: what must hold.
        plans: its treatments.
        together: the plans of all phases as one.
        course: what the course file says; None where there is none.
        chronicle: the course in time, by every source together.
        arm: of the protocol, that the patient is said to belong to; None where nobody says so.
        references: sets of limits that are shown too, and decide nothing.
        foreign_course: the protocol of a course file that lies among the files, is of another protocol than
            is asked for, and was therefore not read; None where there is none.
    """

    case: Case
    protocol: Protocol
    plans: tuple[PhasePlan, ...]
    together: Together
    course: Course | None
    chronicle: Chronicle
    arm: str | None = None
    references: tuple[Protocol, ...] = ()
    foreign_course: str | None = None

    def of_phase(self, phase_id: str) -> tuple[PhasePlan, ...]:
        """The plans that were recognised as a phase."""
        return tuple(plan for plan in self.plans if plan.phase_id == phase_id)

    def has_a_plan_elsewhere(self, phase_id: str) -> bool:
        """Whether the course file speaks of a plan that is not at hand: by a day, or by its folder."""
        stated = self.course.phase(phase_id) if self.course is not None else None
        is_named = stated is not None and stated.folder is not None
        is_dated = self.chronicle.timelines[phase_id].start is not None
        return (is_named or is_dated) and not self.of_phase(phase_id)

    def comes_before_a_plan(self, phase_id: str) -> bool:
        """Whether a plan of a later phase of the protocol was handed in."""
        order = [phase.id for phase in self.protocol.phases]
        return any(self.of_phase(later) for later in order[order.index(phase_id) + 1 :])

    def is_untouched(self, phase_id: str) -> bool:
        """Whether no plan of a phase was handed in, and no course file states when and how long it is."""
        timeline = self.chronicle.timelines[phase_id]
        is_stated = timeline.is_dated and (timeline.n_fractions is not None or bool(timeline.given))
        return not self.of_phase(phase_id) and not is_stated


def why_no_fractions(plan: Plan | None) -> Unknown | None:
    """Why a plan's number of fractions is not known; None where it is."""
    if plan is None:
        return Unknown(Message("plan.absent"), Cause(CauseKind.FILE_ABSENT, Message("file.plan")))
    if plan.n_fractions is not None:
        return None
    n_groups = len(plan.fraction_groups)
    if n_groups > 1:
        return Unknown(Message("plan.several-fraction-groups", n=n_groups), Cause(CauseKind.NOT_SUPPORTED))
    return Unknown(Message("plan.no-fractions"), Cause(CauseKind.NOT_STATED))


def why_not_physical(quantity: DoseQuantity) -> Unknown:
    """Why a dose of another quantity is not judged by limits and prescriptions of physical dose."""
    return Unknown(Message("dose.not-physical", quantity=quantity.value), Cause(CauseKind.DOSE_DOUBTFUL))


def target_prescriptions(plan: Plan | None) -> list[Prescription]:
    """The plan's prescriptions but those to organs at risk; none where there is no plan.

    One without a DoseReferenceType (300A,0020) counts: TargetPrescriptionDose belongs to targets alone.
    """
    return [p for p in plan.prescriptions if p.purpose != "ORGAN_AT_RISK"] if plan is not None else []


def compute_dvhs(
    treatment: Treatment, *, progress: Callable[[str, int, int], None] | None = None
) -> dict[int, DVH | Unknown]:
    """The DVH of every structure of a treatment by ROI number, or why there is none.

    Args:
        treatment: its structure set may be absent; then the result is empty.
        progress: called with what is being computed, how many are done, and of how many.
    """
    if treatment.structure_set is None:
        return {}
    structures = treatment.structure_set.structures
    obstacle = find_obstacle(treatment)
    if treatment.dose is None or obstacle is not None:
        unknown = obstacle or NO_DOSE
        return {structure.number: unknown for structure in structures}
    computed = structure_dvhs(
        structures,
        dose=treatment.dose,
        set_spacing_mm=treatment.structure_set.plane_spacing_mm,
        slices=treatment.structure_set.slices,
    )
    dvhs: dict[int, DVH | Unknown] = {}
    for done, structure in enumerate(structures):
        if progress is not None:
            progress(f"DVH of {structure.name}", done, len(structures))
        dvh = next(computed)
        if isinstance(dvh, UnsupportedError):
            dvhs[structure.number] = _why_no_dvh(structure, dvh)
        else:
            dvhs[structure.number] = bound_beyond(dvh, structure, treatment)
    return dvhs


NO_DOSE = Unknown(Message("dose.absent"), Cause(CauseKind.FILE_ABSENT, Message("file.dose")))
"""Where no dose belongs to a plan, and the reader says nothing of one."""


def find_obstacle(treatment: Treatment) -> Unknown | None:
    """Why no dose of this treatment means anything in its structures; None where there is no such reason."""
    against = _explain(treatment, WITHOUT_MEANING)
    if treatment.dose is None:
        unusable = (DeviationKind.DOSE_ABSENT, DeviationKind.DOSE_UNREAD, DeviationKind.DOSE_UNUSABLE)
        against += _explain(treatment, unusable) or [NO_DOSE]
    joined = join(*(unknown.message for unknown in against))
    return Unknown(joined, against[0].cause) if joined is not None else None


def _explain(treatment: Treatment, kinds: Collection[DeviationKind]) -> list[Unknown]:
    """What the reader says of these kinds, each as the reason why something is not known."""
    return [
        Unknown(deviation.message, deviation.cause)
        for deviation in treatment.deviations
        if deviation.kind in kinds
    ]


def why_no_structures(treatment: Treatment) -> Unknown | None:
    """Why nothing is known of any structure: the structure set was not read, or none was handed in."""
    if treatment.structure_set is not None:
        return find_unread_structures(treatment)
    absent = Unknown(Message("structure.no-set"), Cause(CauseKind.FILE_ABSENT, Message("file.structures")))
    return find_unread_structures(treatment) or absent


def find_unread_structures(treatment: Treatment) -> Unknown | None:
    """Why nothing is known of any structure, where there is a structure set that could not be read."""
    return next(iter(_explain(treatment, (DeviationKind.STRUCTURES_UNREAD,))), None)


def _why_no_dvh(structure: Structure, error: UnsupportedError) -> Unknown:
    if structure.set_aside is not None and not structure.is_volume:
        return structure.set_aside
    return Unknown(error.message, Cause(CauseKind.STRUCTURE_DOUBTFUL, structure.name))
