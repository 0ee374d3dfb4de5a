"""Do the beams add up: to fraction groups, monitor units, and the dose that is prescribed?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from rtqa.assembly.context import PhasePlan, Subject, target_prescriptions
from rtqa.checks.core.answer import Doubt, Told, answer
from rtqa.checks.core.catalog import check
from rtqa.findings import Finding, Verdict
from rtqa.model.plan import Beam, FractionGroup, Plan

COBALT_MV = 1.5
"""What has no more energy may be a cobalt unit, whose beams are given in minutes."""

MOST_GY_PER_MU = 0.02
"""No beam gives its point more for a monitor unit: twice the usual calibration."""

END_TOLERANCE = 1e-3
"""How far a cumulative meterset weight may end from its final one, as a share of it: written digits."""

MU_PER_GY = (60.0, 3000.0)
"""Monitor units for one Gy at the point of prescription.

A linac is calibrated to about 1 cGy per MU under reference conditions (AAPM TG-51, TG-71); depth and
modulation only ever ask for more: 100 to 200 for open fields, some hundred for IMRT, a thousand and more
for lattices. Wide, as it is to catch another unit, not another plan.
"""

NEAR_PRESCRIBED = (0.88, 1.12)
"""Beam doses added up over the course, as a share of the highest prescription.

