"""``rtqa cohort``: many plans found, checked and told as one report."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from rtqa.cli.screen import console, steps
from rtqa.cohort.completeness import count_contents, count_gaps
from rtqa.cohort.index import update_index
from rtqa.cohort.store import open_store
from rtqa.messages import Message

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Check all plans of a trial, and report on them by site.",
)

StoreFolder = Annotated[
    Path, typer.Option("--store", metavar="DIR", show_default=False, help="The folder of the cohort's store.")
]
Jobs = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="Processes at once. [default: one a processor]")
]


def count_jobs(jobs: int | None) -> int:
    """As many processes as were asked for, or as there are processors for this one."""
    return jobs or len(
        os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    )


@app.callback()
def _group() -> None:
    """Keep ``index`` a command of its own."""


@app.command()
def index(
    folders: Annotated[
        list[Path],
        typer.Argument(metavar="FOLDER", show_default=False, help="Folders in any shape, archives, files."),
    ],
    *,
    store: StoreFolder,
    jobs: Jobs = None,
) -> None:
    """Find every DICOM object in folders and zip archives, and remember what it says of itself.

    Run again, it reads what is new or changed, and forgets what is gone. The store holds no name, no ID and
    no UID of a patient, but pseudonyms.
    """
    opened = open_store(store, create=True)
    with steps() as bar:
        done = update_index(
            opened, folders, jobs=count_jobs(jobs), progress=lambda n: bar("Looking at files", n, n)
        )
    with opened.index() as connection:
        contents, gaps = count_contents(connection), count_gaps(connection)
    screen = console()
    for message in (
        Message("cohort.indexed", n=done.n_files, read=done.n_read, gone=done.n_gone),
        Message(
            "cohort.holds",
            patients=contents.n_patients,
            studies=contents.n_studies,
            plans=contents.n_plans,
            objects=contents.n_objects,
        ),
    ):
        screen.print(Text(str(message)))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Completeness")
    table.add_column("n", justify="right")
    table.add_column("Patients", justify="right")
    for called, n, n_patients in gaps:
        table.add_row(Text(str(called)), str(n), str(n_patients or ""))
    screen.print(table)
