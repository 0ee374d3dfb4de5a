"""Reports are sent back, by a queue that outlives a restart; Orthanc sends, commits and receives."""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pydicom
import pytest
from calling_node import PLAN, calling, make_certificates, make_object, running, wait_for
from pynetdicom import AE, evt
from sqlalchemy import select
from test_ups import finish_case

from rtqa.desk.archive.tables import AuditEntry, Case, Outgoing, Report, StoredObject
from rtqa.desk.node.contexts import ENCAPSULATED_PDF
from rtqa.desk.node.courier import MOST_ATTEMPTS, Courier
from rtqa.desk.node.scp import Node

ORTHANC = shutil.which("Orthanc") or shutil.which("orthanc")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def destination(port: int, *, title: str = "PACS") -> str:
    return f'[[destination]]\nname = "pacs"\nae_title = "{title}"\nhost = "127.0.0.1"\nport = {port}\n'


def queue_report(node: Node) -> str:
    """A checked case whose report waits to be sent; the report's SOP Instance UID."""
    plan = make_object()
    with calling(node, PLAN) as association:
        assert association.send_c_store(plan).Status == 0x0000
    finish_case(node.desk, plan.SOPInstanceUID, "fail")
    with node.desk.archive.begin() as session:
        case = session.scalars(select(Case).where(Case.key == plan.SOPInstanceUID)).one()
        report = session.scalars(select(Report).where(Report.case_id == case.id)).one()
        now = node.desk.now()
        session.add(
            Outgoing(
                kind="report",
                destination="pacs",
                report_id=report.id,
                state="waiting",
                created_at=now,
                next_at=now,
            )
        )
    return str(pydicom.dcmread(node.desk.report_file(report, "report.dcm")).SOPInstanceUID)


def queue(node: Node) -> list[Outgoing]:
    with node.desk.archive.read() as session:
        return list(session.scalars(select(Outgoing)))


@contextmanager
def storescp(folder: Path, port: int) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    words = ["storescp", "-od", str(folder), "-aet", "PACS", str(port)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        assert wait_for(lambda: is_open(port))
        try:
            yield
        finally:
            process.terminate()


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.skipif(shutil.which("storescp") is None, reason="DCMTK is not installed")
def test_a_report_arrives_once_the_receiver_is_there_even_after_a_restart(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path / "desk", destination(port)) as node:
        uid = queue_report(node)
        assert wait_for(lambda: queue(node)[0].attempts >= 1)
        (row,) = queue(node)
        assert (row.state, row.error) == ("waiting", "not reached")
        assert row.next_at > node.desk.now()
        with node.desk.archive.begin() as session:
            session.get_one(Outgoing, row.id).next_at = node.desk.now()
    with storescp(tmp_path / "got", port), running(tmp_path / "desk", destination(port)) as node:
        assert wait_for(lambda: queue(node)[0].state == "sent")
        with node.desk.archive.read() as session:
            (line,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "report.sent"))
        assert (line.details["to"], line.details["attempts"] >= 2) == ("pacs", True)
    (file,) = (tmp_path / "got").iterdir()
    assert pydicom.dcmread(file).SOPInstanceUID == uid


def test_waits_grow_and_end_and_the_trail_says_so(tmp_path: Path) -> None:
    with running(tmp_path, destination(free_port())) as node:
        node._ends.set()
        queue_report(node)
        courier = Courier(node.desk, lambda _: None)
        waits = []
        for _ in range(4):
            courier.step()
            (row,) = queue(node)
            waits.append(round((row.next_at - node.desk.now()) / timedelta(seconds=1)))
            with node.desk.archive.begin() as session:
                session.get_one(Outgoing, row.id).next_at = node.desk.now()
        assert waits == pytest.approx([15, 30, 60, 120], abs=2)
        with node.desk.archive.begin() as session:
            session.get_one(Outgoing, row.id).attempts = MOST_ATTEMPTS - 1
        courier.step()
        assert queue(node)[0].state == "failed"
        with node.desk.archive.read() as session:
            assert session.scalars(select(AuditEntry).where(AuditEntry.action == "report.failed")).one()


