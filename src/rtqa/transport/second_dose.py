"""The plan's dose beside that of the second calculation: by structure, by beam, in shape and in scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from rtqa.messages import Cause, CauseKind, Message, Unknown
from rtqa.model.geometry import Floats
from rtqa.transport.alone import BeamAlone
from rtqa.transport.dose_at_points import BeamDose
from rtqa.transport.machine_file import LoadedMachine
from rtqa.transport.patient import Patient
from rtqa.transport.points import LEAST_FRAC, Points
from rtqa.transport.prepared_beams import PreparedBeam, average_output
from rtqa.transport.turned import Turn
from rtqa.transport.uncertainty import Conditions, estimate_gy

HOT_FRAC = 0.5
"""Of the maximum; from here on, points make the factor between both doses."""

FEWEST = 10
"""Points of a structure that are compared at least."""

_MOST_SHALLOW_FRAC = 0.25
"""Points that owe more of their dose to the build-up are not compared."""

_LEAST_DENSITY = 0.3
"""Nor are points in air, and in what is nearly air."""


ELSEWHERE = "transport.dose-elsewhere"
"""The message where dose and beams have nothing to do with each other."""

_AIR, _HARDLY_FRAC = 0.05, 0.2
"""Density of no tissue at all; and share of the highest calculated dose where beams hardly give any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A dose by the plan and by the second calculation, in Gy.

    Attributes:
        planned_gy: of the whole course.
        calculated_gy: likewise, times the factor that makes both equal where the dose is high.
        sd_gy: standard deviation of the difference.
    """

    planned_gy: float
    calculated_gy: float
    sd_gy: float

    @property
    def deviation(self) -> float:
        """The difference, planned less calculated, in standard deviations."""
        return (self.planned_gy - self.calculated_gy) / self.sd_gy


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureRow:
    """A structure: its points, and the mean, the 95 % and the 2 % dose over them."""

    name: str
    n_points: int
    mean: Pair
    d95: Pair
    d2: Pair

    @property
    def worst(self) -> float:
        """The greatest of the three deviations, in standard deviations."""
        return max(abs(pair.deviation) for pair in (self.mean, self.d95, self.d2))


@dataclass(frozen=True, slots=True, kw_only=True)
class BeamRow:
    """A beam: what it gives, and how the plan's dose would like it best.

    Attributes:
        number, name: of the beam.
        energy_mv, is_unflattened, tpr: what it was taken as.
        meterset_mu: over the course.
        share_frac: of the calculated dose where that is high.
        best_factor: by which its dose fits the plan's best, the others being as they are.
        remaining_frac: the differences' root mean square then, over that with all beams as they are.
    """

    number: int
    name: str
    energy_mv: float
    is_unflattened: bool
    tpr: float
    meterset_mu: float
    share_frac: float
    best_factor: float
    remaining_frac: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SecondDose:
    """The outcome.

    Attributes:
        scale: planned over calculated dose where it is high, before any factor.
        n_points: how many were compared in the dose.
        rms_frac: root mean square of the differences there, over the plan's maximum.
        chi: likewise of each difference over its standard deviation.
        structures: in descending dose; beams: in the order of the plan; stated: single points.
        patient: what the patient was taken as.
        model_output: cGy for a MU that the factor is relative to, at 10 cm depth, by the beams' dose.
        output_sd_frac: how well a machine file knows that; None where it does not state it of every beam.
        usual_depth_mm: where the factor makes both doses equal.
        alone: the beams that state a dose at a point.
        turn: of one beam's gantry that would explain a difference in shape; None where none does.
        machine: what was known of the linac; None without a machine file.
        points, calculated_gy, sd_gy, is_compared: every point, with the calculated dose before the factor.
    """

    scale: float
    n_points: int
    rms_frac: float
    chi: float
    structures: tuple[StructureRow, ...]
    beams: tuple[BeamRow, ...]
    stated: Mapping[str, Pair]
    patient: Patient
    model_output: float
    points: Points = field(repr=False)
    calculated_gy: Floats = field(repr=False)
    sd_gy: Floats = field(repr=False)
    is_compared: npt.NDArray[np.bool_] = field(repr=False)
    usual_depth_mm: float
    output_sd_frac: float | None = None
    alone: tuple[BeamAlone, ...] = ()
    turn: Turn | None = None
    machine: LoadedMachine | None = None


def compare_doses(
    beams: tuple[PreparedBeam, ...],
    doses: list[BeamDose],
    by_beam_gy: Floats,
    *,
    points: Points,
    patient: Patient,
    max_gy: float,
) -> SecondDose | Unknown:
    """Lay calculated doses (beams, n) beside the planned ones."""
    calculated = by_beam_gy.sum(axis=0)

    def average(of_beams: list[Floats]) -> Floats:
        weighted: Floats = (by_beam_gy * np.array(of_beams)).sum(axis=0)
        return weighted / np.where(calculated > 0, calculated, np.inf)

    shallow = average([dose.shallow_frac for dose in doses])
    conditions = Conditions(
        depth_mm=average([dose.depth_mm for dose in doses]),
        narrow_frac=average([dose.narrow_frac for dose in doses]),
        far_density=patient.densities_about(points.points_mm)[1],
        gradient_gy_per_mm=points.gradient_gy_per_mm,
    )
    is_compared = (shallow < _MOST_SHALLOW_FRAC) & (calculated > 0)
    is_compared &= patient.sample(points.points_mm) > _LEAST_DENSITY
    above = is_compared & (points.planned_gy >= LEAST_FRAC * max_gy)
    in_dose = points.in_dose[above[points.in_dose]]
    hot = in_dose[points.planned_gy[in_dose] >= HOT_FRAC * max_gy]
    if _lies_elsewhere(calculated, points, patient=patient, max_gy=max_gy):
        return Unknown(Message(ELSEWHERE), Cause(CauseKind.DOSE_DOUBTFUL))
    if len(hot) < FEWEST:
        return Unknown(Message("transport.no-hot-points"), Cause(CauseKind.DOSE_DOUBTFUL))
    scale = float(np.median(points.planned_gy[hot] / calculated[hot]))
    weights = by_beam_gy[:, hot].sum(axis=1)
    usual_depth_mm = float(np.median(conditions.depth_mm[hot]))
    sd_gy = estimate_gy(
        points.planned_gy,
        conditions,
        usual_depth_mm=usual_depth_mm,
        max_gy=max_gy,
        tpr_sd=float(np.average([beam.model.tpr_sd for beam in beams], weights=weights)),
        has_ct=patient.has_ct,
        has_lungs=bool(patient.lungs),
    )
    difference = points.planned_gy - scale * calculated
    rows = [
        _compare(name, of[above[of]], planned=points.planned_gy, calculated=scale * calculated, sd_gy=sd_gy)
        for name, of in points.of_structure.items()
    ]
    return SecondDose(
        scale=scale,
        n_points=len(in_dose),
        rms_frac=float(np.sqrt(np.mean(difference[in_dose] ** 2))) / max_gy,
        chi=float(np.sqrt(np.mean((difference[in_dose] / sd_gy[in_dose]) ** 2))),
        structures=tuple(row for row in rows if row is not None),
        beams=_list_beams(beams, scale * by_beam_gy, difference=difference, in_dose=in_dose, hot=hot),
        stated={
            name: Pair(
                planned_gy=float(points.planned_gy[index]),
                calculated_gy=float(scale * calculated[index]),
                sd_gy=float(sd_gy[index]),
            )
            for name, index in points.stated.items()
            if above[index]
        },
        patient=patient,
        model_output=average_output(beams, weights),
        points=points,
        calculated_gy=calculated,
        sd_gy=sd_gy,
        is_compared=is_compared,
        usual_depth_mm=usual_depth_mm,
        output_sd_frac=max(prepared.model.output_sd_frac for prepared in beams)
        if all(prepared.model.is_output_known for prepared in beams)
        else None,
    )


def _lies_elsewhere(calculated: Floats, points: Points, *, patient: Patient, max_gy: float) -> bool:
    """Whether most of the plan's high dose lies in air, or where the beams give hardly anything."""
    high = points.in_dose[points.planned_gy[points.in_dose] >= HOT_FRAC * max_gy]
    if len(high) < FEWEST:
        return False
    is_off = patient.sample(points.points_mm[high]) < _AIR
    is_off |= calculated[high] < _HARDLY_FRAC * calculated.max()
    return float(np.mean(is_off)) > HOT_FRAC


