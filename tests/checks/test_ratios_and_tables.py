"""Limits on a ratio of two metrics, and limits that a table gives by a third, against hand counts.

Each box has 6 cm³ in a ramp of 2 Gy: Parotid_L from 19 to 21 Gy, Parotid_R from 21 to 23, GTVn from 66 to 68.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import contours, drawn_otherwise, the_finding, treatment, without
from language import clause, judge, value

from rtqa.findings import Finding, Verdict
from rtqa.messages import CauseKind
from rtqa.metrics import Measurement

RATIO = {"structure": '"Parotid_L"', "metric": '"D5%[Gy]"', "over": '{ metric = "D95%[Gy]" }'}
RTOG_0813 = "[[1.8, 5.9, 7.5], [7.4, 5.1, 6.0], [163.0, 2.9, 3.7]]"
"""R50% by the volume of the PTV: three rows of RTOG 0813, table 1, as from memory."""


def by_volume(rows: str, beyond: str = "") -> str:
    return f'{{ structure = "GTVn", metric = "Volume[cc]", rows = {rows}{beyond} }}'


def limited(folder: Path, **keys: str) -> Finding:
    subject = keys.get("structure", '"SpinalCord"').strip('"')
    return the_finding(judge(folder, clause("constraint", **keys)), "DV-LIMIT", subject)


@pytest.mark.parametrize(("limit", "verdict"), [("1.1", Verdict.PASS), ("1.05", Verdict.FAIL)])
def test_a_ratio_within_one_structure(tmp_path: Path, limit: str, verdict: Verdict) -> None:
    row = limited(tmp_path, **RATIO, limit=limit)
    assert row.verdict is verdict
    assert value(row) == pytest.approx(20.9 / 19.1, abs=2e-3)
    assert row.summary.startswith("Parotid_L: D5% / D95% 1.09")


def test_a_ratio_to_another_structure_has_the_interval_of_both(tmp_path: Path) -> None:
    """V22Gy of Parotid_R is half of its 6 cm³; the volume of GTVn is 6 cm³: 0.5."""
    keys = {"structure": '"Parotid_R"', "metric": '"V22Gy[cc]"'}
    over = '{ structure = "GTVn", metric = "Volume[cc]" }'
    row = limited(tmp_path, **keys, over=over, limit="0.7")
    assert row.verdict is Verdict.PASS
    assert value(row) == pytest.approx(0.5, abs=0.01)
    parts = [
        limited(tmp_path, **keys, limit="9").outcome,
        limited(tmp_path, structure='"GTVn"', metric='"Volume[cc]"', limit="9").outcome,
    ]
    above, below = [part.interval for part in parts if isinstance(part, Measurement)]
    assert above is not None
    assert below is not None
    assert isinstance(row.outcome, Measurement)
    assert row.outcome.interval is not None
    ends = row.outcome.interval.low, row.outcome.interval.high
    assert ends == pytest.approx((above.low / below.high, above.high / below.low), rel=1e-9)
    assert row.summary.startswith("Parotid_R: V22Gy / GTVn Volume 0.50, limit ≤ 0.7.")


def test_conformity_by_percent_of_the_target_s_prescription(tmp_path: Path) -> None:
    """33 % of GTVn's 66 Gy are 21.78 Gy: 61 % of Parotid_R, 3.66 of GTVn's 6 cm³."""
    keys = {"structure": '"Parotid_R"', "metric": '"V33%[cc]"', "percent_of": '"GTVn"'}
    row = limited(tmp_path, **keys, over='{ structure = "GTVn", metric = "Volume[cc]" }', limit="0.7")
    assert value(row) == pytest.approx(0.61, abs=0.01)
    assert "100 % is the 66 Gy of GTVn" in row.summary


def test_without_the_second_structure_the_ratio_is_open(tmp_path: Path) -> None:
    keys = {"structure": '"Parotid_R"', "metric": '"V22Gy[cc]"', "limit": "0.6"}
    over = '{ structure = "CTV", metric = "Volume[cc]" }'
    report = judge(tmp_path, clause("constraint", **keys, over=over), one=without(treatment(), "CTV"))
    row = the_finding(report, "DV-LIMIT", "Parotid_R")
    assert row.verdict is Verdict.REVIEW
    assert [cause.subject for cause in row.causes] == ["CTV"]


@pytest.mark.parametrize(
    ("volume_rows", "limit", "verdict"),
    [
        # 6 cm³ lie two thirds of the way from 4 to 7; the cord's maximum is 41 Gy.
        ("[[4, 41.0], [7, 44.0]]", 43.0, Verdict.PASS),
        ("[[4, 38], [7, 41]]", 40.0, Verdict.FAIL),
        ("[[4, 37, 41], [7, 40, 47]]", 39.0, Verdict.VARIATION),
    ],
)
def test_the_limit_is_read_between_the_rows(
    tmp_path: Path, volume_rows: str, limit: float, verdict: Verdict
) -> None:
    row = limited(tmp_path, limit_by=by_volume(volume_rows))
    assert row.verdict is verdict
    assert row.constraint is not None
    assert row.constraint.limit == pytest.approx(limit, abs=0.02)
    assert "The limit is that of the clause's table for GTVn, Volume 6.00 cc." in row.summary


def test_beyond_the_rows_it_is_open_unless_the_file_says_the_nearest(tmp_path: Path) -> None:
    rows = "[[7, 45], [9, 50]]"
    row = limited(tmp_path, limit_by=by_volume(rows))
    assert (row.verdict, row.causes[0].kind) == (Verdict.REVIEW, CauseKind.CLAUSE_OPEN)
    assert "the limit is given by a table from 7 cc to 9 cc, GTVn has Volume 6.00 cc" in row.reason
    row = limited(tmp_path, limit_by=by_volume(rows, ', beyond = "nearest-row"'))
    assert row.verdict is Verdict.PASS
    assert row.constraint is not None
    assert row.constraint.limit == 45.0


def test_what_the_volume_leaves_open_the_limit_does_too(tmp_path: Path) -> None:
    """The volume of few slices is known to a seventh: at 6 cm³ the limit is 42 Gy, at 5.4 cm³ 40.2."""
    row = limited(tmp_path, limit_by=by_volume("[[5, 39], [6, 42], [8, 43]]"))
    assert row.verdict is Verdict.REVIEW
    assert "within the uncertainty of that it may be" in row.reason


def test_a_table_of_what_is_not_drawn_shows_its_laxest_limit_and_says_so(tmp_path: Path) -> None:
    limit = clause("constraint", limit_by=by_volume("[[4, 38], [7, 41]]"))
    row = the_finding(judge(tmp_path, limit, one=without(treatment(), "GTVn")), "DV-LIMIT", "SpinalCord")
    assert row.verdict is Verdict.REVIEW
    assert "limit ≤ 41 Gy" in row.summary
    assert row.summary.endswith("The limit is the laxest of the clause's table, which could not be read.")


def test_a_ratio_with_a_table_is_the_spill_of_a_stereotactic_protocol(tmp_path: Path) -> None:
    """6 cm³ between 1.8 and 7.4: R50% of 5.9 falls by 0.8 × 4.2 / 5.6 to 5.3."""
    keys = {"structure": '"Parotid_R"', "metric": '"V22Gy[cc]"', "relation": '"<"'}
    over = '{ structure = "GTVn", metric = "Volume[cc]" }'
    row = limited(tmp_path, **keys, over=over, limit_by=by_volume(RTOG_0813))
    assert row.verdict is Verdict.PASS
    assert row.constraint is not None
    assert (row.constraint.limit, row.constraint.variation) == pytest.approx((5.3, 6.375), abs=0.02)


def test_of_each_part_its_own_volume_counts(tmp_path: Path) -> None:
    """Without a structure the table is by what is limited; half as long a box has 3 cm³."""
    one = drawn_otherwise(treatment(), Parotid_L=contours(160.0, half_mm=(5.0, 10.0)))
    table = '{ metric = "Volume[cc]", rows = [[2, 24], [4, 22], [6, 20]] }'
    limit = clause("constraint", structures='["Parotid_L", "Parotid_R"]', logic='"each"', limit_by=table)
    report = judge(tmp_path, limit, one=one)
    found = {name: the_finding(report, "DV-LIMIT", name) for name in ("Parotid_L", "Parotid_R")}
    limits = [row.constraint.limit for row in found.values() if row.constraint is not None]
    assert limits == pytest.approx([23.0, 20.0], abs=0.02)
    assert [row.verdict for row in found.values()] == [Verdict.PASS, Verdict.FAIL]
