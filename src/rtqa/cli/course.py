"""``rtqa course``: help for whoever writes a course file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from rtqa.assembly.received import read_received
from rtqa.cli.data import print_data
from rtqa.cli.options import PROTOCOL_HELP, Layout, LayoutOption
from rtqa.cli.protocol_data import faults_as
from rtqa.cli.screen import console
from rtqa.course import Course, load_course
from rtqa.messages import Message

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
    form: LayoutOption = Layout.TABLE,
) -> None:
    """Test a course file and print all its faults, each with its place; status 2 if there are any.

    Reports that it names are read too.
    """
    with faults_as(form):
        loaded = load_course(file, protocol=protocol)
        if loaded.protocol is not None:
            read_received(loaded, loaded.protocol.protocol)
    course = loaded.course
    if form is Layout.JSON:
        named = loaded.protocol.protocol.id if loaded.protocol is not None else None
        data: dict[str, object] = {
            "protocol": named,
            "faults": [],
            "n_phases": len(course.phases),
            "n_events": len(course.events),
        }
        print_data(data)
        return
    in_order = Message("command.course-in-order", phases=len(course.phases), events=len(course.events))
    console().print(Text(str(in_order)))


@app.command()
def schema() -> None:
    """Print the JSON Schema of course files."""
    typer.echo(json.dumps(Course.model_json_schema(by_alias=True), indent=2))
