"""Structures made from others by the protocol: judged as made, and what was drawn held against them.

The boxes of :mod:`cases`, 20 × 20 × 15 mm in a ramp of 0.1 Gy a mm, and clinical plans.
"""

from __future__ import annotations

from dataclasses import replace
from math import pi
from pathlib import Path

import numpy as np
import pytest
import shapely
from cases import PITCH_MM, contours, drawn_otherwise, found, treatment
from test_limits_of_several import rows

from rtqa.dicom import read_case
from rtqa.dvh.compute import compute_dvh
from rtqa.errors import DocumentError
from rtqa.findings import Finding, Report, Verdict
from rtqa.geometry.planar import lay_flat
from rtqa.metrics import Measurement
from without_second_dose import check

GLAND_AT_MM = 4 * PITCH_MM
"""Where the middle of Parotid_L lies; its level is 20 Gy."""


def made(name: str, rule: str) -> str:
    return f'[[structure]]\nname = "{name}"\nrole = "organ"\nderived = {{ {rule} }}\n\n'


def value(finding: Finding) -> float:
    assert isinstance(finding.outcome, Measurement)
    return float(finding.outcome.value)


def test_structures_together_without_another(tmp_path: Path) -> None:
    # Half of the left gland, x from 0 to 10 mm, is taken away: 3 cm³ at 19.5 Gy and 6 cm³ at 22 Gy are left.
    one = drawn_otherwise(treatment(), GTVtn0=contours(GLAND_AT_MM + 5.0, half_mm=(5.0, 10.0)))
    rule = 'all_of = ["Parotid_L", "Parotid_R"], minus = ["GTVtn0"]'
    volume, mean = rows(
        tmp_path,
        {"structure": "Glands-GTV", "metric": "V0Gy[cc]", "limit": 12},
        {"structure": "Glands-GTV", "limit": 21},
        one=one,
        extra=made("Glands-GTV", rule),
    )
    assert value(volume) == pytest.approx(9.0, abs=1e-3)
    assert value(mean) == pytest.approx((3 * 19.5 + 6 * 22) / 9, abs=1e-3)
    assert (volume.verdict, mean.verdict) == (Verdict.PASS, Verdict.FAIL)


def test_a_margin_and_a_ring_have_steiner_s_volume(tmp_path: Path) -> None:
    # A box grown by r has V + S r + π (a + b + c) r² + 4/3 π r³, in mm.
    def grown_cm3(r: float) -> float:
        a, b, c = 20.0, 20.0, 15.0
        return (
            a * b * c + 2 * (a * b + b * c + c * a) * r + pi * (a + b + c) * r**2 + 4 / 3 * pi * r**3
        ) / 1e3

    extra = made("Wide", 'all_of = ["Parotid_L"], plus_mm = 3') + made(
        "Ring", 'all_of = ["Parotid_L"], ring_mm = [2, 5]'
    )
    wide, ring = rows(
        tmp_path,
        {"structure": "Wide", "metric": "Volume[cc]", "limit": 20},
        {"structure": "Ring", "metric": "Volume[cc]", "limit": 20},
        extra=extra,
    )
    assert value(wide) == pytest.approx(grown_cm3(3), rel=0.03)
    assert value(ring) == pytest.approx(grown_cm3(5) - grown_cm3(2), rel=0.03)


def test_a_margin_by_direction_grows_each_way_by_its_own(tmp_path: Path) -> None:
    """The gland is 20 × 20 mm and 10 mm between its end planes, x from -10 to 10 mm of its middle.

    Along an axis alone nothing rounds the corners: 4 mm more to the left is a box of 24 × 20 × 15 mm.
    """
    sides = "left = 4, right = 0, anterior = 0, posterior = 0, superior = 0, inferior = 0"
    extra = made("Leftwards", f'all_of = ["Parotid_L"], plus_mm = {{ {sides} }}')
    extra += made("But", 'all_of = ["Parotid_L"], plus_mm = { all = 0, right = 4 }')
    volume, mean, towards = rows(
        tmp_path,
        {"structure": "Leftwards", "metric": "Volume[cc]", "limit": 20},
        {"structure": "Leftwards", "limit": 30},
        {"structure": "But", "limit": 30},
        extra=extra,
    )
    assert value(volume) == pytest.approx(24 * 20 * 15 / 1e3, rel=1e-3)
    assert value(mean) == pytest.approx(20.0 + 0.1 * 2.0, abs=0.01)
    assert value(towards) == pytest.approx(20.0 - 0.1 * 2.0, abs=0.01)


