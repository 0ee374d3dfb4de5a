"""Whether a dose can be the one that its plan delivers, from its own values."""

from __future__ import annotations

import numpy as np

from rtqa.assembly.context import target_prescriptions
from rtqa.messages import Cause, CauseKind, Message, Quantity, Unknown
from rtqa.model.case import Treatment
from rtqa.model.dose import DoseQuantity, DoseScope
from rtqa.protocol.reach import HOTTEST_FACTOR

REACHED_FRAC = 0.95
"""The hottest voxel may lie this far below a prescription to a point between voxels, not further."""

_DOUBTFUL = Cause(CauseKind.DOSE_DOUBTFUL)


def find_dose_doubt(treatment: Treatment) -> Unknown | None:
    """What the values of a treatment's dose leave open, as a sentence; None where nothing.

    A file in cGy read as Gy, one fraction labelled as the whole plan, or an empty grid keeps every limit
    of every organ: its maximum gives it away, as a plan's dose somewhere reaches what the plan prescribes.
    """
    dose = treatment.dose
    if dose is None:
        return Unknown(Message("dose-check.no-dose"), Cause(CauseKind.FILE_ABSENT, Message("file.dose")))
    coldest_gy, hottest_gy = float(dose.values_gy.min()), float(dose.values_gy.max())
    if dose.scope is DoseScope.FRACTION:
        doubt = Message("dose-usable.one-fraction")
    elif dose.scope is not DoseScope.PLAN:
        doubt = Message("dose-usable.some-beams")
    elif dose.quantity is not DoseQuantity.PHYSICAL:
        doubt = Message("dose-usable.not-physical", type=dose.quantity.value)
    elif dose.as_water:
        doubt = Message("dose-usable.as-water")
    elif not (coldest_gy >= 0.0 and np.isfinite(hottest_gy)):
        low, high = Quantity(coldest_gy, "Gy"), Quantity(hottest_gy, "Gy")
        doubt = Message("dose-usable.impossible", low=low, high=high)
    else:
        return _compare_with_prescription(hottest_gy, treatment)
    return Unknown(doubt, _DOUBTFUL)


def _compare_with_prescription(hottest_gy: float, treatment: Treatment) -> Unknown | None:
    prescribed = target_prescriptions(treatment.plan)
    highest_gy = max((rx.dose_gy for rx in prescribed if rx.dose_gy is not None), default=None)
    if highest_gy is None:
        return None
    hottest, highest = Quantity(hottest_gy, "Gy", 2), Quantity(highest_gy, "Gy")
    if hottest_gy < REACHED_FRAC * highest_gy:
        return Unknown(Message("dose-usable.too-low", hottest=hottest, prescribed=highest), _DOUBTFUL)
    if hottest_gy > HOTTEST_FACTOR * highest_gy:
        return Unknown(Message("dose-usable.too-high", hottest=hottest, prescribed=highest), _DOUBTFUL)
    return None
