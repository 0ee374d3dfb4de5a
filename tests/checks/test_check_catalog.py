"""What holds for all checks: each has a page, answers for all it concerns, and answers alike twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from typing import get_args

import numpy as np
import pytest
from cases import (
    COURSE,
    LEVELS_GY,
    PITCH_MM,
    PROTOCOL,
    bulky,
    case,
    drawn_otherwise,
    found,
    image,
    judged,
    plan,
    prescription,
    ramps,
    treatment,
    without,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from rtqa.checks.core.catalog import Section, catalog
from rtqa.findings import Band, Report, ReportedCurve, Verdict
from rtqa.metrics import Measurement
from rtqa.model.case import Treatment
from rtqa.protocol import load_protocol
from rtqa.resources import resource_folder
from without_second_dose import check

HEADINGS = ["What", "Why", "How", "Limits", "Source"]
PAGES = {
    page.name.removesuffix(".md"): page.read_text(encoding="utf-8")
    for page in resource_folder("checks").iterdir()
    if page.name.endswith(".md")
}
CODES = [one.code for one in catalog()]


def test_the_catalog_holds_each_code_once_and_in_the_order_of_reading() -> None:
    assert len(CODES) == len(set(CODES))
    places = [(get_args(Section).index(check.section), check.order) for check in catalog()]
    assert places == sorted(set(places))
    assert list(dict.fromkeys(check.section for check in catalog())) == list(get_args(Section))


def test_every_check_has_a_page_and_every_page_a_check() -> None:
    assert sorted(PAGES) == sorted(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_page_begins_with_its_code_and_has_the_five_headings_in_order(code: str) -> None:
    first, *rest = PAGES[code].splitlines()
    assert re.fullmatch(rf"# {code}: .+\?", first)
    assert [line.removeprefix("## ") for line in rest if line.startswith("#")] == HEADINGS


@pytest.mark.parametrize("code", CODES)
def test_no_part_of_a_page_is_empty_or_longer_than_a_page(code: str) -> None:
    parts = re.split(r"^## \w+$", PAGES[code], flags=re.MULTILINE)[1:]
    assert len(parts) == len(HEADINGS)
    assert all(len(part.split()) >= 8 for part in parts)
    assert len(PAGES[code].split()) < 500


@pytest.mark.parametrize("code", CODES)
def test_a_page_asks_its_check_s_question(code: str) -> None:
    question = next(one.question for one in catalog() if one.code == code)
    assert PAGES[code].splitlines()[0] == f"# {code}: {question}"


TREATMENTS: Mapping[str, Treatment] = {
    "in order": treatment(),
    "without structures": treatment(structure_set=None),
    "without dose": treatment(dose=None),
    "without plan": treatment(plan=None),
    "without anything": treatment(plan=None, dose=None, structure_set=None),
    "single fraction": drawn_otherwise(
        treatment(
            plan=plan(prescription(2, 15.0), n_fractions=1),
            dose=ramps([4.0, 16.0, 4.0, 4.0, 3.0, 3.0], y_to_mm=30.0),
            image=image(acquired="20250106"),
        ),
        GTVn=bulky(PITCH_MM),
    ),
    "none of its structures": without(treatment({"Other": 1.0}), *LEVELS_GY),
}


@pytest.mark.parametrize("name", TREATMENTS)
def test_every_check_answers_for_every_treatment_or_the_phase_says_why_not(name: str) -> None:
    report = judged(TREATMENTS[name])
    both = {"DV-LIMIT", "RX-DELIVERED", "RX-DOSE", "RX-PER-FRACTION"}
    both |= {"PLAN-TECHNIQUE", "RX-SOURCES", "IMG-SPACING", "IMG-CONTOURS"}
    single, course = {"SIZE-TARGET", "PLAN-APPROVED"}, {"PLAN-DAILY"}
    everything = check(case(TREATMENTS[name]), protocol=PROTOCOL, course=COURSE)
    answered = {finding.code for finding in everything.findings}
    single |= {code for code in CODES if code.startswith("SFRT-")}
    one = TREATMENTS[name].plan
    silent = both | single | course if one is None else course if one.n_fractions == 1 else single
    # No dose is calculated a second time of plans without beams: DOSE-SECOND alone says so.
    silent |= {"BEAM-ALONE", "DOSE-OUTPUT"}
    # The trial has no such clause.
    assert answered == set(CODES) - silent - {"DOSE-CALC", "IMG-MODALITY", "STRUCT-MARGIN"}
    # The boxes of the single fraction hold no vertices.
    assert report.verdict is (Verdict.PASS if name == "in order" else Verdict.REVIEW)


def test_of_no_treatment_at_all_the_verdict_is_review() -> None:
    assert check(case(), protocol=PROTOCOL).verdict is Verdict.REVIEW


def clauses_in(report: Report, phase: str) -> tuple[set[str], Counter[str], Counter[str]]:
    """Ids of the constraints, and quotes of the prescriptions, that findings were made of."""
    limits = {f.constraint.id for f in report.findings if f.constraint is not None and f.phase == phase}
    prescribed = Counter(f.evidence.quote for f in found(report, "RX-DOSE") if f.phase == phase)
    delivered = Counter(f.evidence.quote for f in found(report, "RX-DELIVERED") if f.phase == phase)
    return limits, prescribed, delivered


@settings(max_examples=25, deadline=None)
@given(
    missing=st.sets(st.sampled_from(sorted(LEVELS_GY))),
    doubled=st.sets(st.sampled_from(["Cord", "GTVn2", "LeftParotid"])),
    n_fractions=st.sampled_from([1, 2, 30, 35]),
    prescribed=st.dictionaries(st.sampled_from(sorted(LEVELS_GY)), st.sampled_from([15.0, 54.0, 70.0])),
)
def test_every_clause_of_the_recognised_phase_is_in_the_report(
    missing: set[str], doubled: set[str], n_fractions: int, prescribed: dict[str, float]
) -> None:
    protocol = load_protocol(PROTOCOL).protocol
    one = treatment(dict.fromkeys(doubled, 20.0), prescribed_gy=prescribed, n_fractions=n_fractions)
    report = judged(without(one, *missing))
    phase = "sfrt" if n_fractions == 1 else "ccrt"
    limits, prescriptions, delivered = clauses_in(report, phase)
    assert limits == {constraint.id for constraint in protocol.constraints if constraint.phase == phase}
    quotes = Counter(rule.quote for rule in protocol.prescriptions if rule.phase == phase)
    assert (prescriptions, delivered) == (quotes, quotes)
    assert len(found(report, "RX-FRACTIONS", "CCRT")) == 1
    unmeasured = [f for f in report.findings if f.constraint and not isinstance(f.outcome, Measurement)]
    assert not (unmeasured and report.verdict is Verdict.PASS)


def as_values(report: Report) -> dict[str, object]:
    """All of a report as values that compare by content, curves included."""
    values: dict[str, object] = {each.name: getattr(report, each.name) for each in fields(report)}
    values["curves"] = [_content(curve) for curve in report.curves]
    return values


def _content(value: object) -> object:
    if isinstance(value, ReportedCurve | Band):
        return tuple(_content(getattr(value, each.name)) for each in fields(value))
    return value.tobytes() if isinstance(value, np.ndarray) else value


@pytest.mark.parametrize("name", TREATMENTS)
def test_equal_inputs_give_equal_reports(name: str) -> None:
    one, other = judged(TREATMENTS[name]), judged(TREATMENTS[name])
    assert as_values(one) == as_values(other)
    assert one.created == ""


def test_what_differs_in_the_dose_differs_in_the_report() -> None:
    assert as_values(judged(treatment())) != as_values(judged(treatment({"SpinalCord": 40.001})))


def test_the_report_counts_its_findings_and_takes_the_worst() -> None:
    report = judged(without(treatment({"SpinalCord": 50.0}), "GTVn"))
    assert report.verdict is Verdict.FAIL
    assert {name: report.counts[name] for name in ("variation", "review", "fail")} == {
        "variation": 0,
        "review": 4,  # GTVn by its prescriptions, by its dose, and as what the plan prescribes to
        "fail": 3,  # the cord by itself, and in both sums that it breaks alone
    }
    assert sum(report.counts.values()) == len(report.findings)
