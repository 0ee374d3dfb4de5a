"""``rtqa machine``: the machine file of the second calculation, learnt and tested."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from rtqa.cli.data import print_data
from rtqa.cli.options import Layout, LayoutOption
from rtqa.cli.protocol_data import faults_as
from rtqa.cli.screen import begin_table, console, read, steps
from rtqa.errors import AmbiguousInputError, InputError
from rtqa.messages import Listing, Message, Quantity, Unknown
from rtqa.model.case import Treatment
from rtqa.render.files.atomic import write_new
from rtqa.render.words.language import ENGLISH
from rtqa.transport.learn_machine import Learnt, learn_of_plan, make_machine, write_machine
from rtqa.transport.machine_file import Machine, load_machine

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Learn a machine file from a clinic's plans, or test one.",
)

Progress = Callable[[str, int, int], None]

APPROVED = "APPROVED"


@app.command()
def learn(
    folders: Annotated[
        list[Path],
        typer.Argument(
            metavar="FOLDER", show_default=False, help="Folders of one patient each, or of such folders."
        ),
    ],
    *,
    name: Annotated[str, typer.Option(help="How reports call the machine.")] = "learnt",
    unapproved: Annotated[
        bool, typer.Option("--unapproved", help="Take plans that are not approved too.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the machine file here, not on the screen.")
    ] = None,
) -> None:
    """Learn a machine from plans whose dose is trusted: its output with the spread, and what its leaves do.

    Each value has its number of plans with it. What each plan tells, or why it tells nothing, goes to
    standard error. An existing file is never written over.
    """
    learnt: list[Learnt] = []
    with steps() as progress:
        for number, treatment in enumerate(_list_treatments(folders, progress), start=1):
            outcome = _learn(treatment, unapproved=unapproved, progress=progress)
            typer.echo(str(Message("learnt.plan", n=number, outcome=_describe(outcome))), err=True)
            if isinstance(outcome, Learnt):
                learnt.append(outcome)
    if not learnt:
        raise InputError("no plan among the files tells anything of its machine")
    text = write_machine(make_machine(learnt, name=name))
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_new(out, text.encode(), what="the machine file")


@app.command()
def lint(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A machine file.")],
    *,
    form: LayoutOption = Layout.TABLE,
) -> None:
    """Test a machine file: print its beams, or all its faults with their lines; status 2 if there are any."""
    with faults_as(form):
        machine = load_machine(file).machine
    if form is Layout.JSON:
        print_data({**machine.model_dump(mode="json", exclude_none=True), "faults": []})
        return
    named = Listing(tuple(machine.treatment_machines) or (Message("command.any"),))
    console().print(Text(str(Message("command.machine", name=machine.name, machines=named))))
    console().print(_draw_beams(machine))


def _list_treatments(folders: Sequence[Path], progress: Progress) -> Iterator[Treatment]:
    """Every plan with its dose; a folder of several patients is one of such folders."""
    for folder in folders:
        try:
            yield from read([folder], progress).treatments
        except AmbiguousInputError:
            below = sorted(path for path in folder.iterdir() if path.is_dir())
            if not below:
                raise
            for path in below:
                try:
                    yield from _list_treatments([path], progress)
                except InputError as error:
                    typer.echo(str(Message("learnt.left-out", reason=str(error))), err=True)


def _learn(treatment: Treatment, *, unapproved: bool, progress: Progress) -> Learnt | Unknown:
    plan = treatment.plan
    if plan is not None and not unapproved and plan.approval.status != APPROVED:
        return Unknown(Message("transport.not-approved"))
    return learn_of_plan(treatment, progress=progress)


def _describe(outcome: Learnt | Unknown) -> Message:
    if isinstance(outcome, Unknown):
        return Message("learnt.not-used", reason=outcome.message)
    model = outcome.model
    flattening = "unflattened" if model.is_unflattened else "flattened"
    energy, scale = Quantity(model.energy_mv, "MV"), f"{outcome.scale():.3f}"
    parts = [Message("learnt.output", energy=energy, filter=flattening, scale=scale)]
    if outcome.tells_offset:
        offset_mm, sd_mm = outcome.offset_mm
        offset, sd = Quantity(model.leaf_offset_mm + offset_mm, "mm", 2), Quantity(sd_mm, "mm", 2)
        parts.append(Message("learnt.leaves", offset=offset, sd=sd))
    if outcome.tells_leaf:
        through = Quantity(100.0 * (model.leaf_frac + outcome.leaf_frac[0]), "%", 2)
        parts.append(
            Message(
                "learnt.closed-leaves", through=through, sd=Quantity(100.0 * outcome.leaf_frac[1], "%", 2)
            )
        )
    return Message("learnt.parts", parts=Listing(tuple(parts)))


def _draw_beams(machine: Machine) -> Table:
    """A row for each value that is stated, and how many plans it was learnt from."""
    say = ENGLISH
    table = begin_table(map(say, ("page.beam", "command.states", "page.value", "command.plans")))
    for beam in machine.beam:
        stated = beam.model_dump(exclude_none=True, exclude={"energy_mv", "flattening_filter"})
        energy = say(
            "command.energy",
            energy=Quantity(beam.energy_mv, "MV"),
            filter="flattened" if beam.flattening_filter else "unflattened",
        )
        plans = {key: n for key, n in stated.items() if key.endswith("_plans")}
        for key, value in stated.items():
            if key not in plans:
                n = next((n for of, n in plans.items() if key.startswith(of.removesuffix("_plans"))), "")
                table.add_row(energy, key, f"{value:g}", str(n))
                energy = ""
    return table
