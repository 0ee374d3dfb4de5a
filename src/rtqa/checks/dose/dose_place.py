"""Is the dose where body and targets are, and what the plan prescribes?"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from rtqa.assembly.context import PhasePlan, Subject, target_prescriptions
from rtqa.assembly.roles import find_volume, list_bodies, list_targets
from rtqa.checks.core.answer import Doubt, Told, answer
from rtqa.checks.core.catalog import check
from rtqa.dvh.curve import DVH
from rtqa.findings import Finding
from rtqa.model.dose import Dose
from rtqa.model.plan import Prescription

HOTTER_FRAC = 0.03
"""The hottest voxel may have this share more than any target has: a neighbour across its border."""

HIGH_FRAC = 0.5
"""From this share of the maximum on, dose is expected within the body and away from the grid's border."""

IN_BODY_FRAC = 0.85
"""So much of it must lie in the body: voxels counted whole at the skin leave up to 5 % in doubt."""

MEDIAN_FRAC, COVER_FRAC, COVERED_VOLUME_FRAC = 0.95, 0.85, 0.95
"""A volume that is prescribed a dose has at least 95 % of it in its half, and 85 % in 95 % of it.

Below what any protocol accepts for a target (ICRU 83 asks for the prescription as median), so that only a
dose that was not planned on this volume falls short.
"""

PEAKS = re.compile(r"vert|peak|lattice", re.IGNORECASE)
PEAK_COVER_FRAC = 0.5
"""Small peaks fall off within themselves: 95 % of a vertex may have half of what it is prescribed."""

POINT_FRAC = 0.05
"""How far the dose at a point may be from the one stated for it."""


@check("DOSE-PLACE", "Does the dose peak in a target, inside the body, and away from the grid's border?")
def dose_place(subject: Subject) -> Iterator[Finding]:
    """One finding a treatment, and one for each doubt."""
    for one in subject.plans:
        dose = one.treatment.dose
        dvhs = [dvh for dvh in one.dvhs.values() if isinstance(dvh, DVH)]
        hottest_gy = float(dose.values_gy.max()) if dose is not None else 0.0
        if dose is None or not dvhs or not hottest_gy > 0:
            yield from answer("DOSE-PLACE", one, [Told(text="No dose in any structure was looked at.")])
            continue
        rows, hottest = _in_target(one, hottest_gy)
        rows += [*_in_body(one, dose, hottest_gy), *_at_border(dose, hottest_gy)]
        yield from answer("DOSE-PLACE", one, rows, in_order=hottest)


def _in_target(one: PhasePlan, hottest_gy: float) -> tuple[list[Doubt | Told], str]:
    """What speaks against the hottest point; and what speaks for it, empty where there is no target."""
    targets = [dvh for each in list_targets(one) if isinstance(dvh := one.dvhs[each.number], DVH)]
    targets = [dvh for dvh in targets if dvh.dosed_cm3 > 0]
    if not targets:
        return [Told(text="Whether the dose peaks in a target was not looked at: no target has a dose.")], ""
    peak = max(targets, key=lambda dvh: dvh.max_gy)
    if hottest_gy <= (1.0 + HOTTER_FRAC) * peak.max_gy:
        return [], f"The hottest point, {hottest_gy:.2f} Gy, lies in or beside {peak.structure}."
    doubt = Doubt(
        found=f"The hottest point of the dose has {hottest_gy:.2f} Gy; no target has more than "
        f"{peak.max_gy:.2f} Gy ({peak.structure}).",
        meaning="dose and structures may be shifted against each other, or healthy tissue is hottest",
    )
    return [doubt], ""


def _in_body(one: PhasePlan, dose: Dose, hottest_gy: float) -> Iterator[Doubt | Told]:
    bodies = [dvh for each in list_bodies(one) if isinstance(dvh := one.dvhs[each.number], DVH)]
    if not bodies:
        yield Doubt(
            found="No outline of the body is drawn: whether dose and structures lie in it was not looked at.",
            meaning="no dose is computed without one; export the structure set with it",
        )
        return
    level_gy = HIGH_FRAC * hottest_gy
    positions = dose.grid.slice_positions
    i_mm, j_mm, k_mm = dose.grid.spacing_mm
    thickness_mm = np.gradient(positions) * k_mm if len(positions) > 1 else np.array([k_mm])
    counts = np.count_nonzero(dose.values_gy >= level_gy, axis=(1, 2))
    high_cm3 = float(counts @ thickness_mm) * i_mm * j_mm / 1000.0
    inside_cm3 = sum(dvh.volume_at(level_gy) for dvh in bodies)
    if inside_cm3 < IN_BODY_FRAC * high_cm3:
        yield Doubt(
            found=f"Of {high_cm3:.0f} cm³ with half the maximum dose, {inside_cm3:.0f} cm³ lie in the body.",
            meaning="dose and structures may be shifted against each other, or the body's outline is cut",
        )


