"""Were the beams given as they are planned: their monitor units, on their machine?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.beams.treatment_beams import BEAMS_DOUBTFUL
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed
from rtqa.course.delivered import sort_key
from rtqa.course.moments import day_of
from rtqa.messages import CauseKind, Listing, Message, Quantity
from rtqa.model.plan import Beam, Plan
from rtqa.model.record import BeamRecord
from rtqa.model.technique import STILL_DEG

TOLERANCE_FRAC, TOLERANCE_MU = 0.01, 1.0
"""By how much a beam may differ from its plan: a machine counts to a tenth of a monitor unit."""

ENERGY_MV = 0.5
"""Energies that differ by less are one, written with other digits."""

GANTRY_DEG = 2.0
"""A gantry stands where it is sent to within a degree."""

COUCH_DEG = 5.0
"""A couch is turned by up to some degrees, as images of the day ask for."""

_MOST_LISTED = 4


@check(
    "BEAM-GIVEN",
    "Were the beams given as they are planned: their monitor units, on their machine?",
    section="beams",
    order=60,
    cause=CauseKind.BEAM_DOUBTFUL,
    per="plan",
)
def given(phase_plan: PhasePlan, subject: Subject) -> Iterator[Row]:
    """Treatment records of the plan against the plan; without records one row that says so."""
    plan = phase_plan.plan
    records = [r for r in subject.case.records if plan is not None and r.plan_uid == plan.uid]
    if plan is None or not records:
        yield informed(Message("beam-given.no-records"))
        return
    doubts = [
        doubt for doubt in (_other_beams(plan, records), _other_machines(plan, records)) if doubt is not None
    ]
    doubts += _contradict_plan(plan, records)
    if settings := _list_other_settings(plan, records):
        listed = Listing(settings, most=_MOST_LISTED)
        doubts.append(Message("beam-given.other-settings", n=len(settings), settings=listed))
    n_compared, wrong = _compare_meterset(plan, records)
    if wrong:
        said = Message("beam-given.otherwise", n=len(wrong), beams=Listing(tuple(wrong), most=_MOST_LISTED))
        doubts.append(said)
    yield from (doubted(said, Message("beam-given.why-otherwise"), cause=BEAMS_DOUBTFUL) for said in doubts)
    if not n_compared:
        yield informed(Message("beam-given.not-stated"))
    elif not doubts:
        yield passed(Message("beam-given.as-planned", n=n_compared))


def _other_beams(plan: Plan, records: Sequence[BeamRecord]) -> Message | None:
    known = {beam.number for beam in plan.beams}
    others = {r.beam_number for r in records if r.beam_number is not None} - known if known else set()
    return Message("beam-given.unknown-beams", beams=Listing(tuple(sorted(others)))) if others else None


def _other_machines(plan: Plan, records: Sequence[BeamRecord]) -> Message | None:
    planned = {beam.number: beam.machine for beam in plan.beams if beam.machine}
    others = {
        (record.machine, machine)
        for record in records
        if record.machine
        and (machine := planned.get(record.beam_number or 0, record.machine)) != record.machine
    }
    if not others:
        return None
    given_on, planned_for = (tuple(sorted(set(names))) for names in zip(*others, strict=True))
    return Message("beam-given.other-machine", given=Listing(given_on), planned=Listing(planned_for))


def _list_other_settings(plan: Plan, records: Sequence[BeamRecord]) -> tuple[Message, ...]:
    """What was given otherwise than planned, beam by beam, each thing of a beam once."""
    planned = {beam.number: beam for beam in plan.beams if beam.control_points}
    said: dict[Message, None] = {}
    for record in records:
        beam = planned.get(record.beam_number) if record.beam_number is not None else None
        if beam is not None:
            said |= dict.fromkeys(_compare_settings(beam, record))
    return tuple(said)


def _compare_settings(beam: Beam, record: BeamRecord) -> Iterator[Message]:
    first = beam.control_points[0]
    if record.radiation and beam.radiation and record.radiation != beam.radiation:
        yield Message(
            "beam-given.radiation", beam=beam.number, given=record.radiation, planned=beam.radiation
        )
    energies = {point.energy_mv for point in beam.control_points if point.energy_mv is not None}
    given_mv = record.energy_mv
    if given_mv is not None and energies and all(abs(given_mv - mv) > ENERGY_MV for mv in energies):
        given, stated = Quantity(given_mv, "MV"), Quantity(min(energies), "MV")
        yield Message("beam-given.energy", beam=beam.number, given=given, planned=stated)
    for message, keyword, tolerance_deg in _ANGLES:
        given_deg, planned_deg = getattr(record, keyword), getattr(first, keyword)
        if given_deg is None or planned_deg is None or _turns(beam, keyword):
            continue
        if abs((given_deg - planned_deg + 180.0) % 360.0 - 180.0) > tolerance_deg:
            given, stated = Quantity(given_deg, "°"), Quantity(planned_deg, "°")
            yield Message(message, beam=beam.number, given=given, planned=stated)
    if record.patient_position and beam.patient_position not in ("", record.patient_position):
        yield Message(
            "beam-given.position",
            beam=beam.number,
            given=record.patient_position,
            planned=beam.patient_position,
        )
    if record.unit and beam.dosimeter_unit not in ("", record.unit):
        yield Message("beam-given.unit", beam=beam.number, given=record.unit, planned=beam.dosimeter_unit)


_ANGLES = (
    ("beam-given.gantry", "gantry_deg", GANTRY_DEG),
    ("beam-given.collimator", "collimator_deg", GANTRY_DEG),
    ("beam-given.couch", "couch_deg", COUCH_DEG),
)


def _turns(beam: Beam, keyword: str) -> bool:
    """Whether what has this angle moves while the beam is on: its part that was resumed begins elsewhere."""
    angles = [deg for point in beam.control_points if (deg := getattr(point, keyword)) is not None]
    return max(angles) - min(angles) > STILL_DEG if angles else False


def _contradict_plan(plan: Plan, records: Sequence[BeamRecord]) -> Iterator[Message]:
    """Records of another number of fractions, or of a fraction group that the plan does not have."""
    planned = {group.n_fractions for group in plan.fraction_groups if group.n_fractions}
    stated = {record.n_planned for record in records if record.n_planned}
    if planned and (others := stated - planned - {sum(planned)}):
        listed = Listing(tuple(sorted(others)))
        yield Message("beam-given.fractions", given=listed, planned=Listing(tuple(sorted(planned)), "and"))
    groups = {group.number for group in plan.fraction_groups}
    if groups and (others := {record.fraction_group for record in records} - groups - {0}):
        yield Message("beam-given.groups", groups=Listing(tuple(sorted(others))))


def _compare_meterset(plan: Plan, records: Sequence[BeamRecord]) -> tuple[int, list[Message]]:
    """How many beams of single fractions could be compared, and those that were given otherwise.

    The parts of a beam that was interrupted and resumed count together. Systems that write what was given up
    to each part are understood by the last one.
    """
    planned = {
        (group.number, share.beam_number): share.meterset_mu
        for group in plan.fraction_groups
        for share in group.beams
    }
    only_group = plan.fraction_groups[0].number if len(plan.fraction_groups) == 1 else None
    parts: defaultdict[tuple[int, int | date, int], list[BeamRecord]] = defaultdict(list)
    for record in records:
        if record.moment is not None and record.beam_number is not None:
            fraction = day_of(record.moment) if record.fraction is None else record.fraction
            group_number = record.fraction_group if only_group is None else only_group
            parts[group_number, fraction, record.beam_number].append(record)
    n_compared, wrong = 0, []
    for (group_number, _, beam), of_beam in parts.items():
        planned_mu = planned.get((group_number, beam))
        metersets_mu = [r.delivered_mu for r in sorted(of_beam, key=_time) if r.delivered_mu is not None]
        is_whole = any(record.is_normal for record in of_beam) and len(metersets_mu) == len(of_beam)
        if not planned_mu or not is_whole:
            continue
        n_compared += 1
        tolerance_mu = max(TOLERANCE_MU, TOLERANCE_FRAC * planned_mu)
        specified_mu = of_beam[0].specified_mu if len(of_beam) == 1 else None
        if specified_mu is not None and abs(specified_mu - planned_mu) > tolerance_mu:
            specified, stated = Quantity(specified_mu, "MU", 1), Quantity(planned_mu, "MU", 1)
            wrong.append(Message("beam-given.specified", beam=beam, given=specified, planned=stated))
        if min(abs(mu - planned_mu) for mu in (sum(metersets_mu), metersets_mu[-1])) > tolerance_mu:
            wrong.append(
                Message(
                    "beam-given.beam",
                    beam=beam,
                    day=max(day_of(r.moment) for r in of_beam if r.moment is not None),
                    given=Quantity(sum(metersets_mu), "MU", 1),
                    planned=Quantity(planned_mu, "MU", 1),
                )
            )
    return n_compared, wrong


def _time(record: BeamRecord) -> datetime:
    return sort_key(record.moment or date.min)
