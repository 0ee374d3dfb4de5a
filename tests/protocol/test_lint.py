"""Contradictions by arithmetic: none in a consistent protocol, and those of the trial's text."""

from __future__ import annotations

from typing import Any

import pytest

from rtqa.messages import Message, Quantity
from rtqa.protocol import Protocol, load_protocol
from rtqa.protocol.contradiction import Contradiction
from rtqa.protocol.lint import find_contradictions
from rtqa.protocol.lint_calendar import Duration
from rtqa.protocol.protocol_document import parse_protocol
from rtqa.resources import resource_folder

WORDS = {"quote": "q", "source": "s"}


def lines(contradiction: Contradiction) -> tuple[str, ...]:
    """Its arithmetic in English."""
    return tuple(map(str, contradiction.arithmetic))


def target(name: str, least: float, most: float, **more: Any) -> dict[str, Any]:
    """A prescription of 30 to 33 fractions of 2 Gy."""
    return {
        "id": f"{name.lower()}-dose",
        "phase": "only",
        "structure": name,
        "dose_gy": {"min": least, "max": most},
        "fractions": {"min": 30, "max": 33},
        "per_fraction": {"gy": 2, "tolerance_gy": 0, "judged": "written", "quote": "2 Gy"},
        **WORDS,
        **more,
    }


def limit(ident: str, **more: Any) -> dict[str, Any]:
    usual = {"phase": "only", "structure": "Cord", "metric": "Max[Gy]", "relation": "<=", "limit": 45}
    return {"id": ident, **usual, **WORDS, **more}


def contradictions(**tables: Any) -> list[Contradiction]:
    protocol = Protocol.model_validate(
        {
            "schema": "rtqa-protocol/1",
            "id": "own",
            "title": "Own",
            "version": "1",
            "source": "Own",
            "phase": [{"id": "only", "title": "Only", "fractions": {"min": 2}}],
            "structure": [
                {"name": "GTV", "role": "target"},
                {"name": "CTV", "role": "target"},
                {"name": "Cord", "role": "organ"},
            ],
            **tables,
        }
    )
    return list(find_contradictions(protocol))


CONSISTENT = {
    "prescription": [target("GTV", 66, 66), target("CTV", 60, 66)],
    "constraint": [
        limit("cord-max"),
        limit("cord-d2", metric="D2%[Gy]", limit=44),
        limit("gtv-coverage", structure="GTV", metric="D95%[Gy]", relation=">=", limit=62.7),
        limit("gtv-hot-spot", structure="GTV", metric="D2%[Gy]", limit=70.6),
    ],
}


def test_in_a_consistent_protocol_nothing_is_found() -> None:
    assert contradictions(**CONSISTENT) == []


def test_a_dose_that_no_number_of_fractions_gives() -> None:
    (found,) = contradictions(prescription=[target("GTV", 70, 70)])
    assert (found.rule, found.clauses) == ("fraction-dose", ("gtv-dose",))
    assert str(found.says) == "70 Gy in 30–33 fractions is never 2 Gy a fraction."
    assert lines(found) == (
        "70 Gy in 30, 31, 32, 33 fractions: 2.333 Gy, 2.258 Gy, 2.188 Gy, 2.121 Gy a fraction",
        "70 Gy at 2 Gy a fraction: 35 fractions, outside 30–33",
    )


@pytest.mark.parametrize(("tolerance_gy", "n_found"), [(0.1, 1), (0.13, 0)])
def test_a_tolerance_counts(tolerance_gy: float, n_found: int) -> None:
    # 70 / 33 = 2.1212 Gy.
    stated = {"gy": 2, "tolerance_gy": tolerance_gy, "judged": "written", "quote": "2 Gy"}
    assert len(contradictions(prescription=[target("GTV", 70, 70, per_fraction=stated)])) == n_found


def test_targets_that_share_no_number_of_fractions() -> None:
    (found,) = contradictions(prescription=[target("GTV", 66, 70), target("CTV", 54, 60)])
    assert (found.rule, found.clauses) == ("fractionation", ("gtv-dose", "ctv-dose"))
    assert lines(found) == (
        "gtv-dose: 66 Gy in 33 fractions gives 2 Gy a fraction",
        "ctv-dose: 60 Gy in 30 fractions gives 2 Gy a fraction",
    )


