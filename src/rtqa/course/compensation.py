"""What lost fractions cost in equivalent dose, and what larger fractions would hold it; for information."""

from __future__ import annotations

from dataclasses import dataclass

from rtqa.metrics.radiobiology import dose_of_eqd2_gy, eqd2_gy


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """A course that ends some fractions early.

    Attributes:
        planned_eqd2_gy, held_eqd2_gy: EQD2 of all planned fractions, and of those that are left, in Gy.
        fraction_gy: dose of each fraction still to come that would hold the planned EQD2; None where none is
            still to come.
    """

    planned_eqd2_gy: float
    held_eqd2_gy: float
    fraction_gy: float | None


def compute_shortfall(
    planned_gy: float, *, n_planned: int, n_given: int, n_to_come: int, alpha_beta_gy: float
) -> Shortfall:
    """What ``n_given + n_to_come`` of ``n_planned`` equal fractions hold, by the linear-quadratic model."""
    per_fraction_gy = planned_gy / n_planned

    def eqd2_of(n_fractions: int) -> float:
        if not n_fractions:
            return 0.0
        dose_gy = n_fractions * per_fraction_gy
        return eqd2_gy(dose_gy, n_fractions=n_fractions, alpha_beta_gy=alpha_beta_gy)

    fraction_gy = None
    if n_to_come:
        owed_gy = eqd2_of(n_planned) - eqd2_of(n_given)
        owed_dose_gy = dose_of_eqd2_gy(owed_gy, n_fractions=n_to_come, alpha_beta_gy=alpha_beta_gy)
        fraction_gy = owed_dose_gy / n_to_come
    return Shortfall(
        planned_eqd2_gy=eqd2_of(n_planned),
        held_eqd2_gy=eqd2_of(n_given + n_to_come),
        fraction_gy=fraction_gy,
    )
