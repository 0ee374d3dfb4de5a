"""Limits with a dose in percent: of whose prescription, by what it is known, and what is open without one."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from cases import (
    LEVELS_GY,
    PITCH_MM,
    case,
    contours,
    drawn_otherwise,
    found,
    plan,
    prescription,
    ramps,
    the_finding,
    treatment,
    write_protocol,
)

from rtqa.dicom import read_case
from rtqa.dvh import DVH
from rtqa.evaluation.evaluate import compute_dvhs
from rtqa.findings import Finding, Verdict
from rtqa.messages import CauseKind
from rtqa.metrics import Measurement, measure
from rtqa.model.case import Treatment
from rtqa.model.plan import Prescription
from rtqa.protocol import load_protocol
from rtqa.protocol.leaving_out import leave_out
from rtqa.render.files.report_json import parse_report, render_json
from without_second_dose import check

NUMBERS = {name: n for n, name in enumerate([*LEVELS_GY, "PTV_A", "PTV_B"], 1)}
COVERED = {"structure": "GTVn", "metric": "V95%[%]", "relation": ">=", "limit": 95}
CORD = {"metric": "Max[%]", "limit": 65, "percent_of": "GTVn"}


def to(name: str, dose_gy: float) -> Prescription:
    return prescription(NUMBERS[name], dose_gy)


def site(description: str, dose_gy: float, kind: str = "SITE") -> Prescription:
    return replace(prescription(None, dose_gy, site=kind), description=description)


def planned(*rx: Prescription) -> Treatment:
    """PTV_A is a box 3 mm around GTVn, and PTV_B one elsewhere."""
    one = treatment(dict.fromkeys(("PTV_A", "PTV_B"), 67.0), plan=plan(*rx))
    around = contours(PITCH_MM, half_mm=(13.0, 13.0), planes_mm=(-9.0, -6.0, -3.0, 0.0, 3.0, 6.0, 9.0))
    return drawn_otherwise(one, PTV_A=around)


def the_limit(
    folder: Path, one: Treatment, *, subject: str = "GTVn", course: str = "", **clause: object
) -> Finding:
    file = folder / "course.toml"
    file.write_text(f'schema = "rtqa-course/1"\n[[phase]]\nid = "ccrt"\n{course}', encoding="utf-8")
    report = check(case(one), protocol=write_protocol(folder, clause), course=file)
    read = parse_report(render_json(report))  # which holds each verdict and sentence against its numbers
    assert [row.message for row in read.findings] == [row.message for row in report.findings]
    return the_finding(report, "DV-LIMIT", subject)


def value(finding: Finding) -> float:
    assert isinstance(finding.outcome, Measurement)
    return finding.outcome.value


# GTVn is a ramp from 66 to 68 Gy: 95 % of 70.5 Gy, 66.975 Gy, is received by (68 - 66.975) / 2 of it.
@pytest.mark.parametrize(
    ("dose_gy", "percent", "verdict"), [(66.0, 100.0, Verdict.PASS), (70.5, 51.25, Verdict.FAIL)]
)
def test_a_target_is_judged_by_its_own_prescription(
    tmp_path: Path, dose_gy: float, percent: float, verdict: Verdict
) -> None:
    row = the_limit(tmp_path, planned(to("GTVn", dose_gy), to("GTVtn0", 50.0)), **COVERED)
    assert row.verdict is verdict
    assert value(row) == pytest.approx(percent, abs=0.05)
    assert row.summary.endswith(f"100 % is the {dose_gy:g} Gy of GTVn: the plan's prescription to it.")


def test_an_organ_is_judged_by_the_prescription_that_the_clause_names(tmp_path: Path) -> None:
    """The cord's maximum is 41 Gy: 62.1 % of the node's 66 Gy, and 58.6 % of the primary's 70 Gy."""
    one = planned(to("GTVn", 66.0), to("GTVtn0", 70.0))
    row = the_limit(tmp_path, one, subject="SpinalCord", **CORD)
    assert row.verdict is Verdict.PASS
    assert value(row) == pytest.approx(100 * 41 / 66, abs=0.01)
    assert "100 % is the 66 Gy of GTVn" in row.summary
    assert the_limit(tmp_path, one, subject="SpinalCord", **{**CORD, "limit": 62}).verdict is Verdict.FAIL


