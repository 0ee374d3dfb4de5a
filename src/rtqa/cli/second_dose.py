"""``rtqa second-dose``: the plan's dose, calculated a second time from its beams, beside its own."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from rtqa.cli.options import MachineFile, Paths
from rtqa.cli.screen import console, read, steps, tell_deviations
from rtqa.cli.second_dose_table import as_json, draw_second_dose
from rtqa.errors import UnsupportedError
from rtqa.messages import Unknown
from rtqa.transport.calculate import calculate_second_dose
from rtqa.transport.electron_density import GENERIC, read_curve
from rtqa.transport.judge import judge_scale, judge_shape
from rtqa.transport.machine_file import load_machine

app = typer.Typer(add_completion=False, rich_markup_mode=None)

EXIT_DOUBT = 3


class Form(StrEnum):
    """What is printed."""

    TABLE = "table"
    JSON = "json"


@app.command("second-dose")
def second_dose(
    paths: Paths,
    *,
    curve: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="CT numbers and relative electron densities, two a line. [default: a generic curve]",
        ),
    ] = None,
    machine: MachineFile = None,
    form: Annotated[Form, typer.Option("--format", help="What to print.")] = Form.TABLE,
) -> None:
    """Calculate the dose a second time from the beams, and compare.

    No beam data is needed: the calculation knows the nominal energy alone, and says how well it knows the
    dose. What is known of the linac may stand in a machine file (see rtqa machine).

    Exit status: 0 where both doses agree within that, 3 where they do not, 4 where it cannot be calculated.
    """
    chosen = GENERIC if curve is None else read_curve(curve)
    known = load_machine(machine) if machine is not None else None
    with steps() as progress:
        case = read(paths, progress)
        outcome = calculate_second_dose(case.treatment, curve=chosen, machine=known, progress=progress)
    tell_deviations(case)
    if isinstance(outcome, Unknown):
        raise UnsupportedError(outcome.message)
    if form is Form.JSON:
        typer.echo(json.dumps(as_json(outcome), indent=2))
    else:
        console().print(draw_second_dose(outcome))
    if judge_shape(outcome) or judge_scale(outcome):
        raise typer.Exit(EXIT_DOUBT)
