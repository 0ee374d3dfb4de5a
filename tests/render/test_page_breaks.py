"""No page of the PDF breaks a row, and none loses what is longer than a page."""

from __future__ import annotations

import io
from dataclasses import replace

from pypdf import PdfReader

from rtqa.findings import Report
from rtqa.messages import Message
from rtqa.render.files.pdf import render_pdf


def pages_of(report: Report) -> PdfReader:
    return PdfReader(io.BytesIO(render_pdf(report)))


def saying(report: Report, *names: str) -> Report:
    """The report with a row for each name, of findings that say it as a whole."""
    passed = next(finding for finding in report.findings if finding.constraint is None)
    rows = (
        replace(passed, verdict=None, message=Message("picture.vertex", vertex=name), causes=())
        for name in names
    )
    return replace(report, findings=tuple(rows), causes=())


def test_a_row_stands_on_one_page(report: Report) -> None:
    names = [f"begin{n} {'and on ' * (20 + 7 * (n % 5))} end{n} ." for n in range(60)]
    texts = [page.extract_text() for page in pages_of(saying(report, *names)).pages]
    assert len(texts) > 3
    for n in range(60):
        begun, ended = ([f"{word}{n} " in text for text in texts] for word in ("begin", "end"))
        assert sum(begun) == 1
        assert begun == ended


def test_a_row_longer_than_a_page_is_all_there(report: Report) -> None:
    texts = [page.extract_text() for page in pages_of(saying(report, "zyx " * 4000)).pages]
    assert sum(text.count("zyx") for text in texts) == 4000


def test_the_planes_through_a_point_stand_on_one_page_with_their_key(report: Report) -> None:
    (picture,) = report.pictures
    pictures = [
        replace(picture, plane=plane, through=Message("picture.vertex", vertex=f"V{n}."))
        for n in range(12)
        for plane in ("axial", "coronal", "sagittal")
    ]
    pages = pages_of(replace(report, pictures=tuple(pictures))).pages
    texts = [page.extract_text() for page in pages]
    assert sum("centre of" in text for text in texts) > 1
    for text, page in zip(texts, pages, strict=True):
        rows = text.count("centre of")
        assert text.count("sagittal") == text.count("axial, z") == text.count("45 Gy\n") == rows, (
            page.page_number
        )
