"""A watched folder: files are taken once they are whole; links, strays and refused ones do no harm."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import pytest
from calling_node import PLAIN_SETTINGS, make_object
from sqlalchemy import select

from rtqa.desk.archive.tables import StoredObject
from rtqa.desk.desk import Desk
from rtqa.desk.node.limits import Refusal, Refusals
from rtqa.desk.node.watch import Watch
from rtqa.desk.settings import WatchSettings, parse_settings


class Bench:
    """A watch whose clock a test turns."""

    def __init__(self, folder: Path, then: Literal["keep", "remove"]) -> None:
        self.now = 100.0
        self.told: list[Refusal] = []
        self.export = folder / "export"
        self.export.mkdir()
        self.desk = Desk(folder, parse_settings(PLAIN_SETTINGS.encode()))
        settings = WatchSettings(folder="export", settled_s=5.0, then=then)
        self.watch = Watch(self.desk, settings, Refusals(self.told.append), clock=lambda: self.now)

    def settle(self) -> int:
        self.watch.step()
        self.now += 6.0
        return self.watch.step()

    def count(self) -> int:
        with self.desk.archive.read() as session:
            return len(session.scalars(select(StoredObject)).all())


@pytest.fixture
def bench(tmp_path: Path, request: pytest.FixtureRequest) -> Bench:
    return Bench(tmp_path, getattr(request, "param", "keep"))


def test_a_file_is_taken_once_it_has_stopped_growing(bench: Bench) -> None:
    file = bench.export / "sub" / "plan.dcm"
    file.parent.mkdir()
    make_object().save_as(file, enforce_file_format=True)
    whole = file.read_bytes()
    file.write_bytes(whole[:200])
    bench.watch.step()
    bench.now += 4.0
    file.write_bytes(whole)
    assert bench.watch.step() == 0
    bench.now += 4.0
    assert bench.watch.step() == 0
    bench.now += 2.0
    assert bench.watch.step() == 1
    assert (bench.settle(), bench.count(), file.exists()) == (0, 1, True)


@pytest.mark.parametrize("bench", ["remove"], indirect=True)
def test_a_file_that_was_taken_goes_where_it_is_to_go(bench: Bench) -> None:
    make_object().save_as(bench.export / "plan.dcm", enforce_file_format=True)
    (bench.export / "notes.txt").write_text("no object")
    assert bench.settle() == 1
    assert [path.name for path in bench.export.iterdir()] == ["notes.txt"]
    assert [(each.reason.value, each.times) for each in bench.told] == [("object not accepted", 1)]


def test_links_and_pipes_are_not_opened_and_a_refused_file_is_told_once(bench: Bench, tmp_path: Path) -> None:
    outside = tmp_path / "outside.dcm"
    make_object().save_as(outside, enforce_file_format=True)
    (bench.export / "link.dcm").symlink_to(outside)
    (bench.export / "loop").symlink_to(bench.export)
    os.mkfifo(bench.export / "pipe.dcm")
    (bench.export / "noise.dcm").write_bytes(b"\0" * 128 + b"DICM" + b"\xff" * 50)
    assert [bench.settle() for _ in range(3)] == [0, 0, 0]
    assert bench.count() == 0
    assert len(bench.told) == 1


def test_a_full_disk_is_waited_for(bench: Bench) -> None:
    make_object().save_as(bench.export / "plan.dcm", enforce_file_format=True)
    store = bench.desk.objects
    store._read_free, store._free_bytes = (lambda: 10), 1e9
    assert bench.settle() == 0
    store._free_bytes = 0.0
    store._read_free = lambda: 10**12
    assert bench.watch.step() == 1
