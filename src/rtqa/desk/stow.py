"""DICOMweb store (STOW-RS, PS3.18 section 10.5): objects as the parts of one upload.

The upload is read as it comes, never held whole; each part goes through the desk's one door. What calls this
has already found out who uploads, and whether they may.
"""

from __future__ import annotations

import asyncio
import json
import logging
import tempfile
from collections.abc import AsyncIterable, Generator, Iterator
from dataclasses import dataclass, field
from email.message import Message as Header
from pathlib import Path
from typing import IO, Any

from rtqa.desk import statuses
from rtqa.desk.archive import audit
from rtqa.desk.desk import Desk
from rtqa.desk.intake import Sender
from rtqa.desk.refusals import FullError, NotAcceptedError
from rtqa.dicom.glance import Glance, glance
from rtqa.dicom.objects import HEAD_BYTES
from rtqa.dicom.uids import is_uid
from rtqa.errors import RtqaError

log = logging.getLogger("rtqa.desk.stow")

MEDIA_TYPE = "application/dicom+json"
"""Of the answer: the JSON form of PS3.18 annex F."""

_MOST_PARTS = 20_000
_MOST_HEADER_BYTES = 8192
_MOST_BOUNDARY = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class StowAnswer:
    """What the sender is answered.

    Attributes:
        status: of HTTP: 200 all stored, 202 some, 409 none; 400 no upload, 413 too large, 415 another type.
        body: DICOM JSON; empty where no part was looked at.
    """

    status: int
    body: bytes = b""


class UploadError(Exception):
    """The upload itself, not an object in it, cannot be read.

    Attributes:
        status: of HTTP.
    """

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def receive_upload(
    desk: Desk, content_type: str, chunks: AsyncIterable[bytes], *, sender: Sender, study_uid: str = ""
) -> StowAnswer:
    """Read an upload and store its objects; each is on the disk before it is named as stored.

    Args:
        desk: that keeps them.
        content_type: the header of the request.
        chunks: its body.
        sender: who uploads.
        study_uid: the study that all of them must be of; any where empty.
    """
    try:
        upload = Upload(desk, content_type, sender=sender, study_uid=study_uid)
        try:
            async for chunk in chunks:
                await asyncio.to_thread(upload.feed, chunk)
            return await asyncio.to_thread(upload.answer)
        finally:
            await asyncio.to_thread(upload.close)
    except UploadError as fault:
        log.warning("an upload was refused with status %d", fault.status)
        await asyncio.to_thread(_record_refusal, desk, sender, status=fault.status)
        return StowAnswer(status=fault.status)


def _record_refusal(desk: Desk, sender: Sender, **details: Any) -> None:
    with desk.archive.begin() as session:
        audit.append(session, sender.actor, "refused", at=desk.now(), reason="upload", **details)


@dataclass(slots=True)
class _Outcome:
    """The parts that were stored, and those that were not and why; an object that is unknown has no UIDs."""

    stored: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str, int]] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)


