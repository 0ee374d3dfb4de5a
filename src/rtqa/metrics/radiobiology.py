"""Dose in fractions to equivalent doses, by the linear-quadratic model.

BED = D (1 + d / (α/β)) and EQD2 = BED / (1 + 2 / (α/β)), with d = D / n the dose of each of n equal fractions
(Fowler, Br J Radiol 62:679, 1989, doi:10.1259/0007-1285-62-740-679). α/β is a clinical choice: every function
asks for it, none assumes one.
"""

from __future__ import annotations

from typing import overload

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
