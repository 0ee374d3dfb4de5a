"""``rtqa cohort``: many plans found, checked and told as one report."""

from __future__ import annotations

import hashlib
import os
from dataclasses import asdict
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from rtqa.cli.data import message_data, print_data
from rtqa.cli.options import PROTOCOL_HELP, Layout, LayoutOption
from rtqa.cli.output import LanguageCode
from rtqa.cli.screen import console, steps
from rtqa.cohort.completeness import count_contents, count_gaps
from rtqa.cohort.groups import read_grouping
from rtqa.cohort.index import update_index
from rtqa.cohort.learning import learn_model
from rtqa.cohort.outcome import STATES
from rtqa.cohort.peers import read_model, write_model
from rtqa.cohort.report import write_cohort_report
from rtqa.cohort.results import require_pyarrow, write_results
from rtqa.cohort.run import Tally, check_all
from rtqa.cohort.store import open_store
from rtqa.cohort.submissions import read_course_table
from rtqa.cohort.table import BY
from rtqa.cohort.whereabouts import find_paths
from rtqa.errors import UsageError
from rtqa.messages import Listing, Message
from rtqa.render.files.atomic import write_files
from rtqa.render.words.language import ENGLISH

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


@app.command()
def index(
    folders: Annotated[
        list[Path],
        typer.Argument(metavar="FOLDER", show_default=False, help="Folders in any shape, archives, files."),
    ],
    *,
    store: StoreFolder,
    outcomes: Annotated[
        str,
        typer.Option(
            metavar="URL",
            show_default=False,
            help="Of a new store: keep plans' outcomes and reports below this, such as s3://bucket/trial.",
        ),
    ] = "",
    jobs: Jobs = None,
    form: LayoutOption = Layout.TABLE,
) -> None:
    """Find every DICOM object in folders and zip archives, and remember what it says of itself.

    Run again, it reads what is new or changed, and forgets what is gone. The store holds no name, no ID and
    no UID of a patient, but pseudonyms.
    """
    opened = open_store(store, create=True, outcomes=outcomes)
    with steps() as bar:
        done = update_index(
            opened, folders, jobs=count_jobs(jobs), progress=lambda n: bar("Looking at files", n, n)
        )
    with opened.index() as connection:
        contents, gaps = count_contents(connection), count_gaps(connection)
    if form is Layout.JSON:
        completeness = [
            {**message_data(called), "n": n, "n_patients": n_patients} for called, n, n_patients in gaps
        ]
        print_data({**asdict(done), **asdict(contents), "completeness": completeness})
        return
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


@app.command()
def check(
    *,
    store: StoreFolder,
    protocol: Annotated[str, typer.Option(metavar="ID|FILE", show_default=False, help=PROTOCOL_HELP)],
    course_table: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            show_default=False,
            help="CSV with the columns folder and course: all plans in the folder are one course.",
        ),
    ] = None,
    jobs: Jobs = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS|FILE",
            show_default=False,
            help="Check on the workers of this scheduler of dask.distributed: tcp://host:8786, or its file.",
        ),
    ] = None,
    timeout: Annotated[float, typer.Option(metavar="SECONDS", min=1, help="Longest time of a plan.")] = 600.0,
    memory: Annotated[float, typer.Option(metavar="GB", min=0.5, help="Most memory of a plan.")] = 4.0,
    form: LayoutOption = Layout.TABLE,
) -> None:
    """Check every plan of the store that is not checked yet, and write the tables of all.

    A plan that cannot be checked is a row with its reason. Stopped at any time, the next run goes on where
    this one ended. A plan is checked again when its files, its course file, the protocol or rtqa change.

    Exit status: 0 all plans have their outcome, whatever it is; 2 wrong usage, 4 unreadable input.
    """
    require_pyarrow()
    opened = open_store(store)
    courses = read_course_table(course_table) if course_table is not None else ()
    with steps() as bar:
        tally = check_all(
            opened,
            protocol,
            courses=courses,
            jobs=count_jobs(jobs),
            scheduler=scheduler,
            timeout_s=timeout,
            memory_bytes=memory * 1e9,
            progress=lambda tally: bar(_tell(tally), tally.n_done, tally.n),
        )
        write_results(opened, tally.names)
    if form is Layout.JSON:
        print_data({"n_done": tally.n_done, "n_fresh": tally.n_fresh, "states": dict(tally.states)})
        return
    screen = console()
    screen.print(Text(str(Message("cohort.checked", n=tally.n_done, fresh=tally.n_fresh))))
    for name, n in sorted(tally.states.items()):
        screen.print(Text(f"{n:8d}  {STATES[name]}"))


