"""A verification plan beside the one that it verifies is no treatment of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from builders import DOSE_UID, PLAN_UID, dose, item, plan, refer, save_case, structures

from rtqa.dicom import read_case
from rtqa.model.case import DeviationKind

QA_UID = "1.2.3.71"
VERIFIED = [item(ReferencedSOPInstanceUID=PLAN_UID, RTPlanRelationship="VERIFIED_PLAN")]


def read(folder: Path, **of_plan: Any) -> list[str]:
    """Labels of the treatments of a plan with its dose, and another plan with another dose beside it."""
    beside = plan(SOPInstanceUID=QA_UID, RTPlanLabel="QA", **of_plan)
    other_dose = dose(SOPInstanceUID=f"{DOSE_UID}.7", ReferencedRTPlanSequence=refer(QA_UID))
    made = read_case(save_case(folder, plan(), dose(), structures(), beside, other_dose))
    told = [each for each in made.deviations if each.kind is DeviationKind.OBJECT_UNUSED]
    assert len(told) + len(made.treatments) == 2
    return [str(treatment.label) for treatment in made.treatments]


@pytest.mark.parametrize(
    ("of_plan", "labels"),
    [
        ({"PlanIntent": "VERIFICATION"}, ["HN"]),
        ({"PlanIntent": "", "ReferencedRTPlanSequence": VERIFIED}, ["HN"]),
        # The same monitor units on a detector.
        ({"PlanIntent": "MACHINE_QA"}, ["HN"]),
        # A system that writes MACHINE_QA in plans that treat: other monitor units, another treatment.
        (
            {
                "PlanIntent": "MACHINE_QA",
                "FractionGroupSequence": [
                    item(
                        FractionGroupNumber=1,
                        NumberOfFractionsPlanned=1,
                        ReferencedBeamSequence=[item(ReferencedBeamNumber=1, BeamMeterset=900)],
                    )
                ],
            },
            ["HN", "QA"],
        ),
        ({"PlanIntent": "CURATIVE"}, ["HN", "QA"]),
    ],
    ids=[
        "verification",
        "by its relationship",
        "same monitor units",
        "other monitor units",
        "curative",
    ],
)
def test_which_plans_are_treatments(of_plan: dict[str, Any], labels: list[str], tmp_path: Path) -> None:
    assert sorted(read(tmp_path, **of_plan)) == labels


@pytest.mark.parametrize(
    ("states", "labels"),
    [
        (("APPROVED", "REJECTED"), ["HN"]),
        (("REJECTED", "APPROVED"), ["trial"]),
        (("APPROVED", "UNAPPROVED"), ["HN", "trial"]),
        (("REJECTED", "REJECTED"), ["HN", "trial"]),
    ],
)
def test_a_rejected_plan_goes_aside_for_an_approved_one(
    states: tuple[str, str], labels: list[str], tmp_path: Path
) -> None:
    other = plan(SOPInstanceUID=QA_UID, RTPlanLabel="trial", ApprovalStatus=states[1])
    made = read_case(save_case(tmp_path, plan(ApprovalStatus=states[0]), dose(), structures(), other))
    assert sorted(str(treatment.label) for treatment in made.treatments) == labels
    told = [str(each.message.id) for each in made.deviations if each.kind is DeviationKind.OBJECT_UNUSED]
    assert told == (["links.rejected"] if len(labels) == 1 else [])
