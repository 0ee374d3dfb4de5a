"""A case from its files to its report, and what becomes of it: changed, carried away, begun again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from small_desks import RULE, check_all, list_kept, make_desk, receive_all
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from rtqa.desk.archive import audit
from rtqa.desk.archive.archive import find_url
from rtqa.desk.archive.columns import Base
from rtqa.desk.archive.tables import Case, Check, Outgoing, Report
from rtqa.desk.backup import back_up_desk, restore_desk
from rtqa.desk.desk import Desk
from rtqa.desk.removal import remove_case
from rtqa.desk.settings import read_settings
from rtqa.desk.verify import verify_desk
from rtqa.errors import InputError, UsageError

NOW = "check = { quiet_s = 0.0, patience_s = 0.0 }\n"
SEND = """send_to = "pacs"
[[destination]]
name = "pacs"
ae_title = "PACS"
host = "127.0.0.1"
port = 1
"""
COURSE = (
    'schema = "rtqa-course/1"\nprotocol = "small.toml"\n[[phase]]\nid = "only"\nfolder = "."\nfractions = 1\n'
)


@dataclass
class Checked:
    desk: Desk
    case_id: str


@pytest.fixture(scope="module")
def checked(
    tmp_path_factory: pytest.TempPathFactory, small_case: Path, new_database: Callable[[], str]
) -> Iterator[Checked]:
    """A desk that has checked the small case, with a course file."""
    desk = make_desk(tmp_path_factory.mktemp("checked") / "data", new_database(), f"{NOW}{RULE}{SEND}")
    case_id = receive_all(desk, small_case)
    with desk.archive.begin() as session:
        desk.cases.set_course(session, session.get_one(Case, case_id), COURSE, actor="paul")
    check_all(desk)
    desk.dispatcher.stop()
    yield Checked(desk, case_id)
    desk.close()


def read_reports(desk: Desk) -> list[Report]:
    with desk.archive.read() as session:
        return list(session.scalars(select(Report).order_by(Report.version)))


def faults(desk: Desk) -> list[str]:
    return [fault.id for fault in verify_desk(desk)]


def test_the_report_is_kept_with_what_it_was_made_of(checked: Checked) -> None:
    (report,) = read_reports(checked.desk)
    document = json.loads(checked.desk.report_file(report, "report.json").read_bytes())
    assert document["verdict"] == report.verdict
    assert document["protocol"]["sha256"] == report.protocol_sha256
    assert [cause["id"] for cause in document["causes"]] == [cause["id"] for cause in report.causes]
    (cord,) = (finding for finding in document["findings"] if finding["constraint"] == "cord")
    assert cord["value"] == pytest.approx(40.0, abs=40.0 / 2**16), "40 Gy everywhere, in steps of 16 bits"
    assert {"report.json", "report.html", "report.pdf", "report.dcm"} == set(report.files)
    assert document["identity"] is None
    with checked.desk.archive.read() as session:
        read = {
            each.sha256
            for each in checked.desk.cases.members(session, session.get_one(Case, checked.case_id))
        }
    hashed = {source["sha256"] for source in document["sources"] if source["role"].startswith("RT")}
    assert len(hashed & read) == 3, "plan, structures, dose"


def test_the_pdf_for_the_archive_waits_to_be_sent(checked: Checked) -> None:
    with checked.desk.archive.read() as session:
        (waiting,) = session.scalars(select(Outgoing)).all()
    (report,) = read_reports(checked.desk)
    assert (waiting.destination, waiting.report_id) == ("pacs", report.id)


def test_neither_the_trail_nor_the_report_names_the_patient(checked: Checked) -> None:
    with checked.desk.archive.read() as session:
        trail = str([dict(row) for row in session.execute(text("SELECT * FROM audit_entry")).mappings()])
        case = session.get_one(Case, checked.case_id)
    assert case.patient_name == "Secret^P1"
    assert "Secret" not in trail
    assert "P1" not in trail
    for report in read_reports(checked.desk):
        for name in ("report.json", "report.html"):
            assert b"Secret" not in checked.desk.report_file(report, name).read_bytes()


def test_what_is_kept_is_for_its_owner_alone(checked: Checked) -> None:
    for file in checked.desk.folder.rglob("*"):
        if file.is_file() and file.suffix not in (".toml", ".head"):
            assert file.stat().st_mode & 0o077 == 0, file.relative_to(checked.desk.folder)


def flip(file: Path) -> None:
    """Change one byte in the middle of a file."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.chmod(0o600)
    file.write_bytes(content)


