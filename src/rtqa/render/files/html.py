"""A page as one HTML file that needs nothing else: no network, no other file."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from plotly.offline import get_plotlyjs

from rtqa.findings import Report
from rtqa.render.files.plotly_figure import draw_figure
from rtqa.render.page.layout import lay_out
from rtqa.render.page.page import Page
from rtqa.render.page.picture_rows import DrawnPlane
from rtqa.render.words.language import ENGLISH, Language
from rtqa.render.words.wording import tone_of


def render_html(report: Report, say: Language = ENGLISH) -> str:
    """The report as a page."""
    return draw_html(lay_out(report, say), say)


def draw_html(page: Page, say: Language = ENGLISH) -> str:
    """Any page. All its text is escaped, and no script but its own may run."""
    template, script = load_templates()
    scripts = [script.render()] if page.figures or page.lines else []
    if page.figures:
        scripts = [get_plotlyjs(), *scripts]
    drawn = [draw_figure(figure, say) for figure in page.figures]
    return template.render(
        page=page,
        say=say,
        data_json=_json({"figures": drawn, "shown": say("page.lines-shown", n="{n}", total="{total}")}),
        scripts=scripts,
        script_hashes=[_hash(script) for script in scripts],
    )


@cache
def load_templates() -> tuple[Template, Template]:
    """The page's template and its script's, compiled once in a process."""
    environment = Environment(
        loader=PackageLoader("rtqa.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= FILTERS
    environment.get_template("parts.html.j2")  # which the page's asks for when it is filled in
    return environment.get_template("page.html.j2"), environment.get_template("page.js")


def _data_uri(plane: DrawnPlane) -> str:
    return "data:image/png;base64," + base64.b64encode(plane.png).decode()


def _svg_uri(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _json(value: object) -> str:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _hash(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


FILTERS = {"data_uri": _data_uri, "svg_uri": _svg_uri, "tone": tone_of}
"""What the templates of a report's page write their values with."""