@pytest.mark.parametrize(
    ("sides", "fault"),
    [
        ("{ left = 4 }", "plus_mm: needs all, or every direction: right, anterior, posterior, superior,"),
        ("{ all = 4 }", "plus_mm: is the same to all sides: write 4"),
        ("{ all = 4, left = -1 }", "plus_mm.left: must be 0 or more"),
        ("{ all = 4, lefft = 1 }", "plus_mm.lefft: no such key; did you mean 'left'?"),
        ('"4"', "plus_mm: must be a number"),
    ],
)
def test_a_margin_that_says_no_direction_is_refused(tmp_path: Path, sides: str, fault: str) -> None:
    extra = made("Leftwards", f'all_of = ["Parotid_L"], plus_mm = {sides}')
    with pytest.raises(DocumentError) as caught:
        rows(tmp_path, {"structure": "Leftwards", "limit": 30}, extra=extra)
    (said,) = map(str, caught.value.faults)
    assert f"Leftwards.derived.{fault}" in said


def test_beyond_a_distance_of_another(tmp_path: Path) -> None:
    # The target's box ends 5 mm into the gland; beyond 5 mm more, x from 0 to 10 mm is left, wholly.
    one = drawn_otherwise(
        treatment(), GTVtn0=contours(GLAND_AT_MM - 15.0, half_mm=(10.0, 30.0), planes_mm=(-6, -3, 0, 3, 6))
    )
    limits = [
        {"structure": "Beyond", "metric": metric, "limit": 30}
        for metric in ("Volume[cc]", "Max[Gy]", "Mean[Gy]")
    ]
    rule = 'all_of = ["Parotid_L"], minus = ["GTVtn0"], beyond_mm = 5'
    found_rows = rows(tmp_path, *limits, one=one, extra=made("Beyond", rule))
    assert [value(row) for row in found_rows] == pytest.approx([3.0, 21.0, 20.5], abs=0.05)


def test_without_a_part_it_is_not_judged_by_the_part_s_cause(tmp_path: Path) -> None:
    one = treatment()
    assert one.structure_set is not None
    left = tuple(each for each in one.structure_set.structures if each.name != "Parotid_R")
    # One is drawn under its name all the same; what it is made of is not known.
    drawn = replace(left[0], number=99, name="Glands")
    one = replace(one, structure_set=replace(one.structure_set, structures=(*left, drawn)))
    extra = made("Glands", 'all_of = ["Parotid_L", "Parotid_R"]')
    (row,) = rows(tmp_path, {"structure": "Glands", "limit": 90}, one=one, extra=extra)
    assert row.verdict is Verdict.REVIEW
    assert (
        row.reason
        == "Glands is derived from others, and of these no structure of the plan is named Parotid_R"
    )
    assert [cause.subject for cause in row.causes] == ["Parotid_R"]


@pytest.mark.parametrize(
    ("half_mm", "verdict"),
    [(10.0, Verdict.PASS), (11.5, Verdict.PASS), (14.0, Verdict.REVIEW), (5.0, Verdict.REVIEW)],
)
def test_a_drawn_one_is_held_against_it(tmp_path: Path, half_mm: float, verdict: Verdict) -> None:
    one = treatment()
    assert one.structure_set is not None
    first = next(each for each in one.structure_set.structures if each.name == "Parotid_L")
    drawn = replace(first, number=99, name="Gland", contours=contours(GLAND_AT_MM, half_mm=(half_mm, 10.0)))
    structures = (*one.structure_set.structures, drawn)
    one = replace(one, structure_set=replace(one.structure_set, structures=structures))
    # The whole gland: nothing of the other lies in it.
    extra = made("Gland", 'all_of = ["Parotid_L"], minus = ["Parotid_R"]')
    (row,) = rows(tmp_path, {"structure": "Gland", "limit": 26}, one=one, extra=extra)
    assert (row.verdict, value(row)) == (verdict, pytest.approx(20.0, abs=1e-3))
    if half_mm == 14.0:
        # 2 × (4 − 2) × 20 × 15 mm³ lie further off than 2 mm.
        assert row.reason == (
            "'Gland' as drawn has 8.40 cm³, and 6.00 cm³ as it is derived; 1.20 cm³ of both lie further "
            "apart than drawing explains (a slice, and 2 mm within it)"
        )


