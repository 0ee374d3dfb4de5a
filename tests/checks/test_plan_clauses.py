"""What a protocol asks of images, sizes, margins, the dose's computation and the time between fractions."""

from __future__ import annotations

from dataclasses import replace
from math import cos, pi, sin
from pathlib import Path

import numpy as np
import pytest
from cases import beam, contours, drawn_otherwise, found, image, plan, treatment, without
from language import clause, judge

from rtqa.findings import Finding, Report, Verdict
from rtqa.messages import CauseKind, Quantity
from rtqa.model.case import Treatment
from rtqa.model.geometry import owned
from rtqa.model.structure import ContourKind, Contours

PLANNING = {"image": '"planning"', "modalities": '["CT"]'}
CALCULATED = {"grid_at_most_mm": "2.5", "energies_mv": "[6, 10]", "heterogeneity": '"corrected"'}
MARGIN = {"structure": '"CTV"', "around": '"GTVn"', "at_least_mm": "5", "at_most_mm": "5"}
APART = {"hours_between": "{ min = 40, max = 96 }"}


def rows(report: Report, code: str) -> list[Finding]:
    return found(report, code)


@pytest.mark.parametrize(
    ("modality", "verdict"),
    [
        pytest.param("CT", Verdict.PASS, marks=pytest.mark.example("IMG-MODALITY", "good")),
        pytest.param("MR", Verdict.FAIL, marks=pytest.mark.example("IMG-MODALITY", "bad")),
        pytest.param("", Verdict.REVIEW, marks=pytest.mark.example("IMG-MODALITY", "undecided")),
    ],
)
def test_the_planning_image_has_the_modality_asked_for(
    tmp_path: Path, modality: str, verdict: Verdict
) -> None:
    one = treatment(image=image(modality=modality) if modality else None)
    (row,) = rows(judge(tmp_path, clause("imaging", **PLANNING), one=one), "IMG-MODALITY")
    assert row.verdict is verdict
    if modality:
        assert row.summary == f"Modality {modality}; CT asked for."


def test_an_image_of_before_may_be_another_examination(tmp_path: Path) -> None:
    """The baseline image of the case is a CT; where an MR is asked for, it may exist elsewhere."""
    for modalities, verdict in (('["MR", "CT"]', Verdict.PASS), ('["MR"]', Verdict.REVIEW)):
        text = clause("imaging", image='"baseline"', modalities=modalities).replace('phase = "ccrt"\n', "")
        (row,) = rows(judge(tmp_path, text), "IMG-MODALITY")
        assert row.verdict is verdict


def computed(one: Treatment | None = None, **changes: object) -> Treatment:
    one = one or treatment()
    assert one.dose is not None
    return replace(one, dose=replace(one.dose, **changes))


def of_calculation(folder: Path, one: Treatment, **asked: str) -> dict[str, Verdict | None]:
    report = judge(folder, clause("calculation", **asked), one=one)
    return {row.message.id.partition(".")[2]: row.verdict for row in rows(report, "DOSE-CALC")}


@pytest.mark.example("DOSE-CALC", "good")
def test_a_dose_computed_as_asked_for_passes(tmp_path: Path) -> None:
    """The grid's nodes are 2 mm apart; the beam has 6 MV."""
    answers = of_calculation(tmp_path, computed(for_tissue=True), **CALCULATED | {"grid_at_most_mm": "2"})
    assert answers == {"grid": Verdict.PASS, "energies": Verdict.PASS, "tissue": Verdict.PASS}


@pytest.mark.example("DOSE-CALC", "bad")
def test_another_grid_energy_or_correction_fails(tmp_path: Path) -> None:
    one = computed(as_water=True)
    asked = {"grid_at_most_mm": "1", "energies_mv": "[10]", "heterogeneity": '"corrected"'}
    answers = of_calculation(tmp_path, one, **asked)
    assert answers == {"grid": Verdict.FAIL, "other-energies": Verdict.FAIL, "tissue": Verdict.FAIL}
    assert of_calculation(tmp_path, one, heterogeneity='"water"') == {"tissue": Verdict.PASS}


@pytest.mark.example("DOSE-CALC", "undecided")
def test_a_beam_without_an_energy_is_review_and_what_dicom_does_not_say_is_told(tmp_path: Path) -> None:
    points = tuple(replace(point, energy_mv=None) for point in beam().control_points)
    one = treatment(plan=plan(beams=(replace(beam(), control_points=points),)))
    answers = of_calculation(tmp_path, one, **CALCULATED, algorithms='["Monte Carlo"]')
    assert answers["energies-not-known"] is Verdict.REVIEW
    assert answers["tissue-not-stated"] is None
    assert answers["algorithm"] is None


