"""Do the planning system's own DVHs agree with those computed here?

Two engines that see the same dose and contours agree in every curve to a fraction of a per cent; a dose,
structure or unit that was changed after the plan was evaluated does not.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rtqa.assembly.context import PhasePlan, Subject, target_prescriptions
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed_unless_doubted
from rtqa.dvh.curve import DVH
from rtqa.messages import Cause, CauseKind, Listing, Message, Quantity
from rtqa.model.geometry import Floats
from rtqa.model.stored_dvh import StoredDVH, UnusableDVH

OF_GRID_FRAC, OF_MEAN_FRAC, OF_MAX_FRAC = 0.01, 0.03, 0.005
"""How far two curves may lie apart along the dose axis, in the mean over the volume, besides half a bin: by
this share of the grid's maximum, and by no more than these of the own mean and maximum together."""

NOTHING_GY = 0.1
"""Curves this close are the same, where the grid's maximum allows it: so far does sampling differ."""

EARLY_FRAC = 0.05
"""A curve whose last point still has this share of the volume ends early: of the rest it says nothing."""

VOLUME_TOLERANCE_FRAC = 0.07
VOLUME_TOLERANCE_CM3 = 0.2
"""Systems differ in their end caps (see the DVH model): half a slice at either end of a structure."""

_AT = np.linspace(0.01, 0.99, 99)
"""The volumes at which doses are compared, as shares of the whole."""

_N_NAMED = 4


