"""CT, MR and PT: slices gathered into images by their own positions, pixels read when asked for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from rtqa.dicom.elements import code, integer, number, numbers, text
from rtqa.dicom.objects import Label, quietly, read_header, read_object
from rtqa.dicom.person import Person, read_person
from rtqa.dicom.pixels import find_pixel_fault, read_stored_values
from rtqa.errors import FileFormatError
from rtqa.messages import Message
from rtqa.model.case import Deviation, DeviationKind
from rtqa.model.geometry import Floats, Grid, owned
from rtqa.model.image import Image

SAME_PLACE_MM = 0.01
"""Slices closer than this along the normal are two slices of one place."""

SHEAR_TOLERANCE_MM = 0.5
"""How far slices may be shifted against each other in their own plane; a tilted gantry shifts them more."""


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

    ``pixel_fault`` says why there is no picture of it, as far as that shows before the pixels are read.
    """

    label: Label
    header: Dataset = field(repr=False)
    position_mm: Floats
    orientation: Floats
    spacing_mm: Floats
    shape_ji: tuple[int, int]
    pixel_fault: Message | None = None

    @property
    def normal(self) -> Floats:
        """Unit vector across the slice."""
        normal: Floats = np.cross(self.orientation[:3], self.orientation[3:])
        return normal

    @property
    def acquisition(self) -> tuple[str, ...]:
        """What sets apart two reconstructions in one series."""
        keywords = ("AcquisitionNumber", "ConvolutionKernel", "SliceThickness", "ImageType")
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


def read_slice(label: Label) -> Slice | None:
    """Read one slice's header; None for a localizer, which belongs to no stack.

    Raises:
        FileFormatError: an attribute of its geometry is absent or garbled (as in enhanced multi-frame
            images, which rtqa does not read).
    """
    read = read_header(label)
    header = read.dataset
    if "LOCALIZER" in text(header, "ImageType").split("\\"):
        return None
    position, orientation = (
        numbers(header, "ImagePositionPatient", 3),
        numbers(header, "ImageOrientationPatient", 6),
    )
    spacing = numbers(header, "PixelSpacing", 2)
    rows, columns = integer(header, "Rows"), integer(header, "Columns")
    if position is None or orientation is None or spacing is None or rows is None or columns is None:
        raise FileFormatError(Message("image.slice-without-place"))
    return Slice(
        label=label,
        header=header,
        position_mm=position,
        orientation=orientation,
        spacing_mm=spacing,
        shape_ji=(rows, columns),
        pixel_fault=find_pixel_fault(read, shape_kji=(1, rows, columns)),
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
        try:
            images.append(_read_stack(stack))
            if faults := [image_slice.pixel_fault for image_slice in stack if image_slice.pixel_fault]:
                message = Message("image.not-drawn", n=len(faults), total=len(stack), reason=faults[0])
                deviations.append(_note(stack, DeviationKind.IMAGE_NOT_DRAWN, message))
        except FileFormatError as fault:
            message = Message("image.left-out", n=len(stack), reason=fault.message)
            deviations.append(_note(stack, DeviationKind.IMAGE_UNUSABLE, message))
    return images, deviations


def _note(stack: Sequence[Slice], kind: DeviationKind, message: Message) -> Deviation:
    return Deviation(kind=kind, subject=stack[0].label.role, message=message)


def _drop_doubles(stack: list[Slice]) -> tuple[list[Slice], Message | None]:
    """Keep one slice of each place: of the acquisition with the most slices, else the first by its UID."""
    acquired = Counter(image_slice.acquisition for image_slice in stack)
    preferred = sorted(
        stack,
        key=lambda image_slice: (-acquired[image_slice.acquisition], image_slice.label.sop_instance_uid),
    )
    offsets = np.array([image_slice.position_mm @ stack[0].normal for image_slice in preferred])
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
    labels = tuple(image_slice.label for image_slice in ordered)
    image = Image(
        modality=first.label.role,
        grid=grid,
        slice_thickness_mm=owned([np.nan if value is None else value for value in thickness]),
        uids=tuple(label.sop_instance_uid for label in labels),
        acquired=next(filter(None, dates), ""),
        load=partial(
            load_pixels,
            labels,
            grid.shape_kji,
            tuple(image_slice.pixel_fault for image_slice in ordered),
        ),
        patient_position=code(header, "PatientPosition"),
    )
    return ReadImage(
        image=image,
        series_uid=text(header, "SeriesInstanceUID"),
        patient_id=text(header, "PatientID"),
        person=read_person(header),
    )


def load_pixels(
    labels: tuple[Label, ...],
    shape_kji: tuple[int, int, int],
    faults: tuple[Message | None, ...] = (),
) -> npt.NDArray[np.float32]:
    """Read an image's pixels: stored value × RescaleSlope + RescaleIntercept (PS3.3 C.11.1.1.2).

    Args:
        labels: of the slices, in order.
        shape_kji: of the image.
        faults: why a slice is known to have no pixels; such a slice is nan.

    Returns:
        Shape ``shape_kji``, float32; Hounsfield units for CT.

    Raises:
        FileFormatError: no slice has pixels, or one that should have does not decode.
    """
    faults = faults or (None,) * len(labels)
    if all(faults):
        raise FileFormatError(faults[0] or Message("pixels.absent"))
    values = np.full(shape_kji, np.nan, dtype=np.float32)
    with quietly():
        for plane, label, fault in zip(values, labels, faults, strict=True):
            if fault is not None:
                continue
            stored = read_object(label)
            slope, intercept = (
                number(stored.dataset, "RescaleSlope"),
                number(stored.dataset, "RescaleIntercept"),
            )
            pixels = read_stored_values(stored, shape_kji=(1, *shape_kji[1:]))[0]
            plane[:] = pixels * (1.0 if slope is None else slope) + (intercept or 0.0)
    values.setflags(write=False)
    return values
