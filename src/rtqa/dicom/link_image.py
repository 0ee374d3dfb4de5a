"""Finds the image that structures were drawn on."""

from __future__ import annotations

from collections.abc import Sequence

from rtqa.dicom.candidates import Candidate
from rtqa.dicom.image import ReadImage
from rtqa.dicom.structures import ReadStructures
from rtqa.model.case import Deviation, DeviationKind


def find_image(
    structures: Candidate[ReadStructures], images: Sequence[Candidate[ReadImage]]
) -> tuple[Candidate[ReadImage] | None, list[Deviation]]:
    """Find the image that a structure set names slice by slice, or by series, or by its frame alone.

    An image is no condition for judging dose: where several share the frame and none is named, none is
    taken, and the deviation says so.
    """
    slices = structures.value.structure_set.image_uids
    named = max(images, key=lambda image: len(slices.intersection(image.value.image.uids)), default=None)
    if named is not None and slices.intersection(named.value.image.uids):
        return named, []
    by_series = [image for image in images if image.value.series_uid in structures.value.series_uids]
    by_frame = [image for image in images if image.frame_uid and image.frame_uid == structures.frame_uid]
    fitting = by_series or by_frame
    if not fitting:
        return None, []
    if len(fitting) > 1:
        text = f"{len(fitting)} images share its frame of reference and it names none of them; none was used."
        return None, [Deviation(kind=DeviationKind.LINK_ABSENT, subject=structures.subject, text=text)]
    if by_series:
        return fitting[0], []
    names_others = bool(slices or structures.value.series_uids)
    return fitting[0], [
        Deviation(
            kind=DeviationKind.LINK_BROKEN if names_others else DeviationKind.LINK_ABSENT,
            subject=structures.subject,
            text=f"{'The image it names is not among the files' if names_others else 'It names no image'}; "
            f"{fitting[0].subject} of the same frame of reference was taken.",
        )
    ]
