"""``rtqa course``: help for whoever writes a course file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from rtqa.assembly.received import read_received
from rtqa.cli.options import PROTOCOL_HELP
from rtqa.cli.screen import console
from rtqa.course import Course, load_course

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Test course files, and print their schema.",
)


@app.command()
def lint(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A course file.")],
    *,
    protocol: Annotated[str | None, typer.Option(metavar="ID|FILE", help=PROTOCOL_HELP)] = None,
) -> None:
    """Test a course file and print all its faults, each with its place; status 2 if there are any.

    Reports that it names are read too.
    """
    loaded = load_course(file, protocol=protocol)
    course = loaded.course
    if loaded.protocol is not None:
        read_received(loaded, loaded.protocol.protocol)
    console().print(Text(f"{len(course.phases)} phases, {len(course.events)} events, no fault"))


@app.command()
def schema() -> None:
    """Print the JSON Schema of course files."""
    typer.echo(json.dumps(Course.model_json_schema(by_alias=True), indent=2))
