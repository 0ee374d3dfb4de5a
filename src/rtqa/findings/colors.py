"""The colour of each structure: one in all curves and pictures of a report.

It is the planning system's, lightened or darkened until it can be seen on white paper and on a black image.
"""

from __future__ import annotations

import colorsys
from collections.abc import Iterable, Sequence

from rtqa.findings.report import ReportedStructure

ColorRgb = tuple[int, int, int]

_TARGETS = frozenset({"GTV", "CTV", "PTV"})

_LEAST_LUMINANCE, _MOST_LUMINANCE = 0.12, 0.18
"""A contrast of 3.4 or more to black, (L + 0.05) / 0.05 by WCAG 2, and of 4.5 to white, 1.05 / (L + 0.05)."""

_ALIKE = 32.0
"""Thin lines of two colours nearer than this, in steps of 255, are hard to tell apart."""


def structure_colors(
    structures: Iterable[ReportedStructure], *, others: Iterable[str] = ()
) -> dict[str, str]:
    """The colour of each structure of a report by its name, ``#rrggbb``.

    A name has one colour, whatever the phase. What the protocol speaks of chooses first, then other targets.

    Args:
        structures: of all phases, in the order of the report.
        others: names of curves that no such structure bears, such as several structures as one.
    """
    ordered = sorted(
        structures, key=lambda structure: (not structure.matched_to, structure.role not in _TARGETS)
    )
    stated: list[tuple[str, ColorRgb | None]] = [
        (structure.name, structure.color_rgb) for structure in ordered
    ]
    return choose_colors([*stated, *((name, None) for name in others)])


def choose_colors(stated: Iterable[tuple[str, ColorRgb | None]]) -> dict[str, str]:
    """The colour of each name, ``#rrggbb``: the first that a file states, made legible.

    It is a spare one where no file states any, or a name before has this colour already.

    Args:
        stated: names, and what their file states.
    """
    first: dict[str, ColorRgb | None] = {}
    for name, rgb in stated:
        first[name] = first.get(name) or rgb
    colors: dict[str, str] = {}
    for name, rgb in first.items():
        color = legible(rgb) if rgb is not None else None
        if color is None or any(_are_alike(color, taken) for taken in colors.values()):
            color = _free_color(list(colors.values())) or color or spare_color(len(colors))
        colors[name] = color
    return colors


def legible(color_rgb: ColorRgb) -> str:
    """The colour, as light as lines on white and on black need; its hue stays.

    Args:
        color_rgb: 0 to 255 each; larger or smaller values are clipped.
    """
    red, green, blue = (min(max(part, 0), 255) / 255.0 for part in color_rgb)
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    while _luminance(red, green, blue) > _MOST_LUMINANCE:
        lightness -= 0.01
        red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
    while _luminance(red, green, blue) < _LEAST_LUMINANCE:
        lightness += 0.01
        red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
    return "#" + "".join(f"{round(255 * part):02x}" for part in (red, green, blue))


def spare_color(number: int) -> str:
    """One of eight colours, for a structure whose file states none."""
    return _SPARE[number % len(_SPARE)]


def _free_color(taken: Sequence[str]) -> str | None:
    """The first spare colour that nothing has; None where all are taken."""
    return next((spare for spare in _SPARE if not any(_are_alike(spare, other) for other in taken)), None)


def _are_alike(color: str, other: str) -> bool:
    parts = (int(color[n : n + 2], 16) - int(other[n : n + 2], 16) for n in (1, 3, 5))
    return sum(part * part for part in parts) < _ALIKE**2


def _luminance(*parts: float) -> float:
    """Relative luminance by WCAG 2 of red, green and blue, 0 to 1."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


_SPARE = tuple(
    map(
        legible,
        (
            (31, 95, 158),
            (179, 38, 30),
            (35, 116, 58),
            (138, 79, 0),
            (107, 63, 160),
            (0, 105, 111),
            (156, 47, 107),
            (74, 90, 0),
        ),
    )
)
