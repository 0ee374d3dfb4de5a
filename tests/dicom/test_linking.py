from __future__ import annotations

import hashlib
import re
from pathlib import Path

import numpy as np
import pytest
from builders import (
    FRAME,
    OTHER_FRAME,
    SERIES_UID,
    ct_slice,
    dose,
    item,
    plan,
    refer,
    save,
    save_case,
    square,
    structures,
    without,
)
from pydicom.dataset import Dataset

from rtqa.dicom import read_case
from rtqa.errors import AmbiguousInputError, FileFormatError, InputError
from rtqa.model.case import Case, DeviationKind, Treatment
from rtqa.model.dose import DoseScope

Kind = DeviationKind


def read(folder: Path, *datasets: Dataset) -> Case:
    return read_case(save_case(folder, *datasets))


def kinds(treatment: Treatment) -> list[tuple[DeviationKind, str]]:
    return [(each.kind, each.subject) for each in treatment.deviations]


def in_frame(uid: str, dataset: Dataset) -> Dataset:
    """Move a structure set into another frame."""
    dataset.ReferencedFrameOfReferenceSequence[0].FrameOfReferenceUID = uid
    for roi in dataset.StructureSetROISequence:
        roi.ReferencedFrameOfReferenceUID = uid
    return dataset


def test_a_complete_case_has_no_deviation(tmp_path: Path) -> None:
    case = read(tmp_path, plan(), dose(), structures())
    assert case.treatment.label == "HN"
    assert case.treatment.deviations == ()
    assert case.deviations == ()
    assert case.identity is not None
    assert case.identity.patient_id == "ID-4711"
    assert len(case.sources) == 3
    assert all(each.sha256 == hashlib.sha256(each.path.read_bytes()).hexdigest() for each in case.sources)
    assert {each.role for each in case.sources} == {"RTPLAN", "RTDOSE", "RTSTRUCT"}


def test_no_repr_tells_who_the_patient_is(tmp_path: Path) -> None:
    folder = tmp_path / "Secret_Person"
    folder.mkdir()
    case = read(folder, plan(), dose(), structures())
    assert not re.search(r"Secret|4711|19500101|1\.2\.3\.", repr(case))


@pytest.mark.parametrize(
    ("objects", "expected"),
    [
        ([plan(), structures()], [(Kind.DOSE_ABSENT, "RTDOSE")]),
        ([plan(), dose()], [(Kind.STRUCTURES_ABSENT, "RTSTRUCT")]),
        ([dose(), structures()], [(Kind.PLAN_ABSENT, "RTPLAN")]),
        ([structures()], [(Kind.PLAN_ABSENT, "RTPLAN"), (Kind.DOSE_ABSENT, "RTDOSE")]),
    ],
)
def test_what_is_missing_is_named(
    tmp_path: Path, objects: list[Dataset], expected: list[tuple[DeviationKind, str]]
) -> None:
    assert kinds(read(tmp_path, *objects).treatment) == expected


def test_absent_links_are_made_by_the_frame(tmp_path: Path) -> None:
    loose_dose = without(dose(), "ReferencedRTPlanSequence", "ReferencedStructureSetSequence")
    loose_plan = without(plan(), "ReferencedStructureSetSequence")
    treatment = read(tmp_path, loose_plan, loose_dose, structures()).treatment
    assert treatment.dose is not None
    assert treatment.structure_set is not None
    assert kinds(treatment) == [(Kind.LINK_ABSENT, "RTDOSE"), (Kind.LINK_ABSENT, "RTPLAN 'HN'")]


def test_a_dose_links_the_structures_that_its_plan_does_not_name(tmp_path: Path) -> None:
    loose = without(plan(), "ReferencedStructureSetSequence")
    assert kinds(read(tmp_path, loose, dose(), structures()).treatment) == []


def test_broken_links_are_made_by_the_frame_and_reported(tmp_path: Path) -> None:
    broken = plan(ReferencedStructureSetSequence=refer("9.9"))
    elsewhere = dose(ReferencedRTPlanSequence=refer("9.8"), ReferencedStructureSetSequence=refer("9.9"))
    treatment = read(tmp_path, broken, elsewhere, structures()).treatment
    assert treatment.structure_set is not None
    assert kinds(treatment) == [(Kind.LINK_BROKEN, "RTDOSE"), (Kind.LINK_BROKEN, "RTPLAN 'HN'")]


