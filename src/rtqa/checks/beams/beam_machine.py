"""Is every beam one that the machine can deliver?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from rtqa.assembly.context import Subject
from rtqa.checks.beams.beam_meterset import list_beams
from rtqa.checks.core.answer import Doubt, Told, answer
from rtqa.checks.core.catalog import check
from rtqa.findings import Finding, Verdict
from rtqa.geometry.beams_eye_view import find_open_mm
from rtqa.model.plan import Beam, ControlPoint

CODE = "BEAM-MACHINE"

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

FEWEST_ALIKE = 3
"""From so many beams alike on, a single one that differs is more likely a slip than a choice."""


@check(CODE, "Can a machine deliver these beams: one machine, its energies, angles, jaws and leaves?")
def machine(subject: Subject) -> Iterator[Finding]:
    """One finding a treatment, and one for each beam that cannot be, or that differs from all others."""
    for one in subject.plans:
        beams, reason = list_beams(one)
        if not beams:
            yield from answer(CODE, one, [Told(text=f"No beam was looked at: {reason}.")])
            continue
        rows = _merge([row for beam in beams for row in _alone(beam)])
        rows += _together(beams)
        yield from answer(CODE, one, rows, in_order=f"{len(beams)} beams that one machine can deliver.")


def _alone(beam: Beam) -> Iterator[Doubt | Told]:
    name = f"beam {beam.number}"
    pairs: dict[str, list[np.typing.NDArray[np.float64]]] = {"leaves": [], "jaws": []}
    for point in beam.control_points:
        pairs["leaves"] += [] if point.leaves_mm is None else [point.leaves_mm]
        for jaws in (point.jaws_x_mm, point.jaws_y_mm):
            pairs["jaws"] += [] if jaws is None else [np.array(jaws).reshape(2, 1)]
    for what, stated in pairs.items():
        low = np.concatenate([each[0] for each in stated]) if stated else np.zeros(0)
        high = np.concatenate([each[1] for each in stated]) if stated else np.zeros(0)
        if np.any(low > high + CROSSED_MM):
            yield Doubt(
                found=f"Beam {beam.number}: opposing {what} cross by up to {np.max(low - high):.1f} mm.",
                meaning="no machine can deliver that; the plan was changed or damaged after planning",
                subject=name,
                verdict=Verdict.FAIL,
            )
        farthest_mm = max(np.abs(low).max(initial=0.0), np.abs(high).max(initial=0.0))
        if farthest_mm > FARTHEST_MM:
            yield _doubt(name, f"{what} reach {farthest_mm:.0f} mm from the central axis", "positions, unit")
    if pairs["leaves"] or pairs["jaws"]:
        widest_mm = max(find_open_mm(point, beam) for point in beam.control_points)
        if widest_mm <= OPEN_MM:
            yield _doubt(name, "jaws and leaves are closed at every control point", "jaws and leaves")
    else:
        yield Told(text=f"Beam {beam.number} states neither jaws nor leaves; its opening was not checked.")
    edges = beam.leaf_edges_mm
    shapes = {point.leaves_mm.shape[1] for point in beam.control_points if point.leaves_mm is not None}
    if edges is not None and shapes - {len(edges) - 1}:
        yield _doubt(name, f"{len(edges) - 1} leaf pairs have edges, and {max(shapes)} have places", "leaves")
    if edges is not None and np.any(np.diff(edges) <= 0):
        yield _doubt(name, "the edges of its leaf pairs do not ascend", "LeafPositionBoundaries")
    yield from _settings(beam, name)


def _merge(rows: list[Doubt | Told]) -> list[Doubt | Told]:
    """One row for what is so of several beams alike."""
    alike: dict[str, list[Doubt]] = {}
    for row in rows:
        if isinstance(row, Doubt):
            alike.setdefault(row.found.removeprefix(f"{row.subject.capitalize()}: "), []).append(row)
    merged: list[Doubt | Told] = [row for row in rows if isinstance(row, Told)]
    for what, doubts in alike.items():
        numbers = ", ".join(doubt.subject.removeprefix("beam ") for doubt in doubts)
        merged.append(
            doubts[0]
            if len(doubts) == 1
            else replace(doubts[0], found=f"Beams {numbers}: {what}", subject="beams")
        )
    return merged


def _settings(beam: Beam, name: str) -> Iterator[Doubt]:
    points = beam.control_points
    axis_mm = beam.source_axis_mm
    if axis_mm is not None and not SOURCE_AXIS_MM[0] <= axis_mm <= SOURCE_AXIS_MM[1]:
        yield _doubt(name, f"its source-axis distance is {axis_mm:g} mm", "SourceAxisDistance")
    if not points:
        return
    if points[0].gantry_deg is None:
        yield _doubt(name, "no gantry angle is stated", "GantryAngle")
    if points[0].collimator_deg is None:
        yield _doubt(name, "no collimator angle is stated", "BeamLimitingDeviceAngle")
    for what, angles in (
        ("gantry", [point.gantry_deg for point in points]),
        ("collimator", [point.collimator_deg for point in points]),
        ("couch", [point.couch_deg for point in points]),
    ):
        outside = [angle for angle in angles if angle is not None and not 0.0 <= angle <= 360.0]
        if outside:
            yield _doubt(name, f"the {what} angle is {outside[0]:g}°, outside 0 to 360°", "the angle")
    yield from _energy(beam, name)


def _energy(beam: Beam, name: str) -> Iterator[Doubt]:
    energies = {point.energy_mv for point in beam.control_points if point.energy_mv is not None}
    rates = {p.dose_rate_mu_per_min for p in beam.control_points if p.dose_rate_mu_per_min is not None}
    if not energies:
        yield _doubt(name, "no energy is stated", "NominalBeamEnergy")
    if len(energies) > 1:
        yield _doubt(name, "its energy changes on the way", "NominalBeamEnergy")
    for energy in energies:
        if not ENERGY_MV[0] <= energy <= ENERGY_MV[1]:
            yield _doubt(name, f"its energy is {energy:g} MV", "NominalBeamEnergy")
    for rate in rates:
        if not DOSE_RATE_MU_PER_MIN[0] <= rate <= DOSE_RATE_MU_PER_MIN[1]:
            yield _doubt(name, f"its dose rate is {rate:g} MU/min", "DoseRateSet")


def _together(beams: tuple[Beam, ...]) -> Iterator[Doubt | Told]:
    machines = sorted({beam.machine for beam in beams})
    if len(machines) > 1:
        yield Doubt(
            found=f"The beams are for {len(machines)} different machines.",
            meaning="a plan is delivered by one; check TreatmentMachineName of every beam",
        )
    yield from _mixed(beams)
    yield from _odd_one_out(beams, "energy", lambda beam: _first(beam).energy_mv)
    yield from _odd_one_out(beams, "source-axis distance", lambda beam: beam.source_axis_mm)
    yield from _odd_one_out(beams, "dose rate", lambda beam: _first(beam).dose_rate_mu_per_min)
    seen: dict[tuple[object, ...], Beam] = {}
    for beam in beams:
        key = _fingerprint(beam)
        if key in seen:
            yield _doubt(
                f"beam {beam.number}",
                f"it is the same as beam {seen[key].number}, control point by control point",
                "whether one of the two is a copy",
            )
        seen.setdefault(key, beam)


def _mixed(beams: tuple[Beam, ...]) -> Iterator[Doubt | Told]:
    """Photons beside electrons, and beams with leaves beside others: a single one is more likely a slip."""
    for what, kinds in (
        ("radiation", {beam.number: beam.radiation.lower() or "not stated" for beam in beams}),
        ("shape", {beam.number: "with leaves" if _has_leaves(beam) else "without leaves" for beam in beams}),
    ):
        counts = Counter(kinds.values())
        for kind, count in counts.items():
            if count == 1 and len(beams) > FEWEST_ALIKE:
                number = next(number for number, own in kinds.items() if own == kind)
                others = ", ".join(other for other in counts if other != kind)
                name = f"beam {number}"
                yield _doubt(name, f"its {what} is {kind!r}, that of all others {others!r}", what)
            elif len(counts) > 1:
                yield Told(text=f"{count} beams have the {what} {kind!r}.")


def _has_leaves(beam: Beam) -> bool:
    return any(point.leaves_mm is not None for point in beam.control_points)


def _odd_one_out(
    beams: tuple[Beam, ...], what: str, of: Callable[[Beam], float | None]
) -> Iterator[Doubt | Told]:
    counts = Counter((beam.radiation, of(beam)) for beam in beams if beam.control_points)
    for radiation in dict.fromkeys(beam.radiation for beam in beams):
        own = {value: count for (kind, value), count in counts.items() if kind == radiation}
        odd = [value for value, count in own.items() if count == 1]
        if len(own) == 2 and len(odd) == 1 and max(own.values()) >= FEWEST_ALIKE:
            beam = next(beam for beam in beams if beam.radiation == radiation and of(beam) == odd[0])
            usual = next(value for value in own if value != odd[0])
            yield _doubt(
                f"beam {beam.number}",
                f"its {what} is {odd[0]}, that of all others {usual}",
                f"the {what}",
            )
        elif len(own) > 1:
            listed = ", ".join(str(value) for value in sorted(own, key=str))
            yield Told(text=f"The {what} differs between beams: {listed}.")


def _first(beam: Beam) -> ControlPoint:
    return beam.control_points[0]


def _fingerprint(beam: Beam) -> tuple[object, ...]:
    return tuple(
        (
            point.gantry_deg,
            point.collimator_deg,
            point.couch_deg,
            point.jaws_x_mm,
            point.jaws_y_mm,
            None if point.leaves_mm is None else point.leaves_mm.tobytes(),
            None if point.isocenter_mm is None else point.isocenter_mm.tobytes(),
        )
        for point in beam.control_points
    )


def _doubt(name: str, what: str, check_what: str) -> Doubt:
    return Doubt(
        found=f"{name[0].upper()}{name[1:]}: {what}.",
        meaning=f"check {check_what} in the planning system and export the plan again",
        subject=name,
    )
