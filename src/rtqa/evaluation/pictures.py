"""Pictures of the plans of a report, and of their sum: which points they go through."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.eqd2 import phase_dose
from rtqa.checks.core.judge import limit_of, name_metric
from rtqa.course.composite import PhaseDose
from rtqa.errors import extra_needed
from rtqa.findings import Finding, Report, ReportedPicture, ReportedPrescription, Verdict
from rtqa.findings.colors import structure_colors
from rtqa.messages import Listing, Message, Quantity, Unknown
from rtqa.model.geometry import Floats
from rtqa.model.structure import Structure
from rtqa.nomenclature.spelling import normalise
from rtqa.protocol.constraint import SUM, Constraint

if TYPE_CHECKING:
    from rtqa.pictures import DoseField, Point, Scene

_AXIS = {"sagittal": 0, "coronal": 1, "axial": 2}
"""Which of x, y, z the position of a plane is."""

HIGHEST_DOSE = Message("picture.highest-dose")


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """Limits on one structure, all missed by too much dose or all by too little.

    Attributes:
        subject: the structure, or several as one, as the findings name it.
        is_cold: whether it is by too little.
        alpha_beta_gy: of limits of EQD2; None for those of physical dose.
        limits: at least one.
    """

    subject: str
    is_cold: bool
    alpha_beta_gy: float | None
    limits: tuple[Constraint, ...]

    @property
    def through(self) -> Message:
        """What a picture of it goes through."""
        limits = Listing(
            tuple(
                Message("picture.limit", metric=name_metric(limit.measured), limit=limit_of(limit))
                for limit in self.limits
            ),
            "and",
        )
        if self.alpha_beta_gy is None:
            message = "picture.coldest" if self.is_cold else "picture.hottest"
            return Message(message, structure=self.subject, limits=limits)
        message = "picture.coldest-eqd2" if self.is_cold else "picture.hottest-eqd2"
        ratio = Quantity(self.alpha_beta_gy, "Gy")
        return Message(message, structure=self.subject, limits=limits, ratio=ratio)

    @property
    def limits_gy(self) -> tuple[float, ...]:
        """The doses of the limits that are limits of a dose, or of the volume that receives a dose."""
        return tuple(dose_gy for dose_gy in map(_limit_gy, self.limits) if dose_gy is not None)


def illustrate(
    subject: Subject,
    report: Report,
    *,
    like: Report | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> tuple[ReportedPicture, ...]:
    """Planes through the highest dose of each plan and of their sum, what fails in them, and the vertices.

    Args:
        subject: the plans.
        report: their findings.
        like: another report, whose planes are to be drawn instead, in its colours.
        progress: called with the plan that is drawn.
    """
    with extra_needed():
        from rtqa.pictures import draw_pictures  # noqa: PLC0415 (matplotlib, for pictures alone)

    colors = structure_colors([*(like.structures if like is not None else ()), *report.structures])
    drawn: list[ReportedPicture] = []
    stages = list(_stages(subject))
    for done, stage in enumerate(stages):
        if progress is not None:
            progress(f"Pictures of {stage.plan.treatment.label}", done, len(stages))
        for scene in _scenes(stage, report, like=like, colors=colors):
            drawn += draw_pictures(scene)
    return tuple(drawn)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Stage:
    """A plan, or the sum of all phases, which is drawn on the last one's image and structures.

    Attributes:
        phase: the protocol's, `sum`, or empty.
        plan: whose image and structures are drawn.
        doses: of the plan, or of all phases.
        equivalent: the same as far as it can be converted to fractions of 2 Gy; empty where it cannot.
    """

    phase: str
    plan: PhasePlan
    doses: tuple[PhaseDose, ...]
    equivalent: tuple[PhaseDose, ...]


def _stages(subject: Subject) -> Iterator[_Stage]:
    for plan in subject.plans:
        dose, known = plan.treatment.dose, phase_dose(plan)
        if dose is not None:
            alone = PhaseDose(phase=plan.phase_id, dose=dose, n_fractions=1)
            yield _Stage(
                phase=plan.phase_id,
                plan=plan,
                doses=(alone,),
                equivalent=() if isinstance(known, Unknown) else (known,),
            )
    summed = subject.together.summed
    if summed is not None and summed.trilinear is not None:
        doses = summed.trilinear.phases
        yield _Stage(phase=SUM, plan=subject.together.last, doses=doses, equivalent=doses)


def _scenes(
    stage: _Stage, report: Report, *, like: Report | None, colors: Mapping[str, str]
) -> Iterator[Scene]:
    """What is drawn in physical dose, and for each α/β of a missed limit what is drawn in EQD2."""
    from rtqa.pictures import DoseField, Scene  # noqa: PLC0415 (matplotlib, for pictures alone)

    missed = find_missed((like or report).findings, stage.phase)
    for alpha_beta_gy in dict.fromkeys([None, *(limit.alpha_beta_gy for limit in missed)]):
        doses = stage.doses if alpha_beta_gy is None else stage.equivalent
        if not doses:
            continue
        field = DoseField(phases=doses, alpha_beta_gy=alpha_beta_gy)
        here = [limit for limit in missed if limit.alpha_beta_gy == alpha_beta_gy]
        if like is not None:
            points = tuple(_points_of(like, stage.phase, here, is_physical=alpha_beta_gy is None))
        else:
            points = tuple(_points_in(stage.plan, field, here))
            if stage.phase != SUM and alpha_beta_gy is None:
                points += tuple(_vertices(stage.plan))
        yield Scene(
            phase=stage.phase,
            field=field,
            structure_set=stage.plan.treatment.structure_set,
            image=stage.plan.treatment.image,
            shown=_shown(stage.plan, report),
            colors=colors,
            prescribed_gy=_highest_prescribed(report.prescriptions, stage.phase),
            points=points,
        )


def find_missed(findings: Sequence[Finding], phase: str) -> list[Missed]:
    """The limits that a phase misses, in the order of the findings.

    A limit on EQD2 is drawn where the structure misses none of physical dose on the same side. A limit on the
    sum that one phase breaks alone is drawn in that phase.
    """
    limits: dict[tuple[str, bool, float | None], list[Constraint]] = {}
    alone = Message("dv-sum.one-phase-alone", phase=phase)
    for finding in findings:
        limit = finding.constraint
        if finding.verdict is not Verdict.FAIL or limit is None or limit.is_kept_by_dose is None:
            continue
        by_one_phase = finding.phase == SUM and _is_of_one_phase(finding)
        if (finding.explanation == alone) if by_one_phase else (finding.phase == phase):
            ratio = limit.alpha_beta.gy if limit.quantity == "eqd2" and limit.alpha_beta is not None else None
            is_cold = limit.is_kept_by_dose
            missed = limits.setdefault((str(finding.subject), is_cold, ratio), [])
            if all(_says(limit) != _says(other) for other in missed):
                missed.append(limit)
    return [
        Missed(subject=subject, is_cold=is_cold, alpha_beta_gy=ratio, limits=tuple(missed))
        for (subject, is_cold, ratio), missed in limits.items()
        if ratio is None or (subject, is_cold, None) not in limits
    ]


def _is_of_one_phase(finding: Finding) -> bool:
    explanation = finding.explanation
    return isinstance(explanation, Message) and explanation.id == "dv-sum.one-phase-alone"


def _says(limit: Constraint) -> tuple[object, ...]:
    """What distinguishes two limits on one structure in a picture."""
    return limit.measured, limit.relation, limit.limit


def _limit_gy(limit: Constraint) -> float | None:
    """The dose in Gy at which the isodose of a limit lies; None where it is in percent, or there is none."""
    metric = limit.metric
    if metric.needs_prescription or limit.over is not None:
        return None
    value, unit = (metric.at, metric.at_unit) if metric.kind.is_at_dose else (limit.limit, metric.unit)
    if value is None or unit not in ("Gy", "cGy"):
        return None
    return value / 100.0 if unit == "cGy" else value


def _points_in(plan: PhasePlan, field: DoseField, missed: Sequence[Missed]) -> Iterator[Point]:
    """The highest dose of all, where the dose is physical, and the worst point of each structure."""
    from rtqa.pictures import Point, worst_point  # noqa: PLC0415 (matplotlib, for pictures alone)

    if field.alpha_beta_gy is None:
        yield Point(place_mm=field.highest()[0], through=HIGHEST_DOSE)
    for structure_limits in missed:
        drawn = map(plan.outlines.of, _structures_of(plan, structure_limits))
        place_mm = worst_point(
            [structure for structure in drawn if structure is not None],
            field,
            is_cold=structure_limits.is_cold,
        )
        if place_mm is not None:
            yield Point(
                place_mm=place_mm, through=structure_limits.through, limits_gy=structure_limits.limits_gy
            )


def _structures_of(plan: PhasePlan, missed: Missed) -> list[Structure]:
    """The structures that findings name: one of the plan, or all that a limit on several is about."""
    named = [structure for structure in plan.structures if structure.name == missed.subject]
    if named:
        return named
    names = dict.fromkeys(name for limit in missed.limits for name in limit.names)
    return [matched.structure for name in names for matched in plan.resolved[name].structures]


def _vertices(plan: PhasePlan) -> Iterator[Point]:
    from rtqa.pictures import Point  # noqa: PLC0415 (matplotlib, for pictures alone)

    for target in plan.sfrt.targets if plan.sfrt is not None else ():
        for vertex in target.vertices:
            through = Message("picture.vertex", vertex=vertex.name)
            yield Point(place_mm=np.array(vertex.centre_mm), through=through)


def _points_of(report: Report, phase: str, missed: Sequence[Missed], *, is_physical: bool) -> Iterator[Point]:
    """The points whose three planes another report shows, in its order, with the limits missed there."""
    from rtqa.pictures import Point  # noqa: PLC0415 (matplotlib, for pictures alone)

    limits_gy = {limit.through: limit.limits_gy for limit in missed}
    places: dict[Message, dict[int, float]] = {}
    for picture in report.pictures:
        if picture.phase == phase and isinstance(picture.through, Message):
            places.setdefault(picture.through, {})[_AXIS[picture.plane]] = picture.position_mm
    for through, place in places.items():
        is_of_field = through in limits_gy or (is_physical and not through.id.endswith("-eqd2"))
        if len(place) == len(_AXIS) and is_of_field:
            place_mm: Floats = np.array([place[axis] for axis in range(len(_AXIS))])
            yield Point(place_mm=place_mm, through=through, limits_gy=limits_gy.get(through, ()))


def _shown(plan: PhasePlan, report: Report) -> frozenset[int]:
    """What stands for a structure of the protocol, and every target that the plan prescribes a dose to."""
    numbers = {matched.number for resolved in plan.resolved.values() for matched in resolved.structures}
    targets = {measure.structure for measure in report.measures if measure.phase == plan.phase_id}
    return frozenset(
        numbers | {structure.number for structure in plan.structures if structure.name in targets}
    )


def _highest_prescribed(stated: Sequence[ReportedPrescription], phase: str) -> float | None:
    """The highest dose that a target is prescribed; in the sum, by all phases together.

    Targets of two phases are one where their names are.
    """
    phases = dict.fromkeys(prescription.phase for prescription in stated) if phase == SUM else {phase: None}
    totals: dict[str, float] = {}
    for part in phases:
        highest: dict[str, float] = {}
        for prescription in stated:
            if prescription.phase == part:
                name = normalise(prescription.structure)
                highest[name] = max(prescription.dose_gy, highest.get(name, 0.0))
        for name, dose_gy in highest.items():
            totals[name] = totals.get(name, 0.0) + dose_gy
    return max(totals.values(), default=None)
