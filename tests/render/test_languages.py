"""The report in Chinese: every word of its own, and not one of anybody else's."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from rtqa.errors import UsageError
from rtqa.findings import Report
from rtqa.render.files.html import render_html
from rtqa.render.files.report_json import render_json
from rtqa.render.files.terminal import draw_report
from rtqa.render.words.language import Language, load_language


def on_screen(report: Report, say: Language) -> str:
    file = io.StringIO()
    Console(file=file, width=120).print(draw_report(report, width=120, say=say, everything=True))
    return file.getvalue()


def test_numbers_names_and_quotes_are_untouched(report: Report) -> None:
    say = load_language("zh")
    page, screen = render_html(report, say), on_screen(report, say)
    for text in (page, screen):
        for word in ("不通过", "结论", "45.004", "44.91–45.20", "D0.03cc[Gy]", "−0.004"):
            assert word in text, word
        assert "critical organs (e.g., spinal cord ≤45Gy)" in " ".join(text.split())
    assert '<html lang="zh">' in page
    assert "SpinalCord：D0.03cc 45.004 Gy，限值 ≤ 45 Gy。" in page  # noqa: RUF001


def test_the_json_has_no_language(report: Report) -> None:
    assert "不通过" not in render_json(report)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UsageError, match="there is no language 'xx'"):
        load_language("xx")
