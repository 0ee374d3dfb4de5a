"""What becomes of a report on the command line: files, a table, or JSON alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from rtqa.cli.screen import console
from rtqa.errors import UsageError
from rtqa.findings import Report
from rtqa.messages import LANGUAGES, Listing
from rtqa.render.files.atomic import write_files
from rtqa.render.files.pdf import Paper
from rtqa.render.files.report_files import check_formats, default_formats
from rtqa.render.files.terminal import draw_report
from rtqa.render.files.typeset import HOW_TO_GET, can_render_pdf
from rtqa.render.words.language import Language

Formats = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="LIST",
        help="html, pdf, json, csv, with commas between. [default: first three; without --out, a table]",
    ),
]
LanguageCode = Annotated[
    str, typer.Option("--lang", metavar="LANG", help=f"Of the report: {', '.join(LANGUAGES)}.")
]
Everything = Annotated[
    bool, typer.Option("--all", help="Print every finding too, with the protocol's words.")
]
PaperName = Annotated[str, typer.Option("--paper", metavar="SIZE", help="Of the PDF: a4 or letter.")]

_PAPERS: dict[str, Paper] = {"a4": "a4", "letter": "us-letter"}


def parse_formats(text: str | None) -> tuple[str, ...]:
    """``html,json`` to its parts; empty where nothing was asked for.

    Raises:
        UsageError: a format does not exist.
    """
    formats = (
        tuple(dict.fromkeys(part.strip().lower() for part in text.split(","))) if text is not None else ()
    )
    check_formats(formats)
    return formats


def parse_paper(text: str) -> Paper:
    """``a4`` or ``letter`` as typst calls it.

    Raises:
        UsageError: it is neither.
    """
    if text.lower() not in _PAPERS:
        raise UsageError(f"there is no paper {text!r} (there are {', '.join(_PAPERS)})")
    return _PAPERS[text.lower()]


def show_and_write(
    report: Report,
    contents: Mapping[str, bytes],
    out: Path | None,
    *,
    say: Language,
    everything: bool = False,
    quiet: bool = False,
) -> None:
    """Write files, then print the first page, or everything, and which files were written; or nothing."""
    written = write_files(contents, out, what="the report") if out is not None else ()
    if quiet:
        return
    screen = console()
    screen.print(draw_report(report, width=screen.width, say=say, everything=everything))
    if written:
        screen.print(say("page.written", files=Listing(tuple(path.name for path in written))))
        # Who states formats waits for no other.
        if not can_render_pdf() and {path.suffix[1:] for path in written} == set(default_formats()):
            screen.print(HOW_TO_GET)
