"""``rtqa desk``: the plan-check desk, and what keeps it well."""

from __future__ import annotations

import getpass
import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from rtqa.cli.data import message_data, print_data
from rtqa.cli.options import PROTOCOL_HELP, Layout, LayoutOption, complete_protocol
from rtqa.cli.output import LanguageCode
from rtqa.cli.screen import console
from rtqa.desk.desk import Desk
from rtqa.desk.settings import DeskSettings, Rule, read_settings
from rtqa.errors import UsageError
from rtqa.messages import Message
from rtqa.render.words.language import Language, load_language

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Take plans by DICOM, check them, and serve the page to read and sign.",
)

DataFolder = Annotated[
    Path,
    typer.Option("--data", metavar="DIR", help="The desk's folder: desk.toml, archive, objects, reports."),
]
DEFAULT_FOLDER = Path("rtqa-desk")

EXIT_BAD = 1
_MARKS = {"good": "✓", "note": "·", "bad": "✗"}


@app.command()
def serve(
    *,
    data: DataFolder = DEFAULT_FOLDER,
    protocol: Annotated[
        str | None,
        typer.Option(
            metavar="ID|FILE",
            show_default=False,
            help=f"Judges cases that no rule of desk.toml speaks of. {PROTOCOL_HELP}",
            autocompletion=complete_protocol,
        ),
    ] = None,
    language: LanguageCode = "en",
    form: LayoutOption = Layout.TABLE,
) -> None:
    """Take plans by DICOM, check them, and serve the page, until it is asked to end (Ctrl-C, SIGTERM).

    Without a desk.toml in the folder, page and node answer on this machine alone. As JSON, where they answer
    is one line, printed once both do.
    """
    from rtqa.desk.serve import Served, configure_log, serve_desk  # noqa: PLC0415 (much to load)

    settings, say = read_settings(data), load_language(language)
    if protocol is not None:
        settings = _with_rule(settings, protocol)

    def announce(served: Served) -> None:
        if form is Layout.JSON:
            node = dict(zip(("ae_title", "host", "port"), served.node, strict=True)) if served.node else None
            typer.echo(json.dumps({"page": served.url, "node": node, "token": served.token}))
            return
        screen = console()
        screen.print(Text(say("doctor.serving-page", url=served.url)))
        if served.node is not None:
            title, host, port = served.node
            screen.print(Text(say("doctor.serving-node", title=title, host=host, port=port)))
        if served.token is not None:
            screen.print(Text(say("doctor.serving-token", token=served.token)))

    configure_log()
    serve_desk(Desk(data, settings), ready=announce)


@app.command()
def doctor(
    *,
    data: DataFolder = DEFAULT_FOLDER,
    self_test: Annotated[bool, typer.Option(help="Send a case of known dose the whole way.")] = True,
    language: LanguageCode = "en",
    form: LayoutOption = Layout.TABLE,
) -> None:
    """Look whether the desk is set up as it should be, and try the whole way.

    Exit status: 0 nothing is to be mended, 1 something is.
    """
    from rtqa.desk.doctor import examine_desk  # noqa: PLC0415 (much to load)

    say, findings = load_language(language), list[dict[str, Any]]()
    for finding in examine_desk(data, self_test=self_test):
        findings.append({"health": finding.health, **message_data(finding.message, say.code)})
        if form is Layout.TABLE:
            console().print(Text(f"{_MARKS[finding.health]} {say.write(finding.message)}"))
    if form is Layout.JSON:
        print_data({"findings": findings})
    is_well = all(finding["health"] != "bad" for finding in findings)
    raise typer.Exit(0 if is_well else EXIT_BAD)


@app.command()
def verify(
    *,
    data: DataFolder = DEFAULT_FOLDER,
    language: LanguageCode = "en",
    form: LayoutOption = Layout.TABLE,
) -> None:
    """Look whether objects, reports, archive and trail are what they were.

    Exit status: 0 all is, 1 something is not.
    """
    from rtqa.desk.verify import verify_desk  # noqa: PLC0415 (likewise)

    say = load_language(language)
    faults = list(verify_desk(_open(data)))
    if form is Layout.JSON:
        print_data({"faults": [message_data(fault, say.code) for fault in faults]})
        raise typer.Exit(EXIT_BAD if faults else 0)
    for fault in faults:
        console().print(Text(f"✗ {say.write(fault)}"))
    if not faults:
        console().print(Text(say("upkeep.all-as-it-was")))
    raise typer.Exit(EXIT_BAD if faults else 0)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new one: desk.tar.")],
    *,
    data: DataFolder = DEFAULT_FOLDER,
    language: LanguageCode = "en",
    form: LayoutOption = Layout.TABLE,
) -> None:
    """Write the whole desk into one file; it may be at work meanwhile. Keys of TLS are no part of it."""
    from rtqa.desk.backup import back_up_desk  # noqa: PLC0415 (likewise)

    say = load_language(language)
    n_objects = back_up_desk(_open(data), file)
    _report(Message("upkeep.backed-up", n=n_objects, file=file.name), say, form)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    *,
    data: DataFolder = DEFAULT_FOLDER,
    database: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            show_default=False,
            help="Of an empty PostgreSQL database, or sqlite. [default: as the backup's desk.toml has it]",
        ),
    ] = None,
    language: LanguageCode = "en",
    form: LayoutOption = Layout.TABLE,
) -> None:
    """Make a data folder of a backup, and look whether all is as it was."""
    from rtqa.desk.backup import restore_desk  # noqa: PLC0415 (likewise)

    say = load_language(language)
    n_objects = restore_desk(file, data, database=database)
    _report(Message("upkeep.restored", n=n_objects, file=file.name), say, form)


@app.command()
def remove(
    case: Annotated[str, typer.Argument(metavar="CASE", help="Its number, as in the address of its page.")],
    *,
    reason: Annotated[str, typer.Option(help="Why; it stays in the trail, and must name no patient.")],
    data: DataFolder = DEFAULT_FOLDER,
    language: LanguageCode = "en",
    form: LayoutOption = Layout.TABLE,
) -> None:
    """Remove a case for good, with its reports and decisions; that it was removed stays in the trail."""
    from rtqa.desk.removal import remove_case  # noqa: PLC0415 (likewise)

    say = load_language(language)
    n_objects = remove_case(_open(data), case, actor=getpass.getuser(), reason=reason)
    _report(Message("upkeep.removed", n=n_objects, case=case), say, form)


def _report(message: Message, say: Language, form: Layout) -> None:
    """What was done."""
    if form is Layout.JSON:
        print_data(message_data(message, say.code))
    else:
        console().print(Text(say.write(message)))


def _open(folder: Path) -> Desk:
    """A desk that is there already."""
    if not folder.is_dir():
        raise UsageError(f"there is no desk in {folder.name!r}: name its folder with --data")
    return Desk.open(folder)


def _with_rule(settings: DeskSettings, protocol: str) -> DeskSettings:
    """The settings with a last rule for all cases."""
    return settings.model_copy(update={"rules": (*settings.rules, Rule(protocol=protocol))})
