"""Two doses of one patient: every structure's values in both, gamma, and where they differ most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from rtqa.dvh.compute import structure_dvhs
from rtqa.dvh.curve import DVH
from rtqa.dvh.dose_frame import interpolate_gy
from rtqa.model.case import Treatment
from rtqa.model.dose import Dose
from rtqa.model.geometry import Floats
from rtqa.model.structure import Structure
from rtqa.transport.gamma import Gamma, GammaCriteria, compute_gamma

VALUES = ("mean", "D95", "D2", "max")
"""What is compared of each structure."""

_USUAL_QUANTILE, _IN_DOSE_FRAC = 0.995, 0.1
"""Of the differences where A has a tenth of its maximum: all but a few of them are no larger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureDoses:
    """A structure of A, and its values in both doses.

    Attributes:
        structure: as it was drawn.
        first_gy, second_gy: the values named in :data:`VALUES`.
    """

    structure: Structure
    first_gy: tuple[float, ...]
    second_gy: tuple[float, ...]

    @property
    def largest_gy(self) -> float:
        """The largest difference of a value, without its sign."""
        return max(abs(b - a) for a, b in zip(self.first_gy, self.second_gy, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LargestDifference:
    """Where B less A is largest.

    Attributes:
        place_mm: shape (3,); a node of A.
        difference_gy: there, B less A.
        usual_gy: what 99.5 % of the differences stay within, where A has a tenth of its maximum or more.
    """

    place_mm: Floats
    difference_gy: float
    usual_gy: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DoseComparison:
    """Two doses, compared.

    Attributes:
        first, second: A and B, in one frame of reference.
        structures: of A, those that have a volume in both grids.
        gammas: by the criteria that were asked for, in their order.
        largest: None where the grids do not meet, or the doses are the same.
    """

    first: Treatment
    second: Dose = field(repr=False)
    structures: tuple[StructureDoses, ...]
    gammas: tuple[Gamma, ...]
    largest: LargestDifference | None


def compare_two_doses(
    treatment: Treatment, dose: Dose, other: Dose, *, criteria: Iterable[GammaCriteria]
) -> DoseComparison:
    """Compare the dose of a plan, A, with another one, B, that lies in the same frame of reference."""
    return DoseComparison(
        first=treatment,
        second=other,
        structures=tuple(_compare_structures(treatment, (dose, other))),
        gammas=tuple(compute_gamma(dose, other, wanted) for wanted in criteria),
        largest=find_largest_difference(dose, other),
    )


def find_largest_difference(dose: Dose, other: Dose) -> LargestDifference | None:
    """Where B less A is largest among A's nodes within B's grid; None where it is 0 everywhere."""
    n_k, n_j, n_i = dose.grid.shape_kji
    j, i = (index.ravel() for index in np.indices((n_j, n_i)))
    least_gy = _IN_DOSE_FRAC * float(dose.values_gy.max())
    largest_gy, place_mm, in_dose_gy = 0.0, np.zeros(3), []
    for k in range(n_k):
        points_mm = dose.grid.to_points_mm(np.column_stack([i, j, np.full(len(i), k)]))
        here_gy = dose.values_gy[k].ravel().astype(np.float64)
        difference_gy = np.nan_to_num(interpolate_gy(other, points_mm).astype(np.float64) - here_gy)
        in_dose_gy.append(np.abs(difference_gy[here_gy >= least_gy]))
        node = int(np.argmax(np.abs(difference_gy)))
        if abs(difference_gy[node]) > abs(largest_gy):
            largest_gy, place_mm = float(difference_gy[node]), points_mm[node]
    if not largest_gy:
        return None
    all_gy = np.concatenate(in_dose_gy)
    usual_gy = float(np.quantile(all_gy, _USUAL_QUANTILE)) if len(all_gy) else 0.0
    return LargestDifference(place_mm=place_mm, difference_gy=largest_gy, usual_gy=usual_gy)


def _compare_structures(treatment: Treatment, doses: Sequence[Dose]) -> list[StructureDoses]:
    structure_set = treatment.structure_set
    if structure_set is None:
        return []
    of_both = [
        list(
            structure_dvhs(
                structure_set.structures,
                dose=dose,
                set_spacing_mm=structure_set.plane_spacing_mm,
                slices=structure_set.slices,
            )
        )
        for dose in doses
    ]
    return [
        StructureDoses(structure=structure, first_gy=_measure(here), second_gy=_measure(there))
        for structure, here, there in zip(structure_set.structures, *of_both, strict=True)
        if isinstance(here, DVH) and isinstance(there, DVH) and here.dosed_cm3 > 0 and there.dosed_cm3 > 0
    ]


def _measure(dvh: DVH) -> tuple[float, ...]:
    """Mean, D95, D2 and maximum, in Gy, of the part that lies in the grid."""
    volumes_cm3 = (0.95 * dvh.dosed_cm3, 0.02 * dvh.dosed_cm3)
    return (dvh.mean_gy, *(dvh.dose_at(volume) for volume in volumes_cm3), dvh.max_gy)