def _compare(
    name: str, of: npt.NDArray[np.intp], *, planned: Floats, calculated: Floats, sd_gy: Floats
) -> StructureRow | None:
    """A structure's row; None of too few points."""
    if len(of) < FEWEST:
        return None
    planned, calculated, sd_gy = planned[of], calculated[of], sd_gy[of]
    order, tenth = np.argsort(planned), max(3, len(of) // 10)

    def sd(which: npt.NDArray[np.intp]) -> float:
        # Errors of neighbours go together, so that they do not average out.
        return float(np.sqrt(np.mean(sd_gy[which] ** 2)))

    def pair(quantile: float, which: npt.NDArray[np.intp]) -> Pair:
        return Pair(
            planned_gy=float(np.quantile(planned, quantile)),
            calculated_gy=float(np.quantile(calculated, quantile)),
            sd_gy=sd(which),
        )

    mean = Pair(planned_gy=float(planned.mean()), calculated_gy=float(calculated.mean()), sd_gy=sd(order))
    return StructureRow(
        name=name, n_points=len(of), mean=mean, d95=pair(0.05, order[:tenth]), d2=pair(0.98, order[-tenth:])
    )


def _list_beams(
    beams: tuple[PreparedBeam, ...],
    by_beam_gy: Floats,
    *,
    difference: Floats,
    in_dose: npt.NDArray[np.intp],
    hot: npt.NDArray[np.intp],
) -> tuple[BeamRow, ...]:
    """Each beam, with the factor by which alone it explains most of the difference."""
    left = difference[in_dose]
    usual = float(np.sqrt(np.mean(left**2)))
    rows = []
    for prepared, gy in zip(beams, by_beam_gy, strict=True):
        of_beam = gy[in_dose]
        change = float(of_beam @ left / max(float(of_beam @ of_beam), 1e-12))
        remaining = float(np.sqrt(np.mean((left - change * of_beam) ** 2)))
        rows.append(
            BeamRow(
                number=prepared.beam.number,
                name=prepared.beam.name,
                energy_mv=prepared.model.energy_mv,
                is_unflattened=prepared.model.is_unflattened,
                tpr=prepared.model.tpr,
                meterset_mu=prepared.meterset_mu,
                share_frac=float(gy[hot].sum() / by_beam_gy[:, hot].sum()),
                best_factor=1.0 + change,
                remaining_frac=remaining / usual if usual > 0 else 1.0,
            )
        )
    return tuple(rows)
