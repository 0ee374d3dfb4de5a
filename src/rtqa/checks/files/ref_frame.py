"""Do plan, dose and structures share one frame of reference?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.deviations import judge_deviations
from rtqa.checks.core.rows import Row
from rtqa.messages import CauseKind, Listing, Message, Unknown
from rtqa.model.case import FRAMES, Treatment


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
    return judge_deviations(
        subject, "REF-FRAME", message=Message("ref-frame.shared"), doubt=_find_frame_doubt
    )


def _find_frame_doubt(treatment: Treatment) -> Unknown | None:
    stated: dict[str, str] = {}
    if treatment.plan is not None:
        stated["RTPLAN"] = treatment.plan.frame_of_reference_uid
    if treatment.dose is not None:
        stated["RTDOSE"] = treatment.dose.grid.frame_of_reference_uid
    if treatment.structure_set is not None:
        stated["RTSTRUCT"] = treatment.structure_set.frame_of_reference_uid
    silent = tuple(role for role, uid in stated.items() if not uid)
    if silent:
        return Unknown(Message("ref-frame.not-stated", roles=Listing(silent)), FRAMES)
    if len(set(stated.values())) > 1:
        return Unknown(Message("ref-frame.differs", roles=Listing(tuple(stated), "and")), FRAMES)
    return None
