"""Names that are asked about: what is mapped onto another structure, and types that all have."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cases import PROTOCOL, case, contours, drawn_otherwise, found, judged, renamed, treatment
from sample import SAMPLE_PLANS

from rtqa.dicom import read_case
from rtqa.findings import Finding, Report, Verdict
from rtqa.messages import Cause, CauseKind
from rtqa.model.case import Treatment
from without_second_dose import check


def doubts(report: Report) -> list[Finding]:
    return [row for row in found(report, "STRUCT-NAMES") if row.verdict is Verdict.REVIEW]


def with_roles(one: Treatment, **roles: str) -> Treatment:
    """A treatment whose structures have these types; all others that of ``default``."""
    assert one.structure_set is not None
    structures = tuple(
        replace(drawn, role=roles.get(drawn.name, roles["default"])) for drawn in one.structure_set.structures
    )
    return replace(one, structure_set=replace(one.structure_set, structures=structures))


@pytest.mark.parametrize("name", ["Larynx", "Rückenmark+5", "PTV_7000", "SpinalCanal", "Right Parotid"])
def test_a_cord_that_is_mapped_onto_another_known_structure_is_asked_about(name: str) -> None:
    one = renamed(treatment(), SpinalCord=name)
    rows = doubts(judged(one, mapping={"SpinalCord": name}))
    if name == "Rückenmark+5":  # a margin around the cord receives no less than the cord
        assert rows == []
        return
    (row,) = rows
    assert (row.message.id, row.subject) == ("struct-names.mapped-to-other", name)
    assert row.causes == (Cause(CauseKind.STRUCTURE_DOUBTFUL, name),)
    assert row.message.values["wanted"] == "SpinalCord"


def test_two_organs_that_are_mapped_onto_each_other_are_both_asked_about() -> None:
    crossed = {"SpinalCord": "Parotid_L", "Parotid_L": "SpinalCord"}
    rows = doubts(judged(treatment(), mapping=crossed))
    assert [row.message.values["meant"] for row in rows] == ["Parotid_L", "SpinalCord"]


def test_a_mapping_past_a_structure_that_bears_the_name_is_asked_about() -> None:
    beside = renamed(treatment(), Parotid_R="Cord2")
    (row,) = doubts(judged(beside, mapping={"SpinalCord": "Cord2"}))
    assert row.message.id == "struct-names.mapped-past"
    assert row.summary == "'Cord2' is taken for SpinalCord, though the plan has 'SpinalCord'."
    # What is not drawn is rightly passed over.
    empty = drawn_otherwise(beside, SpinalCord=contours(1.0, planes_mm=()))
    assert doubts(judged(empty, mapping={"SpinalCord": "Cord2"})) == []


def test_to_choose_among_several_of_the_name_is_no_question() -> None:
    several = renamed(treatment(), Parotid_R="Cord")
    assert doubts(judged(several, mapping={"SpinalCord": "Cord"})) == []
    assert doubts(judged(renamed(treatment(), GTVn="GTV nodes ?"), mapping={"GTVn": "GTV nodes ?"})) == []


def test_a_target_may_be_mapped_onto_another_volume_and_onto_no_organ() -> None:
    assert doubts(judged(renamed(treatment(), GTVn="PTV_66"), mapping={"GTVn": "PTV_66"})) == []
    (row,) = doubts(judged(renamed(treatment(), GTVn="Larynx"), mapping={"GTVn": "Larynx"}))
    assert row.message.values["meant"] == "Larynx"


def test_the_mapping_of_the_course_file_is_asked_about_too(tmp_path: Path) -> None:
    file = tmp_path / "course.toml"
    file.write_text(
        'schema = "rtqa-course/1"\n[[phase]]\nid = "ccrt"\nstructures = { SpinalCord = "Larynx" }\n',
        encoding="utf-8",
    )
    one = case(renamed(treatment(), SpinalCord="Larynx"))
    (row,) = doubts(check(one, protocol=PROTOCOL, course=file))
    assert row.subject == "Larynx"


def test_a_type_that_all_structures_have_contradicts_no_name() -> None:
    for role in ("ORGAN", "AVOIDANCE", "GTV"):
        assert doubts(judged(with_roles(treatment(), default=role))) == []
    of_targets = dict.fromkeys(("GTVtn0", "GTVn", "CTV"), "GTV")
    (row,) = doubts(judged(with_roles(treatment(), **{**of_targets, "GTVn": "ORGAN"}, default="ORGAN")))
    assert row.subject == "GTVn"


@pytest.mark.parametrize(("name", "is_doubted"), [("zCord", False), ("Cord2", False), ("Larynx", True)])
def test_a_copy_that_says_so_is_no_question(name: str, is_doubted: bool) -> None:  # noqa: FBT001
    one = treatment({name: 20.0})
    one = drawn_otherwise(one, **{name: contours(90.0), "SpinalCord": contours(90.0)})
    assert [row.message.id for row in doubts(judged(one))] == ["struct-names.copy"] * is_doubted


@pytest.mark.parametrize(
    ("name", "is_doubted"), [("GTV_PET", False), ("GTV_pre", False), ("GTV_2", True), ("CTV_preRT", False)]
)
def test_the_tumour_of_another_image_need_not_lie_within_the_target(name: str, is_doubted: bool) -> None:  # noqa: FBT001
    report = check(case(treatment({name: 20.0, "PTV": 60.0})), protocol=PROTOCOL)
    doubted = {row.subject for row in found(report, "STRUCT-NESTED") if row.verdict is Verdict.REVIEW}
    assert (name in doubted) is is_doubted


def test_a_plan_with_doses_in_its_names_and_helpers_beside_passes_as_it_did() -> None:
    folder = SAMPLE_PLANS / "ccrt_pass"
    before = read_case(folder)
    (one,) = before.treatments
    assert one.structure_set is not None
    drawn = {structure.name: structure for structure in one.structure_set.structures}
    by_dose = {"GTVtn0": "GTVp_7000", "GTVn": "GTVn_6600", "CTV": "CTV_5400"}
    beside = {
        "zCord": "SpinalCord",
        "SPINAL CORD2": "SpinalCord",
        "Boost rings": "PTV_7000",
        "GTV_PET": "Larynx",
    }
    structures = (
        *(replace(structure, name=by_dose.get(name, name)) for name, structure in drawn.items()),
        *(replace(drawn[of], name=name, number=100 + n) for n, (name, of) in enumerate(beside.items())),
    )
    changed = replace(one, structure_set=replace(one.structure_set, structures=structures))
    report = check(replace(before, treatments=(changed,)), protocol=PROTOCOL, course=folder / "course.toml")
    assert report.verdict is Verdict.PASS
    taken = {row.name: row.matched_to for row in report.structures if row.matched_to}
    assert taken == {
        "GTVp_7000": "GTVtn0",
        "GTVn_6600": "GTVn",
        "CTV_5400": "CTV",
        **{organ: organ for organ in ("SpinalCord", "Parotid_L", "Parotid_R")},
    }
