"""Objects come by C-STORE: whole and kept before they are acknowledged, or refused."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from calling_node import CT, PLAN, calling, count_connections, make_object, refused, running, wait_for
from pydicom.filewriter import dcmwrite
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    RLELossless,
)
from pynetdicom import build_context
from pynetdicom.dimse_primitives import C_STORE
from pynetdicom.dsutils import encode
from sqlalchemy import select

from rtqa.desk.archive.tables import AuditEntry, Case, StoredObject
from rtqa.desk.node.scp import Node
from rtqa.dicom.objects import read_label, read_object
from rtqa.dicom.pixels import read_stored_values


def stored(node: Node, uid: str) -> list[StoredObject]:
    with node.desk.archive.read() as session:
        return list(session.scalars(select(StoredObject).where(StoredObject.sop_instance_uid == uid)))


@pytest.mark.skipif(shutil.which("storescu") is None, reason="DCMTK is not installed")
def test_storescu_sends_a_sample_and_every_file_of_it_is_kept(tmp_path: Path) -> None:
    every = sorted(Path("sample_plans/ccrt_pass").rglob("*.dcm"))
    sample = [path for path in every if not path.name.startswith("CT")][:12] + every[:4]
    with running(tmp_path) as node:
        words = ["storescu", "-aet", "TPS", "-aec", "RTQA", "127.0.0.1", str(node.port), *map(str, sample)]
        subprocess.run(words, check=True, capture_output=True, timeout=60)
        kept = sorted(path.stem for path in (tmp_path / "objects").rglob("*.dcm"))
        with node.desk.archive.read() as session:
            rows = session.scalars(select(StoredObject)).all()
            lines = session.scalars(select(AuditEntry).where(AuditEntry.action == "object.received")).all()
        assert len(sample) == len(kept) == len(rows) == len(lines)
        assert {row.calling_ae for row in rows} == {"TPS"}
        labels = [read_label(path) for path in sample]
        assert {row.sop_instance_uid for row in rows} == {label.sop_instance_uid for label in labels if label}
        assert all(node.desk.objects.is_whole(sha256) for sha256 in kept)


@pytest.mark.skipif(shutil.which("echoscu") is None, reason="DCMTK is not installed")
def test_echoscu_is_answered_and_called_otherwise_is_not(node: Node) -> None:
    def echo(called: str) -> int:
        words = ["echoscu", "-aec", called, "127.0.0.1", str(node.port)]
        return subprocess.run(words, check=False, capture_output=True, timeout=30).returncode

    assert echo("RTQA") == 0
    assert echo("ORTHANC") != 0


@pytest.mark.skipif(shutil.which("findscu") is None, reason="DCMTK is not installed")
def test_findscu_finds_no_service_for_patients(node: Node) -> None:
    words = ["findscu", "-v", "-S", "-aec", "RTQA", "127.0.0.1", str(node.port), "-k", "PatientID=*"]
    run = subprocess.run(words, check=False, capture_output=True, text=True, timeout=30)
    assert "No Acceptable Presentation Contexts" in run.stdout + run.stderr


def encoding(syntax: Any) -> dict[str, bool]:
    return (
        {}
        if syntax.is_compressed
        else {"implicit_vr": syntax.is_implicit_VR, "little_endian": syntax.is_little_endian}
    )


@pytest.mark.parametrize(
    "syntax",
    [
        ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian,
        RLELossless,
    ],
    ids=lambda syntax: syntax.name,
)  # fmt: skip
def test_an_image_is_read_as_it_was_sent_in_every_transfer_syntax(
    node: Node, syntax: Any, tmp_path: Path
) -> None:
    values = np.arange(64 * 64, dtype=np.uint16).reshape(64, 64)
    ds = make_object(CT, modality="CT")
    ds.set_pixel_data(values, "MONOCHROME2", 16, generate_instance_uid=False)
    if syntax == RLELossless:
        ds.compress(RLELossless, generate_instance_uid=False)
    elif syntax == ExplicitVRBigEndian:
        ds.PixelData = values.astype(">u2").tobytes()
        ds["PixelData"].VR = "OW"
    ds.file_meta.TransferSyntaxUID = syntax
    dcmwrite(tmp_path / "ct.dcm", ds, enforce_file_format=True, **encoding(syntax))
    with calling(node, build_context(CT, syntax)) as association:
        assert association.send_c_store(tmp_path / "ct.dcm").Status == 0x0000
    (row,) = stored(node, ds.SOPInstanceUID)
    label = read_label(node.desk.objects.path(row.sha256))
    assert label is not None
    whole = read_object(label)
    assert whole.envelope.transfer_syntax == syntax
    np.testing.assert_array_equal(read_stored_values(whole, shape_kji=(1, 64, 64))[0], values)


def test_the_same_object_twice_is_one_object(node: Node) -> None:
    ds = make_object()
    with calling(node, PLAN) as association:
        assert [association.send_c_store(ds).Status for _ in range(2)] == [0x0000, 0x0000]
    assert len(stored(node, ds.SOPInstanceUID)) == 1


def test_another_object_of_the_same_uid_is_kept_beside_it(node: Node) -> None:
    first = make_object(RTPlanLabel="first")
    second = make_object(uid=first.SOPInstanceUID, RTPlanLabel="second")
    with calling(node, PLAN) as association:
        assert association.send_c_store(first).Status == 0x0000
        assert association.send_c_store(second).Status == 0x0000
    rows = sorted(stored(node, first.SOPInstanceUID), key=lambda row: row.received_at)
    assert [row.contradicts for row in rows] == [False, True]


def make_a_path(ds: Any) -> None:
    ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = "../../../../tmp/evil"


def make_a_study_path(ds: Any) -> None:
    ds.StudyInstanceUID = "../../../../tmp/evil"


@pytest.mark.parametrize(
    ("spoil", "status", "reason"),
    [
        (make_a_path, 0x0117, "UID in signs that no UID has"),
        (make_a_study_path, 0xC000, "object not accepted"),
    ],
)
@pytest.mark.filterwarnings("ignore:Invalid value for VR UI")
def test_a_path_in_a_uid_is_refused(
    node: Node, spoil: Callable[[Any], None], status: int, reason: str
) -> None:
    before, n_files = refused(node).get(reason, 0), len(list(node.desk.folder.rglob("*")))
    ds = make_object()
    spoil(ds)
    with calling(node, PLAN) as association:
        assert association.send_c_store(ds).Status == status
    assert refused(node)[reason] == before + 1
    assert len(list(node.desk.folder.rglob("*"))) == n_files


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"no data set at all, but words", 0xC000), (None, 0xA900)],
    ids=["words", "another object"],
)
def test_what_is_not_what_the_command_says_is_refused(node: Node, content: bytes | None, status: int) -> None:
    before = refused(node).get("object not accepted", 0)
    ds = make_object()
    request = C_STORE()
    request.MessageID, request.Priority = 1, 2
    request.AffectedSOPClassUID, request.AffectedSOPInstanceUID = PLAN, "1.2.3"
    request.DataSet = BytesIO(content or encode(ds, is_implicit_vr=False, is_little_endian=True) or b"")
    with calling(node, build_context(PLAN, ExplicitVRLittleEndian)) as association:
        association._reactor_checkpoint.clear()
        association.dimse.send_msg(request, 1)
        _, answer = association.dimse.get_msg(block=True)
        association._reactor_checkpoint.set()
    assert answer.Status == status
    assert refused(node)["object not accepted"] == before + 1
    assert stored(node, ds.SOPInstanceUID) == stored(node, "1.2.3") == []


def test_a_full_disk_is_said_in_time_and_nothing_is_kept(node: Node) -> None:
    ds = make_object()
    store = node.desk.objects
    free, store._read_free = store._read_free, lambda: 10
    store._free_bytes = 1e9
    try:
        with calling(node, PLAN) as association:
            assert association.send_c_store(ds).Status == 0xA700
    finally:
        store._read_free, store._free_bytes = free, 0.0
    assert stored(node, ds.SOPInstanceUID) == []
    assert refused(node)["no room left"] == 1
    with calling(node, PLAN) as association:
        assert association.send_c_store(ds).Status == 0x0000


def test_objects_beyond_the_rate_are_put_off(tmp_path: Path) -> None:
    with running(tmp_path, "objects_per_minute = 2\n") as node, calling(node, PLAN) as association:
        statuses = [association.send_c_store(make_object()).Status for _ in range(3)]
        assert statuses == [0x0000, 0x0000, 0xA700]
        assert refused(node)["too many connections in a minute"] == 1


def test_an_object_that_breaks_off_is_not_kept(node: Node) -> None:
    before = {path.name for path in (node.desk.folder / "objects").rglob("*.dcm")}
    with calling(node, PLAN) as association:
        association.dimse.dul.socket.socket.close()
    assert wait_for(lambda: count_connections(node) == 0)
    assert {path.name for path in (node.desk.folder / "objects").rglob("*.dcm")} == before
    assert list((node.desk.folder / "incoming").iterdir()) == []


def test_a_plan_makes_a_case(node: Node) -> None:
    ds = make_object(RTPlanLabel="BOOST")
    with calling(node, PLAN) as association:
        association.send_c_store(ds)
    with node.desk.archive.read() as session:
        case = session.scalars(select(Case).where(Case.key == ds.SOPInstanceUID)).one()
    assert (case.plan_label, case.state) == ("BOOST", "gathering")
