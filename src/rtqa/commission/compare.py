"""A planning system's own DVHs of the phantoms, laid beside rtqa's and the truth."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

from rtqa.commission.export import study_of
from rtqa.commission.run import PhantomResult
from rtqa.dicom.stored_dvh import read_stored_dvhs
from rtqa.dvh.curve import DVH
from rtqa.errors import AmbiguousInputError, InputError
from rtqa.messages import Message, Unknown
from rtqa.metrics import Measurement, MetricKind, MetricSpec, Outcome, Unmeasurable, measure
from rtqa.model.dose import DoseQuantity
from rtqa.model.stored_dvh import StoredDVH, UnusableDVH

PLANNING_SYSTEM = "the planning system"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Compared:
    """A phantom's metrics from the planning system, in the order of its result's rows.

    Attributes:
        name: of the phantom.
        outcomes: one for each row of the phantom's result.
    """

    name: str
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """What the folder held.

    Attributes:
        compared: of the phantoms that it had a DVH of.
        absent: names of those it had none of.
        unusable: what could not be read, as sentences.
    """

    compared: tuple[Compared, ...]
    absent: tuple[str, ...]
    unusable: tuple[str, ...]


def compare_with(results: Sequence[PhantomResult], *paths: str | os.PathLike[str]) -> Comparison:
    """Read the planning system's DVHs and measure them as the phantoms were.

    A DVH belongs to a phantom by the name of its structure; where no name is known, by its ROI number in the
    structure set that rtqa exported.

    Raises:
        InputError: the files hold no DVH of a phantom.
        AmbiguousInputError: they hold two of one.
    """
    dvhs = read_stored_dvhs(*paths)
    exported = _exported_names(results)
    known = {result.phantom.name for result in results}
    by_name: dict[str, StoredDVH] = {}
    for dvh in dvhs:
        if isinstance(dvh, UnusableDVH):
            continue
        name = dvh.structure or exported.get((dvh.structure_set_uid, dvh.roi_number), "")
        if name in known and name in by_name:
            raise AmbiguousInputError(f"two DVHs of {name} are among the files: leave one of them out")
        by_name[name] = dvh
    compared = tuple(
        Compared(name=name, outcomes=tuple(measure_stored(by_name[name], row.metric) for row in result.rows))
        for result in results
        if (name := result.phantom.name) in by_name
    )
    unusable = tuple(
        f"{dvh.structure or f'ROI {dvh.roi_number}'}: {dvh.reason}"
        for dvh in dvhs
        if isinstance(dvh, UnusableDVH)
    )
    if not compared:
        stated = f" ({'; '.join(unusable)})" if unusable else ""
        raise InputError(
            f"none of the {len(dvhs)} DVHs in the folder is of a phantom{stated}; export the phantoms with "
            "rtqa commission --export, import them, and export RTDOSE with DVHs and RTSTRUCT again"
        )
    return Comparison(
        compared=compared,
        absent=tuple(result.phantom.name for result in results if result.phantom.name not in by_name),
        unusable=unusable,
    )


def measure_stored(stored: StoredDVH, metric: MetricSpec) -> Outcome:
    """A metric of a stored curve; minimum, mean and maximum are those stated beside it, where they are."""
    stated = {MetricKind.MIN: stored.min_gy, MetricKind.MEAN: stored.mean_gy, MetricKind.MAX: stored.max_gy}
    value = stated.get(metric.kind)
    if value is not None:
        return Measurement(spec=metric, value=value, unit=metric.unit)
    if stored.is_relative and "cc" in (metric.unit, metric.at_unit):
        reason = Message("stored-dvh.volumes-in-percent")
        return Unmeasurable(spec=metric, unknown=Unknown(reason))
    return measure(_as_dvh(stored), metric)


def _as_dvh(stored: StoredDVH) -> DVH:
    """The stored curve as one of rtqa's; a relative one with a whole of 1, of which only shares are asked."""
    dose, volume = stored.dose_gy, stored.volume
    whole = float(volume[0])
    steps = (dose[1:] + dose[:-1]) / 2.0
    return DVH(
        structure=stored.structure,
        dose_gy=dose,
        volume_cm3=volume,
        mean_gy=float(steps @ (volume[:-1] - volume[1:])) / whole if len(dose) > 1 else nan,
        total_cm3=whole,
        quantity=DoseQuantity.PHYSICAL,
        computed=f"stored by {PLANNING_SYSTEM}",
    )


def _exported_names(results: Sequence[PhantomResult]) -> dict[tuple[str, int], str]:
    """Names by structure set and ROI number, as rtqa exports them."""
    return {
        (study_of(result.phantom_set).instance_uid("RTSTRUCT"), n): phantom.name
        for result in results
        for n, phantom in enumerate(result.phantom_set.phantoms, start=2)
    }
