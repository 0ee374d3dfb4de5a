"""What objects state beside what is computed with: passed over, told, or asked about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from builders import PLAN_UID, dose, item, plan, prescription, refer, save_case, structures
from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset

from rtqa.dicom import read_case
from rtqa.dicom.attributes import ASKED, TOLD
from rtqa.dicom.neutral_attributes import NEUTRAL
from rtqa.model.case import Deviation, DeviationKind


def find(folder: Path, *datasets: Dataset) -> list[Deviation]:
    return list(read_case(save_case(folder, structures(), *datasets)).deviations)


def reference(**elements: Any) -> Dataset:
    made = prescription(1, 60)
    for keyword, value in elements.items():
        setattr(made, keyword, value)
    return made


def test_every_attribute_of_the_table_is_one_of_dicoms() -> None:
    unknown = [keyword for keyword in NEUTRAL | TOLD | ASKED if tag_for_keyword(keyword) is None]
    assert unknown == []


def test_an_attribute_stands_in_one_group_or_is_asked_about_by_its_value() -> None:
    assert set() == NEUTRAL & (TOLD | ASKED)


def test_what_is_without_effect_is_passed_over(tmp_path: Path) -> None:
    assert find(tmp_path, plan(RTPlanDescription="second version"), dose()) == []


def test_aims_of_the_planner_are_told_with_their_values(tmp_path: Path) -> None:
    aims = [reference(OrganAtRiskMaximumDose=45), reference(TargetMinimumDose=57, TargetMaximumDose=64)]
    (told,) = find(tmp_path, plan(DoseReferenceSequence=aims), dose())
    assert (told.kind, told.subject) == (DeviationKind.ATTRIBUTE_TOLD, "RTPLAN")
    for text in ("OrganAtRiskMaximumDose '45'", "TargetMaximumDose '64'", "TargetMinimumDose '57'"):
        assert text in str(told.message)


@pytest.mark.parametrize("comment", ["per fraction", "boost of Secret Person", "see ID-4711"])
def test_a_remark_is_quoted_unless_it_names_the_patient(tmp_path: Path, comment: str) -> None:
    (told,) = find(tmp_path, plan(), dose(DoseComment=comment))
    is_private = comment != "per fraction"
    assert (comment in str(told.message)) is not is_private
    assert ("not quoted" in str(told.message)) is is_private


@pytest.mark.parametrize(
    ("made", "kind", "words"),
    [
        (lambda: dose(SpatialTransformOfDose="NON_RIGID"), DeviationKind.DOSE_MEANING, "NON_RIGID"),
        (
            lambda: plan(DoseReferenceSequence=[reference(NominalPriorDose=20)]),
            DeviationKind.PLAN_MEANING,
            "a dose was given before (20 Gy)",
        ),
        (
            lambda: plan(
                ReferencedRTPlanSequence=[
                    item(
                        ReferencedSOPClassUID=refer(PLAN_UID)[0].ReferencedSOPClassUID,
                        ReferencedSOPInstanceUID="1.2.3.77",
                        RTPlanRelationship="VERIFIED_PLAN",
                    )
                ]
            ),
            DeviationKind.PLAN_MEANING,
            "made to verify another",
        ),
        (
            lambda: plan(
                FractionGroupSequence=[
                    item(
                        FractionGroupNumber=1,
                        NumberOfFractionsPlanned=30,
                        ReferencedBeamSequence=[
                            item(ReferencedBeamNumber=1, BeamDose=2, BeamDoseType="EFFECTIVE")
                        ],
                    )
                ]
            ),
            DeviationKind.PLAN_MEANING,
            "no physical dose",
        ),
    ],
    ids=["transformed dose", "prior dose", "verification plan", "effective beam dose"],
)
def test_what_changes_the_meaning_of_the_numbers_is_asked_about(
    tmp_path: Path, made: Any, kind: DeviationKind, words: str
) -> None:
    (asked,) = find(tmp_path, made())
    assert asked.kind is kind
    assert words in str(asked.message)


@pytest.mark.parametrize(
    "elements",
    [{"SpatialTransformOfDose": "NONE"}],
)
def test_a_value_that_changes_nothing_is_passed_over(tmp_path: Path, elements: dict[str, Any]) -> None:
    assert find(tmp_path, plan(), dose(**elements)) == []


def test_no_prior_dose_and_a_predecessor_are_no_question(tmp_path: Path) -> None:
    assert find(tmp_path, plan(DoseReferenceSequence=[reference(NominalPriorDose="0.0")]), dose()) == []


def test_what_is_in_no_group_is_told_by_name(tmp_path: Path) -> None:
    (told,) = find(tmp_path, plan(), dose(MeasuredDoseDescription="film"))
    assert told.kind is DeviationKind.ATTRIBUTE_TOLD
    assert "MeasuredDoseDescription, which is in no table" in str(told.message)
