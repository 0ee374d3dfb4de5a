"""The suite run on this installation: every phantom's metrics, compared with their truths."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite

from rtqa.commission.phantoms import Phantom
from rtqa.commission.suite import PhantomSet
from rtqa.commission.tolerance import Tolerance, tolerance_to_prisms, tolerance_to_solid
from rtqa.commission.truth import Truth
from rtqa.dvh.compute import planar_dvh
from rtqa.errors import UnsupportedError
from rtqa.messages import Unknown
from rtqa.metrics import Interval, Measurement, MetricSpec, Outcome, Unmeasurable, measure, parse_metric
from rtqa.model.dose import Dose

METRICS = (
    "Volume[cc]",
    "Min[Gy]",
    "Max[Gy]",
    "Mean[Gy]",
    "D99%[Gy]",
    "D95%[Gy]",
    "D50%[Gy]",
    "D5%[Gy]",
    "D2%[Gy]",
)
NEAR_MAX = "D0.03cc[Gy]"
NEAR_MAX_FROM_CM3 = 0.06
"""Only a structure of twice 0.03 cm³ is asked for it: slices of a smaller one may not hold so much."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A truth, and how far from it a value may lie; both in the metric's unit."""

    truth: float
    tolerance: float

    def allows(self, value: float) -> bool:
        """Whether the value is within tolerance; one that is not a number never is."""
        return isfinite(value) and abs(value - self.truth) <= self.tolerance


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One metric of one phantom.

    Attributes:
        metric: what was measured.
        outcome: what rtqa answered.
        solid: the truth of the smooth solid, with caps where the phantom has them.
        prisms: the truth of its contours as right prisms; None where that has no closed form.
    """

    metric: MetricSpec
    outcome: Outcome
    solid: Held
    prisms: Held | None

    @property
    def value(self) -> float | None:
        """The measured value; None where there is none."""
        return self.outcome.value if isinstance(self.outcome, Measurement) else None

    @property
    def interval(self) -> Interval | None:
        """Where rtqa says the value lies; None where it does not say."""
        return self.outcome.interval if isinstance(self.outcome, Measurement) else None

    @property
    def is_covered(self) -> bool | None:
        """Whether the interval holds the solid's truth; None where there is no interval."""
        return self.solid.truth in self.interval if self.interval is not None else None

    @property
    def error(self) -> float | None:
        """Value less the solid's truth."""
        return self.value - self.solid.truth if self.value is not None else None

    @property
    def passed(self) -> bool:
        """Whether the value is within tolerance of every truth; no value never is."""
        return self.value is not None and all(
            held.allows(self.value) for held in (self.solid, self.prisms) if held is not None
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PhantomResult:
    """One phantom with all its rows."""

    phantom: Phantom
    phantom_set: PhantomSet
    rows: tuple[Row, ...]

    @property
    def passed(self) -> bool:
        """Whether every row passed."""
        return all(row.passed for row in self.rows)


def run_suite(sets: Sequence[PhantomSet], *, progress: Progress | None = None) -> tuple[PhantomResult, ...]:
    """Compute every phantom and compare it with its truths.

    Args:
        sets: see :func:`rtqa.commission.suite.commissioning_suite`.
        progress: called after each phantom with what was done, the number done and their total.
    """
    total = sum(len(phantom_set.phantoms) for phantom_set in sets)
    results: list[PhantomResult] = []
    for phantom_set in sets:
        dose = phantom_set.tabulate()
        for phantom in phantom_set.phantoms:
            results.append(run_phantom(phantom, phantom_set, dose=dose))
            if progress is not None:
                progress("Phantoms", len(results), total)
    return tuple(results)


def run_phantom(phantom: Phantom, phantom_set: PhantomSet, *, dose: Dose) -> PhantomResult:
    """Measure one phantom's metrics and compare them with their truths."""
    solid = phantom.true_of_solid(phantom_set.dose)
    prisms = phantom.true_of_prisms(phantom_set.dose)
    grid_mm = phantom_set.grid_mm
    near = tolerance_to_prisms(phantom, phantom_set.dose, grid_mm=grid_mm)
    far = tolerance_to_solid(phantom, phantom_set.dose, grid_mm=grid_mm)
    metrics = metrics_for(solid)
    rows = tuple(
        Row(
            metric=metric,
            outcome=outcome,
            solid=_held(metric, solid, far),
            prisms=_held(metric, prisms, near) if prisms is not None else None,
        )
        for metric, outcome in zip(metrics, _measure_all(phantom, dose, metrics), strict=True)
    )
    return PhantomResult(phantom=phantom, phantom_set=phantom_set, rows=rows)


def metrics_for(truth: Truth) -> list[MetricSpec]:
    """The metrics of a phantom: V at a dose between its mean and its maximum, and D0.03cc if it is large."""
    dose_gy = (truth.mean_gy + truth.max_gy) / 2.0
    texts = [*METRICS, *([NEAR_MAX] if truth.volume_cm3 >= NEAR_MAX_FROM_CM3 else []), f"V{dose_gy:.1f}Gy[%]"]
    return [parse_metric(text) for text in texts]


def _held(metric: MetricSpec, truth: Truth, tolerance: Tolerance) -> Held:
    return Held(truth=truth.answer(metric), tolerance=tolerance.of(metric, truth))


def _measure_all(phantom: Phantom, dose: Dose, metrics: Sequence[MetricSpec]) -> list[Outcome]:
    try:
        dvh = planar_dvh(phantom.planar(), dose=dose)
    except UnsupportedError as error:
        # A phantom that cannot be computed is a failed one, and the others shall still be seen.
        return [Unmeasurable(spec=metric, unknown=Unknown(error.message)) for metric in metrics]
    return [measure(dvh, metric) for metric in metrics]
