"""Whether a dose can be the one that its plan delivers, from its own values."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rtqa.assembly.context import target_prescriptions
from rtqa.model.case import Treatment
from rtqa.model.dose import DoseQuantity, DoseScope
from rtqa.protocol.reach import HOTTEST_FACTOR

REACHED_FRAC = 0.95
"""The hottest voxel may lie this far below a prescription to a point between voxels, not further."""


def find_dose_doubt(treatment: Treatment) -> str:
    """What the values of a treatment's dose leave open, in one sentence; empty where nothing.

    A file in cGy read as Gy, one fraction labelled as the whole plan, or an empty grid keeps every limit
    of every organ: its maximum gives it away, as a plan's dose somewhere reaches what the plan prescribes.
    """
    dose = treatment.dose
    if dose is None:
        return "There is no usable dose."
    if dose.scope is not DoseScope.PLAN:
        extent = "one fraction" if dose.scope is DoseScope.FRACTION else "a part of the beams"
        return f"The dose is that of {extent}, not of the whole plan."
    if dose.quantity is not DoseQuantity.PHYSICAL:
        return (
            f"DoseType is {dose.quantity}: already corrected for biological effect, while the limits are of "
            "physical dose. Export the physical dose."
        )
    if dose.as_water:
        return (
            "The dose was computed as if the patient were of water (TissueHeterogeneityCorrection is WATER): "
            "compute it with the image's densities."
        )
    coldest_gy, hottest_gy = float(dose.values_gy.min()), float(dose.values_gy.max())
    if not (coldest_gy >= 0.0 and np.isfinite(hottest_gy)):
        return f"The dose has values that no dose has (from {coldest_gy:g} to {hottest_gy:g} Gy)."
    return _compare_with_prescription(hottest_gy, treatment)


def find_box(voxels: npt.NDArray[np.bool_]) -> tuple[slice, slice, slice]:
    """The least box that holds all voxels (k, j, i) of a kind, of which there is one at least."""
    columns = np.asarray(voxels.any(axis=2))
    k, j = _reach(columns.any(axis=1)), _reach(columns.any(axis=0))
    return k, j, _reach(voxels[k, j].any(axis=(0, 1)))


def _reach(row: npt.ArrayLike) -> slice:
    first, last = np.flatnonzero(row)[[0, -1]]
    return slice(int(first), int(last) + 1)


def _compare_with_prescription(hottest_gy: float, treatment: Treatment) -> str:
    prescribed = target_prescriptions(treatment.plan)
    highest_gy = max((each.dose_gy for each in prescribed if each.dose_gy is not None), default=None)
    if highest_gy is None:
        return ""
    found = f"The hottest point of the dose grid has {hottest_gy:.2f} Gy, and the plan prescribes"
    if hottest_gy < REACHED_FRAC * highest_gy:
        return f"{found} {highest_gy:g} Gy: the dose may be a part of the plan's, or in another unit."
    if hottest_gy > HOTTEST_FACTOR * highest_gy:
        return f"{found} {highest_gy:g} Gy: the dose may be of more than this plan, or in another unit."
    return ""
