"""Whatever kills a run that writes: no file is partial, none is lost, and the next run leaves nothing hidden.

    python benchmarks/kills.py [N]

Runs that write four files into one folder, over and over, are ended N times after a random time: by SIGTERM,
SIGINT or SIGKILL. Then the folder is looked at, and the next run begun.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

NAMES = ("report.html", "report.pdf", "report.json", "report.csv")
PART = 4096
AT_ONCE = 8
"""Kills of a run that goes on in the same folder after each; a process takes longest to begin."""

_WRITER = f"""
import os, pathlib, signal, sys
from rtqa.cli.streams import end_when_asked
from rtqa.render.files.atomic import write_files
for child in range({AT_ONCE}):
    number = os.fork()
    if number:
        os.waitpid(number, 0)
        sys.stdin.readline()
        continue
    end_when_asked()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for n in range(1_000_000):
        content = b"%08d" % (int(sys.argv[2]) + 1000 * child + n) * {PART}
        write_files({{name: content for name in {NAMES!r}}}, pathlib.Path(sys.argv[1]), what="it")
        if not n:
            print(os.getpid(), flush=True)
"""


def main() -> int:
    """Kill, look, and print what was found; the exit status is 1 where a file was partial or lost."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    draw = random.Random(1)  # noqa: S311 (times, no secrets)
    found: Counter[str] = Counter()
    begun = time.monotonic()
    with TemporaryDirectory() as made:
        for n in range(0, wanted, AT_ONCE):
            command = [sys.executable, "-c", _WRITER, made, str(n * 1000)]
            with subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            ) as run:
                for _ in range(AT_ONCE):
                    _kill(run, Path(made), draw=draw, found=found)
    for what, count in sorted(found.items()):
        print(f"{count:6d} {what}")
    print(f"in {time.monotonic() - begun:.0f} s")
    return int(bool(found["files lost"] or found["files partial"]))


def _kill(run: subprocess.Popen[str], folder: Path, *, draw: random.Random, found: Counter[str]) -> None:
    """End the child that is writing, and look."""
    if run.stdin is None or run.stdout is None:
        raise RuntimeError("no pipe")
    writing = int(run.stdout.readline())
    found["hidden folders left over by the next run"] += len(list(folder.glob(".*"))) > 1
    number = draw.choice((signal.SIGTERM, signal.SIGINT, signal.SIGKILL))
    time.sleep(draw.uniform(0.0, 0.004))
    os.kill(writing, number)
    while _is_alive(writing):
        time.sleep(0.001)
    found["kills"] += 1
    files = [folder / name for name in NAMES]
    contents = [path.read_bytes() for path in files if path.is_file()]
    found["files lost"] += len(files) - len(contents)
    found["files partial"] += sum(content != content[:8] * PART for content in contents)
    found[f"old files beside new ones after {number.name}"] += len(set(contents)) > 1
    found[f"hidden folders after {number.name}"] += len(list(folder.glob(".*")))
    run.stdin.write("\n")
    run.stdin.flush()


def _is_alive(process: int) -> bool:
    """Whether a process runs still: not one that has ended and waits to be asked how."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").split()[2] != "Z"
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