def _at_border(dose: Dose, hottest_gy: float) -> Iterator[Doubt]:
    values = dose.values_gy
    faces = [values[0], values[-1], values[:, 0], values[:, -1], values[:, :, 0], values[:, :, -1]]
    border_gy = max(float(face.max()) for face in faces)
    if min(values.shape) > 2 and border_gy > HIGH_FRAC * hottest_gy:
        yield Doubt(
            found=f"The dose has {border_gy:.2f} Gy at its grid's border, and {hottest_gy:.2f} Gy at most.",
            meaning="dose beyond the grid is missing where it is high; compute it on a larger grid",
        )


@check("DOSE-TARGETS", "Does each volume and point that the plan prescribes a dose to receive it?")
def dose_targets(subject: Subject) -> Iterator[Finding]:
    """One finding a treatment, and one for each prescription that is not met."""
    for one in subject.plans:
        rows: list[Doubt | Told] = []
        looked_at = 0
        for each in target_prescriptions(one.plan):
            dvh = one.dvhs.get(each.structure_number) if each.structure_number is not None else None
            rows += _impossible(each)
            if not each.dose_gy or each.dose_gy < 0:
                continue
            if isinstance(dvh, DVH) and dvh.dosed_cm3 > 0:
                looked_at += 1
                rows += _in_volume(dvh, each.dose_gy)
            elif each.structure_number is not None and not dvh and one.structures:
                rows.append(_no_such_structure(each.structure_number))
            elif each.point_mm is not None and (found := _at_point(one.treatment.dose, each.point_mm)):
                looked_at += 1
                rows += _compare_at_point(found, each.dose_gy)
        rows += _to_organs(one)
        if not looked_at:
            rows.append(Told(text="No dose is prescribed to a volume or point that could be looked at."))
        in_order = (
            f"Volumes and points that receive what is prescribed to them: {looked_at}." if looked_at else ""
        )
        yield from answer("DOSE-TARGETS", one, rows, in_order=in_order)


def _impossible(stated: Prescription) -> Iterator[Doubt]:
    if stated.dose_gy is not None and stated.dose_gy < 0:
        yield Doubt(found=f"The plan prescribes {stated.dose_gy:g} Gy.", meaning="no dose is negative")
    elif stated.dose_gy and stated.site == "VOLUME" and stated.structure_number is None:
        yield Doubt(
            found=f"The plan prescribes {stated.dose_gy:g} Gy to a volume, and does not say to which.",
            meaning="whether it is given cannot be looked at; export the plan with ReferencedROINumber",
        )


def _to_organs(one: PhasePlan) -> Iterator[Doubt]:
    """Targets by their name whose prescription is labelled as one to an organ at risk."""
    names = {structure.number: structure.name for structure in one.structures if find_volume(structure)}
    for each in one.plan.prescriptions if one.plan is not None else ():
        if each.purpose == "ORGAN_AT_RISK" and each.dose_gy and each.structure_number in names:
            name = names[each.structure_number]
            yield Doubt(
                found=f"{name} is prescribed {each.dose_gy:g} Gy as an organ at risk (DoseReferenceType).",
                meaning="a target's prescription counts as none so; label it TARGET",
                subject=name,
            )


def _in_volume(dvh: DVH, prescribed_gy: float) -> Iterator[Doubt]:
    median_gy = dvh.dose_at(dvh.dosed_cm3 / 2)
    cover_gy = dvh.dose_at(COVERED_VOLUME_FRAC * dvh.dosed_cm3)
    least_frac = PEAK_COVER_FRAC if PEAKS.search(dvh.structure) else COVER_FRAC
    if median_gy < MEDIAN_FRAC * prescribed_gy or cover_gy < least_frac * prescribed_gy:
        yield Doubt(
            found=f"{dvh.structure} is prescribed {prescribed_gy:g} Gy; half has {median_gy:.2f} Gy, and "
            f"95 % have {cover_gy:.2f} Gy.",
            meaning="the dose may be shifted or of another plan, or the prescription of another structure",
            subject=dvh.structure,
        )


def _no_such_structure(number: int) -> Doubt:
    return Doubt(
        found=f"The plan prescribes a dose to ROI number {number}, which the structure set does not have.",
        meaning="the structure set is not the one that was planned on, or lost a structure",
    )


def _at_point(dose: Dose | None, point_mm: tuple[float, float, float]) -> tuple[float, float] | None:
    """Lowest and highest dose of the voxels around a point, in Gy; None outside the grid."""
    if dose is None:
        return None
    i, j, s = dose.grid.to_ijs([point_mm])[0]
    k = float(np.interp(s, dose.grid.slice_positions, np.arange(len(dose.grid.slice_positions))))
    low = np.floor([k, j, i]).astype(int)
    if np.any(low < 0) or np.any(low + 1 >= dose.values_gy.shape):
        return None
    around = dose.values_gy[tuple(slice(at, at + 2) for at in low)]
    return float(around.min()), float(around.max())


def _compare_at_point(around_gy: tuple[float, float], stated_gy: float) -> Iterator[Doubt]:
    low, high = around_gy
    if not (1.0 - POINT_FRAC) * low <= stated_gy <= (1.0 + POINT_FRAC) * high:
        yield Doubt(
            found=f"The plan states {stated_gy:.2f} Gy for a point; the dose grid has {low:.2f} to "
            f"{high:.2f} Gy there.",
            meaning="the dose may be shifted, rescaled or of another plan",
        )
