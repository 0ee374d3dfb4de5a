"""Plans of strangers among others: each costs its own row, and nothing outside of the store is written."""

from __future__ import annotations

import errno
import os
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

from rtqa.cohort.confined import is_of_memory, read_within_memory
from rtqa.cohort.groups import read_grouping
from rtqa.cohort.index import update_index
from rtqa.cohort.report import write_cohort_report
from rtqa.cohort.results import read_table, write_results
from rtqa.cohort.run import check_all
from rtqa.cohort.store import Store, open_store
from rtqa.limits import MOST_UNPACKED_BYTES
from small_cases import write_small_case


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
    write_cohort_report(store, tmp_path / "out", by="site", grouping=read_grouping(None, None))
    new = {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*") if path not in before}
    assert new == {"store", "out"}


def test_an_archive_that_fills_the_disk_is_refused_and_what_a_killed_plan_unpacked_is_removed(
    trial: Path, tmp_path: Path
) -> None:
    tangle = np.random.default_rng(20).uniform(-10.0, 10.0, (1000, 2))
    write_small_case(tmp_path / "case", "E1", outline_mm=tangle)
    (tmp_path / "data").mkdir()
    with zipfile.ZipFile(tmp_path / "data" / "tangled.zip", "w") as archive:
        for file in (tmp_path / "case").iterdir():
            archive.write(file, file.name)
    store = open_store(tmp_path / "store", create=True)
    update_index(store, [tmp_path / "data"])
    protocol = str(trial / "protocol.toml")
    assert check_all(store, protocol, timeout_s=2.0).states == {"out-of-time": 1}
    assert not list((store.plans / ".staged").iterdir())
    # What the index says of a member's size is what would be unpacked of it at most.
    with store.index() as index:
        index.execute("UPDATE file SET size = ? WHERE member LIKE '%RTDOSE%'", (MOST_UNPACKED_BYTES,))
        index.commit()
    tally = check_all(store, protocol)
    write_results(store, tally.names)
    (row,) = read_table(store, "plans").to_pylist()
    assert (row["state"], row["reason"]) == ("refused", "its archives unpack to more than 4 GiB")


def test_a_plan_that_needs_too_much_memory_and_one_that_hangs_end_with_their_row_and_reason(
    checked: Store, trial: Path, tmp_path: Path
) -> None:
    # The plans that are checked keep their outcomes; so short a time is for the one that hangs alone.
    store = open_store(Path(shutil.copytree(checked.folder, tmp_path / "store")))
    protocol = str(trial / "protocol.toml")
    data = tmp_path / "data"
    # Contours whose hundred thousands of crossings take half an hour to sort out.
    chance = np.random.default_rng(20)
    write_small_case(data, "E1", outline_mm=chance.uniform(-10.0, 10.0, (1000, 2)))
    update_index(store, [data])
    tally = check_all(store, protocol, timeout_s=2.0)
    assert (tally.n_fresh, tally.states["out-of-time"]) == (1, 1)
    # A dose of 2 GB, of holes, read in 1 GB.
    shutil.rmtree(data)
    write_small_case(data, "F1")
    os.truncate(data / "RTDOSE.dcm", 2**31 - 2)
    update_index(store, [data])
    tally = check_all(store, protocol, memory_bytes=1e9)
    write_results(store, tally.names)
    assert (tally.n_fresh, tally.states["out-of-memory"]) == (1, 1)
    plans = read_table(store, "plans").to_pylist()
    assert sorted(str(row["verdict"] or row["state"]) for row in plans) == [
        "fail", "out-of-memory", "refused", "review", "review",
    ]  # fmt: skip
    (row,) = (row for row in plans if row["state"] == "out-of-memory")
    assert (row["reason"], row["n_files"]) == ("More memory than a plan has", 12)


def test_a_plan_that_there_is_no_memory_to_read_is_out_of_memory_and_not_refused(
    trial: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(_: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr("rtqa.dicom.objects._read_whole", read)
    monkeypatch.setattr("rtqa.dicom.objects._SLICE_HEADER_BYTES", 200)
    with pytest.raises(MemoryError):
        read_within_memory(sorted((trial / "data" / "north" / "a").iterdir()))


def test_a_folder_that_there_is_no_memory_to_list_is_not_taken_for_an_empty_one(
    trial: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def scan(_: object) -> None:
        raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))

    monkeypatch.setattr("rtqa.dicom.scan.os.scandir", scan)
    with pytest.raises(MemoryError):
        read_within_memory([trial / "data" / "north" / "a"])


def test_what_the_system_has_no_memory_for_is_of_memory_and_a_full_disk_is_not() -> None:
    assert is_of_memory(OSError(errno.ENOMEM, ""))
    assert not is_of_memory(OSError(errno.ENOSPC, ""))
