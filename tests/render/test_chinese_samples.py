"""Reports of the samples in Chinese: no English word but quotes, citations, names and codes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.console import Console

import rtqa
from rtqa.findings import Report
from rtqa.messages import Listing, Message
from rtqa.render.files.findings_csv import render_csv
from rtqa.render.files.html import render_html
from rtqa.render.files.terminal import draw_report
from rtqa.render.words.language import load_language

SAMPLES = Path(__file__).parents[2] / "sample_plans"
CATALOGUES = Path(rtqa.__file__).parent / "messages" / "zh"
NAMES = ("ccrt_pass", "ccrt_fail", "ccrt_review", "sfrt_lattice", "course")
SAY = load_language("zh")

UNITS_AND_METRICS = frozenset({"cGy", "Mean", "Max", "Min", "Median", "Volume", "EQD", "gEUD", "TPR"})

NO_WORDS = frozenset({"script", "style", "code"})
"""Elements that hold no words of the page."""

QUOTES = frozenset({"q", "blockquote"})

READ_ALOUD = frozenset({"alt", "title", "aria-label", "data-label"})


def words_of(text: str) -> set[str]:
    """Words of three Latin letters and more."""
    return set(re.findall(r"[A-Za-z]{3,}", text))


@cache
def judged(name: str) -> Report:
    folder = SAMPLES / name
    if not any(folder.rglob("RTPLAN.dcm")):
        pytest.skip(f"sample plan {name} is not made; run sample_plans/make.py")
    return rtqa.check(rtqa.read_case(folder), protocol="nct07041788")


class _Words(HTMLParser):
    """What a page shows and reads aloud, but for quotes."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.inside: list[str] = []
        self.texts: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NO_WORDS | QUOTES:
            self.inside.append(tag)
        self.texts += [
            value or "" for name, value in attrs if name in {"alt", "title", "aria-label", "data-label"}
        ]

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.texts.append(data)


def names_in(report: Report) -> Iterator[str]:
    """Names and codes of the case, the protocol and the messages; citations and quotes."""
    yield from (report.case_key, report.protocol.id, report.protocol.sha256, report.protocol.sha256[:12])
    yield from report.protocol.targets
    for value in (
        report.sources, report.structures, report.plans, report.pictures, report.curves, report.settings,
    ):  # fmt: skip
        yield from _texts(value)
    for finding in report.findings:
        yield from (finding.code, finding.phase, finding.cited.quote, finding.cited.source)
        yield from _texts(finding.subject)
        limit = finding.constraint
        if limit is not None:
            yield from (limit.subject, str(limit.metric), limit.quote, limit.source)
        for text in (finding.message, finding.why, finding.caveat, finding.table):
            yield from _texts(text)
    for notice in report.notices:
        yield from (*notice.quotes, notice.source)


def _texts(value: object) -> Iterator[str]:
    """Each name and code within a value: a str is a name, unless it is prose with a translation."""
    match value:
        case str():
            if SAY.write(value) == value:
                yield value
        case Enum() | None | bytes():
            return
        case Message():
            for each in value.values.values():
                yield from _texts(each)
        case Listing():
            yield from (text for item in value.items for text in _texts(item))
        case tuple():
            yield from (text for item in value for text in _texts(item))
        case _ if is_dataclass(value):
            for field in fields(value):
                yield from _texts(getattr(value, field.name))


@cache
def codes() -> frozenset[str]:
    """What the Chinese catalogues declare as names and codes, and what protocols' prose keeps."""
    heads = re.findall(
        r"^### codes: (.+)$",
        "\n".join(file.read_text(encoding="utf-8") for file in CATALOGUES.glob("*.ftl")),
        re.MULTILINE,
    )
    return frozenset(words_of(" ".join(heads)))


def prose_kept(report: Report) -> set[str]:
    """What the translations of the protocol's prose keep in Latin letters: names, codes and quotes."""
    proses: list[Message | str] = [
        text
        for finding in report.findings
        for text in (
            finding.cited.reading,
            *(part for o in finding.cited.not_taken for part in (o.reading, o.why)),
        )
    ]
    proses += [
        text
        for notice in report.notices
        for text in (
            notice.says, notice.reading, *notice.arithmetic,
            *(part for o in notice.not_taken for part in (o.reading, o.why)),
        )
    ]  # fmt: skip
    proses.append(report.protocol.title)
    said = [(text, SAY.write(text)) for text in proses if text]
    assert [
        text for text, chinese in said if words_of(chinese) and not re.search("[\u4e00-\u9fff]", chinese)
    ] == []
    return words_of(" ".join(chinese for _, chinese in said))


def english_in(text: str, report: Report) -> list[str]:
    known = codes() | UNITS_AND_METRICS | words_of(" ".join(names_in(report))) | prose_kept(report)
    return sorted(words_of(text) - known)


@pytest.mark.parametrize("name", NAMES)
def test_a_report_in_chinese_holds_no_english_word(name: str) -> None:
    report = judged(name)
    page = _Words(render_html(report, SAY))
    file = io.StringIO()
    Console(file=file, width=400).print(draw_report(report, width=400, say=SAY, everything=True))
    rows = list(csv.DictReader(io.StringIO(render_csv(report, SAY), newline="")))
    cells = [row[key] for row in rows for key in ("summary", "reason", "caveat", "reading", "not_taken")]
    assert english_in(" ".join(page.texts), report) == []
    assert english_in(file.getvalue(), report) == []
    assert english_in(" ".join(cells), report) == []