def copy_of(checked: Checked, folder: Path) -> Desk:
    """The desk in another folder, on SQLite."""
    back_up_desk(checked.desk, folder / "desk.tar")
    restore_desk(folder / "desk.tar", folder / "copy", database=find_url(folder / "copy", "sqlite"))
    desk = Desk(folder / "copy", read_settings(folder / "copy").model_copy(update={"database": "sqlite"}))
    assert faults(desk) == []
    return desk


def test_a_byte_that_changes_anywhere_is_noticed(checked: Checked, tmp_path: Path) -> None:
    desk = copy_of(checked, tmp_path)
    (report,) = read_reports(desk)
    changes: list[tuple[Callable[[], object], str]] = [
        (lambda: flip(desk.objects.path(list_kept(desk)[0])), "upkeep.object-changed"),
        (lambda: flip(desk.report_file(report, "report.pdf")), "upkeep.report-changed"),
        (lambda: desk.report_file(report, "report.json").unlink(), "upkeep.report-changed"),
    ]
    rows = [
        ("UPDATE desk_case SET plan_label = 'another'", "upkeep.row-changed"),
        ("UPDATE stored_object SET role = 'CT' WHERE role = 'RTDOSE'", "upkeep.row-changed"),
        ("DROP TRIGGER report_no_update; UPDATE report SET verdict = 'pass'", "upkeep.row-changed"),
        ("DROP TRIGGER audit_entry_no_update; UPDATE audit_entry SET actor = 'x'", "upkeep.trail-broken"),
        ("UPDATE course_text SET content = 'x'", "upkeep.row-changed"),
        ("PRAGMA foreign_keys = OFF; DELETE FROM stored_object WHERE role = 'RTPLAN'", "upkeep.row-missing"),
    ]  # fmt: skip
    seen: set[str] = set()
    for change, expected in changes:
        change()
        seen |= set(faults(desk))
        assert expected in seen
    for statements, expected in rows:
        before = faults(desk).count(expected)
        connection = desk.archive.engine.raw_connection()
        for statement in statements.split("; "):
            connection.driver_connection.execute(statement)  # type: ignore[union-attr]
        connection.close()
        assert faults(desk).count(expected) > before, statements
    desk.close()


def test_a_damaged_database_file_is_noticed(checked: Checked, tmp_path: Path) -> None:
    desk = copy_of(checked, tmp_path)
    desk.close()
    file = tmp_path / "copy" / "desk.sqlite"
    content = bytearray(file.read_bytes())
    content[8192:12288] = b"\xff" * 4096
    file.write_bytes(content)
    damaged = Desk(tmp_path / "copy", desk.settings)
    assert "upkeep.database-damaged" in faults(damaged)
    damaged.close()