def test_limits_that_decide_nothing() -> None:
    found = contradictions(
        prescription=[target("GTV", 66, 66)],
        constraint=[
            limit("lax", limit=140),
            limit("impossible", structure="GTV", metric="D95%[Gy]", relation=">=", limit=70),
        ],
    )
    assert [(one.rule, one.clauses) for one in found] == [("reach", ("lax",)), ("reach", ("impossible",))]
    assert (
        str(found[0].says)
        == "Cord: Max[Gy] ≤ 140 Gy in phase only is kept by every plan within what is assumed of the dose."
    )
    assert str(found[1].says) == "GTV: D95%[Gy] ≥ 70 Gy in phase only is broken by every plan."


@pytest.mark.parametrize(
    ("second", "n_found"),
    [
        (limit("b", limit=50), 1),
        (limit("b", relation="<", limit=45), 1),
        (limit("b", metric="Max", limit=45), 1),
        (limit("b", metric="D2%[Gy]"), 0),
        (limit("b", relation=">=", limit=1), 0),
        (limit("b", structure="CTV"), 0),
        (limit("b", quantity="eqd2", alpha_beta={"gy": 2, "source": "s"}), 0),
        (limit("b", one_of="cord"), 1),
    ],
)
def test_two_limits_on_the_same_thing(second: dict[str, Any], n_found: int) -> None:
    found = contradictions(constraint=[limit("a"), second])
    # A dose to be reached by the cord is a slip of its own, and so is an alternative to nothing.
    assert [one.rule for one in found if one.rule not in ("direction", "choice")] == ["overlap"] * n_found


def test_alternatives_do_not_overlap() -> None:
    assert contradictions(constraint=[limit("a", one_of="cord"), limit("b", limit=50, one_of="cord")]) == []


def schedule(max_weeks: int = 6, *ways: str) -> dict[str, Any]:
    counted_as = list(ways) or ["inclusive-days", "difference-days", "treatment-weeks"]
    return {"id": "time", "phase": "only", "max_weeks": max_weeks, "counted_as": counted_as, **WORDS}


@pytest.mark.parametrize(
    ("low", "high", "arithmetic"),
    [
        (
            {"metric": "Mean[Gy]", "limit": 30},
            {"metric": "Mean[Gy]", "limit": 20},
            "Mean[Gy] ≥ 30 Gy and ≤ 20 Gy",
        ),
        (
            {"metric": "D95%[Gy]", "limit": 30},
            {"metric": "D2%[Gy]", "limit": 20},
            "D95%[Gy] ≥ 30 Gy, and D2%[Gy], which is never less, ≤ 20 Gy",
        ),
        (
            {"metric": "Mean[Gy]", "limit": 30},
            {"metric": "Max[Gy]", "limit": 20},
            "Mean[Gy] ≥ 30 Gy, and Max[Gy], which is never less, ≤ 20 Gy",
        ),
        (
            {"metric": "V20Gy[%]", "limit": 50},
            {"metric": "V20Gy[%]", "limit": 40},
            "V20Gy[%] ≥ 50 % and ≤ 40 %",
        ),
        (
            {"metric": "Median[Gy]", "limit": 30, "relation": ">"},
            {"metric": "D50%[Gy]", "limit": 30},
            "Median[Gy] > 30 Gy, and D50%[Gy], which is never less, ≤ 30 Gy",
        ),
        ({"metric": "D2%[Gy]", "limit": 30}, {"metric": "D95%[Gy]", "limit": 20}, None),
        ({"metric": "Mean[Gy]", "limit": 30}, {"metric": "D2%[Gy]", "limit": 20}, None),
        ({"metric": "D95%[Gy]", "limit": 20}, {"metric": "D2%[Gy]", "limit": 20}, None),
        ({"metric": "D95%[Gy]", "limit": 30, "structure": "CTV"}, {"metric": "D2%[Gy]", "limit": 20}, None),
        ({"metric": "Mean[Gy]", "limit": 30, "one_of": "a"}, {"metric": "Mean[Gy]", "limit": 20}, None),
    ],
)
def test_limits_that_exclude_each_other(
    low: dict[str, Any], high: dict[str, Any], arithmetic: str | None
) -> None:
    low, high = ({"structure": "GTV", **more} for more in (low, high))
    found = contradictions(constraint=[limit("low", **{"relation": ">=", **low}), limit("high", **high)])
    expected = [] if arithmetic is None else [("opposed", ("low", "high"), (arithmetic,))]
    # An alternative to nothing is a slip of its own.
    named = [(each.rule, each.clauses, lines(each)) for each in found if each.rule != "choice"]
    assert named == expected


def alone(**more: Any) -> dict[str, Any]:
    """A prescription that says nothing of the dose of a fraction."""
    return {key: value for key, value in target("GTV", 60, 66, **more).items() if key != "per_fraction"}


