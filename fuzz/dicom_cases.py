"""Ways to spoil the files of a plan, each drawn from a random generator of its own."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from random import Random

from rtqa.dicom.bytes.envelope import open_envelope
from rtqa.dicom.bytes.walk import IMPLICIT_LITTLE, Element, walk, walk_items

Files = dict[str, bytes]
Spoil = Callable[[bytes, Random], bytes]

_ODD_BYTES = (
    b"\0",
    b"\xff",
    b"\\",
    b"^",
    b"1",
    b"-",
    b"\x1b",
    b"SQ",
    b"UN",
    b"\xff\xff\xff\xff",
    b"\xfe\xff\0\xe0",
)
_ODD_VALUES = (
    b"", b"0 ", b"-1", b"1e308 ", b"nan ", b"1,5 ", b"9" * 40, b"\\", b"1\\2\\3 ", b"\xff\xfe", b"Secret^X",
    b"GY", b"CGY ", b"NONE", b"\x1b$B", b"ISO_IR 999", b"1.2.840.10008.1.2.1.99",
)  # fmt: skip


_NONE = Element(0, 128, 136, 136, 136, IMPLICIT_LITTLE)


def _elements(data: bytes) -> list[Element]:
    """The elements of a file, those in items too; of a spoilt one, as far as they can be found."""
    try:
        return list(_find_elements(data)) or [_NONE]
    except (EOFError, ValueError):
        return [_NONE]


def _find_elements(data: bytes) -> list[Element]:
    envelope = open_envelope(data)
    found: list[Element] = []
    waiting = [(envelope.begin, len(envelope.data), envelope.encoding)]
    while waiting:
        begin, stop, encoding = waiting.pop()
        for element in walk(envelope.data, begin, stop, encoding=encoding):
            found.append(element)
            if envelope.data[element.begin + 4 : element.begin + 6] == b"SQ":
                waiting += [
                    (first, last, element.encoding) for first, last in walk_items(envelope.data, element)
                ]
    return found


def flip_bits(data: bytes, random: Random) -> bytes:
    """Some bits, anywhere."""
    spoilt = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8, 64))):
        spoilt[random.randrange(len(spoilt))] ^= 1 << random.randrange(8)
    return bytes(spoilt)


def insert_bytes(data: bytes, random: Random) -> bytes:
    """Bytes put in behind the preamble."""
    at = random.randrange(128, len(data))
    extra = random.choice(
        (*_ODD_BYTES, bytes(random.randrange(1, 64)), random.randbytes(random.randrange(1, 16)))
    )
    return data[:at] + extra + data[at:]


def take_bytes(data: bytes, random: Random) -> bytes:
    """Bytes lost."""
    at = random.randrange(128, len(data))
    return data[:at] + data[at + random.choice((1, 2, 4, 20, 400)) :]


def cut_off(data: bytes, random: Random) -> bytes:
    """The end lost."""
    return data[: random.randrange(len(data))]


def repeat_element(data: bytes, random: Random) -> bytes:
    """An element a second time, behind itself or elsewhere, with its own or another's value."""
    elements = _elements(data)
    one, other = random.choice(elements), random.choice(elements)
    copy = data[one.begin : one.end]
    at = random.choice((one.end, other.begin))
    return data[:at] + copy + data[at:]


def take_element(data: bytes, random: Random) -> bytes:
    """An element lost, with the lengths around it as they were."""
    one = random.choice(_elements(data))
    return data[: one.begin] + data[one.end :]


def swap_elements(data: bytes, random: Random) -> bytes:
    """Two that follow each other, in the wrong order."""
    elements = sorted(_elements(data), key=lambda element: element.begin)
    if len(elements) < 2:
        return cut_off(data, random)
    n = random.randrange(len(elements) - 1)
    first, second = elements[n], elements[n + 1]
    if first.end != second.begin:
        return cut_off(data, random)
    return (
        data[: first.begin]
        + data[second.begin : second.end]
        + data[first.begin : first.end]
        + data[second.end :]
    )


def change_tag(data: bytes, random: Random) -> bytes:
    """An element under another tag."""
    one = random.choice(_elements(data))
    at = one.begin + random.randrange(4)
    return data[:at] + bytes([random.randrange(256)]) + data[at + 1 :]


def change_length(data: bytes, random: Random) -> bytes:
    """An element that says another length."""
    one = random.choice(_elements(data))
    at = one.value - random.choice((1, 2))
    return data[:at] + bytes([random.randrange(256)]) + data[at + 1 :]


def change_vr(data: bytes, random: Random) -> bytes:
    """An element of another value representation."""
    one = random.choice(_elements(data))
    vr = random.choice((b"UN", b"SQ", b"OB", b"DS", b"IS", b"XX", b"UT", b"LO", b"\0\0"))
    return data[: one.begin + 4] + vr + data[one.begin + 6 :]


def change_value(data: bytes, random: Random) -> bytes:
    """An element with an odd value, of the length that stands before it or with the length put right."""
    one = random.choice(_elements(data))
    value = random.choice(_ODD_VALUES)
    if random.random() < 0.5 or one.value - one.begin != 8:
        length = one.stop - one.value
        return data[: one.value] + (value * (length + 1))[:length] + data[one.value + length :]
    value += b" " * (len(value) % 2)
    return data[: one.value - 2] + len(value).to_bytes(2, "little") + value + data[one.stop :]


def deflate(data: bytes, random: Random) -> bytes:
    """The data set deflated, its stream damaged or followed by more."""
    envelope = open_envelope(data)
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(data[envelope.begin :]) + packer.flush()
    uid = b"1.2.840.10008.1.2.1.99"
    meta = b"\x02\0\x10\0UI" + len(uid).to_bytes(2, "little") + uid
    packed = random.choice((lambda: packed, lambda: flip_bits(packed, random), lambda: packed + bytes(3)))()
    return bytes(128) + b"DICM" + meta + packed


TELLING: tuple[Spoil, ...] = (
    insert_bytes, take_bytes, cut_off, repeat_element, take_element, swap_elements, change_tag, change_length,
    change_vr, deflate,
)  # fmt: skip
"""What leaves traces: nothing may be better by it, and no number another without a word of it."""

SILENT: tuple[Spoil, ...] = (flip_bits, change_value)
"""What may make another honest file."""


def spoil_files(files: Files, random: Random) -> tuple[Files, bool]:
    """The files of a plan with one spoilt, lost, renamed or doubled; and whether that leaves traces."""
    name = random.choice(sorted(files))
    spoilt = dict(files)
    match random.randrange(20):
        case 0:
            del spoilt[name]
            return spoilt, False
        case 1:
            spoilt[f"again-{name}"] = random.choice(TELLING)(files[name], random)
            return spoilt, False
        case 2:
            spoilt[f"stray{random.randrange(9)}"] = random.randbytes(random.randrange(300))
            return spoilt, False
    kind = random.choice((*TELLING, *SILENT))
    spoilt[name] = kind(files[name], random)
    if random.random() < 0.2:
        spoilt[name] = random.choice(SILENT)(spoilt[name], random) if len(spoilt[name]) > 200 else b""
        return spoilt, False
    return spoilt, kind in TELLING
