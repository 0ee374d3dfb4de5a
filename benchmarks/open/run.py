"""A benchmark that others can enter: the same questions to every engine, and a neutral adapter for each.

    python benchmarks/open/run.py [TASK…] [--engines rtqa dicompyler]

Histograms, by ``adapters/histograms/NAME.py``, a program that is handed a folder (RTSTRUCT.dcm, RTDOSE.dcm,
a CT beside where there is one) and prints JSON: for each structure its cumulative DVH, ``dose_gy`` ascending
and ``volume_cm3`` that receives at least that. Metrics are read off these curves here, in one way for all.

    solids    the phantoms of ``rtqa commission``, held to the closed forms of the smooth solids
    spheres   of 3 to 20 mm, in Gaussian doses as wide as they are (Walker and Byrne 2025), likewise
    nelms     the published benchmark (doi:10.1118/1.4923175), with its files: RTQA_REALDATA/nelms2015
    thinned   organs of the real plans in RTQA_REALDATA with every second plane left, held to what the same
              engine says of all planes: how much an engine depends on what was not drawn

Verdicts, by ``adapters/verdicts/NAME.py``, a program that reads folders from its input, a line of JSON each
(``folder``, and ``base``, the good case that it was made of), and prints a line of JSON for each:
``accepts``, and ``why``. They judge by the trial NCT07041788.

    faults    of the bench: good plans spoilt in their files in one way; right is not to accept
    sound     variations of the bench: other ways to make and export a good plan; right is to accept

Doses, by ``adapters/doses/NAME.py``, a program that is handed a folder (RTPLAN, RTSTRUCT, CT; no dose) and a
file of points, JSON [[x, y, z]…] in mm, and prints JSON: the dose in Gy at each point.

    doses     sample plans and those in RTQA_REALDATA, held to the planning system's dose at points above half
              of its maximum: the scale, and what is left of the shape in % of the maximum

To enter another engine, add a program of its name; nothing else knows it.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

from doses import print_doses
from histograms import HISTOGRAM_TASKS, print_histograms
from verdicts import VERDICT_TASKS, print_verdicts

ADAPTERS = Path(__file__).parent / "adapters"
TASKS = {
    **dict.fromkeys(HISTOGRAM_TASKS, ("histograms", print_histograms)),
    **dict.fromkeys(VERDICT_TASKS, ("verdicts", print_verdicts)),
    "doses": ("doses", print_doses),
}
ON_REAL_PLANS = {"nelms", "thinned"}


def main() -> None:
    """Print a table for each task, with a line for each engine."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("tasks", nargs="*", metavar="TASK", help=f"of {', '.join(TASKS)} [all]")
    parser.add_argument("--engines", nargs="+", metavar="NAME", help="only these [all]")
    options = parser.parse_args()
    if unknown := set(options.tasks) - TASKS.keys():
        parser.error(f"no such task: {', '.join(sorted(unknown))}")
    folder = os.environ.get("RTQA_REALDATA")
    realdata = Path(folder) if folder else None
    for task in options.tasks or TASKS:
        if task in ON_REAL_PLANS and realdata is None:
            print(f"{task}: RTQA_REALDATA names no folder of real plans")
            continue
        kind, print_task = TASKS[task]
        programs = sorted((ADAPTERS / kind).glob("*.py"))
        chosen = [path for path in programs if options.engines is None or path.stem in options.engines]
        since = time.perf_counter()
        with tempfile.TemporaryDirectory() as scratch:
            print_task(task, chosen, realdata=realdata, scratch=Path(scratch))
        print(f"{task}: {time.perf_counter() - since:.0f} s\n", flush=True)


if __name__ == "__main__":
    main()
