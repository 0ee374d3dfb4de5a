"""Vertices, peaks and valley of a spatially fractionated plan: reported, never failed; REVIEW if not known.

GTVn is the box of the other tests, 20 × 20 × 15 mm about x = 40 mm, in a ramp of 0.1 Gy a mm; its vertices
are boxes of 6 × 6 × 9 mm. So their means are the dose in their middles, and all is known in closed form.
"""

from __future__ import annotations

from dataclasses import replace
from math import pi
from pathlib import Path

import numpy as np
import pytest
from cases import (
    PITCH_MM,
    PROTOCOL,
    blamed,
    contours,
    drawn_otherwise,
    found,
    image,
    judged,
    plan,
    prescription,
    ramps,
    the_finding,
    treatment,
    without,
)
from sample import judge_sample

from rtqa.findings import Estimate, Finding, Report, Verdict
from rtqa.messages import Cause, CauseKind, Message
from rtqa.model.case import Treatment
from rtqa.model.dose import Dose, DoseQuantity
from rtqa.model.geometry import Grid
from rtqa.model.structure import ContourKind, Contours
from rtqa.protocol import load_protocol

CODES = ("SFRT-VERTICES", "SFRT-DOSE", "SFRT-PVDR", "SFRT-TARGET")
LEVELS_GY = [4.0, 16.0, 4.0, 4.0, 3.0, 3.0]
VERTEX = {"half_mm": (3.0, 3.0), "planes_mm": (-3.0, 0.0, 3.0)}
BOX_CM3, VERTEX_CM3 = 6.0, 0.324


def lattice(**drawn_as: Contours) -> Treatment:
    """A plan of 15 Gy in one fraction to GTVn, and further structures drawn as said."""
    names = dict.fromkeys(drawn_as, 4.0)
    one = treatment(
        names,
        plan=plan(prescription(2, 15.0), n_fractions=1),
        dose=ramps([*LEVELS_GY, *names.values()]),
        image=image(acquired="20250106"),
    )
    return drawn_otherwise(one, **drawn_as)


def two_vertices() -> Treatment:
    return lattice(Vertex_01=contours(36.0, **VERTEX), Vertex_02=contours(44.0, **VERTEX))


def cell(finding: Finding, row: str, column: str) -> object:
    table = finding.table
    assert table is not None
    (cells,) = (cells for cells in table.rows if str(cells[0]) == row)
    return cells[[str(head) for head in table.columns].index(column)]


def number(finding: Finding, row: str, column: str = "Value") -> float:
    value = cell(finding, row, column)
    if isinstance(value, Estimate):
        assert value.low <= value.value <= value.high
        return value.value
    assert isinstance(value, float)
    return value


def sfrt_rows(report: Report) -> list[Finding]:
    return [finding for code in CODES for finding in found(report, code)]


def test_a_lattice_is_reported_and_judged_by_nothing() -> None:
    report = judged(two_vertices())
    rows = sfrt_rows(report)
    assert [finding.code for finding in rows if finding.subject == "GTVn"] == list(CODES)
    assert {finding.verdict for finding in rows} == {None}
    # Nothing but its size: a box of 20 × 20 × 15 mm is no bulky node.
    # The course file dates the chemoradiotherapy, of which no plan was handed in.
    assert {row for row in blamed(report) if row[0] != "DV-SUM"} == {("SIZE-TARGET", "GTVn", "fail")}


@pytest.mark.example("SFRT-VERTICES", "good")
def test_the_table_of_vertices() -> None:
    finding = the_finding(judged(two_vertices()), "SFRT-VERTICES", "GTVn")
    assert finding.summary.startswith(
        "GTVn: 2 whole and 0 cut spheres, drawn as Vertex_#; 8.5 mm wide, 8.0 mm"
    )
    for row in ("Vertex_01", "Vertex_02"):
        assert number(finding, row, "Volume / cm³") == pytest.approx(VERTEX_CM3, rel=1e-6)
        assert number(finding, row, "Diameter / mm") == pytest.approx((6000 * VERTEX_CM3 / pi) ** (1 / 3))
        assert number(finding, row, "To next / mm") == pytest.approx(8.0)
        assert number(finding, row, "To surface / mm") == pytest.approx(3.0)  # of the ends: 4.5 and 7.5 mm
        assert number(finding, row, "In target / %") == 100.0
    # SpinalCord's box begins at x = 110 mm, 63 mm from the end of the second vertex.
    assert number(finding, "Vertex_02", "To SpinalCord / mm") == pytest.approx(63.0)
    assert number(finding, "Vertex_01", "To SpinalCord / mm") == pytest.approx(71.0)


