"""Do two plans tell a machine the same? A plan as planned against the same plan after a transfer.

Every parameter that a machine obeys is compared, with what a record-and-verify system or a machine rounds to
as tolerance. How the files say it may differ: the order of beams, values that a control point repeats, the
scale of cumulative weights, 0° and 360°, labels, dates and UIDs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rtqa.model.geometry import Floats
from rtqa.model.plan import Beam, ControlPoint, FractionGroup, Plan

TOLERANCES = {"mm": 0.11, "deg": 0.11, "mu": 0.06, "frac": 0.0011, "mv": 0.01, "mu_per_min": 0.5}
"""What is written with one decimal differs by no more; likewise weights with three."""

Value = str | float | None
Positions = Floats | tuple[float, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferDifference:
    """A parameter that is not the same in both plans.

    Attributes:
        parameter: its name, as in the model: ``gantry_deg``, ``leaves_mm``, …
        beam: number of the beam; None of what concerns the whole plan.
        control_point: its place in the beam, from 0; None of what concerns the whole beam.
        first, second: the values; of many, as of leaves, those that differ most. None: absent.
        n: how many control points differ in this parameter of the beam.
    """

    parameter: str
    beam: int | None = None
    control_point: int | None = None
    first: Value = None
    second: Value = None
    n: int = 1


def compare_transfer(first: Plan, second: Plan) -> tuple[TransferDifference, ...]:
    """Every difference, the plan's before those of beams; of control points, the first of each parameter."""
    return (*_compare_groups(first, second), *_compare_beams(first, second))


def _compare_groups(first: Plan, second: Plan) -> Iterator[TransferDifference]:
    groups = [{group.number: group for group in plan.fraction_groups} for plan in (first, second)]
    yield from _compare_texts("plan_geometry", first.geometry, second.geometry)
    yield from _compare_texts("plan_kind", first.kind.value, second.kind.value)
    if len(groups[0]) == len(groups[1]) == 1:
        # A group that stands alone is the same one, whatever its number.
        pairs = [(next(iter(groups[0].values())), next(iter(groups[1].values())))]
    else:
        for number in sorted(groups[0].keys() ^ groups[1].keys()):
            here = number in groups[0]
            yield TransferDifference(
                parameter="fraction_group",
                first=str(number) if here else None,
                second=None if here else str(number),
            )
        pairs = [
            (groups[0][number], groups[1][number]) for number in sorted(groups[0].keys() & groups[1].keys())
        ]
    for groups_alike in pairs:
        yield from _compare_group(*groups_alike)


def _compare_group(first: FractionGroup, second: FractionGroup) -> Iterator[TransferDifference]:
    fractions = first.n_fractions, second.n_fractions
    if fractions[0] != fractions[1]:
        yield TransferDifference(
            parameter="n_fractions", first=_number(fractions[0]), second=_number(fractions[1])
        )
    given = [{share.beam_number: share for share in group.beams} for group in (first, second)]
    for number in sorted(given[0].keys() | given[1].keys()):
        metersets = [group[number].meterset_mu if number in group else None for group in given]
        # A setup beam has no meterset, and a system may leave it out.
        yield from _compare_numbers("meterset_mu", metersets[0], metersets[1], unit="mu", beam=number)


def _compare_beams(first: Plan, second: Plan) -> Iterator[TransferDifference]:
    beams = [{beam.number: beam for beam in plan.beams if beam.treats} for plan in (first, second)]
    for number in sorted(beams[0].keys() ^ beams[1].keys()):
        here = number in beams[0]
        name = (beams[0] if here else beams[1])[number].name
        yield TransferDifference(
            parameter="beam", beam=number, first=name if here else None, second=None if here else name
        )
    for number in sorted(beams[0].keys() & beams[1].keys()):
        yield from _compare_beam(beams[0][number], beams[1][number])


def _compare_beam(first: Beam, second: Beam) -> Iterator[TransferDifference]:
    number = first.number
    for name in ("name", "machine", "radiation", "dosimeter_unit", "patient_position", "applicator"):
        yield from _compare_texts(name, getattr(first, name), getattr(second, name), beam=number)
    modes = [beam.fluence_mode.replace("STANDARD", "").strip("_ ") for beam in (first, second)]
    yield from _compare_texts("fluence_mode", *modes, beam=number)
    accessories = [", ".join(map(str, beam.accessories)) for beam in (first, second)]
    yield from _compare_texts("accessories", *accessories, beam=number)
    yield from _compare_texts("has_modifier", str(first.has_modifier), str(second.has_modifier), beam=number)
    axis = first.source_axis_mm, second.source_axis_mm
    yield from _compare_numbers("source_axis_mm", *axis, unit="mm", beam=number)
    yield from _compare_layers(first, second)
    points = first.control_points, second.control_points
    if len(points[0]) != len(points[1]):
        yield TransferDifference(
            parameter="n_control_points",
            beam=number,
            first=float(len(points[0])),
            second=float(len(points[1])),
        )
        return
    by_parameter: dict[str, list[TransferDifference]] = {}
    for place, pair in enumerate(zip(*points, strict=True)):
        for difference in _compare_points(*pair, beam=number, place=place):
            by_parameter.setdefault(difference.parameter, []).append(difference)
    for differences in by_parameter.values():
        worst = differences[0]
        yield TransferDifference(
            parameter=worst.parameter,
            beam=number,
            control_point=worst.control_point,
            first=worst.first,
            second=worst.second,
            n=len({difference.control_point for difference in differences}),
        )


