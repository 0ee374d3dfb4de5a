"""What lint says of ratios, tables and choices that cannot be meant, and of sound ones not."""

from __future__ import annotations

from typing import Any

import pytest
from test_lint_traps import document, limit, refused, rules

from rtqa.protocol import Protocol

SPREAD = {"structure": "GTVp", "metric": "D5%[Gy]", "over": {"metric": "D95%[Gy]"}}
NOBODY = {"structure": "Nobody", "metric": "D95%[Gy]"}
PART = {"structure": "Liver", "metric": "V20Gy[cc]", "over": {"metric": "Volume[cc]"}}


def by(*rows: list[float], **more: Any) -> dict[str, Any]:
    return {"structure": "GTVp", "metric": "Volume[cc]", "rows": list(rows), **more}


def faults(*limits: dict[str, Any]) -> list[str]:
    return refused(document(*limits))


@pytest.mark.parametrize(
    ("more", "found", "places"),
    [
        ({**SPREAD, "relation": ">=", "limit": 1}, ["ratio"], ["constraint[0].limit"]),
        ({**SPREAD, "relation": "<=", "limit": 0.9}, ["ratio"], []),
        ({**PART, "relation": "<=", "limit": 1}, ["ratio"], ["constraint[0].limit"]),
        ({**PART, "relation": ">", "limit": 1.2}, ["ratio"], []),
        ({**SPREAD, "relation": "<=", "limit": 1.1}, [], []),
        ({**PART, "relation": "<=", "limit": 0.35}, [], []),
    ],
)
def test_a_ratio_on_the_wrong_side_of_one(more: dict[str, Any], found: list[str], places: list[str]) -> None:
    written = document(limit(**more))
    assert rules(written) == found
    assert refused(written) == places


