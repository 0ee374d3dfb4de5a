"""Is every beam one that the machine can deliver?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.beams.compared_beams import compare_beams
from rtqa.checks.beams.treatment_beams import BEAMS_DOUBTFUL, list_beams, not_looked_at
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, informed, passed_unless_doubted
from rtqa.findings import Verdict
from rtqa.geometry.aperture import find_open_mm
from rtqa.messages import CauseKind, Listing, Message, Quantity, Range, Unknown
from rtqa.model.geometry import Floats
from rtqa.model.plan import Beam
from rtqa.model.technique import STILL_DEG, moves_the_couch

CROSSED_MM = 0.01
"""Leaves or jaws of a pair that lie this far beyond each other cross; less is written digits."""

FARTHEST_MM = 250.0
"""No leaf or jaw of a linac reaches further from the central axis, at the isocentre."""

ENERGY_MV = (1.0, 50.0)
DOSE_RATE_MU_PER_MIN = (1.0, 5000.0)
"""What linacs have; wide, as it is to catch another unit."""

SOURCE_AXIS_MM = (300.0, 2500.0)
"""From robots and cobalt heads to the longest linac; wide, for the same reason."""

OPEN_MM = 0.5
"""An opening that is nowhere wider is closed: the gap that many leaves keep between their ends."""

ANGLES_DEG = (0.0, 360.0)

_DIRECTIONS = {"CW": 1.0, "CC": -1.0}
"""GantryRotationDirection (300A,011F): angles rise clockwise (IEC 61217)."""


@dataclass(frozen=True, slots=True)
class _Objection:
    """What speaks against a beam, in words that hold for every beam of which the same is so.

    Attributes:
        what: is so, as a clause.
        remedy: what to do about it, or what it means.
        verdict: FAIL for what cannot be under any reading.
    """

    what: Message
    remedy: Message
    verdict: Verdict = Verdict.REVIEW


@check(
    "BEAM-MACHINE",
    "Can a machine deliver these beams: one machine, its energies, angles, jaws and leaves?",
    section="beams",
    order=30,
    cause=CauseKind.BEAM_DOUBTFUL,
    per="plan",
)
def machine(phase_plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for the plan, and one for what no machine can do, or sets a beam apart from all others."""
    beams = list_beams(phase_plan)
    if isinstance(beams, Unknown):
        yield not_looked_at(beams)
        return
    objections = [(beam.number, objection) for beam in beams for objection in _judge(beam)]
    rows = [*_inform(beams), *_merge(objections), *compare_beams(beams)]
    if n_compared := sum(bool(beam.control_points) for beam in beams):
        yield from passed_unless_doubted(rows, Message("beam-machine.passed", n=n_compared))
    else:
        yield from [*rows, informed(Message("beam-machine.nothing"))]


def _inform(beams: Sequence[Beam]) -> Iterator[Row]:
    """Whose opening was not checked, and why; one row for all beams of which the same is so."""
    bare = [beam for beam in beams if not _list_leaves(beam) and not _list_jaws(beam)]
    for some, every, alike in (
        (
            "beam-machine.no-opening",
            "beam-machine.no-opening-of-all",
            [beam for beam in bare if not _is_shaped_elsewhere(beam) and not moves_the_couch(beam)],
        ),
        (
            "beam-machine.by-applicator",
            "beam-machine.by-applicator-of-all",
            [beam for beam in beams if _is_shaped_elsewhere(beam)],
        ),
        (
            "beam-machine.binary-leaves",
            "beam-machine.binary-leaves-of-all",
            [beam for beam in beams if moves_the_couch(beam)],
        ),
    ):
        numbers = tuple(beam.number for beam in alike)
        if numbers and len(numbers) == len(beams) > 1:
            yield informed(Message(every, n=len(numbers)))
        elif numbers:
            yield informed(Message(some, n=len(numbers), beams=Listing(numbers, "and")))


def _is_shaped_elsewhere(beam: Beam) -> bool:
    """Whether an applicator or a cone shapes the beam: its jaws may be stated as 0, as they stand for it."""
    return bool(beam.applicator) or beam.radiation == "ELECTRON"


