"""Does every volume and point receive what the plan prescribes to it?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rtqa.assembly.context import PhasePlan, Subject, target_prescriptions
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed_unless_doubted
from rtqa.dvh.curve import DVH
from rtqa.messages import Cause, CauseKind, Message, Quantity
from rtqa.model.dose import Dose
from rtqa.model.plan import Prescription
from rtqa.nomenclature.icru_volumes import find_volume
from rtqa.nomenclature.name_marks import PEAKS

MEDIAN_FRAC, COVER_FRAC, COVERED_VOLUME_FRAC = 0.95, 0.9, 0.95
"""A volume that is prescribed a dose has at least 95 % of it in its half, and 90 % in 95 % of it.

Below what any protocol accepts for a target (ICRU 83 asks for the prescription as median), so that only a
dose that was not planned on this volume falls short.
"""

PEAK_COVER_FRAC = 0.5
"""Small peaks fall off within themselves: 95 % of a vertex may have half of what it is prescribed."""

POINT_FRAC = 0.05
"""How far the dose at a point may be from the one stated for it."""

_DOUBTFUL_RX = Cause(CauseKind.PRESCRIPTION_DOUBTFUL)


@check(
    "DOSE-TARGETS",
    "Does each volume and point that the plan prescribes a dose to receive it?",
    section="targets",
    order=30,
    cause=CauseKind.DOSE_DOUBTFUL,
    per="plan",
)
def dose_targets(phase_plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for the plan, and one for each prescription that is not met."""
    rows: list[Row] = []
    n_compared = 0
    for rx in target_prescriptions(phase_plan.plan):
        rows += _judge_prescription(rx)
        if rx.dose_gy and rx.dose_gy > 0:
            compared = _compare(phase_plan, rx, rx.dose_gy)
            n_compared += compared is not None
            rows += _find_stranger(phase_plan, rx) if compared is None else compared
    rows += _find_organs(phase_plan)
    if n_compared:
        yield from passed_unless_doubted(rows, Message("dose-targets.passed", n=n_compared))
    else:
        yield from [*rows, informed(Message("dose-targets.nothing-compared"))]


def _judge_prescription(rx: Prescription) -> Iterator[Row]:
    """What no prescription can be."""
    if rx.dose_gy is None:
        return
    dose = Quantity(rx.dose_gy, "Gy")
    if rx.dose_gy < 0:
        yield doubted(
            Message("dose-targets.negative", dose=dose),
            Message("dose-targets.why-negative"),
            cause=_DOUBTFUL_RX,
        )
    elif rx.dose_gy and rx.site == "VOLUME" and rx.structure_number is None:
        yield doubted(
            Message("dose-targets.no-volume", dose=dose),
            Message("dose-targets.why-no-volume"),
            cause=_DOUBTFUL_RX,
        )


def _compare(phase_plan: PhasePlan, rx: Prescription, prescribed_gy: float) -> list[Row] | None:
    """What speaks against the dose of a volume or point; None where there is none to compare."""
    number = rx.structure_number
    dvh = phase_plan.dvhs.get(number) if number is not None else None
    if isinstance(dvh, DVH) and dvh.dosed_cm3 > 0:
        return list(_compare_in_volume(dvh, prescribed_gy))
    if _is_stranger(phase_plan, rx) or rx.point_mm is None:
        return None
    around_gy = _find_around(phase_plan.treatment.dose, rx.point_mm)
    return list(_compare_at_point(around_gy, prescribed_gy)) if around_gy is not None else None


def _is_stranger(phase_plan: PhasePlan, rx: Prescription) -> bool:
    """Whether it is to an ROI number that no structure has."""
    number = rx.structure_number
    return number is not None and number not in phase_plan.dvhs and bool(phase_plan.structures)


def _find_stranger(phase_plan: PhasePlan, rx: Prescription) -> Iterator[Row]:
    if _is_stranger(phase_plan, rx):
        yield doubted(
            Message("dose-targets.no-structure", roi=rx.structure_number or 0),
            Message("dose-targets.why-no-structure"),
            cause=Cause(CauseKind.LINK_DOUBTFUL, Message("links.references")),
        )


def _find_organs(phase_plan: PhasePlan) -> Iterator[Row]:
    """Targets by their name whose prescription is labelled as one to an organ at risk."""
    targets = [structure for structure in phase_plan.structures if find_volume(structure.name)]
    names = {structure.number: structure.name for structure in targets}
    for rx in phase_plan.plan.prescriptions if phase_plan.plan is not None else ():
        if rx.purpose == "ORGAN_AT_RISK" and rx.dose_gy and rx.structure_number in names:
            name = names[rx.structure_number]
            yield doubted(
                Message("dose-targets.as-organ", structure=name, dose=Quantity(rx.dose_gy, "Gy")),
                Message("dose-targets.why-as-organ"),
                subject=name,
                cause=_DOUBTFUL_RX,
            )


def _compare_in_volume(dvh: DVH, prescribed_gy: float) -> Iterator[Row]:
    median_gy = dvh.dose_at(dvh.dosed_cm3 / 2)
    cover_gy = dvh.dose_at(COVERED_VOLUME_FRAC * dvh.dosed_cm3)
    least_frac = PEAK_COVER_FRAC if PEAKS.search(dvh.structure) else COVER_FRAC
    if median_gy < MEDIAN_FRAC * prescribed_gy or cover_gy < least_frac * prescribed_gy:
        message = Message(
            "dose-targets.short",
            structure=dvh.structure,
            prescribed=Quantity(prescribed_gy, "Gy"),
            median=Quantity(median_gy, "Gy", 2),
            cover=Quantity(cover_gy, "Gy", 2),
        )
        yield doubted(
            message,
            Message("dose-targets.why-short"),
            subject=dvh.structure,
            cause=Cause(CauseKind.DOSE_DOUBTFUL),
        )


def _find_around(dose: Dose | None, point_mm: tuple[float, float, float]) -> tuple[float, float] | None:
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


def _compare_at_point(around_gy: tuple[float, float], stated_gy: float) -> Iterator[Row]:
    low, high = around_gy
    if not (1.0 - POINT_FRAC) * low <= stated_gy <= (1.0 + POINT_FRAC) * high:
        message = Message(
            "dose-targets.other-at-point",
            stated=Quantity(stated_gy, "Gy", 2),
            low=Quantity(low, "Gy", 2),
            high=Quantity(high, "Gy", 2),
        )
        yield doubted(message, Message("dose-targets.why-other-at-point"))