@pytest.mark.parametrize(
    ("second", "says", "arithmetic"),
    [
        (
            {"fractions": {"min": 20, "max": 25}, "structure": "CTV"},
            "No number of fractions fills both prescriptions of phase only.",
            ("gtv-dose: 30–33 fractions", "b: 20–25 fractions"),
        ),
        (
            {"fractions": {"min": 34}, "structure": "CTV"},
            "No number of fractions fills both prescriptions of phase only.",
            ("gtv-dose: 30–33 fractions", "b: ≥ 34 fractions"),
        ),
        (
            {"dose_gy": {"min": 70, "max": 70}},
            "No dose fills both prescriptions to GTV.",
            ("gtv-dose: 60–66 Gy", "b: 70 Gy"),
        ),
        ({"dose_gy": {"min": 66, "max": 70}}, "", ()),
        ({"dose_gy": {"min": 70, "max": 70}, "structure": "CTV"}, "", ()),
        ({"fractions": {"min": 33, "max": 35}}, "", ()),
    ],
)
def test_prescriptions_that_no_plan_fills_together(
    second: dict[str, Any], says: str, arithmetic: tuple[str, ...]
) -> None:
    found = contradictions(prescription=[alone(), alone(id="b", **second)])
    expected = [("prescriptions", says, arithmetic)] if says else []
    assert [(each.rule, str(each.says), lines(each)) for each in found] == expected


def interval(ident: str, start: str, end: str, **counted: Any) -> dict[str, Any]:
    ways = counted.pop("ways", None) or [{"says": "so", "unit": "days", **counted}]
    return {"id": ident, "from": start, "to": end, "counted_as": ways, **WORDS}


FIRST, LAST = "only.first-fraction", "only.last-fraction"
SIX_WEEKS = {"id": "time", "phase": "only", "max_weeks": 6, "counted_as": ["inclusive-days"], **WORDS}


@pytest.mark.parametrize(
    ("intervals", "clauses", "days"),
    [
        # 56 days at least, 42 at most.
        (
            [interval("a", "surgery", FIRST, min=28, max=42), interval("b", "surgery", FIRST, min=56)],
            {"a", "b"},
            14,
        ),
        # 7 + 14 days lead to the first fraction at most, and 30 are asked for.
        (
            [
                interval("a", "surgery", "ct", min=0, max=7),
                interval("b", "ct", FIRST, min=0, max=14),
                interval("c", "surgery", FIRST, min=30),
            ],
            {"a", "b", "c"},
            9,
        ),
        # Either way within 7 days, and yet 10 after.
        (
            [
                interval("a", "ct", "surgery", max=7, either_way=True),
                interval("b", "surgery", "ct", min=10),
            ],
            {"a", "b"},
            3,
        ),
        # After the last fraction, and no more than 40 days after the first of six weeks: that can be.
        ([interval("a", FIRST, "ct", max=40), interval("b", LAST, "ct", min=1)], set(), 0),
        # The surgery stands between first and last fraction, 50 days after the first; six weeks are 42.
        ([interval("a", FIRST, "ct", min=50), interval("b", "ct", LAST, min=0)], {"a", "b", "time"}, 8),
        # Last fraction 10 days before the first.
        ([interval("a", LAST, "ct", max=0), interval("b", FIRST, "ct", min=-50, max=-1)], set(), 0),
        ([interval("a", LAST, "ct", min=1), interval("b", FIRST, "ct", max=0)], {"a", "b"}, 1),
        # Day 1 is the day itself: day 8 is seven days after.
        (
            [
                interval("a", "ct", "surgery", max=8, inclusive=True),
                interval("b", "ct", "surgery", min=7),
            ],
            set(),
            0,
        ),
        # 48 hours may touch three days, and no four lie between.
        (
            [interval("a", "ct", "surgery", max=3), interval("b", "ct", "surgery", min=48, unit="hours")],
            set(),
            0,
        ),
        (
            [interval("a", "ct", "surgery", min=4), interval("b", "ct", "surgery", max=48, unit="hours")],
            {"a", "b"},
            1,
        ),
        # From each time to the next there is no distance to hold against.
        ([interval("a", "ct", "ct", min=84), interval("b", "ct", "surgery", max=7)], set(), 0),
        # The laxest way to count counts.
        (
            [
                interval("a", "ct", "surgery", min=10),
                interval(
                    "b",
                    "ct",
                    "surgery",
                    ways=[
                        {"says": "a week", "unit": "days", "max": 7},
                        {"says": "or ten days", "unit": "days", "max": 10},
                    ],
                ),
            ],
            set(),
            0,
        ),
    ],
)
def test_intervals_that_no_dates_keep_together(
    intervals: list[dict[str, Any]], clauses: set[str], days: int
) -> None:
    events = [{"id": name, "title": name} for name in ("surgery", "ct")]
    found = contradictions(event=events, interval=intervals, schedule=[SIX_WEEKS])
    assert [each.rule for each in found] == ["interval"] * bool(clauses)
    for each in found:
        assert set(each.clauses) == clauses
        assert each.arithmetic[-1] == Message("lint.interval-excess", days=Quantity(days))


