"""Unified procedure steps: what a work item may be, and how its state may change (PS3.4 annex CC).

A work item is a data set and a state. Nothing here knows of a network or an archive.
"""

from __future__ import annotations

import re
from datetime import datetime
from fnmatch import fnmatchcase
from typing import NamedTuple

from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.tag import BaseTag, Tag

from rtqa.desk import statuses
from rtqa.desk.node.contexts import UPS_PUSH
from rtqa.desk.node.datasets import build, code, items_of, text_of
from rtqa.dicom.uids import is_uid

SCHEDULED, IN_PROGRESS, COMPLETED, CANCELED = "SCHEDULED", "IN PROGRESS", "COMPLETED", "CANCELED"
STATES = (SCHEDULED, IN_PROGRESS, COMPLETED, CANCELED)
FINAL = (COMPLETED, CANCELED)

_OF_PERFORMER = (
    "TransactionUID", "ProcedureStepProgressInformationSequence",
    "UnifiedProcedureStepPerformedProcedureSequence",
)  # fmt: skip
"""What whoever creates an item leaves empty (PS3.4 table CC.2.5-3)."""

_FIXED = (
    "SOPClassUID", "SOPInstanceUID", "TransactionUID", "ProcedureStepState", "PatientName", "PatientID",
    "PatientBirthDate", "PatientSex", "StudyInstanceUID", "AdmissionID", "IssuerOfPatientID",
)  # fmt: skip
"""What nobody sets afterwards (likewise, column N-SET)."""

_CHECK = ("121729", "DCM", "RT Treatment QA with External Verification")
"""The work item code of a plan check where the request names none (PS3.16 CID 9241)."""


class Change(NamedTuple):
    """What came of asking for a state.

    Attributes:
        status: of the N-ACTION.
        state: the item's from now on; None where it stays as it is.
    """

    status: int
    state: str | None = None


def prepare_item(asked: Dataset, uid: str, *, now: datetime) -> tuple[int, Dataset]:
    """A new work item of what an N-CREATE asks for, and the status of that (PS3.4 CC.2.5).

    What the standard demands and a request leaves out is filled in where only one value makes sense; the
    sender is told by a warning.

    Args:
        asked: the attribute list.
        uid: of the new item.
        now: when it is created.
    """
    state = text_of(asked, "ProcedureStepState")
    if state not in ("", SCHEDULED):
        return statuses.NOT_SCHEDULED, asked
    if not text_of(asked, "ScheduledProcedureStepPriority") or not text_of(asked, "ProcedureStepLabel"):
        return statuses.MISSING, asked
    if text_of(asked, "ScheduledProcedureStepPriority") not in ("HIGH", "MEDIUM", "LOW"):
        return statuses.BAD_VALUE, asked
    item, is_changed = Dataset(), not state
    item.update(asked)
    for keyword in _OF_PERFORMER:
        if keyword in item:
            is_changed |= bool(text_of(item, keyword) or any(items_of(item, keyword)))
            del item[Tag(keyword)]
    moment = stamp(now)
    filled = {
        "ScheduledProcedureStepStartDateTime": moment,
        "InputReadinessState": "READY",
    }
    for keyword, value in filled.items():
        if not text_of(item, keyword):
            is_changed = True
            setattr(item, keyword, value)
    if not any(items_of(item, "ScheduledWorkitemCodeSequence")):
        item.ScheduledWorkitemCodeSequence = [code(*_CHECK)]
    item.SOPClassUID, item.SOPInstanceUID = UPS_PUSH, uid
    item.ProcedureStepState = SCHEDULED
    item.ScheduledProcedureStepModificationDateTime = moment
    item.ProcedureStepProgressInformationSequence = []
    item.UnifiedProcedureStepPerformedProcedureSequence = []
    return statuses.CREATED_WITH_CHANGES if is_changed else statuses.SUCCESS, item


def list_inputs(item: Dataset) -> list[tuple[str, str]]:
    """SOP class and instance of each object that the check is asked of."""
    return [
        (text_of(reference, "ReferencedSOPClassUID"), text_of(reference, "ReferencedSOPInstanceUID"))
        for source in items_of(item, "InputInformationSequence")
        for reference in items_of(source, "ReferencedSOPSequence")
    ]


