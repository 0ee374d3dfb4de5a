"""``derived`` of a ``[[structure]]``: how it is made from others, as a table and not as a formula."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from rtqa.documents.fields import NotNegative, Positive, Table, Text
from rtqa.protocol.side_margins import Margin, stated_mm


class Derivation(Table):
    """What a structure is made of: some together, with a margin or as a ring around them, without others.

    Attributes:
        all_of: all that any of these structures covers; of a numbered one, all its parts.
        plus_mm: grown by so much to all sides, or by direction; below 0, to all sides, shrunk.
        ring_mm: in its place what lies between two distances outside of them.
        minus: then without what any of these covers.
        beyond_mm: and without what lies within so much of these.
    """

    all_of: Annotated[tuple[Text, ...], Field(min_length=1)]
    plus_mm: Margin | None = None
    ring_mm: tuple[NotNegative, NotNegative] | None = None
    minus: tuple[Text, ...] = ()
    beyond_mm: Positive | None = None

    @model_validator(mode="after")
    def _makes_one_thing(self) -> Self:
        if self.ring_mm is not None and self.plus_mm is not None:
            raise ValueError("either plus_mm or ring_mm: what lies around, with the structure or without it")
        if self.ring_mm is not None and self.ring_mm[0] >= self.ring_mm[1]:
            raise ValueError("ring_mm begins nearer than it ends: [10, 20]")
        if self.beyond_mm is not None and not self.minus:
            raise ValueError("beyond_mm is a margin around minus: name the structures to stay away from")
        return self

    @property
    def parts(self) -> tuple[str, ...]:
        """The structures that it is made of, those taken away included."""
        return (*self.all_of, *self.minus)

    @property
    def margins_mm(self) -> dict[str, float]:
        """Every distance by its key, the farther one of a ring; of a direction, ``plus_mm.left``."""
        grown = stated_mm(self.plus_mm, key="plus_mm") if self.plus_mm is not None else {}
        far_mm = self.ring_mm[1] if self.ring_mm is not None else None
        stated = {"ring_mm": far_mm, "beyond_mm": self.beyond_mm}
        return grown | {key: value for key, value in stated.items() if value is not None}
