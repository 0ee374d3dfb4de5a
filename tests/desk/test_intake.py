"""The one door: what belongs together is one case, in whatever order it comes, and nothing is taken twice."""

from __future__ import annotations

import itertools
from io import BytesIO
from pathlib import Path

import pydicom
import pytest
from pydicom.uid import ImplicitVRLittleEndian
from small_desks import FOLDER, Clock, Open, list_kept, make_desk, receive, receive_all
from sqlalchemy import event, func, select

from rtqa.desk.archive.tables import AuditEntry, Case, CaseObject, StoredObject
from rtqa.desk.desk import Desk
from rtqa.desk.intake import Sender
from rtqa.desk.refusals import FullError, NotAcceptedError, NotDicomError
from small_cases import write_small_case

KINDS = ("CT_001", "RTSTRUCT", "RTPLAN", "RTDOSE")


def list_cases(desk: Desk) -> dict[str, int]:
    """How many objects each case has, by its key."""
    with desk.archive.read() as session:
        query = (
            select(Case.key, func.count()).join(CaseObject, CaseObject.case_id == Case.id).group_by(Case.key)
        )
        return dict(iter(session.execute(query)))


def uid_of(file: Path) -> str:
    return str(pydicom.dcmread(file, stop_before_pixels=True).SOPInstanceUID)


def rewritten(file: Path, *, implicit: bool = False, **values: str) -> bytes:
    """A file with other values, or in another encoding, as another system would have sent it."""
    dataset = pydicom.dcmread(file)
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    out = BytesIO()
    if implicit:
        dataset.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
        dataset.file_meta.ImplementationVersionName = "ANOTHER"
        dataset.save_as(out, implicit_vr=True, little_endian=True)
    else:
        dataset.save_as(out)
    return out.getvalue()


@pytest.mark.parametrize("order", list(itertools.permutations(KINDS))[::3], ids="-".join)
def test_in_whatever_order_they_come_they_are_one_case(
    open_desk: Open, small_case: Path, order: tuple[str, ...]
) -> None:
    desk = open_desk("")
    case_ids = {receipt.case_id for receipt in receive(desk, *(small_case / f"{kind}.dcm" for kind in order))}
    assert len(case_ids) == 1
    assert list_cases(desk) == {uid_of(small_case / "RTPLAN.dcm"): 4}


def test_what_comes_twice_and_in_another_encoding_is_kept_once(open_desk: Open, small_case: Path) -> None:
    desk = open_desk("")
    (first,) = receive(desk, small_case / "RTPLAN.dcm")
    (again,) = receive(desk, small_case / "RTPLAN.dcm")
    otherwise = desk.intake.receive(rewritten(small_case / "RTPLAN.dcm", implicit=True), sender=FOLDER)
    assert first.is_new
    assert (again.is_new, again.sha256) == (False, first.sha256)
    assert (otherwise.is_new, otherwise.sha256, otherwise.contradicts) == (False, first.sha256, False)
    assert list_kept(desk) == [first.sha256]


def test_another_content_under_the_same_uid_is_kept_beside_and_said(
    open_desk: Open, small_case: Path
) -> None:
    desk = open_desk("")
    (first,) = receive(desk, small_case / "RTPLAN.dcm")
    sender = Sender(kind="dicom", calling_ae="ARIA")
    other = desk.intake.receive(rewritten(small_case / "RTPLAN.dcm", RTPlanLabel="AP 2"), sender=sender)
    assert other.contradicts
    assert other.case_id == first.case_id
    assert desk.objects.is_whole(first.sha256)
    assert desk.objects.is_whole(other.sha256)
    with desk.archive.read() as session:
        line = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert line is not None
    assert (line.actor, line.details["contradicts"]) == ("ARIA", True)
    with desk.archive.begin() as session:
        desk.cases.set_aside(session, session.get_one(Case, first.case_id), first.sha256, actor="paul")
    with desk.archive.read() as session:
        members = desk.cases.members(session, session.get_one(Case, first.case_id))
    assert [each.sha256 for each in members] == [other.sha256]


