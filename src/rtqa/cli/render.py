"""``rtqa render``: a report drawn again from its JSON, without the DICOM."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rtqa.cli.output import Formats, Language, PaperName, parse_formats, parse_paper, show_and_write
from rtqa.errors import InputError
from rtqa.findings import Report
from rtqa.render.files.report_json import parse_report
from rtqa.render.files.write import render_files
from rtqa.render.words.messages import load_messages

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def render(
    file: Annotated[Path, typer.Argument(metavar="REPORT.json", show_default=False, help="A report.")],
    *,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the report into this folder.")
    ] = None,
    formats: Formats = None,
    language: Language = "en",
    paper: PaperName = "a4",
) -> None:
    """Draw a report again from its report.json.

    Prints the findings; with --out, writes files too. Nothing is judged anew: the exit status is 0.
    """
    say, chosen, size = load_messages(language), parse_formats(formats), parse_paper(paper)
    report = read_report(file)
    contents = render_files(report, formats=chosen, say=say, paper=size) if out is not None else {}
    show_and_write(report, contents, out, say=say)


def read_report(file: Path) -> Report:
    """A report from its JSON.

    Raises:
        InputError: there is no such file.
        DocumentError: it is no report.
    """
    try:
        text = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file.name!r} cannot be read ({error.strerror or type(error).__name__})") from None
    return parse_report(text, label=file.name)
