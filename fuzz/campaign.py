"""Spoil honest inputs in seeded ways, and see that nothing breaks.

    python fuzz/campaign.py dicom --seed 7 --cases 1000
    python fuzz/campaign.py all --seconds 600
    python fuzz/campaign.py dicom --seed 7 --only 123

Each case is drawn from its kind, the seed and its number alone, so that --only makes it again. What breaks is
printed with the number; the exit status is 1 where anything does.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent))

from dicom_cases import spoil_files
from document_cases import make_metric, spoil_json, spoil_text
from honest import documents, small_plan
from oracle import find_fault, judge_files
from rtqa.course.course_document import parse_course
from rtqa.dicom import read_case
from rtqa.dicom.scan import find_files
from rtqa.errors import MetricSyntaxError
from rtqa.evaluation import check
from rtqa.findings import Verdict
from rtqa.metrics.grammar import parse_metric
from rtqa.protocol import load_protocol, parse_protocol
from rtqa.protocol.foreign import import_file
from rtqa.protocol.lint import find_contradictions
from rtqa.render.files.report_files import render_files
from rtqa.render.files.report_json import parse_report, render_json

MOST_BYTES = 4 * 2**30
"""Of address space, for the whole process."""

Case = Callable[[Random], "str | None"]


def try_dicom(random: Random) -> str | None:
    """A plan with a spoilt file."""
    files, telling = spoil_files(small_plan(), random)
    return judge_files(files, telling=telling)


def try_document(random: Random) -> str | None:
    """A spoilt protocol, course file, scorecard, table of goals or report."""
    name = random.choice([*sorted(documents()), "report.json"])
    if name == "report.json":
        return _try_report(random)
    text = documents()[name]
    spoil = spoil_json if name.endswith(".json") and random.random() < 0.7 else spoil_text
    spoilt = spoil(text, random)
    if name.endswith("course.toml"):
        parse_course(spoilt, label=name, protocol=_trial())
    elif name.endswith(".toml"):
        find_contradictions(parse_protocol(spoilt, label=name))
    else:
        with TemporaryDirectory() as folder:
            file = Path(folder) / name
            file.write_bytes(spoilt)
            import_file(file)
    return None


def _try_report(random: Random) -> str | None:
    spoilt = (spoil_json if random.random() < 0.8 else spoil_text)(_report(), random)
    report = parse_report(spoilt)
    if report.verdict in (Verdict.PASS, Verdict.VARIATION):
        return "a report that fails reads as one that passes"
    render_files(report, formats=("csv", "json"))
    if random.random() < 0.05:
        render_files(report, formats=("html",))
    return None


def try_metric(random: Random) -> str | None:
    """Something like a metric: read, and read again from what it is written as; or refused."""
    text = make_metric(random)
    try:
        spec = parse_metric(text)
    except MetricSyntaxError:
        return None
    return None if parse_metric(str(spec)) == spec else f"{text!r} reads back as another"


@cache
def _trial() -> object:
    return load_protocol("nct07041788")


@cache
def _report() -> bytes:
    with TemporaryDirectory() as folder:
        for name, content in small_plan().items():
            (Path(folder) / name).write_bytes(content)
        find_files([folder])
        return render_json(check(read_case(folder), protocol="nct07041788", pictures=True)).encode()


KINDS: dict[str, Case] = {"dicom": try_dicom, "documents": try_document, "metrics": try_metric}


def run(
    kind: str, seed: int, numbers: range, *, until: float = float("inf")
) -> tuple[int, dict[str, list[int]]]:
    """Try the cases of these numbers until a moment: how many were tried, and which of them broke what."""
    broken: dict[str, list[int]] = {}
    n = 0
    for number in numbers:
        if time.monotonic() > until:
            break
        random = Random(f"{kind} {seed} {number}")
        fault = find_fault(lambda: KINDS[kind](random))  # noqa: B023 (called at once)
        n += 1
        if fault is not None:
            broken.setdefault(fault, []).append(number)
    return n, broken


def main() -> int:
    """Run a campaign."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("kind", choices=[*KINDS, "all"])
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--cases", type=int, default=10**9)
    arguments.add_argument("--seconds", type=float, default=float("inf"), help="for each kind")
    arguments.add_argument("--only", type=int, help="one case, by its number")
    options = arguments.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    found: Counter[str] = Counter()
    for kind in KINDS if options.kind == "all" else (options.kind,):
        begun = time.monotonic()
        numbers = range(options.cases) if options.only is None else range(options.only, options.only + 1)
        n, broken = run(kind, options.seed, numbers, until=begun + options.seconds)
        for fault, cases in sorted(broken.items(), key=lambda item: -len(item[1])):
            print(f"{kind}: {fault}: cases {', '.join(map(str, cases[:8]))}{' …' if len(cases) > 8 else ''}")
            found[kind] += len(cases)
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        print(
            f"{kind}: seed {options.seed}, {n} cases in {time.monotonic() - begun:.0f} s, "
            f"{found[kind]} broke something; {used} MB at most"
        )
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
