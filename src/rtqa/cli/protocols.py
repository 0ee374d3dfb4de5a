"""``rtqa protocols``: the library of protocols, and help for whoever writes one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rtqa.assembly.skeleton import write_skeleton
from rtqa.cli.check import EXIT_CODES
from rtqa.cli.clauses import describe_clause
from rtqa.cli.data import print_data
from rtqa.cli.options import Layout, LayoutOption, Paths
from rtqa.cli.output import LanguageCode
from rtqa.cli.protocol_data import faults_as, lint_data, protocol_data
from rtqa.cli.screen import console, read, steps
from rtqa.errors import InputError
from rtqa.findings import Verdict
from rtqa.messages import Listing, Message
from rtqa.messages.safe_text import show, show_prose
from rtqa.protocol import Ambiguity, Clause, LoadedProtocol, Protocol, list_protocols, load_protocol
from rtqa.protocol.constraint import SUM
from rtqa.protocol.contradiction import Contradiction
from rtqa.protocol.foreign import import_file
from rtqa.protocol.lint import find_contradictions
from rtqa.render.files.atomic import write_new
from rtqa.render.words.language import ENGLISH, Language, load_language

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="List, show, begin, import and test protocol files.",
)


ProtocolName = Annotated[str, typer.Argument(metavar="ID|FILE", help="Which protocol.")]


@app.command("list")
def list_all(*, form: LayoutOption = Layout.TABLE) -> None:
    """List the protocols that come with rtqa."""
    if form is Layout.JSON:
        known = [load_protocol(name).protocol for name in list_protocols()]
        print_data(
            [{"id": protocol.id, "version": protocol.version, "title": protocol.title} for protocol in known]
        )
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in map(ENGLISH, ("page.protocol", "command.version", "command.title")):
        table.add_column(heading, overflow="fold")
    for name in list_protocols():
        protocol = load_protocol(name).protocol
        table.add_row(*map(Text, (show(protocol.id), show(protocol.version), show_prose(protocol.title))))
    console().print(table)


@app.command("show")
def show_protocol(
    name: ProtocolName, *, form: LayoutOption = Layout.TABLE, language: LanguageCode = "en"
) -> None:
    """Print every clause of a protocol with its quote, its source and how it was read."""
    loaded, say = load_protocol(name), load_language(language)
    protocol = loaded.protocol
    if form is Layout.JSON:
        print_data(protocol_data(loaded, say))
        return
    screen = console()
    _print_head(screen, loaded, say)
    headings = {
        phase.id: say("command.phase", phase=phase.id, title=say.write(phase.title))
        for phase in protocol.phases
    }
    headings |= {SUM: say("command.all-phases"), "": say("command.no-phase")}
    for phase_id, heading in headings.items():
        clauses = [clause for clause in protocol.clauses if (getattr(clause, "phase", "") or "") == phase_id]
        if clauses:
            screen.print(Text(f"\n{heading}", style="bold"))
        for clause in clauses:
            _print_clause(screen, clause, say, is_judged=clause not in protocol.references)
    if protocol.ambiguities:
        screen.print(Text("\n" + say("command.silent"), style="bold"))
    for ambiguity in protocol.ambiguities:
        _print_ambiguity(screen, ambiguity, say)


@app.command()
def lint(name: ProtocolName, *, form: LayoutOption = Layout.TABLE) -> None:
    """Find contradictions in a protocol by arithmetic, and say what was assumed.

    Status 0: in order, or a notice of the file explains all that is found. 2: the file breaks the schema, or
    a clause cannot mean what it says; all its faults are printed with their lines. 3: a person has to decide
    how clauses are read.
    """
    with faults_as(form):
        loaded = load_protocol(name)
    protocol = loaded.protocol
    contradictions = find_contradictions(protocol)
    answers = [_list_answers(contradiction, protocol) for contradiction in contradictions]
    n_open = sum(not notices for notices in answers)
    if form is Layout.JSON:
        print_data(lint_data(loaded, contradictions, answers))
    else:
        _print_findings(loaded, contradictions, n_open=n_open)
    raise typer.Exit(EXIT_CODES[Verdict.REVIEW] if n_open else 0)


def _print_findings(loaded: LoadedProtocol, contradictions: Sequence[Contradiction], *, n_open: int) -> None:
    protocol, screen = loaded.protocol, console()
    lines = loaded.lines() if contradictions else {}
    for contradiction in contradictions:
        _print_contradiction(screen, contradiction, protocol, places=lines)
        screen.print()
    for assumption in loaded.assumptions:
        screen.print(Text(ENGLISH("command.assumed", assumption=assumption), style="dim"))
    n_clauses, n_found = len(protocol.clauses), len(contradictions)
    if n_open:
        end = Message("lint.not-explained", protocol=protocol.id, found=n_found, open=n_open)
    elif contradictions:
        end = Message("lint.all-explained", protocol=protocol.id, n=n_clauses, found=n_found)
    else:
        end = Message("lint.in-order", protocol=protocol.id, n=n_clauses)
    screen.print(Text(str(end)))


@app.command("import")
def import_foreign(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="PlanScoreCard or ProKnow JSON, or a CSV table of goals.")
    ],
    *,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the protocol here, not on the screen.")
    ] = None,
) -> None:
    """Convert another program's goals into a protocol file, and list what could not be converted.

    The protocol goes to standard output or into --out, the rest to standard error. An existing file is
    never written over.
    """
    text, imported = import_file(file)
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_new(out, text.encode(), what="the protocol file")
    typer.echo(str(Message("import.carried-over", n=len(imported.goals))), err=True)
    for part in imported.left_out:
        message = Message("import.not-carried-over", place=part.place, reason=part.reason)
        typer.echo(str(message), err=True)


@app.command()
def new(
    paths: Paths,
    *,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the protocol here, not on the screen.")
    ] = None,
) -> None:
    """Write the beginning of a protocol file from a plan's structures and prescriptions.

    It holds no limit: each structure stands there as a comment with a metric, to be given a number. An
    existing file is never written over.
    """
    with steps() as progress:
        case = read(paths, progress)
    drawn = [treatment for treatment in case.treatments if treatment.structure_set is not None]
    if len(drawn) != 1:
        state = "there is no structure set" if not drawn else f"there are {len(drawn)} plans"
        raise InputError(f"{state} among the files: give the files of one plan with its RTSTRUCT")
    ident = re.sub(r"[^a-z0-9]+", "-", out.stem.casefold()).strip("-") if out is not None else ""
    text = write_skeleton(drawn[0], ident=ident or "to-be-named")
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_new(out, text.encode(), what="the protocol file")


@app.command()
def schema() -> None:
    """Print the JSON Schema of protocol files."""
    typer.echo(json.dumps(Protocol.model_json_schema(by_alias=True), indent=2))


def _print_head(screen: Console, loaded: LoadedProtocol, say: Language) -> None:
    protocol = loaded.protocol
    screen.print(Text(say("page.protocol-version", id=protocol.id, version=protocol.version), style="bold"))
    screen.print(Text(say.write(protocol.title)))
    source = say("command.source", source=say.write(protocol.source), sha256=loaded.sha256)
    screen.print(Text(source, style="dim"))


def _print_contradiction(
    screen: Console, contradiction: Contradiction, protocol: Protocol, *, places: Mapping[str, int]
) -> None:
    clauses = tuple(
        Message("command.place", clause=clause, line=places.get(clause, 0))
        for clause in contradiction.clauses
    )
    head = ENGLISH(
        "command.contradiction", rule=contradiction.rule, places=Listing(clauses), says=contradiction.says
    )
    screen.print(Text(head))
    lines = [Text(str(line)) for line in contradiction.arithmetic]
    answers = _list_answers(contradiction, protocol)
    read = Message("lint.read-as", notices=Listing(answers)) if answers else Message("lint.not-read")
    lines.append(Text(str(read), style="dim"))
    for line in lines:
        screen.print(Padding(line, (0, 0, 0, 4)))


def _list_answers(contradiction: Contradiction, protocol: Protocol) -> tuple[str, ...]:
    """The notices of the file that say how the clauses are read all the same."""
    return tuple(notice.id for notice in protocol.ambiguities if contradiction.is_explained_by(notice))


def _print_clause(screen: Console, clause: Clause, say: Language, *, is_judged: bool) -> None:
    asked, judged = describe_clause(clause), "yes" if is_judged else "no"
    line = say("command.clause", clause=clause.id, asked=asked, judged=judged)
    screen.print(Text(f"\n{line}"))
    _print_words(screen, clause, say, quotes=(clause.quote,))


def _print_ambiguity(screen: Console, ambiguity: Ambiguity, say: Language) -> None:
    line = say(
        "command.notice",
        notice=ambiguity.id,
        kind=say(f"notice.{ambiguity.kind}"),
        says=say.write(ambiguity.says),
    )
    screen.print(Text(f"\n{line}"))
    for number in ambiguity.arithmetic:
        screen.print(Padding(Text(say.write(number)), (0, 0, 0, 4)))
    _print_words(screen, ambiguity, say, quotes=ambiguity.quotes)


def _print_words(screen: Console, words: Clause | Ambiguity, say: Language, *, quotes: Sequence[str]) -> None:
    lines = [Text(f"“{show_prose(quote)}”", style="italic") for quote in quotes]
    lines.append(Text(f"— {say.write(words.source)}", style="dim"))
    if words.reading:
        lines.append(Text(say("command.read-as", reading=say.write(words.reading))))
    lines += [
        Text(say("command.not-taken", reading=say.write(other.reading), why=say.write(other.why)))
        for other in words.not_taken
    ]
    for line in lines:
        screen.print(Padding(line, (0, 0, 0, 4)))
