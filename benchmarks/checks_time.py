"""How much the checks add to the time of the DVHs.

    python benchmarks/checks_time.py FOLDER… [--runs 5] [--protocol nct07041788]

CPU seconds in this one process, the least of several runs, so that a loaded machine tells the same. The case
is read anew for every run, as much is computed once and kept.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from rtqa.assembly.context import PhasePlan, Subject, compute_dvhs
from rtqa.assembly.matching import resolve_structures
from rtqa.assembly.phase_sum import join_phases
from rtqa.assembly.phases import recognise_phase
from rtqa.assembly.sfrt import describe_sfrt
from rtqa.assembly.timeline import build_chronicle
from rtqa.checks.core.catalog import catalog
from rtqa.dicom import read_case
from rtqa.protocol.library import load_protocol

N_SHOWN = 8
DVHS = "DVHs"


def measure_once(folder: Path, protocol_id: str) -> dict[str, float]:
    """CPU seconds of the DVHs, and of each check."""
    case = read_case(folder)
    protocol = load_protocol(protocol_id).protocol
    seconds: dict[str, float] = defaultdict(float)
    plans = []
    for treatment in case.treatments:
        start = time.process_time()
        dvhs = compute_dvhs(treatment)
        seconds[DVHS] += time.process_time() - start
        structures = treatment.structure_set.structures if treatment.structure_set is not None else ()
        plan = PhasePlan(
            phase=recognise_phase(treatment.plan, protocol),
            is_named=False,
            treatment=treatment,
            dvhs=dvhs,
            resolved=resolve_structures(protocol.structures, structures, mapping={}, dvhs=dvhs),
        )
        plans.append(replace(plan, sfrt=describe_sfrt(plan, protocol, stated=None)))
    together = join_phases(plans, protocol, registrations=case.registrations, course=None)
    subject = Subject(
        case=case,
        protocol=protocol,
        plans=tuple(plans),
        together=together,
        course=None,
        chronicle=build_chronicle(case, protocol, plans=plans, course=None),
    )
    for question in catalog():
        start = time.process_time()
        list(question.answer(subject))
        seconds[question.code] += time.process_time() - start
    return seconds


def main() -> None:
    """Measure each folder, and print the share of the checks and the slowest of them."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folders", type=Path, nargs="+")
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--protocol", default="nct07041788")
    options = arguments.parse_args()
    for folder in options.folders:
        runs = [measure_once(folder, options.protocol) for _ in range(options.runs)]
        least = {name: min(run[name] for run in runs) for name in runs[0]}
        dvhs = least.pop(DVHS)
        total = sum(least.values())
        print(f"{folder.name}: DVHs {dvhs:.3f} s, checks {total:.3f} s, {100 * total / dvhs:.0f} %")
        for code in sorted(least, key=lambda code: -least[code])[:N_SHOWN]:
            print(f"  {code:<16} {least[code]:.3f} s")


if __name__ == "__main__":
    main()