def test_images_taken_before_treatment_belong_to_the_plan_of_the_patient(
    open_desk: Open, small_case: Path, tmp_path: Path, clock: Clock
) -> None:
    desk = open_desk("")
    write_small_case(tmp_path / "before", "P1", date="20260101")
    write_small_case(tmp_path / "another", "P2")
    for image in (tmp_path / "before").glob("CT*.dcm"):
        moved = rewritten(image, StudyInstanceUID="1.2.3.4", FrameOfReferenceUID="1.2.3.5")
        desk.intake.receive(moved, sender=FOLDER)
    receive(desk, *(tmp_path / "another").glob("CT*.dcm"))
    case_id = receive_all(desk, small_case)
    for _ in range(2):
        clock.turn(100)
        desk.queue.settle_due()
    with desk.archive.read() as session:
        members = desk.cases.members(session, session.get_one(Case, case_id))
        states = dict(iter(session.execute(select(Case.patient_id, Case.state).where(Case.id != case_id))))
    assert len(members) == 12 + 9
    assert states == {"P1": "beside", "P2": "asks-plan"}


def test_images_of_another_study_and_without_an_id_are_found_by_what_refers_to_them(
    open_desk: Open, small_case: Path, clock: Clock
) -> None:
    desk = open_desk("")
    for image in small_case.glob("CT*.dcm"):
        moved = rewritten(image, StudyInstanceUID="1.2.3.4", FrameOfReferenceUID="1.2.3.5", PatientID="")
        desk.intake.receive(moved, sender=FOLDER)
    (plan, *_) = receive(desk, *(small_case / f"{kind}.dcm" for kind in ("RTPLAN", "RTSTRUCT", "RTDOSE")))
    clock.turn(100)
    desk.queue.settle_due()
    with desk.archive.read() as session:
        members = desk.cases.members(session, session.get_one(Case, plan.case_id))
    assert len(members) == 12


@pytest.mark.parametrize(
    ("content", "error", "says"),
    [
        (b"", NotDicomError, "no DICOM object"),
        (b"\0" * 128 + b"DICM", NotDicomError, "damaged"),
        (b"%PDF-1.4" + b" " * 500, NotDicomError, "no DICOM object"),
    ],
)
def test_what_is_no_object_is_refused(
    open_desk: Open, content: bytes, error: type[Exception], says: str
) -> None:
    desk = open_desk("")
    with pytest.raises(error, match=says):
        desk.intake.receive(content, sender=FOLDER)
    assert list_kept(desk) == []


def test_a_uid_that_is_a_path_and_an_object_of_another_kind_are_refused(
    open_desk: Open, small_case: Path
) -> None:
    desk, plan = open_desk(""), small_case / "RTPLAN.dcm"
    for uid in ("../../etc/passwd", "1.2.840.x", "1." * 40 + "1"):
        with pytest.raises(NotDicomError), pytest.warns(UserWarning, match="UI"):
            desk.intake.receive(rewritten(plan, SOPInstanceUID=uid), sender=FOLDER)
    document = rewritten(plan, SOPClassUID="1.2.840.10008.5.1.4.1.1.104.1", Modality="DOC")
    with pytest.raises(NotAcceptedError, match="of this kind"):
        desk.intake.receive(document, sender=FOLDER)
    assert list_cases(desk) == {}


def test_a_full_disk_refuses_before_anything_is_written(open_desk: Open, small_case: Path) -> None:
    desk = open_desk("")
    desk.objects._read_free = lambda: -1
    with pytest.raises(FullError, match="disk is full"):
        desk.intake.receive(small_case / "RTDOSE.dcm", sender=FOLDER)
    with desk.archive.read() as session:
        assert session.scalars(select(StoredObject)).all() == []


def test_a_disk_on_which_the_archive_cannot_grow_refuses_too(tmp_path: Path, small_case: Path) -> None:
    desk = make_desk(tmp_path / "data", "sqlite", "")
    receive(desk, small_case / "RTPLAN.dcm")
    engine = desk.archive.engine
    engine.dispose()
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 1"))

    def send() -> None:
        for number in range(200):
            image = rewritten(small_case / "CT_001.dcm", SOPInstanceUID=f"1.2.{number}")
            desk.intake.receive(image, sender=FOLDER)

    with pytest.raises(FullError, match="disk is full"):
        send()
    with desk.archive.read() as session:
        n_told = session.scalars(select(func.count()).select_from(AuditEntry)).one()
        assert session.scalars(select(func.count()).select_from(StoredObject)).one() == n_told
    desk.close()


def test_an_object_whose_row_was_lost_is_taken_again(
    open_desk: Open, small_case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the file and the row: nobody was told that it is kept, and it is sent again."""
    desk = open_desk("")
    with monkeypatch.context() as patch:
        patch.setattr(desk.cases, "admit", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            receive(desk, small_case / "RTPLAN.dcm")
    assert list_cases(desk) == {}
    (receipt,) = receive(desk, small_case / "RTPLAN.dcm")
    assert receipt.is_new
    assert desk.objects.is_whole(receipt.sha256)