@pytest.mark.example("SFRT-DOSE", "good")
def test_the_doses_of_vertices_and_valley() -> None:
    finding = the_finding(judged(two_vertices()), "SFRT-DOSE", "GTVn")
    for row, middle_gy in (("Vertex_01", 15.6), ("Vertex_02", 16.4)):
        assert number(finding, row, "Mean / Gy") == pytest.approx(middle_gy, abs=1e-3)
        assert number(finding, row, "Min / Gy") == pytest.approx(middle_gy - 0.3, abs=1e-3)
        assert number(finding, row, "Max / Gy") == pytest.approx(middle_gy + 0.3, abs=1e-3)
        assert number(finding, row, "Coverage / %") == pytest.approx(100.0)
    assert "vertices 15.60–16.40 Gy in the mean; valley 16.00 Gy in the mean, 17.00 Gy" in finding.summary
    assert finding.table is not None
    assert str(finding.table.note).startswith("Coverage refers to 15 Gy, the highest dose")


@pytest.mark.example("SFRT-PVDR", "good")
def test_the_ratios_and_which_of_them_are_degenerate() -> None:
    finding = the_finding(judged(two_vertices()), "SFRT-PVDR", "GTVn")
    # D(v) of the even ramp is 17 − 2 v; vertices and valley have the same mean.
    expected = {
        "D10% / D90%": 16.8 / 15.2,
        "D5% / D95%": 16.9 / 15.1,
        "D20% / D80%": 16.6 / 15.4,
        "D2% / D98%": 16.96 / 15.04,
        "mean / mean": 1.0,
        "max / min": 16.7 / 15.0,
        "mean ≥ P80 / mean ≤ P20": 16.8 / 15.2,
        "mean D0–D1% / mean D70–D90%": 16.99 / 15.4,
    }
    for name, ratio in expected.items():
        assert number(finding, name) == pytest.approx(ratio, rel=0.001), name
    degenerate = {name for name in expected if str(cell(finding, name, "Remark")).startswith("degenerate: ")}
    assert degenerate == {"D20% / D80%", "mean ≥ P80 / mean ≤ P20"}  # the vertices are 10.8 % of the target
    assert "The vertices are 10.8 % of the target." in finding.summary


@pytest.mark.example("SFRT-TARGET", "good")
def test_the_target_as_a_whole() -> None:
    finding = the_finding(judged(two_vertices()), "SFRT-TARGET", "GTVn")
    assert number(finding, "Volume") == pytest.approx(BOX_CM3)
    assert number(finding, "Longest, 3-D") == pytest.approx((20**2 + 20**2 + 12**2) ** 0.5)
    assert number(finding, "Longest, axial") == pytest.approx(20 * 2**0.5)
    assert number(finding, "D95%") == pytest.approx(15.1, abs=0.002)
    assert number(finding, "Vertices / target") == pytest.approx(100 * 2 * VERTEX_CM3 / BOX_CM3)
    assert number(finding, "Vertices per 100 cm³") == pytest.approx(200 / 6)
    geud = (np.diff(np.array([15.0, 17.0]) ** -9)[0] / -9 / 2) ** -0.1
    assert number(finding, "gEUD, a = −10") == pytest.approx(geud, rel=1e-4)
    assert "recalled from the literature and not read again" in finding.evidence.source
    shells = [str(row[0]) for row in finding.table.rows if "outside" in str(row[0])] if finding.table else []
    assert shells == ["Mean, 0–5 mm outside", "Mean, 0–10 mm outside"]


