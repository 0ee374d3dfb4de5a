"""The page that walks through the engine names modules and numbers that are so, and can be drawn."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

import rtqa
from rtqa.dvh import cells, histogram, sampling

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/explanation/dvh-engine.md").read_text("utf-8")


def test_the_page_names_modules_that_exist() -> None:
    room = Path(rtqa.__file__).parent
    named = set(re.findall(r"`([\w/]+\.py)`", PAGE))
    assert len(named) > 10
    there = {path.relative_to(room).as_posix() for path in room.rglob("*.py")}
    assert [name for name in named if not any(path.endswith(name) for path in there)] == []


@pytest.mark.parametrize("number", [histogram.N_BINS, cells.VERY_MANY, sampling.MANY_CELLS])
def test_the_page_tells_the_numbers_of_the_engine(number: int) -> None:
    assert f"{number:,}" in PAGE


def test_the_drawing_can_be_drawn(tmp_path: Path) -> None:
    script = runpy.run_path(str(ROOT / "docs/images/dvh_engine.py"))
    script["draw_engine"](tmp_path / "drawing.png")
    assert (tmp_path / "drawing.png").stat().st_size > 50_000