def test_the_clause_goes_before_the_target_s_own_prescription(tmp_path: Path) -> None:
    one = planned(to("GTVn", 66.0))
    assert "100 % is the 66 Gy" in the_limit(tmp_path, one, **COVERED, percent_of="GTVn").summary
    row = the_limit(tmp_path, one, course="planned_gy = { GTVn1 = 70.5 }", **COVERED, percent_of="GTVn1")
    assert row.verdict is Verdict.REVIEW
    assert row.causes[0].kind is CauseKind.STRUCTURE_NOT_FOUND


@pytest.mark.parametrize(
    ("rx", "course", "source"),
    [
        ((site("GTVn", 66.0), site("POINT 1", 60.0, "COORDINATES")), "", "to the site of this name"),
        ((to("PTV_A", 66.0),), "", "to 'PTV_A', in which it lies"),
        ((to("PTV_A", 66.0), to("PTV_B", 50.0)), "", "to 'PTV_A', in which it lies"),
        ((), "planned_gy = { GTVn = 66 }", "the course file (planned_gy), as the plan prescribes nothing to"),
        ((site("Neck", 66.0),), "", "the plan's only prescription, whose dose the grid holds in it"),
    ],
)
def test_a_dose_is_known_by_name_by_place_by_the_course_file_or_as_the_only_one(
    tmp_path: Path, rx: tuple[Prescription, ...], course: str, source: str
) -> None:
    row = the_limit(tmp_path, planned(*rx), course=course, **COVERED)
    assert row.verdict is Verdict.PASS
    assert "100 % is the 66 Gy of GTVn" in row.summary
    assert source in row.summary


@pytest.mark.parametrize(
    ("rx", "why"),
    [
        ((), "the plan prescribes nothing to 'GTVn'"),
        ((to("PTV_B", 66.0),), "the plan prescribes nothing to 'GTVn'"),
        ((site("Neck", 60.0),), "the plan prescribes nothing to 'GTVn'"),
        ((to("GTVn", 66.0), to("GTVn", 60.0)), "the plan prescribes 'GTVn' different doses, 66 Gy and 60 Gy"),
        (
            (to("PTV_A", 50.0), to("PTV_B", 66.0)),
            "'GTVn' would have 50 Gy by the plan's prescription to 'PTV_A'",
        ),
    ],
)
def test_what_is_not_known_is_one_question_that_says_where_to_state_it(
    tmp_path: Path, rx: tuple[Prescription, ...], why: str
) -> None:
    row = the_limit(tmp_path, planned(*rx), **COVERED)
    assert row.verdict is Verdict.REVIEW
    assert row.reason.startswith(why)
    assert row.reason.endswith('percent_of = "…"')
    assert [cause.kind for cause in row.causes] == [CauseKind.PRESCRIPTION_DOUBTFUL]


def test_an_organ_s_percent_of_nothing_is_a_question_to_the_protocol(tmp_path: Path) -> None:
    row = the_limit(tmp_path, planned(to("GTVn", 66.0)), subject="SpinalCord", metric="Max[%]", limit=65)
    assert row.verdict is Verdict.REVIEW
    assert [cause.kind for cause in row.causes] == [CauseKind.CLAUSE_OPEN]


def test_a_percentage_of_what_the_patient_does_not_have_is_no_limit(tmp_path: Path) -> None:
    protocol = load_protocol(write_protocol(tmp_path, CORD, {**CORD, "percent_of": "GTVn1"})).protocol
    left = leave_out(protocol, ["GTVn1"])
    assert [limit.percent_of for limit in left.constraints] == ["GTVn"]


