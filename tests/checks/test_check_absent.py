"""STRUCT-ABSENT: what the patient does not have is asked of no plan, and what is drawn all the same is."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import (
    COURSE,
    PRESCRIBED_GY,
    blamed,
    contours,
    drawn_otherwise,
    found,
    judged,
    renamed,
    the_finding,
    treatment,
    without,
)

from rtqa.course.course_document import parse_course
from rtqa.errors import DocumentError
from rtqa.findings import Report, Verdict
from rtqa.model.case import Treatment
from rtqa.protocol.library import load_protocol

TO_OTHERS_GY = {name: dose_gy for name, dose_gy in PRESCRIBED_GY.items() if name != "GTVn"}


def report_on(folder: Path, one: Treatment, absent: str) -> Report:
    file = folder / "own_course.toml"
    file.write_text(f"absent = {{ {absent} }}\n{COURSE.read_text(encoding='utf-8')}", encoding="utf-8")
    return judged(one, course=file)


def without_node() -> Treatment:
    return without(treatment(prescribed_gy=TO_OTHERS_GY), "GTVn")


@pytest.mark.example("STRUCT-ABSENT", "good")
def test_a_patient_without_nodes_is_judged_by_the_other_clauses(tmp_path: Path) -> None:
    report = report_on(tmp_path, without_node(), 'GTVn = "N0"')
    assert blamed(report) == set()
    row = the_finding(report, "STRUCT-ABSENT", "GTVn")
    assert (row.verdict, row.summary) == (
        None,
        "GTVn: none, by the course file (N0); no clause on it is judged.",
    )
    assert [str(f.subject) for f in found(report, "RX-DOSE")] == ["GTVtn0", "CTV"]
    assert report.verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("x_mm", "name", "is_asked"),
    [(44.0, "Gl 1", True), (62.0, "Gl 1", False), (44.0, "Larynx", False), (44.0, "Ring", False)],
)
def test_what_lies_where_a_resected_gland_would_is_asked_about(
    tmp_path: Path, x_mm: float, name: str, *, is_asked: bool
) -> None:
    # Mirrored at the cord, x = 120 mm, the right parotid, x = 200 mm, lies at 40 mm.
    one = drawn_otherwise(renamed(treatment(), Parotid_L=name), **{name: contours(x_mm)})
    row = the_finding(report_on(tmp_path, one, 'Parotid_L = "resected"'), "STRUCT-ABSENT", "Parotid_L")
    assert (row.verdict is Verdict.REVIEW, row.message.id == "struct-absent.mirrored") == (is_asked, is_asked)


def test_without_a_word_the_missing_nodes_stay_a_question() -> None:
    assert ("RX-DOSE", "GTVn", "review") in blamed(judged(without_node()))


@pytest.mark.parametrize("other_gy", [25.0, 27.0])
def test_of_two_glands_the_one_that_is_left_is_limited(tmp_path: Path, other_gy: float) -> None:
    one = without(treatment({"Parotid_R": other_gy}), "Parotid_L")
    report = report_on(tmp_path, one, 'Parotid_L = "resected"')
    verdicts = {str(f.subject): f.verdict for f in found(report, "DV-LIMIT") if "parotid" in str(f.evidence)}
    assert "Parotid_L" not in verdicts
    assert verdicts["Parotid_R"] is (Verdict.PASS if other_gy <= 26.0 else Verdict.FAIL)


@pytest.mark.example("STRUCT-ABSENT", "bad")
def test_what_is_said_to_be_absent_and_is_drawn_is_asked_about_and_judged(tmp_path: Path) -> None:
    cold = treatment({"GTVn": 60.0})
    report = report_on(tmp_path, cold, 'GTVn = "N0"')
    row = the_finding(report, "STRUCT-ABSENT", "GTVn")
    assert row.verdict is Verdict.REVIEW
    assert row.summary == "GTVn is said to be absent (N0), and the plan has 'GTVn'."
    assert the_finding(report, "RX-DELIVERED", "GTVn").verdict is Verdict.REVIEW


def test_a_node_under_another_known_name_is_drawn_all_the_same(tmp_path: Path) -> None:
    report = report_on(tmp_path, renamed(treatment(), GTVn="GTV nodes"), 'GTVn = "N0"')
    assert the_finding(report, "STRUCT-ABSENT", "GTVn").verdict is Verdict.REVIEW


def test_a_name_without_contours_is_not_drawn(tmp_path: Path) -> None:
    empty = drawn_otherwise(treatment(prescribed_gy=TO_OTHERS_GY), GTVn=contours(40.0, planes_mm=()))
    report = report_on(tmp_path, empty, 'GTVn = "N0"')
    assert the_finding(report, "STRUCT-ABSENT", "GTVn").verdict is None


@pytest.mark.example("STRUCT-ABSENT", "undecided")
def test_where_nothing_is_said_to_be_absent_nothing_is_left_out() -> None:
    (row,) = found(judged(treatment()), "STRUCT-ABSENT")
    assert (row.verdict, row.summary) == (
        None,
        "The course file says of no structure that the patient has none.",
    )


@pytest.mark.parametrize(
    ("absent", "fault"),
    [
        ('SpinalCord = "x"', "absent.SpinalCord: no patient is without it"),
        ('GTVtn0 = "x", GTVn = "x", CTV = "x"', "absent: leaves no target of the protocol to judge"),
        ('Parotis = "x"', "absent.Parotis: no structure 'Parotis' in protocol nct07041788"),
    ],
)
def test_what_cannot_be_absent_is_refused(absent: str, fault: str) -> None:
    text = f'schema = "rtqa-course/1"\nabsent = {{ {absent} }}\n'
    with pytest.raises(DocumentError) as raised:
        parse_course(text.encode(), label="course.toml", protocol=load_protocol("nct07041788"))
    assert fault in str(raised.value)


def test_a_dose_that_is_written_for_what_is_absent_is_asked_about(tmp_path: Path) -> None:
    file = tmp_path / "own_course.toml"
    head = 'schema = "rtqa-course/1"\nabsent = { GTVn = "N0" }\n'
    file.write_text(f'{head}[[phase]]\nid = "ccrt"\nplanned_gy = {{ GTVn = 66 }}\n', encoding="utf-8")
    row = the_finding(judged(without_node(), course=file), "STRUCT-ABSENT", "GTVn")
    assert (row.verdict, row.reason) == (
        Verdict.REVIEW,
        "the course file contradicts itself: nothing on it was judged",
    )
