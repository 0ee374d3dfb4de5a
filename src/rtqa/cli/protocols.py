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
    for heading in ("Protocol", "Version", "Title"):
        table.add_column(heading, overflow="fold")
    for name in list_protocols():
        protocol = load_protocol(name).protocol
        table.add_row(*map(Text, (show(protocol.id), show(protocol.version), show_prose(protocol.title))))
    console().print(table)


@app.command("show")
def show_protocol(name: ProtocolName, *, form: LayoutOption = Layout.TABLE) -> None:
    """Print every clause of a protocol with its quote, its source and how it was read."""
    loaded = load_protocol(name)
    protocol = loaded.protocol
    if form is Layout.JSON:
        print_data(protocol_data(loaded))
        return
    screen = console()
    _print_head(screen, loaded)
    headings = {phase.id: f"Phase {show(phase.id)}: {show_prose(phase.title)}" for phase in protocol.phases}
    headings |= {SUM: "All phases together", "": "Of no phase"}
    for phase_id, heading in headings.items():
        clauses = [clause for clause in protocol.clauses if (getattr(clause, "phase", "") or "") == phase_id]
        if clauses:
            screen.print(Text(f"\n{heading}", style="bold"))
        for clause in clauses:
            _print_clause(screen, clause, is_judged=clause not in protocol.references)
    if protocol.ambiguities:
        screen.print(Text("\nWhere the text contradicts itself or is silent", style="bold"))
    for ambiguity in protocol.ambiguities:
        _print_ambiguity(screen, ambiguity)


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
        screen.print(Text(f"Assumed: {assumption}", style="dim"))
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


def _print_head(screen: Console, loaded: LoadedProtocol) -> None:
    protocol = loaded.protocol
    screen.print(Text(f"{show(protocol.id)}, version {show(protocol.version)}", style="bold"))
    screen.print(Text(show_prose(protocol.title)))
    screen.print(Text(f"{show_prose(protocol.source)}; sha256 {loaded.sha256}", style="dim"))


def _print_contradiction(
    screen: Console, contradiction: Contradiction, protocol: Protocol, *, places: Mapping[str, int]
) -> None:
    clauses = show(", ".join(f"{clause}, line {places.get(clause, 0)}" for clause in contradiction.clauses))
    screen.print(Text(f"{contradiction.rule} ({clauses}): {contradiction.says}"))
    lines = [Text(str(line)) for line in contradiction.arithmetic]
    answers = _list_answers(contradiction, protocol)
    read = Message("lint.read-as", notices=Listing(answers)) if answers else Message("lint.not-read")
    lines.append(Text(str(read), style="dim"))
    for line in lines:
        screen.print(Padding(line, (0, 0, 0, 4)))


def _list_answers(contradiction: Contradiction, protocol: Protocol) -> tuple[str, ...]:
    """The notices of the file that say how the clauses are read all the same."""
    return tuple(notice.id for notice in protocol.ambiguities if contradiction.is_explained_by(notice))


def _print_clause(screen: Console, clause: Clause, *, is_judged: bool) -> None:
    remark = "" if is_judged else " (information)"
    screen.print(Text(f"\n{show(clause.id)}: {show(describe_clause(clause))}{remark}"))
    _print_words(screen, clause, (clause.quote,))


def _print_ambiguity(screen: Console, ambiguity: Ambiguity) -> None:
    screen.print(Text(f"\n{show(ambiguity.id)} ({ambiguity.kind}): {show_prose(ambiguity.says)}"))
    for line in ambiguity.arithmetic:
        screen.print(Padding(Text(show_prose(line)), (0, 0, 0, 4)))
    _print_words(screen, ambiguity, ambiguity.quotes)


def _print_words(screen: Console, words: Clause | Ambiguity, quotes: Sequence[str]) -> None:
    lines = [Text(f"“{show_prose(quote)}”", style="italic") for quote in quotes]
    lines.append(Text(f"— {show_prose(words.source)}", style="dim"))
    if words.reading:
        lines.append(Text(f"Read as: {show_prose(words.reading)}"))
    lines += [
        Text(f"Not taken: {show_prose(other.reading)} ({show_prose(other.why)})") for other in words.not_taken
    ]
    for line in lines:
        screen.print(Padding(line, (0, 0, 0, 4)))