def test_a_lonely_structure_set_in_another_frame(tmp_path: Path) -> None:
    """Unless another one is named, it is linked, and both doubts are reported."""
    elsewhere = in_frame(OTHER_FRAME, structures())
    loose = [
        without(plan(), "ReferencedStructureSetSequence"),
        without(dose(), "ReferencedStructureSetSequence"),
    ]
    assert kinds(read(tmp_path, *loose, elsewhere).treatment) == [
        (Kind.LINK_ABSENT, "RTPLAN 'HN'"),
        (Kind.FRAME_DIFFERS, "RTSTRUCT 'SS'"),
    ]


def test_a_structure_set_in_another_frame_is_not_taken_for_the_one_named(tmp_path: Path) -> None:
    elsewhere = in_frame(OTHER_FRAME, structures(SOPInstanceUID="1.9"))
    treatment = read(tmp_path, plan(), dose(), elsewhere).treatment
    assert treatment.structure_set is None
    assert kinds(treatment) == [(Kind.STRUCTURES_ABSENT, "RTSTRUCT")]


def test_a_plan_that_names_another_dose_than_the_one_that_names_it(tmp_path: Path) -> None:
    astray = plan(ReferencedDoseSequence=refer("9.9"))
    assert kinds(read(tmp_path, astray, dose(), structures()).treatment) == [
        (Kind.LINK_BROKEN, "RTPLAN 'HN'")
    ]
    named = plan(ReferencedDoseSequence=[*refer("9.9"), *refer(dose().SOPInstanceUID)])
    assert kinds(read(tmp_path, named, dose(), structures()).treatment) == []


def test_plan_and_dose_that_name_different_structure_sets(tmp_path: Path) -> None:
    treatment = read(
        tmp_path, plan(), dose(ReferencedStructureSetSequence=refer("9.9")), structures()
    ).treatment
    assert kinds(treatment) == [(Kind.LINK_BROKEN, "RTDOSE")]


def test_two_structure_sets_and_no_link_are_ambiguous(tmp_path: Path) -> None:
    loose = without(dose(), "ReferencedStructureSetSequence")
    second = structures(SOPInstanceUID="1.9", StructureSetLabel="Replan")
    with pytest.raises(
        AmbiguousInputError, match=r"RTSTRUCT 'SS'; 2: RTSTRUCT 'Replan'.*name the files to use"
    ):
        read(tmp_path, loose, structures(), second)


def test_a_link_decides_between_two_structure_sets(tmp_path: Path) -> None:
    second = structures(SOPInstanceUID="1.9", StructureSetLabel="Replan")
    treatment = read(tmp_path, plan(), dose(), second, structures()).treatment
    assert treatment.structure_set is not None
    assert treatment.structure_set.label == "SS"


def test_two_plans_are_two_treatments(tmp_path: Path) -> None:
    second = plan(SOPInstanceUID="1.8", RTPlanLabel="SFRT")
    second_dose = dose(SOPInstanceUID="1.7", ReferencedRTPlanSequence=refer("1.8"))
    case = read(tmp_path, plan(), dose(), structures(), second, second_dose)
    assert [str(each.label) for each in case.treatments] == ["HN", "SFRT"]
    assert [each.dose.plan_uid for each in case.treatments if each.dose] == ["1.2.3.1", "1.8"]
    assert all(each.deviations == () for each in case.treatments)


def test_a_dose_of_no_plan_is_not_given_to_a_plan_that_has_its_own(tmp_path: Path) -> None:
    foreign = dose(SOPInstanceUID="1.7", ReferencedRTPlanSequence=refer("1.8"))
    case = read(tmp_path, plan(), dose(), structures(), foreign)
    assert [str(each.label) for each in case.treatments] == ["HN", "(no plan)"]
    assert case.treatments[0].deviations == ()


