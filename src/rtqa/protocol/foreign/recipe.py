"""How PlanScoreCard makes a structure, in its ``StructureComment``: ``{<Body>} SUB {<PTV> OR <GTV>|5}``.

A name stands in ``< >``, a group in ``{ }``; behind either, ``|5`` is a margin in mm to all sides and
``|1^2^3^4^5^6`` one to the left, right, superior, inferior, posterior and anterior. Between them stand OR,
SUB and AND, done from left to right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(r"\s*(?:<(?P<name>[^<>{}|]+)>|(?P<brace>[{}])|\|(?P<margin>[-\d.^]+)|(?P<word>[A-Z]+))")
_WORDS = ("OR", "SUB", "AND")
_MOST_DEEP = 20
_DIRECTIONS = ("left", "right", "superior", "inferior", "posterior", "anterior")

_MarginMm = float | dict[str, float]

Derived = dict[str, object]
"""The table ``derived`` of a ``[[structure]]``."""


class RecipeError(ValueError):
    """A recipe that a protocol file cannot say, with the reason."""


@dataclass(slots=True, kw_only=True)
class Recipes:
    """Derivations by name, those of their own parts above them.

    Attributes:
        derived: what was made.
    """

    derived: dict[str, Derived] = field(default_factory=dict)

    def add(self, name: str, comment: str) -> None:
        """Take down how a structure is made.

        Raises:
            RecipeError: a protocol file cannot say it; nothing is taken down.
        """
        known = dict(self.derived)
        try:
            made = _Recipe(name, comment, self.derived).read()
        except RecipeError:
            self.derived = known
            raise
        if isinstance(made, str) or (set(made) == {"all_of"} and len(_names(made)) == 1):
            raise RecipeError(f"it is {_names(made)[0]!r} itself")
        self.derived[name] = made

    def parts(self) -> list[str]:
        """All structures that others are made of."""
        named = [table.get(key) for table in self.derived.values() for key in ("all_of", "minus")]
        return [name for names in named if isinstance(names, list) for name in names]


class _Recipe:
    def __init__(self, name: str, comment: str, derived: dict[str, Derived]) -> None:
        self.name, self.derived, self.number = name, derived, 0
        self.tokens: list[tuple[str, str]] = []
        start, comment = 0, comment.strip()
        while start < len(comment):
            match = _TOKEN.match(comment, start)
            if match is None or not match.lastgroup:
                raise RecipeError(f"it cannot be read from {comment[start : start + 20]!r} on")
            self.tokens.append((match.lastgroup, match[match.lastgroup].strip()))
            start = match.end()

    def read(self) -> str | Derived:
        made = self._chain(0)
        if self.tokens:
            raise RecipeError("its brackets do not close")
        return made

    def _chain(self, depth: int) -> str | Derived:
        """Names and groups with words between them; a word that nothing follows is passed over."""
        if depth > _MOST_DEEP:
            raise RecipeError("its brackets stand too deep")
        made = self._one(depth)
        while self.tokens and self.tokens[0][0] == "word":
            word = self.tokens.pop(0)[1]
            if word not in _WORDS:
                raise RecipeError(f"{word!r} is none of OR, SUB, AND")
            if self.tokens and self.tokens[0] != ("brace", "}"):
                made = self._join(made, word, self._one(depth))
        return made

    def _one(self, depth: int) -> str | Derived:
        kind, value = self.tokens.pop(0) if self.tokens else ("", "")
        if kind == "name":
            made: str | Derived = value
        elif (kind, value) == ("brace", "{"):
            made = self._chain(depth + 1)
            if not self.tokens or self.tokens.pop(0) != ("brace", "}"):
                raise RecipeError("its brackets do not close")
        else:
            raise RecipeError("a structure is missing")
        if self.tokens and self.tokens[0][0] == "margin":
            made = self._grow(made, _margin_mm(self.tokens.pop(0)[1]))
        return made

    def _grow(self, made: str | Derived, margin_mm: _MarginMm) -> str | Derived:
        if not margin_mm:
            return made
        if isinstance(made, str) or set(made) == {"all_of"}:
            return {"all_of": _names(made), "plus_mm": margin_mm}
        return {"all_of": [self._part(made)], "plus_mm": margin_mm}

    def _join(self, left: str | Derived, word: str, right: str | Derived) -> Derived:
        if word == "OR":
            parts = [_names(side) if _is_plain(side) else [self._part(side)] for side in (left, right)]
            return {"all_of": [*parts[0], *parts[1]]}
        if word == "AND":
            without = self._part(self._join(left, "SUB", right))
            return {"all_of": _names(left) if _is_plain(left) else [self._part(left)], "minus": [without]}
        base: Derived = (
            {"all_of": _names(left)} if _is_plain(left) else dict(left) if isinstance(left, dict) else {}
        )
        if "minus" in base:
            base = {"all_of": [self._part(base)]}
        margin_mm = right.get("plus_mm") if isinstance(right, dict) and "minus" not in right else None
        if isinstance(margin_mm, float) and margin_mm > 0 and isinstance(right, dict):
            return {**base, "minus": right["all_of"], "beyond_mm": margin_mm}
        return {**base, "minus": _names(right) if _is_plain(right) else [self._part(right)]}

    def _part(self, made: str | Derived) -> str:
        """The name of a part, which is taken down where it is made itself."""
        if isinstance(made, str):
            return made
        self.number += 1
        name = f"{self.name} part {self.number}"
        self.derived[name] = made
        return name


def _is_plain(made: str | Derived) -> bool:
    return isinstance(made, str) or set(made) == {"all_of"}


def _names(made: str | Derived) -> list[str]:
    names = [made] if isinstance(made, str) else made["all_of"]
    return list(names) if isinstance(names, list) else []


def _margin_mm(text: str) -> _MarginMm:
    """A margin to all sides, or by direction."""
    try:
        margins_mm = [float(side) for side in text.split("^")]
    except ValueError:
        raise RecipeError(f"{text!r} is no margin") from None
    if len(margins_mm) not in (1, len(_DIRECTIONS)):
        raise RecipeError(f"its margin {text!r} has {len(margins_mm)} directions, not {len(_DIRECTIONS)}")
    if len(set(margins_mm)) == 1:
        return margins_mm[0]
    if min(margins_mm) < 0:
        raise RecipeError(f"its margin {text!r} shrinks to some sides alone")
    return dict(zip(_DIRECTIONS, margins_mm, strict=True))
