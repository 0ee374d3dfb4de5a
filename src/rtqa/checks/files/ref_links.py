"""Do the files belong together?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.deviations import judge_noticed
from rtqa.findings import Finding
from rtqa.model.case import Treatment


@check("REF-LINKS", "Do plan, dose, structures and image refer to each other?")
def links(subject: Subject) -> Iterator[Finding]:
    """A link that is absent or broken leaves open whether the dose is this plan's."""
    in_order = "Plan, dose and structures refer to each other."
    return judge_noticed(subject, "REF-LINKS", in_order=in_order, doubt=_find_link_doubt)


@check("REF-FRAME", "Do plan, dose and structures share one frame of reference?")
def frames(subject: Subject) -> Iterator[Finding]:
    """In another frame of reference the same coordinates are another place."""
    in_order = "Plan, dose and structures share one frame of reference."
    return judge_noticed(subject, "REF-FRAME", in_order=in_order, doubt=_find_frame_doubt)


@check("REF-FILES", "Could every file be read, once and whole?")
def files(subject: Subject) -> Iterator[Finding]:
    """A file that could not be read, or an object that exists in two versions."""
    return judge_noticed(subject, "REF-FILES", in_order="Every file was read whole.")


def _find_link_doubt(treatment: Treatment) -> str:
    plan, dose, structure_set = treatment.plan, treatment.dose, treatment.structure_set
    if plan is None or structure_set is None:
        return f"There is no {'RTPLAN' if plan is None else 'RTSTRUCT'}, so nothing refers to it."
    if dose is not None and dose.plan_uid != plan.uid:
        return "The RTDOSE does not name this RTPLAN (ReferencedRTPlanSequence); it may be another plan's."
    if plan.structure_set_uid != structure_set.uid:
        return (
            "The RTPLAN does not name this RTSTRUCT (ReferencedStructureSetSequence); the ROI numbers of its "
            "prescriptions may mean other structures."
        )
    return ""


def _find_frame_doubt(treatment: Treatment) -> str:
    stated: dict[str, str] = {}
    if treatment.plan is not None:
        stated["RTPLAN"] = treatment.plan.frame_of_reference_uid
    if treatment.dose is not None:
        stated["RTDOSE"] = treatment.dose.grid.frame_of_reference_uid
    if treatment.structure_set is not None:
        stated["RTSTRUCT"] = treatment.structure_set.frame_of_reference_uid
    silent = [role for role, uid in stated.items() if not uid]
    if silent:
        return f"{', '.join(silent)}: no frame of reference is stated."
    if len(set(stated.values())) > 1:
        return f"{', '.join(stated)} do not all have the same frame of reference."
    return ""
