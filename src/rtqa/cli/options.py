"""Options that several commands take, from text to values."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from rtqa.errors import UsageError

Paths = Annotated[
    list[Path],
    typer.Argument(metavar="PATH", show_default=False, help="Folders or DICOM files of one patient."),
]
"""What to read."""

PROTOCOL_HELP = "A protocol of the library (rtqa protocols list), or a .toml or .csv file."
MAP_HELP = "The protocol's NAME is this STRUCTURE of the plan; again for more."


class Layout(StrEnum):
    """What is printed."""

    TABLE = "table"
    JSON = "json"


LayoutOption = Annotated[Layout, typer.Option("--format", help="What to print.")]
MachineFile = Annotated[
    Path | None,
    typer.Option(
        "--machine",
        metavar="FILE",
        show_default=False,
        help="What is known of the linac, for the second calculation. [default: what is usual]",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]


def complete_protocol(begun: str) -> list[str]:
    """The protocols of the library whose ids begin so, for the shell."""
    from rtqa.protocol import list_protocols  # noqa: PLC0415 (while a line is completed)

    return [name for name in list_protocols() if name.startswith(begun.casefold())]


def parse_mapping(pairs: Sequence[str]) -> dict[str, str]:
    """``NAME=STRUCTURE`` pairs to a mapping; the first ``=`` divides.

    Raises:
        UsageError: a pair has no ``=``, an empty side, or the NAME of an earlier one.
    """
    mapping: dict[str, str] = {}
    for pair in pairs:
        name, _, structure = (part.strip() for part in pair.partition("="))
        if not name or not structure:
            raise UsageError(f"--map {pair!r}: write it as NAME=STRUCTURE, such as SpinalCord=Cord")
        if name in mapping:
            raise UsageError(
                f"--map names {name!r} twice; a name of the protocol is one structure of the plan"
            )
        mapping[name] = structure
    return mapping
