"""One DICOM object: its role, its source, its bytes, and pydicom's view of what is small in it."""

from __future__ import annotations

import hashlib
import logging
import re
import warnings
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache, cached_property
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from pydicom.datadict import dictionary_has_tag, dictionary_VR
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filereader import read_dataset
from pydicom.uid import UID

from rtqa.dicom.bytes.envelope import Envelope, looks_like_dicom, open_envelope
from rtqa.dicom.bytes.nested import go_through
from rtqa.dicom.bytes.walk import Element, Encoding, explain, walk
from rtqa.dicom.frames import ENHANCED
from rtqa.errors import FileFormatError
from rtqa.limits import MOST_FILE_BYTES, MOST_HEAD_BYTES
from rtqa.messages import Message

CONTOURS = 0x30060039
PIXELS = 0x7FE00010
ION_PLAN = "1.2.840.10008.5.1.4.1.1.481.8"
RT_ROLES = frozenset({"RTDOSE", "RTSTRUCT", "RTPLAN", "RTRECORD", "REG"})
IMAGE_ROLES = frozenset({"CT", "MR", "PT"})

INDEX = "1.2.840.10008.1.3.10"
"""SOP class of a DICOMDIR: a list of files, no object of its own (PS3.10 section 8)."""

OTHER = "OT"
"""DICOM's own code for what is of no known modality (PS3.3 C.7.3.1.1.1)."""

ROLES = {
    "1.2.840.10008.5.1.4.1.1.481.2": "RTDOSE",
    "1.2.840.10008.5.1.4.1.1.481.3": "RTSTRUCT",
    "1.2.840.10008.5.1.4.1.1.481.5": "RTPLAN",
    ION_PLAN: "RTPLAN",
    "1.2.840.10008.5.1.4.1.1.66.1": "REG",
    "1.2.840.10008.5.1.4.1.1.66.3": "REG DEFORMABLE",
    "1.2.840.10008.5.1.4.1.1.481.4": "RTRECORD",
    "1.2.840.10008.5.1.4.1.1.481.1": "RTIMAGE",
    "1.2.840.10008.5.1.4.1.1.2": "CT",
    "1.2.840.10008.5.1.4.1.1.4": "MR",
    "1.2.840.10008.5.1.4.1.1.128": "PT",
    **ENHANCED,
}
"""Role of each SOP class that rtqa reads or names (PS3.4 B.5); any other is called by its modality."""

PLANS = frozenset(sop_class for sop_class, role in ROLES.items() if role == "RTPLAN")
STRUCTURE_SETS = frozenset(sop_class for sop_class, role in ROLES.items() if role == "RTSTRUCT")

HEAD_BYTES = 4096
"""Of a file, enough to tell what it is."""

_SLICE_HEADER_BYTES = 65536
_UID, _PLAIN, _CODE = map(re.compile, (r"[0-9.]{0,64}", r"[!-~]{0,64}", r"[A-Z0-9_ ]{0,16}"))
_SOP_CLASS, _SOP_INSTANCE, _MODALITY = 0x00080016, 0x00080018, 0x00080060


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a file says it is, from its first few elements."""

    path: Path
    role: str
    sop_class_uid: str
    sop_instance_uid: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, eq=False)
class DicomObject:
    """One whole object in memory.

    Attributes:
        label: what it says it is.
        file_bytes: the whole file's.
        envelope: its bytes and their encoding.
        elements: where each top-level element lies, by tag.
    """

    label: Label
    file_bytes: bytes = field(repr=False)
    envelope: Envelope = field(repr=False)
    elements: Mapping[int, Element] = field(repr=False)

    @property
    def n_behind(self) -> int:
        """How many bytes, all zero, follow its last element; a deflated one may be padded by one."""
        end = max((element.end for element in self.elements.values()), default=self.envelope.begin)
        return len(self.envelope.data) - end

    @property
    def role(self) -> str:
        """Its place in the case."""
        return self.label.role

    def hashed(self) -> str:
        """SHA-256 of the file, in hexadecimal."""
        return hashlib.sha256(self.file_bytes).hexdigest()

    @cached_property
    def dataset(self) -> Dataset:
        """All but contours and pixels, parsed by pydicom."""
        return self.parse_without(CONTOURS, PIXELS)

    def parse_without(self, *tags: int) -> Dataset:
        """Parse the data set with pydicom, some top-level elements left out."""
        data, position, kept = self.envelope.data, self.envelope.begin, []
        for tag in sorted(tags):
            if tag in self.elements:
                kept.append(data[position : self.elements[tag].begin])
                position = self.elements[tag].end
        kept.append(data[position:])
        dataset = _parse(b"".join(kept), self.envelope.encoding)
        if self.envelope.transfer_syntax:
            dataset.file_meta = FileMetaDataset()
            dataset.file_meta.TransferSyntaxUID = UID(self.envelope.transfer_syntax)
        return dataset


def read_label(path: Path) -> Label | None:
    """Read what a file says it is; None where it is no DICOM file.

    Raises:
        FileFormatError: it is DICOM, and does not say what it is, or not in the signs of a UID or code.
        OSError: it cannot be opened.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not looks_like_dicom(head):
        return None
    label = _label(path, head)
    # A deflated data set, or one behind long private meta information, needs the whole file.
    if label is None:
        with path.open("rb") as file:
            label = _label(path, file.read(MOST_HEAD_BYTES))
    if label is None:
        raise FileFormatError(Message("files.no-class"))
    return label


