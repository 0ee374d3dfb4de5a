"""Whether recorded beams had the radiation, energy and gantry angle that is planned for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rtqa.messages import Message, Quantity
from rtqa.model.plan import Beam, Plan
from rtqa.model.record import BeamRecord
from rtqa.model.technique import STILL_DEG

ENERGY_MV = 0.5
"""Energies that differ by less are one, written with other digits."""

GANTRY_DEG = 2.0
"""A gantry stands where it is sent to within a degree."""


def list_other_settings(plan: Plan, records: Sequence[BeamRecord]) -> tuple[Message, ...]:
    """What was given otherwise than planned, beam by beam, each thing of a beam once."""
    planned = {beam.number: beam for beam in plan.beams if beam.control_points}
    said: dict[Message, None] = {}
    for record in records:
        beam = planned.get(record.beam_number) if record.beam_number is not None else None
        if beam is not None:
            said |= dict.fromkeys(_compare(beam, record))
    return tuple(said)


def _compare(beam: Beam, record: BeamRecord) -> Iterator[Message]:
    first = beam.control_points[0]
    if record.radiation and beam.radiation and record.radiation != beam.radiation:
        yield Message(
            "beam-given.radiation", beam=beam.number, given=record.radiation, planned=beam.radiation
        )
    energies = {point.energy_mv for point in beam.control_points if point.energy_mv is not None}
    given_mv, given_deg, planned_deg = record.energy_mv, record.gantry_deg, first.gantry_deg
    if given_mv is not None and energies and all(abs(given_mv - mv) > ENERGY_MV for mv in energies):
        given, stated = Quantity(given_mv, "MV"), Quantity(min(energies), "MV")
        yield Message("beam-given.energy", beam=beam.number, given=given, planned=stated)
    if given_deg is None or planned_deg is None or _turns(beam):
        return
    if abs((given_deg - planned_deg + 180.0) % 360.0 - 180.0) > GANTRY_DEG:
        given, stated = Quantity(given_deg, "°"), Quantity(planned_deg, "°")
        yield Message("beam-given.gantry", beam=beam.number, given=given, planned=stated)


def _turns(beam: Beam) -> bool:
    """Whether the gantry moves while the beam is on: its part that was resumed begins elsewhere."""
    angles = [point.gantry_deg for point in beam.control_points if point.gantry_deg is not None]
    return max(angles) - min(angles) > STILL_DEG if angles else False
