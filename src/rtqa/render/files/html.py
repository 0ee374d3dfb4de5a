"""The report as one HTML file that needs nothing else: no network, no other file."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from plotly.offline import get_plotlyjs

from rtqa.findings import Report, ReportedPicture
from rtqa.messages.safe_text import show, show_prose
from rtqa.render.files.plotly_figure import draw_figure
from rtqa.render.page.comparison import compare_reports
from rtqa.render.page.curves import Figure
from rtqa.render.page.layout import lay_out
from rtqa.render.page.picture_rows import DrawnPlane
from rtqa.render.words.language import ENGLISH, Language
from rtqa.render.words.wording import DISCLAIMER, phase_name, place_of


def render_html(report: Report, say: Language = ENGLISH) -> str:
    """The report as a page. All text of files is escaped, and no script but its own may run."""
    page = lay_out(report, say)
    figures = [figure for section in page.sections for figure in section.figures]
    return _render("report.html.j2", figures, say, page=page)


def render_comparison(a: Report, b: Report, say: Language = ENGLISH, *, remarks: Sequence[str] = ()) -> str:
    """Two reports side by side as a page; the remarks stand above all else."""
    comparison = compare_reports(a, b, say)
    sides = list(zip("AB", (a, b), comparison.verdicts, strict=True))
    return _render(
        "comparison.html.j2",
        comparison.figures,
        say,
        comparison=comparison,
        sides=sides,
        remarks=tuple(map(show_prose, remarks)),
    )


def _render(template: str, figures: Sequence[Figure], say: Language, **values: Any) -> str:
    environment = Environment(
        loader=PackageLoader("rtqa.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"show": show, "prose": show_prose, "data_uri": _data_uri}
    scripts = [environment.get_template("report.js").render()]
    if figures:
        scripts = [get_plotlyjs(), *scripts]
    drawn = [draw_figure(figure, say) for figure in figures]
    return environment.get_template(template).render(
        say=say,
        place_of=place_of,
        phase_name=phase_name,
        data_json=_json({"figures": drawn, "shown": say("page.lines-shown", n="{n}", total="{total}")}),
        scripts=scripts,
        script_hashes=[_hash(script) for script in scripts],
        disclaimer=say(DISCLAIMER),
        **values,
    )


def _data_uri(picture: ReportedPicture | DrawnPlane) -> str:
    return "data:image/png;base64," + base64.b64encode(picture.png).decode()


def _json(value: object) -> str:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _hash(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
