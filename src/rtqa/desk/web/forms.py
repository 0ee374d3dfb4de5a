"""What a form sends: fields as text, few and short, and nothing else is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl

from rtqa.messages import Message

MOST_BYTES = 256 * 1024
"""Of a form: a course file as text is the longest."""

_MOST_FIELDS = 2000


class FormError(Exception):
    """The body is none that a page of the desk sends."""


class Form(Mapping[str, str]):
    """Fields by name; of several of one name, the first, and all by :meth:`every`."""

    def __init__(self, fields: Mapping[str, tuple[str, ...]]) -> None:
        self._fields = fields

    @classmethod
    def parse(cls, body: bytes) -> Form:
        """The fields of a body, ``application/x-www-form-urlencoded``.

        Raises:
            FormError: it is none.
        """
        try:
            pairs = parse_qsl(
                body.decode("ascii"),
                keep_blank_values=True,
                strict_parsing=bool(body),
                errors="strict",
                max_num_fields=_MOST_FIELDS,
            )
        except ValueError as error:
            raise FormError from error
        if any("\0" in text for pair in pairs for text in pair):
            raise FormError
        fields: dict[str, tuple[str, ...]] = {}
        for name, value in pairs:
            fields[name] = (*fields.get(name, ()), value)
        return cls(fields)

    def __getitem__(self, name: str) -> str:
        return self._fields[name][0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def every(self, name: str) -> tuple[str, ...]:
        """All values of a field that may stand several times."""
        return self._fields.get(name, ())

    def text(self, name: str, *, most: int = 4000) -> str:
        """A field as prose, without blanks at its ends and no longer than asked; empty where it is absent."""
        return self.get(name, "").replace("\r\n", "\n").strip()[:most]


class RefusedError(Exception):
    """A visit that is not let through: what the page says, with which status, and what the trail notes.

    Attributes:
        status: of HTTP.
        message: for who asked.
        action: for the audit trail, such as ``refused.role``; empty where it is not worth a line.
        details: likewise; never a patient's name.
    """

    def __init__(
        self, status: int, message: Message, *, action: str = "", case_id: str | None = None, **details: str
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.action = action
        self.case_id = case_id
        self.details = details
