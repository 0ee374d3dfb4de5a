"""Which phase of the protocol a plan is taken as."""

from __future__ import annotations

from rtqa.course.course_document import LoadedCourse
from rtqa.model.case import Case, Treatment
from rtqa.model.plan import Plan
from rtqa.protocol.schema import Phase, Protocol


def recognise_phase(plan: Plan | None, protocol: Protocol) -> Phase | None:
    """The only phase whose fraction range holds the plan's planned fractions; None where there is none.

    Where they are not known, the only phase of a protocol whose plans have any number.
    """
    n_fractions = plan.n_fractions if plan is not None else None
    if n_fractions is None:
        only = protocol.phases[0]
        return only if len(protocol.phases) == 1 and holds_any_number(only) else None
    fitting = [phase for phase in protocol.phases if n_fractions in phase.fractions]
    return fitting[0] if len(fitting) == 1 else None


def holds_any_number(phase: Phase) -> bool:
    """Whether a plan is of a phase whatever its number of fractions."""
    return phase.fractions.min <= 1 and phase.fractions.max is None


def find_named_phase(
    treatment: Treatment, case: Case, protocol: Protocol, *, course: LoadedCourse
) -> Phase | None:
    """The phase in whose folder, by the course file, the plan's file lies; None where it lies in none.

    Of folders within each other, the innermost counts. Without a plan, it is the dose's file.
    """
    member = treatment.plan or treatment.dose
    paths = [source.path for source in case.sources if member and source.sop_instance_uid == member.uid]
    if not paths:
        return None
    file = paths[0].resolve()
    folders = {phase_id: folder.resolve() for phase_id, folder in course.phase_folders.items()}
    holding = [
        phase for phase in protocol.phases if phase.id in folders and file.is_relative_to(folders[phase.id])
    ]
    return max(holding, key=lambda phase: len(folders[phase.id].parts), default=None)
