"""How long a script waits: ``import rtqa``, and a first DVH of a plan's files, each in a new process.

Seconds of processor time, the least of several runs, beside what Python itself and numpy take. Modules are
compiled once, as those of an installed package are, wherever this machine would have them compiled each time.

    python benchmarks/imports.py [PLAN] [--runs 7]
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile

STAGES = {
    "python": "",
    "import numpy": "import numpy",
    "import rtqa": "import rtqa",
    "import pydicom, shapely": "import pydicom, shapely",
    "first DVH of arrays": (
        "import numpy as np, rtqa; mask = np.zeros((40, 40, 40), bool); mask[9:30, 9:30, 9:30] = True; "
        "case = rtqa.case_from_arrays(np.full(mask.shape, 2.0), origin_mm=(0, 0, 0), spacing_mm=(3, 3, 3), "
        "structures={'A': mask}); rtqa.measure(rtqa.compute_dvh(case, 'A'), 'Mean[Gy]')"
    ),
    "first DVH of files": (
        "import sys, rtqa; case = rtqa.read_case(sys.argv[1]); "
        "names = [structure.name for structure in case.treatment.structure_set.structures]; "
        "rtqa.measure(rtqa.compute_dvh(case, names[-1]), 'Mean[Gy]')"
    ),
}


def processor_seconds(script: str, plan: str, *, compiled: str) -> float:
    """Time of one new process, its system calls included; compiled modules are kept in a folder."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = compiled
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", script, plan], check=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("plan", nargs="?", default="sample_plans/ccrt_pass")
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as compiled:
        for name, script in STAGES.items():
            seconds = (
                processor_seconds(script, options.plan, compiled=compiled) for _ in range(options.runs)
            )
            print(f"{name:26}{min(seconds):6.3f} s", flush=True)


if __name__ == "__main__":
    main()