def test_several_doses_without_a_plan_are_ambiguous(tmp_path: Path) -> None:
    with pytest.raises(AmbiguousInputError, match="2 RTDOSE objects belong to no plan"):
        read(tmp_path, dose(), dose(SOPInstanceUID="1.7"), structures())


def test_frames_that_differ(tmp_path: Path) -> None:
    treatment = read(tmp_path, plan(), dose(), in_frame(OTHER_FRAME, structures())).treatment
    assert kinds(treatment) == [(Kind.FRAME_DIFFERS, "RTSTRUCT 'SS'")]


def test_a_plan_in_another_frame(tmp_path: Path) -> None:
    treatment = read(tmp_path, plan(FrameOfReferenceUID=OTHER_FRAME), dose(), structures()).treatment
    assert kinds(treatment) == [(Kind.FRAME_DIFFERS, "RTPLAN 'HN'")]


def test_frames_that_nobody_states_do_not_agree(tmp_path: Path) -> None:
    nameless = structures()
    del nameless.ReferencedFrameOfReferenceSequence
    for roi in nameless.StructureSetROISequence:
        del roi.ReferencedFrameOfReferenceUID
    loose = [without(plan(), "FrameOfReferenceUID"), without(dose(), "FrameOfReferenceUID"), nameless]
    assert kinds(read(tmp_path, *loose).treatment) == [
        (Kind.FRAME_UNKNOWN, "RTDOSE"),
        (Kind.FRAME_UNKNOWN, "RTSTRUCT 'SS'"),
        (Kind.FRAME_UNKNOWN, "RTPLAN 'HN'"),
    ]


def test_a_plan_without_a_frame_has_that_of_the_structure_set_it_names(tmp_path: Path) -> None:
    silent = without(plan(), "FrameOfReferenceUID")
    for name in ("linked", "unlinked"):
        (tmp_path / name).mkdir()
    linked = read(tmp_path / "linked", silent, dose(), structures()).treatment
    assert kinds(linked) == []
    assert linked.plan is not None
    assert linked.plan.frame_of_reference_uid == FRAME
    alone = without(silent, "ReferencedStructureSetSequence")
    unlinked = read(tmp_path / "unlinked", alone, dose(), structures()).treatment
    assert (Kind.FRAME_UNKNOWN, "RTPLAN 'HN'") in kinds(unlinked)


def test_linked_objects_of_different_patients(tmp_path: Path) -> None:
    case = read(tmp_path, plan(), dose(PatientID="other"), structures())
    assert (Kind.PATIENT_DIFFERS, "RTPLAN 'HN'") in kinds(case.treatment)
    assert case.identity is None
    assert "other" not in " ".join(
        str(each.message).replace("of the other", "") for each in case.treatment.deviations
    )


@pytest.mark.parametrize(
    ("studies", "kind"),
    [
        (("1.1", "1.1", "1.1"), None),
        (("1.1", "1.2", "1.3"), Kind.ATTRIBUTE_TOLD),  # as anonymisers make them
        (("1.1", "1.2", "1.1"), Kind.STUDY_DIFFERS),
    ],
)
def test_studies(tmp_path: Path, studies: tuple[str, str, str], kind: DeviationKind | None) -> None:
    objects = (plan(), dose(), structures())
    for dataset, study in zip(objects, studies, strict=True):
        dataset.StudyInstanceUID = study
    deviations = read(tmp_path, *objects).treatment.deviations
    assert [each.kind for each in deviations] == ([kind] if kind else [])


def test_a_missing_patient_id(tmp_path: Path) -> None:
    case = read(tmp_path, plan(), without(dose(), "PatientID"), structures())
    assert kinds(case.treatment) == [(Kind.PATIENT_UNKNOWN, "RTDOSE")]


def other_patient(dataset: Dataset, uid: str) -> Dataset:
    dataset.PatientID, dataset.SOPInstanceUID = "ID-2", uid
    dataset.FrameOfReferenceUID = OTHER_FRAME
    return dataset


def test_another_patients_dose_has_no_part(tmp_path: Path) -> None:
    stray = other_patient(
        without(dose(), "ReferencedRTPlanSequence", "ReferencedStructureSetSequence"), "1.7"
    )
    case = read(tmp_path, stray, plan(), dose(), structures())
    assert case.treatment.deviations == ()
    [deviation] = case.deviations
    assert deviation.kind is Kind.PATIENT_DIFFERS
    assert "One object of another PatientID" in str(deviation.message)