@pytest.mark.parametrize(
    ("rows", "found"),
    [([[1, 50], [5, 40], [9, 45]], ["table"]), ([[1, 50], [5, 50], [9, 55]], []), ([[1, 9], [5, 7]], [])],
)
def test_a_table_that_goes_up_and_down(rows: list[list[float]], found: list[str]) -> None:
    one = limit(structure="SpinalCord", metric="Max[Gy]", relation="<=", limit_by=by(*rows))
    assert rules(document(one)) == found


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({**SPREAD, "over": {"metric": "Volume[cc]"}, "limit": 1}, "constraint[0]"),
        ({**SPREAD, "over": {"metric": "D5%[Gy]"}, "limit": 1}, "constraint[0]"),
        (
            {**SPREAD, "over": {"structure": "Nobody", "metric": "D95%[Gy]"}, "limit": 1},
            "constraint[0].over.structure",
        ),
        ({**SPREAD, "limit_by": by([5, 1.1], [9, 1.2]), "limit": 1.2}, "constraint[0]"),
        ({**SPREAD, "limit_by": by([9, 1.1], [5, 1.2])}, "constraint[0].limit_by"),
        ({**SPREAD, "limit_by": by([5, 1.1], [9, 1.2, 1.3])}, "constraint[0].limit_by"),
        ({**SPREAD, "limit_by": by([5, 1.1, 1.0], [9, 1.2, 1.3])}, "constraint[0]"),
        ({**SPREAD, "limit_by": by([5, 1.1])}, "constraint[0].limit_by.rows"),
        ({**SPREAD, "limit_by": by([5], [9, 1.2])}, "constraint[0].limit_by.rows[0]"),
        ({**SPREAD}, "constraint[0].limit"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(more: dict[str, Any], place: str) -> None:
    assert place in faults(limit(relation="<=", **more))


@pytest.mark.parametrize(("relation", "laxest"), [("<=", (54.0, 63.0)), (">=", (50.0, 48.0))])
def test_the_laxest_row_stands_for_the_table_where_one_number_is_asked_for(
    relation: str, laxest: tuple[float, float]
) -> None:
    rows = by([1, 50, 58], [5, 54, 63]) if relation == "<=" else by([1, 54, 52], [5, 50, 48])
    written = document(limit(structure="GTVp", metric="Max[Gy]", relation=relation, limit_by=rows))
    (one,) = Protocol.model_validate(written).constraints
    assert (one.limit, one.variation) == laxest


CORD = {"structure": "SpinalCord", "metric": "Max[Gy]", "relation": "<=", "limit": 45}
ARMS = [{"id": "short", "title": "Short"}, {"id": "long", "title": "Long"}]
IN_FIVE = {"fractions": {"min": 5, "max": 5}}
DOSE = {"structure": "GTVp", "dose_gy": {"min": 60, "max": 60}, "fractions": {"min": 20, "max": 20}}


@pytest.mark.parametrize(
    ("limits", "tables", "found"),
    [
        # Two of two, and one of one, is no choice; two of three is.
        ([{"one_of": "it"}] * 2, {"choice": [{"id": "it", "at_least": 2}]}, ["choice"]),
        ([{"one_of": "it"}], {}, ["choice"]),
        ([{"one_of": "it"}] * 3, {"choice": [{"id": "it", "at_least": 2}]}, []),
        ([{"arms": ["short"]}], {"arm": ARMS}, ["arm"]),
        ([{"arms": ["short"]}, {"arms": ["long"]}], {"arm": ARMS}, []),
        ([IN_FIVE], {"prescription": [limit(id="dose", **DOSE)]}, ["fractions"]),
        ([IN_FIVE, {"fractions": {"min": 20, "max": 30}}], {}, []),
    ],
)
def test_choices_that_leave_none(
    limits: list[dict[str, Any]], tables: dict[str, Any], found: list[str]
) -> None:
    written = document(
        *(limit(**{**CORD, "id": f"own-{n}"}, **more) for n, more in enumerate(limits)), **tables
    )
    assert rules(written) == found


@pytest.mark.parametrize(
    ("more", "tables", "place"),
    [
        ({"arms": ["other"]}, {"arm": ARMS}, "constraint[0].arms[0]"),
        ({}, {"choice": [{"id": "it", "at_least": 1}]}, "choice[0].id"),
        ({"phase": "sum", **IN_FIVE}, {}, "constraint[0]"),
        ({"side_of": "GTVp"}, {}, "constraint[0]"),
    ],
)
def test_what_names_nothing_is_refused(more: dict[str, Any], tables: dict[str, Any], place: str) -> None:
    assert place in refused(document(limit(**{**CORD, **more}), **tables))


def test_alternatives_and_arms_are_not_held_against_each_other() -> None:
    """Two prescriptions of two arms, or of which one must hold."""
    short = limit(**{**DOSE, "id": "short"}, one_of="dose")
    long = limit(**{**DOSE, "id": "long", "fractions": {"min": 25, "max": 25}}, one_of="dose")
    assert rules(document(limit(**CORD), prescription=[short, long])) == []
    by_arm = [{**short, "arms": ["short"]}, {**long, "arms": ["long"]}]
    by_arm = [{key: value for key, value in rule.items() if key != "one_of"} for rule in by_arm]
    assert rules(document(limit(**CORD), prescription=by_arm, arm=ARMS)) == []
    assert "prescriptions" in rules(
        document(limit(**CORD), prescription=[{**rule, "arms": []} for rule in by_arm])
    )


SIZE = {"structure": "GTVp", "diameters": ["axial"]}
PRV = {"structure": "GTVp", "around": "SpinalCord"}


@pytest.mark.parametrize(
    ("table", "more", "found"),
    [
        ("size", {**SIZE, "at_most_mm": 5}, []),
        ("size", {**SIZE, "at_most_mm": 0.5}, ["length"]),
        ("margin", {**PRV, "at_least_mm": 0.5}, ["length"]),
        ("margin", {**PRV, "at_least_mm": 0}, []),
        ("margin", {**PRV, "at_least_mm": {"all": 5, "posterior": 0.3}}, ["length"]),
        ("margin", {**PRV, "at_least_mm": {"all": 5, "posterior": 0}}, []),
        ("calculation", {"grid_at_most_mm": 0.25}, ["length"]),
        ("calculation", {"grid_at_most_mm": 2.5}, []),
    ],
)
def test_lengths_in_centimetres(table: str, more: dict[str, Any], found: list[str]) -> None:
    assert rules(document(limit(**CORD), **{table: [limit(id="length", **more)]})) == found


@pytest.mark.parametrize(("days", "found"), [(14, []), (5, ["hours"])])
def test_hours_that_take_longer_than_the_days_allowed(days: int, found: list[str]) -> None:
    """Five fractions 40 hours apart take 160 hours, 6.7 days."""
    dose = limit(**{**DOSE, "id": "dose", "fractions": {"min": 5, "max": 5}})
    time = limit(id="time", max_days=days, counted_as=["difference-days"], hours_between={"min": 40})
    assert rules(document(limit(**CORD), prescription=[dose], schedule=[time])) == found


@pytest.mark.parametrize(
    ("table", "more"),
    [
        ("size", {**SIZE, "at_least_mm": 9, "at_most_mm": 5}),
        ("margin", PRV),
        ("margin", {"structure": "GTVp", "around": "GTVp", "at_least_mm": 5}),
        ("calculation", {}),
        ("imaging", {"image": "planning"}),
        ("schedule", {}),
        ("schedule", {"max_days": 9, "max_weeks": 1, "counted_as": ["inclusive-days"]}),
        ("schedule", {"max_days": 9, "counted_as": ["treatment-weeks"]}),
        ("schedule", {"max_days": 9}),
        ("schedule", {"hours_between": {"min": 9, "max": 5}}),
    ],
)
def test_clauses_that_ask_nothing_or_too_much_are_refused(table: str, more: dict[str, Any]) -> None:
    places = refused(document(limit(**CORD), **{table: [limit(id="asked", **more)]}))
    assert [place.split(".")[0] for place in places] == [f"{table}[0]"]
