"""``rtqa render``: a report drawn again from its JSON, without the DICOM."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rtqa.cli.options import Quiet
from rtqa.cli.output import (
    Everything,
    Formats,
    LanguageCode,
    PaperName,
    parse_formats,
    parse_paper,
    show_and_write,
)
from rtqa.findings.report_document import read_report
from rtqa.render.files.report_files import render_files
from rtqa.render.words.language import load_language

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def render(
    file: Annotated[Path, typer.Argument(metavar="REPORT.json", show_default=False, help="A report.")],
    *,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the report into this folder.")
    ] = None,
    formats: Formats = None,
    language: LanguageCode = "en",
    paper: PaperName = "a4",
    everything: Everything = False,
    quiet: Quiet = False,
) -> None:
    """Draw a report again from its report.json.

    Prints its first page; with --out, writes files too. No check runs again: the exit status is 0. A report
    whose verdicts, values, limits or counts contradict each other was edited, and is refused.
    """
    say, chosen, size = load_language(language), parse_formats(formats), parse_paper(paper)
    report = read_report(file)
    contents = render_files(report, formats=chosen, say=say, paper=size) if out is not None else {}
    show_and_write(report, contents, out, say=say, everything=everything, quiet=quiet)
