"""REG: Spatial Registration, the matrices that carry frames of reference into one (PS3.3 C.20.2).

Each item of the RegistrationSequence carries the frame that it names (by FrameOfReferenceUID, or by images of
it) into the frame of the object itself: the registered one. A FrameOfReferenceTransformationMatrix is written
row by row and multiplies a column ``(x, y, z, 1)``; of several in one MatrixSequence the first is applied
first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from pydicom.dataset import Dataset

from rtqa.dicom.elements import code, items, need, numbers, text
from rtqa.dicom.objects import DicomObject
from rtqa.errors import FileFormatError
from rtqa.messages import Message
from rtqa.model.geometry import owned
from rtqa.model.image import Image
from rtqa.model.registration import FrameTransform, Registration


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadRegistration:
    """A registration, and the images that name the frames which it does not.

    Attributes:
        registration: as the file has it.
        image_uids: SOP Instance UIDs of the images that each of its transforms refers to.
    """

    registration: Registration
    image_uids: tuple[frozenset[str], ...] = field(repr=False)

    def resolved(self, images: Iterable[Image]) -> Registration:
        """The registration with the frames filled in that only its images name."""
        frame_of = {uid: image.grid.frame_of_reference_uid for image in images for uid in image.uids}
        transforms = []
        for transform, uids in zip(self.registration.transforms, self.image_uids, strict=True):
            frames = {frame_of[uid] for uid in uids if uid in frame_of} - {""}
            named = transform.frame_of_reference_uid or (frames.pop() if len(frames) == 1 else "")
            transforms.append(
                FrameTransform(frame_of_reference_uid=named, matrix=transform.matrix, kind=transform.kind)
            )
        return Registration(
            registered_frame_uid=self.registration.registered_frame_uid, transforms=tuple(transforms)
        )


def read_registration(stored: DicomObject) -> ReadRegistration:
    """Read one Spatial Registration object.

    Raises:
        FileFormatError: it names no frame to register to, or a matrix is absent or not of 16 numbers.
    """
    dataset = stored.dataset
    registered = text(dataset, "FrameOfReferenceUID")
    if not registered:
        raise FileFormatError(Message("registration.no-frame"))
    sequence = items(dataset, "RegistrationSequence")
    if not sequence:
        raise FileFormatError(Message("registration.no-registration"))
    return ReadRegistration(
        registration=Registration(
            registered_frame_uid=registered, transforms=tuple(map(_read_transform, sequence))
        ),
        image_uids=tuple(
            frozenset(
                text(image, "ReferencedSOPInstanceUID") for image in items(item, "ReferencedImageSequence")
            )
            for item in sequence
        ),
    )


def _read_transform(item: Dataset) -> FrameTransform:
    matrix, kinds = np.eye(4), []
    steps = [
        step
        for matrices in items(item, "MatrixRegistrationSequence")
        for step in items(matrices, "MatrixSequence")
    ]
    if not steps:
        raise FileFormatError(Message("registration.no-matrix"))
    for step in steps:
        values = need(
            numbers(step, "FrameOfReferenceTransformationMatrix", 16),
            attribute="FrameOfReferenceTransformationMatrix",
        )
        matrix = values.reshape(4, 4) @ matrix
        kinds.append(code(step, "FrameOfReferenceTransformationMatrixType"))
    return FrameTransform(
        frame_of_reference_uid=text(item, "FrameOfReferenceUID"),
        matrix=owned(matrix),
        kind=next((kind for kind in kinds if kind != "RIGID"), "RIGID"),
    )
