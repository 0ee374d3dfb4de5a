"""What a report holds of a second calculation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal

from rtqa.assembly.context import PhasePlan
from rtqa.findings.second_dose import (
    ReportedBeamDose,
    ReportedPair,
    ReportedProfile,
    ReportedSecondDose,
    ReportedStructureDose,
)
from rtqa.messages import Listing, Message, Unknown

if TYPE_CHECKING:
    from rtqa.transport.patient import Patient
    from rtqa.transport.second_dose import Pair, SecondDose

_AXES: dict[Literal["x", "y", "z"], int] = {"x": 0, "y": 1, "z": 2}


def report_second_doses(plans: Iterable[PhasePlan]) -> Iterator[ReportedSecondDose]:
    """Of each plan whose dose was calculated a second time."""
    for plan in plans:
        second = plan.second_dose
        if second is not None and not isinstance(second, Unknown):
            yield _report(plan, second)


def _report(plan: PhasePlan, second: SecondDose) -> ReportedSecondDose:
    machine = second.machine
    return ReportedSecondDose(
        phase=plan.phase_id,
        basis=describe_basis(second.patient),
        machine=machine.machine.name if machine is not None else "",
        machine_sha256=machine.sha256 if machine is not None else "",
        scale=second.scale,
        n_points=second.n_points,
        rms_frac=second.rms_frac,
        chi=second.chi,
        structures=tuple(
            ReportedStructureDose(
                structure=row.name,
                n_points=row.n_points,
                mean=_pair(row.mean),
                d95=_pair(row.d95),
                d2=_pair(row.d2),
            )
            for row in second.structures
        ),
        beams=tuple(
            ReportedBeamDose(
                beam=row.number,
                energy_mv=row.energy_mv,
                is_unflattened=row.is_unflattened,
                tpr=row.tpr,
                meterset_mu=row.meterset_mu,
                share_frac=row.share_frac,
                best_factor=row.best_factor,
            )
            for row in second.beams
        ),
        profiles=tuple(_list_profiles(second)),
    )


def describe_basis(patient: Patient) -> Message:
    """What the patient was taken as."""
    overridden = Listing(patient.overridden)
    if patient.has_ct:
        curve = patient.curve
        return Message("second-dose.of-ct", curve=curve, n=len(patient.overridden), overridden=overridden)
    return Message("second-dose.of-water", n=len(patient.lungs), lungs=Listing(patient.lungs))


def _list_profiles(second: SecondDose) -> Iterator[ReportedProfile]:
    points = second.points
    for axis, column in _AXES.items():
        of = points.lines.get(axis)
        if of is not None and len(of) > 1:
            yield ReportedProfile(
                axis=axis,
                position_mm=points.points_mm[of, column].round(2),
                planned_gy=points.planned_gy[of].round(4),
                calculated_gy=(second.scale * second.calculated_gy[of]).round(4),
                sd_gy=second.sd_gy[of].round(4),
                is_compared=second.is_compared[of].astype(float),
            )


def _pair(pair: Pair) -> ReportedPair:
    return ReportedPair(planned_gy=pair.planned_gy, calculated_gy=pair.calculated_gy, sd_gy=pair.sd_gy)
