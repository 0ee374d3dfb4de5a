"""Adapters are programs: what they print, or why they failed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def ask(program: Path, *arguments: Path, lines: Sequence[str] = ()) -> list[Any]:
    """What a program prints, a value for each line of JSON; none where it fails, which is told.

    Args:
        program: an adapter.
        arguments: it is started with.
        lines: of its input.
    """
    done = subprocess.run(
        [sys.executable, "-P", "-W", "ignore", str(program), *map(str, arguments)],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(f"{program.stem} fails on {arguments}: {done.stderr.splitlines()[-1:]}", file=sys.stderr)
        return []
    return [json.loads(line) for line in done.stdout.splitlines() if line[:1] in "[{"]
