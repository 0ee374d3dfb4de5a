"""The words of a report in one language. English is the key; a language is two files of translations.

One holds the report's own words, the other what checks write (:mod:`rtqa.render.words.sentences`). Numbers,
names and quotes are put into a message as they are, and are never translated.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from importlib.resources import files

from rtqa.errors import UsageError
from rtqa.messages import Message, Text, write
from rtqa.messages.safe_text import show_prose
from rtqa.render.words.sentences import Shape, parse_shapes, translate

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Messages:
    """Says the report's own words in a language.

    Attributes:
        language: of :data:`LANGUAGES`.
        words: English to that language; what is not in it stays English.
        shapes: of the sentences that checks write.
    """

    language: str
    words: dict[str, str] = field(repr=False)
    shapes: tuple[Shape, ...] = field(default=(), repr=False)

    def __call__(self, message: str, **values: object) -> str:
        """The message in this language; where values are given, they stand for its ``{names}``."""
        text = self.words.get(message, message)
        return text.format(**values) if values else text

    def sentence(self, text: Text | None) -> str:
        """What a check says, in this language; empty where it says nothing."""
        if isinstance(text, Message):
            return write(text, self.language)
        return translate(show_prose(text), self.shapes) if text else ""


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
    words, sentences = (
        tomllib.loads((files("rtqa.render") / "languages" / name).read_text(encoding="utf-8"))
        for name in (f"{language}.toml", f"{language}_sentences.toml")
    )
    return Messages(language, words, parse_shapes(sentences))
