"""A report as files, in the formats asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from rtqa.errors import UsageError, extra_needed, require
from rtqa.findings import Report
from rtqa.render.files.atomic import write_files
from rtqa.render.files.findings_csv import render_csv
from rtqa.render.files.pdf import Paper, draw_pdf, render_pdf
from rtqa.render.files.report_json import parse_report, render_json
from rtqa.render.files.typeset import HOW_TO_GET, can_render_pdf
from rtqa.render.page.page import Page
from rtqa.render.words.language import ENGLISH, Language

Progress = Callable[[str, int, int], None]

FORMATS = ("html", "pdf", "json", "csv")


def default_formats() -> tuple[str, ...]:
    """What is written unless something else is asked for: the PDF too, where typst is installed."""
    return ("html", "pdf", "json") if can_render_pdf() else ("html", "json")


def write_report(
    report: Report,
    out_dir: str | os.PathLike[str],
    *,
    formats: Sequence[str] = (),
    say: Language = ENGLISH,
    paper: Paper = "a4",
) -> tuple[Path, ...]:
    """Write ``report.html``, ``.pdf``, ``.json`` and ``.csv`` into a folder, which is made if need be.

    Older files of these names are replaced, all of them or none.

    >>> import rtqa, tempfile
    >>> case = rtqa.read_case("sample_plans/ccrt_pass")
    >>> report = rtqa.check(case, protocol="nct07041788", second_dose=False)
    >>> [file.name for file in rtqa.write_report(report, tempfile.mkdtemp(), formats=["json", "csv"])]
    ['report.json', 'report.csv']

    Args:
        report: stamped with the time of now, unless it bears one.
        out_dir: the folder.
        formats: of :data:`FORMATS`; those of :func:`default_formats` where none is named.
        say: the language of HTML, PDF and CSV.
        paper: of the PDF.

    Raises:
        UsageError: a format does not exist, or it is no report.
        WriteError: a file could not be written; the folder is as it was before.
    """
    report = require(report, Report, maker="rtqa.check")
    contents = render_files(report, formats=formats, say=say, paper=paper)
    return write_files(contents, Path(out_dir), what="the report")


def render_files(
    report: Report,
    *,
    formats: Sequence[str] = (),
    say: Language = ENGLISH,
    paper: Paper = "a4",
    progress: Progress | None = None,
) -> dict[str, bytes]:
    """The files of a report, by name.

    Every format is drawn from the report's JSON, read back: what the archive keeps is all there is.

    Args:
        report: stamped with the time of now, unless it bears one.
        formats: of :data:`FORMATS`; those of :func:`default_formats` where none is named.
        say: the language of HTML, PDF and CSV.
        paper: of the PDF.
        progress: called with what is being drawn, how many are done, and of how many.

    Raises:
        UsageError: a format does not exist.
    """
    check_formats(formats)
    text = render_json(stamp(report))
    kept = parse_report(text)
    chosen = list(dict.fromkeys(formats or default_formats()))
    contents = {}
    for done, form in enumerate(chosen):
        if progress is not None:
            progress(f"Drawing {form}", done, len(chosen))
        contents[f"report.{form}"] = (
            text.encode() if form == "json" else _render(kept, form, say, paper=paper)
        )
    return contents


def draw_files(name: str, page: Page, say: Language = ENGLISH) -> dict[str, bytes]:
    """A page as HTML and, where typst is installed, as PDF; by the files' names."""
    with extra_needed():
        from rtqa.render.files.html import draw_html  # noqa: PLC0415 (plotly and jinja2, for this format alone)

    contents = {f"{name}.html": draw_html(page, say).encode()}
    return contents | ({f"{name}.pdf": draw_pdf(page, say)} if can_render_pdf() else {})


def check_formats(formats: Sequence[str]) -> None:
    """Raise a UsageError unless every format exists and can be written."""
    for form in formats:
        if form not in FORMATS:
            raise UsageError(f"there is no format {form!r} (there are {', '.join(FORMATS)})")
    if "pdf" in formats and not can_render_pdf():
        raise UsageError(HOW_TO_GET)


def stamp(report: Report) -> Report:
    """The report with the time of now as its ``created``, unless it bears one."""
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    return report if report.created else replace(report, created=now)


def _render(report: Report, form: str, say: Language, *, paper: Paper) -> bytes:
    if form == "csv":
        return render_csv(report, say).encode()
    if form == "pdf":
        return render_pdf(report, say, paper=paper)
    with extra_needed():
        from rtqa.render.files.html import render_html  # noqa: PLC0415 (plotly and jinja2, for this format alone)

    return render_html(report, say).encode()
