"""What ``rtqa dvh`` says of each structure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rtqa.cli.screen import Steps
from rtqa.dvh import DVH
from rtqa.dvh.settings import DEFAULT, DvhSettings
from rtqa.messages.values import finite
from rtqa.metrics import Measurement, MetricSpec, Outcome
from rtqa.metrics.table import measure_structures
from rtqa.model.case import Treatment
from rtqa.model.structure import Structure


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DvhRow:
    """One structure: its curve and metrics, or the reason why it has none."""

    structure: Structure
    dvh: DVH | None
    outcomes: tuple[Outcome, ...] = ()
    reason: str = ""


def compute_rows(
    treatment: Treatment,
    names: Sequence[str],
    *,
    specs: Sequence[MetricSpec],
    settings: DvhSettings,
    progress: Steps,
) -> list[DvhRow]:
    """A row for each structure of these names, or for each structure of the set.

    Raises:
        StructureNameError: no structure, or several, have one of the names.
        InputError: there is no dose or no structure set, or they do not belong together.
    """
    drawn = treatment.structure_set.structures if treatment.structure_set is not None else ()
    rows: list[DvhRow] = []
    for measured in measure_structures(treatment, specs, structures=names or None, settings=settings):
        progress(measured.structure.name, len(rows), len(names) or len(drawn))
        dvh = measured.dvh
        rows.append(
            DvhRow(
                structure=measured.structure,
                dvh=dvh if isinstance(dvh, DVH) else None,
                outcomes=measured.outcomes,
                reason="" if isinstance(dvh, DVH) else str(dvh.message),
            )
        )
    return rows


def row_as_json(row: DvhRow) -> dict[str, Any]:
    """The entry of a structure in ``rtqa dvh --format json``; null is what is not known."""
    dvh = row.dvh
    return {
        "name": row.structure.name,
        "volume_cm3": dvh and dvh.total_cm3,
        "coverage_frac": dvh and dvh.coverage_frac,
        "min_gy": dvh and finite(dvh.min_gy),
        "mean_gy": dvh and finite(dvh.mean_gy),
        "max_gy": dvh and finite(dvh.max_gy),
        "metrics": {str(outcome.spec): _outcome_as_json(outcome) for outcome in row.outcomes},
        **({"unmeasurable": row.reason} if dvh is None else {}),
        **({"method": dvh.method} if dvh is not None and dvh.computed != DEFAULT.message else {}),
        **({"notes": list(map(str, dvh.notes))} if dvh is not None and dvh.notes else {}),
    }


def _outcome_as_json(outcome: Outcome) -> dict[str, Any]:
    if not isinstance(outcome, Measurement):
        return {"unmeasurable": outcome.reason}
    span = outcome.interval
    return {
        "value": finite(outcome.value),
        "unit": outcome.unit,
        "interval": [finite(span.low), finite(span.high)] if span else None,
    }
