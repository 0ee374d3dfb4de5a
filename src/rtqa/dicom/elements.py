"""Typed access to elements: a value of the right type, or None where it is absent or garbled.

DICOM writes most numbers as text (DS, IS), and files hold '1A' or 'NaN' there.
What cannot be read as its type has no value, but is not absent: who reads inside
:func:`noting_unreadable` learns of it, with the text that stands there, and
:func:`need` turns a missing value that matters into an error that tells the two
apart. Only a sequence that cannot be read is an error at once: nobody could tell what was
lost with it.
"""

from __future__ import annotations

import math
import re
import struct
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TypeVar

import numpy as np
from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.errors import BytesLengthException
from pydicom.multival import MultiValue
from pydicom.tag import BaseTag

from rtqa.dicom.enumerated import TERMS
from rtqa.errors import FileFormatError
from rtqa.limits import MOST_CHARACTERS
from rtqa.messages import Message
from rtqa.model.geometry import Floats

Value = TypeVar("Value")

_unreadable: ContextVar[dict[str, str] | None] = ContextVar("unreadable", default=None)
"""Keyword and text of what was stated and could not be read, where somebody asks for it."""

_MOST_OF_CODE = 64
_MOST_QUOTED = 40
"""Characters of a value that a message quotes."""

_GARBLED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    BytesLengthException,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)
"""What pydicom raises, depending on VR and damage, for a value that is not of its type."""


_SINGLE_TEXTS = frozenset({"AE", "AS", "CS", "DA", "DT", "LO", "LT", "SH", "ST", "TM", "UI", "UT"})
"""Value representations whose bytes, where they are one value of plain ASCII, are the text."""


@cache
def _tag(keyword: str) -> BaseTag:
    """Of an attribute of the standard: made once, where pydicom would make it at each look."""
    tag = tag_for_keyword(keyword)
    if tag is None:
        raise KeyError(keyword)
    return BaseTag(tag)


@cache
def _vr(keyword: str) -> str:
    return dictionary_VR(_tag(keyword))


@contextmanager
def noting_unreadable() -> Iterator[dict[str, str]]:
    """Collect, for as long as the block runs, each number that is stated and not readable: its first text."""
    noted: dict[str, str] = {}
    token = _unreadable.set(noted)
    try:
        yield noted
    finally:
        _unreadable.reset(token)


def need(value: Value | None, *, attribute: str) -> Value:
    """Return a value that must be there.

    Raises:
        FileFormatError: it is not; names the attribute, and quotes it where it is stated and not readable.
            The file's role is put before it in `gather`.
    """
    if value is not None:
        return value
    noted = _unreadable.get()
    if noted and attribute in noted:
        raise FileFormatError(
            Message("files.attribute-unreadable", said=describe_unreadable(attribute, noted[attribute]))
        )
    raise FileFormatError(Message("files.attribute-absent", attribute=attribute))


_MAY_NAME = re.compile(r"[^\W\d_]{4}|[^\W\d_\x00-\x7f]|\^")
"""More letters in a row than ``nan`` or ``cGy``, another script's, or the sign between parts of a name."""


def describe_unreadable(keyword: str, stated: str) -> Message:
    """``DoseGridScaling (3004,000E) is stated and not readable: '0,001'``; a name is not repeated."""
    tag = tag_for_keyword(keyword) or 0
    name = f"{tag >> 16:04X},{tag & 0xFFFF:04X}"
    return Message(
        "files.not-readable", element=keyword, tag=name, value="…" if _MAY_NAME.search(stated) else stated
    )


def note_unreadable(dataset: Dataset, keyword: str) -> None:
    """Remember what is stated and not what it must be: its first value that is no number, or all of it."""
    noted = _unreadable.get()
    if noted is None or keyword in noted or not is_stated(dataset, keyword):
        return
    stated = raw_text(dataset, keyword)
    parts = [plain for part in stated.split("\\") if (plain := part.strip())]
    if parts:
        first = next((part for part in parts if not _is_number(part)), stated)
        noted[keyword] = first[:_MOST_QUOTED]


def _is_number(part: str) -> bool:
    try:
        return math.isfinite(float(part))
    except ValueError:
        return False


def text(dataset: Dataset, keyword: str) -> str:
    """Return a text in its character set, control characters as spaces; empty where absent."""
    element = dataset.get_item(_tag(keyword))
    if element is None:
        return ""
    joined = _plain_ascii(element, keyword) if isinstance(element, RawDataElement) else None
    if joined is None:
        try:
            value = dataset[_tag(keyword)].value
        except _GARBLED:
            return ""
        if value is None:
            return ""
        joined = "\\".join(map(str, value)) if isinstance(value, MultiValue | list) else str(value)
    joined = joined[:MOST_CHARACTERS]
    if not joined.isprintable():
        joined = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in joined)
    return joined.strip()