Beam doses are given to a point, and a prescription often to an isodose between 90 and 100 %.
"""

NEAR_POINT_FRAC = 0.05
"""How far the dose grid may be from what is stated for a point: trilinear between voxels, steep at edges."""


def list_beams(one: PhasePlan) -> tuple[tuple[Beam, ...], str]:
    """The beams that deliver treatment dose, or none and why."""
    plan = one.plan
    if plan is None:
        return (), "there is no RT plan"
    if not plan.is_external_photon_or_electron:
        return (), "rtqa reads no beams of ion and brachytherapy plans"
    beams = tuple(beam for beam in plan.beams if beam.treats)
    return beams, "" if beams else "the plan lists no treatment beam"


@check("BEAM-METERSET", "Does every beam belong to the fraction group, and deliver its monitor units?")
def meterset(subject: Subject) -> Iterator[Finding]:
    """A plan without beams is in doubt here, once for all questions about beams."""
    for one in subject.plans:
        beams, reason = list_beams(one)
        if one.plan is None or not one.plan.is_external_photon_or_electron:
            yield from answer("BEAM-METERSET", one, [Told(text=f"No beam was looked at: {reason}.")])
        elif not beams:
            doubt = Doubt(
                found="The plan lists no treatment beam: nothing about its delivery was checked.",
                meaning="export the RT plan with its beams",
            )
            yield from answer("BEAM-METERSET", one, [doubt])
        else:
            rows = [*_in_groups(one.plan, beams), *_units(beams), *_monitor_units(one.plan, beams)]
            rows += [doubt for beam in beams for doubt in _control_points(beam)]
            mu = sum(share.meterset_mu or 0.0 for group in one.plan.fraction_groups for share in group.beams)
            in_order = f"{len(beams)} treatment beams, {mu:.1f} MU in a fraction, each to its final weight."
            yield from answer("BEAM-METERSET", one, rows, in_order=in_order)


def _in_groups(plan: Plan, beams: tuple[Beam, ...]) -> Iterator[Doubt]:
    known = {beam.number: beam for beam in plan.beams}
    twice = [number for number, count in Counter(beam.number for beam in plan.beams).items() if count > 1]
    if twice:
        yield _impossible(f"Beam number {_listed(twice)} is given to more than one beam.")
    referred = [share.beam_number for group in plan.fraction_groups for share in group.beams]
    for group in plan.fraction_groups:
        own = [share.beam_number for share in group.beams]
        if len(set(own)) < len(own):
            yield _impossible(f"Fraction group {group.number} lists a beam twice.")
        if group.n_beams is not None and group.n_beams != len(own):
            yield Doubt(
                found=f"Fraction group {group.number} says that it has {group.n_beams} beams, and lists "
                f"{len(own)}.",
                meaning="a beam may have been lost or added; export the plan again",
            )
    absent = [number for number in dict.fromkeys(referred) if number not in known]
    if absent:
        yield _impossible(f"The fraction group refers to beam {_listed(absent)}, which is not in the plan.")
    idle = [beam.number for beam in beams if beam.number not in referred]
    if idle:
        yield Doubt(
            found=f"Beam {_listed(idle)} is a treatment beam of no fraction group, so it is never delivered.",
            meaning="either it does not belong to the plan, or its dose is missing from the fraction",
        )


def _units(beams: tuple[Beam, ...]) -> Iterator[Doubt]:
    units = sorted({beam.dosimeter_unit or "none" for beam in beams})
    energies = [point.energy_mv or 0.0 for beam in beams for point in beam.control_points]
    if len(units) > 1 or ("MINUTE" in units and max(energies, default=0.0) > COBALT_MV):
        yield Doubt(
            found=f"PrimaryDosimeterUnit of the beams: {', '.join(units)}.",
            meaning="a linac gives all its beams in monitor units; check what their metersets mean",
        )


def _monitor_units(plan: Plan, beams: tuple[Beam, ...]) -> Iterator[Doubt | Told]:
    treating = {beam.number for beam in beams}
    for group in plan.fraction_groups:
        stated = {share.beam_number: share.meterset_mu for share in group.beams}
        silent = [number for number, mu in stated.items() if mu is None and number in treating]
        if silent:
            yield Doubt(
                found=f"Beam {_listed(silent)} states no meterset.",
                meaning="without monitor units it cannot be delivered; export the plan with them",
            )
        empty = [number for number, mu in stated.items() if mu is not None and mu <= 0 and number in treating]
        if empty:
            yield _impossible(f"Beam {_listed(empty)} has no monitor units, or fewer than none.")
        others = {beam.number for beam in plan.beams} - treating
        imaging = [number for number, mu in stated.items() if mu and number in others]
        if imaging:
            yield Doubt(
                found=f"Beam {_listed(imaging)} is no treatment beam, and has monitor units in the fraction.",
                meaning="setup and imaging beams deliver none of the plan's dose; check its type",
            )
        yield from _per_gy(plan, group, beams)


def _per_gy(plan: Plan, group: FractionGroup, beams: tuple[Beam, ...]) -> Iterator[Doubt | Told]:
    units = {beam.dosimeter_unit for beam in beams}
    total_mu = sum(share.meterset_mu or 0.0 for share in group.beams)
    doses = _prescribed_gy(plan)
    alone = len(plan.fraction_groups) == 1 and group.n_fractions
    dose_gy = max(doses) / group.n_fractions if alone and doses and group.n_fractions else _sum_gy(group)
    if units - {"MU", ""} or not dose_gy or not total_mu > 0:
        yield Told(text="Monitor units were not compared with the dose: one of the two is not stated.")
        return
    low, high = MU_PER_GY
    per_gy = total_mu / dose_gy
    if not low <= per_gy <= high:
        yield Doubt(
            found=f"A fraction of {dose_gy:.2f} Gy is given by {total_mu:.1f} MU: {per_gy:.0f} MU per Gy.",
            meaning=f"plans of linacs have {low:g} to {high:g} MU per Gy; check both, and their units",
        )


def _control_points(beam: Beam) -> Iterator[Doubt]:
    name = f"beam {beam.number}"
    points = beam.control_points
    if len(points) < 2:
        yield _impossible(f"Beam {beam.number} has {len(points)} control points; two are the least.", name)
        return
    if beam.n_points is not None and beam.n_points != len(points):
        yield Doubt(
            found=f"Beam {beam.number} should have {beam.n_points} control points, and has {len(points)}.",
            meaning="it may have been cut off; export the plan again",
            subject=name,
        )
    shares = [point.meterset_frac for point in points]
    if shares[-1] is None or shares[0] is None:
        yield Doubt(
            found=f"Beam {beam.number} does not state its cumulative meterset weight at its ends.",
            meaning="what it delivers is not known; export the plan again",
            subject=name,
        )
        return
    if abs(shares[0]) > END_TOLERANCE or abs(shares[-1] - 1.0) > END_TOLERANCE:
        yield _impossible(
            f"The meterset of beam {beam.number} runs from {shares[0]:.3g} to {shares[-1]:.3g} of its final "
            "weight, not from 0 to 1.",
            name,
        )
    known = np.array([share for share in shares if share is not None])
    if np.any(np.diff(known) < -END_TOLERANCE):
        yield _impossible(f"The cumulative meterset of beam {beam.number} falls on its way.", name)


@check("BEAM-DOSE", "Do the beams' doses add up to the dose prescribed, and to the dose grid?")
def beam_dose(subject: Subject) -> Iterator[Finding]:
    """One finding a treatment, and one for each thing that does not add up."""
    for one in subject.plans:
        beams, reason = list_beams(one)
        if one.plan is None or not beams:
            yield from answer("BEAM-DOSE", one, [Told(text=f"No beam was looked at: {reason}.")])
            continue
        total_gy, missing = _course_gy(one.plan, beams)
        if total_gy is None:
            yield from answer("BEAM-DOSE", one, [_not_added(missing, beams)])
            continue
        rows = [*_own_doses(one.plan), *_compare(one, total_gy)]
        in_order = f"The beams' doses add up to {total_gy:.2f} Gy over the course, as prescribed."
        yield from answer("BEAM-DOSE", one, rows, in_order=in_order)


def _course_gy(plan: Plan, beams: tuple[Beam, ...]) -> tuple[float | None, str]:
    """What the beams give over the course, by their own statement; or None and what is missing."""
    treating = {beam.number for beam in beams}
    total_gy = 0.0
    for group in plan.fraction_groups:
        shares = [share for share in group.beams if share.beam_number in treating]
        if group.n_fractions is None:
            return None, "the number of fractions is not stated"
        silent = [share.beam_number for share in shares if share.dose_gy is None]
        if silent or not shares:
            return None, f"beam {_listed(silent)} states no BeamDose" if silent else "no beam is referred to"
        total_gy += group.n_fractions * sum(share.dose_gy or 0.0 for share in shares)
    return (total_gy, "") if plan.fraction_groups else (None, "there is no fraction group")


def _not_added(missing: str, beams: tuple[Beam, ...]) -> Doubt | Told:
    """BeamDose is optional; where only some beams state it, one may be missing."""
    n_silent = missing.count(",") + 1
    if missing.startswith("beam") and n_silent < len(beams):
        return Doubt(
            found=f"The beams' doses were not added up: {missing}, and the others do.",
            meaning="one beam's dose may be missing from the plan; export it again",
        )
    return Told(text=f"The beams' doses were not added up: {missing}.")


def _own_doses(plan: Plan) -> Iterator[Doubt]:
    for share in (share for group in plan.fraction_groups for share in group.beams):
        if share.dose_gy is None:
            continue
        if share.dose_gy < 0:
            yield _impossible(f"Beam {share.beam_number} states a dose of {share.dose_gy:g} Gy.")
        elif share.meterset_mu and share.dose_gy > MOST_GY_PER_MU * share.meterset_mu > 0:
            yield Doubt(
                found=f"Beam {share.beam_number} states {share.dose_gy:.3g} Gy for "
                f"{share.meterset_mu:.1f} MU.",
                meaning="a linac gives about 1 cGy for a monitor unit; one of the two is wrong",
                subject=f"beam {share.beam_number}",
            )


def _compare(one: PhasePlan, total_gy: float) -> Iterator[Doubt | Told]:
    doses = _prescribed_gy(one.plan)
    low, high = NEAR_PRESCRIBED
    if not doses:
        yield Told(text=f"No target dose is stated to compare {total_gy:.2f} Gy from the beams with.")
    elif not low * max(doses) <= total_gy <= high * max(doses):
        yield Doubt(
            found=f"The beams' doses add up to {total_gy:.2f} Gy over the course; {max(doses):g} Gy is "
            "prescribed.",
            meaning="fractions, beam doses and prescription do not go together; a beam may be missing, or "
            "the number of fractions may have been changed",
        )
    dose = one.treatment.dose
    if dose is None or dose.values_gy.size == 0:
        return
    hottest_gy = float(dose.values_gy.max())
    if total_gy > hottest_gy * (1.0 + NEAR_POINT_FRAC / 2):
        yield Doubt(
            found=f"The beams give {total_gy:.2f} Gy to their point, and no point of the dose grid has more "
            f"than {hottest_gy:.2f} Gy.",
            meaning="the dose was computed for other fractions, beams or monitor units than the plan's",
        )


def _prescribed_gy(plan: Plan | None) -> list[float]:
    """Doses prescribed to targets; those to points alone only where there are no others.

    Systems also state, as a prescription to COORDINATES, what a point happens to receive.
    """
    stated = [(each.site, each.dose_gy) for each in target_prescriptions(plan) if each.dose_gy]
    volumes = [dose_gy for site, dose_gy in stated if site in ("VOLUME", "SITE")]
    return volumes or [dose_gy for _, dose_gy in stated]


def _sum_gy(group: FractionGroup) -> float:
    return sum(share.dose_gy or 0.0 for share in group.beams)


def _impossible(found: str, subject: str = "") -> Doubt:
    return Doubt(
        found=found,
        meaning="no machine can deliver that; the plan was changed or damaged after planning",
        subject=subject,
        verdict=Verdict.FAIL,
    )


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))
