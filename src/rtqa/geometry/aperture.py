"""What jaws and leaves leave open of a beam, in the isocentre plane (IEC 61217)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rtqa.model.geometry import Floats
from rtqa.model.plan import Beam, ControlPoint, LeafLayer

Mask = npt.NDArray[np.bool_]

FAR_MM = 1000.0
"""Further out than any leaf or jaw: where the edge of what is not there stands."""

CLOSED_MM = 1e-3
"""Leaves that are no further apart are closed."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Leaves:
    """A layer of leaves at m moments.

    Attributes:
        axis: along what they move: X or Y.
        edges_mm: shape (n + 1,), across it.
        banks_mm: positions of both banks, shape (2, n, m).
    """

    axis: str
    edges_mm: Floats
    banks_mm: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Aperture:
    """Jaws and leaves at m moments of a beam.

    Attributes:
        jaws_x_mm, jaws_y_mm: shape (2, m); `FAR_MM` away where there are none.
        leaves: layers whose edges are known.
    """

    jaws_x_mm: Floats
    jaws_y_mm: Floats
    leaves: tuple[Leaves, ...]

    @property
    def has_jaws(self) -> bool:
        """Whether any jaw is there."""
        return bool(np.any(np.abs([self.jaws_x_mm, self.jaws_y_mm]) < FAR_MM))

    def find_open(self, x_mm: Floats, y_mm: Floats, moments: slice) -> Mask:
        """Which places (k moments, n) of the isocentre plane nothing covers at k of the moments."""
        is_open = np.ones(x_mm.shape, dtype=bool)
        for along, jaws_mm in ((x_mm, self.jaws_x_mm), (y_mm, self.jaws_y_mm)):
            low, high = jaws_mm[:, moments, None]
            is_open &= (low <= along) & (along <= high)
        moment = np.arange(len(x_mm))[:, None]
        for leaves in self.leaves:
            along, across = (x_mm, y_mm) if leaves.axis == "X" else (y_mm, x_mm)
            pair = np.searchsorted(leaves.edges_mm, across, side="right") - 1
            is_open &= (pair >= 0) & (pair < len(leaves.edges_mm) - 1)
            pair = np.clip(pair, 0, len(leaves.edges_mm) - 2)
            low, high = leaves.banks_mm[:, :, moments]
            is_open &= (low[pair, moment] <= along) & (along <= high[pair, moment])
        return is_open

    def find_box_mm(self) -> Floats | None:
        """From where to where along x and y anything is ever open, (2 axes, 2 ends); None where nothing is.

        Of several layers, the box that all of theirs share.
        """
        box = np.array([[jaws[0].min(), jaws[1].max()] for jaws in (self.jaws_x_mm, self.jaws_y_mm)])
        for leaves in self.leaves:
            along, across = (0, 1) if leaves.axis == "X" else (1, 0)
            edges_mm, (low, high) = leaves.edges_mm, leaves.banks_mm
            is_open = (high - low).max(axis=-1) > CLOSED_MM
            is_open &= (edges_mm[1:] > box[across, 0]) & (edges_mm[:-1] < box[across, 1])
            if not is_open.any():
                return None
            gaps = low[is_open].min(), high[is_open].max()
            strips = edges_mm[:-1][is_open].min(), edges_mm[1:][is_open].max()
            for axis, (first, last) in ((along, gaps), (across, strips)):
                box[axis] = max(box[axis, 0], first), min(box[axis, 1], last)
        return box if np.all(box[:, 1] > box[:, 0]) else None


def find_aperture(beam: Beam, points: Sequence[ControlPoint]) -> Aperture:
    """Jaws and leaves at some control points; where positions are not those of its pairs, a layer is open."""
    layers = []
    for place, layer in enumerate(beam.leaf_layers):
        if layer.edges_mm is None or not layer.n_pairs:
            continue
        far_mm = np.tile([[-FAR_MM], [FAR_MM]], layer.n_pairs)
        banks = [known_leaves(point, beam).get(place, far_mm) for point in points]
        layers.append(Leaves(axis=layer.axis, edges_mm=layer.edges_mm, banks_mm=np.stack(banks, axis=-1)))
    return Aperture(
        jaws_x_mm=np.array([_jaws(point.jaws_x_mm) for point in points]).T,
        jaws_y_mm=np.array([_jaws(point.jaws_y_mm) for point in points]).T,
        leaves=tuple(layers),
    )


def known_leaves(point: ControlPoint, beam: Beam) -> dict[int, Floats]:
    """Positions (2, n) of each layer whose edges are known, by its place."""
    return {
        place: leaves_mm
        for place, leaves_mm in point.leaves_mm.items()
        if beam.leaf_layers[place].n_pairs == leaves_mm.shape[1]
    }


def find_open_mm(point: ControlPoint, beam: Beam) -> float:
    """The widest gap that jaws and leaves leave open at a control point, in mm; 0 where all is closed.

    Of several layers whose leaves move along one axis, what all leave open counts. Leaves whose edges are not
    known count with all of the other jaws' opening.
    """
    jaws = {"X": _jaws(point.jaws_x_mm), "Y": _jaws(point.jaws_y_mm)}
    if any(low >= high for low, high in jaws.values()):
        return 0.0
    if not point.leaves_mm:
        return min(high - low for low, high in jaws.values())
    known = known_leaves(point, beam)
    by_axis: dict[str, list[tuple[Floats, Floats]]] = {}
    for place, leaves_mm in point.leaves_mm.items():
        layer = beam.leaf_layers[place]
        strips = _strips(layer, leaves_mm, is_known=place in known)
        by_axis.setdefault(layer.axis, []).append(strips)
    return min(
        _find_gap_mm(layers, along=jaws[axis], across=jaws["Y" if axis == "X" else "X"])
        for axis, layers in by_axis.items()
    )


def _strips(layer: LeafLayer, leaves_mm: Floats, *, is_known: bool) -> tuple[Floats, Floats]:
    """Edges and positions; of unknown edges a single strip as wide as the machine, with the widest gap."""
    if is_known and layer.edges_mm is not None:
        return layer.edges_mm, leaves_mm
    widest = int(np.argmax(leaves_mm[1] - leaves_mm[0]))
    return np.array([-FAR_MM, FAR_MM]), leaves_mm[:, [widest]]


def _find_gap_mm(
    layers: Sequence[tuple[Floats, Floats]], *, along: tuple[float, float], across: tuple[float, float]
) -> float:
    """The widest gap in any strip that the edges of all layers cut, between the jaws."""
    edges_mm = np.unique(np.concatenate([edges for edges, _ in layers]))
    edges_mm = np.unique(np.clip(edges_mm, *across))
    # Strips by their middles, shape (s,).
    middles = (edges_mm[1:] + edges_mm[:-1]) / 2
    low, high = np.full(len(middles), along[0]), np.full(len(middles), along[1])
    for edges, leaves_mm in layers:
        pair = np.searchsorted(edges, middles, side="right") - 1
        inside = (pair >= 0) & (pair < leaves_mm.shape[1])
        pair = np.clip(pair, 0, leaves_mm.shape[1] - 1)
        low = np.where(inside, np.maximum(low, leaves_mm[0, pair]), 0.0)
        high = np.where(inside, np.minimum(high, leaves_mm[1, pair]), 0.0)
    return max(float((high - low).max(initial=0.0)), 0.0)


def _jaws(stated_mm: Sequence[float] | None) -> tuple[float, float]:
    return (-FAR_MM, FAR_MM) if stated_mm is None else (float(stated_mm[0]), float(stated_mm[1]))