def change_state(  # noqa: PLR0911  (a table, row by row)
    item: Dataset, state: str, asked: str, *, held: str, shown: str
) -> Change:
    """What becomes of an item when somebody asks for a state (PS3.4 table CC.1.1-2).

    Args:
        item: as it is.
        state: that it is in.
        asked: the state asked for.
        held: transaction UID of whoever claimed it.
        shown: transaction UID that the request carries.
    """
    if asked not in STATES:
        return Change(statuses.BAD_VALUE)
    if asked == SCHEDULED:
        return Change(statuses.SCHEDULED_BY_CREATION)
    if state in FINAL:
        same = {COMPLETED: statuses.ALREADY_COMPLETED, CANCELED: statuses.ALREADY_CANCELED}[state]
        return Change(same if asked == state else statuses.NO_LONGER)
    if state == SCHEDULED:
        if asked != IN_PROGRESS:
            return Change(statuses.NOT_IN_PROGRESS)
        return Change(statuses.SUCCESS, IN_PROGRESS) if is_uid(shown) else Change(statuses.WRONG_TRANSACTION)
    if asked == IN_PROGRESS:
        return Change(statuses.IN_PROGRESS_ALREADY)
    if not shown or shown != held:
        return Change(statuses.WRONG_TRANSACTION)
    if asked == COMPLETED and not _is_finished(item):
        return Change(statuses.NOT_FINISHED)
    return Change(statuses.SUCCESS, asked)


def _is_finished(item: Dataset) -> bool:
    """Whether what was performed is said, with begin and end (PS3.4 table CC.2.5-3, final state)."""
    performed = next(items_of(item, "UnifiedProcedureStepPerformedProcedureSequence"), None)
    return performed is not None and all(
        text_of(performed, keyword)
        for keyword in ("PerformedProcedureStepStartDateTime", "PerformedProcedureStepEndDateTime")
    )


def modify(item: Dataset, state: str, changes: Dataset, *, held: str) -> tuple[int, Dataset]:
    """An item with the changes of an N-SET, and the status of that (PS3.4 CC.2.6)."""
    if state in FINAL:
        return statuses.NO_LONGER, item
    if state == IN_PROGRESS and text_of(changes, "TransactionUID") != held:
        return statuses.WRONG_TRANSACTION, item
    if any(keyword in changes for keyword in _FIXED if keyword != "TransactionUID"):
        return statuses.BAD_VALUE, item
    modified = Dataset()
    modified.update(item)
    modified.update(changes)
    if "TransactionUID" in modified:
        del modified.TransactionUID
    return statuses.SUCCESS, modified


def select_attributes(item: Dataset, tags: list[BaseTag]) -> Dataset:
    """What an N-GET asks for: all where it names nothing; never who claimed it (PS3.4 CC.2.7)."""
    shown = Dataset()
    for element in item:
        if element.keyword != "TransactionUID" and (not tags or element.tag in tags):
            shown.add(element)
    return shown


def matches(item: Dataset, query: Dataset) -> bool:
    """Whether an item is among those that a C-FIND asks for (PS3.4 C.2.2.2, CC.2.8)."""
    for wanted in query:
        if wanted.keyword in ("SpecificCharacterSet", "TransactionUID"):
            continue
        if wanted.VR == "SQ":
            asked = next(items_of(query, wanted.keyword), None)
            if asked is None or not any(element.value for element in asked):
                continue
            if not any(matches(within, asked) for within in items_of(item, wanted.keyword)):
                return False
        elif wanted.value and not _matches_value(
            wanted.VR, [str(value) for value in _values(wanted.value)], text_of(item, wanted.keyword)
        ):
            return False
    return True


def _values(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple, MultiValue)) else [value]


def _matches_value(vr: str, wanted: list[str], value: str) -> bool:
    if vr == "UI":
        return value in wanted
    pattern = wanted[0].strip()
    if vr in ("DA", "TM", "DT") and re.search(r"(?<!^)-|^-", pattern):
        low, _, high = pattern.partition("-")
        return bool(value) and low <= value and (not high or value[: len(high)] <= high)
    # Brackets have no meaning in DICOM's wild cards.
    return fnmatchcase(value, pattern.replace("[", "[[]"))


def answer_query(item: Dataset, query: Dataset) -> Dataset:
    """An item's attributes of those that a C-FIND names, and its UIDs."""
    answer = build(SOPClassUID=item.SOPClassUID, SOPInstanceUID=item.SOPInstanceUID)
    for wanted in query:
        if wanted.keyword == "TransactionUID":
            continue
        if wanted.tag in item:
            answer.add(item[wanted.tag])
        elif wanted.keyword not in ("SpecificCharacterSet", ""):
            setattr(answer, wanted.keyword, [] if wanted.VR == "SQ" else None)
    return answer


def stamp(moment: datetime) -> str:
    """As DT has it, with the offset from UTC (PS3.5 6.2)."""
    return moment.strftime("%Y%m%d%H%M%S%z")
