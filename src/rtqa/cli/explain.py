"""``rtqa explain CODE``: what a check asks, how it decides, and what to do about it."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markdown import Markdown

from rtqa.cli.screen import console
from rtqa.documents.suggestion import did_you_mean
from rtqa.errors import UsageError
from rtqa.resources import resource_folder

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def explain(code: Annotated[str, typer.Argument(metavar="CODE", help="As in the report.")]) -> None:
    """Explain a check, by its code."""
    pages = {
        page.name.removesuffix(".md"): page
        for page in resource_folder("checks").iterdir()
        if page.name.endswith(".md")
    }
    known = sorted(pages)
    matching = [name for name in known if name.casefold() == code.casefold()]
    if not matching:
        advice = did_you_mean(code.upper(), known)
        raise UsageError(f"no check has the code {code!r}{advice} (there are {', '.join(known)})")
    console().print(Markdown(pages[matching[0]].read_text(encoding="utf-8"), hyperlinks=False))
