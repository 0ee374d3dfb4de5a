"""DV-SUM where a phase has no plan: what is stated of it bounds the sum, without that it is REVIEW."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from cases import PROTOCOL, case, found, judged, treatment
from test_check_sum import sfrt, sums

from rtqa.errors import DocumentError, UsageError
from rtqa.findings import Finding, Report, Verdict
from rtqa.limits import MOST_REPORT_BYTES
from rtqa.messages import CauseKind
from rtqa.metrics import Unmeasurable
from rtqa.render import parse_report, render_json
from without_second_dose import check

CORD = "SpinalCord = { max_gy = 3 }"
GLANDS = "Parotid_L = { max_gy = 6, mean_gy = 2 }, Parotid_R = { max_gy = 6, mean_gy = 2 }"


def judged_after(folder: Path, sfrt: str, *, course: str = "", **levels_gy: float) -> Report:
    """The chemoradiotherapy under a course file that says this of the first phase."""
    file = folder / "course.toml"
    file.write_text(
        f'schema = "rtqa-course/1"\n{course}[[phase]]\nid = "sfrt"\n{sfrt}\n[[phase]]\nid = "ccrt"\n',
        encoding="utf-8",
    )
    return judged(treatment(levels_gy), course=file)


def bounds(row: Finding) -> tuple[float, float]:
    assert isinstance(row.outcome, Unmeasurable)
    assert row.outcome.bounds is not None
    return row.outcome.bounds.low, row.outcome.bounds.high


def test_maxima_and_means_add_up_and_so_do_their_equivalents(tmp_path: Path) -> None:
    rows = sums(judged_after(tmp_path, f"received = {{ {CORD}, {GLANDS} }}"))
    # By hand, of one fraction: 41 + 3; 3 (1 + 3/2) / 2 = 3.75; of the gland 2 + 20, and as its mean square is
    # at most 2 × 6, (2 + 12/3) / (1 + 2/3) = 3.6.
    cord_eqd2, gland_eqd2 = 41 * (1 + 41 / 60) / 2, (20 + (400 + 1 / 3) / 90) * 3 / 5
    expected = {
        "sum-cord-max SpinalCord": 41 + 3,
        "sum-eqd2-cord-max SpinalCord": cord_eqd2 + 3.75,
        "sum-parotid-mean Parotid_L": 22,
        "sum-eqd2-parotid-mean Parotid_L": gland_eqd2 + 3.6,
    }
    for name, by_hand in expected.items():
        low, high = bounds(rows[name])
        # What the plan's own contours and grid leave open belongs to the bound.
        assert by_hand - 1e-3 <= high < 1.03 * by_hand, name
        assert low < high
        assert rows[name].verdict is Verdict.PASS
    assert rows["sum-parotid-mean Parotid_L"].summary.startswith("Parotid_L: Mean at most 22.")
    assert rows["sum-parotid-mean Parotid_L"].summary.endswith("not measured, but bounded, from 19.98 Gy on.")
    assert "what phase sfrt gave is told by the course file" in rows["sum-cord-max SpinalCord"].reason


def test_more_fractions_do_less(tmp_path: Path) -> None:
    text = "received = { SpinalCord = { max_gy = 3 } }"
    (once, twice) = (
        bounds(sums(judged_after(tmp_path, f"{text}\nfractions = {n}"))["sum-eqd2-cord-max SpinalCord"])[1]
        for n in (1, 2)
    )
    assert once - twice == pytest.approx((3 * (1 + 3 / 2) - 3 * (1 + 1.5 / 2)) / 2, rel=1e-6)


@pytest.mark.parametrize(
    ("stated", "limit", "said"),
    [
        ("SpinalCord = { max_gy = 5 }", "sum-cord-max SpinalCord", "an upper bound"),
        ("SpinalCord = { mean_gy = 1 }", "sum-cord-max SpinalCord", "tells no max_gy of SpinalCord"),
        ("Parotid_L = { mean_gy = 1 }", "sum-eqd2-parotid-mean Parotid_L", "tells no max_gy of Parotid_L"),
        (
            "SpinalCord = { max_gy = 3 }",
            "sum-parotid-mean Parotid_L",
            "tell what Parotid_L received",
        ),
    ],
)
def test_a_bound_that_breaks_or_is_none_is_review_and_never_fail(
    tmp_path: Path, stated: str, limit: str, said: str
) -> None:
    row = sums(judged_after(tmp_path, f"received = {{ {stated} }}"))[limit]
    assert row.verdict is Verdict.REVIEW
    assert said in row.reason
    is_bounded = said == "an upper bound"
    assert row.causes[0].kind is (CauseKind.PHASE_STATED if is_bounded else CauseKind.PHASE_ABSENT)


def test_a_mean_alone_bounds_a_mean_of_physical_dose(tmp_path: Path) -> None:
    row = sums(judged_after(tmp_path, "received = { Parotid_L = { mean_gy = 1 } }"))
    assert row["sum-parotid-mean Parotid_L"].verdict is Verdict.PASS
    assert bounds(row["sum-parotid-mean Parotid_L"])[1] == pytest.approx(21.0, rel=0.01)


def test_the_plan_alone_that_breaks_the_limit_fails_it(tmp_path: Path) -> None:
    row = sums(judged_after(tmp_path, f"received = {{ {CORD} }}", SpinalCord=46.0))
    assert row["sum-cord-max SpinalCord"].verdict is Verdict.FAIL
    assert row["sum-cord-max SpinalCord"].reason == "phase ccrt alone breaks it"


def test_names_are_understood_as_those_of_a_plan(tmp_path: Path) -> None:
    rows = sums(judged_after(tmp_path, 'received = { "spinal cord" = { max_gy = 3 } }'))
    assert rows["sum-cord-max SpinalCord"].verdict is Verdict.PASS


def test_the_plan_counts_where_it_is_at_hand(tmp_path: Path) -> None:
    file = tmp_path / "course.toml"
    file.write_text(
        f'schema = "rtqa-course/1"\n[[phase]]\nid = "sfrt"\nreceived = {{ {CORD} }}\n', encoding="utf-8"
    )
    rows = sums(judged(treatment(), sfrt(), course=file))
    assert rows["sum-cord-max SpinalCord"].verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("delivered = [2025-01-13]", CauseKind.PHASE_ABSENT),
        ("start = 2025-01-13", CauseKind.PHASE_ABSENT),
        ("", CauseKind.COURSE_DATA_ABSENT),
    ],
)
def test_a_phase_that_was_or_may_have_been_given_leaves_the_sum_open(
    tmp_path: Path, said: str, kind: CauseKind
) -> None:
    rows = found(judged_after(tmp_path, said), "DV-SUM")
    assert len(rows) == 4
    assert {(row.verdict, row.causes[0].kind) for row in rows} == {(Verdict.REVIEW, kind)}


def test_without_a_course_file_an_earlier_phase_may_have_been_given() -> None:
    rows = found(check(case(treatment()), protocol=PROTOCOL), "DV-SUM")
    assert {row.verdict for row in rows} == {Verdict.REVIEW}
    assert rows[0].reason.startswith("nothing says whether phase sfrt, which comes before, was given")


def test_a_later_phase_that_is_dated_leaves_the_sum_open_and_one_still_to_come_does_not(
    tmp_path: Path,
) -> None:
    file = tmp_path / "course.toml"
    for stated, verdict in (
        ("fractions = 30", None),
        ("start = 2025-03-31", Verdict.REVIEW),
        ('folder = "ccrt"', Verdict.REVIEW),
    ):
        text = f'schema = "rtqa-course/1"\nas_of = 2025-03-01\n[[phase]]\nid = "ccrt"\n{stated}\n'
        file.write_text(text, encoding="utf-8")
        assert {row.verdict for row in found(judged(sfrt(), course=file), "DV-SUM")} == {verdict}


# An earlier report


def write_report(folder: Path, **of_sfrt: float) -> str:
    text = render_json(check(case(sfrt(**of_sfrt)), protocol=PROTOCOL))
    (folder / "report.json").write_text(text, encoding="utf-8")
    return text


def test_an_earlier_report_tells_what_a_phase_gave(tmp_path: Path) -> None:
    write_report(tmp_path, cord_gy=2.0)
    rows = sums(judged_after(tmp_path, 'received = "report.json"'))
    # The cord's ramp ends 1 Gy above its level: 41 + 3; glands 20 + 3 on average.
    assert 44.0 <= bounds(rows["sum-cord-max SpinalCord"])[1] < 44.9
    assert 23.0 <= bounds(rows["sum-parotid-mean Parotid_L"])[1] < 23.4
    assert {row.verdict for row in rows.values()} == {Verdict.PASS}
    assert "is told by an earlier report" in rows["sum-cord-max SpinalCord"].reason


def test_a_report_that_was_edited_is_refused(tmp_path: Path) -> None:
    text = write_report(tmp_path, cord_gy=46.0)
    assert text.count('"verdict": "fail"') > 1
    (tmp_path / "report.json").write_text(text.replace('"verdict": "fail"', '"verdict": "pass"'), "utf-8")
    with pytest.raises(DocumentError, match=r"report\.json: .* faults?"):
        judged_after(tmp_path, 'received = "report.json"')


def test_a_report_of_another_phase_or_protocol_is_refused(tmp_path: Path) -> None:
    report = check(case(treatment()), protocol=PROTOCOL)
    (tmp_path / "report.json").write_text(render_json(report), encoding="utf-8")
    with pytest.raises(DocumentError, match="dvhs: none is of phase 'sfrt'"):
        judged_after(tmp_path, 'received = "report.json"')
    other = replace(report, protocol=replace(report.protocol, id="other"))
    (tmp_path / "report.json").write_text(render_json(other), encoding="utf-8")
    with pytest.raises(DocumentError, match="protocol: is 'other', not 'nct07041788'"):
        judged_after(tmp_path, 'received = "report.json"')


def test_a_report_must_be_a_file_of_a_size_that_reports_have(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"an earlier phase 'report\.json' cannot be read: No such file"):
        judged_after(tmp_path, 'received = "report.json"')
    os.mkfifo(tmp_path / "report.json")
    with pytest.raises(UsageError, match=r"'report\.json' is no file"):
        judged_after(tmp_path, 'received = "report.json"')
    (tmp_path / "report.json").unlink()
    with (tmp_path / "report.json").open("wb") as file:
        file.truncate(MOST_REPORT_BYTES + 1)
    with pytest.raises(UsageError, match=r"'report\.json' is larger than"):
        judged_after(tmp_path, 'received = "report.json"')


def test_a_part_outside_the_dose_grid_is_told_by_no_report(tmp_path: Path) -> None:
    report = check(case(sfrt()), protocol=PROTOCOL)
    curves = tuple(
        replace(curve, coverage_frac=0.9) if curve.structure == "SpinalCord" else curve
        for curve in report.curves
    )
    (tmp_path / "report.json").write_text(render_json(replace(report, curves=curves)), encoding="utf-8")
    rows = sums(judged_after(tmp_path, 'received = "report.json"'))
    assert rows["sum-cord-max SpinalCord"].verdict is Verdict.REVIEW
    assert "the report does not tell what SpinalCord received" in rows["sum-cord-max SpinalCord"].reason


def test_a_passing_bound_is_read_back_from_its_report(tmp_path: Path) -> None:
    judged_after(tmp_path, f"received = {{ {CORD}, {GLANDS} }}")
    report = check(case(treatment()), protocol=PROTOCOL, course=tmp_path / "course.toml")
    again = parse_report(render_json(report))
    assert [row.summary for row in again.findings] == [row.summary for row in report.findings]
    assert {row.verdict for row in found(again, "DV-SUM")} == {Verdict.PASS}
    assert np.isfinite(bounds(sums(again)["sum-cord-max SpinalCord"])).all()
