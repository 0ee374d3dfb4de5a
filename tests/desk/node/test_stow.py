"""DICOMweb uploads: read in whatever pieces they come, stored or refused part by part."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import anyio
import pytest
from calling_node import PLAIN_SETTINGS, make_object
from sqlalchemy import select

from rtqa.desk.archive.tables import AuditEntry, StoredObject
from rtqa.desk.desk import Desk
from rtqa.desk.intake import Sender
from rtqa.desk.settings import parse_settings
from rtqa.desk.stow import StowAnswer, receive_upload

TYPE = 'multipart/related; type="application/dicom"; boundary=edge'


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("stow"), parse_settings(PLAIN_SETTINGS.encode()))


def content(ds: Any) -> bytes:
    file = BytesIO()
    ds.save_as(file, enforce_file_format=True)
    return file.getvalue()


def pack(*parts: bytes, kind: bytes = b"application/dicom", end: bytes = b"--edge--\r\n") -> bytes:
    return b"".join(b"--edge\r\nContent-Type: " + kind + b"\r\n\r\n" + part + b"\r\n" for part in parts) + end


def upload(
    desk: Desk, body: bytes, *, content_type: str = TYPE, size: int = 65536, study: str = ""
) -> StowAnswer:
    async def chunks() -> AsyncIterator[bytes]:
        for begin in range(0, len(body), size):
            yield body[begin : begin + size]

    async def go() -> StowAnswer:
        sender = Sender(kind="web", name="dosimetrist")
        return await receive_upload(desk, content_type, chunks(), sender=sender, study_uid=study)

    return anyio.run(go)


def uids(answer: StowAnswer, tag: str) -> list[str]:
    return [item["00081155"]["Value"][0] for item in json.loads(answer.body).get(tag, {}).get("Value", [])]


def reasons(answer: StowAnswer, tag: str) -> list[int]:
    return [item["00081197"]["Value"][0] for item in json.loads(answer.body).get(tag, {}).get("Value", [])]


def last_refusal(desk: Desk) -> dict[str, Any]:
    """What the trail says of the last thing that was refused."""
    with desk.archive.read() as session:
        refusals = select(AuditEntry).where(AuditEntry.action == "refused")
        return session.scalars(refusals.order_by(AuditEntry.seq)).all()[-1].details


@pytest.mark.parametrize("size", [1, 7, 65536])
def test_objects_are_stored_in_whatever_pieces_they_come(desk: Desk, size: int) -> None:
    plans = [make_object(), make_object()]
    answer = upload(desk, b"a preamble\r\n" + pack(*map(content, plans)), size=size)
    assert answer.status == 200
    assert uids(answer, "00081199") == [plan.SOPInstanceUID for plan in plans]
    with desk.archive.read() as session:
        rows = session.scalars(
            select(StoredObject).where(StoredObject.sop_instance_uid == plans[0].SOPInstanceUID)
        ).all()
        assert [(row.kind, row.sender) for row in rows] == [("web", "dosimetrist")]
        assert desk.objects.path(rows[0].sha256).read_bytes() == content(plans[0])
    assert list((desk.folder / "incoming").iterdir()) == []


def test_what_is_no_object_is_said_beside_what_is(desk: Desk) -> None:
    plan = make_object()
    answer = upload(desk, pack(content(plan), b"words"))
    assert (answer.status, uids(answer, "00081199")) == (202, [plan.SOPInstanceUID])
    assert reasons(answer, "0008119A") == [0xC000]
    with desk.archive.read() as session:
        line = session.scalars(select(AuditEntry).where(AuditEntry.action == "refused")).all()[-1]
    assert (line.actor, line.details["times"]) == ("dosimetrist", 1)


@pytest.mark.filterwarnings("ignore:Invalid value for VR UI")
def test_refused_objects_are_named_with_the_reason(desk: Desk) -> None:
    other = make_object("1.2.840.10008.5.1.4.1.1.104.1", modality="DOC")
    answer = upload(desk, pack(content(other)))
    assert (answer.status, uids(answer, "00081198"), reasons(answer, "00081198")) == (
        409,
        [other.SOPInstanceUID],
        [0x0122],
    )
    path = make_object(uid="../../../etc/passwd")
    answer = upload(desk, pack(content(path)))
    assert (answer.status, reasons(answer, "0008119A")) == (409, [0xC000])
    plan = make_object()
    answer = upload(desk, pack(content(plan)), study="1.2.3")
    assert (answer.status, reasons(answer, "00081198")) == (409, [0xA900])
    assert upload(desk, pack(content(plan)), study=plan.StudyInstanceUID).status == 200


def test_an_upload_that_breaks_off_keeps_its_whole_parts_alone(desk: Desk) -> None:
    first, second = make_object(), make_object()
    body = pack(content(first), content(second))
    answer = upload(desk, body[:-60])
    assert (answer.status, uids(answer, "00081199")) == (202, [first.SOPInstanceUID])
    assert upload(desk, pack(content(make_object()))[:100]).status == 400
    assert list((desk.folder / "incoming").iterdir()) == []


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ('multipart/related; type="application/dicom+json"; boundary=edge', b"", 415),
        ("multipart/related; type=application/dicom", b"", 400),
        (f"multipart/related; boundary={'x' * 71}", b"", 400),
        (TYPE, b"no delimiter " * 2000, 400),
        (TYPE, b"--edge\r\nX: " + b"y" * 20_000, 400),
        (TYPE, b"", 400),
        (TYPE, b"--edge--\r\n", 400),
    ],
)
def test_what_is_no_upload_is_refused(desk: Desk, content_type: str, body: bytes, status: int) -> None:
    answer = upload(desk, body, content_type=content_type)
    assert (answer.status, answer.body) == (status, b"")
    assert last_refusal(desk) == {"reason": "upload", "status": status}


def test_an_upload_beyond_the_limit_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path, parse_settings((PLAIN_SETTINGS + "[page]\nmost_upload_mb = 0.1\n").encode()))
    assert upload(desk, pack(b"\0" * 200_000), size=4096).status == 413
    assert last_refusal(desk) == {"reason": "upload", "status": 413}
    assert list((tmp_path / "incoming").iterdir()) == []
