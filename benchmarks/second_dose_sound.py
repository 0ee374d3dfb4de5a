"""Whether the second calculation is quiet on sound plans, and what it takes of time and memory.

    RTQA_REALDATA=FOLDER python benchmarks/second_dose_sound.py [--variations N] [PLAN…]

Every real plan with beams and a dose, then every N-th sound variation of the bench (all of them by default,
none with 0), each in a process of its own. A line shows what each of the four checks says, the processor time
and the time on the clock of the second calculation alone, and the greatest memory of the process. The exit
status is 1 where any check asks.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rtqa.dicom.read import read_case
from rtqa.evaluation import check
from rtqa.messages import Unknown
from rtqa.transport.calculate import calculate_second_dose

ROOT = Path(__file__).resolve().parents[1]
CODES = ("DOSE-SECOND", "DOSE-OUTPUT", "BEAM-ALONE", "DOSE-SKIN")
PLANS = (
    "alderson",
    "srs_raystation",
    "breast",
    "srs",
    "lung_pinnacle",
    "headneck_1",
    "headneck_2",
    "prostate",
    "proton_raystation",
)


def measure(folder: Path) -> dict[str, object]:
    """What the checks say of a folder, and what the calculation took."""
    case = read_case(folder)
    start, processor = time.perf_counter(), time.process_time()
    outcome = calculate_second_dose(case.treatments[0])
    took = {"processor_s": time.process_time() - processor, "clock_s": time.perf_counter() - start}
    report = check(case, protocol="nct07041788")
    verdicts = {
        code: [
            finding.verdict.value if finding.verdict is not None else "info"
            for finding in report.findings
            if finding.code == code
        ]
        for code in CODES
    }
    reason = str(outcome.message) if isinstance(outcome, Unknown) else ""
    memory_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    return {"verdicts": verdicts, "reason": reason, "memory_gb": memory_gb, **took}


def list_variations(every: int, folder: Path) -> list[tuple[str, Path]]:
    """Every so many-th sound variation, written into a folder."""
    sys.path[:0] = [str(ROOT / "tests" / "bench"), str(ROOT / "sample_plans")]
    from seeded_files import Files, make_base  # noqa: PLC0415 (of the bench)
    from sound_variations import all_variations  # noqa: PLC0415

    chosen = all_variations()[::every]
    bases = {name: make_base(name, folder / "base" / name) for name in {made.base for made in chosen}}
    written = []
    for variation in chosen:
        files = Files(bases[variation.base])
        variation.change(files)
        into = folder / variation.name
        files.write(into)
        written.append((variation.name, into))
    return written


def main() -> None:
    """Measure all of them."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("--variations", type=int, default=1, metavar="N", help="every N-th; 0: none")
    arguments.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments.add_argument("plans", nargs="*", default=PLANS)
    chosen = arguments.parse_args()
    if chosen.folder is not None:
        print(json.dumps(measure(chosen.folder)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folders = [(name, Path(os.environ["RTQA_REALDATA"]) / name) for name in chosen.plans]
        if chosen.variations:
            folders += list_variations(chosen.variations, Path(temporary))
        n_asking = 0
        for name, folder in folders:
            done = subprocess.run(
                [sys.executable, __file__, "--folder", str(folder)],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                print(f"{name}: {done.stderr.strip().splitlines()[-1]}", flush=True)
                n_asking += 1
                continue
            seen = json.loads(done.stdout.splitlines()[-1])
            asks = any(v in {"review", "fail"} for said in seen["verdicts"].values() for v in said)
            n_asking += asks
            said = "  ".join(f"{code} {'+'.join(v) or '-'}" for code, v in seen["verdicts"].items())
            print(
                f"{name:30s} {'ASKS' if asks else 'quiet'}  {said}  processor {seen['processor_s']:.1f} s, "
                f"clock {seen['clock_s']:.1f} s, {seen['memory_gb']:.2f} GB  {seen['reason']}",
                flush=True,
            )
    print(f"{n_asking} of {len(folders)} ask")
    sys.exit(1 if n_asking else 0)


if __name__ == "__main__":
    main()
