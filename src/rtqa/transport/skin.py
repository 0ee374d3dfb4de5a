"""Where the dose begins beneath the skin: it follows the body, or lies beside it. No beam is needed.

Photons build their dose up from the surface on. Along rays inwards from many places of the body's outline,
the depth of half of the dose further in is the same but for a millimetre, whatever beams there are; where the
dose was moved by a vector s, it is larger by n · s on a side of the inward normal n.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rtqa.dvh.dose_frame import interpolate_gy
from rtqa.geometry.planar import PlanarStructure
from rtqa.messages import Cause, CauseKind, Message, Unknown
from rtqa.model.dose import Dose
from rtqa.model.geometry import Floats

_APART_MM = 12.0
"""Between rays along an outline."""

_SHORTEST_MM = 150.0
"""An outline of less is no trunk, head or limb."""

_DEPTHS_MM = np.arange(-12.0, 26.0, 1.0)
_WITHIN = _DEPTHS_MM >= 12.0
"""Behind the build-up, where the dose is to be even: half of its mean is looked for from there outwards."""

_LEAST_FRAC, _EVEN_FRAC = 0.12, 0.85
"""Of the maximum there, and of the lowest dose over the highest: where a beam enters, far from an edge."""

_TISSUE = 0.7
"""Least density there, of a CT."""

_FEWEST, _FEWEST_FRAC = 40, 0.5
"""Rays at least; and of those with dose, on which it ends at all before 12 mm outside."""

_TOGETHER = 20
"""So many rays err together: grid, outline and beams are theirs in common."""

_RAY_SD_MM, _USUAL_MM, _USUAL_SD_MM, _SHIFT_SD_MM = 1.0, 0.8, 1.3, 10.0
"""Of a ray's depth; of the depth without a shift (sound plans: 0 to 1.7 mm); and of a shift beforehand."""