@check(
    "DOSE-STORED",
    "Do the planning system's stored DVHs agree with those computed from dose and contours?",
    section="dose",
    order=40,
    cause=CauseKind.DOSE_DOUBTFUL,
    per="plan",
)
def stored_dvhs(phase_plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row on the curves, and one on the minimum, mean and maximum that stand beside them."""
    dose, dvhs = phase_plan.treatment.dose, phase_plan.dvhs
    in_file = dose.stored_dvhs if dose is not None else ()
    stored = [curve for curve in in_file if isinstance(curve, StoredDVH)]
    unusable = [curve for curve in in_file if isinstance(curve, UnusableDVH)]
    computed = [(curve, dvhs.get(curve.roi_number)) for curve in stored]
    pairs = [(curve, dvh) for curve, dvh in computed if isinstance(dvh, DVH) and _can_compare(curve, dvh)]
    strangers = [curve for curve in stored if curve.roi_number not in dvhs] if phase_plan.structures else []
    hottest_gy = float(dose.values_gy.max()) if dose is not None else 0.0
    curves = list(_judge_curves(pairs, hottest_gy))
    rows = [
        *curves,
        *_judge_strangers(len(strangers), is_known=not curves and len(pairs) >= 2 * len(strangers)),
        *_judge_damaged([curve for curve in unusable if curve.is_damaged]),
        *_judge_stated_values(phase_plan, [curve for curve, _ in pairs], hottest_gy),
    ]
    if not pairs:
        yield informed(_say_nothing_compared(stored, unusable))
        yield from rows
        return
    of_other_kind = [curve for curve in unusable if not curve.is_damaged]
    if of_other_kind:
        reason = of_other_kind[0].reason
        rows.append(informed(Message("dose-stored.unreadable", n=len(of_other_kind), reason=reason)))
    yield from passed_unless_doubted(rows, Message("dose-stored.passed", n=len(pairs)))


def _say_nothing_compared(stored: list[StoredDVH], unusable: list[UnusableDVH]) -> Message:
    if stored:
        return Message("dose-stored.of-other-structures")
    return Message("dose-stored.none-readable") if unusable else Message("dose-stored.none")


def _judge_curves(pairs: list[tuple[StoredDVH, DVH]], hottest_gy: float) -> Iterator[Row]:
    compared = [_compare(stored, dvh, hottest_gy) for stored, dvh in pairs]
    differing = tuple(message for message in compared if message is not None)
    if differing:
        which = Listing(differing, "semicolon", most=_N_NAMED)
        message = Message("dose-stored.disagree", n=len(differing), total=len(pairs), which=which)
        yield doubted(message, Message("dose-stored.why-disagree"))


def _can_compare(stored: StoredDVH, dvh: DVH) -> bool:
    """Whether there is a dose, or a volume in cm³, on either side."""
    return dvh.dosed_cm3 > 0 or not stored.is_relative


def _judge_strangers(n_strangers: int, *, is_known: bool) -> Iterator[Row]:
    """Where twice as many agree, and none does not, the set is the one, and lost a structure on its way."""
    if n_strangers and is_known:
        yield informed(Message("dose-stored.not-exported", n=n_strangers))
    elif n_strangers:
        yield doubted(
            Message("dose-stored.strangers", n=n_strangers),
            Message("dose-stored.why-strangers"),
            cause=Cause(CauseKind.LINK_DOUBTFUL, Message("links.references")),
        )


def _judge_damaged(damaged: list[UnusableDVH]) -> Iterator[Row]:
    """Curves that are there and cannot be read: what they would have said is lost, not agreed with."""
    if damaged:
        yield doubted(
            Message("dose-stored.unreadable", n=len(damaged), reason=damaged[0].reason),
            Message("dose-stored.why-damaged"),
            cause=Cause(CauseKind.FILE_DAMAGED, "RTDOSE"),
        )


def _compare(stored: StoredDVH, dvh: DVH, hottest_gy: float) -> Message | None:
    """How a stored curve differs from ours under every defensible model; None where it does not."""
    models = [dvh, *(other for group in dvh.alternatives for other in group)]
    differences = []
    if not stored.is_relative:
        theirs = float(stored.volume[0])
        # Outside the dose grid, some systems count, and others do not.
        ours = [volume for model in models for volume in (model.total_cm3, model.dosed_cm3)]
        room = VOLUME_TOLERANCE_FRAC * theirs + VOLUME_TOLERANCE_CM3
        if not min(ours) - room <= theirs <= max(ours) + room:
            volumes = Quantity(theirs, "cm³", 2), Quantity(dvh.total_cm3, "cm³", 2)
            differences.append(Message("dose-stored.other-volume", stored=volumes[0], computed=volumes[1]))
    at = _find_shares(stored)
    doses = _doses(stored.dose_gy, stored.volume / stored.volume[0], at)
    apart_gy = [
        float(np.mean(np.abs(doses - _doses(model.dose_gy, model.volume_cm3 / whole_cm3, at))))
        for model in models
        if model.dosed_cm3 > 0
        # Likewise: what lies outside, as if it were not there, or as 0 Gy.
        for whole_cm3 in dict.fromkeys((model.dosed_cm3, model.total_cm3))
    ]
    if apart_gy and min(apart_gy) > _find_tolerance_gy(stored, hottest_gy):
        differences.append(Message("dose-stored.other-curve", distance=Quantity(apart_gy[0], "Gy", 2)))
    if not differences:
        return None
    listed = Listing(tuple(differences))
    return Message("dose-stored.differs", structure=dvh.structure, differences=listed)


def _find_shares(stored: StoredDVH) -> Floats:
    """The shares of the volume at which a stored curve tells a dose."""
    end = _find_end(stored)
    told = _AT[end < _AT]
    return told if len(told) else _AT


def _find_end(stored: StoredDVH) -> float:
    """The share of the volume at which a stored curve ends; 0 where it goes on to its maximum."""
    left = float(stored.volume[-2] / stored.volume[0])
    return left if left >= EARLY_FRAC else 0.0


def _find_tolerance_gy(stored: StoredDVH, hottest_gy: float) -> float:
    """By how much dose a curve may differ from the stored one."""
    own_gy = OF_MEAN_FRAC * _find_mean_gy(stored) + OF_MAX_FRAC * float(stored.dose_gy[-1])
    apart_gy = min(OF_GRID_FRAC * hottest_gy, max(own_gy, NOTHING_GY))
    return apart_gy + 0.5 * float(np.median(np.diff(stored.dose_gy)))


def _find_mean_gy(stored: StoredDVH) -> float:
    """Of the curve."""
    share = np.append(-np.diff(stored.volume), stored.volume[-1]) / stored.volume[0]
    upper = np.append(stored.dose_gy[1:], stored.dose_gy[-1])
    return float(share @ (stored.dose_gy + upper)) / 2


def _doses(dose_gy: Floats, share: Floats, at: Floats) -> Floats:
    """The dose that each share of the volume receives at least; the lowest where less than that is dosed."""
    return np.interp(-at, -share, dose_gy)


def _judge_stated_values(phase_plan: PhasePlan, stored: list[StoredDVH], hottest_gy: float) -> Iterator[Row]:
    """Whether the minimum, mean and maximum stated beside the curves are theirs, and in which unit."""
    fits_in_gy = [_fits(curve, 1.0, hottest_gy) for curve in stored]
    if False not in fits_in_gy:
        return
    for rx in target_prescriptions(phase_plan.plan):
        if rx.dose_gy and False not in [_fits(curve, rx.dose_gy / 100.0, hottest_gy) for curve in stored]:
            yield informed(Message("dose-stored.in-percent", whole=Quantity(rx.dose_gy, "Gy")))
            return
    n_wrong = fits_in_gy.count(False)
    yield doubted(
        Message("dose-stored.other-values", n=n_wrong, total=len(stored)),
        Message("dose-stored.why-other-values"),
    )


def _fits(stored: StoredDVH, factor: float, hottest_gy: float) -> bool | None:
    """Whether the stated mean and maximum, times a factor, are the curve's; None where none can be told."""
    if _find_end(stored):
        return None
    # The curve's own maximum is the upper edge of its last bin.
    room_gy = OF_GRID_FRAC * hottest_gy + float(np.median(np.diff(stored.dose_gy)))
    stated = ((stored.mean_gy, _find_mean_gy(stored)), (stored.max_gy, float(stored.dose_gy[-1])))
    compared = [
        abs(value * factor - of_curve_gy) <= room_gy for value, of_curve_gy in stated if value is not None
    ]
    return all(compared) if compared else None
