"""A margin of a protocol file: one for all sides, or one for each direction of the patient."""

from __future__ import annotations

from typing import Annotated, Final, Self

from pydantic import Discriminator, Tag, model_validator

from rtqa.documents.fields import NotNegative, Number, Table
from rtqa.documents.toml import tag

SIDES: Final = ("left", "right", "anterior", "posterior", "superior", "inferior")


class SideMargins(Table):
    """A margin that differs by direction; ``all`` is that of every direction not named.

    Attributes:
        all: in mm; None where all six are named.
        left: of the patient, as all others; None where it is that of ``all``.
    """

    all: NotNegative | None = None
    left: NotNegative | None = None
    right: NotNegative | None = None
    anterior: NotNegative | None = None
    posterior: NotNegative | None = None
    superior: NotNegative | None = None
    inferior: NotNegative | None = None

    @model_validator(mode="after")
    def _names_every_side(self) -> Self:
        missing = [side for side in SIDES if getattr(self, side) is None]
        if self.all is None and missing:
            raise ValueError(f"needs all, or every direction: {', '.join(missing)} missing")
        if len(missing) == len(SIDES):
            raise ValueError(f"is the same to all sides: write {self.all:g}")
        if self.all is not None and not missing:
            raise ValueError("names every direction, so that all is of none")
        return self


def _written_as(value: object) -> str:
    return tag("sides") if isinstance(value, dict | SideMargins) else tag("same")


Margin = Annotated[
    Annotated[Number, Tag(tag("same"))] | Annotated[SideMargins, Tag(tag("sides"))],
    Discriminator(_written_as),
]
"""A margin in mm, to all sides or by direction; below 0, shrunk, to all sides alone."""

LeastMargin = Annotated[
    Annotated[NotNegative, Tag(tag("same"))] | Annotated[SideMargins, Tag(tag("sides"))],
    Discriminator(_written_as),
]
"""The same, 0 or more."""


def by_side(margin: float | SideMargins) -> dict[str, float]:
    """The margin of each direction, in mm."""
    if isinstance(margin, SideMargins):
        stated = {side: getattr(margin, side) for side in SIDES}
        return {side: float(margin.all or 0.0) if mm is None else mm for side, mm in stated.items()}
    return dict.fromkeys(SIDES, margin)


def widest_mm(margin: float | SideMargins) -> float:
    """The greatest margin of any direction."""
    return max(by_side(margin).values())


def stated_mm(margin: float | SideMargins, *, key: str) -> dict[str, float]:
    """Every number of the file by its key, such as ``plus_mm`` or ``plus_mm.posterior``."""
    if isinstance(margin, SideMargins):
        return {f"{key}.{side}": mm for side, mm in margin.model_dump(exclude_none=True).items()}
    return {key: margin}
