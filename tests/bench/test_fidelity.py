"""The registration's text to the letter: variants of a course, and what a careful physicist would sign.

Each is a change of the good case's DICOM or course file, judged by the command. Doses, fractions and days
are those of the text, and of a paper calendar.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from course_texts import add_to_phase, change_course, cut_course, give, read_course, weekdays, write_course
from pydicom.dataset import Dataset
from seeded_files import Files, Floats, make_base
from typer.testing import CliRunner

from rtqa.cli.main import app

Found = list[dict[str, Any]]
Change = Callable[[Files], None]
Check = Callable[..., Found]

LEFT_OUT = {
    "images": frozenset[str](),
    "dose": frozenset({"CT", "BASELINE"}),
    "structures": frozenset({"CT", "BASELINE", "RTDOSE"}),
    "plan": frozenset({"CT", "BASELINE", "RTDOSE", "RTSTRUCT"}),
}
"""What a question does not need is not handed in, for speed."""

RECEIVED = re.compile(r"^# What it gave.*?(?=^\[\[phase\]\])", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a good case, written once."""
    made: dict[str, Path] = {}

    def of(name: str) -> Path:
        if name not in made:
            made[name] = make_base(name, tmp_path_factory.mktemp("fidelity") / name)
        return made[name]

    return of


@pytest.fixture
def check(good: Callable[[str], Path], tmp_path: Path) -> Check:
    """What the command finds in a case that was changed."""

    def run(
        *changes: Change, base: str = "ccrt_pass", protocol: str = "nct07041788", needs: str = "dose"
    ) -> Found:
        files = Files(good(base))
        files.dropped |= LEFT_OUT[needs]
        for change in changes:
            change(files)
        folder = files.write(tmp_path / "case")
        done = CliRunner().invoke(app, ["check", str(folder), "--protocol", protocol, "--format", "json"])
        assert done.exit_code in (0, 1, 3), done.output
        findings: Found = json.loads(done.stdout)["findings"]
        return findings

    return run


def rows(found: Found, code: str, subject: str = "") -> Found:
    return [row for row in found if row["code"] == code and subject in ("", row["subject"])]


def verdicts(found: Found, code: str, subject: str = "") -> list[str]:
    return [row["verdict"] for row in rows(found, code, subject)]


def course(old: str, new: str) -> Change:
    return lambda files: change_course(files, old, new)


def given(*moments: str) -> Change:
    return lambda files: give(files, moments)


def in_dicom(keyword: str, value: object, *, of: str = "plan") -> Change:
    """Another value of an attribute, of the plan or of each slice of the planning image."""

    def change(files: Files) -> None:
        for dataset in files.images if of == "images" else [files.plan]:
            setattr(dataset, keyword, value)

    return change


def prescribe(files: Files, dose_gy: float, *, n_fractions: int, to: str = "GTVtn0") -> None:
    """Another dose to a target, in so many fractions."""
    number = files.roi(to).ROINumber
    for rx in files.plan.DoseReferenceSequence:
        if rx.get("ReferencedROINumber") == number:
            rx.TargetPrescriptionDose = dose_gy
    for group in files.plan.FractionGroupSequence:
        group.NumberOfFractionsPlanned = n_fractions


def test_1_sums_wait_for_a_phase_that_was_given_and_is_not_at_hand(check: Check) -> None:
    found = check(lambda files: cut_course(files, RECEIVED))
    assert set(verdicts(found, "DV-SUM")) == {"review"}


def planned_twice_daily(files: Files) -> None:
    days = '["Mon", "Tue", "Wed", "Thu", "Fri"]'
    cut_course(files, re.compile(r"^delivered = \[\n[^\]]*\]\n", re.MULTILINE), "start = 2025-03-31\n")
    rhythm = f"fractions_per_week = 10\nweekdays = {days}\ntwice_daily = {days}"
    change_course(files, "fractions_per_week = 5", rhythm)
    change_course(files, "as_of = 2025-09-15", "as_of = 2025-03-01")


@pytest.mark.parametrize(
    "change",
    [
        given(*(f"{day}T{hour}:00:00" for day in weekdays(15) for hour in ("08", "15"))),
        planned_twice_daily,
    ],
)
def test_2_thirty_fractions_in_fifteen_days_are_not_daily(check: Check, change: Change) -> None:
    assert verdicts(check(change, needs="plan"), "PLAN-DAILY") == ["fail"]


@pytest.mark.parametrize(
    ("changes", "subject", "verdict"),
    [
        ([course("delivered = [2025-01-13]", "delivered = [2025-05-19]")], "ccrt-after-sfrt", "fail"),
        (
            [
                course("induction-start = 2025-01-16", "induction-start = 2025-03-28"),
                course("delivered = [2025-01-13]", "delivered = [2025-03-24]"),
            ],
            "ccrt-after-three-cycles",
            "review",
        ),
    ],
)
def test_3_the_order_of_the_text_is_asked_for(
    check: Check, changes: list[Change], subject: str, verdict: str
) -> None:
    assert verdicts(check(*changes, needs="plan"), "TIME-INTERVAL", subject) == [verdict]


