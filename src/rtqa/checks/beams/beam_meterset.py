"""Do the beams add up: to fraction groups and monitor units?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.beams.treatment_beams import (
    BEAMS_DOUBTFUL,
    list_beams,
    list_prescribed_gy,
    not_looked_at,
    undeliverable,
)
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed_unless_doubted
from rtqa.geometry.point_dose import sort_by_point
from rtqa.messages import Cause, CauseKind, Listing, Message, Quantity, Range, Unknown
from rtqa.model.plan import Beam, FractionGroup, Plan
from rtqa.model.technique import MOST_IMAGING_MU, find_imaging, find_undelivered, moves_the_couch

COBALT_MV = 1.5
"""What has no more energy may be a cobalt unit, whose beams are given in minutes."""

END_TOLERANCE = 1e-3
"""How far a cumulative meterset weight may end from its final one, as a share of it: written digits."""

MU_PER_GY = (60.0, 3000.0)
"""Monitor units for one Gy at the point of prescription.

A linac is calibrated to about 1 cGy per MU under reference conditions (AAPM TG-51, TG-71); depth and
modulation only ever ask for more: 100 to 200 for open fields, some hundred for IMRT, a thousand and more
for lattices. Wide, as it is to catch another unit, not another plan.
"""


@check(
    "BEAM-METERSET",
    "Does every beam belong to the fraction group, and deliver its monitor units?",
    section="beams",
    order=40,
    cause=CauseKind.BEAM_DOUBTFUL,
    per="plan",
)
def meterset(phase_plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """A plan without beams is in doubt here, once for all questions about beams."""
    beams = list_beams(phase_plan)
    if isinstance(beams, Unknown):
        yield _without_beams(phase_plan.plan, beams)
    elif phase_plan.plan is not None:
        yield from _judge(phase_plan.plan, beams)


def _without_beams(plan: Plan | None, unknown: Unknown) -> Row:
    if plan is None or not plan.is_external_photon_or_electron:
        return not_looked_at(unknown)
    return doubted(Message("beam-meterset.none"), Message("beam-meterset.why-none"), cause=unknown.cause)


def _judge(plan: Plan, beams: tuple[Beam, ...]) -> list[Row]:
    rows = [*_judge_groups(plan), *_judge_units(beams), *_judge_monitor_units(plan, beams)]
    rows += _list_aside(plan)
    rows += [row for beam in beams for row in _judge_control_points(beam)]
    mu = sum(share.meterset_mu or 0.0 for group in plan.fraction_groups for share in group.beams)
    message = Message("beam-meterset.passed", n=len(beams), meterset=Quantity(mu, "MU", 1))
    return passed_unless_doubted(rows, message)


def _list_aside(plan: Plan) -> Iterator[Row]:
    """Beams that are planned as treatment, and give nothing to the plan's dose."""
    for aside, listed in (
        ("beam-meterset.undelivered", find_undelivered(plan)),
        ("beam-meterset.images", find_imaging(plan)),
    ):
        if listed:
            yield informed(Message(aside, n=len(listed), beams=_listed(sorted(listed))))


def _judge_groups(plan: Plan) -> Iterator[Row]:
    known = {beam.number: beam for beam in plan.beams}
    twice = [number for number, count in Counter(beam.number for beam in plan.beams).items() if count > 1]
    if twice:
        yield undeliverable(Message("beam-meterset.number-twice", n=len(twice), numbers=_listed(twice)))
    of_groups = Counter(group.number for group in plan.fraction_groups)
    if shared := [number for number, count in of_groups.items() if count > 1]:
        yield doubted(
            Message("beam-meterset.group-number-twice", n=len(shared), numbers=_listed(shared)),
            Message("beam-meterset.why-group-number-twice"),
        )
    referred = [share.beam_number for group in plan.fraction_groups for share in group.beams]
    for group in plan.fraction_groups:
        listed = [share.beam_number for share in group.beams]
        if len(set(listed)) < len(listed):
            yield undeliverable(Message("beam-meterset.beam-twice", group=group.number))
        if group.n_beams is not None and group.n_beams != len(listed):
            yield doubted(
                Message(
                    "beam-meterset.other-count", group=group.number, stated=group.n_beams, listed=len(listed)
                ),
                Message("beam-meterset.why-other-count"),
            )
    absent = [number for number in dict.fromkeys(referred) if number not in known]
    if absent:
        yield undeliverable(Message("beam-meterset.not-in-plan", n=len(absent), beams=_listed(absent)))
    idle = [beam.number for beam in plan.beams if beam.treats and beam.number not in referred]
    if idle:
        yield doubted(
            Message("beam-meterset.in-no-group", n=len(idle), beams=_listed(idle)),
            Message("beam-meterset.why-in-no-group"),
        )


def _judge_units(beams: tuple[Beam, ...]) -> Iterator[Row]:
    units = {beam.dosimeter_unit for beam in beams}
    in_minutes = (beam for beam in beams if beam.dosimeter_unit == "MINUTE" and not moves_the_couch(beam))
    energies = [point.energy_mv or 0.0 for beam in in_minutes for point in beam.control_points]
    unknown = units - {"MU", "MINUTE", ""}
    if len(units) > 1 or unknown or max(energies, default=0.0) > COBALT_MV:
        silent = (Message("beam-meterset.no-unit"),) if "" in units else ()
        listed = Listing((*sorted(units - {""}), *silent))
        yield doubted(Message("beam-meterset.units", units=listed), Message("beam-meterset.why-units"))


