"""What every command shares: where it prints, progress, and reading the case."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from rtqa.cli.pipe import let_go
from rtqa.cli.without import without
from rtqa.messages.safe_text import show
from rtqa.model.case import Case, DeviationKind

# Where these are installed pydicom loads them, a tenth of a second, for what no command asks of it: example
# files from the network, and colour profiles.
with without("requests", "PIL.ImageCms"):
    from rtqa.dicom import read_case

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_PATIENCE_S = 1.0
"""Whatever is done sooner shows no progress."""

_WIDTH_OF_A_FILE = 120
"""Columns of a table that goes to a file or a pipe, where there is no screen to fit."""


class _Screen(Console):
    """Standard output; when its reader goes, the command still ends with its own status."""

    def on_broken_pipe(self) -> None:
        """Print no more. rich itself would end the command with status 1, which means *fail*."""
        self.quiet = True
        let_go()


def console() -> Console:
    """Where results go: standard output, never taken for markup."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _WIDTH_OF_A_FILE
    return _Screen(markup=False, highlight=False, emoji=False, width=width, soft_wrap=False)


def begin_table(texts: Iterable[str], numbers: Iterable[str] = ()) -> Table:
    """A table without rows: columns of text under these headings, then columns of numbers."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    for heading in texts:
        table.add_column(Text(heading), overflow="fold")
    for heading in numbers:
        table.add_column(Text(heading), justify="right")
    return table


class Steps:
    """Progress on standard error; only on a terminal, and only of steps that take time."""

    def __init__(self) -> None:
        self._since = time.monotonic()
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` steps are finished, and what is worked on."""
        if not sys.stderr.isatty() or time.monotonic() - self._since < _PATIENCE_S:
            return
        if self._progress is None or self._task is None:
            self._progress = _draw_bar()
            self._progress.start()
            self._task = self._progress.add_task("")
        self._progress.update(self._task, description=show(what), completed=done, total=total)

    def end(self) -> None:
        """Take the bar away; where none was shown, nothing is: before 13.8, rich would print a line break."""
        if self._progress is not None:
            self._progress.stop()


def _draw_bar() -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415 (seldom shown)
    from rich.table import Column  # noqa: PLC0415 (likewise)

    return Progress(
        TextColumn("{task.description}", markup=False, table_column=Column(max_width=40, no_wrap=True)),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
    )


@contextmanager
def steps() -> Iterator[Steps]:
    """Progress for as long as the block runs; it leaves nothing on the screen."""
    shown = Steps()
    try:
        yield shown
    finally:
        shown.end()


_OF_NO_NUMBER = frozenset({DeviationKind.ATTRIBUTE_TOLD, DeviationKind.IMAGE_NOT_DRAWN})
"""Kinds of deviations by which no dose and no volume is another."""


def tell_deviations(case: Case) -> None:
    """Print the deviations of the files on standard error, for commands that write no report.

    A dose that was multiplied, or a file that was left out, makes other numbers; standard output stays the
    numbers alone.
    """
    screen = Console(stderr=True, markup=False, highlight=False, emoji=False, soft_wrap=True)
    deviations = [
        *(deviation for treatment in case.treatments for deviation in treatment.deviations),
        *case.deviations,
    ]
    lines = (
        f"{deviation.subject}: {deviation.message}"
        for deviation in deviations
        if deviation.kind not in _OF_NO_NUMBER
    )
    for line in dict.fromkeys(lines):
        screen.print(show(line))


def read(paths: list[Path], progress: Callable[[str, int, int], None]) -> Case:
    """The case in these folders and files."""
    return read_case(*paths, progress=lambda done, total: progress("Reading files", done, total))
