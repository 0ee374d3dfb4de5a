"""``rtqa dvh``: dose-volume histograms and metrics, without a verdict."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from rtqa.cli.dvh_rows import compute_rows, row_as_json
from rtqa.cli.dvh_settings import DvhCommand, choose_settings
from rtqa.cli.dvh_table import draw_rows, write_csv
from rtqa.cli.options import Paths
from rtqa.cli.screen import console, read, steps, tell_deviations
from rtqa.dvh.settings import Between, Ends, Interpolation
from rtqa.dvh.vendor.profiles import System
from rtqa.metrics import parse_metric

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class Form(StrEnum):
    """What is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


@app.command(cls=DvhCommand)
def dvh(
    paths: Paths,
    *,
    structure: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A structure, by its exact name; again for more. [default: all]"),
    ] = None,
    metric: Annotated[
        list[str] | None,
        typer.Option(metavar="METRIC", help='A TG-263 metric, such as "D95%[Gy]"; again for more.'),
    ] = None,
    between: Annotated[
        Between | None,
        typer.Option(help="Shape of a structure between two contours. [default: prism]"),
    ] = None,
    ends: Annotated[
        Ends | None,
        typer.Option(help="Shape beyond the outermost contours. [default: flat]"),
    ] = None,
    cap_limit: Annotated[
        float | None,
        typer.Option(
            metavar="MM", min=0, help="Its greatest extent beyond the outermost contours; 0 for none."
        ),
    ] = None,
    interpolation: Annotated[
        Interpolation | None, typer.Option(help="Of the dose, between its nodes. [default: trilinear]")
    ] = None,
    like: Annotated[
        System | None,
        typer.Option(help="All four as a planning system sets them, as far as is known; see below."),
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="What to print.")] = Form.TABLE,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw the curves too: .png, .svg or .pdf.")
    ] = None,
) -> None:
    """Print dose-volume histograms and metrics.

    A dose in percent refers to the plan's prescription for exactly that structure. What is uncertain in
    the files is printed on standard error.
    """
    specs = [parse_metric(text) for text in metric or ()]
    if plot is not None:
        from rtqa.render.files import dvh_plot  # noqa: PLC0415 (slow to load)

        dvh_plot.check_plot_path(plot)
    settings = choose_settings(
        like, between=between, ends=ends, cap_limit_mm=cap_limit, interpolation=interpolation
    )
    with steps() as progress:
        case = read(paths, progress)
        rows = compute_rows(
            case.treatment, structure or (), specs=specs, settings=settings, progress=progress
        )
    tell_deviations(case)
    match form:
        case Form.JSON:
            typer.echo(json.dumps({"structures": [row_as_json(row) for row in rows]}, indent=2))
        case Form.CSV:
            typer.echo(write_csv(rows, specs), nl=False)
        case Form.TABLE:
            console().print(draw_rows(rows, specs))
    if plot is not None:
        curves = [dvh_plot.PlottedCurve(row.dvh, row.structure.color_rgb) for row in rows if row.dvh]
        dvh_plot.write_dvh_plot(curves, plot)
