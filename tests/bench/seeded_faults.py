"""The catalogue of seeded faults: each a small change that makes a good case a wrong one."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from seeded_files import Files

MODULES = (
    "identity",
    "references",
    "dose",
    "coverage",
    "structures",
    "plan",
    "beams",
    "transfer",
    "practice",
    "sums",
    "prescriptions",
    "machines",
    "delivery",
    "registration",
    "drawing",
    "kinds",
    "words",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One seeded fault.

    Attributes:
        name: of the function that makes it.
        about: what is wrong, in a few words.
        codes: of the checks, one of which must say so; or the name of the error that reading must raise.
        base: the good case that it spoils.
        change: makes it.
    """

    name: str
    about: str
    codes: tuple[str, ...]
    base: str
    change: Callable[[Files], None]


FAULTS: list[Fault] = []


def fault(
    *codes: str, base: str = "ccrt_pass"
) -> Callable[[Callable[[Files], None]], Callable[[Files], None]]:
    """Enter a function in the catalogue; its docstring says what is wrong."""

    def enter(change: Callable[[Files], None]) -> Callable[[Files], None]:
        about = (change.__doc__ or "").splitlines()[0].rstrip(".")
        FAULTS.append(Fault(name=change.__name__, about=about, codes=codes, base=base, change=change))
        return change

    return enter


def all_faults() -> tuple[Fault, ...]:
    """The whole catalogue, in order."""
    for name in MODULES:
        importlib.import_module(f"faults_of_{name}")
    return tuple(FAULTS)
