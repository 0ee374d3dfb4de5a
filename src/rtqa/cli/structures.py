"""``rtqa structures``: what is drawn, and what it stands for in a protocol."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from rtqa.cli.options import MAP_HELP, PROTOCOL_HELP, Layout, LayoutOption, Paths, parse_mapping
from rtqa.cli.screen import Steps, begin_table, console, read, steps, tell_deviations
from rtqa.errors import InputError, UsageError
from rtqa.geometry.outlines import Outlines
from rtqa.messages import Listing, Message
from rtqa.messages.safe_text import show
from rtqa.model.case import Treatment
from rtqa.model.structure import Structure
from rtqa.nomenclature.name_marks import find_mark
from rtqa.protocol import Candidate, Match, Protocol, load_protocol, match_structures
from rtqa.render.words.language import ENGLISH
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
    form: LayoutOption = Layout.TABLE,
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
        sizes = [_sizes(treatment, progress) for treatment in drawn]
    if not drawn:
        raise InputError("there is no structure set among the files: export the RTSTRUCT too")
    tell_deviations(case)
    if form is Layout.JSON:
        plans = [
            _as_json(treatment, measured, wanted=wanted, mapping=names)
            for treatment, measured in zip(drawn, sizes, strict=True)
        ]
        typer.echo(json.dumps(plans, ensure_ascii=False, indent=2))
        return
    screen = console()
    for treatment, measured in zip(drawn, sizes, strict=True):
        _print(screen, treatment, measured, wanted=wanted, mapping=names)


def _match(
    treatment: Treatment, wanted: Protocol | None, mapping: Mapping[str, str]
) -> tuple[tuple[Structure, ...], tuple[Match, ...]]:
    """The structures of a plan, and what of a protocol they stand for."""
    drawn = treatment.structure_set.structures if treatment.structure_set else ()
    if wanted is None:
        return drawn, ()
    return drawn, match_structures(
        wanted.structures, drawn, mapping=mapping, prescriptions=wanted.prescriptions
    )


def _as_json(
    treatment: Treatment,
    sizes: Sequence[tuple[int, str]],
    *,
    wanted: Protocol | None,
    mapping: Mapping[str, str],
) -> dict[str, Any]:
    drawn, matches = _match(treatment, wanted, mapping)
    taken = {
        candidate.structure_number: (match.protocol_name, candidate.how)
        for match in matches
        for candidate in match.candidates
    }
    return {
        "plan": str(treatment.label),
        "structures": [
            {
                "name": structure.name,
                "role": structure.role,
                "n_contours": len(structure.contours),
                "n_planes": n_planes,
                "volume_cm3": None if volume == "unknown" else float(volume),
                "stands_for": taken.get(structure.number, (None, None))[0],
                "how": taken.get(structure.number, (None, None))[1],
            }
            for structure, (n_planes, volume) in zip(drawn, sizes, strict=True)
        ],
        "absent": [
            {"name": match.protocol_name, "perhaps": [candidate.name for candidate in match.suggestions]}
            for match in matches
            if not match.candidates
        ],
    }


def _print(
    screen: Console,
    treatment: Treatment,
    sizes: Sequence[tuple[int, str]],
    *,
    wanted: Protocol | None,
    mapping: Mapping[str, str],
) -> None:
    drawn, matches = _match(treatment, wanted, mapping)
    screen.print(Text(ENGLISH("command.plan", name=str(treatment.label)), style="bold"))
    screen.print(_table(drawn, sizes, matches))
    rules = (
        {structure.name: structure.derived for structure in wanted.structures} if wanted is not None else {}
    )
    for match in matches:
        rule = rules[match.protocol_name]
        said, offers = _say_match(match, rule.parts if rule is not None else ())
        if said is not None:
            screen.print(Text(f"\n{said}"))
        for offer in offers:
            screen.print(Text(f"  {offer}"))


def _say_match(match: Match, parts: Sequence[str]) -> tuple[Message | None, list[Message]]:
    """What is to be known of a name of the protocol, and what may stand for it; None where all is clear."""
    name = match.protocol_name
    named = Listing(tuple(candidate.name for candidate in match.candidates))
    if parts:
        return Message("command.derived", structure=name, parts=Listing(tuple(parts))), []
    if not match.candidates:
        offers = [Message("command.perhaps", offer=_offer(match, other)) for other in match.suggestions]
        return Message("command.not-drawn", structure=name), offers
    if len(match.candidates) == 1:
        return None, []
    if match.is_gathered:
        return Message("command.in-parts", structure=name, parts=named), []
    offers = [Message("command.either", offer=_offer(match, other)) for other in match.candidates]
    return Message("command.several", structure=name, candidates=named), offers


def _offer(match: Match, candidate: Candidate) -> Message | str:
    """The option that would make a structure stand for the protocol's, ready to be pasted."""
    pair = f"{match.protocol_name}={candidate.name}"
    # A name that cannot be shown as it is cannot be pasted either.
    option = f"--map {shlex.quote(pair)}" if show(pair) == pair else pair
    mark_id = find_mark(candidate.name)
    return Message("command.offer", option=option, mark=Message(mark_id)) if mark_id else option


def _table(drawn: Sequence[Structure], sizes: Sequence[tuple[int, str]], matches: Sequence[Match]) -> Table:
    headings = [ENGLISH("page.structure"), ENGLISH("page.role")]
    table = begin_table(headings, [ENGLISH("command.contours"), ENGLISH("command.planes"), "cm³"])
    if matches:
        table.add_column(ENGLISH("page.stands-for"), overflow="fold")
    taken = {
        candidate.structure_number: f"{show(match.protocol_name)} ({candidate.how})"
        for match in matches
        for candidate in match.candidates
    }
    for structure, (n_planes, volume) in zip(drawn, sizes, strict=True):
        cells = [show(structure.name), show(structure.role), str(len(structure.contours))]
        cells += [str(n_planes), volume]
        table.add_row(*map(Text, [*cells, *([taken.get(structure.number, "")] if matches else [])]))
    return table


def _sizes(treatment: Treatment, progress: Steps) -> list[tuple[int, str]]:
    """The number of planes of each structure, and its volume as text."""
    structures = treatment.structure_set.structures if treatment.structure_set is not None else ()
    outlines = Outlines.of_set(treatment.structure_set)
    sizes = []
    for done, structure in enumerate(structures):
        progress(structure.name, done, len(structures))
        drawn = outlines.of(structure)
        volume_cm3 = drawn.volume_cm3 if drawn is not None else 0.0
        n_planes = len(drawn.offsets_mm) if drawn is not None else 0
        sizes.append((n_planes, format_number(volume_cm3) if volume_cm3 > 0 else "unknown"))
    return sizes
