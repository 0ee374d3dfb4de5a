from __future__ import annotations

from math import inf, nan, nextafter

import pytest

from rtqa.protocol import Constraint, FractionRange, Range


def constraint(relation: str, limit: float, variation: float | None = None) -> Constraint:
    return Constraint.model_validate(
        {
            "id": "any",
            "phase": "any",
            "structure": "Any",
            "metric": "Max[Gy]",
            "relation": relation,
            "limit": limit,
            "variation": variation,
            "quote": "any",
            "source": "any",
        }
    )


@pytest.mark.parametrize(
    ("relation", "below", "at", "above"),
    [
        ("<=", True, True, False),
        ("<", True, False, False),
        (">=", False, True, True),
        (">", False, False, True),
    ],
)
def test_a_limit_is_kept_to_the_last_digit(relation: str, *, below: bool, at: bool, above: bool) -> None:
    limit = constraint(relation, 45.0)
    assert limit.allows(nextafter(45.0, -inf)) is below
    assert limit.allows(45.0) is at
    assert limit.allows(nextafter(45.0, inf)) is above


@pytest.mark.parametrize("relation", ["<=", "<", ">=", ">"])
def test_what_is_not_a_number_keeps_no_limit(relation: str) -> None:
    limit = constraint(relation, 45.0, 45.0)
    assert not limit.allows(nan)
    assert not limit.allows_as_variation(nan)


def test_a_variation_is_a_laxer_limit() -> None:
    upper, lower = constraint("<=", 45.0, 48.0), constraint(">=", 95.0, 90.0)
    assert [upper.allows_as_variation(value) for value in (46.0, 48.0, 48.1)] == [True, True, False]
    assert [lower.allows_as_variation(value) for value in (94.0, 90.0, 89.9)] == [True, True, False]


def test_without_a_variation_nothing_varies_acceptably() -> None:
    assert not constraint("<=", 45.0).allows_as_variation(0.0)


def test_a_constraint_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        constraint("<=", 45.0).limit = 60.0


def test_ranges_include_both_ends() -> None:
    assert [dose in Range(min=66, max=70) for dose in (65.99, 66.0, 70.0, 70.01)] == [
        False,
        True,
        True,
        False,
    ]
    assert [n in FractionRange(min=30, max=33) for n in (29, 30, 33, 34)] == [False, True, True, False]
    assert [n in FractionRange(min=2) for n in (1, 2, 35)] == [False, True, True]
