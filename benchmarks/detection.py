"""Which seeded faults are noticed: by rtqa, and by a script on dicompyler-core that knows the same limits.

    python benchmarks/detection.py [--out docs/detection.md] [--workers 2]

Every fault of the bench (tests/bench) is written as DICOM and read by both. The script is what a physicist
would write first: names, DVHs of dicompyler-core, the protocol's limits. It reads structures and dose alone;
where a fault left these two files as they are, it is not asked again. Every sound variation of the
bench is read by rtqa: what it objects to there is a false alarm.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "bench"))

from seeded_faults import Fault, all_faults
from seeded_files import Files, make_base
from seeded_verdict import judge
from sound_variations import all_variations

from limits_by_dicompyler import find_objection

NOT_ASKED = "–"
HUMANS = """
| Who reviews | Found | Of | Source |
|---|---|---|---|
| Physicists, simulated charts | 67 % | 113 reviews of 17 errors | doi:10.1002/mp.13242 (2018) |
| Physicists' review, incidents | 51 % | 356 that came before it | doi:10.1118/1.4961010 (2016) |
| Chart rounds, blinded | 55 % | 20 plans with errors | Talcott et al., Pract. Radiat. Oncol. 10 (2020) 312 |
"""
"""What people find, as published; their errors are not these faults: the figures only stand beside ours."""

READ_BY_SCRIPT = ("RTSTRUCT.dcm", "RTDOSE.dcm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What both say of a fault.

    Attributes:
        fault: number of the fault in the catalogue.
        verdict: of rtqa.
        code: of the first check that was to object and does; empty where none does.
        words: its summary.
        script: what the script says: accepted, a limit broken, an error, or a dash where it was not asked.
    """

    fault: int
    verdict: str
    code: str
    words: str
    script: str


@cache
def base_of(name: str) -> Path:
    """The folder of a good case, written once in each process, and left to the system to clear away."""
    return make_base(name, Path(tempfile.mkdtemp(prefix="rtqa-bench-")) / name)


def detect(number: int) -> Row:
    """Make a fault, and ask both."""
    fault = all_faults()[number]
    base = base_of(fault.base)
    with tempfile.TemporaryDirectory() as name:
        files = Files(base)
        fault.change(files)
        faulty = files.write(Path(name) / "faulty")
        seen = judge(faulty)
        code = next((each for each in fault.codes if each in seen.blamed), "")
        return Row(
            fault=number,
            verdict=seen.verdict,
            code=code,
            words=seen.blamed[code][0][0] if code else "",
            script=NOT_ASKED
            if _is_same_to_script(faulty, base)
            else find_objection(faulty, fault.base) or "accepted",
        )


def alarm(number: int) -> tuple[str, tuple[str, ...]]:
    """Make a sound variation; the verdict, and the checks that object."""
    sound = all_variations()[number]
    with tempfile.TemporaryDirectory() as name:
        files = Files(base_of(sound.base))
        sound.change(files)
        seen = judge(files.write(Path(name) / "sound"))
    return seen.verdict, tuple(seen.blamed)


def _is_same_to_script(folder: Path, base: Path) -> bool:
    """Whether the two files that the script reads are those of the good case, which it accepts."""
    return all(
        not (base / name).exists()
        or ((folder / name).exists() and (folder / name).read_bytes() == (base / name).read_bytes())
        for name in READ_BY_SCRIPT
    )


def write(rows: list[Row], faults: tuple[Fault, ...], sound: list[tuple[str, tuple[str, ...]]]) -> str:
    """The page, in Markdown."""
    of_rtqa = Counter(row.verdict for row in rows)
    missed = [row for row in rows if row.verdict == "pass" or not row.code]
    of_script = Counter(row.script.split(":")[0].split(" of ")[0] for row in rows)
    lines = [
        "# Which faults are noticed",
        "",
        "Each line is a good case, spoilt in its DICOM files in one way, then read by rtqa and by a script",
        "on dicompyler-core that knows names and limits of the same protocol. Printed by",
        "`python benchmarks/detection.py --out docs/detection.md`.",
        "",
        f"{len(rows)} faults. rtqa: "
        + ", ".join(f"{of_rtqa[verdict]} {verdict}" for verdict in ("fail", "review", "error", "pass"))
        + f"; {len(missed)} missed, or told by another check than expected.",
        f"The script reads structures and dose alone: {of_script[NOT_ASKED]} faults leave these two files",
        f"as they are ({NOT_ASKED}), so that it cannot know of them. Of the others it accepts",
        f"{of_script['accepted']}, breaks off at {of_script['error']}, and finds a limit broken in",
        f"{of_script['limit']}.",
        "",
        f"{len(sound)} sound variations of the good cases were read likewise;",
        f"{sum(verdict == 'pass' for verdict, _ in sound)} pass.",
        *_list_checks(rows, faults, [code for _, codes in sound for code in codes]),
        "",
        "What people find, beside it:",
        *HUMANS.rstrip().splitlines(),
        "",
        "| Fault | rtqa | by | what it says | dicompyler-core script |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        words = row.words.replace("|", "\\|").replace("\n", " ")
        about = faults[row.fault].about
        lines.append(f"| {about} | {row.verdict} | {row.code} | {words} | {row.script} |")
    return "\n".join(lines) + "\n"


def _list_checks(rows: list[Row], faults: tuple[Fault, ...], alarms: list[str]) -> list[str]:
    """Recall and precision of each check: faults that it tells and that it misses, and false alarms."""
    seen, false = Counter(row.code for row in rows if row.code), Counter(alarms)
    missed = Counter(faults[row.fault].codes[0] for row in rows if not row.code)
    lines = ["", "| Check | Recall | Precision | Alarms on sound variations |", "|---|---|---|---|"]
    for code in sorted({*seen, *missed, *false}):
        asked, told = seen[code] + missed[code], seen[code] + false[code]
        recall = f"{seen[code]} of {asked}" if asked else NOT_ASKED
        lines.append(f"| {code} | {recall} | {seen[code]} of {told} | {false[code]} |")
    return lines


def main() -> int:
    """Ask both about every fault, and print or write the page; 1 where rtqa misses one or alarms in vain."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("--out", type=Path)
    arguments.add_argument("--workers", type=int, default=2)
    options = arguments.parse_args()
    faults = all_faults()
    rows: list[Row] = []
    with ProcessPoolExecutor(max_workers=options.workers) as workers:
        for row in workers.map(detect, range(len(faults))):
            rows.append(row)
            print(f"{len(rows)}/{len(faults)} {faults[row.fault].name}: {row.verdict}", file=sys.stderr)
        sound = list(workers.map(alarm, range(len(all_variations()))))
    page = write(rows, faults, sound)
    if options.out is None:
        print(page)
    else:
        options.out.write_text(page, encoding="utf-8")
    is_missed = any(row.verdict == "pass" or not row.code for row in rows)
    return int(is_missed or any(verdict != "pass" for verdict, _ in sound))


if __name__ == "__main__":
    sys.exit(main())
