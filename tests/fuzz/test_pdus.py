"""A short campaign of spoilt conversations with the DICOM node: it stands. A long one is run by command."""

from __future__ import annotations

import threading

import pytest

import pdus


@pytest.mark.filterwarnings("ignore")
def test_the_node_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    assert pdus.run(0, range(200)) == []


def test_a_case_is_the_same_by_its_number() -> None:
    recorded = [[b"\1\0\0\0\0\x04abcd", b"\5\0\0\0\0\4\0\0\0\0"]]
    assert pdus.make_case(7, 3, recorded) == pdus.make_case(7, 3, recorded)
    assert len({tuple(pdus.make_case(7, number, recorded)) for number in range(100)}) > 80


def test_a_file_that_is_left_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    with pdus.standing_node() as node:
        oracle = pdus.Oracle(node)
        assert oracle.find_fault() is None
        (node.desk.folder / "incoming" / "left").write_bytes(b"left")
        assert oracle.find_fault() == "a file is left in incoming/"
