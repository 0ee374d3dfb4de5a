"""ContourData as coordinates, at the speed of memory (PS3.3 C.8.8.6).

A head-and-neck plan holds 100,000 points, a radiosurgery plan a million, all
written as decimal text. pydicom makes an object of every number; here the text
of all contours of a structure is taken from the file's bytes and converted at
once.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from rtqa.dicom.bytes.walk import Element, explain, name_tag, steps, walk, walk_items
from rtqa.dicom.elements import describe_unreadable
from rtqa.dicom.objects import CONTOURS, DicomObject
from rtqa.errors import FileFormatError
from rtqa.limits import MOST_CONTOURS, MOST_POINTS
from rtqa.messages import Message
from rtqa.model.geometry import Floats, owned
from rtqa.model.structure import CLOSED_KINDS, ContourKind, Contours

_COLOR, _CONTOUR_SEQUENCE, _ROI_NUMBER = 0x3006002A, 0x30060040, 0x30060084
_KIND, _POINT_COUNT, _DATA, _IMAGES = 0x30060042, 0x30060046, 0x30060050, 0x30060016

_SEPARATOR, _POINT = b"\\."
_MOST_CHARACTERS = 16
"""A decimal string has no more (PS3.5 table 6.2-1), and so at most 15 digits beside its point."""
_POWERS = 10.0 ** np.arange(_MOST_CHARACTERS + 1)
_PLAIN = b"0123456789.-\\"

_BATCH = 262_144
"""Characters of contours that are converted at a time."""

_KINDS = {kind.value.encode(): kind for kind in ContourKind}


Places: TypeAlias = npt.NDArray[np.intp]


class RawContour(NamedTuple):
    """One contour as text: its type, the number of points it claims, its coordinates, images it names."""

    kind: bytes
    point_count: bytes
    data: bytes
    images: bytes = b""


class RawStructure(NamedTuple):
    """One item of the ROIContourSequence as text."""

    number: bytes
    color: bytes
    contours: list[RawContour]


class Converted(NamedTuple):
    """The contours that hold, and what is wrong with each of the others, by its place in the file."""

    contours: Contours
    damages: dict[int, Message]


def read_raw_structures(stored: DicomObject) -> list[RawStructure]:
    """Read the ROIContourSequence (3006,0039) as text, straight from the bytes.

    Raises:
        FileFormatError: the bytes are no sequence of items, so nobody can tell what was lost; or they hold
            more contours or points than :mod:`rtqa.limits` allows.
    """
    sequence = stored.elements.get(CONTOURS)
    if sequence is None:
        return []
    try:
        structures = list(_scan(stored.envelope.data, sequence))
    except (EOFError, ValueError, RecursionError) as fault:
        raise FileFormatError(Message("rtstruct.contours-damaged", reason=explain(fault))) from None
    n_points = sum(_count(contour.data) for structure in structures for contour in structure.contours) // 3
    if n_points > MOST_POINTS:
        raise FileFormatError(
            Message("files.too-many", attribute="ContourData", n=n_points, most=MOST_POINTS)
        )
    return structures


def convert(raw: Sequence[RawContour]) -> Converted:
    """Turn a structure's contours into coordinates; those that do not hold are left out and named.

    A contour holds if its type is one of PS3.3 C.8.8.6.1, all its coordinates are finite numbers, and
    there are three for each of the points it claims.
    """
    damages: dict[int, Message] = {}
    sound: list[int] = []
    counts = [_count(contour.data) for contour in raw]
    for place, (contour, count) in enumerate(zip(raw, counts, strict=True)):
        if damage := _find_damage(contour, count):
            damages[place] = damage
        else:
            sound.append(place)
    # A few contours at a time: what is made of a text has many times its size.
    coordinates = [np.empty(0)]
    unreadable: dict[int, Message] = {}
    ends = np.cumsum([0, *(len(raw[place].data) for place in sound)])
    batches = np.searchsorted(ends, np.arange(0, ends[-1] + _BATCH, _BATCH)).tolist()
    for first, stop in pairwise(batches):
        values, damaged = _convert_texts({place: raw[place].data for place in sound[first:stop]})
        coordinates.append(values)
        unreadable |= damaged
    damages |= unreadable
    sound = [place for place in sound if place not in unreadable]
    kinds = tuple(_KINDS[raw[place].kind] for place in sound)
    points = [counts[place] // 3 for place in sound]
    points_mm = np.concatenate(coordinates).reshape(-1, 3)
    return Converted(_close(points_mm, points, kinds), dict(sorted(damages.items())))


def _scan(data: bytes, sequence: Element) -> Iterator[RawStructure]:
    """Step through the ROIContourSequence's bytes."""
    n_contours = 0
    for begin, stop in walk_items(data, sequence):
        number = color = b""
        contours: list[RawContour] = []
        for element in walk(data, begin, stop, encoding=sequence.encoding):
            if element.tag == _CONTOUR_SEQUENCE:
                contours = list(_scan_contours(data, element))
            elif element.tag == _ROI_NUMBER:
                number = _text(data, element)
            elif element.tag == _COLOR:
                color = _text(data, element)
        n_contours += 1 + len(contours)
        if n_contours > MOST_CONTOURS:
            raise ValueError(Message("bytes.too-many-items", tag=name_tag(CONTOURS), most=MOST_CONTOURS))
        yield RawStructure(number, color, contours)


