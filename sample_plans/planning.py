"""Find the fluence of each field that serves the goals of a plan.

A small inverse planner: quadratic penalties on doses outside a wanted band at sampled points, on the mean
dose of organs, and on ragged fluence; minimised by accelerated projected gradient with a fixed step and a
fixed number of rounds. All of it is convex, with no branch on a close call: round-off stays round-off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beams import Influence
from shapes import Array

ROUNDS = 100


@dataclass(frozen=True, slots=True)
class MeanGoal:
    """A mean dose (Gy) to be met over some of the sampled points."""

    points: npt.NDArray[np.bool_]
    mean_gy: float
    weight: float


@dataclass(frozen=True, slots=True)
class Goals:
    """Wanted dose (Gy) at each sampled point and how much a Gy below or above it matters; organ means.

    smoothness is the price of steps between neighbouring fluence cells: less of it buys steeper dose for
    more monitor units.
    """

    low_gy: Array
    high_gy: Array
    low_weight: Array
    high_weight: Array
    means: tuple[MeanGoal, ...]
    smoothness: float


def optimise_fluence(influence: Influence, open_cells: npt.NDArray[np.bool_], goals: Goals) -> Array:
    """Fluence [field, v, u], zero outside the open cells and never negative."""

    def hessian(fluence: Array) -> Array:
        dose = influence.dose(fluence)
        pull = np.maximum(goals.low_weight, goals.high_weight) * dose
        for goal in goals.means:
            pull += goal.weight * goal.points * (dose[goal.points].mean() / goal.points.sum())
        return influence.gradient(pull) + goals.smoothness * _roughness(fluence)

    def slope(fluence: Array) -> Array:
        dose = influence.dose(fluence)
        pull = goals.high_weight * np.maximum(dose - goals.high_gy, 0.0)
        pull -= goals.low_weight * np.maximum(goals.low_gy - dose, 0.0)
        for goal in goals.means:
            excess = dose[goal.points].mean() - goal.mean_gy
            pull += goal.weight * goal.points * (excess / goal.points.sum())
        return influence.gradient(pull) + goals.smoothness * _roughness(fluence)

    probe = open_cells.astype(np.float64)
    stiffness = 1.0
    for _ in range(8):
        probe = hessian(probe / np.linalg.norm(probe)) * open_cells
        stiffness = float(np.linalg.norm(probe))

    fluence = open_cells * (55.0 / influence.dose(open_cells.astype(np.float64)).max())
    ahead, momentum = fluence, 1.0
    for _ in range(ROUNDS):
        moved = np.maximum(ahead - slope(ahead) / (1.1 * stiffness), 0.0) * open_cells
        next_momentum = 0.5 * (1.0 + np.sqrt(1.0 + 4.0 * momentum**2))
        ahead = moved + (momentum - 1.0) / next_momentum * (moved - fluence)
        fluence, momentum = moved, next_momentum
    return np.asarray(fluence)


def _roughness(fluence: Array) -> Array:
    """Gradient of half the summed squared steps between neighbouring cells, fields apart."""
    padded = np.pad(fluence, ((0, 0), (1, 1), (1, 1)))
    beside = padded[:, :-2, 1:-1] + padded[:, 2:, 1:-1] + padded[:, 1:-1, :-2] + padded[:, 1:-1, 2:]
    return np.asarray(4.0 * fluence - beside)
