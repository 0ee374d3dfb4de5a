"""Which faults of the bench are noticed on real plans.

    RTQA_REALDATA=FOLDER python benchmarks/real_faults.py [PLAN…]

Every fault that the samples are spoilt with, seeded into each plan that has what it spoils. Caught is what a
check of the fault's own objects to and did not before; beside it stands what only other checks object to, and
what nothing new is said of. Of the last, many are no fault there: planes that lie 2.5 mm apart already.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "bench"))

from real_files import link_real, list_new, seed
from seeded_faults import all_faults
from seeded_verdict import judge

PLANS = ("headneck_1", "headneck_2", "breast", "srs")
BASE = "ccrt_pass"


def try_all(source: Path) -> None:
    """Seed every fault into one plan, and print what became of it."""
    caught = elsewhere = missed = not_there = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base = link_real(source, folder / "base")
        before = judge(base)
        for fault in (each for each in all_faults() if each.base == BASE):
            faulty = seed(fault, base, folder / fault.name)
            if faulty is None:
                not_there += 1
                continue
            codes = {code for code, _ in list_new(judge(faulty), before)}
            if codes & set(fault.codes):
                caught += 1
            elif codes:
                elsewhere += 1
                print(f"  {fault.about}: by {', '.join(sorted(codes))}", flush=True)
            else:
                missed += 1
                print(f"  {fault.about}: nothing new", flush=True)
    print(
        f"{source.name}: {caught} caught, {elsewhere} by other checks, {missed} with nothing new; "
        f"{not_there} that the plan has nothing for",
        flush=True,
    )


def main() -> None:
    """Try every plan."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("plans", nargs="*", default=PLANS)
    for plan in arguments.parse_args().plans:
        try_all(Path(os.environ["RTQA_REALDATA"]) / plan)


if __name__ == "__main__":
    main()
