"""``rtqa commission``: rtqa tested against exact solutions on this installation, with a report."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from rtqa.cli.options import Layout, LayoutOption
from rtqa.cli.screen import console, steps
from rtqa.commission import summary
from rtqa.commission.commission_document import CommissionDocument, build_document, render_json
from rtqa.commission.commission_files import write_commission_report
from rtqa.commission.compare import compare_with
from rtqa.commission.environment import describe_environment
from rtqa.commission.export import export_suite
from rtqa.commission.run import run_suite
from rtqa.commission.suite import commissioning_suite
from rtqa.messages import Listing
from rtqa.messages.safe_text import show
from rtqa.render.files.typeset import HOW_TO_GET, can_render_pdf
from rtqa.render.words.language import ENGLISH
from rtqa.render.words.wording import badge

app = typer.Typer(add_completion=False, rich_markup_mode=None)

EXIT_FAIL = 1


@app.command()
def commission(
    *,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write commission.html, .json and .pdf into this folder."),
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Write the phantoms as DICOM, a folder each set, to import elsewhere."
        ),
    ] = None,
    compare: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Lay a planning system's DVHs (RTDOSE with DVHs, and RTSTRUCT) beside rtqa's.",
        ),
    ] = None,
    form: LayoutOption = Layout.TABLE,
) -> None:
    """Test rtqa's DVHs against exact solutions, and write a report.

    Exit status: 0 all phantoms passed, 1 one failed, 2 wrong usage, 4 unreadable input.
    """
    sets = commissioning_suite()
    with steps() as progress:
        results = run_suite(sets, progress=progress)
    comparison = compare_with(results, compare) if compare else None
    document = build_document(
        results,
        comparison=comparison,
        environment=describe_environment(),
        created=datetime.now().astimezone().isoformat(timespec="seconds"),
    )
    folders = export_suite(sets, export) if export else ()
    written = write_commission_report(document, out) if out else ()
    if form is Layout.JSON:
        typer.echo(render_json(document), nl=False)
        raise typer.Exit(0 if document.passed else EXIT_FAIL)
    screen = console()
    screen.print(draw_document(document))
    if folders:
        names = Listing(tuple(folder.name for folder in folders))
        screen.print(Text(ENGLISH("command.exported", files=names)))
    if written:
        names = Listing(tuple(path.name for path in written))
        screen.print(Text(ENGLISH("page.written", files=names)))
        if not can_render_pdf():
            screen.print(HOW_TO_GET)
    raise typer.Exit(0 if document.passed else EXIT_FAIL)


def draw_document(document: CommissionDocument) -> RenderableType:
    """One line a phantom, what failed, the largest errors, and the verdict."""
    say = ENGLISH
    phantoms = _table(
        say("commission.phantom"),
        say("page.verdict"),
        say("commission.slice-mm"),
        say("commission.grid-mm"),
        say("commission.volume-error"),
        say("commission.dose-to-prisms"),
        say("commission.dose-to-solid"),
    )
    sets = {part.name: part for part in document.sets}
    for phantom in document.phantoms:
        spacing = sets[phantom.set_name]
        cells = (f"{spacing.slice_mm:g}", f"{spacing.grid_mm:g}", *summary.phantom_errors(phantom))
        word = "pass" if phantom.passed else "fail"
        phantoms.add_row(*map(Text, (show(phantom.name), badge(word, say), *cells)))
    worst = summary.worst_table(document, say)
    errors = _table(*worst.columns)
    for row in worst.rows:
        errors.add_row(*map(Text, row))
    page = summary.lay_out(document, say)
    lines = [
        *(f"✗ {phantom} {metric}: {reason}" for phantom, metric, reason in summary.failures(document, say)),
        worst.note,
        f"{page.badge}: {page.remarks[0][1]}",
    ]
    return Group(phantoms, Text(), errors, Text(), *map(Text, lines))


def _table(*headings: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    for heading in headings:
        table.add_column(Text(heading), justify="right" if "/" in heading else "left")
    return table
