"""Steps through the bytes of a data set, element by element, without building objects (PS3.5 chapter 7).

pydicom reads everything that is small. Contours and dose voxels are large, and
are found here as ranges of bytes; in passing, a file that was cut off is
noticed, which pydicom by design reads as far as it goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct
from typing import NamedTuple, TypeAlias

from rtqa.messages import Message

ITEM = 0xFFFEE000
ITEM_END = 0xFFFEE00D
SEQUENCE_END = 0xFFFEE0DD
UNDEFINED = 0xFFFFFFFF

LONG_VRS = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())
"""Explicit value representations with a length of four bytes (PS3.5 table 7.1-1)."""

SHORT_VRS = frozenset(b"AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US".split())


class Encoding(NamedTuple):
    """How elements are written: with their value representation or not, and in which byte order."""

    explicit: bool
    little: bool


IMPLICIT_LITTLE = Encoding(explicit=False, little=True)
_DECIMAL = b"0123456789.-+eE\\ "
_ENOUGH = 16
"""Characters that show decimals: no header of an element has so many of them."""

_SHORT_HEADER = 8
_HEADERS = {True: Struct("<HHI"), False: Struct(">HHI")}
_SHORT_HEADERS = {True: Struct("<HH2sH"), False: Struct(">HH2sH")}
_LONG_LENGTHS = {True: Struct("<I"), False: Struct(">I")}


class Element(NamedTuple):
    """Where one element lies: header from ``begin``, value from ``value`` to ``stop``, next at ``end``.

    ``stop`` and ``end`` differ by the delimiter that closes a value of undefined length.
    ``encoding`` is that of the items inside, should it be a sequence.
    """

    tag: int
    begin: int
    value: int
    stop: int
    end: int
    encoding: Encoding


Step: TypeAlias = tuple[int, int, int, int, int, Encoding]
"""The fields of an element."""


def explain(fault: Exception) -> Message:
    """What is wrong with the bytes, of an error that stepping through them raised."""
    reason = fault.args[0] if fault.args else None
    return reason if isinstance(reason, Message) else Message("bytes.nested-too-deep")


def walk(data: bytes, begin: int, stop: int, *, encoding: Encoding) -> Iterator[Element]:
    """Yield the elements between two offsets of ``data``, or up to an item delimiter.

    Raises:
        EOFError: an element runs past ``stop``.
        ValueError: a sequence holds something that is no item, or an element does not follow the one before
            it in order of tags (PS3.5 section 7.1): it stands twice, or bytes were put in or lost.
    """
    return map(Element._make, steps(data, begin, stop, encoding=encoding))


def steps(  # noqa: C901 (the inner loop of all reading)
    data: bytes, begin: int, stop: int, *, encoding: Encoding
) -> Iterator[Step]:
    """The same as plain tuples, for sequences of so many items that making the elements would cost more.

    Raises:
        EOFError, ValueError: as :func:`walk` does.
    """
    header = _HEADERS[encoding.little].unpack_from
    short_header = _SHORT_HEADERS[encoding.little].unpack_from
    position, before = begin, None
    while position + 8 <= stop:
        group, number, vr, length = short_header(data, position)
        tag = group << 16 | number
        if tag == ITEM_END:
            return
        if before is not None and tag <= before[0]:
            break
        value, inside = position + 8, encoding
        if encoding.explicit and vr in LONG_VRS:
            if position + 12 > stop:
                break
            length = _LONG_LENGTHS[encoding.little].unpack_from(data, position + 8)[0]
            value += 4
            # Whatever the data set's own encoding, UN holds implicit little endian (PS3.5 6.2.2).
            inside = IMPLICIT_LITTLE if vr == b"UN" else encoding
        elif not encoding.explicit or vr not in SHORT_VRS:
            _, _, length = header(data, position)
        if length == UNDEFINED:
            last, end, inside = _close_undefined(data, value, stop, encoding=inside, outside=encoding)
        else:
            last = end = value + length
        if end > stop:
            if encoding.explicit and before is not None and _is_wrapped(data, before, stop):
                raise ValueError(Message("bytes.length-wrapped", tag=name_tag(before[0])))
            shortage = Message("bytes.element-too-short", tag=name_tag(tag), needed=length, n=stop - value)
            raise EOFError(shortage)
        step = (tag, position, value, last, end, inside)
        yield step
        before = step
        position = end
    if any(data[position:stop]):
        raise _explain_rest(data, position, stop, before=before, encoding=encoding)


def walk_items(data: bytes, sequence: Element) -> Iterator[tuple[int, int]]:
    """Yield where the content of each item of a sequence begins and ends.

    Raises:
        EOFError: an item runs past the sequence.
        ValueError: the sequence holds something that is no item.
    """
    position = sequence.value
    while position < sequence.stop:
        tag, begin, length = _item_header(data, position, sequence.stop, encoding=sequence.encoding)
        if tag != ITEM:
            return
        if length == UNDEFINED:
            last, position = _close_item(data, begin, sequence.stop, encoding=sequence.encoding)
        else:
            last = position = begin + length
        if position > sequence.stop:
            raise EOFError(Message("bytes.item-too-long"))
        yield begin, last


def _item_header(data: bytes, position: int, stop: int, *, encoding: Encoding) -> tuple[int, int, int]:
    if position + 8 > stop:
        raise EOFError(Message("bytes.sequence-without-end"))
    group, number, length = _HEADERS[encoding.little].unpack_from(data, position)
    tag = group << 16 | number
    if tag not in (ITEM, SEQUENCE_END):
        raise ValueError(Message("bytes.no-item", tag=f"({group:04X},{number:04X})"))
    return tag, position + 8, length


def _explain_rest(
    data: bytes, position: int, stop: int, *, before: Step | None, encoding: Encoding
) -> EOFError | ValueError:
    """Why what is left is no element: too little of it, or an element that should stand elsewhere."""
    if position + 8 > stop or before is None:
        return EOFError(Message("bytes.left-over", n=stop - position))
    group, number, _ = _HEADERS[encoding.little].unpack_from(data, position)
    tag = group << 16 | number
    if tag > before[0]:
        return EOFError(Message("bytes.left-over", n=stop - position))
    return ValueError(Message("bytes.twice" if tag == before[0] else "bytes.out-of-order", tag=name_tag(tag)))


def name_tag(tag: int) -> str:
    """``(3006,0050)``."""
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X})"


def _is_wrapped(data: bytes, before: Step, stop: int) -> bool:
    """Whether a text runs on where its length of two bytes ends, as of one too long for them.

    Then what follows is digits and backslashes, not an element.
    """
    _, begin, value, last, _, _ = before
    if value - begin != _SHORT_HEADER:
        return False
    following = data[max(value, last - _ENOUGH) : min(last + _ENOUGH, stop)]
    return len(following) > _ENOUGH and not following.strip(_DECIMAL)


def _close_undefined(
    data: bytes, begin: int, stop: int, *, encoding: Encoding, outside: Encoding
) -> tuple[int, int, Encoding]:
    """Find where a value of undefined length ends, and how what lies in it is written.

    UN should hold implicit little endian; some writers leave its items as they were, in the data set's own
    encoding.
    """
    try:
        return *_close_sequence(data, begin, stop, encoding=encoding), encoding
    except (EOFError, ValueError):
        if encoding == outside:
            raise
    return *_close_sequence(data, begin, stop, encoding=outside), outside


def _close_sequence(data: bytes, begin: int, stop: int, *, encoding: Encoding) -> tuple[int, int]:
    """Find the delimiter of a sequence of undefined length: where it begins, and where it ends."""
    position = begin
    while True:
        tag, value, length = _item_header(data, position, stop, encoding=encoding)
        if tag == SEQUENCE_END:
            return position, value
        position = (
            _close_item(data, value, stop, encoding=encoding)[1] if length == UNDEFINED else value + length
        )


def _close_item(data: bytes, begin: int, stop: int, *, encoding: Encoding) -> tuple[int, int]:
    """Find the delimiter of an item of undefined length: where it begins, and where it ends."""
    last = begin
    for element in walk(data, begin, stop, encoding=encoding):
        last = element.end
    if last + 8 > stop:
        raise EOFError(Message("bytes.item-without-end"))
    return last, last + 8