def _label(path: Path, data: bytes) -> Label | None:
    envelope = open_envelope(data)
    said = _first_texts(envelope)
    sop_class = said.get(_SOP_CLASS) or envelope.media_class
    sop_instance = said.get(_SOP_INSTANCE) or envelope.media_instance
    modality = said.get(_MODALITY, "")
    # Where one is longer than it can be, its length is wrong, and it holds what follows: the patient's name.
    if not (_UID.fullmatch(sop_class) and _PLAIN.fullmatch(sop_instance) and _CODE.fullmatch(modality)):
        raise FileFormatError(Message("files.label-damaged"))
    if not (sop_class or modality):
        return None
    return Label(
        path=path,
        role=role_of(sop_class, modality),
        sop_class_uid=sop_class,
        sop_instance_uid=sop_instance,
    )


def read_own_uids(path: Path) -> tuple[str, str]:
    """SOP Class and Instance UID as the data set itself states them, whatever the file meta information says.

    Each is empty where it is not stated, or is not to be found as the bytes are no data set.
    """
    with path.open("rb") as file:
        said = _first_texts(open_envelope(file.read(HEAD_BYTES)))
    return said.get(_SOP_CLASS, ""), said.get(_SOP_INSTANCE, "")


def _first_texts(envelope: Envelope) -> dict[int, str]:
    """The elements up to the modality, as text; where the bytes break off, those that were found before."""
    said: dict[int, str] = {}
    with suppress(EOFError, ValueError, RecursionError):
        for element in walk(envelope.data, envelope.begin, len(envelope.data), encoding=envelope.encoding):
            if element.tag > _MODALITY:
                break
            value = envelope.data[element.value : element.stop]
            said[element.tag] = value.decode("ascii", "replace").strip("\0 ")
    return said


def _hold_to(label: Label, envelope: Envelope) -> None:
    """Raise a FileFormatError where a file is another object than when its label was read."""
    uid = _first_texts(envelope).get(_SOP_INSTANCE) or envelope.media_instance
    if uid and label.sop_instance_uid and uid != label.sop_instance_uid:
        raise FileFormatError(Message("files.replaced"))


def role_of(sop_class: str, modality: str) -> str:
    """Its place in a case, by the SOP class; what has none is called by its modality.

    A screenshot of a CT is no CT slice, and is called CT OT.
    """
    if sop_class in ROLES:
        return ROLES[sop_class]
    if modality in IMAGE_ROLES and sop_class:
        return f"{modality} {OTHER}"
    return modality or OTHER


class Header(NamedTuple):
    """What stands before an image's pixels, and where they are.

    Attributes:
        dataset: all elements before them.
        transfer_syntax: as stated; empty where the file states none.
        pixel_bytes: how many bytes the file has behind the header of the pixels' element; 0 where there is
            none.
    """

    dataset: Dataset
    transfer_syntax: str
    pixel_bytes: int


