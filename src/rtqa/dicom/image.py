"""CT, MR and PT: slices gathered into images by their own positions, pixels read when asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from rtqa.dicom.pixels import read_stored_values
from rtqa.dicom.elements import code, integer, number, numbers, text
from rtqa.dicom.objects import Label, quietly, read_header, read_object
from rtqa.dicom.person import Person, read_person
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
    """One slice's header: what is needed to find its place."""

    label: Label
    header: Dataset = field(repr=False)
    position_mm: Floats
    orientation: Floats
    spacing_mm: Floats
    shape_ji: tuple[int, int]

    @property
    def normal(self) -> Floats:
        """Unit vector across the slice."""
        normal: Floats = np.cross(self.orientation[:3], self.orientation[3:])
        return normal

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
    header = read_header(label)
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
    )


def gather_images(slices: Iterable[Slice]) -> tuple[list[ReadImage], list[Deviation]]:
    """Sort slices into images: one for each series, frame of reference, orientation and size.

    An image with two slices of one place, or with slices shifted sideways, is left out with a reason.
    """
    stacks: defaultdict[tuple[object, ...], list[Slice]] = defaultdict(list)
    for image_slice in slices:
        stacks[image_slice.stack].append(image_slice)
    images: list[ReadImage] = []
    deviations: list[Deviation] = []
    for stack in stacks.values():
        try:
            images.append(_read_stack(stack))
        except FileFormatError as fault:
            deviations.append(
                Deviation(
                    kind=DeviationKind.IMAGE_UNUSABLE,
                    subject=stack[0].label.role,
                    message=Message("image.left-out", n=len(stack), reason=fault.message),
                )
            )
    return images, deviations


def _read_stack(stack: list[Slice]) -> ReadImage:
    first = stack[0]
    places = np.array([image_slice.position_mm for image_slice in stack])
    offsets = (places - places[0]) @ first.normal
    order = np.argsort(offsets)
    offsets, places = offsets[order], places[order]
    ordered = [stack[index] for index in order]
    if np.any(np.diff(offsets) <= SAME_PLACE_MM):
        raise FileFormatError(Message("image.slices-at-one-place"))
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
        load=partial(load_pixels, labels, grid.shape_kji),
        patient_position=code(header, "PatientPosition"),
    )
    return ReadImage(
        image=image,
        series_uid=text(header, "SeriesInstanceUID"),
        patient_id=text(header, "PatientID"),
        person=read_person(header),
    )


def load_pixels(labels: tuple[Label, ...], shape_kji: tuple[int, int, int]) -> npt.NDArray[np.float32]:
    """Read an image's pixels: stored value × RescaleSlope + RescaleIntercept (PS3.3 C.11.1.1.2).

    Returns:
        Shape ``shape_kji``, float32; Hounsfield units for CT.

    Raises:
        FileFormatError: a slice's file is cut off or does not decode.
    """
    values = np.empty(shape_kji, dtype=np.float32)
    with quietly():
        for plane, label in zip(values, labels, strict=True):
            stored = read_object(label)
            slope, intercept = (
                number(stored.dataset, "RescaleSlope"),
                number(stored.dataset, "RescaleIntercept"),
            )
            pixels = read_stored_values(stored, shape_kji=(1, *shape_kji[1:]))[0]
            plane[:] = pixels * (1.0 if slope is None else slope) + (intercept or 0.0)
    values.setflags(write=False)
    return values
