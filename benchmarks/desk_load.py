"""Many cases sent by four senders at once: is any lost or twice, and does the page answer meanwhile?

Run as ``python benchmarks/desk_load.py [--cases 1000] [--senders 4] [--processes 2]``. Each case is six
objects, sent over an association of its own; each is checked. The page's list is asked for all the while.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from desk_bench import Reader, count_states, look_at, send_case, served, set_up


def _send(port: int, numbers: range, title: str) -> set[str]:
    """Send these cases one after the other, each until all of it is acknowledged."""
    acknowledged: set[str] = set()
    for number in numbers:
        while len(uids := send_case(port, number, title=title)) < 6:
            acknowledged |= uids
            time.sleep(0.5)
        acknowledged |= uids
    return acknowledged


def main() -> int:
    """Send, read, wait, and look at what was kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--senders", type=int, default=4)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--patience", type=float, default=3600.0, help="seconds that the checks may take")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, (Path(place) / "log").open("w") as log:
        folder = Path(place) / "desk"
        set_up(folder, processes=options.processes)
        with served(folder, log) as desk:
            reader, ends = Reader(desk.url), threading.Event()

            def read() -> None:
                while not ends.wait(0.2):
                    reader.look()

            thread = threading.Thread(target=read, daemon=True)
            thread.start()
            begun = time.monotonic()
            shares = [range(first, options.cases, options.senders) for first in range(options.senders)]
            with ProcessPoolExecutor(options.senders) as senders:
                futures = [
                    senders.submit(_send, desk.port, share, f"SENDER{n}") for n, share in enumerate(shares)
                ]
                acknowledged = set().union(*(future.result() for future in futures))
            sent_s = time.monotonic() - begun
            page = sorted(reader.seconds)
            print(
                f"{options.cases} cases, {len(acknowledged)} objects acknowledged in {sent_s:.0f} s "
                f"({len(acknowledged) / sent_s:.0f} a second); page asked {len(page)} times meanwhile: "
                f"median {1000 * statistics.median(page):.0f} ms, slowest {1000 * page[-1]:.0f} ms",
                flush=True,
            )
            while (states := count_states(folder))["checked"] < options.cases:
                if time.monotonic() - begun > options.patience:
                    break
                time.sleep(5.0)
            ends.set()
            thread.join()
            page = sorted(reader.seconds)
            print(
                f"{states['checked']} checked after {time.monotonic() - begun:.0f} s; page {len(page)} ×: "
                f"median {1000 * statistics.median(page):.0f} ms, slowest {1000 * page[-1]:.0f} ms",
                flush=True,
            )
        faults = look_at(folder, acknowledged)
        print("nothing lost, nothing twice, trail whole" if not faults else "; ".join(faults))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
