"""Whether rtqa says of the samples and of real plans what it said before.

    python benchmarks/baseline.py [--write] [PLAN…]

Compares verdicts, values and intervals with ``tests/checks/baseline/*.json``, or writes these. Real plans are
those in the folder that RTQA_REALDATA names; where it is not set, the samples alone are compared.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "checks"))

from baselines import (
    BASELINES,
    REAL,
    SAMPLE_PLANS,
    SAMPLES,
    baseline_of,
    differences,
    file_of,
    judge,
    read,
    write,
)


def main() -> int:
    """Compare or write each baseline; the exit status is 1 where one differs."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("plans", nargs="*")
    arguments.add_argument("--write", action="store_true")
    options = arguments.parse_args()
    real = os.environ.get("RTQA_REALDATA")
    folders = {name: SAMPLE_PLANS / name for name in SAMPLES}
    if real:
        folders |= {name: Path(real) / name for name in REAL}
    n_different = 0
    for name in options.plans or folders:
        now = baseline_of(judge(folders[name]), hide_names=name in REAL)
        if options.write:
            BASELINES.mkdir(exist_ok=True)
            file_of(name).write_text(write(now), encoding="utf-8")
            continue
        lines = list(differences(read(name), now))
        n_different += bool(lines)
        print(f"{name}: {'as before' if not lines else f'{len(lines)} differences'}")
        print("".join(f"  {line}\n" for line in lines), end="")
    return 1 if n_different else 0


if __name__ == "__main__":
    sys.exit(main())
