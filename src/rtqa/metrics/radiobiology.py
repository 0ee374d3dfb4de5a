"""Dose in fractions to equivalent doses and back, by the linear-quadratic model.

BED = D (1 + d / (α/β)) and EQD2 = BED / (1 + 2 / (α/β)), with d = D / n the dose of each of n equal fractions
(Fowler, Br J Radiol 62:679, 1989, doi:10.1259/0007-1285-62-740-679). Both add up over parts of a treatment
between which everything that repairs has repaired.

LQ-L lets the curve go on straight from a transition dose on, along its tangent there: large fractions then
count for less (Astrahan, Med Phys 35:4161, 2008, doi:10.1118/1.2969065). It is computed beside LQ.

α/β and the transition dose are clinical choices: every function asks for them, none assumes one.
"""

from __future__ import annotations

from math import sqrt
from typing import overload

import numpy as np

from rtqa.model.geometry import Floats


@overload
def bed_gy(dose_gy: float, *, n_fractions: int, alpha_beta_gy: float) -> float: ...
@overload
def bed_gy(dose_gy: Floats, *, n_fractions: int, alpha_beta_gy: float) -> Floats: ...
def bed_gy(dose_gy: float | Floats, *, n_fractions: int, alpha_beta_gy: float) -> float | Floats:
    """Biologically effective dose of ``n_fractions`` equal fractions.

    Args:
        dose_gy: total dose, in Gy; a number or an array of any shape.
        n_fractions: 1 or more.
        alpha_beta_gy: α/β, in Gy, above 0.

    Raises:
        ValueError: there is no fraction, or α/β is not above 0.
    """
    if n_fractions < 1 or not alpha_beta_gy > 0:
        raise ValueError(f"{n_fractions} fractions with an alpha/beta of {alpha_beta_gy} Gy")
    return dose_gy * (1.0 + dose_gy / n_fractions / alpha_beta_gy)


@overload
def eqd2_gy(dose_gy: float, *, n_fractions: int, alpha_beta_gy: float) -> float: ...
@overload
def eqd2_gy(dose_gy: Floats, *, n_fractions: int, alpha_beta_gy: float) -> Floats: ...
def eqd2_gy(dose_gy: float | Floats, *, n_fractions: int, alpha_beta_gy: float) -> float | Floats:
    """The dose in fractions of 2 Gy with the same effect; arguments and errors as for :func:`bed_gy`."""
    bed = bed_gy(dose_gy, n_fractions=n_fractions, alpha_beta_gy=alpha_beta_gy)
    return bed / (1.0 + 2.0 / alpha_beta_gy)


def dose_of_eqd2_gy(equivalent_gy: float, *, n_fractions: int, alpha_beta_gy: float) -> float:
    """The total dose that, in ``n_fractions`` equal fractions, has this EQD2; undoes :func:`eqd2_gy`.

    What of a limit an earlier part of the treatment leaves is ``dose_of_eqd2_gy(limit − earlier, …)``.

    Raises:
        ValueError: the EQD2 is negative, there is no fraction, or α/β is not above 0.
    """
    if n_fractions < 1 or not alpha_beta_gy > 0 or not equivalent_gy >= 0:
        raise ValueError(
            f"an EQD2 of {equivalent_gy} Gy in {n_fractions} fractions, alpha/beta {alpha_beta_gy} Gy"
        )
    # The positive root of D + D²/(n α/β) = BED, written so that a small BED keeps its digits.
    bed = equivalent_gy * (1.0 + 2.0 / alpha_beta_gy)
    return 2.0 * bed / (1.0 + sqrt(1.0 + 4.0 * bed / (n_fractions * alpha_beta_gy)))


@overload
def eqd2_lql_gy(dose_gy: float, *, n_fractions: int, alpha_beta_gy: float, transition_gy: float) -> float: ...
@overload
def eqd2_lql_gy(
    dose_gy: Floats, *, n_fractions: int, alpha_beta_gy: float, transition_gy: float
) -> Floats: ...
def eqd2_lql_gy(
    dose_gy: float | Floats, *, n_fractions: int, alpha_beta_gy: float, transition_gy: float
) -> float | Floats:
    """EQD2 by LQ-L; never more than :func:`eqd2_gy`, and the same up to the transition dose a fraction.

    Args:
        dose_gy: as for :func:`bed_gy`.
        n_fractions: likewise.
        alpha_beta_gy: likewise.
        transition_gy: dose a fraction above which the effect goes on along the tangent, 2 Gy or more (below,
            the fractions of 2 Gy that it is equivalent to would themselves not follow LQ).

    Raises:
        ValueError: there is no fraction, α/β is not above 0, or the transition lies below 2 Gy.
    """
    if not transition_gy >= 2.0:
        raise ValueError(f"a transition dose of {transition_gy} Gy; it must be 2 Gy or more")
    fraction_gy = dose_gy / n_fractions
    bent = eqd2_gy(
        n_fractions * np.minimum(fraction_gy, transition_gy),
        n_fractions=n_fractions,
        alpha_beta_gy=alpha_beta_gy,
    )
    # The tangent's slope, dBED/dD at the transition: γ/α in the paper.
    slope = (1.0 + 2.0 * transition_gy / alpha_beta_gy) / (1.0 + 2.0 / alpha_beta_gy)
    straight = n_fractions * np.maximum(fraction_gy - transition_gy, 0.0) * slope
    total: float | Floats = bent + straight
    return total