def dump(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """All rows but the sessions of browsers."""
    with desk.archive.snapshot() as connection:
        return {
            table.name: sorted(tuple(row) for row in connection.execute(select(table)))
            for table in Base.metadata.sorted_tables
            if table.name not in ("web_session", "outgoing")
        }


def test_a_backup_brings_back_every_row_and_file(
    checked: Checked, tmp_path: Path, new_database: Callable[[], str]
) -> None:
    back_up_desk(checked.desk, tmp_path / "desk.tar")
    with pytest.raises(UsageError, match="exists already"):
        back_up_desk(checked.desk, tmp_path / "desk.tar")
    database = new_database()
    url = find_url(tmp_path / "back", database)
    assert restore_desk(tmp_path / "desk.tar", tmp_path / "back", database=url) == 12
    settings = read_settings(tmp_path / "back").model_copy(update={"database": database})
    back = Desk(tmp_path / "back", settings)
    assert faults(back) == []
    assert str(dump(back)) == str(dump(checked.desk))
    for report in read_reports(back):
        for name in report.files:
            assert (
                back.report_file(report, name).read_bytes()
                == checked.desk.report_file(report, name).read_bytes()
            )
    back.close()
    with pytest.raises(UsageError, match="holds something"):
        restore_desk(tmp_path / "desk.tar", tmp_path / "back")


def test_a_backup_that_was_changed_or_leads_out_of_the_folder_is_refused(
    checked: Checked, tmp_path: Path
) -> None:
    back_up_desk(checked.desk, tmp_path / "desk.tar")
    flip(tmp_path / "desk.tar")
    with tarfile.open(tmp_path / "out.tar", "w") as tar:
        (tmp_path / "evil").write_text("x")
        tar.add(tmp_path / "evil", "objects/../../evil")
    (tmp_path / "text.tar").write_text("no archive")
    for n, name in enumerate(("desk.tar", "out.tar", "text.tar")):
        with pytest.raises(InputError, match="no backup"):
            restore_desk(
                tmp_path / name, tmp_path / f"into-{n}", database=find_url(tmp_path / f"into-{n}", "sqlite")
            )


@pytest.mark.parametrize(
    ("limit", "reason"),
    [("timeout_s = 0.01", "cohort.out-of-time"), ("memory_gb = 0.02", "cohort.out-of-memory")],
)
def test_a_check_that_takes_too_much_is_ended_and_said_and_the_desk_goes_on(
    tmp_path: Path, small_case: Path, limit: str, reason: str
) -> None:
    desk = make_desk(
        tmp_path / "data", "sqlite", f"check = {{ quiet_s = 0.0, patience_s = 0.0, {limit} }}\n{RULE}"
    )
    receive_all(desk, small_case)
    check_all(desk)
    with desk.archive.read() as session:
        (case,) = session.scalars(select(Case)).all()
    assert (case.state, case.reason) == ("failed", {"id": reason, "values": {}})
    assert faults(desk) == []
    desk.close()


KILLED = """
import sys, time
sys.path[:] = {path!r}
from pathlib import Path
from small_desks import make_desk, receive_all
if __name__ == "__main__":
    desk = make_desk(Path({folder!r}), "sqlite", {settings!r})
    desk.dispatcher.start()
    receive_all(desk, Path({case!r}))
    print("received", flush=True)
    time.sleep(600)
"""


def test_killed_while_it_checks_nothing_is_lost_and_the_next_start_goes_on(
    tmp_path: Path, small_case: Path
) -> None:
    folder = tmp_path / "data"
    script = tmp_path / "killed.py"
    values = {"folder": str(folder), "settings": f"{NOW}{RULE}", "case": str(small_case)}
    script.write_text(KILLED.format(path=sys.path, **values), encoding="utf-8")
    process = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"received\n"
    until = time.monotonic() + 60
    while not list(folder.glob("work/*/plan")) and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    desk = make_desk(folder, "sqlite", f"{NOW}{RULE}")
    with desk.archive.read() as session:
        assert session.scalars(select(Check.state)).all().count("running") == 1
    check_all(desk)
    desk.dispatcher.stop()
    # What had come before the last of it may have been checked already: then this is the second version.
    report = read_reports(desk)[-1]
    with desk.archive.read() as session:
        assert session.scalars(select(Case.state)).all() == ["checked"]
        assert "done" in (states := set(session.scalars(select(Check.state))))
        assert states <= {"done", "failed"}
    assert len(list_kept(desk)) == 12
    assert desk.report_file(report, "report.json").is_file()
    assert faults(desk) == []
    desk.close()


def test_a_case_is_removed_for_good_and_the_trail_says_so(
    checked: Checked, tmp_path: Path, small_case: Path, new_database: Callable[[], str]
) -> None:
    back_up_desk(checked.desk, tmp_path / "desk.tar")
    database = new_database()
    restore_desk(tmp_path / "desk.tar", tmp_path / "back", database=find_url(tmp_path / "back", database))
    settings = read_settings(tmp_path / "back").model_copy(update={"database": database})
    desk = Desk(tmp_path / "back", settings)
    (report,) = read_reports(desk)
    with pytest.raises(DatabaseError, match="append-only"), desk.archive.begin() as session:
        session.execute(text("DELETE FROM report"))
    with pytest.raises(UsageError, match="no case"):
        remove_case(desk, "0" * 32, actor="ida", reason="Sent by error.")
    assert remove_case(desk, checked.case_id, actor="ida", reason="Sent by error.") == 12
    left = {table: len(kept) for table, kept in dump(desk).items() if kept}
    assert set(left) == {"audit_entry"}
    assert list_kept(desk) == []
    assert not (desk.reports / report.sha256).exists()
    with desk.archive.read() as session:
        last = audit.read_head(session)
    assert last is not None
    assert (last.actor, last.action, last.case_id) == ("ida", "case.removed", checked.case_id)
    assert (last.details["reason"], last.details["reports"]) == ("Sent by error.", [report.sha256])
    assert faults(desk) == []
    # It may be sent again, as any other.
    receive_all(desk, small_case)
    assert len(list_kept(desk)) == 12
    assert faults(desk) == []
    desk.close()
