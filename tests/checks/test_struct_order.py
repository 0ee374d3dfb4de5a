"""STRUCT-ORDER: boxes that lie so many millimetres before or behind each other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from cases import contours, drawn_otherwise, found, judged, renamed, treatment

from rtqa.findings import Finding, Verdict
from rtqa.model.geometry import owned
from rtqa.model.structure import Contours


def behind(y_mm: float, x_mm: float = 0.0) -> Contours:
    """The box about (x, y)."""
    box = contours(x_mm)
    return replace(box, points_mm=owned(box.points_mm + np.array([0.0, y_mm, 0.0])))


def seen(cord_mm: float, **names: str) -> list[Finding]:
    """Of a cord so far behind the parotids, which lie at y = 0."""
    one = drawn_otherwise(treatment(), SpinalCord=behind(cord_mm))
    return found(judged(renamed(one, **names)), "STRUCT-ORDER")


@pytest.mark.example("STRUCT-ORDER", "good")
@pytest.mark.parametrize("cord_mm", [30.0, -9.0])
def test_a_cord_behind_the_parotids_passes_and_one_beside_them_too(cord_mm: float) -> None:
    (only,) = seen(cord_mm)
    assert (only.verdict, only.message.values["n"]) == (Verdict.PASS, 2)


@pytest.mark.example("STRUCT-ORDER", "bad")
def test_a_cord_in_front_of_a_parotid_is_asked_about_with_the_distance() -> None:
    rows = seen(-12.0)
    assert [(row.verdict, row.subject) for row in rows] == [
        (Verdict.REVIEW, "Parotid_L"),
        (Verdict.REVIEW, "Parotid_R"),
    ]
    assert rows[0].summary == "Parotid_L lies 12 mm behind SpinalCord, and no organ of this name does."


def test_organs_that_no_clause_is_on_are_told() -> None:
    one = drawn_otherwise(treatment({"Rectum": 20.0, "Bladder": 20.0}), Rectum=behind(-30.0, 400.0))
    row = next(row for row in found(judged(one), "STRUCT-ORDER") if row.message.id == "struct-order.amiss")
    assert (row.verdict, row.message.values["front"]) == (None, "Bladder")


@pytest.mark.example("STRUCT-ORDER", "undecided")
def test_without_two_organs_to_compare_nothing_passes() -> None:
    (only,) = seen(30.0, SpinalCord="Struct1")
    assert (only.verdict, only.message.id) == (None, "struct-order.nothing")
