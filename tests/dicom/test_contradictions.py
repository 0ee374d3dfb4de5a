"""What a plan says of itself in words, beside what it states."""

from __future__ import annotations

from typing import Any

import pytest
from pydicom.dataset import Dataset

from rtqa.dicom.beam_words import find_other_words
from rtqa.dicom.contradictions import find_contradictions


@pytest.mark.parametrize(
    ("keyword", "words", "said"),
    [
        ("RTPlanLabel", "Do_Not_Use", "Do_Not_Use"),
        ("RTPlanDescription", "first try, NOT FOR TREATMENT", "NOT FOR TREATMENT"),
        ("RTPlanName", "do not treat before MDT", "do not treat"),
        ("RTPlanLabel", "Nodes use bolus", None),
        ("RTPlanDescription", "Bolus not used for treatment", None),
    ],
)
def test_a_plan_that_is_called_unfit_for_use_is_asked_about(
    keyword: str, words: str, said: str | None
) -> None:
    plan = Dataset()
    setattr(plan, keyword, words)
    found = [(message.id, message.values["words"]) for message in find_contradictions(plan)]
    assert found == ([("contradictions.not-for-use", said)] if said else [])


def make_plan(*, name: str = "", description: str = "", label: str = "", arc: bool = False) -> Dataset:
    """Three beams of 6 MV at 0°, 120° and 240°, the first of which has the name; or the first is an arc."""
    plan, setup = Dataset(), Dataset()
    setup.PatientSetupNumber, setup.PatientPosition = 1, "HFS"
    plan.PatientSetupSequence, plan.RTPlanLabel = [setup], label
    beams = []
    for number, gantry in ((11, 0), (12, 120), (13, 240)):
        beam, first, last = Dataset(), Dataset(), Dataset()
        beam.BeamNumber, beam.RadiationType, beam.ReferencedPatientSetupNumber = number, "PHOTON", 1
        first.GantryAngle, first.BeamLimitingDeviceAngle, first.PatientSupportAngle = gantry, 10, 0
        first.NominalBeamEnergy = 6
        if arc:
            last.GantryAngle = gantry + 100
        beam.ControlPointSequence = [first, last]
        beams.append(beam)
    beams[0].BeamName, beams[0].BeamDescription = name, description
    plan.BeamSequence = beams
    return plan


@pytest.mark.parametrize(
    ("said", "quiet"),
    [
        ({"name": "G090"}, {"name": "G000"}),
        (
            {"description": "Gantry: 30.0, BLD: 10.0"},
            {"description": "Gantry: 359.5, PatientSupport: 0"},
        ),
        ({"description": "Coll 45"}, {"description": "Coll 2 Gy"}),
        ({"name": "10X"}, {"name": "10x10"}),
        ({"name": "15 MV"}, {"name": "6 MV/15 MV"}),
        ({"name": "1 LPO"}, {"name": "1 AP"}),
        ({"name": "RapidArc 1"}, {"name": "ARCHIVE"}),
        ({"label": "5 field"}, {"label": "3-field"}),
        ({"label": "4 arcs", "arc": True}, {"label": "2 arcs", "arc": True}),
        ({"label": "18MV"}, {"label": "PTV18 6MV"}),
        ({"name": "G120 C090"}, {"name": "G011"}),
    ],
)
def test_words_of_one_meaning_are_held_against_the_control_points(
    said: dict[str, Any], quiet: dict[str, Any]
) -> None:
    assert [message.id.partition(".")[0] for message in find_other_words(make_plan(**said))]
    assert list(find_other_words(make_plan(**quiet))) == []
