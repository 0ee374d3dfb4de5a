"""Rows of the registration table: a slip that used to pass, the true registration, organs drawn anew."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from registrations import Change, changes, tabulate

PAGE = Path(__file__).parents[2] / "docs" / "registrations.md"


def cells_of(change: Change) -> list[str]:
    """The page's row of a change."""
    rows = (line.strip("| ").split(" | ") for line in PAGE.read_text(encoding="utf-8").splitlines())
    (cells,) = (cells for cells in rows if cells[0] == change.words)
    return cells


def test_no_slip_and_no_turn_on_the_page_passes_the_cord() -> None:
    page = [cells_of(change) for change in changes()]
    assert len(page) == 1 + 36 + 18 + 8
    assert {verdict for cells in page for verdict in cells[2:4]} == {"FAIL", "REVIEW"}
    drawings = [cells for change, cells in zip(changes(), page, strict=True) if change.kind == "drawing"]
    # Whoever draws the organs, the registration holds, and the verdict is that of the samples' README.
    assert {tuple(cells[1:4]) for cells in drawings} == {("PASS", "FAIL", "FAIL")}
    assert {cells[5] for cells in drawings} == {"PASS"}


@pytest.mark.parametrize(
    "change",
    [
        Change(kind="none"),
        Change(kind="slip", axis="z", amount=-9),
        Change(kind="drawing", amount=1),
    ],
    ids=lambda change: change.words,
)
def test_a_row_is_as_the_page_has_it(change: Change) -> None:
    row = tabulate(change)
    assert [row.words, row.registration, row.physical, row.eqd2, row.cord, row.parotids] == cells_of(change)
