"""What RT objects state and rtqa does not compute with: without effect, told, or a reason to ask.

One table decides: an attribute that is read or is without effect (`NEUTRAL`) is passed over, one that a
person should know of (`TOLD`) is told with its value, and one that changes what the numbers mean
(`ASKED`) is REVIEW where its value does so. What is present and stands in none of them is told by
name, so that nothing with a meaning is passed over in silence. The table is explained in
``docs/explanation/attributes.md``.

Looked at are the groups that radiotherapy owns; groups 0008 to 0040 name, date and describe the
object and its pixels. Not looked into, as large and as read by themselves: control points,
contours, stored DVHs, and private elements.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydicom.datadict import keyword_for_tag
from pydicom.dataset import Dataset

from rtqa.dicom.contradictions import find_contradictions, find_unfit
from rtqa.dicom.elements import code, integer, items, raw_text, text
from rtqa.dicom.neutral_attributes import NEUTRAL
from rtqa.dicom.objects import DicomObject
from rtqa.dicom.structure_words import find_other_sides
from rtqa.messages import Listing, Message
from rtqa.model.case import Deviation, DeviationKind

_GROUPS = frozenset({0x3002, 0x3004, 0x3006, 0x3008, 0x300A, 0x300C, 0x300E, 0x3010})
_CLOSED = frozenset(
    {
        *("ControlPointSequence", "IonControlPointSequence", "BrachyControlPointSequence"),
        *("ContourSequence", "ROIContourSequence", "DVHSequence", "PlannedVerificationImageSequence"),
    }
)
"""Sequences that are not looked into."""

_REMARKS = frozenset({"DoseComment", "PrescriptionNotes"})
"""Free text, which may name the patient."""

_SHORT = 2
"""Parts of a name that are no longer are found in any text."""

_MOST_QUOTED = 60
_MOST_VALUES = 3

TOLD = frozenset(
    {
        "DoseComment",
        "OrganAtRiskMaximumDose",
        "OrganAtRiskFullVolumeDose",
        "OrganAtRiskLimitDose",
        "OrganAtRiskOverdoseVolumeFraction",
        "TargetMinimumDose",
        "TargetMaximumDose",
        "DeliveryWarningDose",
        "DeliveryMaximumDose",
        "PrescriptionNotes",
        "RTPlanRelationship",
    }
)
"""Told with their values: what the planner states as aims or remarks, and rtqa judges nothing by."""

ASKED = frozenset({"SpatialTransformOfDose", "NominalPriorDose", "BeamDoseType", "RTPlanRelationship"})
"""REVIEW where the value changes what the numbers mean; see :func:`_list_asked`."""


def find_attributes(stored: DicomObject) -> list[Deviation]:
    """What there is to tell, or to ask, of what an RT object states beside what is computed with."""
    dataset, role = stored.dataset, stored.role
    asked = [
        Deviation(
            kind=DeviationKind.DOSE_MEANING if role == "RTDOSE" else DeviationKind.PLAN_MEANING,
            subject=role,
            message=message,
        )
        for message in _list_asked(dataset, role)
    ]
    stated: dict[str, list[str]] = {}
    for keyword, value in _walk(dataset):
        stated.setdefault(keyword, []).append(value)
    private = _list_private(dataset)
    quoted = tuple(
        _quote(keyword, values, private)
        for keyword, values in sorted(stated.items())
        if keyword in TOLD and (keyword not in ASKED or not asked)
    )
    unknown = tuple(sorted(stated.keys() - NEUTRAL - TOLD - ASKED))
    messages = [
        Message("attributes.told", role=role, attributes=Listing(quoted)) if quoted else None,
        Message("attributes.unknown", role=role, n=len(unknown), names=Listing(unknown)) if unknown else None,
    ]
    return asked + [
        Deviation(kind=DeviationKind.ATTRIBUTE_TOLD, subject=role, message=message)
        for message in messages
        if message is not None
    ]


def _list_asked(dataset: Dataset, role: str) -> Iterator[Message]:
    """What changes the meaning of the numbers, each once."""
    transform = code(dataset, "SpatialTransformOfDose")
    if transform not in ("", "NONE"):
        yield Message("attributes.spatial-transform", value=transform)
    for plan in items(dataset, "ReferencedRTPlanSequence"):
        relationship = code(plan, "RTPlanRelationship")
        if relationship == "VERIFIED_PLAN":
            yield Message("attributes.verification-plan")
            break
    prior = [_plain(raw_text(item, "NominalPriorDose")) for item in items(dataset, "DoseReferenceSequence")]
    if doses := tuple(dict.fromkeys(dose for dose in prior if dose.strip("0."))):
        yield Message("attributes.prior-dose", doses=Listing(doses))
    kinds = {
        code(beam, "BeamDoseType")
        for group in items(dataset, "FractionGroupSequence")
        for beam in items(group, "ReferencedBeamSequence")
        if integer(beam, "ReferencedBeamNumber") is not None
    }
    if "EFFECTIVE" in kinds:
        yield Message("attributes.effective-beam-dose")
    if role == "RTPLAN":
        yield from find_contradictions(dataset)
    else:
        yield from find_unfit(dataset)
        if role == "RTSTRUCT":
            yield from find_other_sides(dataset)
        if role == "RTDOSE" and code(dataset, "ApprovalStatus") == "REJECTED":
            yield Message("contradictions.dose-rejected")


def _walk(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """Every attribute of the groups looked at that has a value, with its text; sequences have none."""
    for tag in dataset.keys():  # noqa: SIM118  (a data set yields its elements, and parses them for it)
        keyword = keyword_for_tag(tag)
        if tag.is_private or not keyword:
            continue
        if keyword.endswith("Sequence"):
            inside = [] if keyword in _CLOSED else items(dataset, keyword)
            if tag.group in _GROUPS and (inside or keyword in _CLOSED):
                yield keyword, ""
            for item in inside:
                yield from _walk(item)
        elif tag.group in _GROUPS and (value := raw_text(dataset, keyword).strip()):
            yield keyword, value


def _list_private(dataset: Dataset) -> list[str]:
    """What names the patient, and must not be quoted from a remark."""
    names = text(dataset, "PatientName").replace("^", " ").replace("=", " ").split()
    return [part.lower() for part in (*names, text(dataset, "PatientID")) if len(part) > _SHORT]


def _plain(value: str) -> str:
    """A value in one line; a number without zeros that say nothing."""
    try:
        return f"{float(value):g}"
    except ValueError:
        return " ".join(value.split())


def _quote(keyword: str, values: list[str], private: list[str]) -> Message:
    """An attribute with its first few different values; a remark that names the patient is not quoted."""
    different = list(dict.fromkeys(map(_plain, values)))
    if keyword in _REMARKS and any(part in " ".join(different).lower() for part in private):
        return Message("attributes.item-private", name=keyword)
    quoted = ", ".join(different[:_MOST_VALUES])[:_MOST_QUOTED]
    more = ", …" if len(different) > _MOST_VALUES else ""
    return Message("attributes.item", name=keyword, value=quoted + more)
