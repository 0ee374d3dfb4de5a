"""Techniques by the rules of delivery: what moves between control points, not what BeamType says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from rtqa.model.plan import Approval, Beam, BeamShare, ControlPoint, FractionGroup, Plan
from rtqa.model.technique import Technique, find_technique, list_treatment_beams

OPEN_MM = np.array([[-50.0] * 60, [50.0] * 60])
NARROW_MM = np.array([[-20.0] * 60, [20.0] * 60])


def point(**stated: Any) -> ControlPoint:
    unset = dict.fromkeys(ControlPoint.__slots__)
    return ControlPoint(**{**unset, "gantry_deg": 40.0, "leaves_mm": {}, "gantry_turns": "", **stated})


def beam(*points: ControlPoint, number: int = 1, **stated: Any) -> Beam:
    usual: dict[str, Any] = {"delivery_type": "TREATMENT", "radiation": "PHOTON"}
    return Beam(number=number, name="B", machine="M", control_points=points, **{**usual, **stated})


def arc(first_deg: float, last_deg: float, **stated: Any) -> list[ControlPoint]:
    return [
        point(gantry_deg=float(angle) % 360.0, **stated) for angle in np.linspace(first_deg, last_deg, 10)
    ]


HELIX = [
    replace(each, isocenter_mm=np.array([0.0, 0.0, 0.6 * n]))
    for n, each in enumerate(arc(0.0, 350.0, jaws_y_mm=(-10.0, 10.0)))
]


@pytest.mark.parametrize(
    ("points", "technique"),
    [
        ([point(leaves_mm={0: OPEN_MM})] * 2, Technique.CONFORMAL),
        ([point(leaves_mm={0: OPEN_MM}), point(leaves_mm={0: OPEN_MM + 0.05})], Technique.CONFORMAL),
        ([point(jaws_x_mm=(-50.0, 50.0))] * 2, Technique.CONFORMAL),
        (arc(181.0, 539.0, leaves_mm={0: OPEN_MM}), Technique.CONFORMAL),
        ([point(leaves_mm={0: OPEN_MM})] * 2 + [point(leaves_mm={0: NARROW_MM})] * 2, Technique.IMRT),
        ([point(leaves_mm={0: OPEN_MM - shift}) for shift in range(20)], Technique.IMRT),
        ([point(leaves_mm={0: OPEN_MM}), point(leaves_mm={0: OPEN_MM[:, :28]})], Technique.IMRT),
        (
            [
                point(leaves_mm={0: OPEN_MM}, gantry_deg=359.9),
                point(leaves_mm={0: NARROW_MM}, gantry_deg=0.1),
            ],
            Technique.IMRT,
        ),
        (
            [
                point(leaves_mm={0: OPEN_MM - n}, gantry_deg=angle)
                for n, angle in enumerate((350.0, 0.0, 10.0))
            ],
            Technique.VMAT,
        ),
        ([], None),
        ([point(leaves_mm={0: OPEN_MM})], None),
        (arc(0.0, 350.0, jaws_y_mm=(-10.0, 10.0)), None),
        (HELIX, Technique.TOMOTHERAPY),
        ([point(jaws_y_mm=(-10.0, 10.0))] * 51, None),
    ],
    ids=[
        "open field", "leaves within a tenth of a mm", "no leaves", "static arc", "step and shoot",
        "sliding window", "two layers in turns", "across gantry 0", "arc", "nothing stated",
        "one control point", "no leaves while the gantry turns", "helical: the couch moves too",
        "compensator or binary leaves",
    ],
)  # fmt: skip
def test_technique_is_what_moves(points: Sequence[ControlPoint], technique: Technique | None) -> None:
    assert find_technique(beam(*points)) is technique


@pytest.mark.parametrize("leaves_mm", [{}, {0: OPEN_MM}])
def test_a_dynamic_wedge_is_conformal_though_its_beam_type_is_dynamic(leaves_mm: Any) -> None:
    sweep = [point(jaws_y_mm=(-50.0, 50.0 - 10.0 * n), leaves_mm=leaves_mm) for n in range(8)]
    assert find_technique(beam(*sweep)) is Technique.CONFORMAL


@pytest.mark.parametrize(
    ("radiation", "technique"),
    [("PHOTON", Technique.CONFORMAL), ("", Technique.CONFORMAL), ("ELECTRON", None)],
)
def test_what_shapes_electrons_is_not_among_the_control_points(
    radiation: str, technique: Technique | None
) -> None:
    open_field = [point(jaws_x_mm=(-50.0, 50.0))] * 2
    assert find_technique(beam(*open_field, radiation=radiation)) is technique


def test_only_beams_that_deliver_the_plans_dose_count() -> None:
    beams = (
        beam(number=1),
        beam(number=2, delivery_type="SETUP"),
        beam(number=3, delivery_type="OPEN_PORTFILM"),
        beam(number=4, delivery_type=""),
        beam(number=5),
    )
    shares = tuple(BeamShare(beam_number=n, dose_gy=1.0, meterset_mu=100.0) for n in (1, 2, 3, 4))
    group = FractionGroup(number=1, n_fractions=30, n_brachy=0, beams=shares, pattern="")
    plan = Plan(
        uid="1", label="P", intent="", geometry="PATIENT", prescriptions=(), fraction_groups=(group,),
        beams=beams, approval=Approval(status="", review_date=""), structure_set_uid="",
        frame_of_reference_uid="",
    )  # fmt: skip
    assert [each.number for each in list_treatment_beams(plan)] == [1, 4]