def _judge_monitor_units(plan: Plan, beams: tuple[Beam, ...]) -> Iterator[Row]:
    treating = {beam.number for beam in beams}
    for group in plan.fraction_groups:
        stated = {share.beam_number: share.meterset_mu for share in group.beams}
        silent = [number for number, mu in stated.items() if mu is None and number in treating]
        if silent and "BeamMeterset" in plan.unreadable:
            damaged = Cause(CauseKind.FILE_DAMAGED, "RTPLAN")
            yield doubted(
                Message("beam-meterset.unreadable"), Message("beam-meterset.why-unreadable"), cause=damaged
            )
        elif silent:
            yield doubted(
                Message("beam-meterset.not-stated", n=len(silent), beams=_listed(silent)),
                Message("beam-meterset.why-not-stated"),
            )
        empty = [number for number, mu in stated.items() if mu is not None and mu <= 0 and number in treating]
        if empty:
            yield undeliverable(Message("beam-meterset.no-monitor-units", n=len(empty), beams=_listed(empty)))
        yield from _judge_imaging(plan, group)
        yield from _compare_with_dose(plan, group, beams)


def _judge_imaging(plan: Plan, group: FractionGroup) -> Iterator[Row]:
    """Monitor units of beams that do not treat: as few as an image takes, or a treatment beam's."""
    others = {beam.number for beam in plan.beams if not beam.treats}
    shares = [share for share in group.beams if share.beam_number in others and share.meterset_mu]
    is_image = [(share.meterset_mu or 0.0) <= MOST_IMAGING_MU and not share.dose_gy for share in shares]
    images = [share.beam_number for share, image in zip(shares, is_image, strict=True) if image]
    if images:
        yield informed(Message("beam-meterset.images", n=len(images), beams=_listed(images)))
    treating = [share.beam_number for share, image in zip(shares, is_image, strict=True) if not image]
    if treating:
        yield doubted(
            Message("beam-meterset.imaging", n=len(treating), beams=_listed(treating)),
            Message("beam-meterset.why-imaging"),
        )


def _compare_with_dose(plan: Plan, group: FractionGroup, beams: tuple[Beam, ...]) -> Iterator[Row]:
    units = {beam.dosimeter_unit for beam in beams}
    total_mu = sum(share.meterset_mu or 0.0 for share in group.beams)
    if units - {"MU", ""}:
        yield informed(Message("beam-meterset.in-minutes"))
        return
    dose_gy, is_prescribed = _fraction_gy(plan, group)
    if not dose_gy or not total_mu > 0:
        yield informed(Message("beam-meterset.not-compared"))
        return
    low, high = MU_PER_GY
    mu_per_gy = total_mu / dose_gy
    # A point may lie where the beams give little: no number of MU is too many for its dose.
    if mu_per_gy < low or (is_prescribed and mu_per_gy > high):
        yield doubted(
            Message(
                "beam-meterset.per-gy",
                dose=Quantity(dose_gy, "Gy", 2),
                meterset=Quantity(total_mu, "MU", 1),
                ratio=Quantity(mu_per_gy, "MU", 0),
            ),
            Message("beam-meterset.why-per-gy", range=Range(low, high, "MU")),
        )


def _fraction_gy(plan: Plan, group: FractionGroup) -> tuple[float, bool]:
    """The dose of a fraction and whether it is prescribed; else by the beams, where they name one point.

    Beams that name different points do not tell the dose of any.
    """
    prescribed_gy = list_prescribed_gy(plan)
    if plan.n_fractions and prescribed_gy:
        return max(prescribed_gy) / plan.n_fractions, True
    stated = [(share.point_mm, share.dose_gy) for share in group.beams if share.dose_gy is not None]
    by_point = list(sort_by_point(stated))
    return (sum(by_point[0][1]), False) if len(by_point) == 1 else (0.0, False)


def _judge_control_points(beam: Beam) -> Iterator[Row]:
    subject, number = Message("beams.beam", beam=beam.number), beam.number
    points = beam.control_points
    if len(points) < 2:
        message = Message("beam-meterset.few-points", beam=number, n=len(points))
        yield undeliverable(message, subject=subject)
        return
    if beam.n_points is not None and beam.n_points != len(points):
        yield doubted(
            Message("beam-meterset.other-points", beam=number, stated=beam.n_points, n=len(points)),
            Message("beam-meterset.why-other-points"),
            subject=subject,
            cause=BEAMS_DOUBTFUL,
        )
    first, last = points[0].meterset_frac, points[-1].meterset_frac
    if first is None or last is None:
        yield doubted(
            Message("beam-meterset.no-weight", beam=number),
            Message("beam-meterset.why-no-weight"),
            subject=subject,
            cause=BEAMS_DOUBTFUL,
        )
        return
    if abs(first) > END_TOLERANCE or abs(last - 1.0) > END_TOLERANCE:
        ends = [Quantity(float(f"{share:.3g}")) for share in (first, last)]
        message = Message("beam-meterset.other-ends", beam=number, first=ends[0], last=ends[1])
        yield undeliverable(message, subject=subject)
    known = np.array([point.meterset_frac for point in points if point.meterset_frac is not None])
    if np.any(np.diff(known) < -END_TOLERANCE):
        yield undeliverable(Message("beam-meterset.falls", beam=number), subject=subject)


def _listed(numbers: list[int]) -> Listing:
    return Listing(tuple(numbers), "and")
