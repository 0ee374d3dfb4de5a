"""The report as a page: what stands in it, and what cannot happen in it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hand_made_reports import HOSTILE, judged, limit

from rtqa.findings import Band, Report, Verdict
from rtqa.render.files.html import render_html
from rtqa.render.files.plotly_figure import draw_figure
from rtqa.render.page.curves import collect_figures


def drawn(report: Report) -> list[dict[str, Any]]:
    """The traces of the only figure."""
    (figure,) = collect_figures(report)
    traces: list[dict[str, Any]] = draw_figure(figure)["data"]
    return traces


class Page(HTMLParser):
    """Elements, their text and their scripts."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.text = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.lasttag == "script":
            self.scripts[-1] += data
        elif self.lasttag != "style":
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        del tag
        self.lasttag = ""


def test_where_nothing_is_judged_the_targets_are_drawn(report: Report) -> None:
    def shown(of: Report) -> set[str]:
        return {trace["name"] for trace in drawn(of) if trace["mode"] == "lines" and trace["visible"] is True}

    names = [curve.structure for curve in report.curves]
    target = replace(report.structures[0], name=names[0], role="PTV", phase=report.curves[0].phase)
    unjudged = replace(report, findings=(), measures=())
    assert shown(replace(unjudged, structures=(target,))) == {names[0]}
    assert shown(replace(unjudged, structures=())) == set(names)


def test_the_verdict_its_counts_and_its_reasons_stand_in_it(report: Report) -> None:
    page = Page(render_html(report))
    text = " ".join(page.text.split())
    for shown in (
        "✗ FAIL",
        "nct00000000, version 1",
        "abababababab",
        "3f9a2c71",
        "45.004",
        "44.91–45.20",
        "12 % of the structure lies outside the dose grid",
        "reducing the radiation dose to critical organs (e.g., spinal cord ≤45Gy)",
        "NCT00000000, registration text, section I.1.1",
        "Either gland is judged.",
        "not taken: resembles GTVtn0",
        "not a medical device",
    ):
        assert shown in text, shown


def test_notices_about_the_protocol_stand_apart_with_arithmetic_words_and_reading(report: Report) -> None:
    text = " ".join(Page(render_html(report)).text.split())
    apart = text[text.index("About the protocol, not about the plan") :]
    for shown in (
        "70 Gy in 33 fractions are not 2 Gy each.",
        "70 / 33 = 2.12",
        "70Gy/33 fractions (2Gy/fraction)",
        "The dose of a fraction follows.",
        "35 fractions. (The text says 33.)",
        "Which gland is meant.",
    ):
        assert shown in apart, shown


def test_it_needs_no_other_file_and_fits_in_a_mail(report: Report) -> None:
    source = render_html(report)
    assert len(source.encode()) < 8_000_000
    for tag, attributes in Page(source).elements:
        assert tag not in {"link", "iframe", "object", "base", "form"}
        assert not {"srcset", "action", "data"} & attributes.keys()
        assert (attributes.get("href") or "#").startswith("#")
        assert (attributes.get("src") or "data:image/png;base64,").startswith(
            ("data:image/png;base64,", "data:image/svg+xml;base64,")
        )


def test_only_its_own_scripts_may_run(report: Report) -> None:
    page = Page(render_html(report))
    policy = next(a["content"] or "" for tag, a in page.elements if "http-equiv" in a)
    assert "default-src 'none'" in policy
    data, *scripts = page.scripts
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert re.findall(r"'sha256-([^']+)'", policy) == hashes
    assert "unsafe-inline" not in policy.partition("style-src")[0]
    assert len(json.loads(data)["figures"]) == 1


def test_hostile_names_are_text(hostile_report: Report, report: Report) -> None:
    page, harmless = Page(render_html(hostile_report)), Page(render_html(report))
    assert {tag for tag, _ in page.elements} <= {tag for tag, _ in harmless.elements}
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
    assert len(page.scripts) == 3
    text = " ".join(page.text.split())
    for name in HOSTILE[:6]:
        assert name in text
    assert "49" not in text.replace("2049", "")
    assert "left<U+202E>tfel<U+2066>" in text


def test_the_figure_takes_names_for_text(hostile_report: Report) -> None:
    names = [trace["name"] for trace in drawn(hostile_report)]
    assert "&lt;img src=x onerror=alert(1)&gt;" in names
    assert not any("<" in name for name in names)


