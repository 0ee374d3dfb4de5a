"""Two reports side by side: differences by hand, intervals that meet or not, and what only one has."""

from __future__ import annotations

from dataclasses import replace

from hand_made_reports import judged, limit

from rtqa.findings import Report, ReportedIdentity, Verdict
from rtqa.messages import Message
from rtqa.render.files.html import draw_html
from rtqa.render.page.comparison import compare_reports
from rtqa.render.page.page import Grid, Page, Section

CORD = limit("cord", "D0.03cc[Gy]", "<=", 45.0)
LENS = limit("lens", "D0.03cc[Gy]", "<=", 10.0, structure="Lens_L")


def section(page: Page, section_id: str) -> Section:
    return next(part for part in page.sections if part.id == section_id)


def grid(page: Page, section_id: str) -> Grid:
    (table,) = section(page, section_id).grids
    return table


def limits(a: Report, b: Report) -> list[tuple[str, ...]]:
    return list(grid(compare_reports(a, b), "limits").rows)


def with_cord(report: Report, verdict: Verdict, value: float, interval: tuple[float, float]) -> Report:
    return replace(report, findings=(judged(verdict, CORD, value, interval=interval),))


def test_a_difference_is_marked_where_the_intervals_do_not_meet(report: Report) -> None:
    a = with_cord(report, Verdict.PASS, 41.2, (41.0, 41.6))
    near, far = (
        with_cord(report, Verdict.PASS, 41.7, (41.5, 41.9)),
        with_cord(report, Verdict.FAIL, 46.3, (46.0, 46.5)),
    )
    assert limits(a, near) == [
        ("SpinalCord", "ccrt", "D0.03cc[Gy]", "≤ 45", "✓ PASS", "✓ PASS", "41.20 [41.00–41.60]",
         "41.70 [41.50–41.90]", "+0.50"),
    ]  # fmt: skip
    assert limits(a, far)[0][5:] == ("✗ FAIL", "41.20 [41.00–41.60]", "46.30 [46.00–46.50]", "+5.10 *")


def test_what_only_one_has_stands_with_a_dash(report: Report) -> None:
    a = with_cord(report, Verdict.PASS, 41.2, (41.0, 41.6))
    b = replace(report, findings=(judged(Verdict.PASS, LENS, 5.0, interval=(4.9, 5.1)),))
    rows = limits(a, b)
    assert [row[0] for row in rows] == ["SpinalCord", "Lens_L"]
    assert rows[0][4:] == ("✓ PASS", "–", "41.20 [41.00–41.60]", "–", "–")
    assert rows[1][4:] == ("–", "✓ PASS", "–", "5.00 [4.90–5.10]", "–")


def test_structures_of_one_clause_are_compared_whatever_their_names(report: Report) -> None:
    a = with_cord(report, Verdict.PASS, 41.2, (41.0, 41.6))
    renamed = replace(a.findings[0], subject="Myelon")
    assert [row[8] for row in limits(a, replace(a, findings=(renamed,)))] == ["0.00"]


def test_volumes_and_doses_of_all_structures_stand_side_by_side(report: Report) -> None:
    one = replace(report.curves[0], volume_cm3=14.86)
    other = replace(one, volume_cm3=15.86, mean_gy=31.0, max_gy=42.0)
    a = replace(report, curves=(one, replace(report.curves[1], volume_cm3=52.0)))
    rows = grid(compare_reports(a, replace(report, curves=(other,))), "structures").rows
    assert rows[0] == ("SpinalCord", "ccrt", "14.86", "15.86", "+1.00", "30.00", "31.00", "+1.00", "39.00",
                       "42.00", "+3.00")  # fmt: skip
    assert rows[1][2:5] == ("52.00", "–", "–")


def test_findings_alike_are_left_out(report: Report) -> None:
    assert "findings" not in [part.id for part in compare_reports(report, report).sections]
    changed = tuple(
        replace(each, verdict=Verdict.FAIL) if each.code == "PRESCRIPTION" else each
        for each in report.findings
    )
    (row,) = grid(compare_reports(report, replace(report, findings=changed)), "findings").rows
    assert row[:4] == ("PRESCRIPTION", "ccrt", "✓ PASS", "✗ FAIL")


def test_curves_lie_over_one_another_and_pictures_side_by_side(report: Report) -> None:
    elsewhere = replace(report.pictures[0], through=Message("picture.vertex", vertex="V1"))
    page = compare_reports(report, replace(report, pictures=(elsewhere,)))
    lines = page.figures[0].lines
    assert [(line.name, line.dash) for line in lines][:2] == [("GTVtn0 (A)", "solid"), ("GTVtn0 (B)", "dash")]
    assert lines[0].color == lines[1].color
    (row,) = section(page, "pictures").pictures
    assert [plane.place.partition(": ")[0] for plane in row.planes] == ["A (B"]
    (row,) = section(compare_reports(report, report), "pictures").pictures
    assert [plane.place[:3] for plane in row.planes] == ["A: ", "B: "]


def test_both_reports_stand_above_all_else(report: Report) -> None:
    page = compare_reports(report, with_cord(report, Verdict.PASS, 41.2, (41.0, 41.6)))
    assert page.badge == "A ✗ FAIL   B ✓ PASS"
    rows = grid(page, "reports").rows
    assert rows[0] == ("Verdict", "✗ FAIL", "✓ PASS")
    assert ("Case", report.case_key, report.case_key) in rows


def test_the_page_escapes_names_and_says_what_was_remarked(report: Report, hostile_report: Report) -> None:
    remark = Message("page.frames-differ")
    source = draw_html(compare_reports(report, hostile_report, remarks=(remark,)))
    assert "no plane of one is a plane of the other" in source
    assert "&lt;img src=x" in source
    assert "<img src=x" not in source
    assert source.count("<h1>") == 1


# ------------------------------------------------------------------- of other patients and protocols


def remarks(a: Report, b: Report, **how: bool) -> list[str]:
    return [words for _, words in compare_reports(a, b, **how).remarks]


def test_the_same_case_under_the_same_protocol_needs_no_remark(report: Report) -> None:
    assert remarks(report, report) == []


def test_other_protocols_are_told_above_all_else(report: Report) -> None:
    other = replace(report, protocol=replace(report.protocol, id="other-trial"))
    (remark,) = remarks(report, other)
    assert "judged by different protocols" in remark
    assert "other-trial" in remark
    version = replace(report, protocol=replace(report.protocol, version="99"))
    assert "judged by different protocols" in remarks(report, version)[0]
    edited = replace(report, protocol=replace(report.protocol, sha256="f" * 64))
    assert "different files of protocol" in remarks(report, edited)[0]
    assert "ffffffffffff" in remarks(report, edited)[0]


def test_other_patients_are_told_above_all_else(report: Report) -> None:
    other = replace(report, case_key="000000000000", identity=None)
    assert remarks(report, other, are_of_one_patient=True) == []
    assert "are of different patients" in remarks(report, other, are_of_one_patient=False)[0]
    assert "do not say whether of one patient" in remarks(replace(report, identity=None), other)[0]


def test_of_reports_that_name_their_patients_these_are_compared(report: Report) -> None:
    one = ReportedIdentity(patient_name="A", patient_id="1", birth_date="19500101")
    a, b = replace(report, identity=one), replace(report, identity=replace(one, patient_id="2"))
    assert "are of different patients" in remarks(a, b)[0]
    assert remarks(a, replace(a, case_key="000000000000")) == []
