"""What the planner is asked for: a wanted band of dose at each point, and mean doses of organs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planning import Goals, MeanGoal
from shapes import Array, Lattice, Point, Solid, sample

ROI_REACH_MM = 3.0
# Level with the thickest part of the node.
CORD_SPOT_Z_MM = -28.0
SPOT_RADIUS_MM = 9.0
# Targets are planned a little wider than drawn, for their edges lie between the points planned on.
TARGET_RIM_MM = 1.5


@dataclass(frozen=True, slots=True)
class CcrtWishes:
    """Organ doses (Gy) that tell one chemoradiotherapy plan from another.

    The cord is to get cord_spot_gy in a short piece beside the node and less elsewhere.
    """

    cord_spot_gy: float
    parotid_l_mean_gy: float
    parotid_r_mean_gy: float


@dataclass(frozen=True, slots=True)
class SfrtWishes:
    """How much of the lattice's dose (Gy) the cord may get, and where it is to get just that, if anywhere."""

    cord_gy: float
    cord_spot_mm: Point | None = None


def planning_points(lattice: Lattice, solids: Mapping[str, Solid]) -> npt.NDArray[np.bool_]:
    """Which points to plan on: all near targets and organs, one in 27 elsewhere."""
    k, j, i = np.indices(lattice.shape_kji)
    chosen = (k % 3 == 0) & (j % 3 == 0) & (i % 3 == 0)
    for name, solid in solids.items():
        if name != "Body":
            window, distance = sample(solid, lattice, ROI_REACH_MM)
            chosen[window] |= distance < ROI_REACH_MM
    return np.asarray(chosen)


def ccrt_goals(points_mm: Array, solids: Mapping[str, Solid], wishes: CcrtWishes) -> Goals:
    """Three target levels with dose falling off around them, and organs spared."""

    def distance(name: str) -> Array:
        return solids[name].field(*points_mm.T)

    to_70, to_66, to_54 = (distance(name) - TARGET_RIM_MM for name in ("PTV_7000", "PTV_6600", "PTV_5400"))
    levels = [(to_54 < 0, 55.3), (to_66 < 0, 68.0), (to_70 < 0, 72.2)]
    low = np.zeros(len(points_mm))
    for within, level in levels:
        low[within] = level
    high = np.max(
        [
            57.5 - 2.0 * np.maximum(to_54, 0.0),
            70.0 - 2.0 * np.maximum(to_66, 0.0),
            73.8 - 2.0 * np.maximum(to_70, 0.0),
            np.full(len(points_mm), 24.0),
        ],
        axis=0,
    )
    low_weight = np.where(low > 0.0, 10.0, 0.0)
    high_weight = np.where(low > 0.0, 6.0, 1.0)
    for name, reach_mm, cap in (("SpinalCord", 2.0, wishes.cord_spot_gy - 2.0), ("Brainstem", 2.0, 38.0)):
        within = distance(name) < reach_mm
        high[within] = np.minimum(high[within], cap)
        high_weight[within] = 12.0
    spot = (distance("SpinalCord") < 1.0) & (np.abs(points_mm[:, 2] - CORD_SPOT_Z_MM) < 6.0)
    low[spot] = high[spot] = wishes.cord_spot_gy
    low_weight[spot] = high_weight[spot] = 30.0
    means = (
        MeanGoal(distance("Parotid_L") < 0.0, wishes.parotid_l_mean_gy, 3e4),
        MeanGoal(distance("Parotid_R") < 0.0, wishes.parotid_r_mean_gy, 3e4),
        MeanGoal((distance("Cavity_Oral") < 0.0) & (to_54 > 3.0), 32.0, 1e4),
        MeanGoal((distance("Larynx") < 0.0) & (to_54 > 3.0), 34.0, 1e4),
    )
    return Goals(low, high, low_weight, high_weight, means, smoothness=8.0)


def sfrt_goals(points_mm: Array, solids: Mapping[str, Solid], wishes: SfrtWishes) -> Goals:
    """Hot spheres, and as little as can be between and beyond them."""
    to_vertex = solids["PTV_Vertices"].field(*points_mm.T)
    in_node = solids["GTVn"].field(*points_mm.T) < 0.0
    in_vertex = to_vertex < 0.5
    low = np.where(in_vertex, 17.3, np.where(in_node, 2.0, 0.0))
    high = np.where(in_vertex, 21.0, np.maximum(15.0 - 1.9 * to_vertex, np.where(in_node, 2.5, 1.5)))
    low_weight = np.where(in_vertex, 15.0, np.where(in_node, 1.5, 0.0))
    high_weight = np.ones(len(points_mm))
    for name, cap in (("SpinalCord", wishes.cord_gy), ("Brainstem", 2.0)):
        within = solids[name].field(*points_mm.T) < 2.0
        high[within], high_weight[within] = cap, 4.0
    if wishes.cord_spot_mm is not None:
        near = np.linalg.norm(points_mm - np.array(wishes.cord_spot_mm), axis=1) < SPOT_RADIUS_MM
        spot = near & (solids["SpinalCord"].field(*points_mm.T) < 1.0)
        low[spot] = high[spot] = wishes.cord_gy
        low_weight[spot] = high_weight[spot] = 30.0
    means = (
        MeanGoal(solids["Parotid_L"].field(*points_mm.T) < 0.0, 0.2, 1e4),
        MeanGoal(solids["Parotid_R"].field(*points_mm.T) < 0.0, 0.5, 1e4),
        MeanGoal(in_node & (to_vertex > 4.0), 3.0, 1e4),
    )
    return Goals(low, high, low_weight, high_weight, means, smoothness=6.0)
