"""Many plans in one process: the same numbers each time, and memory that stays flat.

    python benchmarks/many_plans.py [PLAN] [--n 1000] [--protocol nct07041788]

Prints resident memory after every tenth part; with a protocol, each plan is checked too.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import rtqa


def resident_mb() -> float:
    """Memory of this process now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def main() -> None:
    """Read, measure and perhaps check the plan again and again."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("plan", nargs="?", default="sample_plans/ccrt_pass")
    parser.add_argument("--n", type=int, default=1000)
    parser.add_argument("--protocol")
    options = parser.parse_args()
    first = None
    for n in range(1, options.n + 1):
        case = rtqa.read_case(options.plan)
        rows = rtqa.measure_all(case, ["D95%[Gy]", "Mean[Gy]"])
        if options.protocol:
            rtqa.check(case, protocol=options.protocol)
        first = first or rows
        if rows != first:
            raise SystemExit(f"plan {n} has other numbers than the first")
        if n % max(options.n // 10, 1) == 0:
            print(f"{n:6} plans {resident_mb():8.1f} MB", flush=True)


if __name__ == "__main__":
    main()
