"""Two plans for a machine: whatever it would do otherwise is named, and how files say the same is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rtqa.dicom import read_case
from rtqa.model.geometry import owned
from rtqa.model.plan import Beam, ControlPoint, FractionGroup, Plan
from rtqa.transport.transfer import compare_transfer

REAL = ("alderson", "breast", "plans/halcyon_2arcs", "plans/mridian")
BEAM: dict[str, Any] = {
    "name": "other",
    "machine": "other",
    "radiation": "ELECTRON",
    "dosimeter_unit": "MINUTE",
    "patient_position": "FFP",
    "applicator": "ELECTRON_SQUARE",
    "fluence_mode": "NON_STANDARD SRS",
    "has_modifier": True,
    "source_axis_mm": 1200.0,
}
"""What a beam is given in place of its own."""

NUMBERS = {
    "gantry_deg": 0.2,
    "collimator_deg": -0.2,
    "couch_deg": 0.2,
    "couch_pitch_deg": 0.5,
    "couch_roll_deg": 0.5,
    "gantry_pitch_deg": 0.5,
    "energy_mv": 4.0,
    "dose_rate_mu_per_min": 50.0,
}
"""What is added at a control point."""


@pytest.fixture(scope="module", params=REAL)
def plan(request: pytest.FixtureRequest, realdata: Path) -> Plan:
    plan = read_case(realdata / request.param).plans[0]
    assert isinstance(plan, Plan)
    return plan


def change_beam(plan: Plan, change: Callable[[Beam], Beam]) -> Plan:
    """The last treatment beam otherwise."""
    last = [beam for beam in plan.beams if beam.treats][-1]
    return replace(plan, beams=tuple(change(beam) if beam is last else beam for beam in plan.beams))


def change_point(plan: Plan, change: Callable[[ControlPoint], ControlPoint], at: int) -> Plan:
    def of_beam(beam: Beam) -> Beam:
        points = list(beam.control_points)
        points[at] = change(points[at])
        return replace(beam, control_points=tuple(points))

    return change_beam(plan, of_beam)


def change_group(plan: Plan, change: Callable[[FractionGroup], FractionGroup]) -> Plan:
    return replace(plan, fraction_groups=(change(plan.fraction_groups[0]), *plan.fraction_groups[1:]))


def moved(values: Any, place: int, by: float) -> Any:
    other = np.array(values, dtype=float)
    other.flat[place] += by
    return owned(other)


def list_changes(plan: Plan) -> Iterator[tuple[str, Plan]]:
    """What must be named, with the plan in which it is so."""
    for name, value in BEAM.items():
        yield name, change_beam(plan, lambda beam, n=name, v=value: replace(beam, **{n: v}))
    yield from list_changes_of_points(plan)
    yield from list_changes_of_counts(plan)


def list_changes_of_points(plan: Plan) -> Iterator[tuple[str, Plan]]:
    for at in (0, -1):
        for name, by in NUMBERS.items():
            yield (
                name,
                change_point(
                    plan,
                    lambda point, n=name, d=by: replace(point, **{n: (getattr(point, n) or 0.0) + d}),
                    at,
                ),
            )
        for axis in range(3):
            yield (
                "isocenter_mm",
                change_point(
                    plan,
                    lambda point, a=axis: replace(point, isocenter_mm=moved(point.isocenter_mm, a, 0.2)),
                    at,
                ),
            )
        point = [beam for beam in plan.beams if beam.treats][-1].control_points[at]
        for name in ("jaws_x_mm", "jaws_y_mm"):
            if getattr(point, name) is not None:
                for side in (0, 1):
                    other = tuple(moved(getattr(point, name), side, 0.2))
                    yield name, change_point(plan, lambda one, n=name, o=other: replace(one, **{n: o}), at)
        for layer, leaves in point.leaves_mm.items():
            for place in (0, leaves.size // 2, leaves.size - 1):
                other = {**point.leaves_mm, layer: moved(leaves, place, -0.2)}
                yield "leaves_mm", change_point(plan, lambda one, o=other: replace(one, leaves_mm=o), at)


def list_changes_of_counts(plan: Plan) -> Iterator[tuple[str, Plan]]:
    yield "meterset_frac", change_point(plan, lambda point: replace(point, meterset_frac=0.01), 0)
    yield "gantry_turns", change_point(plan, lambda point: replace(point, gantry_turns="XX"), 0)
    yield (
        "n_control_points",
        change_beam(plan, lambda beam: replace(beam, control_points=beam.control_points[:-1])),
    )
    yield "n_leaf_layers", change_beam(plan, lambda beam: replace(beam, leaf_layers=()))
    yield "beam", change_beam(plan, lambda beam: replace(beam, number=99))
    yield (
        "n_fractions",
        change_group(plan, lambda group: replace(group, n_fractions=(group.n_fractions or 0) + 1)),
    )
    for by in (0.1, 10.0):
        yield (
            "meterset_mu",
            change_group(
                plan,
                lambda group, d=by: replace(
                    group,
                    beams=tuple(
                        replace(share, meterset_mu=share.meterset_mu + d) if share.meterset_mu else share
                        for share in group.beams
                    ),
                ),
            ),
        )


def test_every_change_is_named(plan: Plan) -> None:
    changes = list(list_changes(plan))
    assert len(changes) >= 30
    missed = [
        name
        for name, other in changes
        if name not in {difference.parameter for difference in compare_transfer(plan, other)}
    ]
    assert missed == []


def test_a_change_is_named_alone_with_both_values(plan: Plan) -> None:
    other = change_point(plan, lambda point: replace(point, couch_deg=(point.couch_deg or 0.0) + 1.5), -1)
    (difference,) = compare_transfer(plan, other)
    assert difference.parameter == "couch_deg"
    assert float(difference.second or 0.0) - float(difference.first or 0.0) == pytest.approx(1.5)


def test_another_way_to_say_the_same_is_silent(plan: Plan) -> None:
    def say_otherwise(point: ControlPoint) -> ControlPoint:
        return replace(
            point,
            gantry_deg=(point.gantry_deg or 0.0) + 360.0,
            leaves_mm={layer: owned(np.round(leaves, 1)) for layer, leaves in point.leaves_mm.items()},
            isocenter_mm=owned(np.round(point.isocenter_mm, 1)),
        )

    beams = [
        replace(beam, control_points=tuple(map(say_otherwise, beam.control_points)))
        for beam in plan.beams
        if beam.treats
    ]
    other = replace(plan, label="RV", uid="1.2.3", made="20260101", beams=tuple(reversed(beams)))
    assert compare_transfer(plan, other) == ()
