"""Which seeded faults are noticed: by rtqa, and by a script on dicompyler-core that knows the same limits.

    python benchmarks/detection.py [--out docs/detection.md]

Every fault of the bench (tests/bench) is written as DICOM and read by both. The script is what a physicist
would write first: names, DVHs of dicompyler-core, the protocol's limits.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "bench"))

from seeded_faults import Fault, all_faults
from seeded_files import Files, make_base
from seeded_verdict import judge

from rtqa.dvh.dicompyler import import_dicompyler

LIMITS = {
    "ccrt_pass": {
        "SpinalCord": ("max", 0.0, 45.0),
        "Parotid_L": ("mean", 0.0, 26.0),
        "Parotid_R": ("mean", 0.0, 26.0),
        "GTVtn0": ("D95", 66.5, 74.9),
        "GTVn": ("D95", 62.7, 70.62),
        "CTV": ("D95", 51.3, 57.78),
    },
    "sfrt_lattice": {"SpinalCord": ("max", 0.0, 45.0), "Parotid_L": ("mean", 0.0, 26.0)},
}
"""Statistic, and least and greatest dose in Gy, of each structure: the protocol's, for each good case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What both say of a fault.

    Attributes:
        verdict: of rtqa.
        code: of the first check that was to object and does; empty where none does.
        words: its summary.
        script: what the script says: accepted, a limit broken, or an error.
    """

    fault: Fault
    verdict: str
    code: str
    words: str
    script: str


def detect(fault: Fault) -> Row:
    """Make a fault, and ask both."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base = make_base(fault.base, folder / "base")
        files = Files(base)
        fault.change(files)
        (folder / "faulty").mkdir()
        faulty = files.write(folder / "faulty")
        seen = judge(faulty)
        code = next((each for each in fault.codes if each in seen.blamed), "")
        words = seen.blamed[code][0][0] if code else ""
        return Row(
            fault=fault, verdict=seen.verdict, code=code, words=words, script=script_says(faulty, fault.base)
        )


def script_says(folder: Path, base: str) -> str:
    """The verdict of a script on dicompyler-core."""
    parser, calculator = import_dicompyler("dicomparser"), import_dicompyler("dvhcalc")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            structures = parser.DicomParser(str(folder / "RTSTRUCT.dcm"))
            dose = parser.DicomParser(str(folder / "RTDOSE.dcm"))
            numbers = {each["name"]: number for number, each in structures.GetStructures().items()}
            for name, (statistic, low, high) in LIMITS[base].items():
                dvh = calculator.get_dvh(structures.ds, dose.ds, numbers[name])
                value = dvh.statistic("D95").value if statistic == "D95" else getattr(dvh, statistic)
                if not low <= value <= high:
                    return f"limit of {name} broken"
        except Exception as error:  # noqa: BLE001 (whatever it raises is its answer)
            return f"error: {type(error).__name__}"
    return "accepted"


def write(rows: list[Row]) -> str:
    """The page, in Markdown."""
    of_rtqa = Counter(row.verdict for row in rows)
    missed = [row for row in rows if row.verdict == "pass" or not row.code]
    accepted = sum(row.script == "accepted" for row in rows)
    lines = [
        "# Which faults are noticed",
        "",
        "Each line is a good case, spoilt in its DICOM files in one way, then read by rtqa and by a script",
        "on dicompyler-core that knows names and limits of the same protocol. Printed by",
        "`python benchmarks/detection.py --out docs/detection.md`.",
        "",
        f"{len(rows)} faults. rtqa: "
        + ", ".join(f"{of_rtqa[verdict]} {verdict}" for verdict in ("fail", "review", "error", "pass"))
        + f"; {len(missed)} missed, or told by another check than expected. The script accepts {accepted}.",
        "Of many of them it cannot know, as it looks at structures and dose alone.",
        "",
        "| Fault | rtqa | by | what it says | dicompyler-core script |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        words = row.words.replace("|", "\\|").replace("\n", " ")
        lines.append(f"| {row.fault.about} | {row.verdict} | {row.code} | {words} | {row.script} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Ask both about every fault, and print or write the page."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("--out", type=Path)
    out = arguments.parse_args().out
    with ProcessPoolExecutor(max_workers=2) as workers:
        rows = list(workers.map(detect, all_faults(), chunksize=4))
    page = write(rows)
    if out is None:
        print(page)
    else:
        out.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
