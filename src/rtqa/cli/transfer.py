"""``rtqa compare --transfer``: what two plans tell a machine otherwise."""

from __future__ import annotations

from pathlib import Path

from rich.table import Table
from rich.text import Text

from rtqa.cli.screen import begin_table, console, read, steps
from rtqa.errors import UsageError
from rtqa.messages.safe_text import show
from rtqa.model.plan import Plan
from rtqa.render.words.language import ENGLISH
from rtqa.transport.transfer import TransferDifference, Value, compare_transfer

EXIT_DIFFERS = 1


def show_transfer(a: Path, b: Path) -> int:
    """Print what differs between the plans of two folders or files, and return the exit status.

    Raises:
        UsageError: one of them does not hold one plan.
    """
    with steps() as progress:
        first, second = (_only_plan(path, read([path], progress).plans) for path in (a, b))
    differences = compare_transfer(first, second)
    screen = console()
    beams = sum(beam.treats for beam in first.beams)
    if not differences:
        points = sum(len(beam.control_points) for beam in first.beams if beam.treats)
        screen.print(Text(ENGLISH("command.transfer-agrees", beams=beams, points=points)))
        return 0
    screen.print(_draw(differences))
    return EXIT_DIFFERS


def _only_plan(path: Path, plans: tuple[Plan, ...]) -> Plan:
    if len(plans) != 1:
        raise UsageError(f"--transfer compares two plans: {path.name} holds {len(plans)}")
    return plans[0]


def _draw(differences: tuple[TransferDifference, ...]) -> Table:
    say = ENGLISH
    headings = map(say, ("page.beam", "command.parameter", "command.control-point"))
    table = begin_table([*headings, "A", "B"])
    for difference in differences:
        point = "" if difference.control_point is None else str(difference.control_point)
        place = say("command.and-more", point=point, n=difference.n - 1)
        beam = "" if difference.beam is None else str(difference.beam)
        values = map(_write, (difference.first, difference.second))
        table.add_row(*map(Text, [beam, difference.parameter, place, *values]))
    return table


def _write(value: Value) -> str:
    if value is None:
        return ENGLISH("command.absent")
    return show(value) if isinstance(value, str) else f"{value:.6g}"
