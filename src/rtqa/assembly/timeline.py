"""What a case says about time: the files of each phase's plan, treatment records and course file together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rtqa.assembly.context import PhasePlan
from rtqa.course.chronicle import Chronicle
from rtqa.course.delivered import gather_fractions
from rtqa.course.file import Course
from rtqa.course.moments import can_be
from rtqa.course.timeline import PlanTimes, build_timeline
from rtqa.model.case import Case
from rtqa.protocol.schema import Protocol


def build_chronicle(
    case: Case, protocol: Protocol, *, plans: Sequence[PhasePlan], course: Course | None
) -> Chronicle:
    """Put the course in time together; of a phase with several plans, none says anything."""
    timelines = {}
    for phase in protocol.phases:
        of_phase = [plan for plan in plans if plan.phase_id == phase.id]
        times = _plan_times(of_phase[0], case) if len(of_phase) == 1 else PlanTimes()
        timelines[phase.id] = build_timeline(phase.id, course=course, plan=times)
    return Chronicle(
        as_of=course.as_of if course is not None else None,
        events=course.events if course is not None else {},
        timelines=timelines,
    )


def _plan_times(phase_plan: PhasePlan, case: Case) -> PlanTimes:
    plan, image = phase_plan.plan, phase_plan.treatment.image
    planning_ct = read_day(image.acquired) if image is not None and image.dates_are_kept else None
    if plan is None:
        return PlanTimes(planning_ct=planning_ct)
    groups = plan.fraction_groups
    return PlanTimes(
        n_fractions=plan.n_fractions,
        pattern="".join(map(str, groups[0].fractions_by_day)) if len(groups) == 1 else "",
        planning_ct=planning_ct,
        recorded=gather_fractions(
            (record for record in case.records if record.plan_uid == plan.uid),
            beam_numbers=frozenset(beam.number for beam in plan.beams if beam.treats),
        ),
    )


def read_day(text: str) -> date | None:
    """A day as DICOM writes it, YYYYMMDD; None where it is none, or of a year in which nobody is treated."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if can_be(day) else None
