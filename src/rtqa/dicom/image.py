"""CT, MR and PT: slices gathered into images by their own positions, pixels read when asked for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import groupby
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset

from rtqa.dicom.elements import code, dates_are_kept, integer, number, numbers, text
from rtqa.dicom.frames import ENHANCED, lay_flat
from rtqa.dicom.objects import Label, quietly, read_header, read_object
from rtqa.dicom.person import Person, read_person
from rtqa.dicom.pixels import find_pixel_fault, read_stored_values
from rtqa.dicom.records import read_moment
from rtqa.errors import FileFormatError
from rtqa.messages import Listing, Message, Quantity
from rtqa.model.case import Deviation, DeviationKind
from rtqa.model.geometry import Floats, Grid, owned
from rtqa.model.image import Image

SAME_PLACE_MM = 0.01
"""Slices closer than this along the normal are two slices of one place."""

SHEAR_TOLERANCE_MM = 0.5
"""How far slices may be shifted against each other in their own plane; a tilted gantry shifts them more."""

TILTED_DEG = 0.5
"""A gantry that is tilted by less stands upright."""

DAYS_APART = 1
"""A scan may go on over midnight."""

PARSED = frozenset(
    filter(
        None,
        map(
            tag_for_keyword,
            (
                *("SpecificCharacterSet", "ImageType", "FrameType", "SliceThickness", "ConvolutionKernel"),
                *("StudyDate", "SeriesDate", "AcquisitionDate", "AcquisitionTime"),
                *("AcquisitionNumber", "GantryDetectorTilt"),
                *("PatientName", "PatientID", "IssuerOfPatientID", "PatientBirthDate", "PatientSex"),
                *("PatientIdentityRemoved", "LongitudinalTemporalInformationModified", "PatientPosition"),
                *("StudyInstanceUID", "SeriesInstanceUID", "FrameOfReferenceUID"),
                *("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "Rows", "Columns"),
                *("BitsAllocated", "RescaleSlope", "RescaleIntercept"),
                *("FrameAcquisitionNumber", "StackID", "TemporalPositionIndex"),
            ),
        ),
    )
)
"""Of a slice's header, all that is asked for: scanners write a hundred elements, two hundred times over."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadImage:
    """An image, and what links it to other objects."""

    image: Image
    series_uid: str = field(repr=False)
    patient_id: str = field(repr=False)
    person: Person = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Slice:
    """One slice's header: what is needed to find its place.

    Attributes:
        label: of its file.
        header: its own, or what the file says of this frame.
        position_mm, orientation, spacing_mm, shape_ji: its geometry.
        frame, n_frames: which of its file's frames it is; a slice's file has one.
        pixel_fault: why there is no picture of it, as far as that shows before the pixels are read.
    """

    label: Label
    header: Dataset = field(repr=False)
    position_mm: Floats
    orientation: Floats
    spacing_mm: Floats
    shape_ji: tuple[int, int]
    frame: int = 0
    n_frames: int = 1
    pixel_fault: Message | None = None

    @property
    def normal(self) -> Floats:
        """Unit vector across the slice."""
        normal: Floats = np.cross(self.orientation[:3], self.orientation[3:])
        return normal

    @property
    def acquisition(self) -> tuple[str, ...]:
        """What sets apart two reconstructions in one series."""
        keywords = (
            *("AcquisitionNumber", "ConvolutionKernel", "SliceThickness", "ImageType", "FrameType"),
            *("FrameAcquisitionNumber", "StackID", "TemporalPositionIndex"),
        )
        return tuple(text(self.header, keyword) for keyword in keywords)

    @property
    def stack(self) -> tuple[object, ...]:
        """What all slices of one image share."""
        return (
            text(self.header, "SeriesInstanceUID"),
            text(self.header, "FrameOfReferenceUID"),
            tuple(np.round(self.orientation, 3) + 0.0),
            tuple(np.round(self.spacing_mm, 4)),
            self.shape_ji,
        )


def read_slices(label: Label) -> list[Slice]:
    """Read the header of a slice, or of each frame of an enhanced image; none of a localizer.

    Raises:
        FileFormatError: an attribute of its geometry is absent or garbled.
    """
    is_enhanced = label.sop_class_uid in ENHANCED
    read = read_header(label, None if is_enhanced else PARSED)
    headers = lay_flat(read.dataset) if is_enhanced else [read.dataset]
    slices = [
        _read_slice(label, header, frame=frame)
        for frame, header in enumerate(headers)
        if not {"LOCALIZER"}
        & {*text(header, "ImageType").split("\\"), *text(header, "FrameType").split("\\")}
    ]
    if not slices:
        return []
    fault = find_pixel_fault(read, shape_kji=(len(headers), *slices[0].shape_ji))
    return [replace(image_slice, n_frames=len(headers), pixel_fault=fault) for image_slice in slices]


