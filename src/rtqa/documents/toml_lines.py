"""On which line of a TOML file each table, key and list item begins; tomllib does not say.

Only for text that tomllib has read: what is no TOML is not noticed here.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator

_BLANK = re.compile(r"(?:\s|#[^\n]*)*")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_BASIC = r'"(?:[^"\\\n]|\\.)*"'
_LITERAL = r"'[^'\n]*'"
_KEY = re.compile(rf"[ \t]*([A-Za-z0-9_-]+|{_BASIC}|{_LITERAL})[ \t]*")
_SCALAR = re.compile(
    rf'"""(?:[^\\]|\\.)*?"""(?:"{{0,2}})|\'\'\'.*?\'\'\'(?:\'{{0,2}})|{_BASIC}|{_LITERAL}|[^,\]}}\n#]+',
    re.DOTALL,
)


def index_lines(text: str) -> dict[str, int]:
    """The line, from 1, of every place of a TOML text: ``constraint[3].metric``, ``limits.rows[0][2]``."""
    lines: dict[str, int] = {}
    for place, line in _Scan(text).places():
        lines.setdefault(place, line)
    return lines


class _Scan:
    """One pass over the text; ``at`` is how far it has come."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n").removeprefix("\ufeff")
        self.at = 0
        self.ends = [match.start() for match in re.finditer("\n", self.text)]

    def places(self) -> Iterator[tuple[str, int]]:
        """Every place with its line, in the order of the file; some more than once."""
        counts: dict[str, int] = {}
        table = ""
        while self._skip() < len(self.text):
            line = self._line()
            if self.text[self.at] != "[":
                yield from self._pair(table)
                continue
            is_row = self.text.startswith("[[", self.at)
            self.at += 2 if is_row else 1
            table = ""
            *outer, last = self._keys()
            for name in outer:
                table = self._within(table, name)
                yield table, line
                table = f"{table}[{counts[table] - 1}]" if table in counts else table
            table = self._within(table, last)
            if is_row:
                number = counts.get(table, 0)
                if not number:
                    yield table, line
                counts[table] = number + 1
                table = f"{table}[{number}]"
            yield table, line
            self.at += 2 if is_row else 1

    def _pair(self, table: str) -> Iterator[tuple[str, int]]:
        line, place = self._line(), table
        for name in self._keys():
            place = self._within(place, name)
            yield place, line
        self.at += 1  # the sign of equality
        yield from self._value(place)

    def _value(self, place: str) -> Iterator[tuple[str, int]]:
        self._skip()
        opening = self.text[self.at]
        if opening not in "[{":
            self._match(_SCALAR)
            return
        self.at += 1
        number = 0
        while self.text[self._skip()] not in "]}":
            if opening == "{":
                yield from self._pair(place)
            else:
                yield f"{place}[{number}]", self._line()
                yield from self._value(f"{place}[{number}]")
                number += 1
            if self.text[self._skip()] == ",":
                self.at += 1
        self.at += 1

    def _keys(self) -> list[str]:
        names = [_spell(self._match(_KEY))]
        while _DOT.match(self.text, self.at):
            self._match(_DOT)
            names.append(_spell(self._match(_KEY)))
        return names

    def _skip(self) -> int:
        self._match(_BLANK)
        return self.at

    def _match(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:  # not what tomllib has read
            raise ValueError(f"no TOML at {self.at}")
        self.at = match.end()
        return match[1] if pattern.groups else match[0]

    def _line(self) -> int:
        return bisect_right(self.ends, self.at - 1) + 1

    @staticmethod
    def _within(place: str, name: str) -> str:
        return f"{place}.{name}" if place else name


def _spell(key: str) -> str:
    """A key without its quotes."""
    if key[0] not in "\"'":
        return key
    (name,) = tomllib.loads(f"{key} = 0")
    return name