class Upload:
    """An upload that is being read.

    Args:
        desk: that keeps the objects.
        content_type: the header of the request.
        sender: who uploads.
        study_uid: the study that all of them must be of; any where empty.

    Raises:
        UploadError: it is no upload of DICOM objects.
    """

    def __init__(self, desk: Desk, content_type: str, *, sender: Sender, study_uid: str = "") -> None:
        self._desk, self._sender, self._study_uid = desk, sender, study_uid
        self._delimiter = b"\r\n--" + _find_boundary(content_type)
        self._most_bytes = round(desk.settings.page.most_upload_mb * 1e6)
        self._n_bytes = self._n_parts = 0
        # As if a line stood before the first delimiter.
        self._buffer = bytearray(b"\r\n")
        self._steps = self._read()
        self._outcome = _Outcome()
        self._part: IO[bytes] | None = None
        self._is_whole = False
        next(self._steps)

    def feed(self, chunk: bytes) -> None:
        """Read on.

        Raises:
            UploadError: it is too large, or no multipart body.
        """
        self._n_bytes += len(chunk)
        if self._n_bytes > self._most_bytes:
            raise UploadError(413)
        self._buffer += chunk
        next(self._steps, None)

    def answer(self) -> StowAnswer:
        """What became of it, once all is read.

        Raises:
            UploadError: it broke off before the first object was whole, or held none.
        """
        outcome = self._outcome
        if not self._is_whole:
            outcome.unknown.append(statuses.NOT_UNDERSTOOD)
        n_failed = len(outcome.failed) + len(outcome.unknown)
        if not outcome.stored and not (self._is_whole and n_failed):
            raise UploadError(400)
        if n_failed:
            _record_refusal(self._desk, self._sender, times=n_failed)
        status = 200 if not n_failed else 202 if outcome.stored else 409
        return StowAnswer(status=status, body=json.dumps(_to_json(outcome)).encode())

    def close(self) -> None:
        """Let go of what came of a part that did not come whole."""
        self._steps.close()

    def _read(self) -> Generator[None]:
        """Step through the parts; wait for more at each ``yield``."""
        yield
        yield from self._skip_to_delimiter()
        while True:
            while len(self._buffer) < 2:
                yield
            if self._buffer.startswith(b"--"):
                self._is_whole = True
                while True:  # what follows the last part is for nobody (RFC 2046 5.1.1)
                    self._buffer.clear()
                    yield
            while (end := self._buffer.find(b"\r\n\r\n")) < 0:
                if len(self._buffer) > _MOST_HEADER_BYTES:
                    raise UploadError(400)
                yield
            header = bytes(self._buffer[:end])
            del self._buffer[: end + 4]
            self._n_parts += 1
            if self._n_parts > _MOST_PARTS:
                raise UploadError(413)
            yield from self._read_part(header)

    def _skip_to_delimiter(self) -> Iterator[None]:
        while (begin := self._buffer.find(self._delimiter)) < 0:
            if len(self._buffer) > _MOST_HEADER_BYTES:
                raise UploadError(400)
            yield
        del self._buffer[: begin + len(self._delimiter)]

    def _read_part(self, header: bytes) -> Iterator[None]:
        """A part's bytes up to the next delimiter, into a file; then take it in."""
        incoming = self._desk.folder / "incoming"
        with tempfile.NamedTemporaryFile(dir=incoming) as self._part:
            while (end := self._buffer.find(self._delimiter)) < 0:
                self._write(len(self._buffer) - len(self._delimiter) + 1)
                yield
            self._write(end)
            self._part.flush()
            del self._buffer[: len(self._delimiter)]
            if _type_of(header) == "application/dicom":
                self._take(Path(self._part.name))
            else:
                self._outcome.unknown.append(statuses.NOT_UNDERSTOOD)
        self._part = None

    def _write(self, n_bytes: int) -> None:
        if self._part is not None and n_bytes > 0:
            self._part.write(self._buffer[:n_bytes])
            del self._buffer[:n_bytes]

    def _take(self, path: Path) -> None:
        outcome = self._outcome
        seen = None
        try:
            seen = _look(path)
            if self._study_uid and seen is not None and seen.study_uid != self._study_uid:
                outcome.failed.append((seen.sop_class, seen.uid, statuses.OTHER_OBJECT))
                return
            receipt = self._desk.intake.receive(path, sender=self._sender)
        except RtqaError as fault:
            reason = _reason_of(fault)
            if seen is None or not _has_plain_uids(seen):
                outcome.unknown.append(reason)
            else:
                outcome.failed.append((seen.sop_class, seen.uid, reason))
            return
        outcome.stored.append((receipt.sop_class_uid, receipt.sop_instance_uid))


def _look(path: Path) -> Glance | None:
    with path.open("rb") as stream:
        return glance(stream, stream.read(HEAD_BYTES))


def _has_plain_uids(seen: Glance) -> bool:
    """Whether its UIDs are such as can be named in the answer."""
    return is_uid(seen.sop_class) and is_uid(seen.uid)


def _reason_of(fault: RtqaError) -> int:
    if isinstance(fault, FullError):
        return statuses.NO_ROOM
    return statuses.OTHER_CLASS if isinstance(fault, NotAcceptedError) else statuses.NOT_UNDERSTOOD


def _find_boundary(content_type: str) -> bytes:
    header = Header()
    header["content-type"] = content_type.replace("\n", " ").replace("\r", " ")
    boundary, inside = header.get_param("boundary"), header.get_param("type")
    if header.get_content_type() != "multipart/related":
        raise UploadError(415)
    if str(inside or "application/dicom").lower() != "application/dicom":
        raise UploadError(415)
    if not isinstance(boundary, str) or not 0 < len(boundary) <= _MOST_BOUNDARY or not boundary.isascii():
        raise UploadError(400)
    return boundary.encode("ascii")


def _type_of(header: bytes) -> str:
    """The media type of a part; DICOM where it states none, as the request did."""
    for line in header.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-type":
            return value.partition(b";")[0].strip().lower().decode("latin-1")
    return "application/dicom"


def _to_json(outcome: _Outcome) -> dict[str, Any]:
    """The Store Instances Response Module (PS3.18 table 10.5.3-3); nothing can be retrieved, so no URL."""
    answer: dict[str, Any] = {"00081190": {"vr": "UR"}}
    lists = {
        "00081199": [_refer(*uids) for uids in outcome.stored],
        "00081198": [_refer(*uids) | _because(reason) for *uids, reason in outcome.failed],
        "0008119A": [_because(reason) for reason in outcome.unknown],
    }
    return answer | {tag: {"vr": "SQ", "Value": items} for tag, items in lists.items() if items}


def _refer(sop_class: str, uid: str) -> dict[str, Any]:
    return {"00081150": {"vr": "UI", "Value": [sop_class]}, "00081155": {"vr": "UI", "Value": [uid]}}


def _because(reason: int) -> dict[str, Any]:
    return {"00081197": {"vr": "US", "Value": [reason]}}
