"""Text from files made safe to show: what would steer a terminal or reorder a line becomes visible.

Names in DICOM files may hold escape sequences, line breaks, or characters that turn the reading direction
around. Markup is not treated here: each renderer escapes its own (HTML by jinja2's autoescape, rich by
never parsing a name).
"""

from __future__ import annotations

import unicodedata

_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode's controls, invisible formatting (bidi overrides among them), surrogates and line breaks."""

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def show(text: str) -> str:
    """The text on one line, each unsafe character written out as ``<U+202E>``; all other text as it is."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(f"<U+{ord(c):04X}>" if is_unsafe(c) else c for c in text)


def show_prose(text: str) -> str:
    """Like :func:`show`, for sentences: their line breaks and runs of spaces are folded to one space."""
    return show(" ".join(text.split()))


def show_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula; nothing in it breaks the row or steers a terminal."""
    shown = show_prose(text)
    return f"'{shown}" if shown.startswith(_STARTS_FORMULA) or text.startswith(_STARTS_FORMULA) else shown


def is_unsafe(character: str) -> bool:
    """Whether a character must not reach a terminal or a page as itself."""
    return unicodedata.category(character) in _UNSAFE
