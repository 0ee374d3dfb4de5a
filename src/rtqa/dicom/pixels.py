"""Stored pixel values: straight from the bytes, or through pydicom where they are compressed."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.utils import pixel_array
from pydicom.uid import UID, AllTransferSyntaxes

from rtqa.dicom.bytes.envelope import DEFLATED
from rtqa.dicom.elements import integer, need
from rtqa.dicom.objects import PIXELS, DicomObject, Header
from rtqa.errors import FileFormatError, UnsupportedError
from rtqa.limits import MOST_INFLATED_BYTES
from rtqa.messages import Message

ENCAPSULATED = "1.2.840.10008.1.2.4", "1.2.840.10008.1.2.5"
"""How transfer syntaxes of compressed pixels begin: the JPEG family, and RLE (PS3.5 A.4)."""


def read_stored_values(stored: DicomObject, *, shape_kji: tuple[int, int, int]) -> npt.NDArray[Any]:
    """Return the stored integers, shape ``shape_kji``, before any scaling (PS3.5 section 8).

    Raises:
        FileFormatError: there are no pixels, or more or fewer bytes than rows × columns × frames need,
            or they do not decompress.
        UnsupportedError: they are not integers of 8, 16 or 32 bits.
    """
    dataset = stored.dataset
    bits = need(integer(dataset, "BitsAllocated"), attribute="BitsAllocated")
    signed = need(integer(dataset, "PixelRepresentation"), attribute="PixelRepresentation")
    if bits not in (8, 16, 32) or signed not in (0, 1):
        raise UnsupportedError(Message("pixels.bits", bits=bits, representation=signed))
    element = need(stored.elements.get(PIXELS), attribute="PixelData")
    if stored.envelope.transfer_syntax.startswith(ENCAPSULATED):
        return _decompress(stored, shape_kji)
    order = "<" if stored.envelope.encoding.little else ">"
    dtype = np.dtype(f"{order}{'i' if signed else 'u'}{bits // 8}")
    count = int(np.prod(shape_kji))
    stated, wanted = element.stop - element.value, count * dtype.itemsize
    # Values of odd length are padded by one byte (PS3.5 section 7.1.1).
    if stated not in (wanted, wanted + wanted % 2):
        raise FileFormatError(Message("pixels.size", n=stated, wanted=wanted))
    values = np.frombuffer(stored.envelope.data, dtype=dtype, count=count, offset=element.value)
    return values.reshape(shape_kji)


def find_pixel_fault(header: Header, *, shape_kji: tuple[int, int, int]) -> Message | None:
    """Say why an image's pixels cannot be had, as far as its header and the file's length tell; else None."""
    if not header.pixel_bytes:
        return Message("pixels.absent")
    if header.transfer_syntax.startswith(ENCAPSULATED):
        return None if _can_decompress(header.transfer_syntax) else _name_compression(header.transfer_syntax)
    bits = integer(header.dataset, "BitsAllocated") or 0
    wanted = int(np.prod(shape_kji)) * bits // 8
    if header.transfer_syntax != DEFLATED and header.pixel_bytes < wanted:
        return Message("pixels.cut-off", n=header.pixel_bytes, wanted=wanted)
    return None


def list_compressions() -> tuple[str, ...]:
    """Transfer syntaxes of compressed pixels that this installation can read, in order of their UIDs."""
    return tuple(sorted(uid for uid in map(str, AllTransferSyntaxes) if _is_readable_compression(uid)))


def _is_readable_compression(transfer_syntax: str) -> bool:
    return transfer_syntax.startswith(ENCAPSULATED) and _can_decompress(transfer_syntax)


def _can_decompress(transfer_syntax: str) -> bool:
    """Whether this installation has a decoder for it."""
    try:
        return get_decoder(UID(transfer_syntax)).is_available
    except NotImplementedError:
        return False


def _name_compression(transfer_syntax: str) -> Message:
    return Message("pixels.no-decoder", syntax=UID(transfer_syntax).name)


def _decompress(stored: DicomObject, shape_kji: tuple[int, int, int]) -> npt.NDArray[Any]:
    if not _can_decompress(stored.envelope.transfer_syntax):
        raise UnsupportedError(_name_compression(stored.envelope.transfer_syntax))
    wanted = int(np.prod(shape_kji))
    if wanted > MOST_INFLATED_BYTES:
        raise UnsupportedError(
            Message("files.too-many", attribute="PixelData", n=wanted, most=MOST_INFLATED_BYTES)
        )
    try:
        values: npt.NDArray[Any] = pixel_array(stored.parse_without())
    except Exception as fault:  # noqa: BLE001  (decoders raise whatever they like; all mean the same here)
        raise FileFormatError(Message("pixels.compressed", error=type(fault).__name__)) from None
    if values.size != wanted:
        raise FileFormatError(Message("pixels.compressed-size", n=values.size, wanted=wanted))
    return values.reshape(shape_kji)
