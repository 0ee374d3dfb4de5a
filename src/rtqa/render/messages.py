"""The words of a report in one language. English is the key; a language is one file of translations.

Numbers, names and quotes are put into a message as they are, and are never translated.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from importlib.resources import files

from rtqa.errors import UsageError

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Messages:
    """Says the report's own words in a language.

    Attributes:
        language: of :data:`LANGUAGES`.
        words: English to that language; what is not in it stays English.
    """

    language: str
    words: dict[str, str] = field(repr=False)

    def __call__(self, message: str, **values: object) -> str:
        """The message in this language; where values are given, they stand for its ``{names}``."""
        text = self.words.get(message, message)
        return text.format(**values) if values else text


ENGLISH = Messages("en", {})


def load_messages(language: str) -> Messages:
    """The words of a language.

    Raises:
        UsageError: there is no such language.
    """
    if language not in LANGUAGES:
        raise UsageError(f"there is no language {language!r} (there are {', '.join(LANGUAGES)})")
    if language == "en":
        return ENGLISH
    text = (files("rtqa.render") / "languages" / f"{language}.toml").read_text(encoding="utf-8")
    return Messages(language, tomllib.loads(text))
