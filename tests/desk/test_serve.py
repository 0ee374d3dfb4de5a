"""The desk as a command: from nothing to a report, one desk a folder, and an end when it is asked to."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from small_desks import make_desk
from sqlalchemy import select

from rtqa.desk import self_test
from rtqa.desk.archive import audit
from rtqa.desk.archive.tables import Account, Case, Report
from rtqa.desk.certificates import read_validity
from rtqa.desk.desk import Desk
from rtqa.desk.doctor import examine_desk
from rtqa.desk.only import alone_in
from rtqa.desk.verify import verify_desk
from rtqa.errors import UsageError

RTQA = (sys.executable, "-m", "rtqa")
SETTINGS = """[check]
quiet_s = 0.5
[page]
port = 0
[node]
port = 0
"""


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, str, subprocess.Popen[str]]]:
    """A desk that is served: URL of the page, port of the node, the process."""
    options = ["--data", str(folder), "--protocol", str(folder / "small.toml"), "--format", "json"]
    command = [*RTQA, "desk", "serve", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    served = json.loads(process.stdout.readline())
    try:
        yield served["page"], str(served["node"]["port"]), process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.skipif(shutil.which("storescu") is None, reason="DCMTK is not installed")
def test_what_dcmtk_sends_to_the_command_has_its_report(tmp_path: Path, small_case: Path) -> None:
    folder = tmp_path / "data"
    desk = make_desk(folder, "sqlite", SETTINGS)
    with serving(folder) as (url, port, process):
        command = ["storescu", "-aec", "RTQA", "+sd", "localhost", port, str(small_case)]
        sent = subprocess.run(command, check=False, capture_output=True)
        assert sent.returncode == 0, sent.stderr
        answer = httpx.get(url)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
        with pytest.raises(UsageError, match="a desk is at work"), alone_in(folder):
            pass
        until = time.monotonic() + 60
        while (state := read_state(desk)) != "checked" and time.monotonic() < until:
            time.sleep(0.1)
        assert state == "checked"
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=30)
        assert process.returncode == 143
        assert "Secret" not in log
    with desk.archive.read() as session:
        assert session.scalars(select(Report.version)).all() == [1]
    assert list(verify_desk(desk)) == []
    desk.close()


def read_state(desk: Desk) -> str | None:
    with desk.archive.read() as session:
        return session.scalars(select(Case.state)).one_or_none()


def test_the_doctor_tells_what_is_to_be_mended_and_tries_the_whole_way(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    tls, rule = 'tls = { certificate = "a.pem", key = "a.key" }\n', '[[rule]]\nprotocol = "none"\n'
    make_desk(folder, "sqlite", f"{SETTINGS}{tls}{rule}").close()
    folder.chmod(0o755)
    found = {(finding.message.id, finding.health) for finding in examine_desk(folder)}
    assert {
        ("doctor.settings-good", "good"),
        ("doctor.open-folder", "bad"),
        ("doctor.port-free", "good"),
        ("doctor.certificate-bad", "bad"),
        ("doctor.archive", "good"),
        ("doctor.clock-good", "good"),
        ("doctor.no-admin", "note"),
        ("doctor.rule-bad", "bad"),
        ("doctor.self-test-good", "good"),
    } <= found


def diagnose(folder: Path, **more: Any) -> set[tuple[str, str]]:
    """What the doctor says of a folder without trying the whole way."""
    return {(finding.message.id, finding.health) for finding in examine_desk(folder, self_test=False, **more)}


def test_the_doctor_tells_when_a_certificate_ends(tmp_path: Path) -> None:
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    words += ["-keyout", "a.key", "-out", "a.pem", "-days", "40", "-subj", "/CN=desk"]
    subprocess.run(words, cwd=tmp_path, check=True, capture_output=True)
    words = ["openssl", "x509", "-in", "a.pem", "-noout", "-enddate"]
    shown = subprocess.run(words, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    ends = datetime.strptime(shown.strip(), "notAfter=%b %d %H:%M:%S %Y GMT").replace(tzinfo=UTC)
    assert read_validity(tmp_path / "a.pem").ends == ends
    settings = f'{SETTINGS}tls = {{ certificate = "a.pem", key = "a.key" }}\n'
    (tmp_path / "desk.toml").write_text(settings, encoding="utf-8")
    for before_end, name, health in (
        (timedelta(days=41), "not-yet", "bad"),
        (timedelta(days=30), "good", "good"),
        (timedelta(days=29), "ends", "note"),
        (timedelta(0), "expired", "bad"),
    ):
        found = diagnose(tmp_path, now=lambda: ends - before_end)  # noqa: B023  (called at once)
        assert (f"doctor.certificate-{name}", health) in found


def test_the_doctor_tells_a_full_disk_a_database_that_is_away_and_one_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text(f"free_gb = 1e9\n{SETTINGS}", encoding="utf-8")
    (tmp_path / "desk.sqlite").write_bytes(b"no database at all" * 100)
    assert {("doctor.disk", "bad"), ("archive.no-database", "bad")} <= diagnose(tmp_path)
    away = 'database = "postgresql+psycopg://nobody@127.0.0.1:1/none"\n'
    (tmp_path / "desk.toml").write_text(f"{away}{SETTINGS}", encoding="utf-8")
    assert ("archive.away", "bad") in diagnose(tmp_path)


def test_the_doctor_tells_where_the_whole_way_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(self_test, "_PATIENCE_S", 0.0)
    make_desk(tmp_path / "data", "sqlite", SETTINGS).close()
    (tmp_path / "data").chmod(0o700)
    (bad,) = [finding.message for finding in examine_desk(tmp_path / "data") if finding.health == "bad"]
    assert (bad.id, bad.values["at"]) == ("doctor.self-test-bad", self_test.CHECKING)


def test_the_doctor_tells_a_taken_port_a_clock_turned_back_and_settings_that_do_not_hold(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "data"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        desk = make_desk(folder, "sqlite", f"[page]\nport = {port}\n[node]\nport = 0\n")
        with desk.archive.begin() as session:
            later = desk.now() + timedelta(days=1)
            session.add(Account(name="a", full_name="A", role="admin", created_at=later))
            audit.append(session, "a", "account.made", at=later)
        desk.close()
        folder.chmod(0o700)
        found = diagnose(folder)
    assert {("doctor.port-taken", "bad"), ("doctor.clock", "bad"), ("doctor.no-rules", "note")} <= found
    assert "doctor.no-admin" not in {name for name, _ in found}
    (folder / "desk.toml").write_text("[page]\nprot = 1\n", encoding="utf-8")
    (only,) = examine_desk(folder, self_test=False)
    assert (only.message.id, only.health) == ("doctor.settings", "bad")
    assert "line 2, page.prot" in str(only.message)
