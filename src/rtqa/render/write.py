"""Report files, each whole or not there at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from rtqa.errors import UsageError, WriteError
from rtqa.findings import Report
from rtqa.render.csv import render_csv
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
    contents = {f"report.{form}": _render(stamped, form) for form in dict.fromkeys(formats)}
    folder = Path(out_dir)
    is_new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".rtqa-", dir=folder) as staged:
            for name, content in contents.items():
                (Path(staged) / name).write_bytes(content.encode())
            _replace_all(Path(staged), folder, list(contents))
    except OSError as error:
        if is_new:
            with suppress(OSError):
                folder.rmdir()
        why = error.strerror or type(error).__name__
        raise WriteError(f"the report could not be written ({why}); no file of it was left behind") from None
    return tuple(folder / name for name in contents)


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


def _replace_all(staged: Path, folder: Path, names: Sequence[str]) -> None:
    """Move files into the folder; what was there before comes back where one of them cannot be moved."""
    kept = [name for name in names if (folder / name).is_file()]
    for name in kept:
        (folder / name).replace(staged / f"{name}.before")
    moved = []
    try:
        for name in names:
            (staged / name).replace(folder / name)
            moved.append(name)
    except OSError:
        for name in moved:
            (folder / name).unlink()
        for name in kept:
            with suppress(OSError):
                (staged / f"{name}.before").replace(folder / name)
        raise
