"""Texts of any length and script are read in no time: nothing goes through one again and again."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import pytest

from rtqa.nomenclature.dose_level import find_dose_level
from rtqa.protocol.goal_text import read_goal

ROOMS = ("nomenclature", "protocol", "protocol.foreign", "metrics", "documents", "dicom", "course")
UNITS = ("脊髓", "_", " ", "\u3000", "-", "9", "CTV_", "不超过 45 Gy。", "PRV", "A", "a.", "<", '"', "\\")
N = 500
MOST_S = 0.1
"""Of the processor; the square of :data:`N` steps take a twentieth of it, the cube 2 s."""


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for room in ROOMS:
        package = import_module(f"rtqa.{room}")
        for module in iter_modules(package.__path__, f"rtqa.{room}."):
            for name, value in vars(import_module(module.name)).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    yield f"{module.name}.{name}", value


def test_every_pattern_goes_through_a_long_text_in_no_time() -> None:
    listed = dict(patterns())
    assert len(listed) > 30
    slow: list[str] = []
    for name, pattern in listed.items():
        for unit in UNITS:
            text = (unit * N)[:N]
            for given in (text, f"D{text}!"):
                begun = time.process_time()
                pattern.search(given)
                pattern.fullmatch(given)
                if time.process_time() - begun > MOST_S:
                    slow.append(f"{name} over {unit!r}")
    assert not slow


@pytest.mark.parametrize(
    ("name", "stem", "dose_gy"),
    [
        ("GTVp_7000", "GTVp", 70.0),
        ("CTV__54,5 Gy", "CTV", 54.5),
        ("zPTV_High^5400 cGy", "zPTV_High", 54.0),
        ("PTV_Low", "PTV", None),
        ("PTV_5400 x", "", -1.0),
        ("Cord_5400", "", -1.0),
        ("__5400", "", -1.0),
    ],
)
def test_doses_in_names_are_read_as_before(name: str, stem: str, dose_gy: float | None) -> None:
    level = find_dose_level(name)
    assert (level.stem, level.dose_gy) == (stem, dose_gy) if level is not None else dose_gy == -1.0


@pytest.mark.parametrize("text", ["\u3000" * 10**5, "<=" + " " * 10**5, " " * 10**5 + "x", "9" * 10**5])
def test_a_cell_of_a_hundred_thousand_signs_is_no_goal(text: str) -> None:
    assert read_goal(text) is None
