"""What holds the files of plans: a folder, or object storage."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from rtqa.cohort.outcome import Outcome, read_outcome, read_report, reported_s, write_outcome
from rtqa.cohort.shelf import FolderShelf, ObjectShelf, Shelf
from rtqa.cohort.store import Store, open_store
from rtqa.errors import UsageError, WriteError

PLAN = "ab12"


@pytest.fixture(params=["folder", "memory", "file"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    match request.param:
        case "folder":
            return FolderShelf(tmp_path / "plans")
        case "memory":
            return ObjectShelf(f"memory://{tmp_path.name}")
        case _:
            return ObjectShelf(f"file://{tmp_path}/objects")


def test_what_is_put_is_read_and_replaced(shelf: Shelf) -> None:
    assert shelf.read(PLAN, "outcome.json") is None
    assert shelf.modified_s(PLAN, "outcome.json") is None
    shelf.put(PLAN, {"report.json": b"1", "outcome.json": b"2"})
    shelf.put(PLAN, {"report.json": b"3", "outcome.json": b"4"})
    assert (shelf.read(PLAN, "report.json"), shelf.read(PLAN, "outcome.json")) == (b"3", b"4")
    assert shelf.modified_s(PLAN, "report.json") is not None


def test_a_store_remembers_where_its_outcomes_lie(tmp_path: Path) -> None:
    url = f"memory://{tmp_path.name}"
    made = open_store(tmp_path / "store", create=True, outcomes=url)
    assert made == open_store(tmp_path / "store") == Store(made.folder, made.key, url)
    write_outcome(made, Outcome(plan=PLAN, basis="b", state="refused", tables={"plans": []}), report="{}")
    again = open_store(tmp_path / "store")
    outcome = read_outcome(again, PLAN)
    assert outcome is not None
    assert (outcome.basis, read_report(again, PLAN), reported_s(again, PLAN) is None) == ("b", b"{}", False)
    assert not made.plans.exists()
    with pytest.raises(UsageError, match="keeps outcomes in"):
        open_store(tmp_path / "store", create=True, outcomes="memory://elsewhere")


def test_another_writer_of_the_same_plan_is_made_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = FolderShelf(tmp_path / "plans")
    rename, n_met = Path.rename, 0

    def meet(path: Path, target: Path) -> Path:
        nonlocal n_met
        if target == shelf.path(PLAN) and n_met < 2:
            n_met += 1
            shelf.path(PLAN).mkdir(parents=True, exist_ok=True)
            (shelf.path(PLAN) / "outcome.json").write_bytes(b"another's")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", meet)
    shelf.put(PLAN, {"outcome.json": b"ours"})
    assert (n_met, shelf.read(PLAN, "outcome.json")) == (2, b"ours")
    assert not list((tmp_path / "plans" / ".staged").iterdir())


def test_a_full_disk_is_said_and_what_was_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = FolderShelf(tmp_path / "plans")
    shelf.put(PLAN, {"outcome.json": b"old"})

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(WriteError, match="No space left"):
        shelf.put(PLAN, {"outcome.json": b"new"})
    assert shelf.read(PLAN, "outcome.json") == b"old"
    assert not list((tmp_path / "plans" / ".staged").iterdir())


def test_storage_that_nothing_reaches_is_said() -> None:
    with pytest.raises(UsageError, match="no way to the storage"):
        ObjectShelf("nothing-such://bucket").read(PLAN, "outcome.json")
