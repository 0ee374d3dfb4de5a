"""``rtqa check``: a plan judged by a protocol; the verdict is the exit status."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from rtqa.checks import check as check_case
from rtqa.cli.options import MAP_HELP, PROTOCOL_HELP, Paths, parse_mapping
from rtqa.cli.screen import console, read, steps
from rtqa.errors import UsageError
from rtqa.findings import Report, Verdict
from rtqa.protocol import list_protocols
from rtqa.render.json import render_json
from rtqa.render.text import draw_report
from rtqa.render.write import check_formats, stamp, write_report

app = typer.Typer(add_completion=False, rich_markup_mode=None)

EXIT_CODES = {Verdict.PASS: 0, Verdict.VARIATION: 0, Verdict.FAIL: 1, Verdict.REVIEW: 3}


@app.command()
def check(
    paths: Paths,
    *,
    protocol: Annotated[str | None, typer.Option(metavar="ID|FILE", help=PROTOCOL_HELP)] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the report into this folder.")
    ] = None,
    formats: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="LIST",
            help="html, pdf, json, csv, with commas between. [default: first three; without --out, a table]",
        ),
    ] = None,
    mapping: Annotated[
        list[str] | None, typer.Option("--map", metavar="NAME=STRUCTURE", help=MAP_HELP)
    ] = None,
    pictures: Annotated[
        bool, typer.Option(help="Draw isodoses on planes through the plan, for files in --out.")
    ] = True,
) -> None:
    """Judge a plan by a protocol.

    Prints the findings, what decided them, and the protocol's words. --format json without --out prints
    JSON and nothing else.

    Exit status: 0 pass or variation, 1 fail, 2 wrong usage, 3 review (something could not be decided),
    4 unreadable input.
    """
    if protocol is None:
        raise UsageError(
            f"which protocol? Add --protocol with one of {', '.join(list_protocols())}, or with a .toml file"
        )
    chosen = _parse_formats(formats)
    if out is None and chosen not in ((), ("json",)):
        raise UsageError(f"--format {formats} needs --out DIR to write into")
    names = parse_mapping(mapping or ())
    with steps() as progress:
        report = check_case(
            read(paths, progress),
            protocol=protocol,
            mapping=names,
            pictures=pictures and out is not None,
            progress=progress,
        )
    _give(report, out, chosen)
    raise typer.Exit(EXIT_CODES[report.verdict])


def _give(report: Report, out: Path | None, formats: Sequence[str]) -> None:
    if out is None and formats:
        typer.echo(render_json(stamp(report)), nl=False)
        return
    written = write_report(report, out, formats=formats) if out else ()
    screen = console()
    screen.print(draw_report(report, width=screen.width))
    if written:
        screen.print(f"Written: {', '.join(path.name for path in written)}")


def _parse_formats(text: str | None) -> tuple[str, ...]:
    """``html,json`` to its parts; empty where nothing was asked for.

    Raises:
        UsageError: a format does not exist.
    """
    formats = (
        tuple(dict.fromkeys(part.strip().lower() for part in text.split(","))) if text is not None else ()
    )
    check_formats(formats)
    return formats