def _scan_contours(data: bytes, sequence: Element) -> Iterator[RawContour]:
    for begin, stop in walk_items(data, sequence):
        kind = point_count = coordinates = images = b""
        for tag, _, value, last, _, _ in steps(data, begin, stop, encoding=sequence.encoding):
            if tag == _DATA:
                coordinates = data[value:last].strip(b" \0")
            elif tag == _POINT_COUNT:
                point_count = data[value:last].strip(b" \0")
            elif tag == _KIND:
                kind = data[value:last].strip(b" \0")
            elif tag == _IMAGES:
                images = data[value:last]
        yield RawContour(kind, point_count, coordinates, images)


def _text(data: bytes, element: Element) -> bytes:
    return data[element.value : element.stop].strip(b" \0")


def _count(data: bytes) -> int:
    return data.count(b"\\") + 1 if data else 0


def _find_damage(contour: RawContour, count: int) -> Message | None:
    """Say what is wrong with a contour before its numbers are read; None if nothing is."""
    if contour.kind not in _KINDS:
        return Message("rtstruct.type-unknown")
    if count == 0:
        return Message("rtstruct.no-coordinates")
    if count % 3:
        return Message("rtstruct.not-three-a-point", n=count)
    claimed = contour.point_count
    if claimed.isdigit() and int(claimed) * 3 != count:
        return Message("rtstruct.claims-more-points", claimed=int(claimed), n=count // 3)
    return None


def _convert_texts(texts: dict[int, bytes]) -> tuple[Floats, dict[int, Message]]:
    """Convert all texts at once, or, where one does not convert, each by itself."""
    joined = b"\\".join(texts.values())
    values = _convert_decimals(joined)
    if values is None:
        values = _convert_text(joined)
    if values is not None:
        return values, {}
    converted = {place: _convert_text(data) for place, data in texts.items()}
    unreadable = {
        place: _find_unreadable(texts[place]) for place, values in converted.items() if values is None
    }
    sound = [values for values in converted.values() if values is not None]
    return np.concatenate([np.empty(0), *sound]), unreadable


def _find_unreadable(data: bytes) -> Message:
    """Quote the first of a contour's coordinates that is no finite number."""
    values = data.split(b"\\")
    first = next((value for value in values if _convert_text(value) is None or not value), b"")
    quoted = first.decode("ascii", "replace").strip()[:_MOST_CHARACTERS]
    return describe_unreadable("ContourData", quoted)


def _convert_decimals(data: bytes) -> Floats | None:
    """Convert numbers that mostly are plain decimals, such as ``-12.5``; None where it cannot tell.

    Whole numbers are read fifteen times as fast as decimals: each is read without its point, and divided by
    the power of ten that the point stood for. Both are exact in float64, so that the quotient is rounded
    once, to the same value as the decimal's own. Numbers with other characters, such as an exponent, are
    read by themselves.
    """
    text = np.frombuffer(data, dtype=np.uint8)
    odd_values = np.zeros(0)
    odd = np.zeros(0, dtype=np.intp)
    if data.translate(None, _PLAIN):
        ends, _, _ = _marks(text)
        odd = np.unique(np.searchsorted(ends, np.flatnonzero(~np.isin(text, list(_PLAIN)))))
        data, odd_data = _take_out(data, np.append(0, ends[:-1] + 1)[odd].tolist(), ends[odd].tolist())
        converted = _convert_text(odd_data)
        if converted is None:
            return None
        text, odd_values = np.frombuffer(data, dtype=np.uint8), converted
    ends, points, owner = _marks(text)
    if np.any(owner[1:] == owner[:-1]):
        return None
    lengths = np.diff(ends, prepend=-1) - 1
    if lengths.max() > _MOST_CHARACTERS or lengths.min() < 1:
        return None
    whole = _from_text(data.replace(b".", b""), np.int64)
    if whole is None or len(whole) != len(ends):
        return None
    values = whole.astype(np.float64)
    values[owner] /= _POWERS[ends[owner] - points - 1]
    values[odd] = odd_values
    return values


def _marks(text: npt.NDArray[np.uint8]) -> tuple[Places, Places, Places]:
    """Where each number ends, where the points are, and which number each point is in."""
    ends = np.append(np.flatnonzero(text == _SEPARATOR), len(text))
    points = np.flatnonzero(text == _POINT)
    if len(points) == len(ends) and np.all(points < ends) and np.all(points[1:] > ends[:-1]):
        return ends, points, np.arange(len(ends))
    return ends, points, np.searchsorted(ends, points)


def _take_out(data: bytes, begins: list[int], ends: list[int]) -> tuple[bytes, bytes]:
    """The text with some of its numbers made zeros, and those numbers between backslashes."""
    left, taken = bytearray(data), []
    for begin, end in zip(begins, ends, strict=True):
        taken.append(data[begin:end])
        left[begin:end] = b"0" * (end - begin)
    return bytes(left), b"\\".join(taken)


def _convert_text(data: bytes) -> Floats | None:
    """Convert numbers between backslashes; None unless every one is finite."""
    if not data:
        return np.empty(0)
    values = _from_text(data, np.float64)
    if values is None or len(values) != _count(data) or not np.isfinite(values).all():
        return None
    return values


def _from_text(data: bytes, dtype: type[np.generic]) -> npt.NDArray[Any] | None:
    """What numpy reads between backslashes; None where it cannot read to the end."""
    with warnings.catch_warnings():
        # numpy reports a text that it could not read to its end by a warning; here it is an answer.
        warnings.simplefilter("error")
        try:
            return np.fromstring(data, dtype=dtype, sep="\\")
        except (DeprecationWarning, ValueError):
            return None


def _close(points_mm: Floats, counts: list[int], kinds: tuple[ContourKind, ...]) -> Contours:
    """Drop a closed contour's last point where it repeats the first."""
    starts = np.concatenate([[0], np.cumsum(counts, dtype=np.intp)])
    closed = np.array([kind in CLOSED_KINDS for kind in kinds], dtype=bool)
    first, last = starts[:-1], starts[1:] - 1
    repeats = closed & (last > first) & (points_mm[first] == points_mm[last]).all(axis=1)
    keep = np.ones(len(points_mm), dtype=bool)
    keep[last[repeats]] = False
    starts[1:] -= np.cumsum(repeats)
    starts.setflags(write=False)
    return Contours(points_mm=owned(points_mm[keep]), starts=starts, kinds=kinds)
