"""The benchmark of damaged files finds what a refusal lacks, and finds nothing in a few of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from rtqa.errors import Fault

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import mutated_documents


def test_damaged_files_are_read_or_refused_in_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    assert mutated_documents.run(n=90, seed=3) == 0
    assert "0 of 90 files lack something" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("fault", "lacking"),
    [
        (Fault("id", "must be text", spot="line 2, id"), ""),
        (Fault("id", "must be text"), "a line"),
        (Fault("title", "is missing"), ""),
        (Fault("", "must be text"), "a place and a problem"),
        (Fault("id", "must\nbe"), "one line"),
        (Fault("id", "Input should be a string", spot="line 2, id"), "plain words"),
    ],
)
def test_what_a_refusal_lacks_is_seen(fault: Fault, lacking: str) -> None:
    assert mutated_documents.lacks(fault, "protocol") == lacking
