"""A desk that is killed again and again while cases come: is what it acknowledged kept? Does it go on?

Run as ``python benchmarks/desk_kills.py [--kills 50] [--cases 60]``. Two senders send cases and try again
what was not acknowledged; the desk is killed with signal 9 (its workers too) after a random while each time,
and started again. At the end every acknowledged object must be there, every case checked, the trail whole.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path
from queue import Empty, SimpleQueue

from desk_bench import count_states, look_at, send_case, served, set_up


class Senders:
    """Threads that send what waits, to wherever the desk is now."""

    def __init__(self, cases: int, n: int) -> None:
        self.port: int | None = None
        self.acknowledged: set[str] = set()
        self.n_left = cases
        self._waiting: SimpleQueue[int] = SimpleQueue()
        self._lock = threading.Lock()
        for number in range(cases):
            self._waiting.put(number)
        for name in range(n):
            threading.Thread(target=self._run, args=(f"SENDER{name}",), daemon=True).start()

    def _run(self, title: str) -> None:
        while True:
            try:
                number = self._waiting.get(timeout=0.5)
            except Empty:
                continue
            port = self.port
            uids = send_case(port, number, title=title) if port is not None else set()
            with self._lock:
                self.acknowledged |= uids
                self.n_left -= len(uids) == 6
            if len(uids) < 6:
                self._waiting.put(number)
                time.sleep(0.2)


def main() -> int:
    """Send, kill, start again; then let it end its work, and look at what was kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--cases", type=int, default=60)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--longest", type=float, default=8.0, help="seconds that a desk lives at most")
    parser.add_argument("--patience", type=float, default=1800.0, help="seconds for what is left at the end")
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311  (the same each time)
    with tempfile.TemporaryDirectory() as place, (Path(place) / "log").open("w") as log:
        folder = Path(place) / "desk"
        set_up(folder, processes=2)
        senders, begun = Senders(options.cases, 2), time.monotonic()
        for kill in range(1, options.kills + 1):
            with served(folder, log, own_group=True) as desk:
                senders.port = desk.port
                time.sleep(chance.uniform(0.0, options.longest))
                senders.port = None
                os.killpg(desk.process.pid, signal.SIGKILL)
            if kill % 10 == 0:
                print(
                    f"{kill} kills in {time.monotonic() - begun:.0f} s: {len(senders.acknowledged)} objects "
                    f"acknowledged, {dict(count_states(folder))}",
                    flush=True,
                )
        with served(folder, log, own_group=True) as desk:
            senders.port = desk.port
            end = time.monotonic() + options.patience
            while senders.n_left or count_states(folder)["checked"] < options.cases:
                if time.monotonic() > end:
                    break
                time.sleep(2.0)
        faults = look_at(folder, senders.acknowledged)
        print(
            f"{options.kills} kills, {options.cases} cases, {len(senders.acknowledged)} objects acknowledged "
            f"in {time.monotonic() - begun:.0f} s: "
            + ("nothing lost, nothing stuck, trail whole" if not faults else "; ".join(faults))
        )
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
