"""A node on a free port, and small objects to send to it."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydicom.dataset import FileDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid
from pynetdicom import AE, build_context
from pynetdicom.association import Association
from sqlalchemy import select

from rtqa.desk.archive.tables import AuditEntry
from rtqa.desk.desk import Desk
from rtqa.desk.node.limits import NodeLimits
from rtqa.desk.node.scp import Node
from rtqa.desk.settings import parse_settings
from rtqa.dicom.write.common import fill, new_object

PLAN, STRUCTURES, CT = (f"1.2.840.10008.5.1.4.1.1.{end}" for end in ("481.5", "481.3", "2"))
PLAIN_SETTINGS = 'schema = "rtqa-desk/1"\nfree_gb = 0.0\n[node]\nport = 0\n'


def make_object(
    sop_class: str = PLAN, *, uid: str | None = None, modality: str = "RTPLAN", **values: Any
) -> FileDataset:
    """As little of an object as says what it is."""
    ds = new_object(sop_class, uid or generate_uid())
    fill(
        ds,
        Modality=modality,
        PatientID="NOBODY",
        PatientName="Nobody^Of That Name",
        StudyInstanceUID=generate_uid(),
        SeriesInstanceUID=generate_uid(),
        **values,
    )
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return ds


@contextmanager
def running(folder: Path, more: str = "", *, port: int = 0, **limits: Any) -> Iterator[Node]:
    """A node of a desk in a folder, with these lines more in its settings."""
    settings = PLAIN_SETTINGS.replace("port = 0", f"port = {port}") + more
    desk = Desk(folder, parse_settings(settings.encode()))
    chosen = replace(NodeLimits(), **limits) if limits else None
    node = Node(desk, limits=chosen)
    node.start()
    try:
        yield node
    finally:
        node.stop()
        desk.close()


@contextmanager
def calling(
    node: Node | int, *contexts: Any, called: str = "RTQA", calling: str = "SENDER", **more: Any
) -> Iterator[Association]:
    """An association with a node, or where a port listens."""
    entity = AE(ae_title=calling)
    entity.acse_timeout = entity.dimse_timeout = entity.network_timeout = 30
    entity.requested_contexts = [
        build_context(each) if isinstance(each, str) else each for each in contexts or ("1.2.840.10008.1.1",)
    ]
    association = entity.associate(
        "127.0.0.1", node if isinstance(node, int) else node.port, ae_title=called, **more
    )
    try:
        yield association
    finally:
        if association.is_established:
            association.release()


def wait_for(condition: Callable[[], object], *, seconds: float = 30.0) -> bool:
    """Whether something comes true before the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return bool(condition())


def refused(node: Node) -> dict[str, int]:
    """How often the trail says that each reason for a refusal was met."""
    node.refusals.tell_rest(at_once=True)
    counts: dict[str, int] = {}
    with node.desk.archive.read() as session:
        for entry in session.scalars(select(AuditEntry).where(AuditEntry.action == "refused")):
            reason = entry.details["reason"]
            counts[reason] = counts.get(reason, 0) + entry.details["times"]
    return counts


def count_connections(node: Node) -> int:
    """How many connections are open."""
    assert node._server is not None
    return node._server.gate._open.total()


def make_certificates(folder: Path) -> None:
    """An authority, and a certificate of it for the node and for a caller; and one of nobody's."""
    run = lambda *words: subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)  # noqa: E731
    new = ("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    run(*new, "-x509", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Authority", "-days", "2")
    run(*new, "-x509", "-keyout", "nobody.key", "-out", "nobody.pem", "-subj", "/CN=Nobody", "-days", "2")
    for name in ("node", "caller"):
        host = ("-addext", "subjectAltName=IP:127.0.0.1")
        run(*new, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}", *host)
        run(
            "x509",
            "-req",
            "-in",
            f"{name}.csr",
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-out",
            f"{name}.pem",
            "-days",
            "2",
            "-copy_extensions",
            "copy",
        )
