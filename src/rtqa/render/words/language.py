"""The language of a report: messages by id, and the prose of protocols."""

from __future__ import annotations

from dataclasses import dataclass

from rtqa.errors import UsageError
from rtqa.messages import LANGUAGES, Message, Value, write, write_prose
from rtqa.messages.safe_text import show_prose


@dataclass(frozen=True, slots=True)
class Language:
    """Says things in one language; ``say("page.verdict")`` is the heading of that name.

    Attributes:
        code: of :data:`rtqa.messages.LANGUAGES`.
    """

    code: str

    def __call__(self, message_id: str, **values: Value) -> str:
        """The words of a message."""
        return write(Message(message_id, **values), self.code)

    def write(self, text: Message | str | None) -> str:
        """A message in this language, or a protocol's own prose, translated where rtqa has a translation."""
        if isinstance(text, Message):
            return write(text, self.code)
        return write_prose(show_prose(text or ""), self.code)


ENGLISH = Language("en")


def load_language(code: str) -> Language:
    """The language of this code.

    Raises:
        UsageError: there is no such language.
    """
    if code not in LANGUAGES:
        raise UsageError(f"there is no language {code!r} (there are {', '.join(LANGUAGES)})")
    return Language(code)
