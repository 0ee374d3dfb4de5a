"""The report as one HTML file that needs nothing else, in the style of the plan report."""

from __future__ import annotations

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from rtqa.commission import summary, wording
from rtqa.commission.document import CommissionDocument
from rtqa.messages.safe_text import show, show_prose


def render_html(document: CommissionDocument) -> str:
    """The report as a page without scripts. All text is escaped: names of structures come from files."""
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("rtqa.commission"), PackageLoader("rtqa.render")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"show": show, "prose": show_prose}
    template = environment.get_template("commission.html.j2")
    return template.render(document=document, summary=summary, wording=wording)