_ROBUST_MM = 1.5
"""Rays that are off by more count less (Cauchy): through couch, mask or bolus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skin:
    """How the dose lies on the body.

    Attributes:
        n_rays: along which it was looked at.
        shift_mm: of the dose against the body across the planes of drawing: along x and y of these.
        sd_mm: standard deviation of that shift in its own direction.
    """

    n_rays: int
    shift_mm: tuple[float, float]
    sd_mm: float

    @property
    def length_mm(self) -> float:
        """Of the shift."""
        return float(np.hypot(*self.shift_mm))


def look_at_skin(dose: Dose, body: PlanarStructure) -> Skin | Unknown:
    """Find how far a dose is moved against the body; Unknown where too little of it enters through skin."""
    places_mm, normals = _list_rays(body)
    if not len(places_mm):
        return Unknown(Message("skin.no-outline"), Cause(CauseKind.STRUCTURE_NOT_FOUND, "External"))
    gy = interpolate_gy(dose, _list_samples(places_mm, normals)).astype(np.float64)
    return _find_shift(
        gy.reshape(len(places_mm), -1),
        normals @ body.axes.T,
        least=_LEAST_FRAC * float(dose.values_gy.max()),
    ) or Unknown(Message("skin.few-rays", n=len(places_mm)), Cause(CauseKind.NOT_SUPPORTED))


def look_at_image(density_at: Callable[[Floats], Floats], body: PlanarStructure) -> Skin | None:
    """Find how far a CT is moved against the body: along the same rays, tissue begins where the body does.

    Args:
        density_at: relative electron density at points (n, 3).
        body: as drawn.

    Returns:
        The shift of the CT; None where tissue begins beneath too little of the outline.
    """
    places_mm, normals = _list_rays(body)
    if not len(places_mm):
        return None
    density = density_at(_list_samples(places_mm, normals)).reshape(len(places_mm), -1)
    return _find_shift(density, normals @ body.axes.T, least=_TISSUE)


def _list_rays(body: PlanarStructure) -> tuple[Floats, Floats]:
    """Places (n, 3) on the body and unit vectors inwards, in the patient; where the outline is straight."""
    places, inwards = [], []
    starts = body.rings.starts
    for ring in range(len(starts) - 1):
        corners = body.rings.points[starts[ring] : starts[ring + 1]]
        closed = np.vstack([corners, corners[:1]])
        along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
        if along[-1] < _SHORTEST_MM:
            continue
        marks_mm = np.arange(0.0, along[-1], _APART_MM)
        here, before, after = (
            np.column_stack(
                [np.interp((marks_mm + by) % along[-1], along, closed[:, axis]) for axis in (0, 1)]
            )
            for by in (0.0, -_APART_MM / 2, _APART_MM / 2)
        )
        chord = after - before
        length = np.linalg.norm(chord, axis=1)
        is_straight = length > 0.88 * _APART_MM
        normal = np.column_stack([-chord[:, 1], chord[:, 0]]) / np.maximum(length, 1e-9)[:, None]
        height = np.full(len(marks_mm), body.offsets_mm[body.rings.plane[ring]])
        places.append(np.column_stack([here, height])[is_straight])
        inwards.append(np.column_stack([normal, np.zeros(len(marks_mm))])[is_straight])
    if not places:
        return np.zeros((0, 3)), np.zeros((0, 3))
    place, inward = np.concatenate(places) @ body.axes, np.concatenate(inwards) @ body.axes
    ahead, behind = body.contains(place + 8.0 * inward), body.contains(place - 8.0 * inward)
    inward = np.where((ahead & ~behind)[:, None], inward, -inward)
    usable = (ahead ^ behind) & body.contains(place + 30.0 * inward)
    return place[usable], inward[usable]


def _list_samples(places_mm: Floats, normals: Floats) -> Floats:
    """Points (n rays * n depths, 3) from outside of the body inwards."""
    samples_mm: Floats = places_mm[:, None] + _DEPTHS_MM[None, :, None] * normals[:, None]
    return samples_mm.reshape(-1, 3)


def _find_shift(values: Floats, normals: Floats, *, least: float) -> Skin | None:
    """The shift by values (n rays, n depths); None where too few rays have any, or these do not end."""
    depths_mm, is_lit = _find_depths(values, least=least)
    ends = ~np.isnan(depths_mm)
    if is_lit.sum() < _FEWEST or ends.sum() < _FEWEST_FRAC * is_lit.sum():
        return None
    return _fit(depths_mm[ends], normals[is_lit][ends, :2])


def _find_depths(values: Floats, *, least: float) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """The depth of half the value of each ray with enough, NaN where that never ends; and which rays have."""
    within = values[:, _WITHIN]
    mean = within.mean(axis=1)
    is_lit = ~np.isnan(values[:, _DEPTHS_MM >= -4.0]).any(axis=1)
    is_lit &= (mean >= least) & (mean > 0.0)
    is_lit &= within.min(axis=1) >= _EVEN_FRAC * within.max(axis=1)
    relative = np.nan_to_num(values[is_lit] / mean[is_lit, None])
    # From the even part outwards, the first place below half; then straight between two.
    outwards = relative[:, ~_WITHIN][:, ::-1]
    below = outwards < 0.5
    first = np.maximum(np.argmax(below, axis=1), 1)
    rays = np.arange(len(first))
    low, high = outwards[rays, first], outwards[rays, first - 1]
    depth = _DEPTHS_MM[~_WITHIN][::-1][first] + (0.5 - low) / np.maximum(high - low, 1e-9)
    return np.where(below.any(axis=1), depth, np.nan), is_lit


def _fit(depths_mm: Floats, normals: Floats) -> Skin:
    """Usual depth and shift (n · s) by least squares, robust against rays through couch and bolus."""
    columns = np.column_stack([np.ones(len(depths_mm)), normals])
    prior = np.diag(1.0 / np.square([_USUAL_SD_MM, _SHIFT_SD_MM, _SHIFT_SD_MM]))
    before = prior @ np.array([_USUAL_MM, 0.0, 0.0])
    weights = np.ones(len(depths_mm))
    for _ in range(12):
        weighted = columns * (weights / (_TOGETHER * _RAY_SD_MM**2))[:, None]
        covariance = np.linalg.inv(weighted.T @ columns + prior)
        fitted = covariance @ (weighted.T @ depths_mm + before)
        weights = 1.0 / (1.0 + ((depths_mm - columns @ fitted) / _ROBUST_MM) ** 2)
    shift = fitted[1:]
    way = shift / max(float(np.linalg.norm(shift)), 1e-9)
    return Skin(
        n_rays=len(depths_mm),
        shift_mm=(float(shift[0]), float(shift[1])),
        sd_mm=float(np.sqrt(way @ covariance[1:, 1:] @ way)),
    )