def test_two_contradictions_of_intervals_are_two() -> None:
    found = contradictions(
        event=[{"id": name, "title": name} for name in ("surgery", "ct")],
        interval=[
            interval("a", "surgery", "ct", max=7),
            interval("b", "surgery", "ct", min=8),
            interval("c", LAST, "ct", max=7),
            interval("d", LAST, "ct", min=9),
        ],
    )
    arithmetic = {each.clauses: lines(each) for each in found}
    assert arithmetic.keys() == {("a", "b"), ("c", "d")}
    assert arithmetic["a", "b"] == (
        "a: days from surgery to ct ≤ 7",
        "b: days from surgery to ct ≥ 8",
        "the fewest days asked for exceed the most days allowed by 1",
    )


def test_numbers_of_fractions_that_no_calendar_of_five_a_week_gives_in_time() -> None:
    (found,) = contradictions(prescription=[target("GTV", 66, 66)], schedule=[schedule()])
    assert (found.rule, found.clauses) == ("calendar", ("gtv-dose", "time"))
    assert str(found.says) == (
        "Of 30–33 fractions, only 30 can be given within 6 weeks at 5 a week "
        "by every way of counting the weeks."
    )


@pytest.mark.parametrize(
    ("max_weeks", "ways", "n_found"),
    [
        (6, ("treatment-weeks",), 1),  # 31 / 5 = 6.2
        (7, (), 0),  # 33 fractions take 45 to 47 days, and 33 / 5 = 6.6 weeks
        (6, ("difference-days",), 1),  # 31 fractions take 42 days, 32 take 43
    ],
)
def test_a_longer_time_or_fewer_ways_to_count(max_weeks: int, ways: tuple[str, ...], n_found: int) -> None:
    rules = [target("GTV", 66, 66)]
    found = contradictions(prescription=rules, schedule=[schedule(max_weeks, *ways)])
    assert [one.rule for one in found] == ["calendar"] * n_found


@pytest.mark.parametrize(("days_a_week", "n_found"), [(5, 1), (6, 0), (4, 1)])
def test_the_days_of_treatment_are_those_that_the_technique_asks_for(days_a_week: int, n_found: int) -> None:
    """33 fractions at six a week take 38 or 39 days; at four, 30 take eight weeks."""
    daily = {"fractions_a_day": 1, "days_a_week": days_a_week}
    technique = {"id": "t", "phase": "only", "techniques": ["IMRT"], "daily": daily, **WORDS}
    found = contradictions(prescription=[target("GTV", 66, 66)], schedule=[schedule()], technique=[technique])
    assert [one.rule for one in found] == ["calendar"] * n_found
    if found:
        assert f"at {days_a_week} a week" in str(found[0].says)


def test_fractions_that_fit_by_every_way_are_no_contradiction() -> None:
    one = target("GTV", 60, 60, fractions={"min": 28, "max": 30})
    assert contradictions(prescription=[one], schedule=[schedule()]) == []


@pytest.mark.parametrize(
    ("n_fractions", "per_week", "days"),
    # The published table of the trial's calendar, first and last day counted.
    [
        (30, 5, (40, 42)),
        (31, 5, (43, 43)),
        (32, 5, (44, 46)),
        (33, 5, (45, 47)),
        (35, 5, (47, 49)),
        (33, 6, (38, 39)),
        (35, 6, (40, 41)),
    ],
)
def test_days_that_fractions_take(n_fractions: int, per_week: int, days: tuple[int, int]) -> None:
    taken = Duration.of(n_fractions, days_a_week=per_week)
    assert (taken.fewest_days, taken.most_days) == days


def trial(rule: str) -> list[Contradiction]:
    found = find_contradictions(load_protocol("nct07041788").protocol)
    return [one for one in found if one.rule == rule]


