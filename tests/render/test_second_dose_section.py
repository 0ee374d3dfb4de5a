"""The second calculation in a report: its numbers in the tables, and its profiles where they belong."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from rtqa.findings import Report
from rtqa.render.page.layout import lay_out


def test_the_section_shows_what_was_compared_and_how_well(report: Report) -> None:
    (section,) = [part for part in lay_out(report).sections if part.id == "second-dose"]
    structures, beams = section.grids
    assert structures.rows == (("PTV", "120", *("60.10", "59.40 ± 0.90") * 3),)
    assert beams.rows == (("3", "10 FFF", "0.706", "7800.0", "100.0", "0.97"),)
    facts = dict(section.facts)
    assert facts["Machine"] == "PTV (machine file c0ffeec0ffee)"
    assert facts["Shape"].startswith("0.62 % of the maximum (root mean square over 480 points)")
    assert not [
        part for part in lay_out(replace(report, second_doses=())).sections if part.id == "second-dose"
    ]


def test_a_profile_is_drawn_to_scale(report: Report) -> None:
    (section,) = [part for part in lay_out(report).sections if part.id == "second-dose"]
    (chart,) = section.charts
    calculated, planned = (
        [tuple(map(float, point.split(","))) for point in line.split()]
        for line in re.findall(r'<polyline points="([^"]+)"', chart.svg)
    )
    # 54 mm of y over 266 units of width; 60 Gy of 64.8 over 152 units of height, above the axis at 162.
    assert len(planned) == 7
    assert len(calculated) == 5
    assert planned[3] == pytest.approx((177.0, 162 - 152 * 60 / 64.8), abs=0.1)
    assert calculated[2][1] == pytest.approx(162 - 152 * 59.4 / 64.8, abs=0.1)
    assert planned[4][0] - planned[3][0] == pytest.approx(266 / 6, abs=0.1)
