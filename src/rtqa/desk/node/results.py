"""What a finished check says in its work item: passed or vetoed, and where the report is.

IHE-RO's Quality Assurance with Plan Veto lets a treatment system ask for a check and veto the plan where the
check finds it wanting. The answer here is in the performed procedure, as coded processing parameters that a
requester reads by N-GET when it is told that the item is COMPLETED.
"""

from __future__ import annotations

from datetime import datetime

from pydicom.dataset import Dataset

from rtqa.desk.node.datasets import build, code, items_of
from rtqa.desk.node.work_items import stamp

SCHEME = "99RTQA"
_YES, _NO = ("373066001", "SCT", "Yes"), ("373067005", "SCT", "No")
"""Of PS3.16 CID 230."""

_VERDICTS = {
    "pass": ("PASS", "Every requirement holds"),
    "variation": ("VARIATION", "Within the acceptable variation"),
    "review": ("REVIEW", "Something is for a person to decide"),
    "fail": ("FAIL", "A requirement does not hold"),
}
_PASSED = frozenset({"pass", "variation"})


def build_performed(
    item: Dataset, verdict: str, *, begun: datetime, ended: datetime, station: str, version: str
) -> Dataset:
    """The item of UnifiedProcedureStepPerformedProcedureSequence of a finished check.

    A plan passes where nothing is wanting and nothing is open: what a person has still to decide is vetoed as
    well, and ``Plan verdict`` says which of the two it is.

    Args:
        item: the work item.
        verdict: of the report: ``pass``, ``variation``, ``review``, ``fail``.
        begun: of the check.
        ended: of the check.
        station: AE title of the desk.
        version: of rtqa.
    """
    is_passed = verdict in _PASSED
    parameters = [
        _parameter(("PASSED", SCHEME, "Plan check passed"), _YES if is_passed else _NO),
        _parameter(("VETO", SCHEME, "Plan veto"), _NO if is_passed else _YES),
        _parameter(
            ("VERDICT", SCHEME, "Plan verdict"), (_VERDICTS[verdict][0], SCHEME, _VERDICTS[verdict][1])
        ),
    ]
    return build(
        ActualHumanPerformersSequence=[],
        PerformedStationNameCodeSequence=[code(station, SCHEME, f"rtqa {version}")],
        PerformedStationClassCodeSequence=[],
        PerformedStationGeographicLocationCodeSequence=[],
        PerformedWorkitemCodeSequence=list(items_of(item, "ScheduledWorkitemCodeSequence")),
        PerformedProcedureStepStartDateTime=stamp(begun),
        PerformedProcedureStepEndDateTime=stamp(ended),
        PerformedProcedureStepDescription=f"rtqa {_VERDICTS[verdict][0]}",
        PerformedProcessingParametersSequence=parameters,
        OutputInformationSequence=[],
    )


def refer_to_report(document: Dataset, retrieve_title: str) -> Dataset:
    """An item of OutputInformationSequence: the encapsulated PDF, and from whom it can be had.

    Args:
        document: the encapsulated PDF, or as much of it as holds its UIDs.
        retrieve_title: AE title of where it was sent; empty where it was not.
    """
    reference = build(
        TypeOfInstances="DICOM",
        StudyInstanceUID=document.StudyInstanceUID,
        SeriesInstanceUID=document.SeriesInstanceUID,
        ReferencedSOPSequence=[
            build(
                ReferencedSOPClassUID=document.SOPClassUID, ReferencedSOPInstanceUID=document.SOPInstanceUID
            )
        ],
    )
    if retrieve_title:
        reference.DICOMRetrievalSequence = [build(RetrieveAETitle=retrieve_title)]
    return reference


def report_progress(percent: int, words: str) -> Dataset:
    """The item of ProcedureStepProgressInformationSequence."""
    return build(ProcedureStepProgress=str(percent), ProcedureStepProgressDescription=words)


def report_canceled(moment: datetime, reason: str) -> Dataset:
    """Likewise of an item that was given up: when and why."""
    return build(
        ProcedureStepCancellationDateTime=stamp(moment),
        ReasonForCancellation=reason,
        ProcedureStepDiscontinuationReasonCodeSequence=[
            code("110513", "DCM", "Discontinued for unspecified reason")
        ],
    )


def _parameter(name: tuple[str, str, str], value: tuple[str, str, str]) -> Dataset:
    """A coded content item (PS3.3 10.2)."""
    return build(ValueType="CODE", ConceptNameCodeSequence=[code(*name)], ConceptCodeSequence=[code(*value)])
