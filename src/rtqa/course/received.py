"""What a phase gave a structure by a statement of its maximum and mean: no less than any DVH that fits them.

Of a dose of which only max m and mean a over a volume V are known, no more than V a / d receives d or more
(Markov), and nothing more than m. Its mean square is at most a m: each dose times itself is at most that dose
times m. Both hold for every distribution, so that a curve made of them bounds any sum that
:mod:`rtqa.course.bounds` makes of it.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from rtqa.course.file import ReceivedDose
from rtqa.dvh.curve import DVH
from rtqa.metrics.radiobiology import eqd2_gy
from rtqa.model.dose import DoseQuantity
from rtqa.model.geometry import owned
from rtqa.model.structure import Contours, Structure
from rtqa.protocol.names import find_candidates
from rtqa.protocol.schema import Protocol

_N_POINTS = 65
"""Of the curve V a / d, which lies below each chord between two of them."""

_LEAST_GY = 1e-6
"""A curve ascends, of no dose too."""


def enclose(received: ReceivedDose, *, name: str, volume_cm3: float) -> DVH:
    """The highest cumulative DVH that a structure of this volume can have; its mean is the one stated.

    Without a maximum, nothing but the mean means anything.

    Args:
        received: by the course file, or an earlier report.
        name: the structure's.
        volume_cm3: of the organ, taken to be drawn whole.
    """
    from_gy = max(received.highest_mean_gy, _LEAST_GY)
    to_gy = max(received.max_gy or 0.0, from_gy)
    reached = np.geomspace(from_gy, to_gy, _N_POINTS) if to_gy > from_gy else np.array([from_gy])
    return DVH(
        structure=name,
        dose_gy=owned(np.append(reached, reached[-1] * (1.0 + 1e-9))),
        volume_cm3=owned(np.append(np.minimum(volume_cm3 * from_gy / reached, volume_cm3), 0.0)),
        mean_gy=received.highest_mean_gy,
        total_cm3=volume_cm3,
        quantity=DoseQuantity.PHYSICAL,
        computed="maximum and mean as stated",
    )


def enclose_eqd2(
    received: ReceivedDose, *, name: str, volume_cm3: float, n_fractions: int, alpha_beta_gy: float
) -> DVH:
    """The same in fractions of 2 Gy; the maximum must be stated.

    Args:
        received: of physical dose, as for :func:`enclose`.
        name: likewise.
        volume_cm3: likewise.
        n_fractions: the fewest that the phase may have had: fewer do more.
        alpha_beta_gy: of the tissue.
    """
    physical = enclose(received, name=name, volume_cm3=volume_cm3)
    max_gy, mean_gy = received.max_gy or 0.0, physical.mean_gy
    return DVH(
        structure=name,
        dose_gy=owned(eqd2_gy(physical.dose_gy, n_fractions=n_fractions, alpha_beta_gy=alpha_beta_gy)),
        volume_cm3=physical.volume_cm3,
        mean_gy=mean_gy * (1.0 + max_gy / n_fractions / alpha_beta_gy) / (1.0 + 2.0 / alpha_beta_gy),
        total_cm3=volume_cm3,
        quantity=DoseQuantity.EQD2,
        computed=physical.computed,
    )


def name_structures(names: Iterable[str], protocol: Protocol) -> dict[str, list[str]]:
    """Which of some names stand for each structure of a protocol, as those of a plan's structures would.

    What stands for none is left out, and so are the numbered parts of one.
    """
    nothing = Contours(points_mm=owned(np.empty((0, 3))), starts=np.zeros(1, dtype=np.intp), kinds=())
    stated = [
        Structure(number=n, name=name, role="", contours=nothing) for n, name in enumerate(names, start=1)
    ]
    found = find_candidates(protocol.structures, stated, mapping={}, prescriptions=protocol.prescriptions)
    return {
        wanted.name: [candidate.name for candidate in candidates if candidate.part is None]
        for wanted, candidates in zip(protocol.structures, found, strict=True)
    }
