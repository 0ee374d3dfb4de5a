"""Plans that were judged, of one patient or of several, and how they are printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import typer
from rich.text import Text

from rtqa.cli.output import show_and_write
from rtqa.cli.screen import console
from rtqa.cli.timings import Timings
from rtqa.errors import AmbiguousInputError
from rtqa.findings import Report
from rtqa.render.files.report_json import render_json
from rtqa.render.words.language import Language


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judged:
    """A report, and what is to become of it.

    Attributes:
        report: of one patient.
        contents: the files to write, by name.
        folder: to write them into; None for none.
        progress: how long each stage took.
        place: of the path that was judged, from 1, where it is one of several; 0 where it is all there is.
            A path may name the patient, and is not printed.
    """

    report: Report
    contents: Mapping[str, bytes]
    folder: Path | None
    progress: Timings
    place: int = 0


def judge_all(
    paths: Sequence[Path],
    out: Path | None,
    judge: Callable[[Sequence[Path], Path | None], Judged],
    *,
    is_one: bool,
) -> list[Judged]:
    """Paths as one patient's; where they are several patients', each by itself.

    Args:
        paths: folders and files.
        out: the folder for reports; of several patients, each has a folder of its number in it.
        judge: judges some paths as one patient's, for a folder.
        is_one: whether they are one patient's, whatever the files say: a course file speaks of them.

    Raises:
        AmbiguousInputError: one path, or all of a course, are of several patients.
    """
    try:
        return [judge(paths, out)]
    except AmbiguousInputError:
        if is_one or len(paths) < 2:
            raise
    return [
        replace(judge([path], out / str(place) if out is not None else None), place=place)
        for place, path in enumerate(paths, start=1)
    ]


def print_json(judged: Sequence[Judged]) -> None:
    """The report as JSON; of several, a list."""
    texts = [render_json(judgement.report) for judgement in judged]
    typer.echo(texts[0] if len(texts) == 1 else "[\n" + ",\n".join(texts) + "]\n", nl=False)


def show_all(judged: Iterable[Judged], *, say: Language, everything: bool, quiet: bool) -> None:
    """Write each one's files, and print its first page under its path's number."""
    for judgement in judged:
        if judgement.place and not quiet:
            console().print(Text("\n" + say("command.path", n=judgement.place), style="bold"))
        show_and_write(
            judgement.report,
            judgement.contents,
            judgement.folder,
            say=say,
            everything=everything,
            quiet=quiet,
        )