@pytest.mark.parametrize(
    ("change", "phase"),
    [
        (course("mdt-review = 2025-01-10", "mdt-review = 2025-01-05"), "sfrt"),
        (in_dicom("ReviewDate", "20250407"), "ccrt"),
        (in_dicom("AcquisitionDate", "20250403", of="images"), "ccrt"),
    ],
)
def test_4_what_comes_first_cannot_be_later(check: Check, change: Change, phase: str) -> None:
    assert verdicts(check(change, needs="images"), "TIME-ORDER", phase) == ["review"]


@pytest.mark.parametrize(
    ("dose_gy", "n_fractions", "name"),
    [
        (69.96, 33, "GTVtn0"),
        (69.9, 30, "GTVtn0"),
        (70.08, 32, "GTVtn0"),
        (60.06, 33, "CTV"),
    ],
)
def test_5_half_a_unit_of_a_fraction_s_last_decimal_is_rounding(
    check: Check, dose_gy: float, n_fractions: int, name: str
) -> None:
    change = partial(prescribe, dose_gy=dose_gy, n_fractions=n_fractions, to=name)
    found = check(change, needs="structures")
    (row,) = rows(found, "RX-DOSE", name)
    assert row["verdict"] == "pass"
    assert f"These are {n_fractions} fractions of {round(dose_gy / n_fractions, 2):g} Gy" in row["summary"]


def test_6_a_small_node_that_is_not_treated_is_told(check: Check) -> None:
    def add_a_node(files: Files) -> None:
        files.roi("GTVn").ROIName = "GTVn1"
        files.add_roi("GTVn2", like="GTVn1")
        z = [each.ContourData[2] for each in files.drawn("GTVn1").ContourSequence]
        middle = float(np.median(np.array(z, dtype=float)))
        files.redraw("GTVn2", lambda p: _shrink(p) if abs(p[0, 2] - middle) < 10.0 else None)

    found = check(add_a_node, base="sfrt_lattice", needs="structures")
    assert verdicts(found, "SIZE-TARGET", "GTVn1") == ["pass"]
    assert verdicts(found, "SIZE-TARGET", "GTVn2") == ["info"]


def _shrink(points: Floats) -> Floats:
    """A third as wide, 70 mm towards the left."""
    middle = points.mean(axis=0)
    shrunk: Floats = (points - middle) * (0.3, 0.3, 1.0) + middle + (70.0, 0.0, 0.0)
    return shrunk


def keep_those_to_ptvs(files: Files) -> None:
    kept = [rx for rx in files.plan.DoseReferenceSequence if rx.DoseReferenceDescription.startswith("PTV")]
    files.plan.DoseReferenceSequence = kept


def prescribe_to_sites(files: Files) -> None:
    for rx in files.plan.DoseReferenceSequence:
        rx.DoseReferenceStructureType = "SITE"
        del rx.ReferencedROINumber


@pytest.mark.parametrize(
    ("change", "source"),
    [(keep_those_to_ptvs, "in which it lies"), (prescribe_to_sites, "site of this name")],
)
def test_7_a_dose_to_a_ptv_or_a_site_of_the_name_is_decided(
    check: Check, change: Change, source: str
) -> None:
    found = check(change, lambda files: write_course(files, planned=None))
    assert verdicts(found, "RX-DOSE") == ["pass"] * 3
    assert all(source in row["summary"] for row in rows(found, "RX-DOSE"))


def test_8_what_the_patient_does_not_have_is_told(check: Check) -> None:
    def leave_out(files: Files) -> None:
        gone = {files.roi(name).ROINumber for name in ("GTVn", "PTV_6600", "Parotid_L")}
        drop(files.structures, "StructureSetROISequence", "ROINumber", gone)
        drop(files.structures, "ROIContourSequence", "ReferencedROINumber", gone)
        drop(files.structures, "RTROIObservationsSequence", "ReferencedROINumber", gone)
        drop(files.plan, "DoseReferenceSequence", "ReferencedROINumber", gone)
        text = read_course(files).replace("GTVn = 66, ", "").replace("planned_gy = { GTVn = 15 }\n", "")
        files.course = text.replace("Parotid_L = { max_gy = 1.9, mean_gy = 0.4 }\n", "")
        write_course(files, absent='GTVn = "N0", Parotid_L = "resected"')

    found = check(leave_out)
    assert verdicts(found, "STRUCT-ABSENT") == ["info", "info"]
    assert "(resected)" in rows(found, "STRUCT-ABSENT", "Parotid_L")[0]["summary"]
    assert {row["subject"] for row in rows(found, "DV-LIMIT")} == {"SpinalCord", "Parotid_R"}
    assert set(verdicts(found, "RX-DOSE")) == {"pass"}


def drop(dataset: Dataset, sequence: str, key: str, gone: set[Any]) -> None:
    setattr(dataset, sequence, [each for each in dataset[sequence].value if each.get(key) not in gone])


