"""Stored pixel values: straight from the bytes, or through pydicom where they are compressed."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from pydicom.pixels.utils import pixel_array

from rtqa.dicom.elements import integer, need
from rtqa.dicom.objects import PIXELS, DicomObject
from rtqa.errors import FileFormatError, UnsupportedError
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


def _decompress(stored: DicomObject, shape_kji: tuple[int, int, int]) -> npt.NDArray[Any]:
    try:
        values: npt.NDArray[Any] = pixel_array(stored.parse_without())
    except Exception as fault:  # noqa: BLE001  (decoders raise whatever they like; all mean the same here)
        raise FileFormatError(Message("pixels.compressed", error=type(fault).__name__)) from None
    if values.size != int(np.prod(shape_kji)):
        raise FileFormatError(
            Message("pixels.compressed-size", n=values.size, wanted=int(np.prod(shape_kji)))
        )
    return values.reshape(shape_kji)