def _compare_layers(first: Beam, second: Beam) -> Iterator[TransferDifference]:
    layers = first.leaf_layers, second.leaf_layers
    if len(layers[0]) != len(layers[1]):
        yield TransferDifference(
            parameter="n_leaf_layers",
            beam=first.number,
            first=float(len(layers[0])),
            second=float(len(layers[1])),
        )
        return
    for here, there in zip(*layers, strict=True):
        yield from _compare_texts("leaf_axis", here.axis, there.axis, beam=first.number)
        yield from _compare_arrays("leaf_edges_mm", here.edges_mm, there.edges_mm, beam=first.number)


def _compare_points(
    first: ControlPoint, second: ControlPoint, *, beam: int, place: int
) -> Iterator[TransferDifference]:
    for name, unit in (
        ("meterset_frac", "frac"),
        ("gantry_deg", "deg"),
        ("collimator_deg", "deg"),
        ("couch_deg", "deg"),
        ("energy_mv", "mv"),
        ("dose_rate_mu_per_min", "mu_per_min"),
    ):
        yield from _compare_numbers(
            name, getattr(first, name), getattr(second, name), unit=unit, beam=beam, control_point=place
        )
    for name in ("couch_pitch_deg", "couch_roll_deg", "gantry_pitch_deg"):
        # A machine that cannot lean may state 0 or nothing.
        here_deg, there_deg = (getattr(point, name) or 0.0 for point in (first, second))
        yield from _compare_numbers(name, here_deg, there_deg, unit="deg", beam=beam, control_point=place)
    turns = [point.gantry_turns.replace("NONE", "") for point in (first, second)]
    yield from _compare_texts("gantry_turns", *turns, beam=beam, control_point=place)
    pairs: list[tuple[str, Positions, Positions]] = [
        (name, getattr(first, name), getattr(second, name))
        for name in ("jaws_x_mm", "jaws_y_mm", "isocenter_mm")
    ]
    layers = sorted(first.leaves_mm.keys() | second.leaves_mm.keys())
    pairs += [("leaves_mm", first.leaves_mm.get(layer), second.leaves_mm.get(layer)) for layer in layers]
    for name, here, there in pairs:
        yield from _compare_arrays(name, here, there, beam=beam, control_point=place)


def _compare_texts(
    parameter: str, first: str, second: str, *, beam: int | None = None, control_point: int | None = None
) -> Iterator[TransferDifference]:
    if first.strip() != second.strip():
        yield TransferDifference(
            parameter=parameter,
            beam=beam,
            control_point=control_point,
            first=first or None,
            second=second or None,
        )


def _compare_numbers(
    parameter: str,
    first: float | None,
    second: float | None,
    *,
    unit: str,
    beam: int,
    control_point: int | None = None,
) -> Iterator[TransferDifference]:
    if first is None and second is None:
        return
    if first is not None and second is not None:
        apart = abs(first - second)
        if unit == "deg":
            apart = min(apart % 360.0, -apart % 360.0)
        if apart <= TOLERANCES[unit]:
            return
    yield TransferDifference(
        parameter=parameter, beam=beam, control_point=control_point, first=first, second=second
    )


def _compare_arrays(
    parameter: str,
    first: Positions,
    second: Positions,
    *,
    beam: int,
    control_point: int | None = None,
) -> Iterator[TransferDifference]:
    """Positions in mm; of those that differ, the pair that differs most."""
    if first is None and second is None:
        return
    values: tuple[float | None, float | None]
    if first is None or second is None or np.shape(first) != np.shape(second):
        values = (_count(first), _count(second))
    else:
        here, there = np.ravel(first), np.ravel(second)
        worst = int(np.argmax(np.abs(here - there)))
        values = (float(here[worst]), float(there[worst]))
        if abs(here[worst] - there[worst]) <= TOLERANCES["mm"]:
            return
    yield TransferDifference(
        parameter=parameter, beam=beam, control_point=control_point, first=values[0], second=values[1]
    )


def _count(positions: Positions) -> float | None:
    return None if positions is None else float(np.size(positions))


def _number(value: int | None) -> float | None:
    return None if value is None else float(value)
