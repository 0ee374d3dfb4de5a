"""Many metrics of many structures as rows of a table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property

from rtqa.dvh.compute import belonging, structure_dvhs
from rtqa.dvh.curve import DVH
from rtqa.dvh.isodose import Isodoses
from rtqa.dvh.settings import DEFAULT, DvhSettings
from rtqa.errors import require
from rtqa.geometry.planar import lay_flat
from rtqa.messages import Unknown
from rtqa.metrics.dose_volume import measure
from rtqa.metrics.grammar import MetricSpec, parse_metric
from rtqa.metrics.outcome import Measurement, Outcome, Unmeasurable
from rtqa.model.case import Case, Treatment
from rtqa.model.dose import Dose
from rtqa.model.plan import Plan
from rtqa.model.structure import Structure, StructureSet


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricRow:
    """One metric of one structure of one plan; plain numbers and text alone.

    Attributes:
        plan: its label.
        structure: the structure's name.
        metric: in the TG-263 grammar.
        value: in ``unit``; None where it cannot be known.
        low, high: where it lies given what the calculation cannot know; of what has no value, what is known
            of it all the same. None where open, or not assessed.
        unit: Gy, %, cc or cGy; empty of a ratio.
        reason: why there is no value; empty where there is one.
    """

    plan: str
    structure: str
    metric: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    reason: str = ""

    def as_row(self) -> dict[str, str | float | None]:
        """By column, for tables."""
        return asdict(self)


def measure_all(
    case: Case | Treatment | Iterable[Case | Treatment],
    metrics: str | Sequence[str],
    *,
    structures: Sequence[str] | None = None,
    settings: DvhSettings = DEFAULT,
) -> tuple[MetricRow, ...]:
    """Metrics of structures as rows: plan by plan, structure by structure, metric by metric.

    A dose in percent is of what the plan prescribes to exactly this structure. What cannot be measured has a
    row too, with its reason.

    >>> import rtqa
    >>> case = rtqa.read_case("sample_plans/ccrt_pass")
    >>> row = rtqa.measure_all(case, ["D0.03cc[Gy]", "Mean[Gy]"], structures=["Parotid_L"])[1]
    >>> row.structure, row.metric, round(row.value, 1), row.low < row.value < row.high
    ('Parotid_L', 'Mean[Gy]', 21.6, True)

    Args:
        case: a case, of which every treatment is measured; one treatment; or several of either.
        metrics: one or more, as :func:`rtqa.measure` reads them.
        structures: their names, exactly, which each plan must have; None for all of each.
        settings: how DVHs are computed, where planning systems differ.

    Raises:
        MetricSyntaxError: a metric is not in the grammar.
        StructureNameError: a plan has no structure of a name, or several.
        InputError: a plan has no dose or no structures, or they do not belong together.
        UsageError: it is no case and no treatment.
    """
    specs = [parse_metric(text) for text in ([metrics] if isinstance(metrics, str) else metrics)]
    treatments = [
        treatment
        for plan in (case if isinstance(case, Iterable) else [case])
        for treatment in _list_treatments(plan)
    ]
    return tuple(
        _as_row(str(treatment.label), measured.structure.name, outcome)
        for treatment in treatments
        for measured in measure_structures(treatment, specs, structures=structures, settings=settings)
        for outcome in measured.outcomes
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MeasuredStructure:
    """One structure: its curve and metrics, or the reason why it has none."""

    structure: Structure
    dvh: DVH | Unknown
    outcomes: tuple[Outcome, ...] = ()


def measure_structures(
    treatment: Treatment,
    specs: Sequence[MetricSpec],
    *,
    structures: Sequence[str] | None = None,
    settings: DvhSettings = DEFAULT,
) -> Iterator[MeasuredStructure]:
    """Structure by structure, its DVH and metrics; arguments and errors as for :func:`measure_all`."""
    structure_set, dose = belonging(treatment)
    drawn = (
        list(structure_set.structures)
        if structures is None
        else [structure_set.structure(name) for name in structures]
    )
    dvhs = structure_dvhs(
        drawn,
        dose=dose,
        set_spacing_mm=structure_set.plane_spacing_mm,
        slices=structure_set.slices,
        settings=settings,
    )
    for structure, dvh in zip(drawn, dvhs, strict=True):
        if not isinstance(dvh, DVH):
            unknown = Unknown(dvh.message)
            none = tuple(Unmeasurable(spec=spec, unknown=unknown) for spec in specs)
            yield MeasuredStructure(structure=structure, dvh=unknown, outcomes=none)
            continue
        around = _Around(structure, structure_set, dose=dose, settings=settings)
        prescription_gy = find_prescription_gy(treatment.plan, structure)
        outcomes = tuple(
            measure(
                dvh,
                spec,
                prescription_gy=prescription_gy,
                isodoses=around.isodoses if spec.kind.needs_whole_dose else None,
            )
            for spec in specs
        )
        yield MeasuredStructure(structure=structure, dvh=dvh, outcomes=outcomes)


def find_prescription_gy(plan: Plan | None, structure: Structure) -> float | None:
    """What the plan prescribes to exactly this structure; None where it states no dose, or two."""
    stated = [
        item.dose_gy
        for item in (plan.prescriptions if plan else ())
        if item.structure_number == structure.number and item.dose_gy is not None
    ]
    return stated[0] if len(stated) == 1 else None


class _Around:
    """The isodoses about a structure, found when they are asked for."""

    def __init__(
        self, structure: Structure, structure_set: StructureSet, *, dose: Dose, settings: DvhSettings
    ) -> None:
        self._structure, self._set, self._dose, self._settings = structure, structure_set, dose, settings

    @cached_property
    def isodoses(self) -> Isodoses:
        drawn = lay_flat(self._structure, set_spacing_mm=self._set.plane_spacing_mm, slices=self._set.slices)
        return Isodoses(dose=self._dose, structure=drawn, settings=self._settings)


def _list_treatments(plan: Case | Treatment) -> tuple[Treatment, ...]:
    return (plan,) if isinstance(plan, Treatment) else require(plan, Case, maker="rtqa.read_case").treatments


def _as_row(plan: str, structure: str, outcome: Outcome) -> MetricRow:
    span = outcome.interval if isinstance(outcome, Measurement) else outcome.bounds
    return MetricRow(
        plan=plan,
        structure=structure,
        metric=str(outcome.spec),
        value=float(outcome.value) if isinstance(outcome, Measurement) else None,
        low=_finite(span.low) if span is not None else None,
        high=_finite(span.high) if span is not None else None,
        unit=outcome.spec.unit,
        reason="" if isinstance(outcome, Measurement) else outcome.reason,
    )


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
