"""Pictures in rows: the planes through one point stand side by side, over one key of their colours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from rtqa.findings import ColorKey, ReportedPicture
from rtqa.messages.safe_text import show
from rtqa.render.words.language import Language
from rtqa.render.words.wording import phase_name, place_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnPlane:
    """One plane.

    Attributes:
        place: where it lies, and what is below the dose.
        label: all that it shows, for those who do not see it.
        png: the picture.
    """

    place: str
    label: str
    png: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRow:
    """The planes through one point.

    Attributes:
        phase, through: of which dose, and which point, in words.
        planes: at least one.
        levels, structures: what the colours of all its planes stand for; safe text.
        is_on_paper: whether none lies on an image, so that all are drawn on white.
    """

    phase: str
    through: str
    planes: tuple[DrawnPlane, ...]
    levels: tuple[ColorKey, ...]
    structures: tuple[ColorKey, ...]
    is_on_paper: bool


def lay_pictures(pictures: Sequence[ReportedPicture], say: Language) -> tuple[PictureRow, ...]:
    """Neighbours of one phase and point as a row, in their order."""
    rows = groupby(pictures, key=lambda picture: (picture.phase, picture.through))
    return tuple(lay_row([("", picture) for picture in row], say) for _, row in rows)


def lay_row(
    pictures: Sequence[tuple[str, ReportedPicture]], say: Language, *, shows: str = "page.picture-label"
) -> PictureRow:
    """Pictures of one phase and point, each with what stands before its place, side by side.

    Args:
        pictures: at least one.
        say: the words.
        shows: the message that tells those who do not see it what a picture shows.
    """
    row = [picture for _, picture in pictures]
    # Each plane has the isodoses that it reaches, lowest first: the longest key holds the others.
    longest = sorted(row, key=lambda picture: -len(picture.levels))
    return PictureRow(
        phase=phase_name(row[0].phase, say),
        through=say.write(row[0].through),
        planes=tuple(_lay_plane(picture, say, before=before, shows=shows) for before, picture in pictures),
        levels=_safe_keys(key for picture in longest for key in picture.levels),
        structures=_safe_keys(key for picture in row for key in picture.structures),
        is_on_paper=all(picture.image is None for picture in row),
    )


def _lay_plane(picture: ReportedPicture, say: Language, *, before: str, shows: str) -> DrawnPlane:
    place = before + place_of(picture, say)
    what, phase = say.write(picture.through), phase_name(picture.phase, say)
    label = say(shows, plane=place, what=what, phase=phase)
    return DrawnPlane(place=place, label=label, png=picture.png)


def _safe_keys(keys: Iterator[ColorKey]) -> tuple[ColorKey, ...]:
    return tuple(replace(key, label=show(key.label)) for key in dict.fromkeys(keys))
