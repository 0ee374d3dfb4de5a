"""By how much a registration misses: the rigid motion that is left between what was drawn in both phases.

Each structure that was compared tells where its centroid lies off: along all axes where it was drawn whole,
else across its planes only. Sought are a shift t and a small rotation ω about the middle c of them all, so
that t + ω × (p − c) meets what each tells of its place p: least squares, in which a structure that lies off
otherwise than the rest counts for less (Huber), and the rotation is held small where few structures tell of
it. The organs shrink and move, and are drawn by hand; what they have in common is the registration's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from rtqa.geometry.dice import Overlap
from rtqa.model.geometry import Floats, owned

DRAWN_TO_MM = 2.0
"""Standard deviation of a centroid along an axis, from one drawing of an organ to the next."""

EXPECTED_DEG = 3.0
"""Standard deviation of the rotation that a registration may miss by, before anything is known of it."""

ODD_MM = 3.0
"""A structure off by more than this from what all have in common counts for less."""

TOLERATED_MM = 5.0
"""A registration that misses by more, at any of the structures compared, is not believed: 2 to 3 mm, which
AAPM TG-132 (Med Phys 44:e43, 2017) asks of a registration's targets, and as much by the next drawing."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Misfit:
    """What a registration of one earlier phase leaves.

    Attributes:
        motion: shape (4, 4), from where the registration puts the earlier phase to where its structures lie
            upon the last one's, in mm.
        largest_mm: shape (3,), how far it moves that compared structure which it moves most, back.
        is_known_along: whether a structure drawn whole tells how the phases lie along the body.
    """

    motion: Floats = field(repr=False)
    largest_mm: Floats
    is_known_along: bool

    @property
    def distance_mm(self) -> float:
        """How far the registration misses where it misses most, among the structures compared."""
        return float(np.linalg.norm(self.largest_mm))

    def mended_at(self, point_mm: Floats) -> Floats:
        """How far a point (3,) of the last phase's frame is moved, shape (3,), in mm."""
        return self.motion[:3, :3] @ point_mm + self.motion[:3, 3] - point_mm


def fit_misfit(pairs: Sequence[Overlap]) -> Misfit:
    """Find what registered structures of two phases have in common in lying apart; no motion of no pairs."""
    compared = [pair for pair in pairs if pair.offset_mm is not None]
    is_known_along = any(pair.is_whole for pair in compared)
    if not compared:
        return Misfit(motion=owned(np.eye(4)), largest_mm=owned(np.zeros(3)), is_known_along=False)
    centers = np.array([pair.center_mm for pair in compared])
    middle = centers.mean(axis=0)
    shift, turn = _solve(compared, centers - middle)

    # What is left is turned and moved back.
    rotation = _rotation(-turn)
    motion = np.eye(4)
    motion[:3, :3] = rotation
    motion[:3, 3] = middle - rotation @ (middle + shift)
    moved = centers @ rotation.T + motion[:3, 3] - centers
    largest = -moved[np.argmax(np.linalg.norm(moved, axis=1))]
    return Misfit(motion=owned(motion), largest_mm=owned(largest), is_known_along=is_known_along)


def _solve(pairs: Sequence[Overlap], arms_mm: Floats) -> tuple[Floats, Floats]:
    """Shift (3,) in mm and rotation vector (3,), by structures at arms (n, 3) from the middle."""
    # Rows (3n, 6): along each axis of each structure, what it tells of (t, ω), as a·(ω × r) = (r × a)·ω.
    axes = np.array([pair.axes for pair in pairs])
    rows = np.concatenate([axes, np.cross(arms_mm[:, None, :], axes)], axis=2).reshape(-1, 6)
    told_mm = np.concatenate([pair.axes @ pair.offset_mm for pair in pairs if pair.offset_mm is not None])
    is_told = np.array([[True, True, pair.is_whole] for pair in pairs]).ravel()
    prior = np.diag([_FREE, _FREE, _FREE, *[(DRAWN_TO_MM / np.radians(EXPECTED_DEG)) ** 2] * 3])
    weights = np.ones(len(pairs))
    for _ in range(_ROUNDS):
        weight = np.repeat(weights, 3) * is_told
        unknowns = np.linalg.solve(rows.T @ (weight[:, None] * rows) + prior, rows.T @ (weight * told_mm))
        left = ((rows @ unknowns - told_mm) * is_told).reshape(-1, 3)
        weights = ODD_MM / np.maximum(np.linalg.norm(left, axis=1), ODD_MM)
    return unknowns[:3], unknowns[3:]


def _rotation(turn: Floats) -> Floats:
    """The rotation matrix (3, 3) of a rotation vector, by Rodrigues' formula."""
    angle = float(np.linalg.norm(turn))
    if angle == 0.0:
        return np.eye(3)
    x, y, z = turn / angle
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    return np.asarray(np.eye(3) + np.sin(angle) * cross + (1.0 - np.cos(angle)) * cross @ cross)


_FREE = 1e-6
"""A shift is expected nowhere; this much keeps the equations solvable where nothing tells of one axis."""

_ROUNDS = 20
