"""How often a measured value's interval holds the truth, and how wide it is for that.

    python benchmarks/calibration.py [--family rough] [--phantoms 300] [--seed SEED] [--plot FILE.svg]
        [--csv FILE]

Random phantoms (see ``phantoms.py``) are measured, and each value is compared with the truth of the solid,
smooth or rough, in the smooth dose. The seed is another one each time unless given; it is printed. Errors and
half-widths are in % of the truth. An interval that is well calibrated holds the truth in 95 % of the values,
and its half-width is not more than three times the error, of medians.
"""

from __future__ import annotations

import argparse
import csv
import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from phantoms import Phantom, random_phantom
from rtqa.dvh.compute import structure_dvh
from rtqa.metrics import Measurement, measure

METRICS = ("Volume", "Mean", "D95%", "D50%", "D5%", "D2%", "D0.03cc", "V(%)", "V(cc)")
"""As tables name them; the doses of the V-metrics are those that 70 % and 30 % of the volume receive."""

TARGET_FRAC = 0.95
SLICE_BINS_MM = (0.0, 1.0, 2.0, 3.0, 5.0)
SIZE_BINS_MM = (8.0, 15.0, 30.0, 60.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One measured value of one phantom, with what it ought to be."""

    phantom: int
    shape: str
    size_mm: float
    slice_mm: float
    grid_mm: float
    metric: str
    truth: float
    value: float
    low: float
    high: float

    @property
    def error_percent(self) -> float:
        """How far the value is from the truth, in % of it."""
        return 100.0 * (self.value / self.truth - 1.0)

    @property
    def half_width_percent(self) -> float:
        """Half the interval, in % of the truth."""
        return 50.0 * (self.high - self.low) / self.truth

    @property
    def holds(self) -> bool:
        """Whether the interval holds the truth."""
        return self.low <= self.truth <= self.high

    @property
    def place(self) -> float:
        """Where the truth lies in the interval: 0 at the value, ±1 at the ends."""
        off = self.truth - self.value
        side = self.high - self.value if off > 0 else self.value - self.low
        return off / max(side, 1e-12 * self.truth)


# Measuring


def questions(phantom: Phantom) -> dict[str, tuple[str, float]]:
    """Metrics, as rtqa reads them, with their true values."""
    truth = phantom.truth
    lower_gy, upper_gy = (round(truth.dose_at(share), 3) for share in (0.7, 0.3))
    asked = (
        ("Volume[cc]", truth.volume_cm3),
        ("Mean[Gy]", truth.mean_gy),
        ("D95%[Gy]", truth.dose_at(0.95)),
        ("D50%[Gy]", truth.dose_at(0.50)),
        ("D5%[Gy]", truth.dose_at(0.05)),
        ("D2%[Gy]", truth.dose_at(0.02)),
        ("D0.03cc[Gy]", truth.dose_at(0.03 / truth.volume_cm3)),
        (f"V{lower_gy}Gy[%]", 100.0 * truth.share_at(lower_gy)),
        (f"V{upper_gy}Gy[cc]", truth.volume_cm3 * truth.share_at(upper_gy)),
    )
    return dict(zip(METRICS, asked, strict=True))


def values_of(number: int, *, seed: int, is_rough: bool) -> list[Value]:
    """All metrics of phantom `number` of a seed."""
    phantom = random_phantom(np.random.default_rng([seed, number]), is_rough=is_rough)
    dvh = structure_dvh(phantom.structure, dose=phantom.dose, set_spacing_mm=phantom.slice_mm)
    values = []
    for name, (metric, truth) in questions(phantom).items():
        outcome = measure(dvh, metric)
        if not isinstance(outcome, Measurement) or outcome.interval is None:
            raise SystemExit(f"phantom {number} of seed {seed}: {metric} has no value: {outcome}")
        values.append(
            Value(
                phantom=number,
                shape=phantom.shape,
                size_mm=phantom.size_mm,
                slice_mm=phantom.slice_mm,
                grid_mm=phantom.grid_mm,
                metric=name,
                truth=truth,
                value=outcome.value,
                low=outcome.interval.low,
                high=outcome.interval.high,
            )
        )
    return values


def calibrate(n_phantoms: int, *, seed: int, is_rough: bool) -> list[Value]:
    """All values of so many phantoms."""
    with ProcessPoolExecutor(min(os.cpu_count() or 1, 8)) as pool:
        found = pool.map(partial(values_of, seed=seed, is_rough=is_rough), range(n_phantoms), chunksize=10)
        return [value for values in found for value in values]


# Tables


Key = Callable[[Value], str]


def by_metric(value: Value) -> str:
    """Its metric."""
    return value.metric


def by_shape(value: Value) -> str:
    """The shape of its phantom."""
    return value.shape


def by_slice(value: Value) -> str:
    """The bin of its slice spacing, by its ends."""
    n = int(np.searchsorted(SLICE_BINS_MM, value.slice_mm - 1e-9))
    return f"slices {SLICE_BINS_MM[n - 1]:g}–{SLICE_BINS_MM[n]:g} mm"


def by_grid(value: Value) -> str:
    """Its in-plane dose spacing."""
    return f"grid {value.grid_mm:g} mm"


def by_size(value: Value) -> str:
    """The bin of its size, by its ends."""
    n = int(np.searchsorted(SIZE_BINS_MM, value.size_mm - 1e-9))
    return f"size {SIZE_BINS_MM[n - 1]:2g}–{SIZE_BINS_MM[n]:g} mm"


def grouped(values: Iterable[Value], key: Key) -> dict[str, list[Value]]:
    """Values by a key, in its order; metrics in theirs."""
    groups: dict[str, list[Value]] = {}
    for value in values:
        groups.setdefault(key(value), []).append(value)
    order = METRICS.index if set(groups) <= set(METRICS) else str
    return {name: groups[name] for name in sorted(groups, key=order)}


def coverage_frac(values: Sequence[Value]) -> float:
    """How often the interval holds the truth."""
    return sum(value.holds for value in values) / len(values)


def print_calibration(title: str, groups: dict[str, list[Value]]) -> None:
    """Coverage and width of each group, and how often the truth lies above and below the interval.

    The ratio is that of the medians. It says little of a group that mixes structures known well with others
    that are not; beside it stands half-width over error, value by value, in the median.
    """
    print(
        f"\n{title:18s}{'n':>7s}{'coverage':>10s}{'above':>8s}{'below':>8s}{'|error| %':>11s}"
        f"{'half-width %':>14s}{'ratio':>7s}{'value by value':>16s}"
    )
    for name, values in groups.items():
        errors = np.array([abs(value.error_percent) for value in values])
        widths = np.array([value.half_width_percent for value in values])
        error, width = np.median(errors), np.median(widths)
        above, below = (100 * np.mean([sign * v.place > 1 for v in values]) for sign in (1, -1))
        print(
            f"{name:18s}{len(values):7d}{100 * coverage_frac(values):9.1f}%{above:7.1f}%{below:7.1f}%"
            f"{error:11.3f}{width:14.3f}{width / error:7.2f}{1 / np.median(errors / widths):16.2f}"
        )


def print_coverage(values: Sequence[Value], key: Key) -> None:
    """Coverage of each metric, by a key."""
    print(f"\n{'coverage, %':18s}" + "".join(f"{name:>9s}" for name in METRICS))
    for name, group in grouped(values, key).items():
        shares = (100 * coverage_frac(of_metric) for of_metric in grouped(group, by_metric).values())
        print(f"{name:18s}" + "".join(f"{share:9.1f}" for share in shares))


def print_errors(title: str, values: Sequence[Value], key: Key) -> None:
    """Median and 95th percentile of the error of each metric, by a key."""
    print(f"\n|error| %, median / 95th percentile\n{title:18s}" + "".join(f"{name:>13s}" for name in METRICS))
    for name, group in grouped(values, key).items():
        cells = []
        for of_metric in grouped(group, by_metric).values():
            middle, high = np.percentile([abs(value.error_percent) for value in of_metric], [50, 95])
            cells.append(f"{f'{middle:.2f} / {high:.2f}':>13s}")
        print(f"{name:18s}" + "".join(cells))


def print_tables(values: list[Value]) -> None:
    """All tables."""
    print_calibration("metric", grouped(values, by_metric))
    print_calibration("shape", grouped(values, by_shape))
    for title, key in (("slice spacing", by_slice), ("dose grid", by_grid), ("size", by_size)):
        print_calibration(title, grouped(values, key))
    print_calibration("", {"all": values})
    print_coverage(values, by_shape)
    print_coverage(values, by_slice)
    print_errors("slice spacing", values, by_slice)
    print_errors("dose grid", values, by_grid)


def write_csv(values: list[Value], path: Path) -> None:
    """Every value, a line each."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(asdict(values[0])))
        writer.writeheader()
        writer.writerows(asdict(value) for value in values)


# The plot


def write_plot(values: list[Value], path: Path) -> None:
    """The plot, as SVG and PNG beside each other."""
    import matplotlib as mpl  # noqa: PLC0415 (only the plot needs it)
    from matplotlib.figure import Figure  # noqa: PLC0415

    mpl.rcParams["svg.hashsalt"] = "rtqa"
    figure = Figure(figsize=(10.0, 4.2), layout="constrained")
    places, slices = figure.subplots(1, 2, width_ratios=(3, 2))
    _draw_places(places, grouped(values, by_metric))
    _draw_coverage(slices, grouped(values, by_slice))
    n_phantoms = len({value.phantom for value in values})
    figure.suptitle(
        f"{n_phantoms} random phantoms: the interval holds the truth in {100 * coverage_frac(values):.1f} % "
        f"of {len(values)} values",
        fontsize=11,
    )
    figure.savefig(path.with_suffix(".svg"), metadata={"Date": None})
    figure.savefig(path.with_suffix(".png"), dpi=110)


def _draw_places(axes: Any, groups: dict[str, list[Value]]) -> None:
    """Where the truth lies in the interval, metric by metric."""
    axes.axvspan(-1, 1, color="#dce9f5", zorder=0)
    axes.axvline(0, color="#888888", linewidth=0.8, zorder=1)
    for row, (name, values) in enumerate(groups.items()):
        low, left, middle, right, high = np.percentile([v.place for v in values], [2.5, 25, 50, 75, 97.5])
        axes.plot([low, high], [row, row], color="#1f5f9e", linewidth=1.2)
        axes.plot([left, right], [row, row], color="#1f5f9e", linewidth=7, solid_capstyle="butt")
        axes.plot(middle, row, "|", color="white", markersize=7, markeredgewidth=1.6)
        axes.text(1.95, row, f"{100 * coverage_frac(values):.1f} %", ha="right", va="center", fontsize=9)
        axes.text(-1.95, row, name, ha="left", va="center", fontsize=9)
    axes.set(xlim=(-2, 2), ylim=(len(groups) - 0.4, -0.6), yticks=[])
    axes.set_xlabel("(truth − value) / reach of the interval on that side")
    axes.set_title("Bar: middle 50 %, line: middle 95 % of values; right: coverage", fontsize=9)


def _draw_coverage(axes: Any, groups: dict[str, list[Value]]) -> None:
    """Coverage against slice spacing, each metric a line."""
    names = list(groups)
    for name in METRICS:
        of_metric = [[value for value in group if value.metric == name] for group in groups.values()]
        percents = [100 * coverage_frac(values) for values in of_metric]
        axes.plot(names, percents, color="#9bb8d3", linewidth=0.9)
        if min(percents) < 93.0:
            lowest = int(np.argmin(percents))
            axes.annotate(
                name,
                (lowest, percents[lowest]),
                xytext=(-4, -4),
                textcoords="offset points",
                ha="right",
                va="top",
                fontsize=8,
            )
    shares = np.array([coverage_frac(group) for group in groups.values()])
    counts = np.array([len({value.phantom for value in group}) for group in groups.values()])
    spread = 200 * np.sqrt(shares * (1 - shares) / counts)
    axes.errorbar(names, 100 * shares, spread, fmt="o-", color="#1f5f9e", capsize=3)
    axes.axhline(100 * TARGET_FRAC, color="#b3261e", linestyle="--", linewidth=1)
    axes.set_ylim(80, 100.5)
    axes.set_xticks(range(len(names)), [name.removeprefix("slices ").removesuffix(" mm") for name in names])
    axes.set_xlabel("slice spacing, mm")
    axes.set_title("Coverage, %: all values (±2 binomial σ) and each metric", fontsize=9)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="calibration of rtqa's intervals")
    parser.add_argument("--family", choices=("smooth", "rough"), default="smooth", help="of surfaces")
    parser.add_argument("--phantoms", type=int, default=300)
    parser.add_argument("--seed", type=int, help="another one each time, unless given")
    parser.add_argument("--plot", type=Path, help="written as SVG and PNG")
    parser.add_argument("--csv", type=Path, help="every value")
    arguments = parser.parse_args()
    seed = secrets.randbelow(2**31) if arguments.seed is None else arguments.seed
    print(f"{arguments.phantoms} {arguments.family} phantoms, seed {seed}")
    values = calibrate(arguments.phantoms, seed=seed, is_rough=arguments.family == "rough")
    print_tables(values)
    if arguments.csv:
        write_csv(values, arguments.csv)
    if arguments.plot:
        write_plot(values, arguments.plot)


if __name__ == "__main__":
    main()
