"""Is the dose where body and targets are?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.roles import list_bodies, list_targets
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed
from rtqa.dvh.curve import DVH
from rtqa.findings import Verdict
from rtqa.messages import Cause, CauseKind, Message, Quantity
from rtqa.model.dose import Dose
from rtqa.model.structure import Structure

HOTTER_FRAC = 0.03
"""The hottest voxel may have this share more than any target has: a neighbour across its border."""

HIGH_FRAC = 0.5
"""From this share of the maximum on, dose is expected within the body and away from the grid's border."""

IN_BODY_FRAC = 0.85
"""So much of it must lie in the body: voxels counted whole at the skin leave up to 5 % in doubt."""


@check(
    "DOSE-PLACE",
    "Does the dose peak in a target, inside the body, and away from the grid's border?",
    section="dose",
    order=30,
    cause=CauseKind.DOSE_DOUBTFUL,
    per="plan",
)
def dose_place(phase_plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for the plan, and one for each doubt."""
    dose = phase_plan.treatment.dose
    hottest_gy = float(dose.values_gy.max()) if dose is not None else 0.0
    has_dvh = any(isinstance(dvh, DVH) for dvh in phase_plan.dvhs.values())
    if dose is None or not has_dvh or not hottest_gy > 0:
        yield informed(Message("dose-place.no-dose"))
        return
    peak = _judge_peak(phase_plan, hottest_gy)
    doubts = [*_judge_body(phase_plan, dose, hottest_gy), *_judge_border(dose, hottest_gy)]
    # That the dose peaks in a target is no PASS where something else speaks against it.
    if peak.verdict is not Verdict.PASS or not doubts:
        yield peak
    yield from doubts


def _judge_peak(phase_plan: PhasePlan, hottest_gy: float) -> Row:
    dvhs = [dvh for dvh in _list_dvhs(phase_plan, list_targets(phase_plan)) if dvh.dosed_cm3 > 0]
    if not dvhs:
        return informed(Message("dose-place.no-target"))
    peak = max(dvhs, key=lambda dvh: dvh.max_gy)
    hottest = Quantity(hottest_gy, "Gy", 2)
    if hottest_gy <= (1.0 + HOTTER_FRAC) * peak.max_gy:
        return passed(Message("dose-place.in-target", hottest=hottest, target=peak.structure))
    in_target = Quantity(peak.max_gy, "Gy", 2)
    return doubted(
        Message("dose-place.beside-targets", hottest=hottest, highest=in_target, target=peak.structure),
        Message("dose-place.why-beside-targets"),
    )


def _judge_body(phase_plan: PhasePlan, dose: Dose, hottest_gy: float) -> Iterator[Row]:
    bodies = _list_dvhs(phase_plan, list_bodies(phase_plan))
    if not bodies:
        yield doubted(
            Message("dose-place.no-body"),
            Message("dose-place.why-no-body"),
            cause=Cause(CauseKind.STRUCTURE_DOUBTFUL, Message("dose-place.body")),
        )
        return
    level_gy = HIGH_FRAC * hottest_gy
    positions = dose.grid.slice_positions
    i_mm, j_mm, k_mm = dose.grid.spacing_mm
    # Shapes (k,): how thick each plane is, and how many of its voxels have high dose.
    thickness_mm = np.gradient(positions) * k_mm if len(positions) > 1 else np.array([k_mm])
    counts = np.count_nonzero(dose.values_gy >= level_gy, axis=(1, 2))
    high_cm3 = float(counts @ thickness_mm) * i_mm * j_mm / 1000.0
    inside_cm3 = sum(dvh.volume_at(level_gy) for dvh in bodies)
    if inside_cm3 < IN_BODY_FRAC * high_cm3:
        volumes = Quantity(high_cm3, "cm³", 0), Quantity(inside_cm3, "cm³", 0)
        yield doubted(
            Message("dose-place.outside-body", volume=volumes[0], inside=volumes[1]),
            Message("dose-place.why-outside-body"),
        )


def _judge_border(dose: Dose, hottest_gy: float) -> Iterator[Row]:
    values = dose.values_gy
    faces = [values[0], values[-1], values[:, 0], values[:, -1], values[:, :, 0], values[:, :, -1]]
    border_gy = max(float(face.max()) for face in faces)
    if min(values.shape) > 2 and border_gy > HIGH_FRAC * hottest_gy:
        at_border, hottest = Quantity(border_gy, "Gy", 2), Quantity(hottest_gy, "Gy", 2)
        yield doubted(
            Message("dose-place.at-border", border=at_border, hottest=hottest),
            Message("dose-place.why-at-border"),
        )


def _list_dvhs(phase_plan: PhasePlan, structures: list[Structure]) -> list[DVH]:
    dvhs = [phase_plan.dvhs[structure.number] for structure in structures]
    return [dvh for dvh in dvhs if isinstance(dvh, DVH)]
