"""A page as PDF, set by typst, so that it says what the HTML says."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from importlib.resources import files
from typing import Any, Literal

from rtqa.findings import Report
from rtqa.render.files.typeset import date_parts, typeset
from rtqa.render.page.layout import lay_out
from rtqa.render.page.page import Line, Page, Section, Words
from rtqa.render.page.picture_rows import PictureRow
from rtqa.render.page.profile_chart import Chart
from rtqa.render.words.language import ENGLISH, Language

Paper = Literal["a4", "us-letter"]

_LONG = re.compile(r"[^\s\u2e80-\uffff]{20,}")
_SAID = re.compile(r'"(page\.[a-z-]+)"')
"""The words that the template asks for, by their ids."""


def render_pdf(report: Report, say: Language = ENGLISH, *, paper: Paper = "a4") -> bytes:
    """The report as PDF; see :func:`draw_pdf`."""
    return draw_pdf(lay_out(report, say), say, paper=paper)


def draw_pdf(page: Page, say: Language = ENGLISH, *, paper: Paper = "a4") -> bytes:
    """Any page as PDF/A-2b, on A4 or US Letter.

    Raises:
        ImportError: typst is not installed; see :func:`rtqa.render.files.typeset.can_render_pdf`.
    """
    template = (files("rtqa.render") / "templates" / "page.typ").read_text(encoding="utf-8")
    words = {word: say(word) for word in _SAID.findall(template) if word != "page.page-of"}
    words["page.page-of"] = say("page.page-of", n="{n}", total="{total}")
    drawing = _Drawing()
    sections = [drawing.section(section) for section in page.sections]
    data = asdict(replace(page, sections=(), lines=())) | {
        "paper": paper,
        "language": say.code,
        "date": date_parts(page.created),
        "words": words,
        "sections": sections,
        "notes": [asdict(words) for words in drawing.notes],
    }
    return typeset("rtqa.render", "page.typ", data=_fitting(data), pictures=drawing.pictures)


class _Drawing:
    """What the sections of a page share.

    Attributes:
        pictures: PNG and SVG files by name.
        notes: the words that findings rest on, with their numbers, as they are first met.
    """

    def __init__(self) -> None:
        self.pictures: dict[str, bytes] = {}
        self.notes: dict[Words, int] = {}

    def section(self, section: Section) -> dict[str, Any]:
        """A section as plain data."""
        return asdict(replace(section, pictures=(), charts=(), limits=(), findings=())) | {
            "limits": [self._line(line) for line in section.limits],
            "findings": [self._line(line) for line in section.findings],
            "pictures": [self._row(row) for row in section.pictures],
            "charts": [self._chart(chart) for chart in section.charts],
        }

    def _line(self, line: Line) -> dict[str, Any]:
        note = None if line.words.is_empty else self.notes.setdefault(line.words, len(self.notes) + 1)
        return asdict(line) | {"note": note}

    def _chart(self, chart: Chart) -> dict[str, Any]:
        name = f"picture-{len(self.pictures)}.svg"
        self.pictures[name] = chart.svg.encode()
        return {"file": name, "place": chart.place, "label": chart.label}

    def _row(self, row: PictureRow) -> dict[str, Any]:
        planes = []
        for plane in row.planes:
            name = f"picture-{len(self.pictures)}.png"
            self.pictures[name] = plane.png
            planes.append({"file": name, "place": plane.place, "label": plane.label})
        return asdict(replace(row, planes=())) | {"planes": planes}


def _fitting(value: Any) -> Any:
    """The same with places to break in words longer than a column."""
    match value:
        case str():
            return _LONG.sub(lambda word: re.sub(r"(.{6})", "\\1\u200b", word[0]), value)
        case dict():
            return {key: _fitting(item) for key, item in value.items()}
        case list() | tuple():
            return [_fitting(item) for item in value]
        case _:
            return value
