"""RTSTRUCT: its three lists joined into structures, and what of them is damaged (PS3.3 A.19)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from pydicom.dataset import Dataset

from rtqa.dicom.contour_data import RawContour, RawStructure, convert, read_raw_structures
from rtqa.dicom.elements import code, integer, items, moment, text
from rtqa.dicom.elements import number as number_of
from rtqa.dicom.objects import DicomObject
from rtqa.errors import FileFormatError
from rtqa.geometry.drawn_planes import compute_plane_spacing_mm, find_drawing_slices, find_planes
from rtqa.limits import MOST_NAME, MOST_STRUCTURES
from rtqa.messages import Cause, CauseKind, Listing, Message, Unknown
from rtqa.model.case import FRAMES, Deviation, DeviationKind
from rtqa.model.structure import NO_CONTOURS, Structure, StructureSet

MOST_DAMAGED = 3
"""So many damaged structures are reported each by itself; more have one fault."""

MOST_COMPARED = 8
"""Contours of a structure whose places are compared with those of the images that they name."""

_UID = re.compile(rb"\d[\d.]{4,63}")

OTHER_FRAME = Unknown(Message("rtstruct.other-frame"), FRAMES)
"""Why nothing is known of a structure drawn in another frame of reference than the dose's."""

UNREAD = Unknown(Message("rtstruct.contours-unread"), Cause(CauseKind.FILE_DAMAGED, "RTSTRUCT"))
"""Why nothing is known of a structure none of whose contours can be read."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadStructures:
    """A structure set, the image series it names, and what was wrong in the file.

    ``frames`` has the frame of reference of each ROI by number, where the ROI states it; ``drawn_on`` of some
    contours, by the name of their structure, the first point and the images they name.
    """

    structure_set: StructureSet
    frames: Mapping[int, str] = field(repr=False)
    series_uids: frozenset[str] = field(repr=False)
    deviations: tuple[Deviation, ...]
    drawn_on: Mapping[str, tuple[DrawnOn, ...]] = field(default_factory=dict, repr=False)


class DrawnOn(NamedTuple):
    """The first point of a contour, mm, and the SOP Instance UIDs of the images that it was drawn on."""

    point_mm: tuple[float, ...]
    uids: frozenset[str]


class _Damaged(NamedTuple):
    """A structure with contours that cannot be read: what is wrong, by their places, and of how many."""

    name: str
    damages: dict[int, Message]
    total: int


@dataclass(slots=True)
class _Drawn:
    """What the ROIContourSequence holds for one ROI number."""

    color: bytes = b""
    contours: list[RawContour] = field(default_factory=list)


def read_structures(stored: DicomObject) -> ReadStructures:
    """Read one RTSTRUCT.

    StructureSetROISequence (3006,0020), ROIContourSequence (3006,0039) and RTROIObservationsSequence
    (3006,0080) are joined by ROI number, in whatever order they come; any may lack an item.

    Raises:
        FileFormatError: it lists no structure, more than any plan has, or two of one number, so that
            contours have no owner.
    """
    dataset = stored.dataset
    rois = items(dataset, "StructureSetROISequence")
    if not rois:
        raise FileFormatError(Message("rtstruct.no-structure"))
    if len(rois) > MOST_STRUCTURES:
        raise FileFormatError(
            Message("files.too-many", attribute="StructureSetROISequence", n=len(rois), most=MOST_STRUCTURES)
        )
    drawn = _join(read_raw_structures(stored))
    roles = {
        integer(observation, "ReferencedROINumber"): code(observation, "RTROIInterpretedType")
        for observation in items(dataset, "RTROIObservationsSequence")
    }
    overrides = {
        integer(observation, "ReferencedROINumber"): _read_overrides(observation)
        for observation in items(dataset, "RTROIObservationsSequence")
    }
    structures: list[Structure] = []
    deviations: list[Deviation] = []
    damaged: list[_Damaged] = []
    drawn_on: dict[str, tuple[DrawnOn, ...]] = {}
    for roi in rois:
        number, name = integer(roi, "ROINumber"), text(roi, "ROIName")[:MOST_NAME]
        if number is None:
            deviations.append(_damage(name, Message("rtstruct.no-number")))
            continue
        if any(structure.number == number for structure in structures):
            raise FileFormatError(Message("rtstruct.number-twice", number=number))
        drawing = drawn.pop(number, _Drawn())
        contours, damages = convert(drawing.contours)
        drawn_on[name] = tuple(_find_drawn_on(drawing.contours))
        unread = damages and len(damages) == len(drawing.contours)
        structures.append(
            Structure(
                number=number,
                name=name,
                role=roles.get(number, ""),
                contours=contours,
                color_rgb=_read_color(drawing.color),
                overrides=overrides.get(number, ()),
                stated_cm3=number_of(roi, "ROIVolume"),
                set_aside=UNREAD if unread else None,
            )
        )
        if damages:
            damaged.append(_Damaged(name, damages, len(drawing.contours)))
    deviations += _describe_damages(damaged)
    if any(orphan.contours for orphan in drawn.values()):
        deviations.append(_damage("", Message("rtstruct.contours-of-none")))
    frames = {integer(roi, "ROINumber"): text(roi, "ReferencedFrameOfReferenceUID") for roi in rois}
    series = _read_series(dataset)
    planes = find_planes(structures)
    return ReadStructures(
        structure_set=StructureSet(
            uid=stored.label.sop_instance_uid,
            label=text(dataset, "StructureSetLabel")[:MOST_NAME],
            frame_of_reference_uid=_read_frame_uid(dataset),
            structures=tuple(structures),
            image_uids=frozenset(
                text(image, "ReferencedSOPInstanceUID")
                for item in series
                for image in items(item, "ContourImageSequence")
            ),
            plane_spacing_mm=compute_plane_spacing_mm(planes),
            slices=find_drawing_slices(planes),
            made=moment(dataset, "StructureSet"),
            approval_status=code(dataset, "ApprovalStatus"),
        ),
        frames={number: uid for number, uid in frames.items() if number is not None and uid},
        series_uids=frozenset(text(item, "SeriesInstanceUID") for item in series) - {""},
        deviations=tuple(deviations),
        drawn_on=drawn_on,
    )


def _find_drawn_on(contours: Sequence[RawContour]) -> Iterator[DrawnOn]:
    """Of some contours, from end to end of a structure, where they lie and the images that they name."""
    for contour in contours[:: len(contours) // MOST_COMPARED + 1]:
        with suppress(ValueError):
            point_mm = tuple(map(float, contour.data.split(b"\\", 3)[:3]))
            uids = frozenset(uid.decode() for uid in _UID.findall(contour.images))
            if len(point_mm) == 3 and uids:
                yield DrawnOn(point_mm, uids)


def _read_overrides(observation: Dataset) -> tuple[str, ...]:
    return tuple(
        " ".join(
            filter(None, (code(override, "ROIPhysicalProperty"), text(override, "ROIPhysicalPropertyValue")))
        )
        for override in items(observation, "ROIPhysicalPropertiesSequence")
    )


def _join(raw: list[RawStructure]) -> dict[int, _Drawn]:
    """Gather contours by ROI number; a number may own several items of the sequence."""
    drawn: dict[int, _Drawn] = {}
    for item in raw:
        # What is no number belongs to no structure; it is left over, and reported.
        number = int(item.number) if item.number.isdigit() else -1
        of_number = drawn.setdefault(number, _Drawn())
        of_number.color = of_number.color or item.color
        of_number.contours.extend(item.contours)
    return drawn


def _damage(name: str, message: Message) -> Deviation:
    return Deviation(
        kind=DeviationKind.STRUCTURE_DAMAGED,
        subject=Message("rtstruct.structure", name=name) if name else "RTSTRUCT",
        message=message,
    )


def _describe_damages(damaged: Sequence[_Damaged]) -> list[Deviation]:
    """Name what is damaged in each structure; of one fault that runs through many, say it once."""
    if len(damaged) <= MOST_DAMAGED:
        return [_damage(name, _list_damages(damages, total)) for name, damages, total in damaged]
    message = Message(
        "rtstruct.structures-unreadable",
        n=len(damaged),
        names=Listing(tuple(name for name, _, _ in damaged), most=3),
        damage=next(iter(damaged[0].damages.values())),
    )
    return [Deviation(kind=DeviationKind.STRUCTURE_DAMAGED, subject="RTSTRUCT", message=message)]


def _list_damages(damages: dict[int, Message], count: int) -> Message:
    listed = tuple(
        Message("rtstruct.contour", number=place + 1, damage=damage) for place, damage in damages.items()
    )
    return Message(
        "rtstruct.contours-unreadable", n=len(listed), total=count, contours=Listing(listed, most=3)
    )


def _read_color(color: bytes) -> tuple[int, int, int] | None:
    parts = color.split(b"\\")
    if len(parts) != 3 or not all(part.strip().isdigit() for part in parts):
        return None
    red, green, blue = (min(int(part), 255) for part in parts)
    return red, green, blue


def _read_frame_uid(dataset: Dataset) -> str:
    """Return the frame that most ROIs name, else the one in the header (PS3.3 C.8.8.5)."""
    stated = Counter(
        text(roi, "ReferencedFrameOfReferenceUID") for roi in items(dataset, "StructureSetROISequence")
    )
    del stated[""]
    if stated:
        return stated.most_common(1)[0][0]
    frames = items(dataset, "ReferencedFrameOfReferenceSequence")
    return text(frames[0] if len(frames) == 1 else dataset, "FrameOfReferenceUID")


def settle_frame(read: ReadStructures, wanted: Sequence[str], *, subject: str) -> ReadStructures:
    """Take a structure set in the frame of reference of the dose, and set aside what is drawn in another.

    Args:
        read: the structure set.
        wanted: frames of the dose, the plan and the image, as far as they state one, in this order.
        subject: what the report calls the structure set.

    Returns:
        The same set in the first of these frames in which any ROI is drawn, else in that of most ROIs.
    """
    stated = set(read.frames.values())
    structure_set = read.structure_set
    frame_uid = next((uid for uid in wanted if uid in stated), structure_set.frame_of_reference_uid)
    other = {number for number, uid in read.frames.items() if uid != frame_uid}
    structures = tuple(
        replace(structure, contours=NO_CONTOURS, set_aside=OTHER_FRAME)
        if structure.number in other and len(structure.contours)
        else structure
        for structure in structure_set.structures
    )
    names = tuple(structure.name for structure in structures if structure.set_aside is OTHER_FRAME)
    if not names and frame_uid == structure_set.frame_of_reference_uid:
        return read
    set_aside = Deviation(
        kind=DeviationKind.STRUCTURE_SET_ASIDE,
        subject=subject,
        message=Message("rtstruct.set-aside", n=len(names), names=Listing(names)),
    )
    return replace(
        read,
        structure_set=replace(structure_set, frame_of_reference_uid=frame_uid, structures=structures),
        deviations=(*read.deviations, *((set_aside,) if names else ())),
    )


def _read_series(dataset: Dataset) -> list[Dataset]:
    return [
        series
        for frame in items(dataset, "ReferencedFrameOfReferenceSequence")
        for study in items(frame, "RTReferencedStudySequence")
        for series in items(study, "RTReferencedSeriesSequence")
    ]