def _read_slice(label: Label, header: Dataset, *, frame: int) -> Slice:
    position, orientation = (
        numbers(header, "ImagePositionPatient", 3),
        numbers(header, "ImageOrientationPatient", 6),
    )
    spacing = numbers(header, "PixelSpacing", 2)
    rows, columns = integer(header, "Rows"), integer(header, "Columns")
    if position is None or orientation is None or spacing is None or rows is None or columns is None:
        raise FileFormatError(Message("image.slice-without-place"))
    number(header, "SliceThickness")  # noted, should it not be readable
    return Slice(
        label=label,
        header=header,
        position_mm=position,
        orientation=orientation,
        spacing_mm=spacing,
        shape_ji=(rows, columns),
        frame=frame,
    )


def gather_images(slices: Iterable[Slice]) -> tuple[list[ReadImage], list[Deviation]]:
    """Sort slices into images: one for each series, frame of reference, orientation and size.

    Of slices at one place, those of the largest acquisition are kept. An image with slices shifted sideways
    is left out with a reason. A slice without pixels takes nothing but its picture.
    """
    stacks: defaultdict[tuple[object, ...], list[Slice]] = defaultdict(list)
    for image_slice in slices:
        stacks[image_slice.stack].append(image_slice)
    images: list[ReadImage] = []
    deviations: list[Deviation] = []
    for stack in stacks.values():
        stack, doubles = _drop_doubles(stack)  # noqa: PLW2901
        if doubles:
            deviations.append(_note(stack, DeviationKind.IMAGE_UNUSABLE, doubles))
        if len({text(image_slice.header, "PatientID") for image_slice in stack}) > 1:
            message = Message("image.several-patients")
            deviations.append(_note(stack, DeviationKind.IMAGE_UNUSABLE, message))
        deviations += [
            _note(stack, DeviationKind.IMAGE_UNUSABLE, message) for message in _contradict_headers(stack)
        ]
        try:
            images.append(_read_stack(stack))
            if faults := [image_slice.pixel_fault for image_slice in stack if image_slice.pixel_fault]:
                message = Message("image.not-drawn", n=len(faults), total=len(stack), reason=faults[0])
                deviations.append(_note(stack, DeviationKind.IMAGE_NOT_DRAWN, message))
        except FileFormatError as fault:
            message = Message("image.left-out", n=len(stack), reason=fault.message)
            deviations.append(_note(stack, DeviationKind.IMAGE_UNUSABLE, message))
    return images, deviations


def _contradict_headers(stack: Sequence[Slice]) -> Iterator[Message]:
    """What slices of one image say that they cannot all be, or that their places deny."""
    tilts_deg = [number(image_slice.header, "GantryDetectorTilt") or 0.0 for image_slice in stack]
    leans_deg = np.degrees(np.arccos(min(abs(float(stack[0].normal[2])), 1.0)))
    # Slices of a tilted gantry lean as it does; others were straightened, or their places are wrong.
    tilted_deg = [
        deg for deg in tilts_deg if abs(abs(deg) - leans_deg) > TILTED_DEG and abs(deg) > TILTED_DEG
    ]
    if tilted_deg and stack[0].label.role == "CT":
        yield Message("image.tilted", n=len(tilted_deg), angle=Quantity(tilted_deg[0], "°", 1))
    positions = {code(image_slice.header, "PatientPosition") for image_slice in stack} - {""}
    if len(positions) > 1:
        yield Message("image.several-positions", positions=Listing(tuple(sorted(positions)), "and"))
    moments = [read_moment(image_slice.header, "AcquisitionDate", "AcquisitionTime") for image_slice in stack]
    days = sorted({moment.toordinal() for moment in moments if moment is not None})
    if days and days[-1] - days[0] > DAYS_APART:
        first, last = date.fromordinal(days[0]), date.fromordinal(days[-1])
        yield Message("image.several-days", first=first, last=last)


def _note(stack: Sequence[Slice], kind: DeviationKind, message: Message) -> Deviation:
    return Deviation(kind=kind, subject=stack[0].label.role, message=message)


