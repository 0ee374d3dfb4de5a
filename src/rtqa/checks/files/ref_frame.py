"""Do plan, dose and structures share one frame of reference?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.deviations import judge_deviations
from rtqa.checks.core.rows import Row, doubted, informed, passed
from rtqa.messages import CauseKind, Listing, Message, Unknown
from rtqa.model.case import FRAMES, Treatment
from rtqa.model.structure import Structure

OTHER_FRAME = Message("deviation.frame-differs")


@check(
    "REF-FRAME",
    "Do plan, dose and structures share one frame of reference?",
    section="files",
    order=30,
    cause=CauseKind.LINK_DOUBTFUL,
    per="case",
)
def frames(subject: Subject) -> Iterator[Row]:
    """In another frame of reference the same coordinates are another place."""
    yield from judge_deviations(subject, "REF-FRAME", message=_answer, doubt=_find_frame_doubt)
    for plan in subject.plans:
        for structure in _list_needed(plan):
            row = doubted(
                Message("ref-frame.set-aside", name=structure.name),
                OTHER_FRAME,
                subject=structure.name,
                cause=FRAMES,
            )
            yield replace(row, phase=plan.phase_id)


def _list_needed(plan: PhasePlan) -> list[Structure]:
    """Structures of the protocol that were set aside, being drawn in another frame than the dose's."""
    matched = (match.structure for resolved in plan.resolved.values() for match in resolved.structures)
    return [
        structure
        for structure in dict.fromkeys(matched)
        if structure.set_aside is not None and structure.set_aside.cause == FRAMES
    ]


def _answer(treatment: Treatment) -> Row:
    """Which objects share their frame; of one alone nothing is compared."""
    roles = tuple(_list_frames(treatment))
    if len(roles) > 1:
        return passed(Message("ref-frame.shared", roles=Listing(roles, "and")))
    return informed(Message("ref-frame.alone", role=roles[0]) if roles else Message("ref-frame.nothing"))


def _list_frames(treatment: Treatment) -> dict[str, str]:
    """The frame of reference of each object that a treatment has; empty where it states none."""
    stated: dict[str, str] = {}
    if treatment.plan is not None:
        stated["RTPLAN"] = treatment.plan.frame_of_reference_uid
    if treatment.dose is not None:
        stated["RTDOSE"] = treatment.dose.grid.frame_of_reference_uid
    if treatment.structure_set is not None:
        stated["RTSTRUCT"] = treatment.structure_set.frame_of_reference_uid
    return stated


def _find_frame_doubt(treatment: Treatment) -> Unknown | None:
    stated = _list_frames(treatment)
    silent = tuple(role for role, uid in stated.items() if not uid)
    if silent:
        return Unknown(Message("ref-frame.not-stated", roles=Listing(silent)), FRAMES)
    if len(set(stated.values())) > 1:
        return Unknown(Message("ref-frame.differs", roles=Listing(tuple(stated), "and")), FRAMES)
    return None
