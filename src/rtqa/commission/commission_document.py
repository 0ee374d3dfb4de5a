"""The report as a value, schema ``rtqa-commission/1``: the JSON, and what all else is drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from rtqa.commission.compare import Comparison
from rtqa.commission.doses import LinearDose
from rtqa.commission.run import Held, PhantomResult, Row
from rtqa.dvh.settings import DEFAULT
from rtqa.metrics import Measurement, Outcome, Unmeasurable

SCHEMA: Final = "rtqa-commission/1"
SMOOTH, CAPPED = "the smooth solid", "the smooth solid with flat half-slice end caps"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class HeldPart(_Part):
    """A truth, the value's error against it, and what is allowed; in the metric's unit."""

    truth: float
    error: float | None
    error_percent: float | None
    tolerance: float
    passed: bool


class PlanningSystemPart(_Part):
    """What the planning system answers, its error against the solid's truth, or why there is no answer."""

    value: float | None
    error: float | None
    error_percent: float | None
    reason: str


class RowPart(_Part):
    """One metric; see :class:`rtqa.commission.run.Row`. A value that is None has its reason."""

    metric: str
    unit: str
    value: float | None
    reason: str
    interval: tuple[float, float] | None
    truth_in_interval: bool | None
    solid: HeldPart
    prisms: HeldPart | None
    planning_system: PlanningSystemPart | None
    passed: bool


class PhantomPart(_Part):
    """One phantom; its centre in mm, patient LPS."""

    name: str
    set_name: str = Field(alias="set")
    size_mm: float
    centre_mm: tuple[float, float, float]
    passed: bool
    rows: tuple[RowPart, ...]


class SetPart(_Part):
    """One set: its slices, grid and dose, and what its truths are of."""

    name: str
    slice_mm: float
    grid_mm: float
    dose_kind: Literal["linear", "gaussian"]
    dose: str
    truth: str


class CountsPart(_Part):
    """How many there are, and how many passed; intervals that were given, and that hold the solid's truth."""

    phantoms: int
    phantoms_passed: int
    metrics: int
    metrics_passed: int
    intervals: int
    intervals_holding_truth: int


class ComparisonPart(_Part):
    """What the planning system's folder held."""

    compared: int
    absent: tuple[str, ...]
    unusable: tuple[str, ...]


class CommissionDocument(_Part):
    """The whole report."""

    schema_id: Literal["rtqa-commission/1"] = Field(alias="schema")
    created: str
    passed: bool
    counts: CountsPart
    environment: dict[str, str]
    settings: dict[str, str]
    sets: tuple[SetPart, ...]
    phantoms: tuple[PhantomPart, ...]
    comparison: ComparisonPart | None


def build_document(
    results: Sequence[PhantomResult],
    *,
    comparison: Comparison | None,
    environment: Mapping[str, str],
    created: str,
) -> CommissionDocument:
    """Put the report together.

    Args:
        results: of the whole suite; of nothing, the report does not pass.
        comparison: with a planning system, or None.
        environment: see :func:`rtqa.commission.environment.describe_environment`.
        created: ISO 8601, with its offset.
    """
    theirs = {compared.name: compared.outcomes for compared in comparison.compared} if comparison else {}
    rows = [row for result in results for row in result.rows]
    covered = [row.is_covered for row in rows if row.is_covered is not None]
    sets = {result.phantom_set.name: result.phantom_set for result in results}
    return CommissionDocument(
        schema=SCHEMA,
        created=created,
        passed=bool(results) and all(result.passed for result in results),
        counts=CountsPart(
            phantoms=len(results),
            phantoms_passed=sum(result.passed for result in results),
            metrics=len(rows),
            metrics_passed=sum(row.passed for row in rows),
            intervals=len(covered),
            intervals_holding_truth=sum(covered),
        ),
        environment=dict(environment),
        settings={"DVH method": str(DEFAULT)},
        sets=tuple(
            SetPart(
                name=phantom_set.name,
                slice_mm=phantom_set.slice_mm,
                grid_mm=phantom_set.grid_mm,
                dose_kind="linear" if isinstance(phantom_set.dose, LinearDose) else "gaussian",
                dose=str(phantom_set.dose),
                truth=CAPPED if phantom_set.is_capped else SMOOTH,
            )
            for phantom_set in sets.values()
        ),
        phantoms=tuple(_phantom(result, theirs.get(result.phantom.name)) for result in results),
        comparison=ComparisonPart(
            compared=len(comparison.compared), absent=comparison.absent, unusable=comparison.unusable
        )
        if comparison
        else None,
    )


def render_json(document: CommissionDocument) -> str:
    """The document as JSON, one line break at its end; the same document gives the same bytes."""
    return document.model_dump_json(by_alias=True, indent=1) + "\n"


def _phantom(result: PhantomResult, theirs: Sequence[Outcome] | None) -> PhantomPart:
    phantom = result.phantom
    x, y, z = (float(part) for part in phantom.centre_mm)
    return PhantomPart(
        name=phantom.name,
        set=result.phantom_set.name,
        size_mm=phantom.size_mm,
        centre_mm=(x, y, z),
        passed=result.passed,
        rows=tuple(_row(row, theirs[n] if theirs is not None else None) for n, row in enumerate(result.rows)),
    )


def _row(row: Row, theirs: Outcome | None) -> RowPart:
    return RowPart(
        metric=str(row.metric),
        unit=row.metric.unit,
        value=row.value,
        reason=str(row.outcome.reason) if isinstance(row.outcome, Unmeasurable) else "",
        interval=(row.interval.low, row.interval.high) if row.interval else None,
        truth_in_interval=row.is_covered,
        solid=_held(row.solid, row.value),
        prisms=_held(row.prisms, row.value) if row.prisms else None,
        planning_system=_planning_system(theirs, row.solid.truth) if theirs is not None else None,
        passed=row.passed,
    )


def _held(held: Held, value: float | None) -> HeldPart:
    error, percent = _error(value, held.truth)
    return HeldPart(
        truth=held.truth,
        error=error,
        error_percent=percent,
        tolerance=held.tolerance,
        passed=value is not None and held.allows(value),
    )


def _planning_system(outcome: Outcome, truth: float) -> PlanningSystemPart:
    if not isinstance(outcome, Measurement):
        return PlanningSystemPart(value=None, error=None, error_percent=None, reason=str(outcome.reason))
    error, percent = _error(outcome.value, truth)
    return PlanningSystemPart(value=outcome.value, error=error, error_percent=percent, reason="")


def _error(value: float | None, truth: float) -> tuple[float | None, float | None]:
    """Value less truth, and that in percent of the truth."""
    if value is None:
        return None, None
    return value - truth, (value - truth) / truth * 100.0 if truth else None