def _tell(tally: Tally) -> str:
    """What the progress says: how many have which verdict, and how long the rest takes."""
    counts = " ".join(f"{name}:{n}" for name, n in sorted(tally.states.items()))
    left = tally.left_s
    if left is None:
        return counts
    return str(Message("command.left", left=str(timedelta(seconds=round(left))), states=counts))


@app.command()
def where(
    names: Annotated[
        list[str],
        typer.Argument(metavar="NAME", show_default=False, help="Of a plan, an object or a patient."),
    ],
    *,
    store: StoreFolder,
    form: LayoutOption = Layout.TABLE,
) -> None:
    """Print where the plans, objects or patients of a report lie: the files, and of patients the folders.

    Reports have no paths, since folders are often named after patients.
    """
    opened = open_store(store)
    paths = {name: find_paths(opened, name) for name in names}
    if form is Layout.JSON:
        print_data(paths)
        return
    for path in chain.from_iterable(paths.values()):
        typer.echo(path)


@app.command()
def learn(
    *,
    store: StoreFolder,
    out: Annotated[Path, typer.Option(metavar="FILE", show_default=False, help="Write the model there.")],
    form: LayoutOption = Layout.TABLE,
) -> None:
    """Learn from the plans of a store what a plan could have been, by the geometry of organs and targets.

    For rtqa check --peers FILE. The model holds numbers alone, and of no single patient.
    """
    require_pyarrow()
    with steps() as bar:
        model = learn_model(
            open_store(store), progress=lambda done, total: bar("Measuring geometry", done, total)
        )
    text = write_model(model)
    write_files({out.name: text.encode()}, out.parent, what="the peer model")
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    if form is Layout.JSON:
        columns = {"organ", "metric", "n_values", "n_patients", "mean_error", "r2"}
        print_data(
            {"sha256": sha256, "organs": [organ.model_dump(include=columns) for organ in model.organs]}
        )
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in map(ENGLISH, ("page.organ", "page.metric")):
        table.add_column(heading)
    for heading in ("n", ENGLISH("command.patients"), ENGLISH("command.mean-error"), "R²"):
        table.add_column(heading, justify="right")
    for organ in model.organs:
        numbers = (organ.n_values, organ.n_patients, f"{organ.mean_error:.2f}", f"{organ.r2:.2f}")
        table.add_row(*map(Text, map(str, (organ.organ, organ.metric, *numbers))))
    screen = console()
    screen.print(table)
    screen.print(Text(f"sha256 {sha256}"))


@app.command()
def report(
    *,
    store: StoreFolder,
    out: Annotated[
        Path, typer.Option(metavar="DIR", show_default=False, help="Write the report into this folder.")
    ],
    by: Annotated[str, typer.Option(metavar="WHAT", help="site, arm, planner or month.")] = "site",
    groups: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            show_default=False,
            help="CSV with the column folder, and of site, arm and planner those that are known.",
        ),
    ] = None,
    path_pattern: Annotated[
        str | None,
        typer.Option(
            metavar="REGEX",
            show_default=False,
            help="Sites by the paths of the plans: '/data/(?P<site>[^/]+)/'.",
        ),
    ] = None,
    peers: Annotated[
        Path | None,
        typer.Option(metavar="FILE", show_default=False, help="Tell what peers have, by a model of learn."),
    ] = None,
    language: LanguageCode = "en",
    form: LayoutOption = Layout.TABLE,
) -> None:
    """Write one page on all plans, and its tables as CSV and for Excel.

    Verdicts and causes by site, the commonest deviations, distributions, control charts, outliers, names to
    mend, completeness, and each plan's report.
    """
    if by not in BY:
        raise UsageError(f"--by {by!r}: there are {', '.join(BY)}")
    require_pyarrow()
    with steps() as bar:
        written = write_cohort_report(
            open_store(store),
            out,
            by=by,
            grouping=read_grouping(groups, path_pattern),
            peers=read_model(peers) if peers is not None else None,
            language=language,
            progress=lambda done, total: bar("Drawing plans", done, total),
        )
    if form is Layout.JSON:
        print_data({"files": [path.name for path in written]})
        return
    names = Listing(tuple(path.name for path in written))
    console().print(Text(str(Message("page.written", files=names))))
