"""``rtqa protocols``: the library of protocols, and help for whoever writes one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rtqa.cli.screen import console
from rtqa.protocol import (
    Constraint,
    LoadedProtocol,
    PrescriptionRule,
    Protocol,
    list_protocols,
    load_protocol,
)
from rtqa.render.safe_text import show, show_prose

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="List, show and test protocol files.",
)


@app.command("list")
def list_all() -> None:
    """List the protocols that come with rtqa."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("Protocol", "Version", "Title"):
        table.add_column(heading, overflow="fold")
    for name in list_protocols():
        protocol = load_protocol(name).protocol
        table.add_row(*map(Text, (show(protocol.id), show(protocol.version), show_prose(protocol.title))))
    console().print(table)


@app.command("show")
def show_one(protocol: Annotated[str, typer.Argument(metavar="ID|FILE", help="Which protocol.")]) -> None:
    """Print every clause of a protocol with its quote, its source and how it was read."""
    loaded = load_protocol(protocol)
    screen = console()
    _print_head(screen, loaded)
    for phase in loaded.protocol.phases:
        screen.print(Text(f"\nPhase {show(phase.id)}: {show_prose(phase.title)}", style="bold"))
        for rule in loaded.protocol.prescriptions:
            if rule.phase == phase.id:
                _print_clause(screen, rule, _prescribed(rule))
        for constraint in loaded.protocol.constraints:
            if constraint.phase == phase.id:
                _print_clause(screen, constraint, _limited(constraint))


@app.command()
def lint(file: Annotated[Path, typer.Argument(metavar="FILE", help="A protocol file.")]) -> None:
    """Test a protocol file and print all its faults, each with its place; status 2 if there are any."""
    protocol = load_protocol(file).protocol
    n_clauses = len(protocol.prescriptions) + len(protocol.constraints)
    console().print(
        Text(f"{show(protocol.id)}, version {show(protocol.version)}: {n_clauses} clauses, no fault")
    )


@app.command()
def schema() -> None:
    """Print the JSON Schema of protocol files."""
    typer.echo(json.dumps(Protocol.model_json_schema(by_alias=True), indent=2))


def _print_head(screen: Console, loaded: LoadedProtocol) -> None:
    protocol = loaded.protocol
    screen.print(Text(f"{show(protocol.id)}, version {show(protocol.version)}", style="bold"))
    screen.print(Text(show_prose(protocol.title)))
    screen.print(Text(f"{show_prose(protocol.source)}; sha256 {loaded.sha256}", style="dim"))
    for note in protocol.notes:
        screen.print(Padding(Text(f"Note: {show_prose(note)}"), (0, 0, 0, 2)))


def _print_clause(screen: Console, clause: PrescriptionRule | Constraint, sentence: str) -> None:
    screen.print(Text(f"\n{show(clause.id)}: {sentence}"))
    lines = [
        Text(f"“{show_prose(clause.quote)}”", style="italic"),
        Text(f"— {show_prose(clause.source)}", style="dim"),
    ]
    if clause.reading:
        lines.append(Text(f"Read as: {show_prose(clause.reading)}"))
    lines += [
        Text(f"Not taken: {show_prose(other.reading)} ({show_prose(other.why)})")
        for other in clause.not_taken
    ]
    for line in lines:
        screen.print(Padding(line, (0, 0, 0, 4)))


def _prescribed(rule: PrescriptionRule) -> str:
    dose, fractions = rule.dose_gy, rule.fractions
    gray = f"{dose.min:g} Gy" if dose.min == dose.max else f"{dose.min:g}–{dose.max:g} Gy"
    if fractions.max is None:
        count = f"{fractions.min} or more fractions"
    elif fractions.min == fractions.max:
        count = "1 fraction" if fractions.min == 1 else f"{fractions.min} fractions"
    else:
        count = f"{fractions.min}–{fractions.max} fractions"
    target = show(rule.structure) if rule.structure else "every target prescription"
    return f"{target}: {gray} in {count}"


def _limited(constraint: Constraint) -> str:
    relation, unit = constraint.relation, constraint.unit
    sentence = f"{show(constraint.structure)}: {constraint.metric} {relation} {constraint.limit:.10g} {unit}"
    if constraint.variation is not None:
        sentence += f" (variation: {relation} {constraint.variation:.10g} {unit})"
    return sentence
