"""A plan of another part of the body is called so, first; one of the head and neck with odd names never."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cases import PROTOCOL, plan, prescription, renamed, treatment

from rtqa.dicom import read_case
from rtqa.findings import Report, Verdict
from rtqa.messages import CauseKind, Owner
from rtqa.model.case import Treatment
from rtqa.nomenclature.name_list import find_region
from without_second_dose import check

REALDATA = os.environ.get("RTQA_REALDATA")

PELVIS = {
    "GTVtn0": "PTV",
    "GTVn": "Seminal Vesicles",
    "CTV": "Prostate",
    "SpinalCord": "Bladder",
    "Parotid_L": "Rectum",
    "Parotid_R": "Lt Fem Head",
}
ODD = {
    "GTVtn0": "Tumor_A",
    "GTVn": "LK_re",
    "CTV": "ZV 2",
    "SpinalCord": "RM ext",
    "Parotid_L": "OSD li",
    "Parotid_R": "Parotid",
}


def planned(dose_gy: float, n_fractions: int, names: dict[str, str]) -> Treatment:
    one = treatment(plan=plan(prescription(1, dose_gy), n_fractions=n_fractions))
    return renamed(one, **names)


def is_said(report: Report) -> bool:
    return report.causes[0].kind is CauseKind.PROTOCOL_DOUBTFUL


def test_a_plan_of_the_pelvis_has_one_leading_cause_and_keeps_its_verdict() -> None:
    report = check_causes(planned(60.0, 20, PELVIS))
    first = report.causes[0]
    assert (first.kind, first.owner) == (CauseKind.PROTOCOL_DOUBTFUL, Owner.PHYSICIST)
    assert str(first.summary) == (
        "This does not look like a plan of nct07041788: none of the protocol's structures is drawn, these "
        "are: Seminal Vesicles, Prostate, Bladder, Rectum and 1 more; and 60 Gy in 20 fractions are far "
        "from its prescriptions."
    )
    assert report.verdict is Verdict.FAIL
    codes = {report.findings[place].code for place in first.findings}
    assert {"PHASE-PLAN", "RX-FRACTIONS", "RX-DOSE", "DV-LIMIT"} <= codes
    kinds = {cause.kind for cause in report.causes}
    assert not kinds & {CauseKind.REQUIREMENT_NOT_MET, CauseKind.STRUCTURE_NOT_FOUND}


def check_causes(one: Treatment) -> Report:
    """With all checks: the causes count findings by their places."""
    from cases import COURSE, case  # noqa: PLC0415

    return check(case(one), protocol=PROTOCOL, course=COURSE)


@pytest.mark.parametrize(
    ("dose_gy", "n_fractions", "names"),
    [
        pytest.param(60.0, 20, ODD, id="odd names, far from every clause"),
        pytest.param(70.0, 35, PELVIS, id="names of the pelvis, near the dose and that of a fraction"),
        pytest.param(45.0, 30, PELVIS, id="names of the pelvis, the number of fractions allowed"),
        pytest.param(60.0, 20, {**PELVIS, "Parotid_R": "Parotid_R"}, id="an organ of the protocol drawn"),
        pytest.param(60.0, 20, {**PELVIS, "CTV": "Larynx"}, id="another organ of the neck drawn"),
        pytest.param(60.0, 20, {**ODD, "CTV": "Heart", "GTVn": "Lungs"}, id="one organ of the chest alone"),
    ],
)
def test_where_it_may_be_of_the_protocol_nothing_is_said(
    dose_gy: float, n_fractions: int, names: dict[str, str]
) -> None:
    assert not is_said(check_causes(planned(dose_gy, n_fractions, names)))


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("HEART4", "trunk"),
        ("Lt Fem Head", "trunk"),
        ("Rektum", "trunk"),
        ("OSM", ""),
        ("Parotis li", "head_and_neck"),
        ("SPINAL CORD2", ""),
        ("Left Lung", ""),
        ("Esophagus", ""),
    ],
)
def test_an_organ_is_of_one_part_of_the_body_or_of_both(name: str, region: str) -> None:
    assert find_region(name) == region


@pytest.mark.skipif(REALDATA is None, reason="RTQA_REALDATA is not set")
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("alderson", True),
        ("breast", True),
        ("lung_pinnacle", True),
        ("prostate", True),
        ("headneck_1", False),
        ("headneck_2", False),
        ("srs", False),
    ],
)
def test_real_plans_of_other_sites_are_called_so(name: str, *, expected: bool) -> None:
    report = check(read_case(Path(REALDATA or "") / name), protocol=PROTOCOL)
    assert is_said(report) is expected