@pytest.mark.example("SFRT-DOSE", "bad")
def test_a_vertex_that_misses_its_dose_is_told_by_its_coverage() -> None:
    # The ramp has 15.3 to 15.9 Gy in the first vertex, and 16.1 to 16.7 Gy in the second.
    one = replace(two_vertices(), plan=plan(prescription(2, 16.0), n_fractions=1))
    finding = the_finding(judged(one), "SFRT-DOSE", "GTVn")
    assert number(finding, "Vertex_01", "Coverage / %") == pytest.approx(0.0, abs=1e-6)
    assert number(finding, "Vertex_02", "Coverage / %") == pytest.approx(100.0)
    assert finding.verdict is None


@pytest.mark.example("SFRT-PVDR", "bad")
def test_vertices_colder_than_their_valley_have_a_ratio_below_one() -> None:
    # The vertex about x = 34 mm has 15.4 Gy in the mean, all of the target 16 Gy.
    finding = the_finding(judged(lattice(Vertex_01=contours(34.0, **VERTEX))), "SFRT-PVDR", "GTVn")
    valley_gy = (16.0 * BOX_CM3 - 15.4 * VERTEX_CM3) / (BOX_CM3 - VERTEX_CM3)
    assert number(finding, "mean / mean") == pytest.approx(15.4 / valley_gy, rel=1e-3)
    assert finding.verdict is None


@pytest.mark.example("SFRT-TARGET", "bad")
def test_a_target_that_is_too_cold_and_too_small_is_told_by_its_numbers() -> None:
    # 12 × 12 × 15 mm about x = 40 mm, in a ramp about 10 Gy: D(v) is 10.6 − 1.2 v, of 15 Gy prescribed.
    vertex = contours(40.0, half_mm=(2.0, 2.0), planes_mm=(0.0, 3.0))
    small = lattice(GTVn=contours(PITCH_MM, half_mm=(6.0, 6.0)), Vertex_01=vertex)
    cold = replace(small, dose=ramps([4.0, 10.0, *LEVELS_GY[2:], 4.0]))
    finding = the_finding(judged(cold), "SFRT-TARGET", "GTVn")
    assert number(finding, "Volume") == pytest.approx(2.16)
    assert number(finding, "Longest, axial") == pytest.approx(12 * 2**0.5)
    assert number(finding, "D95%") == pytest.approx(9.46, abs=0.005)
    assert finding.verdict is None


def test_a_target_without_vertices_is_told_and_not_in_doubt() -> None:
    report = judged(two_vertices())
    assert the_finding(report, "SFRT-VERTICES", "GTVtn0").summary == "GTVtn0: no vertex lies in it."
    assert found(report, "SFRT-DOSE", "GTVtn0") == []


def test_the_single_vertices_are_taken_before_the_structure_of_all() -> None:
    both = Contours(
        points_mm=np.concatenate([contours(x, **VERTEX).points_mm for x in (36.0, 44.0)]),
        starts=np.arange(7) * 4,
        kinds=(ContourKind.CLOSED_PLANAR,) * 6,
    )
    one = lattice(PTV_Vertices=both, **{"vertex 1": contours(36.0, **VERTEX)})
    assert (
        "1 whole and 0 cut spheres, drawn as Vertex_#"
        in the_finding(judged(one), "SFRT-VERTICES", "GTVn").summary
    )
    alone = the_finding(judged(lattice(PTV_Vertices=both)), "SFRT-VERTICES", "GTVn")
    assert "2 whole and 0 cut spheres, drawn as PTV_Vertices" in alone.summary
    assert alone.table is not None
    assert [row[0] for row in alone.table.rows] == ["PTV_Vertices 1", "PTV_Vertices 2"]


def test_a_cut_vertex_is_told_apart() -> None:
    # From x = 47 to 53: half of it lies beyond the target's side at x = 50.
    one = lattice(Vertex_01=contours(40.0, **VERTEX), Vertex_02=contours(50.0, **VERTEX))
    finding = the_finding(judged(one), "SFRT-VERTICES", "GTVn")
    assert "1 whole and 1 cut sphere," in finding.summary
    assert number(finding, "Vertex_02", "In target / %") == pytest.approx(50.0)
    assert number(finding, "Vertex_02", "To surface / mm") == 0.0
    assert finding.verdict is None


