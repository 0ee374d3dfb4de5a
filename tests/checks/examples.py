"""Three examples of every check: a plan that is good, one that is bad, and one of which it cannot tell.

A test says by ``@pytest.mark.example("BEAM-DOSE", "bad")`` that it shows such a plan; `conftest` holds it to
that, and `test_house` finds the checks that lack one.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from rtqa.checks.core.catalog import catalog
from rtqa.findings import Finding, Verdict
from rtqa.messages import CauseKind

SHOWS = ("good", "bad", "undecided")

NEVER_JUDGING = frozenset(check.code for check in catalog() if check.cause is None)
NEVER_PASSING = NEVER_JUDGING | {"SFRT-VERTICES", "STRUCT-ABSENT"}
"""Of these, the good example is one of information."""

ABSENCES = frozenset(
    {
        CauseKind.COURSE_DATA_ABSENT,
        CauseKind.FILE_ABSENT,
        CauseKind.NOT_STATED,
        CauseKind.NOT_SUPPORTED,
        CauseKind.PHASE_ABSENT,
        CauseKind.PHASE_STATED,
        CauseKind.STRUCTURE_NOT_FOUND,
    }
)
"""Causes that say no evil of a plan: something is missing."""

ABSENCES_OF = {
    "REF-FILES": CauseKind.FILE_DAMAGED,
    "REF-FRAME": CauseKind.LINK_DOUBTFUL,
    "REF-PATIENT": CauseKind.LINK_DOUBTFUL,
    "RX-DOSE": CauseKind.PRESCRIPTION_DOUBTFUL,
}
"""Of these checks, what is not stated stands under the cause of what does not fit: one remedy mends both."""


def examples(shows: str, *codes: str) -> list[ParameterSet]:
    """Parameters of a test that asks the same of several checks."""
    return [pytest.param(code, marks=pytest.mark.example(code, shows)) for code in codes]


def is_example(findings: Iterable[Finding], code: str, shows: str) -> bool:
    """Whether a finding of the check is what an example of this kind must show."""
    return any(finding.code == code and _is(finding, shows) for finding in findings)


def _is(finding: Finding, shows: str) -> bool:
    verdict, is_told = finding.verdict, finding.verdict is None
    lacks = {cause.kind for cause in finding.causes[:1]} <= ABSENCES
    if shows == "good":
        return is_told if finding.code in NEVER_PASSING else verdict is Verdict.PASS
    if shows == "bad":
        is_bad = verdict is Verdict.FAIL or (verdict is Verdict.REVIEW and not lacks)
        return is_told if finding.code in NEVER_JUDGING else is_bad
    is_usual = any(cause.kind is ABSENCES_OF.get(finding.code) for cause in finding.causes[:1])
    return is_told or (verdict is Verdict.REVIEW and (lacks or is_usual))


def list_examples() -> Iterator[tuple[str, str]]:
    """Code and kind of every example among the tests of this folder."""
    for file in sorted(Path(__file__).parent.glob("test_*.py")):
        for test in vars(importlib.import_module(file.stem)).values():
            yield from _examples_of(getattr(test, "pytestmark", ()))


def _examples_of(marks: Iterable[pytest.Mark | pytest.MarkDecorator]) -> Iterator[tuple[str, str]]:
    for mark in marks:
        if mark.name == "example":
            code, shows = mark.args
            yield code, shows
        if mark.name == "parametrize":
            for values in mark.args[1]:
                yield from _examples_of(values.marks if isinstance(values, ParameterSet) else ())
