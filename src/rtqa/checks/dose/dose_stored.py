"""Do the planning system's own DVHs agree with those computed here?

Two engines that see the same dose and contours agree in every curve to a fraction of a per cent; a dose,
structure or unit that was changed after the plan was evaluated does not.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rtqa.assembly.context import PhasePlan, Subject, target_prescriptions
from rtqa.checks.core.answer import Doubt, Told, answer
from rtqa.checks.core.catalog import check
from rtqa.dvh.curve import DVH
from rtqa.findings import Finding
from rtqa.model.geometry import Floats
from rtqa.model.stored_dvh import StoredDVH, UnusableDVH

CODE = "DOSE-STORED"

DOSE_TOLERANCE_FRAC = 0.01
"""Mean distance of two curves along the dose axis, as a share of the dose grid's maximum."""

VOLUME_TOLERANCE_FRAC = 0.07
VOLUME_TOLERANCE_CM3 = 0.2
"""Systems differ in their end caps (see the DVH model): half a slice at either end of a structure."""

_AT = np.linspace(0.01, 0.99, 99)
"""The volumes at which doses are compared, as shares of the whole."""

_N_NAMED = 4


@check(CODE, "Do the planning system's stored DVHs agree with those computed from dose and contours?")
def stored_dvhs(subject: Subject) -> Iterator[Finding]:
    """One finding on the curves, and one on the minimum, mean and maximum that stand beside them."""
    for one in subject.plans:
        dose = one.treatment.dose
        stored = [each for each in dose.stored_dvhs if isinstance(each, StoredDVH)] if dose else []
        unusable = [each for each in dose.stored_dvhs if isinstance(each, UnusableDVH)] if dose else []
        hottest_gy = float(dose.values_gy.max()) if dose else 0.0
        compared = [(each, one.dvhs[each.roi_number]) for each in stored if each.roi_number in one.dvhs]
        pairs = [(each, dvh) for each, dvh in compared if isinstance(dvh, DVH)]
        rows: list[Doubt | Told] = []
        if not pairs:
            rows.append(Told(text=_nothing_to_compare(len(stored), len(unusable))))
        disagreeing = [text for each, dvh in pairs if (text := _compare(each, dvh, hottest_gy))]
        if disagreeing:
            more = f", and {len(disagreeing) - _N_NAMED} more" if len(disagreeing) > _N_NAMED else ""
            rows.append(
                Doubt(
                    found=f"{len(disagreeing)} of {len(pairs)} stored DVHs disagree with dose and contours: "
                    f"{'; '.join(disagreeing[:_N_NAMED])}{more}.",
                    meaning="dose or structures were changed after these DVHs were computed; "
                    "export all from one state of the plan",
                )
            )
        strangers = [each for each in stored if each.roi_number not in one.dvhs]
        if strangers and one.structures:
            rows.append(
                Doubt(
                    found=f"{len(strangers)} stored DVHs are of ROI numbers that no structure has.",
                    meaning="the structure set is not the one that the dose was evaluated on",
                )
            )
        rows += _tags(one, [each for each, _ in pairs], hottest_gy)
        if pairs and unusable:
            rows.append(Told(text=f"{len(unusable)} stored DVHs cannot be read: {unusable[0].reason}."))
        in_order = f"All {len(pairs)} stored DVHs agree with those computed here." if pairs else ""
        yield from answer(CODE, one, rows, in_order=in_order)


def _nothing_to_compare(n_stored: int, n_unusable: int) -> str:
    if n_stored:
        return "The stored DVHs are of structures that have none here; nothing was compared."
    return f"The dose holds {'no DVH that can be read' if n_unusable else 'no DVHs'}; nothing was compared."


def _compare(stored: StoredDVH, dvh: DVH, hottest_gy: float) -> str:
    """How a stored curve differs from ours under every defensible model; empty where it does not."""
    models = [dvh, *(other for group in dvh.alternatives for other in group)]
    apart = []
    if not stored.is_relative:
        theirs = float(stored.volume[0])
        # Outside the dose grid, some systems count, and others do not.
        ours = [volume for each in models for volume in (each.total_cm3, each.dosed_cm3)]
        room = VOLUME_TOLERANCE_FRAC * theirs + VOLUME_TOLERANCE_CM3
        if not min(ours) - room <= theirs <= max(ours) + room:
            apart.append(f"{theirs:.2f} cm³ and not {dvh.total_cm3:.2f} cm³")
    doses = _doses(stored.dose_gy, stored.volume)
    differences = [
        float(np.mean(np.abs(doses - _doses(each.dose_gy, each.volume_cm3))))
        for each in models
        if each.dosed_cm3 > 0
    ]
    width_gy = float(np.median(np.diff(stored.dose_gy))) if len(stored.dose_gy) > 1 else 0.0
    if differences and min(differences) > DOSE_TOLERANCE_FRAC * hottest_gy + width_gy:
        apart.append(f"the curves lie {differences[0]:.2f} Gy apart in the mean")
    return f"{dvh.structure!r}: {', '.join(apart)}" if apart else ""


def _doses(dose_gy: Floats, volume: Floats) -> Floats:
    """The dose that each share of the volume receives at least."""
    return np.interp(-_AT, -volume / volume[0], dose_gy)


def _tags(one: PhasePlan, stored: list[StoredDVH], hottest_gy: float) -> Iterator[Doubt | Told]:
    """Whether the minimum, mean and maximum stated beside the curves are theirs, and in which unit."""
    prescribed = {100.0: "Gy"} | {
        each.dose_gy: f"% of {each.dose_gy:g} Gy" for each in target_prescriptions(one.plan) if each.dose_gy
    }
    fits = {
        unit: [_fits(each, whole_gy / 100.0, hottest_gy) for each in stored]
        for whole_gy, unit in prescribed.items()
    }
    if not any(fit is not None for fit in fits["Gy"]):
        return
    good = next((unit for unit, each in fits.items() if False not in each), "")
    if good and good != "Gy":
        yield Told(
            text=f"The minimum, mean and maximum stated beside the stored DVHs are in {good}, although their "
            "unit says Gy; no use was made of them."
        )
    elif not good:
        wrong = sum(fit is False for fit in fits["Gy"])
        yield Doubt(
            found=f"The minimum, mean and maximum stated beside {wrong} of {len(stored)} stored DVHs are not "
            "those of the curves, neither in Gy nor in % of a prescription.",
            meaning="curves and numbers are of different states of the plan",
        )


def _fits(stored: StoredDVH, factor: float, hottest_gy: float) -> bool | None:
    """Whether the stated mean and maximum, times a factor, are the curve's; None where none is stated."""
    share = np.append(-np.diff(stored.volume), stored.volume[-1]) / stored.volume[0]
    upper = np.append(stored.dose_gy[1:], stored.dose_gy[-1])
    mean_gy = float(share @ (stored.dose_gy + upper)) / 2
    room = DOSE_TOLERANCE_FRAC * hottest_gy
    stated = ((stored.mean_gy, mean_gy), (stored.max_gy, float(stored.dose_gy[-1])))
    compared = [abs(said * factor - is_gy) <= room for said, is_gy in stated if said is not None]
    return all(compared) if compared else None
