"""From DCMTK's ``storescu`` to the sheet on the page, with the settings as they come: at most ten seconds.

Run as ``python benchmarks/desk_first_sheet.py [--times 3] [PLAN]``. A desk is served as a command, a sample
is sent to it, and somebody signed in asks for the case's page until its verdict stands there. Each time is
another desk. Exit status 1 where one of them takes longer.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from desk_bench import Reader, served, set_up

MOST_S = 10.0
_SAMPLE = Path(__file__).parents[1] / "sample_plans" / "ccrt_pass"
_SETTINGS = """schema = "rtqa-desk/1"
[node]
port = 0
[page]
port = 0
[[rule]]
protocol = "nct07041788"
"""


def find_storescu() -> str:
    """DCMTK's own: pynetdicom brings a command of the same name, which may stand before it in the path.

    Raises:
        RuntimeError: it is not installed.
    """
    for folder in os.get_exec_path():
        command = shutil.which("storescu", path=folder)
        if command is not None:
            said = subprocess.run([command, "--version"], check=False, capture_output=True, text=True)
            if "dcmtk" in said.stdout:
                return command
    raise RuntimeError("DCMTK is not installed")


def time_first_sheet(storescu: str, plan: Path, folder: Path, *, patience_s: float) -> tuple[float, float]:
    """Seconds that the sender took, and seconds until the sheet stood on the page; both from the first byte.

    Raises:
        RuntimeError: it does not within that time.
    """
    set_up(folder, processes=2)
    (folder / "desk.toml").write_text(_SETTINGS, encoding="utf-8")
    with (folder / "log").open("w") as log, served(folder, log) as desk:
        reader = Reader(desk.url)
        begun = time.monotonic()
        words = [
            storescu,
            "-aec",
            "RTQA",
            "+sd",
            "+r",
            "+sp",
            "*.dcm",
            "127.0.0.1",
            str(desk.port),
            str(plan),
        ]
        subprocess.run(words, check=True, capture_output=True)
        sent_s = time.monotonic() - begun
        while time.monotonic() - begun < patience_s:
            for case in set(re.findall(r'href="(/cases/[0-9a-f]{32})"', reader.look("/?which=all"))):
                if "nct07041788" in (sheet := reader.look(case)) and re.search(r"(✓|✗|\?) [A-Z]+", sheet):
                    return sent_s, time.monotonic() - begun
            time.sleep(0.1)
    raise RuntimeError("no sheet")


def main() -> int:
    """Time it, and say how long it took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("plan", nargs="?", type=Path, default=_SAMPLE)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--patience", type=float, default=60.0, help="seconds")
    options = parser.parse_args()
    storescu = find_storescu()
    slowest_s = 0.0
    for _ in range(options.times):
        with tempfile.TemporaryDirectory() as place:
            sent_s, sheet_s = time_first_sheet(
                storescu, options.plan, Path(place) / "desk", patience_s=options.patience
            )
        print(f"sent in {sent_s:.1f} s, its sheet on the page after {sheet_s:.1f} s", flush=True)
        slowest_s = max(slowest_s, sheet_s)
    return int(slowest_s > MOST_S)


if __name__ == "__main__":
    sys.exit(main())
