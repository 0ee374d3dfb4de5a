"""GTVn1, GTVn2, …: the protocol's GTVn stands for all of them, and each is judged."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import (
    PRESCRIBED_GY,
    blamed,
    bulky,
    contours,
    drawn_otherwise,
    found,
    judged,
    plan,
    prescription,
    ramps,
    renamed,
    treatment,
    write_protocol,
)

from rtqa.findings import Finding, Verdict

PRESCRIBED = {"GTVtn0": 70.0, "CTV": 54.0, "GTVn1": 66.0, "GTVn2": 68.0}


def rows(findings: list[Finding]) -> list[tuple[str, Verdict | None]]:
    return [
        (finding.subject, finding.verdict) for finding in findings if str(finding.subject).startswith("GTVn")
    ]


def test_each_numbered_node_has_its_prescription_and_its_coverage() -> None:
    levels = {"GTVn1": 67.0, "GTVn2": 69.0}
    without_whole = renamed(treatment(levels, prescribed_gy=PRESCRIBED), GTVn="Nodes")
    report = judged(without_whole)
    passed = [("GTVn1", Verdict.PASS), ("GTVn2", Verdict.PASS)]
    assert rows(found(report, "RX-DOSE")) == passed
    assert rows(found(report, "RX-DELIVERED")) == passed
    # The volume that was GTVn is no target under its new name, and has more than any prescription.
    assert blamed(report) == {("DOSE-SPOTS", "CCRT", "review")}


def test_one_node_that_breaks_its_clause_fails_and_the_other_passes() -> None:
    levels = {"GTVn1": 67.0, "GTVn2": 51.0}
    one = treatment(levels, prescribed_gy={**PRESCRIBED, "GTVn2": 50.0})
    report = judged(renamed(one, GTVn="Nodes"))
    assert rows(found(report, "RX-DOSE")) == [("GTVn1", Verdict.PASS), ("GTVn2", Verdict.FAIL)]


def test_the_whole_beside_a_part_stays_ambiguous() -> None:
    report = judged(treatment({"GTVn1": 67.0}, prescribed_gy={**PRESCRIBED_GY, "GTVn1": 66.0}))
    (row,) = [finding for finding in found(report, "RX-DOSE") if finding.subject == "GTVn"]
    assert row.verdict is Verdict.REVIEW
    assert row.reason.startswith("2 structures may be the protocol's GTVn ('GTVn', 'GTVn1')")


def test_limits_hold_for_each_part(tmp_path: Path) -> None:
    own = write_protocol(tmp_path, {"structure": "GTVn", "metric": "Max[Gy]", "limit": 69})
    text = own.read_text(encoding="utf-8").replace('[[structure]]\nname = "GTVn1"\nrole = "target"\n', "")
    own.write_text(text, encoding="utf-8")
    levels = {"GTVn1": 67.0, "GTVn2": 70.0}
    report = judged(renamed(treatment(levels), GTVn="Nodes"), protocol=own)
    assert rows(found(report, "DV-LIMIT")) == [("GTVn1", Verdict.PASS), ("GTVn2", Verdict.FAIL)]


@pytest.mark.parametrize(("prescribed", "verdict"), [((2, 7), Verdict.FAIL), ((2,), None)])
def test_each_node_that_a_single_fraction_treats_must_be_bulky(
    prescribed: tuple[int, ...], verdict: Verdict | None
) -> None:
    one = treatment(
        {"GTVn2": 4.0},
        plan=plan(*(prescription(number, 15.0) for number in prescribed), n_fractions=1),
        dose=ramps([4.0, 16.0, 4.0, 4.0, 3.0, 3.0, 4.0], y_to_mm=30.0),
    )
    nodes = renamed(drawn_otherwise(one, GTVn=bulky(40.0), GTVn2=contours(240.0)), GTVn="GTVn1")
    assert rows(found(judged(nodes), "SIZE-TARGET")) == [("GTVn1", Verdict.PASS), ("GTVn2", verdict)]
