"""A check of a cohort, killed at random again and again: does its store end as that of one left alone?

Run as ``python benchmarks/cohort_killed.py FOLDER [KILLS]``: FOLDER holds plans. They are checked once from
the start to the end; then from nothing in another store with the same key, and KILLS (20) runs of that are
killed with signal 9, each after a random time. Every file but the timings and the index must be the same in
both, byte for byte but for the moments and times that stand in them; no outcome may be lost or written twice.
"""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

_PROTOCOL = "nct07041788"


def _command(what: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "rtqa", "cohort", what, *arguments]


def _written(store: Path) -> dict[str, int]:
    """When each outcome was written, by the plan's name."""
    return {path.parent.name: path.stat().st_mtime_ns for path in store.glob("plans/*/*/outcome.json")}


def _contents(store: Path) -> dict[str, bytes]:
    """Every file by its place, without the moments and times in it."""
    contents = {}
    for path in (*store.glob("plans/**/*"), *store.glob("results/*")):
        if path.is_file() and path.name != "timings.parquet":
            content = path.read_bytes()
            if path.suffix == ".json":
                data = json.loads(content)
                data.pop("created", None)
                data.get("tables", {}).pop("timings", None)
                content = json.dumps(data, ensure_ascii=False).encode()
            contents[str(path.relative_to(store))] = content
    return contents


def main() -> None:
    """Check undisturbed and disturbed, and compare."""
    source, kills = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20
    with tempfile.TemporaryDirectory() as folder:
        left_alone, killed = Path(folder) / "left_alone", Path(folder) / "killed"
        options = ["--protocol", _PROTOCOL, "--jobs", "1"]
        subprocess.run(_command("index", source, "--store", str(left_alone)), check=True)
        shutil.copytree(left_alone, killed)
        subprocess.run(_command("check", "--store", str(left_alone), *options), check=True)
        chance = random.Random(20)  # noqa: S311 (the same each time)
        n_killed, again, seen = 0, 0, {}
        while n_killed < kills:
            # Some runs end before anything is done, others after a few plans.
            with subprocess.Popen(_command("check", "--store", str(killed), *options)) as run:
                try:
                    run.wait(chance.uniform(0.5, 3.0))
                except subprocess.TimeoutExpired:
                    run.send_signal(signal.SIGKILL)
                    n_killed += 1
                else:
                    print("all was done before the last kill")
                    kills = n_killed
            now = _written(killed)
            again += sum(now.get(name) != moment for name, moment in seen.items())
            seen = now
        subprocess.run(_command("check", "--store", str(killed), *options), check=True)
        now = _written(killed)
        again += sum(now.get(name) != moment for name, moment in seen.items())
        expected, contents = _contents(left_alone), _contents(killed)
        unlike = [name for name in expected | contents if expected.get(name) != contents.get(name)]
        print(f"killed {n_killed} times; outcomes lost or written twice: {again}")
        print(f"of {len(expected)} files unlike: {unlike}")


if __name__ == "__main__":
    main()
