"""A protocol of every newer kind of clause: plans that break one are noticed, and sound ones left alone.

The boxes of :mod:`cases`; the CTV is the box of GTVn with a margin of 4 mm.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cases import LEVELS_GY, beam, contours, drawn_otherwise, image, plan, ramps, renamed, treatment
from language import clause, judge
from test_plan_clauses import WIDE_MM, around, shifted

from rtqa.findings import Verdict
from rtqa.model.case import Treatment
from rtqa.model.structure import Contours

Change = Callable[[Treatment], Treatment]

MADE = """
[[structure]]
name = "Gland+"
role = "organ"
derived = { all_of = ["Parotid_L"], plus_mm = { all = 0, left = 4 } }
[[structure]]
name = "Bulb"
role = "organ"
may_be_absent = true
[[choice]]
id = "glands"
at_least = 1
[[arm]]
id = "short"
title = "30 fractions"
"""
ON_MEAN = {"metric": '"Mean[Gy]"'}
CLAUSES = (
    MADE,
    clause(
        "margin", id='"margin"', structure='"CTV"', around='"GTVn"', at_least_mm="{ all = 3, posterior = 4 }"
    ),
    clause("imaging", id='"image"', image='"planning"', modalities='["CT"]'),
    clause(
        "calculation", id='"dose"', energies_mv="[6, 10]", heterogeneity='"corrected"', grid_at_most_mm="2.5"
    ),
    clause("size", id='"size"', structure='"GTVn"', diameters='["axial"]', at_most_mm="30"),
    clause("constraint", id='"one"', structure='"Parotid_L"', one_of='"glands"', limit="21", **ON_MEAN),
    clause("constraint", id='"other"', structure='"Parotid_R"', one_of='"glands"', limit="21", **ON_MEAN),
    clause(
        "constraint",
        id='"near"',
        structures='["Parotid_L", "Parotid_R"]',
        logic='"ipsilateral"',
        limit="25",
        side_of='"GTVtn0"',
        **ON_MEAN,
    ),
    clause(
        "constraint", id='"covered"', structure='"GTVtn0"', metric='"V95%[%]"', relation='">="', limit="95"
    ),
    clause(
        "constraint",
        id='"ratio"',
        structure='"Parotid_L"',
        limit="1",
        **ON_MEAN,
        over='{ structure = "Parotid_R", metric = "Mean[Gy]" }',
    ),
    clause("constraint", id='"made"', structure='"Gland+"', limit="30", **ON_MEAN),
    clause("constraint", id='"bulb"', structure='"Bulb"', limit="10"),
    clause("constraint", id='"many"', limit="42", fractions="{ min = 30, max = 30 }", arms='["short"]'),
)


def levels(one: Treatment, **levels_gy: float) -> Treatment:
    assert one.dose is not None
    dose = ramps(list((LEVELS_GY | levels_gy).values()))
    return replace(one, dose=replace(dose, for_tissue=True))


def with_energy(one: Treatment, energy_mv: float) -> Treatment:
    assert one.plan is not None
    points = tuple(replace(point, energy_mv=energy_mv) for point in beam().control_points)
    return replace(one, plan=replace(one.plan, beams=(replace(beam(), control_points=points),)))


def in_fractions(one: Treatment, n_fractions: int) -> Treatment:
    assert one.plan is not None
    assert one.dose is not None
    again = plan(*one.plan.prescriptions, n_fractions=n_fractions)
    return replace(one, plan=again, dose=replace(one.dose, n_fractions=n_fractions))


def sound() -> Treatment:
    return levels(around(4.0))


def verdicts(folder: Path, one: Treatment) -> dict[str, Verdict]:
    """The worst of each clause; of what is told and not judged, nothing."""
    report = judge(folder, *CLAUSES, one=one, arm="short")
    of_clauses = {
        "margin": "STRUCT-MARGIN",
        "image": "IMG-MODALITY",
        "dose": "DOSE-CALC",
        "size": "SIZE-TARGET",
    }
    said: dict[str, list[Verdict]] = {}
    for row in report.findings:
        named = next((ident for ident, code in of_clauses.items() if row.code == code), None)
        ident = row.constraint.id if row.constraint is not None and row.code == "DV-LIMIT" else named
        if ident is not None and row.verdict is not None:
            said.setdefault(ident, []).append(row.verdict)
    order = [Verdict.PASS, Verdict.VARIATION, Verdict.REVIEW, Verdict.FAIL]
    return {ident: max(each, key=order.index) for ident, each in said.items()}


FAULTS: dict[str, tuple[Change, set[str], Verdict]] = {
    "1 mm to the back, where 4 are asked for": (
        lambda one: shifted(one, "CTV", (0.0, -3.0, 0.0)),
        {"margin"},
        Verdict.FAIL,
    ),
    "planned on an MR": (lambda one: replace(one, image=image(modality="MR")), {"image"}, Verdict.FAIL),
    "15 MV": (lambda one: with_energy(one, 15.0), {"dose"}, Verdict.FAIL),
    "computed as if of water": (
        lambda one: replace(one, dose=replace(one.dose, for_tissue=False, as_water=True)),
        {"dose"},
        Verdict.FAIL,
    ),
    "a node larger than allowed": (
        lambda one: drawn_otherwise(
            one,
            GTVn=contours(40.0, half_mm=(10.0, 14.0)),
            CTV=contours(40.0, half_mm=(14.0, 18.0), planes_mm=WIDE_MM),
        ),
        {"size"},
        Verdict.FAIL,
    ),
    "neither gland spared": (lambda one: levels(one, Parotid_L=21.5), {"one", "other"}, Verdict.FAIL),
    "the gland beside the tumour too hot": (
        lambda one: levels(one, Parotid_L=26.0, Parotid_R=26.5),
        {"one", "other", "near"},
        Verdict.FAIL,
    ),
    "the target a tenth too cold": (lambda one: levels(one, GTVtn0=65.0), {"covered"}, Verdict.FAIL),
    "the glands the other way round": (
        lambda one: levels(one, Parotid_L=22.0, Parotid_R=20.0),
        {"ratio"},
        Verdict.FAIL,
    ),
    "drawn otherwise than derived": (
        lambda one: renamed(drawn_otherwise(one, CTV=contours(160.0, half_mm=(3.0, 3.0))), CTV="Gland+"),
        {"made", "margin"},
        Verdict.REVIEW,  # without a CTV its margin is not known
    ),
}

SOUND: dict[str, Change] = {
    "as it is": lambda one: one,
    "half a voxel further to the back": lambda one: shifted(one, "CTV", (0.0, 0.5, 0.0)),
    "half a voxel less to the back": lambda one: shifted(one, "CTV", (0.0, -0.5, 0.0)),
    "names in lower case": lambda one: renamed(one, Parotid_L="parotid l", Parotid_R="PAROTID-R"),
    "10 MV": lambda one: with_energy(one, 10.0),
    "one gland not spared": lambda one: levels(one, Parotid_R=40.0),
    "33 fractions, for which one limit is not": lambda one: in_fractions(levels(one, SpinalCord=43.0), 33),
    "what may be absent drawn": lambda _: renamed(
        drawn_otherwise(levels(treatment({"Penis": 3.0}), Penis=3.0), CTV=_margin()), Penis="Bulb"
    ),
}


def _margin() -> Contours:
    structure_set = around(4.0).structure_set
    assert structure_set is not None
    return next(each.contours for each in structure_set.structures if each.name == "CTV")


@pytest.mark.parametrize("name", FAULTS)
def test_a_plan_that_breaks_a_clause_is_noticed_by_it(tmp_path: Path, name: str) -> None:
    change, clauses, verdict = FAULTS[name]
    said = verdicts(tmp_path, change(sound()))
    assert {ident for ident, each in said.items() if each is verdict} == clauses


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_plan_is_left_alone(tmp_path: Path, name: str) -> None:
    said = verdicts(tmp_path, SOUND[name](sound()))
    assert {ident: each for ident, each in said.items() if each is not Verdict.PASS} == {}
    assert {"margin", "image", "dose", "size", "near", "covered", "ratio", "made"} <= said.keys()
