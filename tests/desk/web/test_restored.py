"""A desk that was backed up and restored elsewhere shows the same pages."""

from __future__ import annotations

import re
from pathlib import Path

from desk_pages import SETTINGS, Serve, Served
from sqlalchemy import select

from rtqa.desk.archive.tables import Report
from rtqa.desk.backup import back_up_desk, restore_desk

FRESH = re.compile(r'(?<=name="csrf" value=")[^"]+|(?<=nonce=")[^"]+')
"""What is made anew at each visit."""


def look_around(served: Served) -> list[str]:
    """The pages of a case as a physician reads them, who then sends it back, and reads them again."""
    physician, case_id = served.as_role("physician"), served.case.id
    version = f"/cases/{case_id}/versions/1"
    addresses = ["/?which=all", f"{version}/evidence", f"/cases/{case_id}/calendar", f"/cases/{case_id}"]
    pages = [physician.get(address).text for address in addresses]
    assert served.case.plan_label in pages[-1]
    with served.desk.archive.read() as session:
        sha256 = session.scalars(select(Report.sha256)).one()
    sent = physician.post(
        f"/cases/{case_id}/decisions", kind="send-back", report=sha256, reason="Plan the left parotid again"
    )
    assert sent.status_code == 303
    pages += [physician.get(address).text for address in addresses]
    assert "Plan the left parotid again" in pages[-1]
    return [FRESH.sub("", page) for page in pages]


def test_a_restored_desk_shows_the_same_pages(whole: Served, serve: Serve, tmp_path: Path) -> None:
    back_up_desk(whole.desk, tmp_path / "desk.tar")
    restore_desk(tmp_path / "desk.tar", tmp_path / "restored")
    restored = serve(tmp_path / "restored", SETTINGS, whole=True)
    assert look_around(restored) == look_around(whole)