def _drop_doubles(stack: list[Slice]) -> tuple[list[Slice], Message | None]:
    """Keep one slice of each place: of the acquisition with the most slices, else the first by its UID."""
    acquisitions = [image_slice.acquisition for image_slice in stack]
    acquired = Counter(acquisitions)
    preference = [
        (-acquired[acquisition], image_slice.label.sop_instance_uid)
        for image_slice, acquisition in zip(stack, acquisitions, strict=True)
    ]
    preferred = [stack[index] for index in sorted(range(len(stack)), key=preference.__getitem__)]
    offsets = np.array([image_slice.position_mm for image_slice in preferred]) @ stack[0].normal
    order = np.argsort(offsets, kind="stable")
    # Slices that follow each other within the tolerance are of one place; the preferred one comes first.
    places = np.cumsum(np.diff(offsets[order], prepend=-np.inf) > SAME_PLACE_MM)
    best = [min(order[places == place]) for place in np.unique(places)]
    kept = [preferred[index] for index in sorted(best)]
    if len(kept) == len(stack):
        return stack, None
    return kept, Message("image.slices-twice", n=len(stack) - len(kept), kept=len(kept))


def _read_stack(stack: list[Slice]) -> ReadImage:
    first = stack[0]
    places = np.array([image_slice.position_mm for image_slice in stack])
    offsets = (places - places[0]) @ first.normal
    order = np.argsort(offsets)
    offsets, places = offsets[order], places[order]
    ordered = [stack[index] for index in order]
    sideways = places - places[0] - np.outer(offsets - offsets[0], first.normal)
    if np.abs(sideways).max() > SHEAR_TOLERANCE_MM:
        raise FileFormatError(Message("image.slices-shifted"))
    header = first.header
    between_rows_mm, between_columns_mm = first.spacing_mm
    grid = Grid.from_planes(
        position_mm=places[0],
        orientation=first.orientation,
        spacing_mm=(float(between_rows_mm), float(between_columns_mm)),
        offsets_mm=offsets - offsets[0],
        shape_ji=first.shape_ji,
        frame_of_reference_uid=text(header, "FrameOfReferenceUID"),
    )
    thickness = [number(image_slice.header, "SliceThickness") for image_slice in ordered]
    dates = (text(header, keyword) for keyword in ("AcquisitionDate", "SeriesDate", "StudyDate"))
    image = Image(
        modality=first.label.role,
        grid=grid,
        slice_thickness_mm=owned([np.nan if value is None else value for value in thickness]),
        uids=tuple(image_slice.label.sop_instance_uid for image_slice in ordered),
        acquired=next(filter(None, dates), ""),
        load=partial(load_pixels, tuple(map(_describe_plane, ordered)), grid.shape_kji),
        patient_position=code(header, "PatientPosition"),
        dates_are_kept=dates_are_kept(header),
    )
    return ReadImage(
        image=image,
        series_uid=text(header, "SeriesInstanceUID"),
        patient_id=text(header, "PatientID"),
        person=read_person(header),
    )


class _Plane(NamedTuple):
    """Where the pixels of one slice are, and what makes values of them (PS3.3 C.11.1.1.2)."""

    label: Label
    frame: int
    n_frames: int
    slope: float
    intercept: float
    fault: Message | None


def _describe_plane(image_slice: Slice) -> _Plane:
    slope, intercept = (number(image_slice.header, f"Rescale{part}") for part in ("Slope", "Intercept"))
    return _Plane(
        image_slice.label,
        image_slice.frame,
        image_slice.n_frames,
        1.0 if slope is None else slope,
        intercept or 0.0,
        image_slice.pixel_fault,
    )


def load_pixels(planes: tuple[_Plane, ...], shape_kji: tuple[int, int, int]) -> npt.NDArray[np.float32]:
    """Read an image's pixels: stored value × RescaleSlope + RescaleIntercept.

    Args:
        planes: of the slices, in order; one that is known to have no pixels is nan.
        shape_kji: of the image.

    Returns:
        Shape ``shape_kji``, float32; Hounsfield units for CT.

    Raises:
        FileFormatError: no slice has pixels, or one that should have does not decode or is there no longer.
    """
    drawn = [place for place, plane in enumerate(planes) if plane.fault is None]
    if not drawn:
        raise FileFormatError(planes[0].fault or Message("pixels.absent"))
    values = np.full(shape_kji, np.nan, dtype=np.float32)
    with quietly():
        # The frames of one file come one after the other, and the file is read once.
        drawn.sort(key=lambda place: planes[place].label.path)
        for _, of_file in groupby(drawn, key=lambda place: planes[place].label.path):
            places = list(of_file)
            first = planes[places[0]]
            try:
                whole = read_object(first.label)
            except OSError:
                raise FileFormatError(Message("files.not-opened")) from None
            stored = read_stored_values(whole, shape_kji=(first.n_frames, *shape_kji[1:]))
            for place in places:
                plane = planes[place]
                values[place] = stored[plane.frame] * plane.slope + plane.intercept
    values.setflags(write=False)
    return values
