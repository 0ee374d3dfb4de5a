"""Whether a dose of DoseSummationType FRACTION is one fraction, or all of them (PS3.3 C.8.8.3).

The standard says "entire delivery of a single Fraction Group", which is all of
them; in practice, files of this type also hold one fraction. The two differ by
the number of fractions, and the dose's maximum tells them apart: it lies near
what the fraction group is to deliver, or near one fraction's share of it.
"""

from __future__ import annotations

from typing import NamedTuple

from rtqa.messages import Message
from rtqa.model.case import DeviationKind
from rtqa.model.plan import FractionGroup, Plan

NEAR = 2.0
"""A maximum dose within this factor of what is to be delivered, either way, counts as near it."""


class Counted(NamedTuple):
    """How often a dose counts, and what there is to say about it; nothing if ``message`` is None."""

    factor: int
    kind: DeviationKind
    message: Message | None


def count_fractions(max_gy: float, group: FractionGroup, plan: Plan) -> Counted:
    """Decide how often a FRACTION dose counts towards its fraction group.

    Args:
        max_gy: its maximum, in Gy.
        group: the fraction group it names, its number of fractions known.
        plan: for the prescription.
    """
    n_fractions = group.n_fractions or 1
    if n_fractions == 1:
        return Counted(1, DeviationKind.DOSE_SUMMED, None)
    expected_gy = _find_expected_gy(group, plan)
    whole, single = _is_near(max_gy, expected_gy), _is_near(max_gy * n_fractions, expected_gy)
    if whole and not single:
        return Counted(1, DeviationKind.DOSE_SUMMED, Message("rtdose.fraction-is-whole"))
    if single and not whole:
        message = Message("rtdose.fraction-is-one", n=n_fractions)
        return Counted(n_fractions, DeviationKind.DOSE_SUMMED, message)
    message = Message("rtdose.fraction-open", n=n_fractions)
    return Counted(n_fractions, DeviationKind.DOSE_EXTENT, message)


def _find_expected_gy(group: FractionGroup, plan: Plan) -> float | None:
    """Return what the group is to deliver: the highest prescription, else its beams' doses added up."""
    prescribed = [prescription.dose_gy for prescription in plan.prescriptions if prescription.dose_gy]
    if prescribed and len(plan.fraction_groups) == 1:
        return max(prescribed)
    beam_doses = [share.dose_gy for share in group.beams if share.dose_gy]
    return sum(beam_doses) * (group.n_fractions or 1) if beam_doses else None


def _is_near(dose_gy: float, expected_gy: float | None) -> bool:
    return expected_gy is not None and expected_gy / NEAR <= dose_gy <= expected_gy * NEAR
