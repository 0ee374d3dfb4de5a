"""The report on paper: what stands on its pages, that they can be kept, and that names stay text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from pypdf import PageObject, PdfReader
from pypdf.generic import DictionaryObject

from rtqa.evaluation.causes import gather_causes
from rtqa.findings import Finding, Report, Verdict
from rtqa.messages import Cause, CauseKind, Message
from rtqa.render.files import typeset
from rtqa.render.files.pdf import Paper, render_pdf
from rtqa.render.files.typeset import can_render_pdf

pytestmark = pytest.mark.skipif(not can_render_pdf(), reason="typst is not installed")

A4_PT, LETTER_PT = (595.3, 841.9), (612.0, 792.0)


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def words(pdf: bytes) -> list[str]:
    """The text of each page, with its breaks within long words closed."""
    return [" ".join(page.extract_text().replace("\u200b", "").split()) for page in read(pdf).pages]


def fonts(pdf: bytes) -> Iterator[DictionaryObject]:
    for page in read(pdf).pages:
        for font in page["/Resources"]["/Font"].values():
            yield from (each.get_object() for each in font["/DescendantFonts"])


def test_the_first_page_is_enough_for_a_decision(report: Report) -> None:
    first, *rest = words(render_pdf(replace(report, created="2026-02-03T04:05:06+01:00")))
    for shown in (
        "✗ FAIL",
        "3f9a2c71",
        "2026-02-03 04:05 UTC+01:00",
        "nct00000000, version 1",
        "HN1 (ccrt): GTVtn0 70.00 Gy in 33 fractions",
        "SpinalCord: D0.03cc 45.004 Gy, limit ≤ 45 Gy. [ccrt]",
        "planner: Plan again, or ask the physician to accept the deviation.",
        "GTVtn0 ccrt 70.00 67.50 –",
        "SpinalCord D0.03cc[Gy] ≤ 45 ✗ 45.004",
        "Lens_L D0.03cc[Gy] ≤ 10 ? ≥ 4.20",
        "Physicist",
        "Physician",
        f"Page 1 of {1 + len(rest)}",
    ):
        assert shown in first, shown
    everything = " ".join([first, *rest])
    for shown in (
        "critical organs (e.g., spinal cord ≤45Gy)",
        "[44.91–45.20]",
        "12 % of the structure lies outside the dose grid",
        "67.50 [67.10–67.80]",
        "70.00 33 2.12",
        "ab" * 32,
        "Both together.",
        "14.20",
    ):
        assert shown in everything, shown


def test_it_says_that_it_is_to_be_kept_and_holds_all_it_needs(report: Report) -> None:
    pdf = render_pdf(replace(report, created="2026-02-03T04:05:06+01:00"))
    catalog = read(pdf).trailer["/Root"]
    packet = catalog["/Metadata"].get_data().decode()
    body = packet[packet.index("<x:xmpmeta") : packet.index("</x:xmpmeta>") + len("</x:xmpmeta>")]
    said = {each.tag.rpartition("}")[2]: each.text for each in ET.fromstring(body).iter()}  # noqa: S314
    assert (said["part"], said["conformance"]) == ("2", "B")
    assert catalog["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert catalog["/Lang"] == "en"
    assert "/JavaScript" not in catalog.get("/Names", {})
    assert "/Encrypt" not in read(pdf).trailer
    for font in fonts(pdf):
        assert {"/FontFile2", "/FontFile3"} & font["/FontDescriptor"].keys()


def test_names_are_text(hostile_report: Report) -> None:
    text = " ".join(words(render_pdf(hostile_report)))
    for name in (
        "<img src=x onerror=alert(1)>",
        "</script><script>alert(1)</script>",
        "{{7*7}}",
        "../../etc",
        "=cmd()",
        "left<U+202E>tfel<U+2066>",
        "%s{0}$x",
        '#import "x"',
    ):
        assert name.replace(" ", "") in text.replace(" ", ""), name
    assert "脊髓" * 20 in text.replace(" ", "") or "<U+810A><U+9AD3>" in text.replace(" ", "")


def test_names_of_other_languages_show(report: Report) -> None:
    structures = tuple(replace(report.structures[0], name=name) for name in ("Rückenmark", "Μυελός", "Ложе"))
    text = " ".join(words(render_pdf(replace(report, structures=structures))))
    for name in ("Rückenmark", "Μυελός", "Ложе"):
        assert name in text


def test_what_no_font_has_is_written_out(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    fonts_of_typst = typeset._fonts
    monkeypatch.setattr(typeset, "_fonts", lambda **_: fonts_of_typst(include_system=False))
    structure = replace(report.structures[0], name="脊髓 left")
    text = " ".join(words(render_pdf(replace(report, structures=(structure,)))))
    assert "<U+810A><U+9AD3> left" in text.replace(" <", "<")


def places_of(page: PageObject) -> list[tuple[float, float]]:
    """Where each piece of text begins, in points from the lower left corner."""
    places = []

    def note(text: str, *at: Any) -> None:
        (a, b, c, d, e, f), (*_, x, y) = at[:2]
        if text.strip():
            places.append((a * x + c * y + e, b * x + d * y + f))

    page.extract_text(visitor_text=note)
    return places


@pytest.mark.parametrize(("paper", "size"), [("a4", A4_PT), ("us-letter", LETTER_PT)])
def test_no_page_is_empty_and_nothing_lies_beside_it(
    report: Report, paper: Paper, size: tuple[float, float]
) -> None:
    many = tuple(replace(report.findings[0], subject=f"Structure number {n}" * 3) for n in range(120))
    pages = read(render_pdf(replace(report, findings=many), paper=paper)).pages
    assert len(pages) >= 4
    for page in pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(size, abs=0.1)
        places = places_of(page)
        assert len(places) > 8
        assert all(20.0 < x < size[0] - 20.0 and 20.0 < y < size[1] - 20.0 for x, y in places)


def test_the_first_page_of_an_empty_report_is_no_pass(report: Report) -> None:
    empty = replace(
        report,
        findings=(),
        causes=(),
        curves=(),
        structures=(),
        pictures=(),
        plans=(),
        measures=(),
        sources=(),
    )
    first, methods = words(render_pdf(empty))
    assert "? REVIEW" in first
    assert "Physicist" in first
    assert "ab" * 32 in methods


def test_equal_reports_give_equal_bytes(report: Report) -> None:
    assert render_pdf(report) == render_pdf(report)


def test_a_long_reason_breaks_within_its_cell(report: Report) -> None:
    finding = Finding(
        code="ANY",
        verdict=Verdict.REVIEW,
        subject="x" * 64,
        phase="p" * 40,
        message=Message("structure.not-found", name="y" * 300),
        explanation=Message("structure.not-found", name="z" * 300),
        causes=(Cause(CauseKind.NOT_STATED),),
        section="files",
    )
    findings = (finding,)
    first, *rest = words(render_pdf(replace(report, findings=findings, causes=gather_causes(findings))))
    assert "y" * 300 in first.replace(" ", "")
    assert "z" * 300 in "".join(rest).replace(" ", "")
