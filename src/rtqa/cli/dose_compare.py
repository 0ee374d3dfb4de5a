"""``rtqa dose-compare``: two doses of one patient, by every structure's DVH and by gamma."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.table import Table
from rich.text import Text

from rtqa.cli.output import LanguageCode
from rtqa.cli.screen import begin_table, console, read, steps
from rtqa.errors import UsageError
from rtqa.messages import Listing, Quantity
from rtqa.messages.safe_text import show
from rtqa.render.files.atomic import write_files
from rtqa.render.files.report_files import draw_files
from rtqa.render.page.dose_comparison import lay_dose_comparison
from rtqa.render.words.language import Language, load_language
from rtqa.transport.dose_comparison import VALUES, DoseComparison, StructureDoses, compare_two_doses
from rtqa.transport.gamma import Gamma, GammaCriteria

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class Form(StrEnum):
    """What is printed."""

    TABLE = "table"
    JSON = "json"


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
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write dose-comparison.html and .pdf, with pictures, into it."),
    ] = None,
    language: LanguageCode = "en",
    form: Annotated[Form, typer.Option("--format", help="What to print.")] = Form.TABLE,
) -> None:
    """Compare two doses: DVHs, gamma, and pictures of the difference.

    The structures are those of A; B may be a dose alone, in the same frame of reference. With --out, B less A
    is drawn on three planes through the largest difference. Exit status 0: which differences matter is a
    clinical decision.
    """
    say = load_language(language)
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
        comparison = compare_two_doses(first, first.dose, second.dose, criteria=criteria)
        files = _draw_page(comparison, say) if out is not None else {}
    written = write_files(files, out, what="the comparison") if out is not None else []
    if form is Form.JSON:
        typer.echo(json.dumps(_as_json(comparison), indent=2))
        return
    screen = console()
    screen.print(_draw(comparison.structures, say))
    for index in comparison.gammas:
        screen.print(Text(_write_gamma(index, say)))
    if comparison.largest is not None:
        difference = Quantity(comparison.largest.difference_gy, "Gy", 2, signed=True)
        x, y, z = (Quantity(float(mm), decimals=1) for mm in comparison.largest.place_mm)
        screen.print(Text(say("command.largest-difference", difference=difference, x=x, y=y, z=z)))
    if written:
        screen.print(say("page.written", files=Listing(tuple(path.name for path in written))))


def _draw_page(comparison: DoseComparison, say: Language) -> dict[str, bytes]:
    from rtqa.pictures.difference import draw_differences  # noqa: PLC0415 (matplotlib, for this alone)

    now = datetime.now().astimezone().isoformat(timespec="seconds")
    page = lay_dose_comparison(comparison, draw_differences(comparison), say, created=now)
    return draw_files("dose-comparison", page, say)


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


def _as_json(comparison: DoseComparison) -> dict[str, Any]:
    largest = comparison.largest
    return {
        "structures": list(map(_row_as_json, comparison.structures)),
        "gamma": list(map(_gamma_as_json, comparison.gammas)),
        "largest": {"place_mm": list(map(float, largest.place_mm)), "b_less_a_gy": largest.difference_gy}
        if largest is not None
        else None,
    }


def _row_as_json(row: StructureDoses) -> dict[str, Any]:
    pairs = zip(VALUES, row.first_gy, row.second_gy, strict=True)
    return {"name": row.structure.name, **{name: {"a_gy": a, "b_gy": b} for name, a, b in pairs}}


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


def _draw(rows: Iterable[StructureDoses], say: Language) -> Table:
    headings = [heading for name in VALUES for heading in (f"{name}/Gy", "B", "B − A")]
    table = begin_table([say("page.structure")], headings)
    for row in rows:
        pairs = zip(row.first_gy, row.second_gy, strict=True)
        cells = [text for a, b in pairs for text in (f"{a:.2f}", f"{b:.2f}", f"{b - a:+.2f}")]
        table.add_row(*map(Text, [show(row.structure.name), *cells]))
    return table


def _write_gamma(gamma: Gamma, say: Language) -> str:
    return say(
        "command.gamma",
        criteria=gamma.label,
        kind="local" if gamma.criteria.is_local else "global",
        share=Quantity(100.0 * gamma.pass_frac, "%", 1),
        n=len(gamma.values),
        mean=Quantity(float(np.mean(gamma.values)), decimals=2),
    )
