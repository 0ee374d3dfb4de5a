"""``rtqa commission``: rtqa held against closed forms on this installation, with a report to file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from rtqa.cli.screen import console, steps
from rtqa.commission import summary, wording
from rtqa.commission.compare import compare_with
from rtqa.commission.document import CommissionDocument, build_document
from rtqa.commission.environment import describe_environment
from rtqa.commission.export import export_suite
from rtqa.commission.run import run_suite
from rtqa.commission.suite import commissioning_suite
from rtqa.commission.write import write_commission_report
from rtqa.messages.safe_text import show, show_prose
from rtqa.render.files.typeset import HOW_TO_GET, can_render_pdf

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
) -> None:
    """Hold rtqa's DVHs against closed forms, and write a report to file.

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
    screen = console()
    screen.print(draw_document(document))
    if export:
        folders = export_suite(sets, export)
        screen.print(f"Exported: {', '.join(folder.name for folder in folders)}")
    if out:
        written = write_commission_report(document, out)
        screen.print(f"Written: {', '.join(path.name for path in written)}")
        if not can_render_pdf():
            screen.print(HOW_TO_GET)
    raise typer.Exit(0 if document.passed else EXIT_FAIL)


def draw_document(document: CommissionDocument) -> RenderableType:
    """One line a phantom, what failed, the largest errors, and the verdict."""
    phantoms = _table(
        "Phantom", "", "Slice/mm", "Grid/mm", "Volume/%", "Dose to prisms/Gy", "Dose to solid/Gy"
    )
    sets = {each.name: each for each in document.sets}
    for phantom in document.phantoms:
        where = sets[phantom.set_name]
        phantoms.add_row(
            *map(
                Text,
                (
                    show(phantom.name),
                    wording.badge(phantom.passed).text,
                    f"{where.slice_mm:g}",
                    f"{where.grid_mm:g}",
                    *summary.phantom_errors(phantom),
                ),
            )
        )
    lines = [
        *(f"✗ {one.phantom} {one.metric}: {one.because}" for one in summary.failures(document)),
        wording.coverage_line(document),
        wording.comparison_line(document),
        f"{wording.badge(document.passed).text}: {wording.headline(document)}",
    ]
    headings, rows = summary.worst_table(document)
    worst = _table(*headings)
    for row in rows:
        worst.add_row(*map(Text, map(show, row)))
    return Group(phantoms, Text(), worst, Text(), *(Text(show_prose(line)) for line in lines if line))


def _table(*headings: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    for heading in headings:
        table.add_column(Text(heading), justify="right" if "/" in heading else "left")
    return table
