"""Sound ways to store a plan about which one question is in order, and no more than one."""

from __future__ import annotations

from pathlib import Path

import pytest
from seeded_files import Files, make_base
from seeded_verdict import judge
from sound_variations import Change


def structure_set_saved_again_after_the_plan(files: Files) -> None:
    """Another SOP Instance UID, and the plan keeps the old one."""
    files.structures.SOPInstanceUID = files.structures.file_meta.MediaStorageSOPInstanceUID = "2.25.4711"


def plan_in_a_study_of_its_own(files: Files) -> None:
    files.plan.StudyInstanceUID = "2.25.4712"


@pytest.mark.parametrize("change", [structure_set_saved_again_after_the_plan, plan_in_a_study_of_its_own])
def test_it_is_asked_once_whether_the_files_belong_together(change: Change, tmp_path: Path) -> None:
    files = Files(make_base("ccrt_pass", tmp_path / "base"))
    change(files)
    seen = judge(files.write(tmp_path / "changed"))
    assert seen.verdict == "review"
    assert set(seen.blamed) == {"REF-LINKS"}
    assert seen.report is not None
    assert len(seen.report.causes) == 1
