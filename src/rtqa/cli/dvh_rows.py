"""What ``rtqa dvh`` says of each structure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rtqa.cli.screen import Steps
from rtqa.dvh import DVH
from rtqa.dvh.compute import belonging, structure_dvhs
from rtqa.dvh.isodose import Isodoses
from rtqa.dvh.settings import DEFAULT, DvhSettings
from rtqa.errors import UnsupportedError
from rtqa.findings.fields import finite
from rtqa.geometry.planar import lay_flat
from rtqa.messages import Unknown
from rtqa.metrics import Measurement, MetricSpec, Outcome, Unmeasurable, measure
from rtqa.model.case import Treatment
from rtqa.model.plan import Plan
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
    structure_set, dose = belonging(treatment)
    structures = [structure_set.structure(name) for name in names] or list(structure_set.structures)
    dvhs = structure_dvhs(
        structures,
        dose=dose,
        set_spacing_mm=structure_set.plane_spacing_mm,
        slices=structure_set.slices,
        settings=settings,
    )
    rows = []
    for done, structure in enumerate(structures):
        progress(structure.name, done, len(structures))
        dvh = next(dvhs)
        if isinstance(dvh, UnsupportedError):
            unknown = tuple(Unmeasurable(spec=spec, unknown=Unknown(dvh.message)) for spec in specs)
            rows.append(DvhRow(structure=structure, dvh=None, outcomes=unknown, reason=str(dvh)))
            continue
        prescription_gy = _prescription_gy(treatment.plan, structure)
        isodoses = None
        if any(spec.kind.needs_whole_dose for spec in specs):
            drawn = lay_flat(
                structure, set_spacing_mm=structure_set.plane_spacing_mm, slices=structure_set.slices
            )
            isodoses = Isodoses(dose=dose, structure=drawn, settings=settings)
        outcomes = [measure(dvh, spec, prescription_gy=prescription_gy, isodoses=isodoses) for spec in specs]
        rows.append(DvhRow(structure=structure, dvh=dvh, outcomes=tuple(outcomes)))
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
        **({"method": dvh.method} if dvh is not None and dvh.method != str(DEFAULT) else {}),
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


def _prescription_gy(plan: Plan | None, structure: Structure) -> float | None:
    """What the plan prescribes to exactly this structure; None where it states no dose, or two."""
    stated = [
        item.dose_gy
        for item in (plan.prescriptions if plan else ())
        if item.structure_number == structure.number and item.dose_gy is not None
    ]
    return stated[0] if len(stated) == 1 else None
