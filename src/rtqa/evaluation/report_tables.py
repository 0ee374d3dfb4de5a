"""What a report holds of each plan beside its findings: prescriptions, structures, curves, target doses."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeGuard

import numpy as np

from rtqa.assembly.context import PhasePlan, Together, target_prescriptions
from rtqa.assembly.phase_sum import sum_dvh
from rtqa.dvh.curve import DVH
from rtqa.errors import InputError
from rtqa.findings import (
    Band,
    Report,
    ReportedCurve,
    ReportedIdentity,
    ReportedMeasure,
    ReportedPlan,
    ReportedPrescription,
    ReportedSource,
    ReportedStructure,
)
from rtqa.messages import Unknown
from rtqa.metrics import parse_metric
from rtqa.metrics.band import compute_band
from rtqa.model.case import Case
from rtqa.model.plan import Prescription
from rtqa.protocol.constraint import SUM
from rtqa.protocol.schema import Protocol

TARGET_METRICS = ("D98%[Gy]", "D95%[Gy]", "D50%[Gy]", "D2%[Gy]", "V95%[%]")
"""What ICRU Report 83 asks to be reported of a target; V95 % refers to its own prescription."""


def report_sources(case: Case, *, identify: bool = False) -> list[ReportedSource]:
    """Every DICOM object that was read, sorted; with its instance UID only where identity is asked for."""
    ordered = sorted(case.sources, key=lambda source: (source.role, source.sha256))
    return [
        ReportedSource(
            role=source.role,
            sop_class_uid=source.sop_class_uid,
            sha256=source.sha256,
            sop_instance_uid=source.sop_instance_uid if identify else None,
        )
        for source in ordered
    ]


def identify(report: Report, case: Case) -> Report:
    """The report with the patient's name, ID and date of birth on its face, and its files' instance UIDs.

    Raises:
        InputError: the files name no patient, or several.
    """
    who = case.identity
    if who is None:
        raise InputError("the files name no patient, or several: the report can bear no name")
    identity = ReportedIdentity(
        patient_name=who.patient_name, patient_id=who.patient_id, birth_date=who.birth_date
    )
    return replace(report, identity=identity, sources=tuple(report_sources(case, identify=True)))


def report_plan(plan: PhasePlan) -> ReportedPlan:
    """The plan, and every dose that it prescribes to a target."""
    structure_set = plan.treatment.structure_set
    names = (
        {structure.number: structure.name for structure in structure_set.structures} if structure_set else {}
    )
    prescriptions = tuple(
        ReportedPrescription(
            phase=plan.phase_id,
            structure=_refers_to(stated, names),
            dose_gy=stated.dose_gy,
            n_fractions=plan.plan.n_fractions if plan.plan else None,
        )
        for stated in target_prescriptions(plan.plan)
        if stated.dose_gy is not None
    )
    return ReportedPlan(phase=plan.phase_id, label=str(plan.treatment.label), prescriptions=prescriptions)


def _refers_to(stated: Prescription, names: dict[int, str]) -> str:
    return names.get(stated.structure_number or -1) or stated.description or stated.site.lower()


def report_targets(plan: PhasePlan, protocol: Protocol) -> list[ReportedMeasure]:
    """The doses of every structure that is prescribed a dose or stands for a target of the protocol."""
    doses_gy: dict[int, set[float]] = {}
    for stated in target_prescriptions(plan.plan):
        number = _prescribed_structure(stated, plan)
        if number is not None and stated.dose_gy is not None:
            doses_gy.setdefault(number, set()).add(stated.dose_gy)
    names = (target.name for target in protocol.structures if target.role == "target")
    matched = {part.number: part.name for name in names for part in plan.resolved[name].structures}
    drawn = {structure.number: structure.name for structure in plan.structures} | matched
    rows = []
    for number in dict.fromkeys([*doses_gy, *matched]):
        stated_gy = doses_gy.get(number, set())
        prescribed_gy = next(iter(stated_gy)) if len(stated_gy) == 1 else None
        for metric in TARGET_METRICS:
            outcome = plan.measure(number, parse_metric(metric), prescription_gy=prescribed_gy)
            rows.append(ReportedMeasure(phase=plan.phase_id, structure=drawn[number], outcome=outcome))
    return rows


def _prescribed_structure(stated: Prescription, plan: PhasePlan) -> int | None:
    """ROI number of what a dose is prescribed to: by its number, else the only structure that it names."""
    drawn = {structure.number: structure.name for structure in plan.structures}
    if stated.structure_number is not None:
        return stated.structure_number if stated.structure_number in drawn else None
    named = [number for number, name in drawn.items() if name == stated.description]
    return named[0] if len(named) == 1 else None


def report_structures(plan: PhasePlan) -> list[ReportedStructure]:
    """Every structure that was drawn, and what of the protocol it stands for."""
    stands_for = {
        candidate.structure_number: (resolved.name, candidate.how)
        for resolved in plan.resolved.values()
        for candidate in (*resolved.suggestions, *(matched.candidate for matched in resolved.structures))
    }
    structure_set = plan.treatment.structure_set
    rows = []
    for structure in structure_set.structures if structure_set is not None else ():
        matched_to, how = stands_for.get(structure.number, ("", ""))
        dvh = plan.dvhs[structure.number]
        rows.append(
            ReportedStructure(
                phase=plan.phase_id,
                name=structure.name,
                role=structure.role,
                color_rgb=structure.color_rgb,
                matched_to=matched_to,
                how=how,
                volume_cm3=dvh.total_cm3 if isinstance(dvh, DVH) else None,
            )
        )
    return rows


def report_curves(plan: PhasePlan) -> list[ReportedCurve]:
    """The DVH of every structure that has one."""
    return [_report_curve(dvh, plan.phase_id) for dvh in plan.dvhs.values() if _can_be_drawn(dvh)]


def report_sum_curves(together: Together, protocol: Protocol) -> list[ReportedCurve]:
    """The DVH of the sum of all phases in every structure and quantity that a limit is on."""
    curves: dict[tuple[int, str, float], ReportedCurve] = {}
    for limit in (limit for limit in protocol.constraints if limit.phase == SUM and together.plans):
        alpha_beta_gy = limit.alpha_beta.gy if limit.quantity == "eqd2" and limit.alpha_beta else 0.0
        for name in limit.names:
            only = together.last.resolved[name].only
            if isinstance(only, Unknown):
                continue
            dvh = sum_dvh(only.structure, limit, together)
            if _can_be_drawn(dvh):
                key = (only.number, limit.quantity, alpha_beta_gy)
                curves.setdefault(key, _report_curve(dvh, SUM))
    return list(curves.values())


def _can_be_drawn(dvh: DVH | Unknown) -> TypeGuard[DVH]:
    """Whether there is a curve, and none of doses below 0, which the check of the dose tells of."""
    return isinstance(dvh, DVH) and dvh.dose_gy[0] >= 0.0


def _report_curve(dvh: DVH, phase_id: str) -> ReportedCurve:
    return ReportedCurve(
        structure=dvh.structure,
        phase=phase_id,
        quantity=dvh.quantity.value.lower(),
        volume_cm3=dvh.total_cm3,
        coverage_frac=dvh.coverage_frac,
        min_gy=dvh.min_gy,
        mean_gy=dvh.mean_gy,
        max_gy=dvh.max_gy,
        dose_gy=dvh.dose_gy,
        volume_curve_cm3=dvh.volume_cm3,
        band=_report_band(dvh),
    )


def _report_band(dvh: DVH) -> Band | None:
    """The band to five decimals, rounded outwards."""
    band = compute_band(dvh)
    if band is None:
        return None
    return Band(
        dose_gy=band.dose_gy.round(4),
        low_frac=np.floor(band.low_frac * 1e5) / 1e5,
        high_frac=np.ceil(band.high_frac * 1e5) / 1e5,
    )
