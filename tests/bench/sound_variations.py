"""The catalogue of sound variations: each another way to make or export a good case, which stays one."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from seeded_files import Files

MODULES = (
    "export",
    "dose",
    "sums",
    "prescriptions",
    "delivery",
    "drawing",
    "practice",
    "words",
)

Change = Callable[[Files], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation:
    """One sound variation.

    Attributes:
        name: of the function that makes it.
        about: what is otherwise, in a sentence without its full stop.
        base: the good case that it varies.
        keeps_values: whether every value stays within the good case's interval; else the verdict alone stays.
        change: makes it.
    """

    name: str
    about: str
    base: str
    keeps_values: bool
    change: Change


VARIATIONS: list[Variation] = []


def variation(*, base: str = "ccrt_pass", keeps_values: bool = False) -> Callable[[Change], Change]:
    """Enter a function in the catalogue; its docstring says what is otherwise."""

    def enter(change: Change) -> Change:
        VARIATIONS.append(
            Variation(
                name=change.__name__,
                about=(change.__doc__ or "").splitlines()[0].rstrip("."),
                base=base,
                keeps_values=keeps_values,
                change=change,
            )
        )
        return change

    return enter


def all_variations() -> tuple[Variation, ...]:
    """The whole catalogue, in order."""
    for name in MODULES:
        importlib.import_module(f"variations_of_{name}")
    return tuple(VARIATIONS)
