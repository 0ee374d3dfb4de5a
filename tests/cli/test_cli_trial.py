"""rtqa check and rtqa structures by the trial's protocol, on DICOM files: calendars and names."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pydicom
import pytest
from typer.testing import Result

SAMPLE = Path(__file__).parents[2] / "sample_plans" / "ccrt_pass"
NATIONAL_DAY = '[[holiday]]\nfirst = 2026-10-01\nlast = 2026-10-07\nname = "National Day"\n'
MADE_UP = "make_up_days = [2026-09-19, 2026-09-26, 2026-10-10, 2026-10-17, 2026-10-24]\n"

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The passing sample without its images and its course file."""
    for path in SAMPLE.glob("*.dcm"):
        shutil.copy(path, tmp_path)
    return tmp_path


def rows(done: Result, code: str) -> list[dict[str, Any]]:
    return [row for row in json.loads(done.stdout)["findings"] if row["code"] == code]


# --------------------------------------------------------------------------------------------- the samples

CONTRADICTIONS = (
    "§ 70 Gy in 30 to 33 fractions is not 2 Gy each, and 70 Gy at 2 Gy each is not 30 to 33 fractions.",
    "§ No one number of fractions gives 2 Gy to every volume:",
    "§ 30 to 33 fractions are allowed, and six weeks:",
    "§ 45 Gy to the cord and 26 Gy to the parotid gland are limits of a whole course,",
)


@pytest.mark.parametrize(("name", "status"), [("ccrt_pass", 0), ("ccrt_fail", 1), ("ccrt_review", 3)])
def test_what_the_text_contradicts_in_itself_is_told_beside_every_verdict(
    run: Run, name: str, status: int
) -> None:
    done = run("check", SAMPLE.parent / name, "--protocol", "nct07041788", "--all")
    assert done.exit_code == status
    about_protocol = done.stdout.partition("About the protocol, not about the plan")[2]
    assert [says for says in CONTRADICTIONS if says not in about_protocol] == []


def test_the_literal_limits_of_a_single_fraction_are_vacuous_and_the_report_says_so(run: Run) -> None:
    done = run("check", SAMPLE.parent / "sfrt_lattice", "--protocol", "nct07041788", "--all")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    heads = [n for n, line in enumerate(lines) if line.startswith("i INFO DV-LIMIT:")]
    assert [lines[n].split()[3] for n in heads] == ["SpinalCord:", "Parotid_L:", "Parotid_R:"]
    told = [" ".join(line.strip() for line in lines[n : n + 8]) for n in heads]
    assert all("so nothing was compared: with at most 20 Gy in 1 fraction" in text for text in told)
    assert all("But vacuous for this phase; in fractions of 2 Gy" in text for text in told)
    assert "3 limits are vacuous: no plan within its prescription can break them" in done.stdout


# -------------------------------------------------------------------------------------------- the calendar


def overall(run: Run, folder: Path, course: str, *, n_fractions: int) -> tuple[dict[str, Any], list[str]]:
    """The verdict on the overall treatment time, and what is told beside it."""
    plan = pydicom.dcmread(folder / "RTPLAN.dcm")
    group = plan.FractionGroupSequence[0]
    group.NumberOfFractionsPlanned = n_fractions
    for keyword in ("FractionPattern", "NumberOfFractionPatternDigitsPerDay", "RepeatFractionCycleLength"):
        if keyword in group:
            delattr(group, keyword)
    plan.save_as(folder / "RTPLAN.dcm")
    holidays, _, phase = course.rpartition("\n\n")
    text = f'schema = "rtqa-course/1"\n{holidays}\n[[phase]]\nid = "ccrt"\nfolder = "."\n{phase}'
    (folder / "course.toml").write_text(text, encoding="utf-8")
    done = run("check", folder, "--protocol", "nct07041788", "--format", "json")
    judged, *told = rows(done, "TIME-OVERALL")
    assert done.exit_code == {"fail": 1, "review": 3, "pass": 3}[judged["verdict"]]
    return judged, [row["summary"] for row in told]