WIDE_MM = (-9.0, -6.0, -3.0, 0.0, 3.0, 6.0, 9.0)


def around(margin_mm: float, planes_mm: tuple[float, ...] = WIDE_MM) -> Treatment:
    """CTV as the 20 mm square of GTVn with a margin, its corners round."""
    angles = np.linspace(0.0, pi / 2, 13)
    arc = margin_mm * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    turns = [np.array([[cos(a), -sin(a)], [sin(a), cos(a)]]) for a in (0.0, pi / 2, pi, 3 * pi / 2)]
    ring = np.array([40.0, 0.0]) + np.concatenate([(arc + 10.0) @ turn.T for turn in turns])
    points = np.concatenate([np.column_stack([ring, np.full(len(ring), z)]) for z in planes_mm])
    outer = Contours(
        points_mm=owned(points),
        starts=np.arange(len(planes_mm) + 1) * len(ring),
        kinds=(ContourKind.CLOSED_PLANAR,) * len(planes_mm),
    )
    return drawn_otherwise(treatment(), CTV=outer)


def margin(folder: Path, one: Treatment, **keys: str) -> Finding:
    (row,) = rows(judge(folder, clause("margin", **MARGIN | keys), one=one), "STRUCT-MARGIN")
    return row


@pytest.mark.example("STRUCT-MARGIN", "good")
@pytest.mark.parametrize("margin_mm", [4.2, 5.0, 5.8])
def test_a_margin_as_asked_for_passes_within_a_voxel(tmp_path: Path, margin_mm: float) -> None:
    assert margin(tmp_path, around(margin_mm)).verdict is Verdict.PASS


@pytest.mark.example("STRUCT-MARGIN", "bad")
def test_a_narrow_margin_fails_with_what_is_not_covered(tmp_path: Path) -> None:
    """Between 2 and 4 mm around the square are 80 × 2 + π (16 - 4) = 197.7 mm², in five planes and caps."""
    row = margin(tmp_path, around(2.0))
    assert row.verdict is Verdict.FAIL
    lacking = row.message.values["lacking"]
    assert isinstance(lacking, Quantity)
    assert 5 * 3 * 0.1977 < lacking.value < 7 * 3 * 0.1977
    assert margin(tmp_path, around(2.0), outside='"review"').verdict is Verdict.REVIEW


def test_a_wide_margin_fails_with_what_lies_beyond(tmp_path: Path) -> None:
    """Between 6 and 8 mm are 80 × 2 + π (64 - 36) = 248 mm², in seven planes."""
    row = margin(tmp_path, around(8.0))
    assert row.verdict is Verdict.FAIL
    beyond = row.message.values["beyond"]
    assert isinstance(beyond, Quantity)
    assert beyond.value == pytest.approx(7 * 3 * 0.248, rel=0.1)


BACK = "{ all = 5, posterior = 3 }"
"""Of prostate and rectum: less to the back, where DICOM's y grows."""


def shifted(one: Treatment, name: str, by_mm: tuple[float, float, float]) -> Treatment:
    assert one.structure_set is not None
    (drawn,) = (each for each in one.structure_set.structures if each.name == name)
    contours = drawn.contours
    return drawn_otherwise(
        one, **{name: replace(contours, points_mm=owned(contours.points_mm + np.array(by_mm)))}
    )


@pytest.mark.parametrize(
    ("margin_mm", "backwards_mm", "verdict"),
    [
        (5.0, 0.0, Verdict.FAIL),  # 5 mm to the back, where 3 are asked for
        (4.0, -1.0, Verdict.PASS),  # 5 to the front, 3 to the back, 4 to the sides: within a voxel
        (4.0, 1.0, Verdict.FAIL),  # 3 to the front, 5 to the back
    ],
)
def test_a_margin_by_direction_holds_each_to_its_own(
    tmp_path: Path, margin_mm: float, backwards_mm: float, verdict: Verdict
) -> None:
    one = shifted(around(margin_mm), "CTV", (0.0, backwards_mm, 0.0))
    row = margin(tmp_path, one, at_least_mm=BACK, at_most_mm=BACK)
    assert row.verdict is verdict
    asked = "5 mm (left, right, anterior, superior, inferior) and 3 mm (posterior) asked for"
    assert asked in row.summary


def test_a_direction_without_a_margin_may_lie_a_voxel_within(tmp_path: Path) -> None:
    """4 mm to the sides; half a millimetre within the inner square at the back, or 4 mm."""
    asked = {"at_least_mm": "{ all = 2.5, posterior = 0 }", "at_most_mm": "9"}
    near, lacking = (shifted(around(4.0), "CTV", (0.0, by_mm, 0.0)) for by_mm in (-4.5, -8.0))
    assert margin(tmp_path, near, **asked).verdict is Verdict.PASS
    assert margin(tmp_path, lacking, **asked).verdict is Verdict.FAIL


