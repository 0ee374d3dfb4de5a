"""The report as PDF, set by typst from the same page as the HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import count
from typing import Any, Literal

from rtqa.findings import Report
from rtqa.messages.safe_text import show, show_prose
from rtqa.render.files.typeset import date_parts, typeset
from rtqa.render.page.layout import lay_out
from rtqa.render.page.page import Line, Page, Section, Words
from rtqa.render.page.picture_rows import PictureRow
from rtqa.render.words.language import ENGLISH, Language
from rtqa.render.words.wording import DISCLAIMER

Paper = Literal["a4", "us-letter"]

_LONG = re.compile(r"[^\s\u2e80-\uffff]{17,}")
_WORDS = (
    "because", "read-as", "not-taken", "verdict", "structure", "phase", "metric", "value", "limit", "margin",
    "of", "found", "physicist", "physician", "date", "what-the-findings-rest-on", "dose-gy", "volume-percent",
    "what-stands-against-it", "what-to-do", "nothing-stands-against-it", "evidence",
)  # fmt: skip


def render_pdf(report: Report, say: Language = ENGLISH, *, paper: Paper = "a4") -> bytes:
    """The report as PDF/A-2b, on A4 or US Letter.

    Raises:
        ImportError: typst is not installed; see :func:`rtqa.render.files.typeset.can_render_pdf`.
    """
    page = lay_out(report, say)
    pictures = {f"picture-{n}.png": picture.png for n, picture in enumerate(report.pictures)}
    return typeset("rtqa.render", "report.typ", data=_fitting(_data(page, say, paper)), pictures=pictures)


def _data(page: Page, say: Language, paper: Paper) -> dict[str, Any]:
    report = page.report
    notes = _Notes()
    return {
        "paper": paper,
        "language": say.code,
        "date": date_parts(report.created),
        "title": f"{page.badge}: {show(report.protocol.id)}, {show(report.case_key)}",
        "protocol": show_prose(report.protocol.title),
        "word": page.word,
        "badge": page.badge,
        "counts": page.counts,
        "identity": page.identity,
        "strip": page.strip,
        "first": asdict(page.first),
        "sections": [_section(section, notes) for section in page.sections],
        "notes": notes.listed(),
        "disclaimer": say(DISCLAIMER),
        "words": {
            **{word: say(f"page.{word}") for word in _WORDS},
            **{kind: say(f"notice.{kind}") for kind in ("contradiction", "silence")},
            "page-of": say("page.page-of", n="{n}", total="{total}"),
        },
    }


class _Notes:
    """The words that findings rest on, numbered as they are first met."""

    def __init__(self) -> None:
        self._numbers: dict[Words, int] = {}

    def number(self, words: Words) -> int | None:
        """The number of these words; None where there are none."""
        return None if words.is_empty else self._numbers.setdefault(words, len(self._numbers) + 1)

    def listed(self) -> list[dict[str, Any]]:
        return [asdict(words) for words in self._numbers]


def _line(line: Line, notes: _Notes) -> dict[str, Any]:
    return asdict(line) | {"note": notes.number(line.words)}


def _section(section: Section, notes: _Notes) -> dict[str, Any]:
    numbers = count()
    return asdict(replace(section, pictures=(), limits=(), findings=())) | {
        "limits": [_line(line, notes) for line in section.limits],
        "findings": [_line(line, notes) for line in section.findings],
        "pictures": [_row(row, numbers) for row in section.pictures],
    }


def _row(row: PictureRow, numbers: Iterator[int]) -> dict[str, Any]:
    return {
        "through": row.through,
        "phase": row.phase,
        "planes": [
            {"file": f"picture-{next(numbers)}.png", "place": plane.place, "label": plane.label}
            for plane in row.planes
        ],
        "levels": [asdict(key) for key in row.levels],
        "structures": [asdict(key) for key in row.structures],
    }


def _fitting(value: Any) -> Any:
    """The same with places to break in words longer than a column."""
    match value:
        case str():
            return _LONG.sub(lambda found: re.sub(r"(.{6})", "\\1\u200b", found[0]), value)
        case dict():
            return {key: _fitting(one) for key, one in value.items()}
        case list() | tuple():
            return [_fitting(one) for one in value]
        case _:
            return value
