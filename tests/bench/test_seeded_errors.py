"""Every fault is caught: never PASS, by the check whose question it is, and named on the first page."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from seeded_faults import Fault, all_faults
from seeded_files import Files, make_base
from seeded_verdict import Seen, judge, named_on_first_page

FAULTS = all_faults()
TRIED = FAULTS[::20]
"""Every twentieth; all are tried by `benchmarks/detection.py`, which fails where one is missed."""

DETECTION = Path(__file__).parents[2] / "docs" / "detection.md"


@cache
def read_detection() -> dict[str, tuple[str, str]]:
    """Verdict, and code of the check that objects, of each fault that the page on detection lists."""
    rows = [line.split(" | ") for line in DETECTION.read_text(encoding="utf-8").splitlines()]
    return {row[0].removeprefix("| "): (row[1], row[2]) for row in rows if len(row) >= 5}


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a good case, written once."""
    made: dict[str, Path] = {}

    def of(name: str) -> Path:
        if name not in made:
            made[name] = make_base(name, tmp_path_factory.mktemp("bench") / name)
        return made[name]

    return of


@pytest.fixture(scope="session")
def before(base: Callable[[str], Path]) -> Callable[[str], Seen]:
    """What is said of the good case."""
    judged: dict[str, Seen] = {}

    def of(name: str) -> Seen:
        if name not in judged:
            judged[name] = judge(base(name))
        return judged[name]

    return of


@pytest.mark.parametrize("name", ["ccrt_pass", "sfrt_lattice"])
def test_the_good_case_passes(name: str, before: Callable[[str], Seen]) -> None:
    assert before(name).blamed == {}
    assert before(name).verdict == "pass"


def test_the_catalogue_is_long_enough_and_names_no_fault_twice() -> None:
    assert len(FAULTS) >= 120
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
    assert len({fault.about for fault in FAULTS}) == len(FAULTS)


def test_the_page_on_detection_lists_every_fault() -> None:
    assert {fault.about for fault in FAULTS} == set(read_detection()) - {"Fault"}


@pytest.mark.parametrize("fault", TRIED, ids=lambda fault: fault.name)
def test_a_fault_is_caught_by_the_right_check(
    fault: Fault, base: Callable[[str], Path], tmp_path: Path
) -> None:
    files = Files(base(fault.base))
    fault.change(files)
    seen = judge(files.write(tmp_path))
    caught_by = [code for code in fault.codes if code in seen.blamed]
    assert (seen.verdict, caught_by[0]) == read_detection()[fault.about]
    assert seen.verdict in ("review", "fail", "error")
    if seen.report is not None:
        assert named_on_first_page(seen.report).issuperset(caught_by)
    for code, rows in seen.blamed.items():
        for summary, reason in rows:
            assert summary.endswith((".", "!")), (code, summary)
            assert reason or seen.verdict in ("fail", "error") or code not in fault.codes
