"""Maps of an opening, spread by kernels exp(−λr)/r: in Fourier space, where these are closed forms.

The two-dimensional transform of ``λ exp(−λr) / (2πr)``, whose integral is 1, is ``λ / √(λ² + k²)``; that of a
Gaussian is one. So no kernel is drawn on pixels, and its singularity costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import fft

from rtqa.model.geometry import Floats
from rtqa.transport.openings import Plane

RATIO = 1.7
"""Between neighbouring λ of which maps are made; between them values are taken by the logarithm of λ."""


def list_nodes(low: float, high: float) -> Floats:
    """The λ from low to high of which maps are made, in even steps of the logarithm."""
    n = max(2, int(np.ceil(np.log(high / low) / np.log(RATIO))) + 1)
    return np.geomspace(low, high * (1 + 1e-9), n)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spreader:
    """Spreads maps on a plane.

    Attributes:
        plane: the pixels.
        shape: padded, so that nothing comes round from the other side.
        k2_per_mm2: shape of the transform; squared spatial frequency, in rad²/mm².
    """

    plane: Plane
    shape: tuple[int, int]
    k2_per_mm2: Floats

    @classmethod
    def on(cls, plane: Plane, *, reach_mm: float) -> Spreader:
        """For kernels that reach so far."""
        pad = int(np.ceil(reach_mm / plane.step_mm))
        ny, nx = (
            fft.next_fast_len(len(pixels_mm) + pad, real=True) for pixels_mm in (plane.y_mm, plane.x_mm)
        )
        ky = 2 * np.pi * np.fft.fftfreq(ny, plane.step_mm)
        kx = 2 * np.pi * np.fft.rfftfreq(nx, plane.step_mm)
        return cls(plane=plane, shape=(ny, nx), k2_per_mm2=ky[:, None] ** 2 + kx**2)

    def gauss(self, sigma_mm: float) -> Floats:
        """The transform of a Gaussian of a standard deviation, whose integral is 1."""
        return np.exp(-(sigma_mm**2) * self.k2_per_mm2 / 2)

    def kernels(self, per_mm: Floats) -> Floats:
        """The transforms (m, …) of kernels of some λ."""
        per_mm = per_mm[:, None, None]
        spread: Floats = per_mm / np.sqrt(per_mm**2 + self.k2_per_mm2)
        return spread

    def spread(self, maps: Floats, transforms: Floats) -> Floats:
        """Each of maps (s, ny, nx) by each of transforms (m, …): shape (s, m, ny, nx)."""
        # Single precision: 1e-6 of the maximum, in half the time.
        spectrum = fft.rfft2(maps.astype(np.float32), s=self.shape)
        spread: Floats = fft.irfft2(
            spectrum[:, None] * transforms[None].astype(np.float32), s=self.shape, overwrite_x=True
        )
        return spread[..., : maps.shape[-2], : maps.shape[-1]]


def sample(maps: Floats, plane: Plane, xy_mm: tuple[Floats, Floats]) -> Floats:
    """Maps (m, ny, nx) at points (n,) of the plane, bilinear: shape (m, n); beyond the plane 0."""
    axes_mm = plane.x_mm, plane.y_mm
    i, j = ((place - axis[0]) / plane.step_mm for place, axis in zip(xy_mm, axes_mm, strict=True))
    last_i, last_j = len(plane.x_mm) - 1, len(plane.y_mm) - 1
    inside = (i >= 0) & (i <= last_i) & (j >= 0) & (j <= last_j)
    i0, j0 = (np.clip(place.astype(np.intp), 0, last - 1) for place, last in ((i, last_i), (j, last_j)))
    u, v = i - i0, j - j0
    flat = maps.reshape(len(maps), -1)
    corner = j0 * (last_i + 1) + i0
    below = flat[:, corner] * (1 - u) + flat[:, corner + 1] * u
    above = flat[:, corner + last_i + 1] * (1 - u) + flat[:, corner + last_i + 2] * u
    return np.where(inside, below * (1 - v) + above * v, 0.0)


def take_between(values: Floats, nodes: Floats, wanted: Floats) -> Floats:
    """Of values (m, n) for each λ of nodes (m,): those at wanted λ (n,), by the logarithm."""
    position = np.interp(np.log(wanted), np.log(nodes), np.arange(len(nodes)))
    first = np.minimum(position.astype(np.intp), len(nodes) - 2)
    share, points = position - first, np.arange(values.shape[1])
    taken: Floats = values[first, points] * (1 - share) + values[first + 1, points] * share
    return taken
