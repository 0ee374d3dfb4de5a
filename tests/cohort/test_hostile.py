"""Plans of strangers among others: each costs its own row, and nothing outside of the store is written."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

import pytest

from rtqa.cohort.confined import read_within_memory
from rtqa.cohort.groups import read_grouping
from rtqa.cohort.index import update_index
from rtqa.cohort.report import write_cohort_report
from rtqa.cohort.results import read_table, write_results
from rtqa.cohort.run import check_all
from rtqa.cohort.store import open_store
from rtqa.render.words.language import ENGLISH


def test_a_plan_of_20_gb_and_one_with_a_way_out_in_its_names_cost_their_own_rows(
    trial: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(trial / "data" / "north" / "a", data / "sound")
    shutil.copytree(trial / "data" / "north" / "b", data / "large")
    os.truncate(data / "large" / "RTDOSE.dcm", 20 * 2**30)  # holes: they take no room on the disk
    with zipfile.ZipFile(data / "outside.zip", "w") as archive:
        for file in (trial / "data" / "south" / "c").iterdir():
            archive.write(file, f"../../../{file.name}")
    before = sorted(path for path in tmp_path.rglob("*"))
    store = open_store(tmp_path / "store", create=True)
    update_index(store, [data])
    tally = check_all(store, str(trial / "protocol.toml"), memory_bytes=2e9, timeout_s=60.0)
    write_results(store, tally.names)
    assert [row["state"] for row in read_table(store, "plans").to_pylist()] == ["checked"] * 3
    # The large one's dose is left out and said; the other two are judged as if they were alone.
    judged = read_table(store, "metrics", where=[("code", "=", "DV-LIMIT")]).to_pylist()
    assert sorted(row["value"] or 0.0 for row in judged) == pytest.approx([0.0, 40.0, 44.0], abs=0.001)
    causes = [row["summary"] for row in read_table(store, "causes").to_pylist()]
    assert sum(summary.startswith("RTDOSE: the file has more than 2 GiB") for summary in causes) == 1
    write_cohort_report(store, tmp_path / "out", by="site", grouping=read_grouping(None, None), say=ENGLISH)
    new = {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*") if path not in before}
    assert new == {"store", "out"}


def test_a_plan_that_there_is_no_memory_to_read_is_out_of_memory_and_not_refused(
    trial: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(_: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr("rtqa.dicom.objects._read_whole", read)
    monkeypatch.setattr("rtqa.dicom.objects._SLICE_HEADER_BYTES", 200)
    with pytest.raises(MemoryError):
        read_within_memory(sorted((trial / "data" / "north" / "a").iterdir()))
