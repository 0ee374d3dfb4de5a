"""The same cases, guided by what of rtqa they reach: needs atheris, and is no part of the gate.

    python -m pip install atheris && python fuzz/guided.py documents -max_total_time=600

Bytes that libFuzzer makes are the seed of a case. What breaks ends the run, with the seed in a file crash-….
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from random import Random

import atheris

sys.path.insert(0, str(Path(__file__).parent))

with atheris.instrument_imports(include=["rtqa"]):
    from campaign import KINDS
    from oracle import find_fault

KIND = KINDS[sys.argv.pop(1)]


def try_case(data: bytes) -> None:
    """One case; an error where it breaks something."""
    fault = find_fault(lambda: KIND(Random(data)))
    if fault is not None:
        raise RuntimeError(fault)


for n in range(50):  # what is read once is read before it is timed
    with suppress(Exception):
        KIND(Random(n))
atheris.Setup(sys.argv, try_case)
atheris.Fuzz()