@pytest.mark.example("SFRT-VERTICES", "bad")
def test_a_vertex_in_no_target_is_review() -> None:
    one = lattice(Vertex_01=contours(40.0, **VERTEX), Vertex_02=contours(20.0, **VERTEX))
    stray = the_finding(judged(one), "SFRT-VERTICES", "Vertex_02")
    assert stray.verdict is Verdict.REVIEW
    assert stray.summary == "Vertex_02 lies in none of the targets."
    assert stray.reason == "a vertex belongs in a target, which is GTVtn0 or GTVn"


def test_vertices_that_all_lie_elsewhere_are_review() -> None:
    one = lattice(Vertex_01=contours(20.0, **VERTEX))
    (finding, stray) = found(judged(one), "SFRT-VERTICES")
    assert finding.verdict is stray.verdict is Verdict.REVIEW
    assert finding.reason == "the vertices, drawn as Vertex_#, lie in none of GTVtn0, GTVn"


def unknown(one: Treatment) -> str:
    """The reason why the vertices of a plan are not known; nothing else of it is reported."""
    report = judged(one)
    finding = the_finding(report, "SFRT-VERTICES", one.label)
    assert finding.verdict is Verdict.REVIEW
    for code in CODES[1:]:
        (row,) = found(report, code)
        assert (row.verdict, row.table) == (None, None)
        assert row.summary == "Not reported: the vertices are not known (SFRT-VERTICES)."
    assert report.verdict >= Verdict.REVIEW
    return finding.reason


@pytest.mark.example("SFRT-VERTICES", "undecided")
@pytest.mark.example("SFRT-DOSE", "undecided")
@pytest.mark.example("SFRT-PVDR", "undecided")
@pytest.mark.example("SFRT-TARGET", "undecided")
def test_neither_drawn_nor_found_is_review() -> None:
    one = lattice()
    cold = replace(one, plan=plan(prescription(2, 18.0), n_fractions=1))
    assert unknown(cold) == (
        "no structure is named as a vertex (Vertex_#, Vertices, PTV_Vertices, GTV_Vertices, VTV_#, VTV, "
        "Lattice_#, Lattice), and none was found in the dose"
    )


@pytest.mark.parametrize(
    ("one", "cause"),
    [
        (replace(two_vertices(), dose=None), Cause(CauseKind.FILE_ABSENT, Message("file.dose"))),
        (
            replace(two_vertices(), structure_set=None),
            Cause(CauseKind.FILE_ABSENT, Message("file.structures")),
        ),
        (without(two_vertices(), "GTVn", "GTVtn0"), Cause(CauseKind.STRUCTURE_NOT_FOUND, "GTVtn0")),
        (
            replace(lattice(), plan=plan(prescription(2, 18.0), n_fractions=1)),
            Cause(CauseKind.STRUCTURE_NOT_FOUND, Message("sfrt.vertices")),
        ),
        (lattice(), Cause(CauseKind.STRUCTURE_DOUBTFUL, "GTVn")),
    ],
    ids=["no dose", "no structures", "no target", "no vertices", "no valley"],
)
def test_what_is_not_known_stands_under_its_cause(one: Treatment, cause: Cause) -> None:
    (finding,) = (f for f in found(judged(one), "SFRT-VERTICES") if f.verdict is Verdict.REVIEW)
    assert finding.causes == (cause,)


def on_course(one: Treatment, folder: Path, vertices: str) -> Report:
    """The report by a course file that names the vertices."""
    file = folder / "course.toml"
    text = f'schema = "rtqa-course/1"\n[[phase]]\nid = "sfrt"\nvertices = {vertices}\n'
    file.write_text(text, encoding="utf-8")
    return judged(one, course=file, protocol=PROTOCOL)