def test_9_a_periphery_of_less_than_10_gy_beside_the_vertices_is_a_question(check: Check) -> None:
    def prescribe_to_the_border(files: Files) -> None:
        border = copy.deepcopy(files.plan.DoseReferenceSequence[0])
        border.DoseReferenceNumber, border.DoseReferenceUID = 2, "2.25.77"
        border.ReferencedROINumber, border.DoseReferenceDescription = files.roi("GTVn").ROINumber, "border"
        border.TargetPrescriptionDose = 3
        files.plan.DoseReferenceSequence.append(border)
        cut_course(files, re.compile(r"^planned_gy = \{ GTVn = 15 \}\n", re.MULTILINE))

    found = check(prescribe_to_the_border, base="sfrt_lattice", needs="structures")
    assert verdicts(found, "RX-DOSE") == ["review"]


@pytest.mark.parametrize(
    ("change", "phase"),
    [
        (given(*weekdays(34)), "ccrt"),
        (course("delivered = [2025-01-13]", "delivered = [2025-01-13, 2025-01-14]"), "sfrt"),
    ],
)
def test_10_more_fractions_given_than_allowed_fail(check: Check, change: Change, phase: str) -> None:
    assert "fail" in verdicts(check(change, needs="plan"), "RX-FRACTIONS", phase)


def test_11_neither_thickness_nor_spacing_may_exceed_3_mm(check: Check) -> None:
    found = check(in_dicom("SliceThickness", 3.1, of="images"), needs="images")
    assert [row["verdict"] for row in rows(found, "IMG-THICKNESS") if row["phase"] == "ccrt"] == ["fail"]


@pytest.mark.parametrize(
    ("changes", "subject", "verdict"),
    [
        (
            [course("induction-start = 2025-01-16", "induction-start = 2025-01-20")],
            "induction-after-sfrt",
            "pass",
        ),
        (
            [
                given("2025-03-31T08:00:00", *weekdays(30)[1:]),
                course(
                    "concurrent-chemotherapy-start = 2025-03-31",
                    "concurrent-chemotherapy-start = 2025-04-02T09:00:00",
                ),
            ],
            "ccrt-chemotherapy-within-48-hours",
            "fail",
        ),
    ],
)
def test_12_the_seventh_day_is_within_a_week_and_49_hours_are_not_48(
    check: Check, changes: list[Change], subject: str, verdict: str
) -> None:
    assert verdicts(check(*changes, needs="plan"), "TIME-INTERVAL", subject) == [verdict]


@pytest.mark.parametrize(("gray", "of_gy", "name"), [(44.0, 39.94, "SpinalCord"), (25.8, 23.38, "Parotid_R")])
def test_13_what_lies_just_below_a_limit_passes_with_its_whole_interval(
    check: Check, gray: float, of_gy: float, name: str
) -> None:
    """The whole dose, so much higher."""

    def scale(files: Files) -> None:
        files.dose.DoseGridScaling = float(files.dose.DoseGridScaling) * gray / of_gy

    (row,) = rows(check(scale), "DV-LIMIT", name)
    assert row["verdict"] == "pass"
    assert row["value"] == pytest.approx(gray, abs=0.02)
    assert gray < row["interval"][1] <= row["limit"]


def test_14_a_course_that_lacks_a_fraction_months_later_is_asked_about_or_has_ended(check: Check) -> None:
    (row,) = rows(check(given(*weekdays(29)), needs="plan"), "TIME-OVERALL")
    assert row["verdict"] == "review"
    assert "has the course ended, or is it unfinished?" in row["reason"]


def test_14_a_course_that_ended_is_judged_as_it_was_given(check: Check) -> None:
    found = check(given(*weekdays(29)), lambda files: add_to_phase(files, "ended = 2025-05-08"), needs="plan")
    assert verdicts(found, "TIME-OVERALL") == ["pass"]
    assert verdicts(found, "RX-FRACTIONS", "ccrt") == ["fail"]
    (row,) = rows(found, "TIME-INTERVAL", "maintenance-after-ccrt")
    assert "33 days" in row["summary"]


def test_15_the_sfrt_alone_says_what_it_leaves_for_30_to_33_fractions(check: Check) -> None:
    found = rows(check(base="sfrt_lattice"), "DV-LEFT")
    assert [row["subject"] for row in found] == ["SpinalCord", "Parotid_L", "Parotid_R"]
    assert all("30 to 33 fractions of ccrt may add at most" in row["summary"] for row in found)


def test_16_without_a_registration_an_upper_bound_that_keeps_a_limit_decides(check: Check) -> None:
    found = check(lambda files: files.dropped.add("REG"), base="course")
    assert set(verdicts(found, "DV-SUM", "Parotid_L")) == {"pass"}
    assert set(verdicts(found, "DV-SUM", "SpinalCord")) == {"review"}
    (physical, _) = rows(found, "DV-SUM", "Parotid_L")
    assert physical["value"] is None
    assert physical["interval"][1] < 26.0


def test_a_course_file_of_another_protocol_is_told_and_not_read(check: Check) -> None:
    (row,) = rows(check(protocol="rtog-0225"), "PHASE-PLAN", "Course file")
    assert row["verdict"] == "info"
    assert "is of protocol nct07041788, not of rtog-0225, and was not read" in row["summary"]
