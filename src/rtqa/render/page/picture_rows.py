"""Pictures in rows: the planes through one point stand side by side, over one key of their colours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rtqa.findings import ColorKey, ReportedPicture
from rtqa.messages import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRow:
    """The planes through one point.

    Attributes:
        phase: as of its pictures.
        through: the point.
        pictures: at least one.
        levels, structures: what the colours of all its pictures stand for.
    """

    phase: str
    through: Text
    pictures: tuple[ReportedPicture, ...]
    levels: tuple[ColorKey, ...]
    structures: tuple[ColorKey, ...]


def rows_of(pictures: Sequence[ReportedPicture]) -> Iterator[PictureRow]:
    """Neighbours of one phase and point, in their order."""
    for (phase, through), group in groupby(pictures, key=lambda picture: (picture.phase, picture.through)):
        row = tuple(group)
        # Each plane has the isodoses that it reaches, lowest first: the longest key holds the others.
        longest = sorted(row, key=lambda picture: -len(picture.levels))
        yield PictureRow(
            phase=phase,
            through=through,
            pictures=row,
            levels=tuple(dict.fromkeys(key for picture in longest for key in picture.levels)),
            structures=tuple(dict.fromkeys(key for picture in row for key in picture.structures)),
        )