@pytest.mark.parametrize("vertices", ['{ names = ["Hot 2"] }', '{ pattern = "Hot ?" }', '{ pattern = "*2" }'])
def test_the_vertices_that_the_course_file_names_go_before_those_known_by_name(
    tmp_path: Path, vertices: str
) -> None:
    drawn = {"Vertex_01": contours(36.0, **VERTEX), "Hot 2": contours(44.0, **VERTEX)}
    finding = the_finding(on_course(lattice(**drawn), tmp_path, vertices), "SFRT-VERTICES", "GTVn")
    assert finding.summary.startswith("GTVn: 1 whole and 0 cut spheres, as the course file names them; ")
    assert finding.table is not None
    assert [row[0] for row in finding.table.rows] == ["Hot 2"]


@pytest.mark.parametrize(
    ("vertices", "reason"),
    [
        (
            '{ names = ["Vertex_01", "Vertex_3"] }',
            (
                "the course file names the vertex 'Vertex_3', which is no volume of the plan; did you mean "
                "'Vertex_02'?"
            ),
        ),
        (
            '{ pattern = "Hot[12]" }',
            "the course file names vertices 'Hot[12]', and no volume of the plan is named so",
        ),
    ],
)
def test_vertices_that_the_course_file_names_and_the_plan_has_not_are_review(
    tmp_path: Path, vertices: str, reason: str
) -> None:
    report = on_course(two_vertices(), tmp_path, vertices)
    (finding,) = found(report, "SFRT-VERTICES")
    assert (finding.verdict, finding.reason) == (Verdict.REVIEW, reason)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"dose": None}, "no usable dose belongs to the plan"),
        ({"structure_set": None}, "the plan has no usable structure set"),
        (
            {"dose": ramps([*LEVELS_GY, 4.0, 4.0], quantity=DoseQuantity.EFFECTIVE)},
            "DoseType is EFFECTIVE, and only a physical dose is judged or converted",
        ),
    ],
)
def test_without_evidence_it_is_review(parts: dict[str, object], reason: str) -> None:
    assert unknown(replace(two_vertices(), **parts)) == reason  # type: ignore[arg-type]


def test_without_a_target_it_is_review() -> None:
    one = without(two_vertices(), "GTVn", "GTVtn0")
    assert unknown(one) == "no structure of the plan is named GTVtn0 or GTVn"


def test_vertices_drawn_in_other_planes_are_review() -> None:
    upright = contours(40.0, **VERTEX)
    turned = replace(upright, points_mm=upright.points_mm[:, [2, 1, 0]] + [40.0, 0.0, -40.0])
    assert (
        unknown(lattice(Vertex_01=turned)) == "structure 'Vertex_01' is drawn in planes of other directions"
    )


def test_a_target_cut_off_by_the_dose_grid_has_reasons_in_place_of_values() -> None:
    one = two_vertices()
    cut = ramps([*LEVELS_GY, 4.0, 4.0], z_from_mm=-6.0)
    report = judged(replace(one, dose=cut))
    ratios = the_finding(report, "SFRT-PVDR", "GTVn")
    assert cell(ratios, "D10% / D90%", "Value") is None
    assert str(cell(ratios, "D10% / D90%", "Remark")) == "10 % of 'GTVn' lies outside the dose grid"
    assert ("GRID-COVERS", "GTVn", "review") in blamed(report)


def peaks(*centres_mm: tuple[float, float, float]) -> Dose:
    """20 Gy at each centre, falling by 1 Gy a mm to 3 Gy."""
    axis = np.arange(-60.0, 61.0, 2.0)
    x, y, z = axis[None, None, :], axis[None, :, None], axis[:, None, None]
    away = np.minimum.reduce([np.sqrt((x - a) ** 2 + (y - b) ** 2 + (z - c) ** 2) for a, b, c in centres_mm])
    values = np.maximum(20.0 - away, 3.0).astype(np.float32)
    values.setflags(write=False)
    grid = Grid.from_planes(
        position_mm=(-60.0, -60.0, -60.0),
        orientation=(1, 0, 0, 0, 1, 0),
        spacing_mm=(2.0, 2.0),
        offsets_mm=axis - axis[0],
        shape_ji=(len(axis), len(axis)),
        frame_of_reference_uid=ramps([1.0]).grid.frame_of_reference_uid,
    )
    return replace(ramps([1.0]), grid=grid, values_gy=values)


