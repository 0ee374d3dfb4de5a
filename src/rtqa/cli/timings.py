"""``--timings``: how long each stage took."""

from __future__ import annotations

import time

from rich.console import Console
from rich.table import Table

from rtqa.cli.screen import Steps
from rtqa.render.words.language import ENGLISH


class Timings:
    """Progress that also measures: the time from one step to the next belongs to the first of them."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._seconds: dict[str, float] = {}
        self._stage, self._since = "Starting", time.perf_counter()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Pass a step on; steps of one kind, such as ``DVH of …``, are one stage."""
        self.stop()
        self._stage = what.partition(" of ")[0]
        self._steps(what, done, total)

    def stop(self) -> None:
        """End the stage under way."""
        now = time.perf_counter()
        self._seconds[self._stage] = self._seconds.get(self._stage, 0.0) + now - self._since
        self._stage, self._since = "The rest", now

    def print(self) -> None:
        """Print the stages and their sum on standard error."""
        self.stop()
        table = Table(ENGLISH("command.stage"), box=None, pad_edge=False)
        table.add_column("s", justify="right")
        for stage, seconds in self._seconds.items():
            table.add_row(stage, f"{seconds:.2f}")
        table.add_row(ENGLISH("command.all-stages"), f"{sum(self._seconds.values()):.2f}")
        Console(stderr=True, highlight=False, markup=False).print(table)