def test_a_margin_that_lacks_a_plane_at_its_ends_is_within_a_slice(tmp_path: Path) -> None:
    narrow = tuple(z for z in WIDE_MM if abs(z) < 4)
    assert margin(tmp_path, around(5.0, WIDE_MM[1:-1]), at_least_mm="4").verdict is Verdict.PASS
    assert margin(tmp_path, around(5.0, narrow)).verdict is Verdict.FAIL


@pytest.mark.example("STRUCT-MARGIN", "undecided")
def test_without_one_of_them_no_margin_is_known(tmp_path: Path) -> None:
    row = margin(tmp_path, without(treatment(), "CTV"))
    assert row.verdict is Verdict.REVIEW
    assert [cause.kind for cause in row.causes] == [CauseKind.STRUCTURE_NOT_FOUND]


@pytest.mark.parametrize(
    ("least", "most", "verdict"),
    [
        ("", "30", Verdict.PASS),  # the longest diameter within a plane is 28.3 mm, 28.9 to 29.7 in space
        ("", "28", Verdict.FAIL),
        ("", "29", Verdict.REVIEW),
        ("20", "30", Verdict.PASS),
        ("30", "40", Verdict.FAIL),
    ],
)
def test_a_target_of_at_most_a_size(tmp_path: Path, least: str, most: str, verdict: Verdict) -> None:
    keys = {"structure": '"GTVn"', "diameters": '["3d", "axial"]', "at_most_mm": most}
    keys |= {"at_least_mm": least} if least else {}
    three = drawn_otherwise(treatment(), GTVn=contours(40.0, planes_mm=(-3.0, 0.0, 3.0)))
    (row,) = rows(judge(tmp_path, clause("size", **keys), one=three), "SIZE-TARGET")
    assert row.verdict is verdict


def of_five(folder: Path, *moments: str, **keys: str) -> Report:
    """A plan of five fractions, given at these moments."""
    course = f'[[phase]]\nid = "ccrt"\ndelivered = [{", ".join(moments)}]\n'
    one = treatment(n_fractions=5)
    return judge(folder, clause("schedule", **keys), one=one, course=course)


EVERY_OTHER_DAY = ("2026-03-02", "2026-03-04", "2026-03-06", "2026-03-09", "2026-03-11")


@pytest.mark.parametrize(
    ("moments", "verdict"),
    [
        ([f"{day}T09:00:00" for day in EVERY_OTHER_DAY], Verdict.PASS),
        # Two days apart without a time is 24 to 72 hours: at least 40 is open.
        (EVERY_OTHER_DAY, Verdict.REVIEW),
        (["2026-03-02", "2026-03-03", *EVERY_OTHER_DAY[2:]], Verdict.REVIEW),
        (["2026-03-02T09:00:00", "2026-03-03T17:00:00", "2026-03-06T09:00:00"], Verdict.FAIL),
        (["2026-03-02T09:00:00", "2026-03-07T09:00:00", "2026-03-09T09:00:00"], Verdict.FAIL),
        (["2026-03-02", "2026-03-02", *EVERY_OTHER_DAY[2:]], Verdict.FAIL),
    ],
)
def test_hours_from_fraction_to_fraction(tmp_path: Path, moments: list[str], verdict: Verdict) -> None:
    row = rows(of_five(tmp_path, *moments, **APART), "TIME-APART")[0]
    assert row.verdict is verdict


def test_no_fraction_and_no_date_leaves_the_hours_open(tmp_path: Path) -> None:
    text = clause("schedule", **APART)
    (row,) = rows(judge(tmp_path, text, course='[[phase]]\nid = "ccrt"\n'), "TIME-APART")
    assert row.verdict in (None, Verdict.REVIEW)
    planned = '[[phase]]\nid = "ccrt"\nstart = 2026-03-02\nfractions_per_week = 5\n'
    (row,) = rows(judge(tmp_path, text, course=planned), "TIME-APART")
    assert row.verdict is Verdict.REVIEW
    assert row.summary.startswith("As planned, fractions will not stand 40–96 h apart")


@pytest.mark.parametrize(
    ("days", "verdict"), [("9", Verdict.PASS), ("10", Verdict.PASS), ("8", Verdict.FAIL)]
)
def test_at_most_so_many_days(tmp_path: Path, days: str, verdict: Verdict) -> None:
    """From 2 to 11 March are nine days, or ten with both counted."""
    keys = {"max_days": days, "counted_as": '["difference-days"]'}
    row = rows(of_five(tmp_path, *EVERY_OTHER_DAY, **keys), "TIME-OVERALL")[0]
    assert row.verdict is verdict
    assert f"at most {days} days asked for" in row.summary
