"""``rtqa new``: a course file begun from a plan."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from rtqa.assembly.phases import recognise_phase
from rtqa.cli.options import PROTOCOL_HELP, Paths, complete_protocol
from rtqa.cli.screen import console, read, steps
from rtqa.course.begin import PlannedPhase, begin_course
from rtqa.course.course_document import parse_course
from rtqa.errors import UsageError
from rtqa.messages import Message
from rtqa.model.case import Case, Treatment
from rtqa.protocol import LoadedProtocol, load_protocol, match_structures
from rtqa.render.files.atomic import write_files

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def new(
    paths: Paths,
    *,
    protocol: Annotated[
        str,
        typer.Option(
            metavar="ID|FILE", help=PROTOCOL_HELP, show_default=False, autocompletion=complete_protocol
        ),
    ],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The file to write. [default: print it]")
    ] = None,
) -> None:
    """Begin a course file from a plan.

    Phases are recognised by their fractions; folders, prescriptions and structures with doubtful names are
    filled in, and what only the clinic knows is left to be filled in. A file that exists is not replaced.
    """
    loaded = load_protocol(protocol)
    if out is not None and out.exists():
        raise UsageError(f"{out} exists: name another file, or move it away")
    folder = out.parent if out is not None else Path()
    with steps() as progress:
        case = read(paths, progress)
    named = Path(os.path.relpath(protocol, folder)).as_posix() if protocol.endswith(".toml") else protocol
    planned = [
        phase
        for treatment in case.treatments
        if (phase := _describe(treatment, case, loaded, folder=folder)) is not None
    ]
    text = begin_course(loaded, planned, protocol=named)
    parse_course(text.encode(), label="the course file", protocol=loaded)
    if out is None:
        typer.echo(text, nl=False)
        return
    write_files({out.name: text.encode()}, folder, what="the course file")
    console().print(Text(str(Message("command.course-begun", file=out.name))))


def _describe(
    treatment: Treatment, case: Case, loaded: LoadedProtocol, *, folder: Path
) -> PlannedPhase | None:
    """What the files tell of a plan's phase; None where it is recognised as none."""
    plan, structure_set = treatment.plan, treatment.structure_set
    phase = recognise_phase(plan, loaded.protocol)
    if plan is None or phase is None:
        return None
    file = next(source.path for source in case.sources if source.sop_instance_uid == plan.uid)
    matches = match_structures(
        loaded.protocol.structures,
        structure_set.structures if structure_set is not None else (),
        mapping={},
        prescriptions=loaded.protocol.prescriptions,
    )
    numbers = {
        candidate.structure_number: match.protocol_name for match in matches for candidate in match.candidates
    }
    return PlannedPhase(
        phase=phase,
        plan=plan,
        folder=Path(os.path.relpath(file.parent, folder)).as_posix(),
        targets_gy={
            numbers[item.structure_number]: item.dose_gy
            for item in plan.prescriptions
            if item.structure_number in numbers and item.dose_gy is not None
        },
        offered={
            match.protocol_name: match.suggestions[0].name
            for match in matches
            if not match.candidates and match.suggestions
        },
    )
