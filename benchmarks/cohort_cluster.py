"""One cohort checked here, by one worker of dask, and by four of which one is killed: the same store?

Run as ``python benchmarks/cohort_cluster.py FOLDER PROTOCOL [URL]``: FOLDER holds plans. They are indexed
for each; workers speak TCP. With URL (``s3://bucket/trial``) the outcomes lie below it instead. All but the
timings must be the same.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rtqa.cohort.index import update_index
from rtqa.cohort.outcome import read_outcome
from rtqa.cohort.store import Store, open_store
from rtqa.cohort.submissions import list_submissions


def _outcomes(store: Store) -> dict[str, str]:
    """What became of each plan, without its timings."""
    with store.index() as index:
        names = [submission.name for submission in list_submissions(index)]
    held = {name: read_outcome(store, name) for name in names}
    return {
        name: json.dumps({**outcome.tables, "timings": []}, sort_keys=True)
        for name, outcome in held.items()
        if outcome is not None
    }


def _start_workers(folder: Path, n: int, *options: str) -> list[subprocess.Popen[bytes]]:
    """Workers, and the scheduler behind them."""
    file = folder / f"scheduler-{n}.json"
    common = ["--scheduler-file", str(file), "--no-dashboard"]
    dask = [sys.executable, "-m", "dask"]
    commands = [[*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", *common]]
    commands += n * [[*dask, "worker", *common, "--nthreads", "1", *options]]
    started = []
    with (folder / "log").open("ab") as log:
        for command in commands:
            started.append(subprocess.Popen(command, cwd=folder, stdout=log, stderr=log))
            while not file.is_file():
                time.sleep(0.1)
    return started[::-1]


def main() -> None:
    """Check in three ways, and compare."""
    source, protocol = Path(sys.argv[1]), sys.argv[2]
    url = sys.argv[3] if len(sys.argv) > 3 else ""
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        stores = {}
        for way, n in (("here", 0), ("1 worker", 1), ("4 workers, one killed", 4)):
            store = open_store(top / f"store-{n}", create=True, outcomes=f"{url}/{n}" if url else "")
            # One key: so that pseudonyms, and with them all rows, can be compared.
            (top / f"store-{n}" / "key").write_bytes((top / "store-0" / "key").read_bytes())
            store = stores[way] = open_store(top / f"store-{n}")
            update_index(store, [source])
            command = [sys.executable, "-m", "rtqa", "cohort", "check", "--store", str(store.folder)]
            command += ["--protocol", protocol, "--jobs", "1"]
            others: list[subprocess.Popen[bytes]] = []
            if n:
                # With a nanny a worker is a daemon; without one the process is the worker that is killed.
                others = _start_workers(top, n, "--nanny" if n == 1 else "--no-nanny")
                command += ["--scheduler", str(top / f"scheduler-{n}.json")]
            since = time.monotonic()
            with subprocess.Popen(command) as run:
                if n > 1:
                    while len(_outcomes(store)) < 5 and run.poll() is None:
                        time.sleep(0.2)
                    others[0].send_signal(signal.SIGKILL)
                run.wait()
            print(f"{way}: {time.monotonic() - since:.0f} s, status {run.returncode}")
            for process in others:
                process.terminate()
                process.wait()
        here = _outcomes(stores["here"])
        for way, store in stores.items():
            there = _outcomes(store)
            unlike = sorted(name for name in here if here[name] != there.get(name))
            print(f"{way}: {len(there)} of {len(here)} outcomes, unlike: {unlike}")


if __name__ == "__main__":
    main()