def _plain_ascii(element: RawDataElement, keyword: str) -> str | None:
    """A text that is the same in every character set, without pydicom's steps to it; None of any other.

    Escape sequences change the set, and a backslash parts values, of which some are stripped.
    """
    value, vr = element.value, element.VR or _vr(keyword)
    if not isinstance(value, bytes) or vr not in _SINGLE_TEXTS or not value.isascii() or b"\x1b" in value:
        return None
    return value.decode("ascii") if vr == "CS" or b"\\" not in value else None


def code(dataset: Dataset, keyword: str) -> str:
    """Return a coded text (CS, UI) in capitals: its first value, as long as a UID at most; empty if absent.

    One that the standard does not have among an attribute's terms is noted as not readable.
    """
    stated = text(dataset, keyword).split("\\")[0].strip().upper()[:_MOST_OF_CODE]
    terms = TERMS.get(keyword)
    if stated and (stated not in terms if terms is not None else not stated.isascii()):
        note_unreadable(dataset, keyword)
    return stated


def raw_text(dataset: Dataset, keyword: str) -> str:
    """Return a DS, IS or CS element as it is written, without pydicom's object for every number."""
    element = dataset.get_item(_tag(keyword))
    value = element.value if element is not None else None
    if isinstance(value, bytes):
        return value.decode("ascii", "replace").strip("\0 ")
    if isinstance(value, MultiValue | list):
        return "\\".join(map(str, value))
    return "" if value is None else str(value)


def numbers(dataset: Dataset, keyword: str, count: int | None = None) -> Floats | None:
    """Return all values as finite float64, shape (n,).

    None where the element is absent or empty, where one value is no finite number, or where there
    are not ``count`` of them; all but the first is noted as not readable.
    """
    if dataset.get_item(_tag(keyword)) is None:
        return None
    try:
        if _vr(keyword) in ("DS", "IS"):
            values = [float(part) for part in raw_text(dataset, keyword).split("\\")]
        else:
            value = dataset[_tag(keyword)].value
            values = [float(part) for part in (value if isinstance(value, MultiValue | list) else [value])]
    except _GARBLED:
        values = []
    if not values or not all(map(math.isfinite, values)) or count not in (None, len(values)):
        note_unreadable(dataset, keyword)
        return None
    return np.array(values)


def number(dataset: Dataset, keyword: str) -> float | None:
    """Return the only value as a finite float; None where absent, garbled or several."""
    values = numbers(dataset, keyword, 1)
    return None if values is None else float(values[0])


def integer(dataset: Dataset, keyword: str) -> int | None:
    """Return the only value as an integer; None where absent, garbled, several or fractional."""
    value = number(dataset, keyword)
    if value is not None and not value.is_integer():
        note_unreadable(dataset, keyword)
        return None
    return None if value is None else int(value)


def point(dataset: Dataset, keyword: str) -> tuple[float, float, float] | None:
    """Return a place (x, y, z) in mm; None where absent or garbled."""
    values = numbers(dataset, keyword, 3)
    return None if values is None else (float(values[0]), float(values[1]), float(values[2]))


def moment(dataset: Dataset, prefix: str) -> str:
    """Return a date and time such as RTPlanDate and RTPlanTime as YYYYMMDDHHMMSS.

    The date alone (YYYYMMDD) where the time is absent or garbled; empty where the date is.
    """
    date, time = text(dataset, f"{prefix}Date"), text(dataset, f"{prefix}Time")
    if len(date) != 8 or not date.isdigit():
        return ""
    return date + time[:6] if len(time) >= 6 and time[:6].isdigit() else date


def is_stated(dataset: Dataset, keyword: str) -> bool:
    """Whether an element is there and not empty, be its value readable or not."""
    element = dataset.get_item(_tag(keyword))
    return element is not None and element.value not in (None, "", b"", [])


def items(dataset: Dataset, keyword: str) -> list[Dataset]:
    """Return a sequence's items; none where it is absent or empty.

    Raises:
        FileFormatError: it is there and cannot be read as items.
    """
    if dataset.get_item(_tag(keyword)) is None:
        return []
    try:
        value = dataset[_tag(keyword)].value
        return [] if value is None else list(value)
    except _GARBLED:
        raise FileFormatError(Message("files.sequence-damaged", attribute=keyword)) from None


def first_uid(dataset: Dataset, keyword: str) -> str:
    """Return ReferencedSOPInstanceUID of a reference sequence's first item; empty where absent."""
    references = items(dataset, keyword)
    return text(references[0], "ReferencedSOPInstanceUID") if references else ""


def dates_are_kept(dataset: Dataset) -> bool:
    """Whether the dates are the clinic's: False where de-identification moved or removed them, or may have.

    By LongitudinalTemporalInformationModified (0028,0303), which PS3.15 asks for; without it by
    PatientIdentityRemoved (0012,0062).
    """
    modified = code(dataset, "LongitudinalTemporalInformationModified")
    if modified:
        return modified == "UNMODIFIED"
    return code(dataset, "PatientIdentityRemoved") != "YES"
