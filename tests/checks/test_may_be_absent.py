"""What the protocol says may be absent: told where it is not drawn, judged where it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cases import contours, judged, treatment
from test_derived_structures import HEAD as OWN
from test_derived_structures import made, value
from test_limits_of_several import HEAD, rows, verdicts

from rtqa.dicom import read_case
from rtqa.findings import Finding, Verdict
from rtqa.model.case import Treatment
from rtqa.model.structure import NO_CONTOURS, Contours
from without_second_dose import check

BULB = '[[structure]]\nname = "PenileBulb"\nrole = "organ"\nmay_be_absent = true\n\n'
LIMIT = {"structure": "PenileBulb", "limit": 50}


def with_structure(name: str, drawn: Contours) -> Treatment:
    one = treatment()
    assert one.structure_set is not None
    (first, *others) = one.structure_set.structures
    more = replace(first, number=99, name=name, contours=drawn)
    return replace(one, structure_set=replace(one.structure_set, structures=(first, *others, more)))


@pytest.mark.parametrize("one", [treatment(), with_structure("PenileBulb", NO_CONTOURS)])
def test_what_is_not_drawn_is_told(tmp_path: Path, one: Treatment) -> None:
    (row,) = rows(tmp_path, LIMIT, one=one, extra=BULB)
    assert (row.verdict, row.causes) == (None, ())
    assert row.summary == "PenileBulb: not drawn, and may be absent by the protocol; limit ≤ 50 Gy not asked."
    (asked,) = rows(tmp_path, LIMIT, one=one, extra=BULB.replace("true", "false"))
    assert asked.verdict is Verdict.REVIEW


def test_what_is_drawn_is_judged(tmp_path: Path) -> None:
    # At the left gland's place, where the ramp's middle has 20 Gy.
    one = with_structure("Penile_Bulb", contours(160.0))
    kept, broken = rows(tmp_path, LIMIT, {**LIMIT, "limit": 19}, one=one, extra=BULB)
    assert (kept.verdict, broken.verdict) == (Verdict.PASS, Verdict.FAIL)
    assert value(broken) == pytest.approx(20.0, abs=1e-3)


@pytest.mark.parametrize(
    ("name", "verdict"), [("PenileBulbb", Verdict.REVIEW), ("PenileBulb_PRV05", None), ("Femur", None)]
)
def test_what_resembles_it_may_be_it(tmp_path: Path, name: str, verdict: Verdict | None) -> None:
    (row,) = rows(tmp_path, LIMIT, one=with_structure(name, contours(160.0)), extra=BULB)
    assert row.verdict is verdict


def test_without_a_structure_set_nothing_is_absent(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, LIMIT, one=replace(treatment(), structure_set=None), extra=BULB)
    assert row.verdict is Verdict.REVIEW


def test_an_absent_part_covers_nothing(tmp_path: Path) -> None:
    both = {"structures": ["Parotid_L", "PenileBulb"], "logic": "combined", "limit": 26}
    extra = BULB + made("Without", 'all_of = ["Parotid_L", "PenileBulb"]')
    extra += made("Around", 'all_of = ["PenileBulb"], plus_mm = 5')
    limits = [both, {"structure": "Without", "limit": 26}, {"structure": "Around", "limit": 26}]
    judged_rows = rows(tmp_path, *limits, extra=extra)
    assert [finding.verdict for finding in judged_rows] == [Verdict.PASS, Verdict.PASS, None]
    assert [value(row) for row in judged_rows[:2]] == pytest.approx([20.0, 20.0], abs=1e-3)


def test_every_absence_is_told_once_a_plan(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(HEAD + BULB, encoding="utf-8")
    told = [f for f in judged(treatment(), protocol=file).findings if f.code == "STRUCT-ABSENT"]
    assert [(f.subject, f.verdict, f.summary) for f in told] == [
        ("PenileBulb", None, "PenileBulb: not drawn, and may be absent by the protocol.")
    ]


def test_undrawn_lenses_of_a_head_and_neck_plan_are_told(realdata: Path, tmp_path: Path) -> None:
    text = ""
    for name in ("Lens_L", "Lens_R", "Parotid_R"):
        text += f'[[structure]]\nname = "{name}"\nrole = "organ"\nmay_be_absent = true\n\n'
    text = OWN + text
    for name in ("Lens_L", "Lens_R", "Parotid_R"):
        text += (
            f'[[constraint]]\nid = "{name.lower().replace("_", "-")}"\nphase = "only"\nstructure = "{name}"\n'
            'metric = "Max[Gy]"\nrelation = "<="\nlimit = 90\nquote = "q"\nsource = "s"\n\n'
        )
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    report = check(read_case(realdata / "headneck_1"), protocol=tmp_path / "own.toml")
    limits: list[Finding] = [f for f in report.findings if f.code == "DV-LIMIT"]
    assert verdicts(limits) == [("Lens_L", None), ("Lens_R", None), ("RightParotid", Verdict.PASS)]
