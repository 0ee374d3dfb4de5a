"""Both doses along a line as a drawing (SVG), which HTML and PDF show alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rtqa.findings.second_dose import ReportedProfile
from rtqa.model.geometry import Floats
from rtqa.render.words.language import Language

WIDTH, HEIGHT = 320, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 10, 10, 38
_PLANNED, _CALCULATED, _INK, _RULE = "#1a5793", "#b45309", "#1b1f24", "#d0d7de"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing with its words.

    Attributes:
        place: which line it is of.
        label: all that it shows, for those who do not see it.
        svg: the drawing.
    """

    place: str
    label: str
    svg: str


def draw_profile(profile: ReportedProfile, say: Language) -> Chart:
    """Planned and calculated dose, with a band of two standard deviations about the calculated one."""
    x, planned, calculated = profile.position_mm, profile.planned_gy, profile.calculated_gy
    is_compared = profile.is_compared > 0
    top_gy = 1.08 * float(max(planned.max(), calculated.max(), 1e-6))
    to_x = _Axis((float(x.min()), float(x.max())), (_LEFT, WIDTH - _RIGHT))
    to_y = _Axis((0.0, top_gy), (HEIGHT - _BOTTOM, _TOP))
    low, high = (np.clip(calculated + sign * 2 * profile.sd_gy, 0, top_gy) for sign in (-1, 1))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" font-family="Libertinus Serif, serif" font-size="10" fill="{_INK}">'
    )
    parts = [
        head,
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        *_draw_ticks(to_x, to_y),
    ]
    for run in _runs(is_compared):
        along = np.concatenate([x[run], x[run][::-1]])
        around = np.concatenate([low[run], high[run][::-1]])
        band = _path(to_x(along), to_y(around))
        parts.append(f'<polygon points="{band}" fill="{_CALCULATED}" fill-opacity="0.25"/>')
        line = _path(to_x(x[run]), to_y(calculated[run]))
        parts.append(_draw_line(line, _CALCULATED, ' stroke-dasharray="5 3"'))
    parts.append(_draw_line(_path(to_x(x), to_y(planned)), _PLANNED))
    middle, across = (_LEFT + WIDTH - _RIGHT) / 2, (HEIGHT - _BOTTOM + _TOP) / 2
    parts += [
        f'<text x="{middle:g}" y="{HEIGHT - 6}" text-anchor="middle">{profile.axis} / mm</text>',
        f'<text transform="translate(11 {across:g}) rotate(-90)" text-anchor="middle">Gy</text>',
        "</svg>",
    ]
    place = say("page.profile-along", axis=profile.axis)
    return Chart(place=place, label=say("page.profile-label", axis=profile.axis), svg="".join(parts))


@dataclass(frozen=True, slots=True)
class _Axis:
    """From values between two ends to places between two others."""

    values: tuple[float, float]
    places: tuple[float, float]

    def __call__(self, values: Floats) -> Floats:
        (low, high), (first, last) = self.values, self.places
        placed: Floats = first + (values - low) * (last - first) / max(high - low, 1e-9)
        return placed

    @property
    def ticks(self) -> Floats:
        """Four to eight round numbers."""
        low, high = self.values
        rough = max(high - low, 1e-6) / 5.0
        power = 10.0 ** np.floor(np.log10(rough))
        step = power * min((1, 2, 5, 10), key=lambda n: abs(n * power - rough))
        round_numbers: Floats = np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
        return round_numbers


def _draw_line(points: str, color: str, more: str = "") -> str:
    return f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="1.4"{more}/>'


def _path(x: Floats, y: Floats) -> str:
    return " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))


def _runs(is_compared: npt.NDArray[np.bool_]) -> list[slice]:
    """Stretches of neighbours that are compared, of two or more."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], is_compared.astype(int), [0]])))
    return [slice(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 1]


def _draw_ticks(to_x: _Axis, to_y: _Axis) -> list[str]:
    bottom, drawn = HEIGHT - _BOTTOM, []
    for tick, x in zip(to_x.ticks, to_x(to_x.ticks), strict=True):
        drawn.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{bottom}" stroke="{_RULE}"/>')
        drawn.append(f'<text x="{x:.1f}" y="{bottom + 12}" text-anchor="middle">{tick:g}</text>')
    for tick, y in zip(to_y.ticks, to_y(to_y.ticks), strict=True):
        drawn.append(f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{_RULE}"/>')
        drawn.append(f'<text x="{_LEFT - 4}" y="{y + 3:.1f}" text-anchor="end">{tick:g}</text>')
    return drawn