HEAD = """
schema = "rtqa-protocol/1"
id = "own"
title = "Our own"
version = "1"
source = "Handbook"

[[phase]]
id = "only"
title = "The only one"
fractions = { min = 2 }
"""


def judge(folder: Path, tmp_path: Path, organs: dict[str, str], *, name: str, metric: str) -> Report:
    """A clinical plan under one limit on one structure; names with a rule are derived."""
    text = HEAD
    for organ, rule in organs.items():
        role = "target" if organ.startswith("PTV") else "organ"
        text += f'[[structure]]\nname = "{organ}"\nrole = "{role}"\n'
        text += f"derived = {{ {rule} }}\n" if rule else ""
    text += (
        f'[[constraint]]\nid = "c"\nphase = "only"\nstructure = "{name}"\nmetric = "{metric}"\n'
        'relation = "<="\nlimit = 90\nquote = "q"\nsource = "s"\n'
    )
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    return check(read_case(folder), protocol=tmp_path / "own.toml")


def test_two_targets_together_are_the_planning_system_s_own(realdata: Path, tmp_path: Path) -> None:
    folder = realdata / "lung_pinnacle"
    names = {"PTV_PRIMARY": "", "PTV_LN": "", "PTV_TOTAL": 'all_of = ["PTV_PRIMARY", "PTV_LN"]'}
    report = judge(folder, tmp_path, names, name="PTV_TOTAL", metric="D50%[Gy]")
    (row,) = found(report, "DV-LIMIT")
    # Pinnacle drew the total itself: it is the same, and so are its volume and its dose.
    theirs = compute_dvh(read_case(folder), "PTV_TOTAL")
    ours = next(curve for curve in report.curves if curve.structure == "PTV_TOTAL" and curve.phase == "only")
    assert row.verdict is Verdict.PASS
    assert row.reason == ""
    assert ours.volume_cm3 == pytest.approx(theirs.total_cm3, rel=0.005)
    assert value(row) == pytest.approx(theirs.dose_at(theirs.total_cm3 / 2), abs=0.05)


def test_a_lung_without_the_tumour_bed(realdata: Path, tmp_path: Path) -> None:
    folder = realdata / "breast"
    names = {"Lt Lung": "", "Heart": "", "Both": 'all_of = ["Lt Lung", "Heart"], minus = ["Tumor Bed"]'}
    report = judge(folder, tmp_path, {"Tumor Bed": "", **names}, name="Both", metric="Mean[Gy]")
    (row,) = found(report, "DV-LIMIT")
    # The tumour bed lies outside of both, and they apart: their means, by their volumes.
    lung, heart = (compute_dvh(read_case(folder), name) for name in ("Lt Lung", "Heart"))
    dose = lung.mean_gy * lung.total_cm3 + heart.mean_gy * heart.total_cm3
    assert value(row) == pytest.approx(dose / (lung.total_cm3 + heart.total_cm3), rel=0.005)


def test_the_body_beyond_2_cm_has_the_dose_of_the_nodes_there(realdata: Path, tmp_path: Path) -> None:
    folder = realdata / "alderson"
    names = {"Body": "", "PTV": "", "Beyond2cm": 'all_of = ["Body"], minus = ["PTV"], beyond_mm = 20'}
    report = judge(folder, tmp_path, names, name="Beyond2cm", metric="Max[Gy]")
    (row,) = found(report, "DV-LIMIT")
    (one,) = read_case(folder).treatments
    assert one.dose is not None
    assert one.structure_set is not None
    # Of the nodes of the dose grid above 30 Gy, the hottest that lies 20 mm or more from the target's planes.
    target = lay_flat(one.structure_set.structure("PTV"), set_spacing_mm=None)
    kji = np.argwhere(one.dose.values_gy > 30.0)
    nodes_mm = one.dose.grid.to_points_mm(kji[:, ::-1])
    points = shapely.points(nodes_mm[:, :2])
    near_mm = np.full(len(kji), np.inf)
    for height, region in zip(target.offsets_mm, target.regions, strict=True):
        near_mm = np.minimum(near_mm, np.hypot(shapely.distance(points, region), nodes_mm[:, 2] - height))
    beyond_gy = one.dose.values_gy[tuple(kji.T)][near_mm > 20.0]
    assert value(row) == pytest.approx(float(beyond_gy.max()), abs=1.0)
