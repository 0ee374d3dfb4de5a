"""No link of a page leads nowhere; the web is asked by `python docs/check_links.py --external`."""

from __future__ import annotations

import runpy
from pathlib import Path

CHECK = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "check_links.py"))


def test_what_pages_lead_to_is_there() -> None:
    found = [link for page in CHECK["pages"]() for link in CHECK["links"](page)]
    assert len(found) > 100
    assert [(link.page.name, link.target) for link in found if CHECK["why_broken"](link)] == []


def test_a_link_that_leads_nowhere_is_told(monkeypatch, tmp_path: Path) -> None:  # noqa: ANN001
    page = tmp_path / "page.md"
    page.write_text("# One\n[a](#one) [b](#two) [c](other.md) `[d](code.md)`\n```\n[e](code.md)\n```\n")
    monkeypatch.setitem(CHECK["why_broken"].__globals__, "ROOT", tmp_path)
    told = {link.target: CHECK["why_broken"](link) for link in CHECK["links"](page)}
    assert told == {"#one": None, "#two": "no such heading", "other.md": "no such file"}
