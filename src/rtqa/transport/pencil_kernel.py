"""The pencil kernel of a photon beam in water, from its TPR20,10 alone (Nyholm et al. 2006).

Dose at depth ``z`` and distance ``r`` from a pencil beam, for unit energy fluence:
``(A(z) exp(−a(z) r) + B(z) exp(−b(z) r)) / r``; the first term is called primary, the second scatter.
Seventeen parameters are polynomials of fifth order of TPR20,10.

Nyholm T, Olofsson J, Ahnesjö A, Karlsson M. Photon pencil kernel parameterisation based on beam quality
index. Radiother Oncol 78 (2006) 347–351; by the corrigendum, 98 (2011) 286, a1 and a2 change places.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from rtqa.model.geometry import Floats

VALID_TPR = (0.60, 0.81)
"""The qualities that the kernel was made for."""

_CLOSE = 1e-6
"""So close is the index found."""

_POLYNOMIALS: Mapping[str, tuple[float, ...]] = {
    "A1": (0.0128018, -0.0577391, 0.1790839, -0.2467955, 0.1328192, -0.0194684),
    "A2": (16.7815028, -279.4672663, 839.0016549, -978.4915013, 470.5317337, -69.2485573),
    "A3": (-0.0889669, -0.2587584, 0.7069203, -0.3654033, 0.0029760, -0.0003786),
    "A4": (0.0017089, -0.0169150, 0.0514650, -0.0639530, 0.0324490, -0.0049121),
    "A5": (0.1431447, -0.2134626, 0.5825546, -0.2969273, -0.0011436, 0.0002219),
    "B1": (-42.7607523, 264.3424720, -633.4540368, 731.5311577, -402.5280374, 82.4936551),
    "B2": (0.2428359, -2.5029336, 7.6128101, -9.5273454, 4.8249840, -0.7097852),
    "B3": (-0.0910420, -0.2621605, 0.7157244, -0.3664126, 0.0000930, -0.0000232),
    "B4": (0.0017284, -0.0172146, 0.0522109, -0.0643946, 0.0322177, -0.0047015),
    "B5": (-30.4609625, 354.2866078, -1073.2952368, 1315.2670101, -656.3702845, 96.5983711),
    "a1": (-0.0065985, 0.0242136, -0.0647001, 0.0265272, 0.0072169, -0.0020479),
    "a2": (-26.3337419, 435.6865552, -1359.8342546, 1724.6602381, -972.7565415, 200.3468023),
    "b1": (-80.7027159, 668.1710175, -2173.2445309, 3494.2393490, -2784.4670834, 881.2276510),
    "b2": (3.4685991, -41.2468479, 124.9729952, -153.2610078, 76.5242757, -11.2624113),
    "b3": (-39.6550497, 277.7202038, -777.0749505, 1081.5724508, -747.1056558, 204.5432666),
    "b4": (0.6514859, -4.7179961, 13.6742202, -19.7521659, 14.1873606, -4.0478845),
    "b5": (0.4695047, -3.6644336, 10.0039321, -5.1195905, -0.0007387, 0.0002360),
}
"""Coefficients of TPR20,10 to the power 0 … 5; depths in cm."""

_ANGLES = (np.arange(200) + 0.5) / 200 * np.pi / 4
"""An eighth of a turn, in steps, over which a square field is integrated."""


class AtDepth(NamedTuple):
    """The kernel at some depths, each of shape (n,).

    Attributes:
        primary, scatter: dose of each term in an endless field, A/a and B/b, for unit energy fluence; without
            the factor 2π.
        a_per_cm, b_per_cm: how fast each falls with the distance.
    """

    primary: Floats
    scatter: Floats
    a_per_cm: Floats
    b_per_cm: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PencilKernel:
    """The kernel of one beam quality.

    Attributes:
        index: what the polynomials are evaluated at.
    """

    index: float

    @classmethod
    def of_quality(cls, tpr: float) -> PencilKernel:
        """The kernel whose own TPR20,10 is the one asked for.

        The published polynomials reproduce it to 1.5 %, which a second paper (Nyholm et al., Phys Med Biol 51
        (2006) 6245) corrects by depth; here the index is moved instead.
        """
        return cls(index=_find_index(round(tpr, 6)))

    def at(self, depth_cm: Floats) -> AtDepth:
        """The two terms at depths (n,) in cm of water, which are 0 or more."""
        p = _evaluate(self.index)

        def rise_and_fall(name: str) -> Floats:
            x1, x2, x3, x4, x5 = (p[f"{name}{place}"] for place in range(1, 6))
            rise = 1.0 - np.exp(x2 * np.sqrt(depth_cm**2 + x5**2))
            fell: Floats = x1 * rise * np.exp(x3 * depth_cm + x4 * depth_cm**2)
            return fell

        return AtDepth(
            primary=rise_and_fall("A"),
            scatter=rise_and_fall("B"),
            a_per_cm=p["a2"] + p["a1"] * depth_cm,
            b_per_cm=rise_and_fall("b"),
        )

    def on_axis(self, side_cm: float, depth_cm: float, *, to_surface_cm: float) -> float:
        """Dose for unit energy fluence at 100 cm, on the axis of a square field that is even and sharp.

        Args:
            side_cm: of the field, at 100 cm from the source.
            depth_cm: in water.
            to_surface_cm: from the source to the water.
        """
        away_cm = to_surface_cm + depth_cm
        terms = self.at(np.array([depth_cm]))
        half_cm = side_cm * away_cm / 100.0 / 2.0
        shares = [find_square_share(float(per_cm[0]), half_cm) for per_cm in (terms.a_per_cm, terms.b_per_cm)]
        dose = terms.primary[0] * shares[0] + terms.scatter[0] * shares[1]
        return float(2.0 * np.pi * dose * (100.0 / away_cm) ** 2)


def find_square_share(decline: float, half: float) -> float:
    """What a square field has on its axis of what an endless one has, for exp(−λr) / r.

    Args:
        decline: λ.
        half: of the square's side, in the length of which λ is the inverse.
    """
    # To the square's edge in each direction, shape (angles,).
    return float(1.0 - np.exp(-decline * half / np.cos(_ANGLES)).mean())


@lru_cache(maxsize=64)
def _evaluate(index: float) -> Mapping[str, float]:
    """The seventeen parameters."""
    return {name: float(np.polyval(series[::-1], index)) for name, series in _POLYNOMIALS.items()}


@cache
def _find_index(tpr: float) -> float:
    """By halving: the kernel's quality rises with the index."""
    low, high = VALID_TPR
    while high - low > _CLOSE:
        middle = (low + high) / 2
        kernel = PencilKernel(index=middle)
        deep, shallow = (kernel.on_axis(10.0, depth, to_surface_cm=100.0 - depth) for depth in (20.0, 10.0))
        low, high = (middle, high) if deep / shallow < tpr else (low, middle)
    return (low + high) / 2