def test_headings_and_tables_are_labelled(report: Report) -> None:
    elements = Page(render_html(report)).elements
    headings = [int(tag[1]) for tag, _ in elements if re.fullmatch(r"h[1-6]", tag)]
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(headings))
    assert all("scope" in attributes for tag, attributes in elements if tag == "th")
    assert all(a.get("aria-label") for _, a in elements if a.get("role") == "group")
    assert ("html", {"lang": "en"}) in elements


def test_without_curves_there_is_no_plotly(report: Report) -> None:
    source = render_html(replace(report, curves=()))
    assert len(source) < 100_000
    assert len(Page(source).scripts) == 2


def test_the_sections_stand_in_the_order_of_reading(report: Report) -> None:
    ids = [a["id"] for tag, a in Page(render_html(report)).elements if tag == "section" and a.get("id")]
    assert ids == [
        "prescriptions", "targets", "organs", "sfrt", "calendar", "dvh", "pictures", "second-dose",
        "structures", "files", "protocol", "methods",
    ]  # fmt: skip


def test_a_band_lies_around_its_curve(report: Report) -> None:
    band = Band(
        dose_gy=np.array([0.0, 30.0, 39.0]),
        low_frac=np.array([1.0, 0.4, 0.0]),
        high_frac=np.array([1.0, 0.6, 0.01]),
    )
    area, line = drawn(replace(report, curves=(replace(report.curves[0], band=band),)))[:2]
    assert area["x"] == [0.0, 30.0, 39.0, 39.0, 30.0, 0.0]
    assert area["y"] == pytest.approx([100.0, 60.0, 1.0, 0.0, 40.0, 100.0])
    assert (area["legendgroup"], area["fillcolor"][:7]) == (line["legendgroup"], line["line"]["color"])


@pytest.mark.parametrize(
    ("metric", "relation", "value", "place"),
    [
        ("D95%[Gy]", ">=", 66.5, (66.5, 95.0)),
        ("D5.2cc[cGy]", "<=", 4500.0, (45.0, 10.0)),
        ("V20Gy[%]", "<=", 30.0, (20.0, 30.0)),
        ("V2000cGy[cc]", "<=", 26.0, (20.0, 50.0)),
        ("CV20Gy[%]", ">=", 30.0, (20.0, 70.0)),
        ("DC2%[Gy]", ">=", 60.0, (60.0, 98.0)),
        ("Max[Gy]", "<=", 45.0, (45.0, 0.0)),
        ("Min[Gy]", ">=", 60.0, (60.0, 100.0)),
        ("Median[Gy]", "<=", 60.0, (60.0, 50.0)),
        ("Mean[Gy]", "<=", 26.0, (26.0, 0.0)),
        ("D95%[%]", ">=", 95.0, None),
        ("V95%[%]", ">=", 95.0, None),
        ("Volume[cc]", ">=", 5.0, None),
    ],
)
def test_a_limit_is_marked_where_the_curve_has_to_pass(
    report: Report, metric: str, relation: str, value: float, place: tuple[float, float] | None
) -> None:
    finding = judged(Verdict.PASS, limit("any", metric, relation, value, structure="GTVtn0"), value)
    curve = replace(report.curves[1], volume_cm3=52.0)
    traces = drawn(replace(report, findings=(finding,), curves=(curve,)))
    marks = [trace for trace in traces if trace["mode"] == "markers"]
    if place is None:
        assert not marks
        return
    (mark,) = marks
    assert (mark["x"][0], mark["y"][0]) == pytest.approx(place)
    # Its tip is at the limit, and points to less dose; of the volume below a dose more is less dose.
    to_less = (relation == "<=") != metric.startswith("CV")
    assert (mark["marker"]["symbol"], mark["marker"]["angle"]) == ("arrow", [-90 if to_less else 90])


def test_structures_nobody_judges_are_switched_off(report: Report) -> None:
    other = replace(report.curves[0], structure="Other")
    traces = drawn(replace(report, curves=(*report.curves, other)))
    shown = {trace["name"]: trace["visible"] for trace in traces if trace["mode"] == "lines"}
    assert shown == {"SpinalCord": True, "GTVtn0": True, "Parotid_L": True, "Other": "legendonly"}
