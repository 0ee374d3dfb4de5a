"""``rtqa structures``: what is drawn, and what it stands for in a protocol."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Annotated

import numpy as np
import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from rtqa.cli.options import MAP_HELP, PROTOCOL_HELP, Paths, parse_mapping
from rtqa.cli.screen import Steps, console, read, steps, tell_deviations
from rtqa.dvh.compute import structure_dvhs
from rtqa.dvh.settings import DvhSettings
from rtqa.errors import InputError, UnsupportedError, UsageError
from rtqa.geometry.rings import SAME_PLANE_MM
from rtqa.messages import Message
from rtqa.messages.safe_text import show
from rtqa.model.case import Treatment
from rtqa.model.structure import Structure
from rtqa.nomenclature.name_marks import find_mark
from rtqa.protocol import Candidate, Match, Protocol, load_protocol, match_structures
from rtqa.render.words.number import format_number

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def structures(
    paths: Paths,
    *,
    protocol: Annotated[str | None, typer.Option(metavar="ID|FILE", help=PROTOCOL_HELP)] = None,
    mapping: Annotated[
        list[str] | None, typer.Option("--map", metavar="NAME=STRUCTURE", help=MAP_HELP)
    ] = None,
) -> None:
    """List structures, and which protocol structures they match.

    With --protocol: which structure matches which name, why, and what resembles the names without a match.
    """
    names = parse_mapping(mapping or ())
    if names and protocol is None:
        raise UsageError("--map needs --protocol: it says which structure a name of the protocol is")
    wanted = load_protocol(protocol).protocol if protocol is not None else None
    with steps() as progress:
        case = read(paths, progress)
        drawn = [treatment for treatment in case.treatments if treatment.structure_set is not None]
        volumes = [_volumes(treatment, progress) for treatment in drawn]
    if not drawn:
        raise InputError("there is no structure set among the files: export the RTSTRUCT too")
    tell_deviations(case)
    screen = console()
    for treatment, volume_texts in zip(drawn, volumes, strict=True):
        _print(screen, treatment, volume_texts, wanted=wanted, mapping=names)


def _print(
    screen: Console,
    treatment: Treatment,
    volumes: Sequence[str],
    *,
    wanted: Protocol | None,
    mapping: Mapping[str, str],
) -> None:
    drawn = treatment.structure_set.structures if treatment.structure_set else ()
    matches = (
        match_structures(wanted.structures, drawn, mapping=mapping, prescriptions=wanted.prescriptions)
        if wanted is not None
        else ()
    )
    screen.print(Text(f"Plan {show(str(treatment.label))}", style="bold"))
    screen.print(_table(drawn, volumes, matches))
    for match in matches:
        if not match.candidates:
            screen.print(Text(f"\nThe plan has no structure {show(match.protocol_name)}."))
            for candidate in match.suggestions:
                screen.print(Text(f"  perhaps: {_offer(match, candidate)}"))
        elif len(match.candidates) > 1:
            named = ", ".join(show(candidate.name) for candidate in match.candidates)
            wanted_name = show(match.protocol_name)
            if match.is_gathered:
                screen.print(Text(f"\n{wanted_name} is drawn in numbered parts: {named}. Each is judged."))
                continue
            screen.print(Text(f"\nSeveral structures are {wanted_name}: {named}. Choose with --map."))
            for candidate in match.candidates:
                screen.print(Text(f"  either: {_offer(match, candidate)}"))


def _offer(match: Match, candidate: Candidate) -> str:
    """The option that would make a structure stand for the protocol's, ready to be pasted."""
    pair = f"{match.protocol_name}={candidate.name}"
    # A name that cannot be shown as it is cannot be pasted either.
    option = f"--map {shlex.quote(pair)}" if show(pair) == pair else show(pair)
    mark_id = find_mark(candidate.name)
    mark = str(Message(mark_id)) if mark_id else ""
    return f"{option}  (by its name {mark})" if mark else option


def _table(drawn: Sequence[Structure], volumes: Sequence[str], matches: Sequence[Match]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    for heading in ("Structure", "Role"):
        table.add_column(heading, overflow="fold")
    for heading in ("Contours", "Planes", "cm³"):
        table.add_column(heading, justify="right")
    if matches:
        table.add_column("Stands for", overflow="fold")
    taken = {
        candidate.structure_number: f"{show(match.protocol_name)} ({candidate.how})"
        for match in matches
        for candidate in match.candidates
    }
    for structure, volume in zip(drawn, volumes, strict=True):
        cells = [show(structure.name), show(structure.role), str(len(structure.contours))]
        cells += [str(_n_planes(structure)), volume]
        table.add_row(*map(Text, [*cells, *([taken.get(structure.number, "")] if matches else [])]))
    return table


def _volumes(treatment: Treatment, progress: Steps) -> list[str]:
    """The volume of each structure as text; empty without a dose, which the volume is computed with."""
    structure_set, dose = treatment.structure_set, treatment.dose
    drawn = structure_set.structures if structure_set else ()
    if dose is None or structure_set is None:
        return [""] * len(drawn)
    settings = DvhSettings(intervals=False)
    dvhs = structure_dvhs(drawn, dose=dose, set_spacing_mm=structure_set.plane_spacing_mm, settings=settings)
    texts = []
    for done, structure in enumerate(drawn):
        progress(structure.name, done, len(drawn))
        dvh = next(dvhs)
        texts.append("unknown" if isinstance(dvh, UnsupportedError) else format_number(dvh.total_cm3))
    return texts


def _n_planes(structure: Structure) -> int:
    """In how many planes along the contours' own normal it is drawn, as far as they have one."""
    contours = structure.contours.closed()
    if not len(contours):
        return 0
    heights = contours.points_mm @ contours.normal
    heights_mm = np.sort(np.add.reduceat(heights, contours.starts[:-1]) / np.diff(contours.starts))
    return 1 + int(np.sum(np.diff(heights_mm) > SAME_PLANE_MM))
