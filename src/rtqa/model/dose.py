"""A dose distribution: values on a grid, what kind of dose, and of how much of the treatment."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from rtqa.model.geometry import Grid
from rtqa.model.stored_dvh import StoredDVH, UnusableDVH


class DoseQuantity(StrEnum):
    """What the numbers mean: DoseType (3004,0004)."""

    PHYSICAL = "PHYSICAL"
    EFFECTIVE = "EFFECTIVE"
    """Already corrected for biological effect; never converted again."""
    EQD2 = "EQD2"
    """What rtqa made of physical doses in fractions: the equivalent in fractions of 2 Gy; never read."""


class DoseScope(StrEnum):
    """How much of the treatment the dose covers, after the reader has summed what could be summed."""

    PLAN = "PLAN"
    """All planned fractions."""
    FRACTION = "FRACTION"
    """One fraction, the number of fractions being unknown."""
    PARTIAL = "PARTIAL"
    """Some beams or control points only; not the whole treatment."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DoseOfBeam:
    """What one beam of a plan gives, where its dose was exported by itself.

    Attributes:
        beam: its number.
        grid: where the voxels are.
        values_gy: shape ``grid.shape_kji``, float32, read-only.
        times: how often the values are given: 1 where they are those of all fractions.
    """

    beam: int
    grid: Grid
    values_gy: npt.NDArray[np.float32] = field(repr=False)
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dose:
    """Dose at the voxel centres of a grid.

    Attributes:
        uid: SOP Instance UID of the (first) RTDOSE.
        grid: where the voxels are.
        values_gy: shape ``grid.shape_kji``, float32, read-only, in Gy.
        quantity: physical or biologically effective dose.
        scope: the whole plan, one fraction, or a part.
        n_fractions: number of fractions that the values add up to; None when not known.
        plan_uid: SOP Instance UID of the plan it refers to; empty when it names none.
        structure_set_uid: likewise of the structure set.
        made: InstanceCreationDate and time, else those of content or series, as YYYYMMDDHHMMSS or the
            date alone; empty where none is stated.
        stored_dvhs: the planning system's own, where the dose is a single RTDOSE's.
        as_water: whether a part of it was computed as if the patient were of water alone
            (TissueHeterogeneityCorrection, 3004,0014, is WATER).
        for_tissue: whether all of it states that it was computed for the patient's tissue (IMAGE).
        n_uncomputed_planes: how many stored planes were left out, as they hold no dose that was computed.
        of_beams: of single beams, where they lie beside the whole or are what it was added up of.
    """

    uid: str = field(repr=False)
    grid: Grid
    values_gy: npt.NDArray[np.float32] = field(repr=False)
    quantity: DoseQuantity
    scope: DoseScope
    n_fractions: int | None
    plan_uid: str = field(repr=False)
    structure_set_uid: str = field(repr=False)
    made: str = ""
    stored_dvhs: tuple[StoredDVH | UnusableDVH, ...] = field(default=(), repr=False)
    as_water: bool = False
    for_tissue: bool = False
    n_uncomputed_planes: int = 0
    of_beams: tuple[DoseOfBeam, ...] = field(default=(), repr=False)
