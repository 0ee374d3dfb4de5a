"""What lies around a data set: preamble, file meta information, encoding (PS3.10 chapter 7).

Planning systems leave out any of them. So the transfer syntax that a file
states decides only what cannot be seen (deflation, compressed pixels); byte
order and value representation are read off the first element.
"""

from __future__ import annotations

import zlib
from contextlib import suppress
from dataclasses import dataclass, field

from rtqa.dicom.bytes.walk import LONG_VRS, SHORT_VRS, Encoding, walk
from rtqa.limits import MOST_INFLATED_BYTES

DEFLATED = "1.2.840.10008.1.2.1.99"
PREFIX_AT = 128
_META_ENCODING = Encoding(explicit=True, little=True)
_FIRST_GROUPS = frozenset({0x0002, 0x0004, 0x0008})
_MEDIA_CLASS, _MEDIA_INSTANCE, _TRANSFER_SYNTAX = 0x00020002, 0x00020003, 0x00020010


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A data set out of its file.

    Attributes:
        data: the bytes; inflated where the file was deflated.
        inflated_whole: False where the deflated bytes break off or are damaged.
        begin: where the data set begins in them.
        encoding: how its elements are written.
        transfer_syntax: as stated; empty where the file states none.
        media_class, media_instance: SOP Class and Instance UID of the file meta information, or empty.
    """

    data: bytes = field(repr=False)
    inflated_whole: bool
    begin: int
    encoding: Encoding
    transfer_syntax: str
    media_class: str
    media_instance: str = field(repr=False)


def looks_like_dicom(head: bytes) -> bool:
    """Whether a file's first bytes are a DICOM prefix, or else a plausible first element."""
    if head[PREFIX_AT : PREFIX_AT + 4] == b"DICM":
        return True
    if len(head) < 8:
        return False
    group = int.from_bytes(head[:2], "little")
    big_group = int.from_bytes(head[:2], "big")
    if head[4:6] in LONG_VRS | SHORT_VRS:
        return group in _FIRST_GROUPS or big_group in _FIRST_GROUPS
    return group in _FIRST_GROUPS and head[3] == 0 and int.from_bytes(head[4:8], "little") < 0x1000


def open_envelope(data: bytes) -> Envelope:
    """Find the data set in a file's bytes, or in as many of its first bytes as are at hand."""
    begin = PREFIX_AT + 4 if data[PREFIX_AT : PREFIX_AT + 4] == b"DICM" else 0
    begin, meta = _read_meta(data, begin)
    inflated_whole = True
    if meta.get(_TRANSFER_SYNTAX) == DEFLATED:
        data, inflated_whole = _inflate(data[begin:])
        begin = 0
    return Envelope(
        data=data,
        inflated_whole=inflated_whole,
        begin=begin,
        encoding=_see_encoding(data[begin : begin + 6]),
        transfer_syntax=meta.get(_TRANSFER_SYNTAX, ""),
        media_class=meta.get(_MEDIA_CLASS, ""),
        media_instance=meta.get(_MEDIA_INSTANCE, ""),
    )


def _inflate(data: bytes) -> tuple[bytes, bool]:
    """Inflate as far as the bytes go (PS3.5 A.5), and tell whether that is to the end."""
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        return inflating.decompress(data, MOST_INFLATED_BYTES), inflating.eof
    except zlib.error:
        return b"", False


def _read_meta(data: bytes, begin: int) -> tuple[int, dict[int, str]]:
    """Read group 2, whatever its stated length, and return where the next group begins."""
    meta: dict[int, str] = {}
    encoding = _META_ENCODING
    if data[begin + 4 : begin + 6] not in LONG_VRS | SHORT_VRS:
        encoding = Encoding(explicit=False, little=True)
    # Only the head of the file may be at hand, or the data set beyond be encoded otherwise.
    with suppress(EOFError, ValueError, RecursionError):
        for element in walk(data, begin, len(data), encoding=encoding):
            if element.tag >> 16 != 0x0002:
                break
            if element.tag in (_MEDIA_CLASS, _MEDIA_INSTANCE, _TRANSFER_SYNTAX):
                text = data[element.value : element.stop].decode("ascii", "replace")
                meta[element.tag] = text.strip("\0 ")
            begin = element.end
    return begin, meta


def _see_encoding(first: bytes) -> Encoding:
    """Read the encoding off a data set's first tag, whose group is below 0x0100, and its VR."""
    explicit = first[4:6] in LONG_VRS | SHORT_VRS
    little = not (explicit and first[0] == 0 and first[1] != 0)
    return Encoding(explicit=explicit, little=little)
