"""Enhanced CT, MR and PET: one object with many frames, each described by functional groups (PS3.3 C.7.6.16).

What a single slice states of itself stands in sequences here: in
SharedFunctionalGroupsSequence (5200,9229) for all frames, in an item of
PerFrameFunctionalGroupsSequence (5200,9230) for one. Laid flat, a frame reads like a slice.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydicom.dataset import Dataset

from rtqa.dicom.elements import integer, items
from rtqa.errors import FileFormatError
from rtqa.limits import MOST_FRAMES
from rtqa.messages import Message

ENHANCED = {
    "1.2.840.10008.5.1.4.1.1.2.1": "CT",
    "1.2.840.10008.5.1.4.1.1.2.2": "CT",
    "1.2.840.10008.5.1.4.1.1.4.1": "MR",
    "1.2.840.10008.5.1.4.1.1.4.4": "MR",
    "1.2.840.10008.5.1.4.1.1.130": "PT",
    "1.2.840.10008.5.1.4.1.1.128.1": "PT",
}
"""Enhanced and legacy converted enhanced images by SOP class, and the role of each."""

_GROUPS = (
    "PixelMeasuresSequence",
    "PlanePositionSequence",
    "PlaneOrientationSequence",
    "PixelValueTransformationSequence",
    "FrameContentSequence",
    "CTImageFrameTypeSequence",
    "MRImageFrameTypeSequence",
    "PETFrameTypeSequence",
)
_SHARED, _PER_FRAME = "SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"
_DESCRIBED = frozenset({_SHARED, _PER_FRAME})


def lay_flat(header: Dataset) -> list[Dataset]:
    """The header of each frame, as if it were a slice by itself.

    Raises:
        FileFormatError: frames and their descriptions are not equally many.
    """
    shared = [flat for item in items(header, _SHARED) for flat in _list_groups(item)]
    frames = items(header, _PER_FRAME)
    n_frames = integer(header, "NumberOfFrames")
    if not frames or n_frames != len(frames):
        raise FileFormatError(Message("image.frames-count", n=len(frames), frames=n_frames or 0))
    if n_frames > MOST_FRAMES:
        raise FileFormatError(
            Message("files.too-many", attribute="NumberOfFrames", n=n_frames, most=MOST_FRAMES)
        )
    general = Dataset()
    for tag in header.keys():  # noqa: SIM118  (a data set yields its elements, and parses them for it)
        general[tag] = header.get_item(tag)
    for keyword in _DESCRIBED:
        if keyword in general:
            del general[keyword]
    return [_merge(general, *shared, *_list_groups(frame)) for frame in frames]


def _list_groups(item: Dataset) -> Iterator[Dataset]:
    for keyword in _GROUPS:
        yield from items(item, keyword)


def _merge(*parts: Dataset) -> Dataset:
    """One data set of several; what stands in a later one counts."""
    merged = Dataset()
    for part in parts:
        for tag in part.keys():  # noqa: SIM118
            merged[tag] = part.get_item(tag)
    return merged
