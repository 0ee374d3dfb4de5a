"""A thousand small cases, of which eight are hostile or broken: does each cost its own row only?

Run as ``python benchmarks/cohort_hostile.py FOLDER [N]``: writes N (1,000) cases of water with a dose of one
value into FOLDER, spoils eight of them, and indexes, checks and reports them in three commands.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np

from rtqa.cohort.plans import list_plans
from rtqa.cohort.results import read_table
from rtqa.cohort.store import open_store
from rtqa.cohort.whereabouts import find_paths

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from small_cases import PROTOCOL, write_small_case

_LIMITS = ("--timeout", "60", "--memory", "1.5")


def _dose_gy(number: int) -> float:
    return 30.0 + number % 30


def _write(data: Path, n_cases: int) -> dict[str, str]:
    """Write the cases; what is wrong with those that something is wrong with, by their folder."""
    for number in range(n_cases):
        write_small_case(data / f"{number:04d}", f"N{number:04d}", dose_gy=_dose_gy(number))
    spoilt = {}

    def spoil(number: int, what: str) -> Path:
        spoilt[f"{number:04d}"] = what
        return data / f"{number:04d}"

    os.truncate(spoil(100, "a dose of 20 GB") / "RTDOSE.dcm", 20 * 2**30)
    os.truncate(spoil(200, "a dose that takes 2 GB to read") / "RTDOSE.dcm", 2**31 - 2)
    shutil.rmtree(spoil(300, "contours that take forever"))
    tangle = np.random.default_rng(20).uniform(-10.0, 10.0, (1000, 2))
    write_small_case(data / "0300", "N0300", dose_gy=_dose_gy(300), outline_mm=tangle)
    folder = spoil(400, "members of an archive with a way out in their names")
    with zipfile.ZipFile(data / "0400.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"../../../../{file.name}")
    shutil.rmtree(folder)
    folder = spoil(500, "an archive that unpacks to 20 GB")
    with zipfile.ZipFile(data / "0500.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)
        for number in range(10):
            with archive.open(f"{number}", "w", force_zip64=True) as member:
                member.write((folder / "RTDOSE.dcm").read_bytes())
                for _ in range(2048):
                    member.write(bytes(2**20))
    shutil.rmtree(folder)
    for number, name in ((600, "RTPLAN.dcm"), (700, "RTSTRUCT.dcm"), (800, "RTDOSE.dcm")):
        file = spoil(number, f"{name} cut off in its middle") / name
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    return spoilt


def main() -> None:
    """Write, check, and compare what became of each with what it should."""
    top, n_cases = Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    data, store, out = top / "data", top / "store", top / "out"
    spoilt = _write(data, n_cases)
    (top / "protocol.toml").write_text(PROTOCOL, encoding="utf-8")
    outside = set(top.parent.iterdir())
    for what, *arguments in (
        ("index", str(data)),
        ("check", "--protocol", str(top / "protocol.toml"), *_LIMITS),
        ("report", "--out", str(out)),
    ):
        since = time.monotonic()
        command = [sys.executable, "-m", "rtqa", "cohort", what, *arguments, "--store", str(store)]
        done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
        print(f"{what}: {time.monotonic() - since:.0f} s, status {done.returncode}")
    opened = open_store(store)
    with opened.index() as index:
        paths = {plan.name: find_paths(opened, plan.name)[0] for plan in list_plans(index)}
    of_plan = {name: path.removeprefix(f"{data}/")[:4] for name, path in paths.items()}
    rows = {of_plan[row["plan"]]: row for row in read_table(opened, "plans").to_pylist()}
    judged = read_table(opened, "metrics", where=[("code", "=", "DV-LIMIT")]).to_pylist()
    values = {of_plan[row["plan"]]: row["value"] for row in judged}
    print(f"rows: {len(rows)} of {n_cases}; {dict(Counter(row['state'] for row in rows.values()))}")
    for case, what in spoilt.items():
        row = rows.get(case)
        became = (
            f"{row['state']}, {row['verdict']}, {row['reason']}" if row is not None else "no plan to check"
        )
        print(f"{case}: {what}: {became}; mean dose {values.get(case)}")
    sound = [number for number in range(n_cases) if f"{number:04d}" not in spoilt]
    wrong = [n for n in sound if abs((values.get(f"{n:04d}") or 0.0) - _dose_gy(n)) > 0.001]
    print(f"of {len(sound)} sound cases, otherwise than by themselves: {wrong}")
    print(f"written outside: {sorted(set(top.parent.iterdir()) - outside)}")


if __name__ == "__main__":
    main()
