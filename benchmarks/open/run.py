"""A benchmark of DVH engines that others can enter: solids with closed forms, a neutral adapter for each.

The phantoms of `rtqa commission --export` are written as DICOM; each adapter is a program that is handed a
folder (RTSTRUCT.dcm, RTDOSE.dcm) and prints JSON: for each structure its cumulative DVH, `dose_gy` ascending
and `volume_cm3` that receives at least that. Metrics are read off these curves here, in one way for all, and
held to the truth of the smooth solids.

    python benchmarks/open/run.py [--adapters rtqa dicompyler platipy]

To enter another engine, add `adapters/NAME.py` (or any program with a line in such a file that starts it).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

import numpy as np

from rtqa.commission.export import export_suite
from rtqa.commission.suite import PhantomSet, commissioning_suite
from rtqa.metrics import parse_metric

ADAPTERS = Path(__file__).parent / "adapters"
SHARES = {"D98%[Gy]": 0.98, "D95%[Gy]": 0.95, "D50%[Gy]": 0.5, "D2%[Gy]": 0.02}


def measure(curve: Mapping[str, list[float]]) -> dict[str, float]:
    """Volume, mean and doses at volumes of a cumulative curve, linear between its points."""
    dose_gy, volume_cm3 = np.array(curve["dose_gy"]), np.array(curve["volume_cm3"])
    whole_cm3 = volume_cm3[0]
    middles_gy = (dose_gy[1:] + dose_gy[:-1]) / 2
    found = {
        "Volume[cc]": float(whole_cm3),
        "Mean[Gy]": float(-(np.diff(volume_cm3) @ middles_gy) / (whole_cm3 - volume_cm3[-1])),
    }
    for metric, share in SHARES.items():
        found[metric] = float(np.interp(-share * whole_cm3, -volume_cm3, dose_gy))
    return found


def errors_of(adapter: str, phantom_set: PhantomSet, folder: Path) -> Iterator[float]:
    """The error of each metric of each structure of a set, in percent; infinite where one is missing."""
    done = subprocess.run(
        [sys.executable, "-P", "-W", "ignore", str(ADAPTERS / f"{adapter}.py"), str(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        print(f"{adapter} fails on {phantom_set.name}: {done.stderr.splitlines()[-1:]}", file=sys.stderr)
    curves = json.loads(done.stdout.splitlines()[-1]) if not done.returncode else {}
    for phantom in phantom_set.phantoms:
        truth = phantom.true_of_solid(phantom_set.dose)
        curve = curves.get(phantom.name)
        found = measure(curve) if curve is not None and curve["volume_cm3"][0] > 0 else {}
        for metric in ("Volume[cc]", "Mean[Gy]", *SHARES):
            true = truth.answer(parse_metric(metric))
            yield 100 * abs(found[metric] / true - 1) if metric in found else np.inf


def main() -> None:
    """Print a line for each engine."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    known = sorted(file.stem for file in ADAPTERS.glob("*.py"))
    parser.add_argument("--adapters", nargs="+", choices=known, default=known)
    options = parser.parse_args()
    sets = [each for each in commissioning_suite() if each.phantoms]
    with tempfile.TemporaryDirectory() as scratch:
        export_suite(sets, Path(scratch))
        print(
            f"{'engine':14}{'values':>8}{'> 1 %':>8}{'> 3 %':>8}{'median':>10}{'95 of 100':>11}{'seconds':>9}"
        )
        for adapter in options.adapters:
            since = time.perf_counter()
            errors = [error for each in sets for error in errors_of(adapter, each, Path(scratch) / each.name)]
            seconds = time.perf_counter() - since
            print(
                f"{adapter:14}{len(errors):8}{sum(error > 1 for error in errors):8}"
                f"{sum(error > 3 for error in errors):8}{median(errors):8.2f} %"
                f"{np.quantile(errors, 0.95, method='higher'):9.2f} %{seconds:9.1f}"
            )


if __name__ == "__main__":
    main()
