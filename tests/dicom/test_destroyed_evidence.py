"""Evidence that is there and destroyed is a doubt; evidence that is not there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import beam, dose, plan, save_case, structures
from pydicom.dataset import Dataset

from rtqa.dicom import read_case
from rtqa.dicom.write.common import item
from rtqa.model.case import DeviationKind
from rtqa.model.stored_dvh import UnusableDVH


def stored_dvh(**elements: object) -> Dataset:
    """The DVH of ROI 1: 8 cm³, half of them above 1 Gy, all below 2 Gy."""
    return item(
        **{
            "DVHType": "CUMULATIVE",
            "DoseUnits": "GY",
            "DVHDoseScaling": 1,
            "DVHVolumeUnits": "CM3",
            "DVHReferencedROISequence": [item(ReferencedROINumber=1, DVHROIContributionType="INCLUDED")],
            "DVHData": [1, 8, 1, 4],
            **elements,
        }
    )


def unreadable(folder: Path, *objects: Dataset) -> list[str]:
    """The values that are said not to be readable, by their elements."""
    case = read_case(save_case(folder, *objects))
    deviations = [*case.treatment.deviations, *case.deviations]
    return [
        str(deviation.message).split()[1]
        for deviation in deviations
        if deviation.kind is DeviationKind.VALUE_UNREADABLE
    ]


@pytest.mark.parametrize(
    ("elements", "keywords"),
    [
        ({}, []),
        ({"DoseUnits": "CGY"}, ["DoseUnits"]),
        ({"DVHType": "CUM"}, ["DVHType"]),
        ({"DVHVolumeUnits": "PERCENU"}, ["DVHVolumeUnits"]),
        ({"DoseUnits": "RELATIVE"}, []),
    ],
)
def test_a_stored_curve_of_no_known_kind_is_damaged(
    tmp_path: Path, elements: dict[str, str], keywords: list[str]
) -> None:
    folder = save_case(tmp_path, plan(), structures(), dose(DVHSequence=[stored_dvh(**elements)]))
    treatment = read_case(folder).treatment
    assert treatment.dose is not None
    (curve,) = treatment.dose.stored_dvhs
    assert (isinstance(curve, UnusableDVH) and curve.is_damaged) == bool(keywords)
    assert unreadable(tmp_path, plan(), structures(), dose(DVHSequence=[stored_dvh(**elements)])) == keywords


def test_leaves_that_cannot_be_read_are_not_absent(tmp_path: Path) -> None:
    def with_leaves(kind: str, positions: list[float]) -> Dataset:
        leaves = item(RTBeamLimitingDeviceType=kind, LeafJawPositions=positions)
        point = item(ControlPointIndex=0, BeamLimitingDevicePositionSequence=[leaves])
        return plan(BeamSequence=[beam(1, ControlPointSequence=[point])])

    rest = structures(), dose()
    assert unreadable(tmp_path, with_leaves("MLCX", [-1, -2, 3, 4]), *rest) == []
    assert unreadable(tmp_path, with_leaves("MLCX", [-1, -2, 3]), *rest) == ["LeafJawPositions"]
    assert unreadable(tmp_path, with_leaves("MLCZ", [-1, 3]), *rest) == ["RTBeamLimitingDeviceType"]


def test_a_whole_number_with_decimals_is_stated_and_not_readable(tmp_path: Path) -> None:
    rest = structures(), dose()
    made = plan(BeamSequence=[beam(1)])
    made.BeamSequence[0].NumberOfControlPoints = None
    assert unreadable(tmp_path, made, *rest) == []
    made.FractionGroupSequence[0].add_new(0x300A0078, "DS", "30.5")
    assert unreadable(tmp_path, made, *rest) == ["NumberOfFractionsPlanned"]