def read_header(label: Label, tags: Collection[int] | None = None) -> Header:
    """Read what stands before an image slice's pixels, and of the file hardly more.

    Args:
        label: of its file.
        tags: the elements that are parsed; None for all.
    """
    with label.path.open("rb") as file:
        envelope = open_envelope(file.read(_SLICE_HEADER_BYTES))
        elements, stop, reached = _find_pixels(envelope)
        if not reached:  # a long header, or no pixels at all
            envelope = open_envelope(_read_whole(file))
            elements, stop, reached = _find_pixels(envelope)
        n_bytes = max(file.seek(0, SEEK_END), len(envelope.data))
    _hold_to(label, envelope)
    data = envelope.data
    kept = (data[element.begin : element.end] for element in elements if tags is None or element.tag in tags)
    return Header(
        _parse(b"".join(kept), envelope.encoding),
        envelope.transfer_syntax,
        max(n_bytes - stop - (12 if envelope.encoding.explicit else 8), 0) if reached else 0,
    )


def _find_pixels(envelope: Envelope) -> tuple[list[Element], int, bool]:
    """Find the whole elements before the pixels, where they end, and whether it is the pixels that follow."""
    elements, stop, length = list[Element](), envelope.begin, len(envelope.data)
    with suppress(EOFError, ValueError, RecursionError):
        for element in walk(envelope.data, envelope.begin, length, encoding=envelope.encoding):
            if element.tag == PIXELS:
                return elements, stop, True
            elements.append(element)
            stop = element.end
    # Of the bytes at hand, the pixels' header may be the last; their tag is 7FE0,0010 either way round.
    return elements, stop, envelope.data[stop : stop + 4] in (b"\xe0\x7f\x10\x00", b"\x7f\xe0\x00\x10")


def _parse(data: bytes, encoding: Encoding) -> Dataset:
    return read_dataset(BytesIO(data), is_implicit_VR=not encoding.explicit, is_little_endian=encoding.little)


def _read_whole(file: BinaryIO) -> bytes:
    """The bytes of a file, from its beginning.

    Raises:
        FileFormatError: they are too many.
    """
    n_bytes = file.seek(0, SEEK_END)
    if n_bytes > MOST_FILE_BYTES:
        raise FileFormatError(Message("files.too-large", most=MOST_FILE_BYTES >> 30))
    file.seek(0)
    # No more than there is: room for all that is asked for is set aside first, and processes have limits.
    return file.read(n_bytes)


def read_object(label: Label) -> DicomObject:
    """Read one file whole, and make sure that it *is* whole.

    Raises:
        FileFormatError: it was cut off, its bytes are no sequence of elements, or it was replaced by another
            object since its label was read.
    """
    with label.path.open("rb") as file:
        data = _read_whole(file)
    envelope = open_envelope(data)
    if not envelope.inflated_whole:
        raise FileFormatError(Message("files.deflated-damaged"))
    try:
        layout = walk(envelope.data, envelope.begin, len(envelope.data), encoding=envelope.encoding)
        elements = {element.tag: element for element in layout}
        large = (CONTOURS, PIXELS)  # contours are gone through where they are read
        small = (element for tag, element in elements.items() if tag not in large)
        go_through(envelope.data, small, _is_sequence)
    except EOFError as fault:
        raise FileFormatError(Message("files.cut-off", reason=explain(fault))) from None
    except (ValueError, RecursionError) as fault:
        raise FileFormatError(Message("files.damaged", reason=explain(fault))) from None
    if not label.sop_instance_uid:
        raise FileFormatError(Message("files.no-uid"))
    _hold_to(label, envelope)
    return DicomObject(label=label, file_bytes=data, envelope=envelope, elements=elements)


def _is_sequence(data: bytes, element: Element) -> bool:
    """By the value representation where it stands there; by the tag where it does not, or is unknown (UN)."""
    vr = data[element.begin + 4 : element.begin + 6]
    has_long_header = element.value - element.begin == 12
    return vr == b"SQ" if has_long_header and vr != b"UN" else _is_known_sequence(element.tag)


@cache
def _is_known_sequence(tag: int) -> bool:
    return dictionary_has_tag(tag) and dictionary_VR(tag) == "SQ"


@contextmanager
def quietly() -> Iterator[None]:
    """Keep pydicom from warning and logging: it does so with values of elements, which may name the patient.

    What matters of it becomes a deviation or an error.
    """
    logger = logging.getLogger("pydicom")
    was_disabled = logger.disabled
    logger.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.disabled = was_disabled
