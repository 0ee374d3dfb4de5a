"""A second calculation of a plan's dose, as a report holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rtqa.findings.fields import Numbers
from rtqa.messages import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedPair:
    """A dose by the plan and by the second calculation, in Gy.

    Attributes:
        planned_gy: of the whole course.
        calculated_gy: likewise, times the scale, which makes both equal where the dose is high.
        sd_gy: standard deviation of their difference, by what the calculation does not know.
    """

    planned_gy: float
    calculated_gy: float
    sd_gy: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedStructureDose:
    """A structure's mean, D95 and D2 over some of its points."""

    structure: str
    n_points: int
    mean: ReportedPair
    d95: ReportedPair
    d2: ReportedPair


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedBeamDose:
    """A beam of the second calculation.

    Attributes:
        beam: its number.
        energy_mv, is_unflattened, tpr: what it was taken as.
        meterset_mu: over the course.
        share_frac: of the calculated dose where that is high.
        best_factor: by which its dose would fit the plan's best, the others being as they are.
    """

    beam: int
    energy_mv: float
    is_unflattened: bool
    tpr: float
    meterset_mu: float
    share_frac: float
    best_factor: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReportedProfile:
    """Both doses along a line through the maximum.

    Attributes:
        axis: of the patient, along which it runs.
        position_mm, planned_gy, calculated_gy, sd_gy: of one length; the calculated dose times the scale.
        is_compared: 1 where both are compared, 0 in build-up, air and low dose.
    """

    axis: Literal["x", "y", "z"]
    position_mm: Numbers
    planned_gy: Numbers
    calculated_gy: Numbers
    sd_gy: Numbers
    is_compared: Numbers

    def __post_init__(self) -> None:
        lengths = {
            len(values)
            for values in (
                self.position_mm,
                self.planned_gy,
                self.calculated_gy,
                self.sd_gy,
                self.is_compared,
            )
        }
        if len(lengths) != 1:
            raise ValueError("a profile's lists must be of one length")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedSecondDose:
    """The dose of one plan, calculated a second time.

    Attributes:
        phase: of the plan.
        basis: what the patient was taken as.
        machine: name in the machine file; empty where none was given.
        machine_sha256: of that file; empty likewise.
        scale: planned over calculated dose where it is high.
        n_points: how many were compared in the dose.
        rms_frac: root mean square of the differences there, over the maximum.
        chi: likewise of each difference over its standard deviation.
        structures, beams, profiles: see their types.
    """

    phase: str
    basis: Message
    machine: str
    machine_sha256: str
    scale: float
    n_points: int
    rms_frac: float
    chi: float
    structures: tuple[ReportedStructureDose, ...]
    beams: tuple[ReportedBeamDose, ...]
    profiles: tuple[ReportedProfile, ...]
