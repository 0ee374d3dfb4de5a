"""``rtqa compare``: two plans, or a plan and its re-plan, side by side."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rtqa.cli.options import PROTOCOL_HELP, Layout, LayoutOption, Quiet
from rtqa.cli.output import LanguageCode
from rtqa.cli.screen import Steps, console, read, steps
from rtqa.cli.transfer import show_transfer
from rtqa.errors import UsageError
from rtqa.evaluation import check as check_case
from rtqa.findings import Report
from rtqa.findings.comparison import compare as compare_values
from rtqa.findings.report_document import read_report
from rtqa.messages import Listing, Message
from rtqa.model.case import Case
from rtqa.protocol import list_protocols
from rtqa.render.files.atomic import write_files
from rtqa.render.files.report_files import draw_files, stamp
from rtqa.render.page.comparison import compare_reports
from rtqa.render.page.page import Grid
from rtqa.render.words.language import load_language

_WIDEST_WORD = 16
"""Numbers, intervals and names up to here are not broken; file names and hashes may be."""

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def compare(
    a: Annotated[
        Path, typer.Argument(metavar="A", show_default=False, help="A plan's folder, or a report.json.")
    ],
    b: Annotated[Path, typer.Argument(metavar="B", show_default=False, help="Another, laid beside it.")],
    *,
    protocol: Annotated[str | None, typer.Option(metavar="ID|FILE", help=PROTOCOL_HELP)] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write comparison.html and .pdf into this folder.")
    ] = None,
    transfer: Annotated[
        bool,
        typer.Option("--transfer", help="Compare what two plans tell a machine, such as after a transfer."),
    ] = False,
    language: LanguageCode = "en",
    form: LayoutOption = Layout.TABLE,
    quiet: Quiet = False,
) -> None:
    """Compare two plans side by side.

    Verdicts, values with their differences, DVHs, and in the file the same planes through both. Folders are
    judged by --protocol; a report.json is taken as it is. The exit status is 0: which of the two is better is
    a clinical decision. With --transfer it is 1 where a machine would do anything otherwise.
    """
    if transfer:
        raise typer.Exit(show_transfer(a, b))
    say = load_language(language)
    remarks: list[Message] = []
    with steps() as progress:
        first, case = _take(a, protocol, pictures=out is not None, progress=progress)
        second, other = _take(b, protocol, pictures=False, progress=progress)
        if out is not None and other is not None:
            same = case is not None and _frames(case) == _frames(other)
            remarks += [] if same else [Message("page.frames-differ")]
            second = check_case(
                other, protocol=protocol or "", pictures=True, like=first if same else None, progress=progress
            )
    if form is Layout.JSON and not quiet:
        typer.echo(json.dumps(_as_json(first, second), ensure_ascii=False, indent=2))
        quiet = True
    screen = console()
    screen.quiet = quiet
    page = compare_reports(
        stamp(first), stamp(second), say, remarks=remarks, are_of_one_patient=_are_of_one_patient(case, other)
    )
    for _, remark in page.remarks:
        screen.print(Text(remark, style="bold yellow"))
    screen.print(Text(page.badge, style="bold"))
    for section in page.sections:
        for grid in section.grids:
            screen.print(_draw(section.title, grid, screen.width))
    if out is not None:
        written = write_files(draw_files("comparison", page, say), out, what="the comparison")
        screen.print(say("page.written", files=Listing(tuple(path.name for path in written))))


def _as_json(a: Report, b: Report) -> dict[str, object]:
    return {
        "a": a.verdict.value,
        "b": b.verdict.value,
        "values": [row.as_row() for row in compare_values(a, b)],
    }


def _take(path: Path, protocol: str | None, *, pictures: bool, progress: Steps) -> tuple[Report, Case | None]:
    """The report of a folder, with its case, or of a JSON file."""
    if path.suffix == ".json":
        return read_report(path), None
    if protocol is None:
        raise UsageError(
            f"which protocol? Add --protocol with one of {', '.join(list_protocols())}, or with a .toml file"
        )
    case = read([path], progress)
    return check_case(case, protocol=protocol, pictures=pictures, progress=progress), case


def _are_of_one_patient(case: Case | None, other: Case | None) -> bool | None:
    """By ID and date of birth; None where a case is not at hand, or does not say whose it is."""
    identities = [side.identity if side is not None else None for side in (case, other)]
    known = [
        (identity.patient_id, identity.birth_date)
        for identity in identities
        if identity is not None and identity.patient_id
    ]
    return known[0] == known[1] if len(known) == 2 else None


def _frames(case: Case) -> set[str]:
    return {treatment.dose.grid.frame_of_reference_uid for treatment in case.treatments if treatment.dose}


def _draw(title: str, grid: Grid, width: int) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for column, is_number, wide in zip(
        grid.columns, grid.is_number, _column_widths(grid, width - 2 * len(grid.columns) - 1), strict=True
    ):
        table.add_column(Text(column), overflow="fold", justify="right" if is_number else "left", width=wide)
    for row in grid.rows:
        table.add_row(*map(Text, row))
    note = [Text(grid.note, style="dim")] if grid.note else []
    return Padding(Group(Text(title, style="bold"), table, *note), (1, 0, 0, 0), expand=False)


def _column_widths(grid: Grid, width: int) -> list[int]:
    """Each column holds its longest word, so that no number is broken; the rest goes to longer cells."""
    columns = list(zip(grid.columns, *grid.rows, strict=True))
    words = [min(max(map(cell_len, " ".join(cells).split())), _WIDEST_WORD) for cells in columns]
    wanted = [max(map(cell_len, cells)) - word for cells, word in zip(columns, words, strict=True)]
    share = min(1.0, max(0, width - sum(words)) / max(1, sum(wanted)))
    return [word + int(share * max(0, more)) for word, more in zip(words, wanted, strict=True)]
