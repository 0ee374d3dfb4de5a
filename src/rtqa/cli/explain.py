"""``rtqa explain``: what a check asks, how it decides, what to do about it; or all of them."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Annotated

import typer
from rich.markdown import Markdown
from rich.text import Text

from rtqa.cli.options import Layout, LayoutOption
from rtqa.cli.screen import console
from rtqa.documents.suggestion import did_you_mean
from rtqa.errors import UsageError
from rtqa.resources import resource_folder

app = typer.Typer(add_completion=False, rich_markup_mode=None)


def complete_code(begun: str) -> list[str]:
    """The codes that begin so, for the shell."""
    return [code for code in _pages() if code.startswith(begun.upper())]


@app.command()
def explain(
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="[CODE]",
            show_default=False,
            autocompletion=complete_code,
            help="As in the report. [default: list all]",
        ),
    ] = None,
    *,
    form: LayoutOption = Layout.TABLE,
) -> None:
    """Explain a check, or list all checks.

    Without a code, every check by its family, with the question that it asks.
    """
    pages = _pages()
    if code is None:
        _list_all(form)
        return
    matching = next((name for name in pages if name.casefold() == code.casefold()), None)
    if matching is None:
        advice = did_you_mean(code.upper(), pages)
        raise UsageError(f"no check has the code {code!r}{advice} (rtqa explain lists all)")
    if form is Layout.JSON:
        typer.echo(json.dumps({"code": matching, "page": pages[matching]}, ensure_ascii=False, indent=2))
    else:
        console().print(Markdown(pages[matching], hyperlinks=False))


def _pages() -> dict[str, str]:
    """The page of each check, by code."""
    pages = {
        page.name.removesuffix(".md"): page.read_text(encoding="utf-8")
        for page in resource_folder("checks").iterdir()
        if page.name.endswith(".md")
    }
    return dict(sorted(pages.items()))


def _list_all(form: Layout) -> None:
    from rtqa.checks.core.catalog import catalog  # noqa: PLC0415 (numpy and all, for the list alone)

    checks = sorted(catalog(), key=lambda check: (check.family, check.code))
    if form is Layout.JSON:
        rows = [{"code": check.code, "family": check.family, "question": check.question} for check in checks]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    screen = console()
    for family, members in groupby(checks, key=lambda check: check.family):
        screen.print(Text(f"\n{family}", style="bold"))
        for check in members:
            screen.print(Text(f"  {check.code:16}{check.question}"))
