"""Every link of every page: files and headings that pages lead to are there; and, where asked, so is the web.

    python docs/check_links.py              # within the repository: the gate runs this
    python docs/check_links.py --external   # what they lead to outside answers too; needs a network

Prints a line for each link that leads nowhere, and ends with status 1 where there is one.
"""

from __future__ import annotations

import argparse
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
_CODE = re.compile(r"^(`{3,})[^\n]*\n.*?^\1|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_LINK = re.compile(
    r"\]\(<?([^()\s<>]+(?:\([^()\s]*\))?[^()\s<>]*)>?(?:\s+\"[^\"]*\")?\)|<(https?://[^>\s]+)>"
)
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
_WAIT_S = 20


class Link(NamedTuple):
    """A link and the page that it stands on."""

    page: Path
    target: str


def pages() -> list[Path]:
    """Every Markdown page of the repository."""
    return sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("tests/**/README.md")])


def links(page: Path) -> Iterator[Link]:
    """What a page leads to; what stands in code is no link."""
    text = _CODE.sub("", page.read_text(encoding="utf-8"))
    yield from (Link(page, match[1] or match[2]) for match in _LINK.finditer(text))


@cache
def anchors(page: Path) -> frozenset[str]:
    """The headings of a page as a browser is sent to them: lower case, hyphens for spaces, no other signs."""
    text = re.sub(r"^(`{3,}).*?^\1", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    plain = (re.sub(r"\]\([^)]*\)|[`*\[\]]", "", heading).lower() for heading in _HEADING.findall(text))
    return frozenset(re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain)


def why_broken(link: Link) -> str | None:
    """What is wrong with a link within the repository; None where nothing is, and of one to the outside."""
    if re.match(r"[a-z]+:", link.target):
        return None
    name, _, anchor = link.target.partition("#")
    file = (link.page.parent / name).resolve() if name else link.page
    if not file.is_relative_to(ROOT) or not file.exists():
        return "no such file"
    if anchor and file.suffix == ".md" and anchor not in anchors(file):
        return "no such heading"
    return None


def why_silent(address: str) -> str | None:
    """Why an address of the web does not answer; None where it does, even if only to refuse a program."""
    request = urllib.request.Request(address, headers={"User-Agent": "rtqa link check"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=_WAIT_S):  # noqa: S310 (of our own pages)
            return None
    except urllib.error.HTTPError as error:
        return f"status {error.code}" if error.code in (404, 410) else None
    except OSError as error:
        return str(error)


def main() -> None:
    """Print what leads nowhere."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--external", action="store_true", help="ask the web too")
    options = parser.parse_args()
    found = [link for page in pages() for link in links(page)]
    broken = [(link, why) for link in found if (why := why_broken(link)) is not None]
    if options.external:
        outside = [link for link in found if link.target.startswith("http")]
        reasons = {address: why_silent(address) for address in {link.target for link in outside}}
        broken += [(link, why) for link in outside if (why := reasons[link.target]) is not None]
    for link, why in broken:
        print(f"{link.page.relative_to(ROOT)}: {link.target}: {why}")
    print(f"{len(found)} links, {len(broken)} lead nowhere")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