def test_two_complete_patients_are_ambiguous(tmp_path: Path) -> None:
    second = [
        other_patient(
            dose(ReferencedRTPlanSequence=refer("1.7"), ReferencedStructureSetSequence=refer("1.8")), "1.6"
        ),
        other_patient(plan(ReferencedStructureSetSequence=refer("1.8")), "1.7"),
        in_frame(OTHER_FRAME, other_patient(structures(), "1.8")),
    ]
    with pytest.raises(AmbiguousInputError, match="2 patients") as raised:
        read(tmp_path, plan(), dose(), structures(), *second)
    assert "ID-" not in str(raised.value)


def test_an_identical_copy_is_no_matter(tmp_path: Path) -> None:
    case = read(tmp_path, plan(), dose(), structures(), dose())
    assert case.deviations == ()
    assert len(case.doses) == 1


def test_a_copy_that_differs_is_reported(tmp_path: Path) -> None:
    case = read(tmp_path, plan(), dose(), structures(), dose(DoseGridScaling="0.02"))
    assert [(each.kind, each.subject) for each in case.deviations] == [(Kind.DUPLICATE_DIFFERS, "RTDOSE")]
    assert case.treatment.dose is not None
    assert case.treatment.dose.values_gy.max() == np.float32(0.59)


def test_an_unreadable_file_among_good_ones(tmp_path: Path) -> None:
    save_case(tmp_path, plan(), dose(), structures())
    content = (tmp_path / "001").read_bytes()
    (tmp_path / "001").write_bytes(content[:-10])
    case = read_case(tmp_path)
    [deviation] = case.deviations
    assert (deviation.kind, deviation.subject) == (Kind.UNREADABLE, "RTDOSE")
    assert kinds(case.treatment) == [(Kind.DOSE_UNREAD, "RTDOSE")]


def test_a_whole_copy_of_a_truncated_file_is_used(tmp_path: Path) -> None:
    save_case(tmp_path, dose(), dose(), plan(), structures())
    (tmp_path / "000").write_bytes((tmp_path / "001").read_bytes()[:-10])
    case = read_case(tmp_path)
    assert case.treatment.dose is not None
    assert [each.kind for each in case.deviations] == [Kind.UNREADABLE]


def ct(count: int = 4) -> list[Dataset]:
    return [ct_slice(n, -2.0 * n) for n in range(count)]


def naming(dataset: Dataset, uids: list[str], series: str) -> Dataset:
    """Let a structure set name its images."""
    images = [item(ReferencedSOPInstanceUID=uid) for uid in uids]
    one = item(SeriesInstanceUID=series, ContourImageSequence=images)
    study = item(RTReferencedSeriesSequence=[one])
    dataset.ReferencedFrameOfReferenceSequence = [
        item(FrameOfReferenceUID=FRAME, RTReferencedStudySequence=[study])
    ]
    return dataset


def test_an_image_is_linked_slice_by_slice_and_gives_the_spacing(tmp_path: Path) -> None:
    named = naming(structures(), [f"{SERIES_UID}.{n}" for n in range(4)], SERIES_UID)
    case = read(tmp_path, plan(), dose(), named, *ct())
    treatment = case.treatment
    assert treatment.deviations == ()
    assert treatment.image is not None
    assert treatment.structure_set is not None
    assert treatment.structure_set.plane_spacing_mm == 2.0  # the contours' own is 3
    assert [each.sha256 for each in case.sources if each.role == "CT"] == [""] * 4


def test_an_image_that_is_not_named_is_linked_by_its_frame(tmp_path: Path) -> None:
    treatment = read(tmp_path, plan(), dose(), structures(), *ct()).treatment
    assert treatment.image is not None
    assert kinds(treatment) == [(Kind.LINK_ABSENT, "RTSTRUCT 'SS'")]


