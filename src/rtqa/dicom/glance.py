"""What a DICOM object says of itself and of others, from as few of its bytes as hold it.

For an index of very many files: nothing is parsed but the elements that tell objects apart and bind them
together, and no image, contour or dose is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Literal

from rtqa.dicom.bytes.envelope import Envelope, looks_like_dicom, open_envelope
from rtqa.dicom.bytes.walk import Element, Encoding, steps, walk, walk_items
from rtqa.dicom.objects import INDEX, role_of
from rtqa.errors import FileFormatError
from rtqa.messages import Message

_READS = (4096, 2**16, 2**20, 2**28)
"""As many of its first bytes are read at a time, until what is sought is among them."""

_SOP_CLASS, _SOP_INSTANCE, _MODALITY = 0x00080016, 0x00080018, 0x00080060
_NAME, _PATIENT, _BIRTH_DATE = 0x00100010, 0x00100020, 0x00100030
_STUDY, _SERIES, _FRAME = 0x0020000D, 0x0020000E, 0x00200052
_PLAN_DATE, _INTENT, _IDENTITY_REMOVED, _DATES = 0x300A0006, 0x300A000A, 0x00120062, 0x00280303
_REFERENCED_FRAMES, _STUDIES, _SERIES_ITEMS = 0x30060010, 0x30060012, 0x30060014
_REFERENCED_PLANS, _REFERENCED_SETS = 0x300C0002, 0x300C0060
_REFERENCED_UID, _RELATIONSHIP = 0x00081155, 0x300A0055

_TEXTS = frozenset({
    _SOP_CLASS, _SOP_INSTANCE, _MODALITY, _NAME, _PATIENT, _BIRTH_DATE, _STUDY, _SERIES, _FRAME, _PLAN_DATE,
    _INTENT, _IDENTITY_REMOVED, _DATES,
})  # fmt: skip
_SEQUENCES = (_REFERENCED_FRAMES, _REFERENCED_PLANS, _REFERENCED_SETS)
_LAST = {"RTSTRUCT": _REFERENCED_FRAMES, "RTPLAN": _REFERENCED_SETS, "RTDOSE": _REFERENCED_SETS}
_LAST["RTRECORD"] = _REFERENCED_SETS
"""By role: the last element that is sought; of all others, it is the date's mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What tells an object apart, and what it refers to; each text empty where it is not stated.

    Attributes:
        role: ``RTPLAN``, ``CT``, …, as :func:`rtqa.dicom.objects.role_of` calls it.
        sop_class: UID of its class; empty where a file states its modality alone.
        uid, study_uid, series_uid, frame_uid: its own.
        patient_id: as stated.
        person: letters and digits of the name's first group, and the date of birth.
        plan_date: RTPlanDate, where de-identification did not move it.
        intent: PlanIntent.
        plan_uids, structure_set_uids, series_uids: what it refers to.
        verifies_uids: of a plan: which plans it verifies.
    """

    role: str
    sop_class: str
    uid: str = field(repr=False)
    patient_id: str = field(repr=False)
    person: str = field(repr=False)
    study_uid: str = field(repr=False)
    series_uid: str = field(repr=False)
    frame_uid: str = field(repr=False)
    plan_date: str = ""
    intent: str = ""
    plan_uids: tuple[str, ...] = field(default=(), repr=False)
    structure_set_uids: tuple[str, ...] = field(default=(), repr=False)
    series_uids: tuple[str, ...] = field(default=(), repr=False)
    verifies_uids: tuple[str, ...] = field(default=(), repr=False)


def glance(stream: BinaryIO, head: bytes) -> Glance | None:
    """Read as much of a file as says what it is; None where it is no DICOM object, or a list of files.

    Args:
        stream: the file, behind ``head``.
        head: its first bytes, 4096 of them unless it is shorter.

    Raises:
        FileFormatError: it is DICOM, and does not say what it is.
        OSError: it cannot be read.
    """
    if not looks_like_dicom(head):
        return None
    data = head
    said: dict[int, str] = {}
    elements: dict[int, Element] = {}
    for size in _READS:
        data += stream.read(size - len(data))
        envelope = open_envelope(data)
        said, elements, is_complete = _gather(envelope)
        if is_complete or len(data) < size:
            break
    sop_class = said.get(_SOP_CLASS) or envelope.media_class
    uid = said.get(_SOP_INSTANCE) or envelope.media_instance
    if sop_class == INDEX:
        return None
    if not uid or not (sop_class or said.get(_MODALITY)):
        raise FileFormatError(Message("files.no-class"))
    role = role_of(sop_class, said.get(_MODALITY, ""))
    plans = tuple(_refer(envelope.data, elements.get(_REFERENCED_PLANS), verified=False))
    return Glance(
        role=role,
        sop_class=sop_class,
        uid=uid,
        patient_id=said.get(_PATIENT, ""),
        person=_person(said),
        study_uid=said.get(_STUDY, ""),
        series_uid=said.get(_SERIES, ""),
        frame_uid=said.get(_FRAME, "") or _first_frame(envelope.data, elements.get(_REFERENCED_FRAMES)),
        plan_date=_date(said),
        intent=said.get(_INTENT, "").upper(),
        plan_uids=plans if role != "RTPLAN" else (),
        structure_set_uids=tuple(_refer(envelope.data, elements.get(_REFERENCED_SETS), verified=False)),
        series_uids=tuple(_list_series(envelope.data, elements.get(_REFERENCED_FRAMES))),
        verifies_uids=(
            tuple(_refer(envelope.data, elements.get(_REFERENCED_PLANS), verified=True))
            if role == "RTPLAN"
            else ()
        ),
    )


def _gather(envelope: Envelope) -> tuple[dict[int, str], dict[int, Element], bool]:
    """Texts and sequences that are sought, by tag, and whether nothing sought can lie behind them."""
    said: dict[int, str] = {}
    sequences: dict[int, Element] = {}
    data, last, reached = envelope.data, _DATES, envelope.begin
    try:
        for step in steps(data, envelope.begin, len(data), encoding=envelope.encoding):
            tag, reached = step[0], step[4]
            if tag > last:
                return said, sequences, True
            if tag in _TEXTS:
                said[tag] = _text(data, Element._make(step))
            elif tag in _SEQUENCES:
                sequences[tag] = Element._make(step)
            if tag == _MODALITY:
                role = role_of(said.get(_SOP_CLASS) or envelope.media_class, said[_MODALITY])
                last = _LAST.get(role, _DATES)
    except (EOFError, ValueError, RecursionError):
        return said, sequences, _tag_at(data, reached, envelope.encoding) > last
    return said, sequences, False


def _tag_at(data: bytes, place: int, encoding: Encoding) -> int:
    """The tag that begins there; 0 where the bytes end before."""
    order: Literal["little", "big"] = "little" if encoding.little else "big"
    group, number = data[place : place + 2], data[place + 2 : place + 4]
    return int.from_bytes(group, order) << 16 | int.from_bytes(number, order) if len(number) == 2 else 0


def _text(data: bytes, element: Element) -> str:
    """As it is written, one byte a character: it is compared, and never shown."""
    return data[element.value : element.stop].decode("latin-1").strip("\0 ")


def _person(said: dict[int, str]) -> str:
    name = said.get(_NAME, "").split("=")[0].casefold()
    letters = "".join(sign for sign in name if sign.isalnum())
    return f"{letters} {said.get(_BIRTH_DATE, '')}".strip()


def _date(said: dict[int, str]) -> str:
    """RTPlanDate as YYYYMMDD, where the file does not say that dates were moved (PS3.15 E.3.6)."""
    date, marks = said.get(_PLAN_DATE, ""), said.get(_DATES, "").upper()
    is_kept = marks == "UNMODIFIED" if marks else said.get(_IDENTITY_REMOVED, "").upper() != "YES"
    return date if is_kept and len(date) == 8 and date.isdigit() else ""


def _items(data: bytes, sequence: Element | None) -> Iterator[dict[int, Element]]:
    """The elements of each item by tag; what breaks off ends the list."""
    if sequence is None:
        return
    try:
        for begin, end in walk_items(data, sequence):
            yield {element.tag: element for element in walk(data, begin, end, encoding=sequence.encoding)}
    except (EOFError, ValueError, RecursionError):
        return


def _refer(data: bytes, sequence: Element | None, *, verified: bool) -> Iterator[str]:
    """UIDs of the instances that a sequence refers to; of plans, those verified or all others."""
    for item in _items(data, sequence):
        relationship = _text(data, item[_RELATIONSHIP]) if _RELATIONSHIP in item else ""
        if _REFERENCED_UID in item and (relationship == "VERIFIED_PLAN") == verified:
            yield _text(data, item[_REFERENCED_UID])


def _first_frame(data: bytes, sequence: Element | None) -> str:
    return next((_text(data, item[_FRAME]) for item in _items(data, sequence) if _FRAME in item), "")


def _list_series(data: bytes, sequence: Element | None) -> Iterator[str]:
    """The image series that a structure set was drawn on (PS3.3 C.8.8.5)."""
    for frame in _items(data, sequence):
        for study in _items(data, frame.get(_STUDIES)):
            for series in _items(data, study.get(_SERIES_ITEMS)):
                if _SERIES in series:
                    yield _text(data, series[_SERIES])