def test_a_report_goes_over_tls_to_whom_the_authority_knows_and_to_nobody_else(tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    make_certificates(tmp_path / "desk")
    got: list[str] = []

    def keep(event: Any) -> int:
        got.append(str(event.request.AffectedSOPInstanceUID))
        return 0x0000

    def serve(name: str) -> Any:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        folder = tmp_path / "desk"
        context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
        context.load_verify_locations(folder / "ca.pem")
        context.verify_mode = ssl.CERT_REQUIRED
        entity = AE(ae_title="PACS")
        entity.add_supported_context(ENCAPSULATED_PDF)
        handlers = [(evt.EVT_C_STORE, keep)]
        return entity.start_server(("127.0.0.1", 0), block=False, ssl_context=context, evt_handlers=handlers)

    files = 'tls = { certificate = "caller.pem", key = "caller.key", authority = "ca.pem" }\n'
    for name, is_known in (("nobody", False), ("node", True)):
        server = serve(name)
        more = destination(server.server_address[1]) + files
        with running(tmp_path / "desk", more) as node:
            if not is_known:
                uid = queue_report(node)
            else:
                with node.desk.archive.begin() as session:
                    session.scalars(select(Outgoing)).one().next_at = node.desk.now()
            assert wait_for(lambda: queue(node)[0].attempts >= 1 + is_known)  # noqa: B023  (called at once)
            assert queue(node)[0].state == ("sent" if is_known else "waiting")
        server.shutdown()
        assert got == ([uid] if is_known else [])


class Orthanc:
    """A running Orthanc."""

    def __init__(self, http: int, dicom: int) -> None:
        self.http, self.dicom = http, dicom

    def ask(self, path: str, body: Any = None) -> Any:
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.http}{path}", data=data)
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return json.loads(answer.read() or b"null")


@contextmanager
def orthanc(folder: Path, desk_port: int) -> Iterator[Orthanc]:
    folder.mkdir()
    found = Orthanc(free_port(), free_port())
    settings = {
        "Name": "PACS",
        "StorageDirectory": str(folder / "db"),
        "IndexDirectory": str(folder / "db"),
        "HttpPort": found.http,
        "RemoteAccessAllowed": False,
        "AuthenticationEnabled": False,
        "DicomAet": "PACS",
        "DicomPort": found.dicom,
        "DicomCheckCalledAet": True,
        "DicomAlwaysAllowStore": True,
        "DicomModalities": {"desk": ["RTQA", "127.0.0.1", desk_port]},
        "Plugins": [],
    }
    (folder / "orthanc.json").write_text(json.dumps(settings))
    words = [str(ORTHANC), str(folder / "orthanc.json")]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            assert wait_for(lambda: is_open(found.http) and is_open(found.dicom), seconds=30)
            yield found
        finally:
            process.terminate()


@pytest.mark.skipif(ORTHANC is None, reason="Orthanc is not installed")
def test_orthanc_sends_a_plan_has_it_committed_and_receives_the_report(tmp_path: Path) -> None:
    plan = Path("sample_plans/ccrt_pass/RTPLAN.dcm")
    desk_port = free_port()
    with orthanc(tmp_path / "orthanc", desk_port) as pacs:
        more = f"{destination(pacs.dicom)}"
        with running(tmp_path / "desk", more, port=desk_port) as node:
            stored = pacs.ask("/instances", plan.read_bytes())
            assert pacs.ask("/modalities/desk/echo", {}) == {}
            pacs.ask("/modalities/desk/store", {"Resources": [stored["ID"]], "Synchronous": True})
            with node.desk.archive.read() as session:
                (row,) = session.scalars(select(StoredObject))
            assert (row.calling_ae, row.role) == ("PACS", "RTPLAN")
            uid, sop_class = row.sop_instance_uid, row.sop_class_uid
            asked = pacs.ask("/modalities/desk/storage-commitment", {"DicomInstances": [[sop_class, uid]]})
            answer = f"/storage-commitment/{asked['ID']}"
            assert wait_for(lambda: pacs.ask(answer)["Status"] != "Pending")
            assert pacs.ask(answer)["Status"] == "Success"
            assert [each["SOPInstanceUID"] for each in pacs.ask(answer)["Success"]] == [uid]
            report_uid = queue_report(node)
            assert wait_for(lambda: {row.state for row in queue(node)} == {"sent"})
            found = pacs.ask("/tools/find", {"Level": "Instance", "Query": {"SOPInstanceUID": report_uid}})
            assert len(found) == 1
