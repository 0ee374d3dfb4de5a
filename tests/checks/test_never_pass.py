"""A plan that passes, spoilt in its DICOM files one way at a time, never passes again."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from cases import blamed, found, the_finding
from pydicom.dataset import Dataset
from sample import (
    PRESCRIBED,
    Change,
    contours_of,
    cut_below_z,
    cut_right_of_x,
    roi_named,
    setting,
    spoil,
    write_slim,
)

from rtqa.dicom import read_case
from rtqa.errors import AmbiguousInputError
from rtqa.findings import Report, Verdict
from rtqa.metrics import Measurement
from without_second_dose import check

OTHER_UID = "1.2.3.999"
JUDGED_NUMBERS = ("DV-LIMIT", "RX-DELIVERED", "GRID-COVERS")


def judge(folder: Path) -> Report:
    return check(read_case(folder), protocol="nct07041788")


def judge_spoilt(folder: Path, **changes: Change) -> Report:
    spoil(folder, **changes)
    report = judge(folder)
    assert report.verdict is not Verdict.PASS
    return report


def reasons(report: Report, codes: Iterable[str] = JUDGED_NUMBERS) -> set[str]:
    return {finding.reason for code in codes for finding in found(report, code)}


def test_the_plan_passes_before_it_is_spoilt(passing: Path) -> None:
    report = judge(passing)
    assert report.verdict is Verdict.PASS
    assert report.counts["pass"] == len([f for f in report.findings if f.verdict is not None])


# ---------------------------------------------------------------------------------------------- the dose


def test_a_dose_cut_off_in_z_is_review_for_the_cord_that_reaches_out_of_it(passing: Path) -> None:
    report = judge_spoilt(passing, RTDOSE=cut_below_z(-109.0))
    assert blamed(report) == {
        ("DV-LIMIT", "SpinalCord", "review"),
        ("DV-SUM", "SpinalCord", "review"),
        ("GRID-COVERS", "SpinalCord", "review"),
    }
    cord = the_finding(report, "DV-LIMIT", "SpinalCord")
    assert cord.summary == "SpinalCord: Max at least 39.93 Gy, limit ≤ 45 Gy."
    assert cord.reason == "8.84 % of the structure lies outside the dose grid"


def test_a_dose_cut_off_in_x_is_review_for_the_gland_that_reaches_out_of_it(passing: Path) -> None:
    report = judge_spoilt(passing, RTDOSE=cut_right_of_x(50.0))
    assert ("DV-LIMIT", "Parotid_L", "review") in blamed(report)
    gland = the_finding(report, "DV-LIMIT", "Parotid_L")
    assert gland.reason.endswith("% of the structure lies outside the dose grid")
    assert gland.summary.startswith("Parotid_L: Mean at least ")
    covered = the_finding(report, "GRID-COVERS", "Parotid_L")
    assert covered.summary.endswith("% of its volume lies outside the dose grid.")
    assert the_finding(report, "DV-LIMIT", "Parotid_R").verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("keyword", "value", "words"),
    [
        ("DoseUnits", "RELATIVE", "DoseUnits is RELATIVE, so nothing can be said in Gy"),
        ("DoseType", "ERROR", "DoseType is ERROR"),
        ("DoseSummationType", "CONTROL_POINT", "DoseSummationType is CONTROL_POINT"),
    ],
)
def test_a_dose_that_is_none_in_gy_is_review_and_nothing_is_measured(
    passing: Path, keyword: str, value: str, words: str
) -> None:
    report = judge_spoilt(passing, RTDOSE=setting(**{keyword: value}))
    dose = the_finding(report, "DOSE-USABLE", "RTDOSE")
    assert dose.verdict is Verdict.REVIEW
    assert dose.summary.startswith(words)
    assert {f.verdict for code in JUDGED_NUMBERS for f in found(report, code)} == {Verdict.REVIEW}
    assert reasons(report) == {dose.summary}


def test_the_dose_of_one_beam_of_nine_is_review(passing: Path) -> None:
    def of_one_beam(dose: Dataset) -> None:
        beam, group = Dataset(), Dataset()
        beam.ReferencedBeamNumber = 1
        group.ReferencedFractionGroupNumber = 1
        group.ReferencedBeamSequence = [beam]
        dose.DoseSummationType = "BEAM"
        dose.ReferencedRTPlanSequence[0].ReferencedFractionGroupSequence = [group]

    report = judge_spoilt(passing, RTDOSE=of_one_beam)
    dose = the_finding(report, "DOSE-USABLE", "RTDOSE")
    assert dose.summary.startswith("There is no dose of beams 2, 3, 4, 5, 6, 7, 8, 9")
    assert reasons(report) == {dose.summary}


def test_a_missing_dose_is_review(passing: Path) -> None:
    (passing / "RTDOSE.dcm").unlink()
    report = judge_spoilt(passing)
    assert the_finding(report, "DOSE-USABLE", "RTDOSE").reason == "dose absent"
    assert {f.verdict for f in found(report, "DV-LIMIT")} == {Verdict.REVIEW}


@pytest.mark.example("REF-FILES", "bad")
def test_a_dose_file_that_breaks_off_is_review(passing: Path) -> None:
    path = passing / "RTDOSE.dcm"
    path.write_bytes(path.read_bytes()[:400_000])
    report = judge_spoilt(passing)
    assert the_finding(report, "REF-FILES", "RTDOSE").reason == "unreadable"
    assert the_finding(report, "DOSE-USABLE", "RTDOSE").reason == "a file could not be read"


def test_half_the_dose_keeps_every_organ_and_is_review_for_every_target(passing: Path) -> None:
    report = judge_spoilt(passing, RTDOSE=setting(DoseGridScaling="0.001"))
    assert {f.verdict for f in found(report, "DV-LIMIT")} == {Verdict.PASS}
    primary = the_finding(report, "RX-DELIVERED", "GTVtn0")
    assert primary.summary == "GTVtn0: D95% 35.77 Gy, 66.50–74.90 Gy expected of 70 Gy."
    assert primary.reason == "the dose grid holds less than the plan prescribes to this volume"
    assert blamed(report) == {
        ("RX-DELIVERED", "GTVtn0", "review"),
        ("RX-DELIVERED", "GTVn", "review"),
        ("RX-DELIVERED", "CTV", "review"),
        *(
            (code, name, "review")
            for code in ("DOSE-TARGETS", "DOSE-SPOTS")
            for name in ("GTVtn0", "GTVn", "CTV", *PRESCRIBED)
        ),
        *((code, "CCRT 70Gy/30", "review") for code in ("DOSE-USABLE", "DOSE-STORED")),
        *((code, "CCRT 70Gy/30", "review") for code in ("BEAM-DOSE",)),
    }
    words = "The hottest point of the dose grid has 37.40 Gy, and the plan prescribes 70 Gy"
    assert the_finding(report, "DOSE-USABLE", "CCRT 70Gy/30").summary.startswith(words)


def test_six_percent_too_much_is_review_for_the_target_that_it_is_most_of(passing: Path) -> None:
    report = judge_spoilt(passing, RTDOSE=setting(DoseGridScaling="0.00212"))
    primary = the_finding(report, "RX-DELIVERED", "GTVtn0")
    assert primary.verdict is Verdict.REVIEW
    assert primary.reason == "the dose grid holds more than the plan prescribes to this volume"
    assert "75.8" in primary.summary


def test_an_effective_dose_is_review(passing: Path) -> None:
    report = judge_spoilt(passing, RTDOSE=setting(DoseType="EFFECTIVE"))
    assert {f.verdict for f in found(report, "DV-LIMIT")} == {Verdict.REVIEW}
    assert the_finding(report, "DOSE-USABLE", "CCRT 70Gy/30").summary.startswith("DoseType is EFFECTIVE")


def test_the_dose_of_several_plans_is_review(passing: Path) -> None:
    report = judge_spoilt(passing, RTDOSE=setting(DoseSummationType="MULTI_PLAN"))
    assert blamed(report) == {("DOSE-USABLE", "RTDOSE", "review")}
    assert the_finding(report, "DOSE-USABLE", "RTDOSE").reason == "dose extent in doubt"


def test_a_dose_labelled_as_a_fraction_s_is_taken_as_it_is_and_asked_about(passing: Path) -> None:
    """No beam of the sample states the point of its dose, and so nothing decides."""
    report = judge_spoilt(passing, RTDOSE=setting(DoseSummationType="FRACTION"))
    asked = the_finding(report, "DOSE-USABLE", "RTDOSE")
    assert (asked.verdict, asked.reason) == (Verdict.REVIEW, "dose extent in doubt")
    assert "no point with a stated dose" in asked.summary
    assert the_finding(report, "DV-LIMIT", "SpinalCord").outcome.value == pytest.approx(39.94, abs=0.01)


def test_voxels_read_as_signed_numbers_are_review(passing: Path) -> None:
    report = judge_spoilt(passing, RTDOSE=setting(PixelRepresentation=1))
    assert the_finding(report, "DOSE-USABLE", "CCRT 70Gy/30").verdict is Verdict.REVIEW


def test_two_doses_of_the_whole_plan_are_refused(passing: Path) -> None:
    shutil.copy(passing / "RTDOSE.dcm", passing / "RTDOSE_2.dcm")
    spoil(passing, RTDOSE_2=setting(SOPInstanceUID=OTHER_UID))
    with pytest.raises(AmbiguousInputError, match="2 RTDOSE objects are each the whole dose of one plan"):
        judge(passing)


@pytest.mark.example("REF-FILES", "undecided")
def test_one_dose_in_two_versions_is_review(passing: Path) -> None:
    shutil.copy(passing / "RTDOSE.dcm", passing / "RTDOSE_2.dcm")
    report = judge_spoilt(passing, RTDOSE_2=setting(DoseGridScaling="0.003"))
    reasons = {f.reason for f in found(report, "REF-FILES") if f.verdict is Verdict.REVIEW}
    assert reasons == {"duplicate differs"}


# --------------------------------------------------------------------------- references, frames, patients


@pytest.mark.parametrize("role", ["RTPLAN", "RTDOSE"])
def test_an_object_of_another_frame_is_review_and_nothing_is_measured(passing: Path, role: str) -> None:
    report = judge_spoilt(passing, **{role: setting(FrameOfReferenceUID=OTHER_UID)})
    differing = {(f.verdict, f.reason) for f in found(report, "REF-FRAME")}
    assert differing == {(Verdict.REVIEW, "frame of reference differs")}
    assert {f.verdict for f in found(report, "DV-LIMIT")} == {Verdict.REVIEW}


def test_a_structure_set_of_another_frame_is_review_and_nothing_is_measured(passing: Path) -> None:
    def move(structures: Dataset) -> None:
        structures.ReferencedFrameOfReferenceSequence[0].FrameOfReferenceUID = OTHER_UID
        for roi in structures.StructureSetROISequence:
            roi.ReferencedFrameOfReferenceUID = OTHER_UID

    report = judge_spoilt(passing, RTSTRUCT=move)
    differing = [f for f in found(report, "REF-FRAME") if f.verdict is Verdict.REVIEW]
    assert {f.reason for f in differing} == {"frame of reference differs"}
    assert all("their coordinates are not comparable" in f.summary for f in differing)
    assert {f.verdict for code in JUDGED_NUMBERS for f in found(report, code)} == {Verdict.REVIEW}


def test_one_structure_of_another_frame_is_review(passing: Path) -> None:
    def move_cord(structures: Dataset) -> None:
        roi_named(structures, "SpinalCord").ReferencedFrameOfReferenceUID = OTHER_UID

    report = judge_spoilt(passing, RTSTRUCT=move_cord)
    told = the_finding(report, "REF-FRAME", "RTSTRUCT 'Phantom'")
    assert told.verdict is None
    assert told.summary.startswith("SpinalCord is drawn in another frame of reference")
    assert the_finding(report, "REF-FRAME", "SpinalCord").verdict is Verdict.REVIEW
    assert the_finding(report, "DV-LIMIT", "SpinalCord").verdict is Verdict.REVIEW
    assert the_finding(report, "DV-LIMIT", "Parotid_L").verdict is Verdict.PASS


@pytest.mark.example("REF-PATIENT", "bad")
def test_a_dose_of_another_patient_fails_and_nothing_is_measured(passing: Path) -> None:
    report = judge_spoilt(passing, RTDOSE=setting(PatientID="SOMEONE-ELSE"))
    differing = {(f.verdict, f.reason) for f in found(report, "REF-PATIENT")}
    assert differing == {(Verdict.FAIL, "patient differs")}
    assert {f.verdict for code in JUDGED_NUMBERS for f in found(report, code)} == {Verdict.REVIEW}
    assert report.verdict is Verdict.FAIL
    assert "SOMEONE" not in repr(report)


@pytest.mark.example("REF-PATIENT", "undecided")
def test_a_dose_of_nobody_is_review(passing: Path) -> None:
    report = judge_spoilt(passing, RTDOSE=setting(PatientID=""))
    assert blamed(report) == {("REF-PATIENT", "RTDOSE", "review")}
    assert the_finding(report, "REF-PATIENT", "RTDOSE").reason == "patient unknown"


@pytest.mark.parametrize(
    ("role", "sequence"),
    [
        ("RTDOSE", "ReferencedRTPlanSequence"),
        ("RTPLAN", "ReferencedStructureSetSequence"),
    ],
)
def test_a_reference_to_another_object_is_review(passing: Path, role: str, sequence: str) -> None:
    def refer(dataset: Dataset) -> None:
        dataset[sequence].value[0].ReferencedSOPInstanceUID = OTHER_UID

    report = judge_spoilt(passing, **{role: refer})
    links = {(f.verdict, f.reason) for f in found(report, "REF-LINKS")}
    assert links == {(Verdict.REVIEW, "link broken")}


@pytest.mark.parametrize(
    ("role", "keyword"),
    [("RTDOSE", "ReferencedRTPlanSequence"), ("RTPLAN", "ReferencedStructureSetSequence")],
)
def test_a_reference_that_is_absent_is_review(passing: Path, role: str, keyword: str) -> None:
    report = judge_spoilt(passing, **{role: lambda dataset: delattr(dataset, keyword)})
    assert {code for code, _, _ in blamed(report)} == {"REF-LINKS"}


def test_a_missing_structure_set_is_review_for_every_limit(passing: Path) -> None:
    (passing / "RTSTRUCT.dcm").unlink()
    report = judge_spoilt(passing)
    assert the_finding(report, "REF-LINKS", "RTSTRUCT").reason == "structures absent"
    assert [f.subject for f in found(report, "DV-LIMIT")] == ["SpinalCord", "Parotid_L", "Parotid_R"]


# ---------------------------------------------------------------------------------------------- the plan


def test_a_missing_plan_is_review(passing: Path) -> None:
    (passing / "RTPLAN.dcm").unlink()
    report = judge_spoilt(passing)
    assert the_finding(report, "REF-LINKS", "RTPLAN").reason == "plan absent"
    phase = the_finding(report, "PHASE-PLAN", "(no plan)")
    assert phase.reason == "there is no RT plan, so neither fractions nor prescription are known"


def change_fractions(n_fractions: int | None) -> Change:
    def change(plan: Dataset) -> None:
        plan.FractionGroupSequence[0].NumberOfFractionsPlanned = n_fractions

    return change


def test_35_fractions_fail(passing: Path) -> None:
    report = judge_spoilt(passing, RTPLAN=change_fractions(35))
    assert blamed(report) == {
        ("RX-FRACTIONS", "CCRT 70Gy/30", "fail"),
        ("BEAM-DOSE", "CCRT 70Gy/30", "review"),
        # Its label says 30.
        ("REF-FILES", "RTPLAN", "review"),
        # 70 / 35 and 54 / 35 Gy lie below what 33 fractions make of them; 66 Gy in 35 do too.
        *(("RX-PER-FRACTION", target, "fail") for target in ("GTVtn0", "GTVn", "CTV")),
    }
    finding = the_finding(report, "RX-FRACTIONS", "CCRT 70Gy/30")
    assert finding.summary == "Planned fractions: 35; allowed: 30–33."


def test_a_course_of_one_fraction_is_judged_as_sfrt_and_fails_its_dose(passing: Path) -> None:
    report = judge_spoilt(passing, RTPLAN=change_fractions(1))
    finding = the_finding(report, "RX-DOSE", "CCRT 70Gy/30")
    assert (finding.phase, finding.verdict) == ("sfrt", Verdict.FAIL)


def test_no_number_of_fractions_is_review(passing: Path) -> None:
    report = judge_spoilt(passing, RTPLAN=change_fractions(None))
    finding = the_finding(report, "PHASE-PLAN", "CCRT 70Gy/30")
    assert (finding.verdict, finding.reason) == (Verdict.REVIEW, "the plan states no number of fractions")


def test_two_fraction_groups_are_review(passing: Path) -> None:
    def add_group(plan: Dataset) -> None:
        second = copy.deepcopy(plan.FractionGroupSequence[0])
        second.FractionGroupNumber = 2
        second.ReferencedBeamSequence[0].BeamMeterset = (
            float(second.ReferencedBeamSequence[0].BeamMeterset) / 2
        )
        plan.FractionGroupSequence.append(second)

    report = judge_spoilt(passing, RTPLAN=add_group)
    assert the_finding(report, "PHASE-PLAN", "CCRT 70Gy/30").reason == "the plan has 2 fraction groups"


def test_66_gy_to_the_primary_fails(passing: Path) -> None:
    def lower(plan: Dataset) -> None:
        plan.DoseReferenceSequence[0].TargetPrescriptionDose = "66"

    report = judge_spoilt(passing, RTPLAN=lower)
    # The dose grid still holds what 70 Gy asked for: more than 107 % of 66 Gy.
    assert blamed(report) == {("RX-DOSE", "GTVtn0", "fail"), ("RX-DELIVERED", "GTVtn0", "review")}
    finding = the_finding(report, "RX-DOSE", "GTVtn0")
    assert finding.summary == "GTVtn0: prescribed 66 Gy, 70 Gy asked for."
    assert finding.evidence.quote == "GTVₜₙ₀ (primary tumor) receives 70Gy/30-33 fractions"


def test_70_then_54_gy_to_the_same_volume_is_review_and_both_are_named(passing: Path) -> None:
    def add_boost(plan: Dataset) -> None:
        boost = copy.deepcopy(plan.DoseReferenceSequence[0])
        boost.DoseReferenceNumber, boost.TargetPrescriptionDose = 7, "54"
        plan.DoseReferenceSequence.append(boost)

    report = judge_spoilt(passing, RTPLAN=add_boost)
    finding = the_finding(report, "RX-DOSE", "GTVtn0")
    assert finding.verdict is Verdict.REVIEW
    assert finding.summary == "GTVtn0: prescribed 70 Gy, 54 Gy, 70 Gy asked for."
    assert finding.reason == "the plan prescribes 2 different doses to the same volume"


def make_brachytherapy(plan: Dataset) -> None:
    plan.FractionGroupSequence[0].NumberOfBrachyApplicationSetups = 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (setting(PlanIntent="VERIFICATION"), "its PlanIntent is VERIFICATION"),
        (setting(ApprovalStatus="REJECTED"), "its ApprovalStatus is REJECTED"),
        (make_brachytherapy, "rtqa reads the beams of photons and electrons alone"),
    ],
)
def test_a_plan_not_to_treat_a_patient_with_is_review(passing: Path, change: Change, words: str) -> None:
    report = judge_spoilt(passing, RTPLAN=change)
    unread = {("PLAN-TECHNIQUE", "CCRT 70Gy/30", "review")} if "photons" in words else set()
    assert blamed(report) == {("PLAN-KIND", "CCRT 70Gy/30", "review"), *unread}
    finding = the_finding(report, "PLAN-KIND", "CCRT 70Gy/30")
    assert words in f"{finding.summary} {finding.reason}"


# ---------------------------------------------------------------------------------------- the structures


def add_copy(name: str, *, called: str) -> Change:
    """A further structure with the contours of another one."""

    def change(structures: Dataset) -> None:
        structures.SpecificCharacterSet = "ISO_IR 192"
        number = max(roi.ROINumber for roi in structures.StructureSetROISequence) + 1
        roi, drawn = copy.deepcopy(roi_named(structures, name)), copy.deepcopy(contours_of(structures, name))
        roi.ROINumber, roi.ROIName, drawn.ReferencedROINumber = number, called, number
        structures.StructureSetROISequence.append(roi)
        structures.ROIContourSequence.append(drawn)

    return change


@pytest.mark.parametrize("called", ["GTVn", "GTVnd", "GTVn2"])
def test_of_two_nodes_the_first_is_never_taken(passing: Path, called: str) -> None:
    report = judge_spoilt(passing, RTSTRUCT=add_copy("GTVn", called=called))
    for code in ("RX-DOSE", "RX-DELIVERED"):
        finding = the_finding(report, code, "GTVn")
        assert finding.verdict is Verdict.REVIEW
        expected = f"2 structures may be the protocol's GTVn ('GTVn', {called!r})"
        assert finding.reason.startswith(expected)


@pytest.mark.parametrize("called", ["SpinalCord", "Cord", "脊髓"])
def test_of_two_cords_the_first_is_never_taken(passing: Path, called: str) -> None:
    report = judge_spoilt(passing, RTSTRUCT=add_copy("SpinalCord", called=called))
    cords = found(report, "DV-LIMIT")[:2]
    assert [(f.subject, f.verdict) for f in cords] == [
        ("SpinalCord", Verdict.REVIEW),
        (called, Verdict.REVIEW),
    ]
    assert all(f.reason.startswith("2 structures may be the protocol's SpinalCord") for f in cords)


def test_a_cord_without_contours_is_review(passing: Path) -> None:
    def empty(structures: Dataset) -> None:
        del contours_of(structures, "SpinalCord").ContourSequence

    report = judge_spoilt(passing, RTSTRUCT=empty)
    cord = the_finding(report, "DV-LIMIT", "SpinalCord")
    assert (cord.verdict, cord.reason) == (Verdict.REVIEW, "structure 'SpinalCord' has no closed contours")


@pytest.mark.parametrize("name", ["cord+3mm", "SpinalCord_PRV05", "Spinal Canal"])
def test_a_cord_of_another_name_is_review_and_not_judged(passing: Path, name: str) -> None:
    def rename(structures: Dataset) -> None:
        roi_named(structures, "SpinalCord").ROIName = name

    report = judge_spoilt(passing, RTSTRUCT=rename)
    assert blamed(report) == {(code, "SpinalCord", "review") for code in ("DV-LIMIT", "DV-SUM")}
    cord = the_finding(report, "DV-LIMIT", "SpinalCord")
    assert cord.reason.startswith("no structure of the plan is named SpinalCord")


def test_a_cord_with_its_middle_missing_is_review(passing: Path) -> None:
    def take_out(structures: Dataset) -> None:
        drawn = contours_of(structures, "SpinalCord")
        drawn.ContourSequence = [
            contour for contour in drawn.ContourSequence if not -45 < float(contour.ContourData[2]) < -10
        ]

    report = judge_spoilt(passing, RTSTRUCT=take_out)
    cord = the_finding(report, "DV-LIMIT", "SpinalCord")
    assert cord.verdict is Verdict.REVIEW
    assert "slices are bare between outlines that overlap" in cord.reason


def test_a_mean_that_only_one_reading_of_bare_slices_breaks_is_open(passing: Path) -> None:
    """Above 0, the parotid is drawn 24 mm up alone: without what lies between, 31 of 26 Gy; with it, less."""

    def take_out(structures: Dataset) -> None:
        drawn = contours_of(structures, "Parotid_L")
        drawn.ContourSequence = [
            contour
            for contour in drawn.ContourSequence
            if float(contour.ContourData[2]) < 0.1 or abs(float(contour.ContourData[2]) - 24.0) < 0.1
        ]

    parotid = the_finding(judge_spoilt(passing, RTSTRUCT=take_out), "DV-LIMIT", "Parotid_L")
    assert parotid.verdict is Verdict.REVIEW
    assert "bare slices between outlines that overlap" in parotid.reason
    assert isinstance(parotid.outcome, Measurement)
    assert parotid.outcome.interval is not None
    # As planned, 21.6 Gy; drawn as it is, above 26 Gy.
    assert parotid.outcome.value > 26.0
    assert parotid.outcome.interval.low < 21.6


def test_a_cord_on_every_third_plane_is_review(passing: Path) -> None:
    def thin_out(structures: Dataset) -> None:
        drawn = contours_of(structures, "SpinalCord")
        drawn.ContourSequence = list(drawn.ContourSequence)[::3]

    report = judge_spoilt(passing, RTSTRUCT=thin_out)
    cord = the_finding(report, "DV-LIMIT", "SpinalCord")
    assert cord.verdict is Verdict.REVIEW
    assert "drawn every 9 mm where planes are 3 mm apart" in cord.reason


def test_a_cord_hollowed_out_by_inner_contours_is_review(passing: Path) -> None:
    def hollow_out(structures: Dataset) -> None:
        drawn = contours_of(structures, "SpinalCord")
        for contour in list(drawn.ContourSequence):
            inner = copy.deepcopy(contour)
            points = np.array(inner.ContourData, dtype=float).reshape(-1, 3)
            centre = points.mean(axis=0)
            inner.ContourData = [f"{value:.2f}" for value in (centre + 0.9 * (points - centre)).ravel()]
            drawn.ContourSequence.append(inner)

    report = judge_spoilt(passing, RTSTRUCT=hollow_out)
    cord = the_finding(report, "DV-LIMIT", "SpinalCord")
    assert cord.verdict is Verdict.REVIEW
    assert "contours inside others are holes: they take away 81 % of the area" in cord.reason


def test_a_cord_drawn_half_in_open_contours_is_review(passing: Path) -> None:
    def open_some(structures: Dataset) -> None:
        for contour in list(contours_of(structures, "SpinalCord").ContourSequence)[40:]:
            contour.ContourGeometricType = "OPEN_PLANAR"

    report = judge_spoilt(passing, RTSTRUCT=open_some)
    cord = the_finding(report, "DV-LIMIT", "SpinalCord")
    assert cord.verdict is Verdict.REVIEW
    assert "contours are open and enclose nothing" in cord.reason


def test_a_contour_that_cannot_be_read_is_review(passing: Path) -> None:
    def damage(structures: Dataset) -> None:
        contour = contours_of(structures, "SpinalCord").ContourSequence[5]
        contour.NumberOfContourPoints = int(contour.NumberOfContourPoints) + 1

    report = judge_spoilt(passing, RTSTRUCT=damage)
    finding = the_finding(report, "REF-FILES", "structure 'SpinalCord'")
    assert (finding.verdict, finding.reason) == (Verdict.REVIEW, "structure damaged")


# ----------------------------------------------------------------------------------------- and the other


def test_a_lattice_with_a_tenth_or_ten_times_its_dose_is_review(tmp_path: Path) -> None:
    for place, scaling in enumerate(["0.0002", "0.02"]):
        folder = tmp_path / str(place)
        folder.mkdir()
        report = judge_spoilt(write_slim(folder, "sfrt_lattice"), RTDOSE=setting(DoseGridScaling=scaling))
        dose = the_finding(report, "DOSE-USABLE", "SFRT 15Gy/1")
        assert "in another unit" in dose.summary
