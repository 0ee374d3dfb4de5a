"""Setting a template as PDF by typst: PDF/A-2b, with what no font can show written out.

typst is an extra (``rtqa[pdf]``): one wheel without system libraries. Text reaches it as data, never as
markup.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from typst import Fonts

HOW_TO_GET = 'For the PDF, install typst: python -m pip install "rtqa[pdf]"'

Source = TypeVar("Source", Path, bytes)


def can_render_pdf() -> bool:
    """Whether typst is installed."""
    return find_spec("typst") is not None


def date_parts(created: str) -> list[int]:
    """Year, month, day, hour, minute and second of a time in ISO 8601; 2000-01-01 where there is none.

    PDF/A wants a date of each document, and equal documents shall be equal files.
    """
    try:
        moment = datetime.fromisoformat(created)
    except ValueError:
        moment = datetime(2000, 1, 1, tzinfo=UTC)
    return list(moment.timetuple()[:6])


def typeset(
    package: str, template: str, *, data: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """Set a template of a package's ``templates`` folder, which reads ``data.json`` beside it.

    The fonts that typst brings are enough for Latin, Greek and Cyrillic, and make the same pages on every
    machine. Only where a text needs more are the machine's own fonts used too; a character that none of
    them has stands as ``<U+1F600>``.

    Args:
        package: such as ``rtqa.render``.
        template: name of its file.
        data: what stands on the pages.
        pictures: PNG and SVG files by name, to lie beside the template.

    Raises:
        ImportError: typst is not installed; see :func:`can_render_pdf`.
    """
    text = json.dumps(data, ensure_ascii=False)
    unusual = "".join(sorted({character for character in text if not character.isascii()}))
    fonts = _fonts(include_system=False)
    if not _can_show(unusual, fonts):
        fonts = _fonts(include_system=True)
        missing = _find_missing(unusual, fonts)
        text = text.translate({ord(character): f"<U+{ord(character):04X}>" for character in missing})
    with tempfile.TemporaryDirectory(prefix="rtqa-") as folder:
        source = Path(folder) / "main.typ"
        source.write_bytes((files(package) / "templates" / template).read_bytes())
        (Path(folder) / "data.json").write_text(text, encoding="utf-8")
        for name, content in (pictures or {}).items():
            (Path(folder) / name).write_bytes(content)
        return _compile(source, fonts)


def _fonts(*, include_system: bool) -> Fonts:
    import typst  # noqa: PLC0415 (an extra, and slow to load)

    return typst.Fonts(include_system_fonts=include_system)


def _find_missing(characters: str, fonts: Fonts) -> str:
    """Those of the characters that no font has, found by halving."""
    if _can_show(characters, fonts):
        return ""
    if len(characters) == 1:
        return characters
    half = len(characters) // 2
    return "".join(_find_missing(part, fonts) for part in (characters[:half], characters[half:]))


def _can_show(characters: str, fonts: Fonts) -> bool:
    """Whether fonts have all of the characters: PDF/A refuses those that they have not."""
    from typst import TypstError  # noqa: PLC0415 (an extra, and slow to load)

    escaped = "".join(f"\\u{{{ord(character):x}}}" for character in characters)
    try:
        _compile(f'{_DATED}#"{escaped}"'.encode(), fonts)
    except TypstError:
        return False
    return True


_DATED = "#set document(date: datetime(year: 2000, month: 1, day: 1))\n"
"""PDF/A wants a date."""


def _compile(source: Source, fonts: Fonts) -> bytes:
    import typst  # noqa: PLC0415 (an extra, and slow to load)

    pdf: bytes = typst.compile(source, font_paths=fonts, pdf_standards="a-2b", timestamp=0)
    return pdf