def large(dose: Dose, **drawn_as: Contours) -> Treatment:
    """GTVn as a box of 80 mm a side about the origin, in this dose."""
    target = contours(0.0, half_mm=(40.0, 40.0), planes_mm=np.arange(-38.5, 40.0, 3.0).tolist())
    return replace(lattice(GTVn=target, **drawn_as), dose=dose)


def test_an_8_cm_target_with_one_vertex_is_reported_not_failed() -> None:
    vertex = contours(0.0, half_mm=(7.5, 7.5), planes_mm=(-5.5, -2.5, 0.5, 3.5, 6.5))
    report = judged(large(peaks((0.0, 0.0, 0.5)), Vertex_01=vertex))
    finding = the_finding(report, "SFRT-VERTICES", "GTVn")
    assert finding.verdict is None
    assert finding.summary.startswith("GTVn: 1 whole and 0 cut spheres, drawn as Vertex_#")
    assert cell(finding, "Vertex_01", "To next / mm") is None
    assert finding.table is not None
    assert str(finding.table.note) == "To next: there is no other vertex."
    assert {row.verdict for row in sfrt_rows(report)} == {None}


def test_vertices_that_nobody_drew_are_found_and_labelled() -> None:
    report = judged(large(peaks((-20.0, 0.0, 0.5), (20.0, 0.0, 0.5))))
    finding = the_finding(report, "SFRT-VERTICES", "GTVn")
    assert "2 whole and 0 cut spheres, found, not drawn: the regions that receive 15 Gy" in finding.summary
    # 15 Gy is the dose 5 mm from each peak.
    for row in ("V1", "V2"):
        assert number(finding, row, "Diameter / mm") == pytest.approx(10.0, rel=0.05)
        assert number(finding, row, "To next / mm") == pytest.approx(40.0, abs=0.2)
    assert finding.verdict is None


def test_an_even_dose_has_no_valley_and_is_review() -> None:
    finding = the_finding(judged(lattice()), "SFRT-VERTICES", "GTVn")
    assert finding.verdict is Verdict.REVIEW
    assert finding.reason == "the vertices fill the target: there is no valley"


def test_other_phases_and_other_protocols_are_not_asked() -> None:
    assert sfrt_rows(judged(treatment())) == []
    assert load_protocol(PROTOCOL).protocol.sfrt is not None


def test_the_sample_lattice_has_the_numbers_of_its_independent_count() -> None:
    report = judge_sample("sfrt_lattice")
    assert report.verdict is Verdict.PASS
    target, ratios = the_finding(report, "SFRT-TARGET", "GTVn"), the_finding(report, "SFRT-PVDR", "GTVn")
    vertices = the_finding(report, "SFRT-VERTICES", "GTVn")
    doses = the_finding(report, "SFRT-DOSE", "GTVn")
    # README of the sample plans: points 1 mm apart, 132 cm³, 68 mm, spheres of 15 mm 30 mm apart, 5 % of it.
    assert number(target, "Volume") == pytest.approx(132, abs=0.5)
    assert number(target, "Longest, 3-D") == pytest.approx(68, abs=0.5)
    assert number(target, "Vertices / target") == pytest.approx(5, abs=0.5)
    assert number(target, "Valley mean") == pytest.approx(4.9, abs=0.05)
    assert number(ratios, "D10% / D90%") == pytest.approx(7.0, abs=0.05)
    names = [f"Vertex_0{n}" for n in (1, 2, 3, 4)]
    assert [number(vertices, name, "To next / mm") for name in names] == pytest.approx([30.0] * 4, abs=0.01)
    assert np.mean([number(doses, name, "Mean / Gy") for name in names]) == pytest.approx(16.5, abs=0.05)
    assert np.mean([number(doses, name, "Coverage / %") for name in names]) == pytest.approx(77, abs=0.5)
