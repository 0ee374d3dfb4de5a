"""``rtqa dose-compare``: two doses of one patient, by every structure's DVH and by gamma."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich import box
from rich.table import Table
from rich.text import Text

from rtqa.cli.screen import console, read, steps
from rtqa.dvh.compute import structure_dvhs
from rtqa.dvh.curve import DVH
from rtqa.errors import UsageError
from rtqa.messages.safe_text import show
from rtqa.model.case import Treatment
from rtqa.model.dose import Dose
from rtqa.transport.gamma import Gamma, GammaCriteria, compute_gamma

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class Form(StrEnum):
    """What is printed."""

    TABLE = "table"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A structure of A with mean, D95, D2 and maximum in both doses, in Gy."""

    name: str
    first: tuple[float, ...]
    second: tuple[float, ...]


_VALUES = ("mean", "D95", "D2", "max")


@app.command("dose-compare")
def dose_compare(
    a: Annotated[Path, typer.Argument(metavar="A", show_default=False, help="A plan's folder or files.")],
    b: Annotated[Path, typer.Argument(metavar="B", show_default=False, help="Another dose of the patient.")],
    *,
    gamma: Annotated[
        list[str] | None,
        typer.Option(metavar="PERCENT/MM", help="Gamma criteria; again for more. [default: 3/2]"),
    ] = None,
    local: Annotated[
        bool, typer.Option("--local", help="Percent of the dose at each point, and not of A's maximum.")
    ] = False,
    cutoff: Annotated[
        float,
        typer.Option(min=0, max=99, metavar="PERCENT", help="Of A's maximum, below which no point counts."),
    ] = 10.0,
    form: Annotated[Form, typer.Option("--format", help="What to print.")] = Form.TABLE,
) -> None:
    """Compare two doses: every structure's DVH, and gamma.

    The structures are those of A; B may be a dose alone, in the same frame of reference. Exit status 0: which
    differences matter is a clinical decision.
    """
    criteria = [
        _parse_criteria(text, is_local=local, cutoff_frac=cutoff / 100.0) for text in gamma or ("3/2",)
    ]
    with steps() as progress:
        first, second = (read([path], progress).treatment for path in (a, b))
        progress("Comparing doses", 0, 1)
        if first.dose is None or second.dose is None:
            raise UsageError("one of the two has no usable dose")
        if first.dose.grid.frame_of_reference_uid != second.dose.grid.frame_of_reference_uid:
            raise UsageError("the two doses lie in different frames of reference")
        rows = _compare_structures(first, second.dose)
        gammas = [compute_gamma(first.dose, second.dose, wanted) for wanted in criteria]
    if form is Form.JSON:
        document = {"structures": list(map(_row_as_json, rows)), "gamma": list(map(_gamma_as_json, gammas))}
        typer.echo(json.dumps(document, indent=2))
        return
    screen = console()
    screen.print(_draw(rows))
    for index in gammas:
        screen.print(Text(_say_gamma(index)))


def _parse_criteria(text: str, *, is_local: bool, cutoff_frac: float) -> GammaCriteria:
    """Of ``3/2``: 3 % and 2 mm.

    Raises:
        UsageError: it is not two positive numbers.
    """
    percent, _, distance = text.partition("/")
    try:
        dose_frac, distance_mm = float(percent) / 100.0, float(distance)
    except ValueError:
        dose_frac = distance_mm = 0.0
    if not (0 < dose_frac < 1 and 0 < distance_mm < 100):
        raise UsageError(f"--gamma {text!r}: write it as percent and mm, such as 3/2")
    return GammaCriteria(
        dose_frac=dose_frac, distance_mm=distance_mm, cutoff_frac=cutoff_frac, is_local=is_local
    )


def _compare_structures(first: Treatment, other: Dose) -> list[_Row]:
    """Of each structure of A that has a volume in both grids; none where A has no structures."""
    structure_set, dose = first.structure_set, first.dose
    if structure_set is None or dose is None:
        return []
    of_both = [
        list(
            structure_dvhs(
                structure_set.structures,
                dose=compared,
                set_spacing_mm=structure_set.plane_spacing_mm,
                slices=structure_set.slices,
            )
        )
        for compared in (dose, other)
    ]
    return [
        _Row(name=structure.name, first=_measure(here), second=_measure(there))
        for structure, here, there in zip(structure_set.structures, *of_both, strict=True)
        if isinstance(here, DVH) and isinstance(there, DVH) and here.dosed_cm3 > 0 and there.dosed_cm3 > 0
    ]


def _measure(dvh: DVH) -> tuple[float, ...]:
    """Mean, D95, D2 and maximum, in Gy, of the part that lies in the grid."""
    volumes_cm3 = (0.95 * dvh.dosed_cm3, 0.02 * dvh.dosed_cm3)
    return (dvh.mean_gy, *(dvh.dose_at(volume) for volume in volumes_cm3), dvh.max_gy)


def _row_as_json(row: _Row) -> dict[str, Any]:
    pairs = zip(_VALUES, row.first, row.second, strict=True)
    return {"name": row.name, **{name: {"a_gy": a, "b_gy": b} for name, a, b in pairs}}


def _gamma_as_json(gamma: Gamma) -> dict[str, Any]:
    criteria = gamma.criteria
    return {
        "dose_percent": 100.0 * criteria.dose_frac,
        "distance_mm": criteria.distance_mm,
        "is_local": criteria.is_local,
        "cutoff_percent": 100.0 * criteria.cutoff_frac,
        "n_points": len(gamma.values),
        "pass_frac": gamma.pass_frac,
        "mean": float(np.mean(gamma.values)),
        "max": float(np.max(gamma.values)),
    }


def _draw(rows: list[_Row]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    table.add_column("Structure", overflow="fold")
    for name in _VALUES:
        for heading in (f"{name}/Gy", "B", "B − A"):
            table.add_column(Text(heading), justify="right")
    for row in rows:
        pairs = zip(row.first, row.second, strict=True)
        cells = [text for a, b in pairs for text in (f"{a:.2f}", f"{b:.2f}", f"{b - a:+.2f}")]
        table.add_row(*map(Text, [show(row.name), *cells]))
    return table


def _say_gamma(gamma: Gamma) -> str:
    criteria = gamma.criteria
    kind = "local" if criteria.is_local else "global"
    wanted = f"{100 * criteria.dose_frac:g} %/{criteria.distance_mm:g} mm, {kind}"
    return (
        f"Gamma {wanted}: {100 * gamma.pass_frac:.1f} % of {len(gamma.values)} points pass, "
        f"mean {np.mean(gamma.values):.2f}"
    )
