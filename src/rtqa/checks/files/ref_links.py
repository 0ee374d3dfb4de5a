"""Do plan, dose, structures and image refer to each other?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.deviations import judge_deviations
from rtqa.checks.core.rows import Row, passed
from rtqa.messages import Cause, CauseKind, Listing, Message, Unknown
from rtqa.model.case import REFERENCES, Treatment


@check(
    "REF-LINKS",
    "Do plan, dose, structures and image refer to each other?",
    section="files",
    order=40,
    cause=CauseKind.LINK_DOUBTFUL,
    per="case",
)
def links(subject: Subject) -> Iterator[Row]:
    """A link that is absent or broken leaves open whether the dose is this plan's."""
    return judge_deviations(subject, "REF-LINKS", message=_answer, doubt=_find_link_doubt)


def _answer(treatment: Treatment) -> Row:
    """Which objects refer to each other; plan and structures are there, or it is in doubt."""
    dose = ("RTDOSE",) if treatment.dose is not None else ()
    return passed(Message("ref-links.linked", roles=Listing(("RTPLAN", *dose, "RTSTRUCT"), "and")))


def _find_link_doubt(treatment: Treatment) -> Unknown | None:
    plan, dose, structure_set = treatment.plan, treatment.dose, treatment.structure_set
    if plan is None:
        cause = Cause(CauseKind.FILE_ABSENT, Message("file.plan"))
        return Unknown(Message("ref-links.absent", role="RTPLAN"), cause)
    if structure_set is None:
        cause = Cause(CauseKind.FILE_ABSENT, Message("file.structures"))
        return Unknown(Message("ref-links.absent", role="RTSTRUCT"), cause)
    if dose is not None and dose.plan_uid != plan.uid:
        return Unknown(Message("ref-links.dose-of-another-plan"), REFERENCES)
    if plan.structure_set_uid != structure_set.uid:
        return Unknown(Message("ref-links.plan-of-other-structures"), REFERENCES)
    return None
