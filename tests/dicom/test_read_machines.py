"""Machines other than one C-arm with one bank of leaves: layers, interleaved pairs, kinds of plans."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from builders import beam, item, plan, save
from pydicom.dataset import Dataset

from rtqa.dicom import read_case
from rtqa.geometry.aperture import find_open_mm
from rtqa.geometry.beams_eye_view import find_openings
from rtqa.model.plan import Beam, Plan, PlanKind

# Two layers of 2 and 3 pairs, 10 mm wide and shifted by half of it, as leaves of a pair: (A, B).
UPPER = ((-20.0, 30.0), (-5.0, 5.0))
LOWER = ((0.0, 0.0), (-10.0, 10.0), (-40.0, -2.0))
UPPER_EDGES, LOWER_EDGES = (-10.0, 0.0, 10.0), (-15.0, -5.0, 5.0, 15.0)


def in_banks(pairs: tuple[tuple[float, float], ...]) -> list[float]:
    """A1 A2 … B1 B2 …, as the standard has it."""
    return np.array(pairs).T.ravel().tolist()


def in_pairs(pairs: tuple[tuple[float, float], ...]) -> list[float]:
    """A1 B1 A2 B2 …, as MRIdian writes it."""
    return np.array(pairs).ravel().tolist()


def layered(kinds: tuple[str, str], *positions: list[float], **elements: Any) -> Dataset:
    """A beam of two layers that stand still, from the front."""
    edges = (UPPER_EDGES, LOWER_EDGES)
    devices = [
        item(RTBeamLimitingDeviceType=kind, NumberOfLeafJawPairs=len(e) - 1, LeafPositionBoundaries=list(e))
        for kind, e in zip(kinds, edges, strict=True)
    ]
    stated = [
        item(RTBeamLimitingDeviceType=kind, LeafJawPositions=each)
        for kind, each in zip(kinds, positions, strict=True)
    ]
    points = [
        item(
            ControlPointIndex=0,
            CumulativeMetersetWeight=0,
            GantryAngle=0,
            BeamLimitingDeviceAngle=0,
            IsocenterPosition=[0, 0, 0],
            BeamLimitingDevicePositionSequence=stated,
        ),
        item(ControlPointIndex=1, CumulativeMetersetWeight=1),
    ]
    return beam(
        1,
        BeamLimitingDeviceSequence=devices,
        ControlPointSequence=points,
        FinalCumulativeMetersetWeight=1,
        **elements,
    )


def read(folder: Path, *beams: Dataset, **elements: Any) -> Plan:
    stated = {"BeamSequence": list(beams), **elements} if beams else elements
    made = read_case(save(plan(**stated), folder / "plan")).treatment.plan
    assert made is not None
    return made


def pairs_of(one: Beam, layer: int) -> list[tuple[float, float]]:
    return [(a, b) for a, b in one.control_points[1].leaves_mm[layer].T.tolist()]


@pytest.mark.parametrize(
    ("kinds", "write", "elements"),
    [
        (("MLCX1", "MLCX2"), in_banks, {"Manufacturer": "Varian Medical Systems"}),
        (("MLCX", "MLCX"), in_pairs, {"Manufacturer": "ViewRay, Inc."}),
        (("MLCX", "MLCX"), in_pairs, {}),
        (("MLCX1", "MLCX2"), in_pairs, {"ManufacturerModelName": "MRIdian"}),
    ],
    ids=["Halcyon", "MRIdian", "MRIdian without its name", "MRIdian by its model"],
)
def test_every_layer_is_read_in_the_order_it_is_written_in(
    kinds: tuple[str, str], write: Any, elements: dict[str, str], tmp_path: Path
) -> None:
    (one,) = read(tmp_path, layered(kinds, write(UPPER), write(LOWER)), **elements).beams
    assert (pairs_of(one, 0), pairs_of(one, 1)) == (list(UPPER), list(LOWER))
    assert [layer.n_pairs for layer in one.leaf_layers] == [2, 3]


def test_crossed_leaves_of_another_machine_stay_a_fault(tmp_path: Path) -> None:
    made = read(tmp_path, layered(("MLCX1", "MLCX2"), in_pairs(UPPER), in_pairs(LOWER)), Manufacturer="Other")
    # -20, 30 | -5, 5 read in banks: pairs (-20, -5) and (30, 5), the second of which crosses.
    assert pairs_of(made.beams[0], 0) == [(-20.0, -5.0), (30.0, 5.0)]


def test_a_known_maker_that_writes_banks_is_read_in_banks(tmp_path: Path) -> None:
    crossing = in_banks(((-30.0, -20.0), (-25.0, 5.0)))
    made = read(
        tmp_path, layered(("MLCX1", "MLCX2"), crossing, in_banks(LOWER)), Manufacturer="ViewRay, Inc."
    )
    # -30, -25, -20, 5: in pairs these would be (-30, -25) and (-20, 5), and the lower layer's would cross.
    assert pairs_of(made.beams[0], 0) == [(-30.0, -20.0), (-25.0, 5.0)]


def test_the_opening_is_what_all_layers_leave_open(tmp_path: Path) -> None:
    (one,) = read(tmp_path, layered(("MLCX1", "MLCX2"), in_banks(UPPER), in_banks(LOWER))).beams
    # Strips at y = -10 … -5: closed; -5 … 0: -10 … 10; 0 … 5: -5 … 5; 5 … 10: -5 … -2 mm.
    assert find_open_mm(one.control_points[0], one) == pytest.approx(20.0)
    # Seen from the front, x is x and y is z of a patient who lies HFS.
    points = np.array([[1.0, 0, -7.0], [9.0, 0, -2.0], [9.0, 0, 2.0], [-4.0, 0, 7.0], [-1.0, 0, 7.0]])
    openings = find_openings(replace(one, patient_position="HFS"))
    assert openings is not None
    assert openings.expose(points) == pytest.approx([0.0, 1.0, 0.0, 1.0, 0.0])


def test_a_layer_that_a_control_point_does_not_state_stays_where_it_was(tmp_path: Path) -> None:
    moved = layered(("MLCX1", "MLCX2"), in_banks(UPPER), in_banks(LOWER))
    moved.ControlPointSequence[1].BeamLimitingDevicePositionSequence = [
        item(RTBeamLimitingDeviceType="MLCX2", LeafJawPositions=in_banks(((0.0, 1.0),) * 3))
    ]
    (one,) = read(tmp_path, moved).beams
    assert (pairs_of(one, 0), pairs_of(one, 1)) == (list(UPPER), [(0.0, 1.0)] * 3)


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({}, PlanKind.EXTERNAL),
        ({"BeamSequence": [beam(1, RadiationType="ELECTRON")]}, PlanKind.EXTERNAL),
        ({"BeamSequence": [beam(1, RadiationType="PROTON")]}, PlanKind.PROTON),
        ({"BeamSequence": [beam(1, RadiationType="NEUTRON")]}, PlanKind.OTHER),
        ({"BeamSequence": [beam(1, TreatmentMachineName="CyberKnife M6")]}, PlanKind.CYBERKNIFE),
        (
            {"Manufacturer": "Accuray", "BeamSequence": [beam(1, SourceAxisDistance=800)]},
            PlanKind.CYBERKNIFE,
        ),
        ({"Manufacturer": "Accuray", "BeamSequence": [beam(1, SourceAxisDistance=850)]}, PlanKind.EXTERNAL),
        ({"ManufacturerModelName": "Leksell GammaPlan"}, PlanKind.GAMMA_KNIFE),
        ({"ApplicationSetupSequence": [item(ApplicationSetupNumber=1)]}, PlanKind.BRACHYTHERAPY),
        (
            {
                "SOPClassUID": "1.2.840.10008.5.1.4.1.1.481.8",
                "IonBeamSequence": [item(BeamNumber=1, RadiationType="ION")],
            },
            PlanKind.ION,
        ),
        (
            {
                "SOPClassUID": "1.2.840.10008.5.1.4.1.1.481.8",
                "IonBeamSequence": [item(BeamNumber=1, RadiationType="PROTON")],
            },
            PlanKind.PROTON,
        ),
    ],
)
def test_the_kind_of_a_plan_is_what_it_treats_with(
    changed: dict[str, Any], kind: PlanKind, tmp_path: Path
) -> None:
    assert read(tmp_path, **changed).kind is kind


def test_what_changes_a_beam_beside_jaws_and_leaves_is_read(tmp_path: Path) -> None:
    made = read(
        tmp_path,
        beam(
            1,
            NumberOfWedges=1,
            ApplicatorSequence=[item(ApplicatorID="A14", ApplicatorType="ELECTRON_SQUARE")],
            PrimaryFluenceModeSequence=[item(FluenceMode="NON_STANDARD", FluenceModeID="FFF")],
            ReferencedPatientSetupNumber=3,
        ),
    )
    (one,) = made.beams
    assert (one.has_modifier, one.applicator, one.fluence_mode, one.setup_number) == (
        True, "ELECTRON_SQUARE", "NON_STANDARD FFF", 3,
    )  # fmt: skip


@pytest.mark.parametrize(("places", "n_wedged"), [((), 1), (("OUT", "OUT"), 0), (("IN", "OUT"), 1)])
def test_a_wedge_that_stays_out_takes_nothing_away(
    places: tuple[str, ...], n_wedged: int, tmp_path: Path
) -> None:
    wedged = beam(1, NumberOfWedges=1)
    for point, place in zip(wedged.ControlPointSequence, places, strict=False):
        point.WedgePositionSequence = [item(ReferencedWedgeNumber=1, WedgePosition=place)]
    assert sum(one.has_modifier for one in read(tmp_path, wedged).beams) == n_wedged
