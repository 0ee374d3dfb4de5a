"""A report as files, in the formats asked for."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from rtqa.errors import UsageError
from rtqa.findings import Report
from rtqa.render.csv import render_csv
from rtqa.render.files import write_files
from rtqa.render.json import render_json

FORMATS = ("html", "json", "csv")


def write_report(
    report: Report, out_dir: str | os.PathLike[str], *, formats: Sequence[str] = ("html", "json")
) -> tuple[Path, ...]:
    """Write ``report.html``, ``report.json`` or ``report.csv`` into a folder, which is made if need be.

    Older files of these names are replaced, all of them or none.

    Args:
        report: stamped with the time of now, unless it bears one.
        out_dir: the folder.
        formats: of :data:`FORMATS`.

    Raises:
        UsageError: a format does not exist.
        WriteError: a file could not be written; the folder is as it was before.
    """
    check_formats(formats)
    stamped = stamp(report)
    contents = {f"report.{form}": _render(stamped, form).encode() for form in dict.fromkeys(formats)}
    return write_files(contents, Path(out_dir), what="the report")


def check_formats(formats: Sequence[str]) -> None:
    """Raise a UsageError unless every format exists."""
    for form in formats:
        if form == "pdf":
            raise UsageError("the format 'pdf' is not available yet; take 'html', which prints well")
        if form not in FORMATS:
            raise UsageError(f"there is no format {form!r} (there are {', '.join(FORMATS)})")


def stamp(report: Report) -> Report:
    """The report with the time of now as its ``created``, unless it bears one."""
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    return report if report.created else replace(report, created=now)


def _render(report: Report, form: str) -> str:
    if form == "json":
        return render_json(report)
    if form == "csv":
        return render_csv(report)
    from rtqa.render.html import render_html  # noqa: PLC0415 (plotly and jinja2, for this format alone)

    return render_html(report)