def _merge(objections: Sequence[tuple[int, _Objection]]) -> Iterator[Row]:
    """One row for what is so of several beams alike, in the order in which it is first met."""
    alike: dict[Message, list[tuple[int, _Objection]]] = {}
    for number, objection in objections:
        alike.setdefault(objection.what, []).append((number, objection))
    for what, same in alike.items():
        numbers = [number for number, _ in same]
        objection = same[0][1]
        yield Row(
            verdict=objection.verdict,
            message=Message(
                "beam-machine.objection", n=len(numbers), beams=Listing(tuple(numbers), "and"), what=what
            ),
            reason=objection.remedy,
            subject=Message("beams.beam", beam=numbers[0]) if len(numbers) == 1 else Message("beams.several"),
            causes=(BEAMS_DOUBTFUL,),
        )


def _judge(beam: Beam) -> Iterator[_Objection]:
    yield from _judge_pairs(beam)
    yield from _judge_turning(beam)
    yield from _judge_edges(beam)
    yield from _judge_settings(beam)
    yield from _judge_energy(beam)


def _list_leaves(beam: Beam) -> list[Floats]:
    """Positions of each layer's leaves at each control point, shape (2, n): the lower bank first."""
    return [leaves for point in beam.control_points for leaves in point.leaves_mm.values()]


def _list_jaws(beam: Beam) -> list[Floats]:
    """Positions of each pair of jaws at each control point, shape (2, 1)."""
    pairs = [jaws for point in beam.control_points for jaws in (point.jaws_x_mm, point.jaws_y_mm)]
    return [np.array(jaws).reshape(2, 1) for jaws in pairs if jaws is not None]


def _judge_pairs(beam: Beam) -> Iterator[_Objection]:
    """What the positions of leaves and jaws leave open: crossed, too far out, or closed all the way."""
    leaves, jaws = _list_leaves(beam), _list_jaws(beam)
    is_bare = bool(beam.leaf_layers and beam.control_points) and not leaves
    if is_bare and not _is_shaped_elsewhere(beam) and not moves_the_couch(beam):
        yield _Objection(Message("beam-machine.no-positions"), _look_at("LeafJawPositions"))
    for positions, cross, reach in (
        (leaves, "beam-machine.leaves-cross", "beam-machine.leaves-reach"),
        (jaws, "beam-machine.jaws-cross", "beam-machine.jaws-reach"),
    ):
        # Shapes (n,): lower and upper positions of every pair at every control point.
        low = np.concatenate([pair[0] for pair in positions]) if positions else np.zeros(0)
        high = np.concatenate([pair[1] for pair in positions]) if positions else np.zeros(0)
        if np.any(low > high + CROSSED_MM):
            overlap = _rounded(float(np.max(low - high)), "mm", 1)
            yield _Objection(
                Message(cross, overlap=overlap), Message("beams.why-undeliverable"), Verdict.FAIL
            )
        farthest_mm = max(np.abs(low).max(initial=0.0), np.abs(high).max(initial=0.0))
        if farthest_mm > FARTHEST_MM:
            yield _Objection(
                Message(reach, distance=_rounded(float(farthest_mm), "mm", 0)),
                _look_at(Message("beam-machine.positions-and-unit")),
            )
    if (leaves or jaws) and not _is_shaped_elsewhere(beam):
        widest_mm = max(find_open_mm(point, beam) for point in beam.control_points)
        if widest_mm <= OPEN_MM:
            yield _Objection(
                Message("beam-machine.closed"), _look_at(Message("beam-machine.jaws-and-leaves"))
            )


def _judge_edges(beam: Beam) -> Iterator[_Objection]:
    for place, layer in enumerate(beam.leaf_layers):
        edges = layer.edges_mm
        if edges is None:
            continue
        points = [point.leaves_mm[place] for point in beam.control_points if place in point.leaves_mm]
        shapes = {leaves.shape[1] for leaves in points}
        if others := shapes - {len(edges) - 1}:
            yield _Objection(
                Message("beam-machine.other-pairs", edges=len(edges) - 1, positions=max(others)),
                _look_at(Message("beam-machine.leaves")),
            )
        if np.any(np.diff(edges) <= 0):
            yield _Objection(Message("beam-machine.edges-not-ascending"), _look_at("LeafPositionBoundaries"))
        if (farthest_mm := float(np.abs(edges).max(initial=0.0))) > FARTHEST_MM:
            yield _Objection(
                Message("beam-machine.edges-reach", distance=_rounded(farthest_mm, "mm", 0)),
                _look_at("LeafPositionBoundaries"),
            )


