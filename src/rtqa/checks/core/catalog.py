"""The list of checks, found by looking: a check is one `@check` function in a module of this room."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import rtqa.checks
from rtqa.assembly.context import Subject
from rtqa.findings import Finding

_READING_ORDER = (
    *("PHASE", "PLAN", "RX", "DV", "TIME", "SIZE", "SFRT"),
    *("GRID", "DOSE", "STRUCT", "BEAM", "IMG", "REF"),
)
"""What a physicist asks first comes first; a kind that is not listed comes last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question asked of a case.

    Attributes:
        code: short, stable name; its page is ``docs/checks/CODE.md``.
        question: what it asks, in one line.
        answer: yields a finding for everything that the question concerns; at least one.
    """

    code: str
    question: str
    answer: Callable[[Subject], Iterator[Finding]]


def check(code: str, question: str) -> Callable[[Callable[[Subject], Iterator[Finding]]], Check]:
    """Make a check of a function from a subject to its findings."""

    def make(answer: Callable[[Subject], Iterator[Finding]]) -> Check:
        return Check(code=code, question=question, answer=answer)

    return make


@cache
def catalog() -> tuple[Check, ...]:
    """Every check of this room, in the order of reading; of one kind sorted by code."""
    names = [module.name for module in pkgutil.walk_packages(rtqa.checks.__path__, "rtqa.checks.")]
    modules = [importlib.import_module(name) for name in names]
    found = {value for module in modules for value in vars(module).values() if isinstance(value, Check)}
    return tuple(sorted(found, key=_place))


def _place(one: Check) -> tuple[int, str]:
    kind = one.code.partition("-")[0]
    return (_READING_ORDER.index(kind) if kind in _READING_ORDER else len(_READING_ORDER), one.code)