def test_an_image_other_than_the_one_named(tmp_path: Path) -> None:
    named = naming(structures(), ["9.1", "9.2"], "9")
    treatment = read(tmp_path, plan(), dose(), named, *ct()).treatment
    assert treatment.image is not None
    assert kinds(treatment) == [(Kind.LINK_BROKEN, "RTSTRUCT 'SS'")]


def test_two_images_and_no_name_are_none(tmp_path: Path) -> None:
    second = [ct_slice(n, -2.0 * n, SOPInstanceUID=f"9.{n}", SeriesInstanceUID="9") for n in range(3)]
    treatment = read(tmp_path, plan(), dose(), structures(), *ct(), *second).treatment
    assert treatment.image is None
    assert kinds(treatment) == [(Kind.LINK_ABSENT, "RTSTRUCT 'SS'")]


@pytest.mark.parametrize("content", [b"", b"not DICOM at all, whatever it is", bytes(5000)])
def test_a_file_that_is_not_dicom(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(InputError, match="found: 1 × file that is not DICOM"):
        read_case(tmp_path)


def test_foreign_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    save_case(inner, plan(), dose())
    save(structures({"PTV": [square(0)]}), tmp_path / "no_extension")
    (tmp_path / "notes.txt").write_text("08.01.2026: exported")
    (tmp_path / "empty").write_bytes(b"")
    done: list[tuple[int, int]] = []
    case = read_case(tmp_path, progress=lambda count, total: done.append((count, total)))
    assert case.treatment.label == "HN"
    assert done == [(n, 5) for n in range(1, 6)]


def test_files_and_folders_named_twice_count_once(tmp_path: Path) -> None:
    save_case(tmp_path, plan(), dose(), structures())
    case = read_case(tmp_path, tmp_path / "000", str(tmp_path))
    assert len(case.sources) == 3


def test_a_dicomdir_is_a_list_and_no_object(tmp_path: Path) -> None:
    save_case(tmp_path, plan(), dose(), structures())
    index = item(SOPClassUID="1.2.840.10008.1.3.10", SOPInstanceUID="1.2.3.77", FileSetID="X")
    save(index, tmp_path / "DICOMDIR", syntax="1.2.840.10008.1.2.1")
    assert len(read_case(tmp_path).sources) == 3


def test_only_images(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="found: 4 × CT"):
        read(tmp_path, *ct())


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="path 1 does not exist") as raised:
        read_case(tmp_path / "Secret")
    assert "Secret" not in str(raised.value)


def test_no_path_at_all() -> None:
    with pytest.raises(InputError, match="found: no file"):
        read_case()


def test_an_object_without_its_own_uid_is_refused(tmp_path: Path) -> None:
    save(without(dose(), "SOPInstanceUID"), tmp_path / "dose", bare=True)
    with pytest.raises(FileFormatError, match="RTDOSE: SOPInstanceUID is absent"):
        read_case(tmp_path)


def test_files_are_left_as_they_were(tmp_path: Path) -> None:
    save_case(tmp_path, plan(), dose(), structures(), *ct())
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    read_case(tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_file_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_case(tmp_path, plan(), dose(), structures())
    opened = Path.open

    def refuse(path: Path, mode: str) -> object:
        if path.name == "002":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, mode)

    monkeypatch.setattr(Path, "open", refuse)
    [deviation] = read_case(tmp_path).deviations
    assert str(deviation.message) == "DICOM file: the file cannot be opened."


def test_a_screenshot_is_no_slice(tmp_path: Path) -> None:
    screenshot = ct_slice(9, 0, SOPClassUID="1.2.840.10008.5.1.4.1.1.7")
    case = read(tmp_path, plan(), dose(), structures(), screenshot)
    assert case.images == ()
    assert case.deviations == ()


def test_fraction_groups_that_share_a_number_decide_nothing(tmp_path: Path) -> None:
    groups = [item(FractionGroupNumber=1, NumberOfFractionsPlanned=n) for n in (5, 10)]
    treatment = read(
        tmp_path, plan(FractionGroupSequence=groups), dose(DoseSummationType="FRACTION_SESSION"), structures()
    ).treatment
    assert treatment.dose is not None
    assert treatment.dose.scope is DoseScope.PARTIAL
    assert (Kind.DOSE_PARTIAL, "RTDOSE") in kinds(treatment)