def _judge_turning(beam: Beam) -> Iterator[_Objection]:
    """Angles that follow each other against the direction stated, in steps shorter than half a turn."""
    points = beam.control_points
    steps = [
        (point.gantry_turns, (after.gantry_deg - point.gantry_deg + 180.0) % 360.0 - 180.0)
        for point, after in pairwise(points)
        if point.gantry_deg is not None and after.gantry_deg is not None
    ]
    along = [
        _DIRECTIONS[turns] * step for turns, step in steps if turns in _DIRECTIONS and abs(step) > STILL_DEG
    ]
    if len(along) > 1 and max(along) < 0:
        turns = next(turns for turns, _ in steps if turns in _DIRECTIONS)
        yield _Objection(
            Message("beam-machine.turns-against", turns=turns), _look_at("GantryRotationDirection")
        )


def _judge_settings(beam: Beam) -> Iterator[_Objection]:
    points, axis_mm = beam.control_points, beam.source_axis_mm
    if axis_mm is not None and not SOURCE_AXIS_MM[0] <= axis_mm <= SOURCE_AXIS_MM[1]:
        distance = Quantity(axis_mm, "mm")
        yield _Objection(
            Message("beam-machine.source-axis", distance=distance), _look_at("SourceAxisDistance")
        )
    if not points:
        return
    if moves_the_couch(beam):
        return
    if points[0].gantry_deg is None:
        yield _Objection(Message("beam-machine.no-gantry-angle"), _look_at("GantryAngle"))
    if points[0].collimator_deg is None:
        yield _Objection(Message("beam-machine.no-collimator-angle"), _look_at("BeamLimitingDeviceAngle"))
    low, high = ANGLES_DEG
    for outside, angles in (
        ("beam-machine.gantry-outside", [point.gantry_deg for point in points]),
        ("beam-machine.collimator-outside", [point.collimator_deg for point in points]),
        ("beam-machine.couch-outside", [point.couch_deg for point in points]),
    ):
        impossible = [angle for angle in angles if angle is not None and not low <= angle <= high]
        if impossible:
            yield _Objection(
                Message(outside, angle=Quantity(impossible[0], "°"), range=Range(low, high, "°")),
                _look_at(Message("beam-machine.angle")),
            )


def _judge_energy(beam: Beam) -> Iterator[_Objection]:
    points = beam.control_points
    if not points:
        return
    energies = {point.energy_mv for point in points if point.energy_mv is not None}
    # Some systems write 0 where the machine chooses the rate: nothing is stated there.
    rates = {point.dose_rate_mu_per_min for point in points if point.dose_rate_mu_per_min}
    if not energies and not moves_the_couch(beam):
        yield _Objection(Message("beam-machine.no-energy"), _look_at("NominalBeamEnergy"))
    if len(energies) > 1:
        yield _Objection(Message("beam-machine.energy-changes"), _look_at("NominalBeamEnergy"))
    for energy_mv in energies:
        if not ENERGY_MV[0] <= energy_mv <= ENERGY_MV[1]:
            energy = Quantity(energy_mv, "MV")
            yield _Objection(Message("beam-machine.energy", energy=energy), _look_at("NominalBeamEnergy"))
    for rate in rates:
        if not DOSE_RATE_MU_PER_MIN[0] <= rate <= DOSE_RATE_MU_PER_MIN[1]:
            dose_rate = Quantity(rate, "MU/min")
            yield _Objection(Message("beam-machine.dose-rate", rate=dose_rate), _look_at("DoseRateSet"))


def _look_at(what: str | Message) -> Message:
    """What to check: an attribute by its keyword, or in words."""
    if isinstance(what, str):
        return Message("beam-machine.check-attribute", attribute=what)
    return Message("beam-machine.check", what=what)


def _rounded(value: float, unit: str, decimals: int) -> Quantity:
    """As it is written: beams of which the same number is written are alike."""
    return Quantity(round(value, decimals), unit, decimals)