def test_the_sum_is_in_percent_of_what_all_phases_prescribe(tmp_path: Path) -> None:
    """67 ± 1 Gy and 20 ± 1 Gy, both along x: D95% is 87 - 1.8 = 85.2 Gy, of 66 and 20 Gy 99.07 %."""
    boost = treatment(
        plan=plan(to("GTVn", 20.0), n_fractions=1, label="SFRT"),
        dose=replace(ramps([4.0, 20.0, 4.0, 4.0, 3.0, 3.0]), n_fractions=1),
    )
    clause = {**COVERED, "phase": "sum", "metric": "D95%[%]", "limit": 95, "percent_of": "GTVn"}
    file = write_protocol(tmp_path, clause)
    text = file.read_text(encoding="utf-8")
    single = '[[phase]]\nid = "sfrt"\ntitle = "One"\nfractions = { min = 1, max = 1 }\n[[phase]]\nid = "ccrt"'
    file.write_text(text.replace('[[phase]]\nid = "ccrt"', single), encoding="utf-8")
    row = the_finding(check(case(treatment(), boost), protocol=file), "DV-SUM", "GTVn")
    assert row.verdict is Verdict.PASS
    assert value(row) == pytest.approx(100 * 85.2 / 86, abs=0.01)
    assert (
        "100 % is the 86 Gy of GTVn: what all phases prescribe to it, sfrt 20 Gy and ccrt 66 Gy"
        in row.summary
    )
    file.write_text(file.read_text(encoding="utf-8").replace('percent_of = "GTVn"\n', ""), encoding="utf-8")
    row = the_finding(check(case(treatment(), boost), protocol=file), "DV-SUM", "GTVn")
    assert (row.verdict, row.causes[0].kind) == (Verdict.REVIEW, CauseKind.CLAUSE_OPEN)


@pytest.mark.parametrize(
    ("name", "targets", "doses_gy"),
    [
        ("breast", {"Breast": 14.0}, {"Breast": "V13.3Gy[%]", "Heart": "V7Gy[%]"}),
        ("alderson", {"PTV": 60.0}, {"PTV": "V57Gy[%]", "Rectum": "V30Gy[%]"}),
        (
            "headneck_1",
            {"PTV70": 70.0, "PTV63": 63.0, "PTV56": 56.0},
            {"PTV70": "V66.5Gy[%]", "PTV63": "V59.85Gy[%]", "PTV56": "V53.2Gy[%]", "Mandible": "V35Gy[%]"},
        ),
    ],
)
def test_real_plans_are_judged_as_at_the_same_dose_in_gray(
    realdata: Path, tmp_path: Path, name: str, targets: dict[str, float], doses_gy: dict[str, str]
) -> None:
    """V95% is the volume at 95 % of what the plan prescribes, read from the DVH in Gy; V50% likewise."""
    clauses = [
        {**COVERED, "structure": structure, "phase": "ccrt"}
        if structure in targets
        else {"structure": structure, "metric": "V50%[%]", "limit": 99, "percent_of": next(iter(targets))}
        for structure in doses_gy
    ]
    file = write_protocol(tmp_path, *clauses)
    text = re.sub(
        r"(?s)\[\[structure\]\].*?(?=\[\[constraint\]\])", "", file.read_text(encoding="utf-8"), count=1
    )
    roles = {structure: "target" if structure in targets else "organ" for structure in doses_gy}
    drawn = "".join(f'[[structure]]\nname = "{each}"\nrole = "{role}"\n' for each, role in roles.items())
    file.write_text(text + drawn, encoding="utf-8")
    real = read_case(realdata / name)
    report = check(real, protocol=file)
    assert real.treatment.structure_set is not None
    dvhs = compute_dvhs(real.treatment)
    for structure, metric in doses_gy.items():
        dvh = dvhs[real.treatment.structure_set.structure(structure).number]
        assert isinstance(dvh, DVH)
        in_gray = measure(dvh, metric)
        assert isinstance(in_gray, Measurement)
        row = the_finding(report, "DV-LIMIT", structure)
        assert value(row) == pytest.approx(in_gray.value, abs=1e-6)
        dose_gy = targets.get(structure, next(iter(targets.values())))
        assert f"100 % is the {dose_gy:g} Gy of" in row.summary
    assert found(report, "DV-LIMIT")