@pytest.mark.parametrize(
    ("n_fractions", "per_week", "verdict", "days"),
    [
        (33, 5, "fail", "45 days with first and last counted, 44 days from first to last"),
        (33, 6, "pass", "38 days with first and last counted, 37 days from first to last"),
        (31, 5, "review", "43 days with first and last counted, 42 days from first to last"),
    ],
)
def test_fractions_from_monday_the_second_of_march(
    run: Run, folder: Path, n_fractions: int, per_week: int, verdict: str, days: str
) -> None:
    course = f"fractions_per_week = {per_week}\nstart = 2026-03-02\n"
    judged, told = overall(run, folder, course, n_fractions=n_fractions)
    assert judged["verdict"] == verdict
    assert days in judged["summary"]
    assert ("the clause can be counted in several ways, and they disagree" in judged["reason"]) is (
        verdict == "review"
    )
    assert any("on free Saturdays" in text for text in told) is (verdict != "pass")


def test_the_national_day_holiday_breaks_six_weeks_and_make_up_days_mend_it(run: Run, folder: Path) -> None:
    course = f"{NATIONAL_DAY}\n\nfractions_per_week = 5\nstart = 2026-09-14\n"
    judged, told = overall(run, folder, course, n_fractions=30)
    assert judged["verdict"] == "fail"
    lost, remedy, _ = told
    assert lost.count("National Day") == 5
    assert (
        "give 5 extra fractions beside the regular 5 a week: on free Saturdays (Sat 2026-09-19, "
        "Sat 2026-09-26, Sat 2026-10-10" in remedy
    )
    mended, _ = overall(run, folder, course + MADE_UP, n_fractions=30)
    assert mended["verdict"] == "pass"
    assert "41 days with first and last counted" in mended["summary"]


# ----------------------------------------------------------------------------------------------- the names


def rename(folder: Path, **names: str) -> None:
    structures = pydicom.dcmread(folder / "RTSTRUCT.dcm")
    structures.SpecificCharacterSet = "ISO_IR 192"
    for roi in structures.StructureSetROISequence:
        roi.ROIName = names.get(roi.ROIName, roi.ROIName)
    structures.save_as(folder / "RTSTRUCT.dcm")


def limits(run: Run, folder: Path) -> dict[str, dict[str, Any]]:
    """The rows of DV-LIMIT by structure."""
    done = run("check", folder, "--protocol", "nct07041788", "--format", "json")
    assert done.exit_code == 3
    return {row["subject"]: row for row in rows(done, "DV-LIMIT")}


def test_a_cord_with_a_margin_never_stands_for_the_cord(run: Run, folder: Path) -> None:
    rename(folder, SpinalCord="cord+3mm")
    cord = limits(run, folder)["SpinalCord"]
    assert (cord["verdict"], cord["value"]) == ("review", None)
    assert (
        "'cord+3mm' resembles it (by its name with a margin around it) and counts only if you say so"
        in (cord["reason"])
    )
    shown = run("structures", folder, "--protocol", "nct07041788").stdout
    assert "perhaps: --map SpinalCord=cord+3mm (by its name with a margin around it)" in shown


def test_glands_of_other_spellings_and_languages_are_judged(run: Run, folder: Path) -> None:
    rename(folder, Parotid_L="LeftParotid", Parotid_R="右腮腺")
    found = limits(run, folder)
    # As many Gy as the sample's README counts for its Parotid_L and Parotid_R.
    assert found["LeftParotid"]["verdict"] == found["右腮腺"]["verdict"] == "pass"
    assert found["LeftParotid"]["value"] == pytest.approx(21.6, abs=0.16)
    assert found["右腮腺"]["value"] == pytest.approx(23.5, abs=0.16)
    shown = run("structures", folder, "--protocol", "nct07041788").stdout.splitlines()
    assert next(line for line in shown if "LeftParotid" in line).split()[-2:] == ["Parotid_L", "(alias)"]
    assert next(line for line in shown if "右腮腺" in line).split()[-2:] == ["Parotid_R", "(alias)"]


def test_of_two_cords_neither_is_chosen(run: Run, folder: Path) -> None:
    rename(folder, Parotid_L="Cord")
    found = limits(run, folder)
    for name in ("SpinalCord", "Cord"):
        assert found[name]["verdict"] == "review"
        assert found[name]["reason"].startswith("2 structures may be the protocol's SpinalCord")
    shown = run("structures", folder, "--protocol", "nct07041788").stdout
    assert "either: --map SpinalCord=SpinalCord\n" in shown
    assert "either: --map SpinalCord=Cord\n" in shown
