"""Sentences that checks write in English, said in another language by their shape.

A finding holds what its check wrote, names and numbers within it, and no more; years later a report is drawn
again from just that. So a language tells shapes: ``{name} lies wholly inside the dose grid.`` What stands in
``{braces}`` is put in as it is, and what stands in ``{~braces}`` is again such a sentence. Where several
shapes fit, the one with the most words of its own is taken; what fits none stays English. A ``{name}``, which
may hold anything, takes as much as it can, every other place as little.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

_PLACE = re.compile(r"\{(~?)(\w+)\}")


@dataclass(frozen=True, slots=True)
class Shape:
    """One sentence with its places.

    Attributes:
        pattern: what it looks like in English.
        says: the same in the other language.
        inner: the places that hold sentences.
        n_fixed: how many characters are its own.
    """

    pattern: re.Pattern[str]
    says: str
    inner: frozenset[str]
    n_fixed: int

    @classmethod
    def parse(cls, english: str, says: str) -> Self:
        """A shape as a file of a language holds it."""
        # Three parts a place: the text before it, its mark, its name.
        parts = _PLACE.split(english)
        fixed = parts[::3]
        names = parts[2::3]
        places = [f"(?P<{name}>.+{'' if name == 'name' else '?'})" for name in names]
        pattern = "".join(re.escape(text) + place for text, place in zip(fixed, [*places, ""], strict=True))
        return cls(
            pattern=re.compile(pattern),
            says=says,
            inner=frozenset(name for mark, name in zip(parts[1::3], names, strict=True) if mark),
            n_fixed=sum(map(len, fixed)),
        )

    def fill(self, values: dict[str, str]) -> str:
        """What it says, with something in each place."""
        return _PLACE.sub(lambda place: values[place[2]], self.says)


def parse_shapes(sentences: dict[str, str]) -> tuple[Shape, ...]:
    """All shapes of a language, those with the most of their own first."""
    shapes = [Shape.parse(english, says) for english, says in sentences.items()]
    return tuple(sorted(shapes, key=lambda shape: -shape.n_fixed))


def translate(text: str, shapes: tuple[Shape, ...]) -> str:
    """The sentence by the shape that fits it; as it is where none does."""
    for shape in shapes:
        if found := shape.pattern.fullmatch(text):
            return shape.fill(
                {
                    name: translate(value, shapes) if name in shape.inner else value
                    for name, value in found.groupdict().items()
                }
            )
    return text