def test_the_trials_primary_tumour_cannot_have_two_gray_a_fraction() -> None:
    (found,) = trial("fraction-dose")
    assert found.clauses == ("ccrt-gtvtn0-dose",)
    by_number, needed = lines(found)
    assert "2.333 Gy, 2.258 Gy, 2.188 Gy, 2.121 Gy a fraction" in by_number
    assert needed == "70 Gy at 2 Gy a fraction: 35 fractions, outside 30–33"


def test_the_trials_targets_share_no_number_of_fractions() -> None:
    (found,) = trial("fractionation")
    assert lines(found) == (
        "ccrt-gtvtn0-dose: no number of fractions gives 2 Gy a fraction",
        "ccrt-gtvn-dose: 66 Gy in 33 fractions gives 2 Gy a fraction",
        "ccrt-ctv-dose: 60 Gy in 30 fractions gives 2 Gy a fraction",
    )


def test_the_trials_limits_of_a_whole_course_are_vacuous_for_one_fraction() -> None:
    cord, parotid = trial("reach")
    assert (cord.clauses, parotid.clauses) == (("sfrt-cord-max",), ("sfrt-parotid-mean",))
    # 20 × (20 + 2) / 4 = 110, 45 × (45 + 2) / 4 = 528.75; 20 × (20 + 3) / 5 = 92, 26 × (26 + 3) / 5 = 150.8.
    assert lines(cord)[1] == (
        "in fractions of 2 Gy (α/β 2 Gy): 20 Gy in 1 fraction is 110 Gy, "
        "45 Gy in 1 fraction would be 528.8 Gy"
    )
    assert lines(parotid)[1] == (
        "in fractions of 2 Gy (α/β 3 Gy): 20 Gy in 1 fraction is 92 Gy, 26 Gy in 1 fraction would be 150.8 Gy"
    )


def test_the_trials_fractions_do_not_fit_into_its_six_weeks() -> None:
    (found,) = trial("calendar")
    assert found.clauses == ("ccrt-gtvtn0-dose", "ccrt-gtvn-dose", "ccrt-ctv-dose", "ccrt-overall-time")
    first, *days, faster, primary, nodes = found.arithmetic
    assert str(first) == "6 weeks are 42 days; at 5 fractions a week, no day lost:"
    assert [str(line.values["outcome"]) for line in days] == [
        "the course fits",
        "the course fits only if counted in days from first to last",
        "the course never fits",
        "the course never fits",
    ]
    assert str(days[3]) == (
        "33 fractions take 45–47 days with both ends counted, 44–46 from first to last; "
        "treatment weeks: 6.6; the course never fits"
    )
    assert str(faster) == (
        "at 6 a week: 33 fractions take 38–39 days with both ends counted, 37–38 from first to last; "
        "treatment weeks: 5.5; the course fits"
    )
    assert str(primary) == "30 fractions of ccrt-gtvtn0-dose are 2.333 Gy each, not 2 Gy"
    assert str(nodes) == "30 fractions of ccrt-gtvn-dose are 2.2–2.333 Gy each, not 2 Gy"


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ("", "", ["fraction-dose", "fractionation", "calendar", "reach", "reach"]),
        (
            "dose_gy = { min = 70, max = 70 }",
            "dose_gy = { min = 66, max = 66 }",
            ["fractionation", "calendar", "reach", "reach"],
        ),
        ("max_weeks = 6", "max_weeks = 7", ["fraction-dose", "fractionation", "reach", "reach"]),
        (
            "dose_gy = { min = 10, max = 20 }",
            "dose_gy = { min = 10, max = 24 }",
            ["fraction-dose", "fractionation", "calendar", "reach"],
        ),
        (
            "fractions = { min = 30, max = 33 }",
            "fractions = { min = 30, max = 35 }",
            ["fractionation", "calendar", "reach", "reach"],
        ),
        # 70 / 2.2 and 60 / 2.2 are no whole numbers; 66 / 2.2 is 30.
        (
            "gy = 2\n",
            "gy = 2.2\n",
            ["fraction-dose", "fraction-dose", "fractionation", "calendar", "reach", "reach"],
        ),
    ],
)
def test_the_lint_follows_the_numbers_of_the_file(old: str, new: str, rules: list[str]) -> None:
    text = (resource_folder("constraints") / "nct07041788.toml").read_text(encoding="utf-8")
    assert old in text
    protocol = parse_protocol(text.replace(old, new).encode(), label="changed")
    assert [one.rule for one in find_contradictions(protocol)] == rules


def test_every_contradiction_of_the_trial_is_answered_by_a_notice() -> None:
    protocol = load_protocol("nct07041788").protocol
    for one in find_contradictions(protocol):
        assert any(map(one.is_explained_by, protocol.ambiguities)), one
