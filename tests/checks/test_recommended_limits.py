"""Recommended limits, which do not fail, and priorities, which decide nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_limits_of_several import GLANDS, rows, verdicts

from rtqa.findings import Verdict
from rtqa.messages import CauseKind

RIGHT = {"structure": "Parotid_R", "outside": "review"}


@pytest.mark.parametrize(
    ("limit_gy", "variation_gy", "verdict"),
    [
        (23, None, Verdict.PASS),
        (21, None, Verdict.REVIEW),
        (21, 23, Verdict.VARIATION),
        (20, 21, Verdict.REVIEW),
    ],
)
def test_a_recommended_limit_that_is_broken_is_review(
    tmp_path: Path, limit_gy: float, variation_gy: float | None, verdict: Verdict
) -> None:
    variation = {} if variation_gy is None else {"variation": variation_gy}
    (row,) = rows(tmp_path, {**RIGHT, "limit": limit_gy, **variation})
    assert row.verdict is verdict
    if verdict is Verdict.REVIEW:
        assert (
            row.reason
            == "a recommended limit, which the protocol does not make binding: look at it, and decide"
        )
        assert [(cause.kind, cause.subject) for cause in row.causes] == [
            (CauseKind.LIMIT_EXCEEDED, "Parotid_R")
        ]


def test_a_binding_limit_beside_it_fails_all_the_same(tmp_path: Path) -> None:
    judged_rows = rows(tmp_path, {**RIGHT, "limit": 19}, {"structure": "Parotid_R", "limit": 21})
    assert verdicts(judged_rows) == [("Parotid_R", Verdict.REVIEW), ("Parotid_R", Verdict.FAIL)]


def test_of_alternatives_a_broken_recommendation_is_better_than_a_broken_limit(tmp_path: Path) -> None:
    limits = [
        {"structure": "Parotid_L", "limit": 19, "one_of": "gland"},
        {**RIGHT, "limit": 19, "one_of": "gland"},
    ]
    assert verdicts(rows(tmp_path, *limits)) == [("Parotid_L", None), ("Parotid_R", Verdict.REVIEW)]


def test_limits_stand_in_the_order_of_their_priorities(tmp_path: Path) -> None:
    limits = [
        {"structure": "SpinalCord", "limit": 45},
        {"structures": GLANDS, "logic": "each", "limit": 21, "priority": 2},
        {"structure": "GTVtn0", "limit": 90, "priority": 1},
    ]
    judged_rows = rows(tmp_path, *limits)
    assert verdicts(judged_rows) == [
        ("GTVtn0", Verdict.PASS),
        ("Parotid_L", Verdict.PASS),
        ("Parotid_R", Verdict.FAIL),
        ("SpinalCord", Verdict.PASS),
    ]
    said = ["" if row.caveat is None else str(row.caveat.values["n"]) for row in judged_rows]
    assert said == ["1", "2", "2", ""]
