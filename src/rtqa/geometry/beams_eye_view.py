"""What a beam sees of a patient: points projected into its beam limiting device (IEC 61217)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rtqa.model.geometry import Floats
from rtqa.model.plan import Beam, ControlPoint, LeafLayer

Mask = npt.NDArray[np.bool_]
Angle = Floats | float

_TABLE_AXES = {
    "HFS": ((1, 0, 0), (0, 0, 1), (0, -1, 0)),
    "HFP": ((-1, 0, 0), (0, 0, 1), (0, 1, 0)),
    "FFS": ((-1, 0, 0), (0, 0, -1), (0, -1, 0)),
    "FFP": ((1, 0, 0), (0, 0, -1), (0, 1, 0)),
}
"""The couch's x, y and z axes in the patient's LPS axes, by PatientPosition (0018,5100)."""

_FAR_MM = 1000.0
"""Further out than any leaf or jaw."""

_AT_ONCE = 200_000
"""Control points times points that are looked at together, so that their arrays stay in the cache."""

USUAL_SOURCE_AXIS_MM = 1000.0
"""Of a C-arm linac; taken where SourceAxisDistance is absent, as it only scales what is seen."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Leaves:
    """A layer of leaves at the c control points of a beam.

    Attributes:
        axis: along what they move: X or Y.
        edges_mm: shape (n + 1,), across it.
        banks_mm: positions of both banks, shape (c, 2, n).
    """

    axis: str
    edges_mm: Floats
    banks_mm: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Openings:
    """How a beam stands to the patient and is shaped at its c control points that give anything.

    Attributes:
        shares: shape (c,); the share of the meterset that is given there.
        gantry_deg, collimator_deg, couch_deg: shape (c,); 0 where never stated.
        isocenter_mm: shape (c, 3), in LPS axes.
        jaws_x_mm, jaws_y_mm: shape (c, 2); infinite where there are none.
        leaves: layers whose edges are known.
        table_axes: shape (3, 3); rows are the couch's axes in the patient's.
        source_axis_mm: SourceAxisDistance.
    """

    shares: Floats
    gantry_deg: Floats
    collimator_deg: Floats
    couch_deg: Floats
    isocenter_mm: Floats
    jaws_x_mm: Floats
    jaws_y_mm: Floats
    leaves: tuple[Leaves, ...]
    table_axes: Floats
    source_axis_mm: float

    def expose(self, points_mm: Floats) -> Floats:
        """For which share of the meterset, shape (n,), points (n, 3) in mm lie in the opening."""
        exposed = np.zeros(len(points_mm))
        at_once = max(1, _AT_ONCE // max(1, len(points_mm)))
        for start in range(0, len(self.shares), at_once):
            some = slice(start, start + at_once)
            exposed += self.shares[some] @ self._is_open(points_mm, some)
        return exposed

    def _is_open(self, points_mm: Floats, some: slice) -> Mask:
        """Which points neither jaws nor leaves cover, at some of the control points: shape (c, n)."""
        table_mm = (points_mm - self.isocenter_mm[some, None]) @ self.table_axes.T
        x, y = _project(
            table_mm,
            gantry_deg=self.gantry_deg[some, None],
            collimator_deg=self.collimator_deg[some, None],
            couch_deg=self.couch_deg[some, None],
            source_axis_mm=self.source_axis_mm,
        )
        is_open = np.ones(x.shape, dtype=bool)
        for along, jaws_mm in ((x, self.jaws_x_mm[some]), (y, self.jaws_y_mm[some])):
            is_open &= (jaws_mm[:, :1] <= along) & (along <= jaws_mm[:, 1:])
        row = np.arange(len(x))[:, None]
        for leaves in self.leaves:
            along, across = (x, y) if leaves.axis == "X" else (y, x)
            pair = np.searchsorted(leaves.edges_mm, across, side="right") - 1
            is_open &= (pair >= 0) & (pair < len(leaves.edges_mm) - 1)
            pair = np.clip(pair, 0, len(leaves.edges_mm) - 2)
            banks_mm = leaves.banks_mm[some]
            is_open &= (banks_mm[row, 0, pair] <= along) & (along <= banks_mm[row, 1, pair])
        return is_open


def find_openings(beam: Beam) -> Openings | None:
    """How a beam stands and is shaped while it gives dose.

    None where it does not say from where it looks, how the patient lies, what shapes it, or when.
    """
    axes = _TABLE_AXES.get(beam.patient_position)
    points = beam.control_points
    if axes is None or len(points) < 2 or any(not _is_known(point) for point in points):
        return None
    given = np.diff([point.meterset_frac or 0.0 for point in points])
    # What is given between two control points is given half at each.
    shares = (np.append(given, 0.0) + np.insert(given, 0, 0.0)) / 2
    giving = [point for point, share in zip(points, shares, strict=True) if share > 0]
    return Openings(
        shares=shares[shares > 0],
        gantry_deg=np.array([point.gantry_deg or 0.0 for point in giving]),
        collimator_deg=np.array([point.collimator_deg or 0.0 for point in giving]),
        couch_deg=np.array([point.couch_deg or 0.0 for point in giving]),
        isocenter_mm=np.array([point.isocenter_mm for point in giving]).reshape(-1, 3),
        jaws_x_mm=np.array([_jaws(point.jaws_x_mm) for point in giving]).reshape(-1, 2),
        jaws_y_mm=np.array([_jaws(point.jaws_y_mm) for point in giving]).reshape(-1, 2),
        leaves=tuple(_stack_leaves(beam, giving)),
        table_axes=np.array(axes, dtype=float),
        source_axis_mm=beam.source_axis_mm or USUAL_SOURCE_AXIS_MM,
    )


def _stack_leaves(beam: Beam, points: Sequence[ControlPoint]) -> Iterator[Leaves]:
    """Each layer with known edges; where positions are not those of its pairs, it leaves all open."""
    for place, layer in enumerate(beam.leaf_layers):
        if layer.edges_mm is None or not layer.n_pairs:
            continue
        open_mm = np.tile([[-np.inf], [np.inf]], layer.n_pairs)
        stated = (point.leaves_mm.get(place, open_mm) for point in points)
        banks = [leaves_mm if leaves_mm.shape == open_mm.shape else open_mm for leaves_mm in stated]
        banks_mm = np.array(banks).reshape(-1, *open_mm.shape)
        yield Leaves(axis=layer.axis, edges_mm=layer.edges_mm, banks_mm=banks_mm)


def reaches(beam: Beam, points_mm: Floats, *, margin_mm: float) -> bool | None:
    """Whether a beam's openings, widened by a margin, may reach anything between some points (n, 3), in mm.

    At each control point the box around the projected points is held against the box around the opening, so
    that what lies between the points is asked about too. None where the beam does not say enough, as for
    :func:`expose`; a beam without jaws and without known leaves bounds nothing.
    """
    axes = _TABLE_AXES.get(beam.patient_position)
    if axes is None or not beam.control_points:
        return None
    for point in beam.control_points:
        box = _find_opening_box(point, beam)
        if point.isocenter_mm is None or point.gantry_deg is None or box is None:
            return None
        table = (points_mm - point.isocenter_mm) @ np.array(axes, dtype=float).T
        x, y = _project(
            table,
            gantry_deg=point.gantry_deg,
            collimator_deg=point.collimator_deg or 0.0,
            couch_deg=point.couch_deg or 0.0,
            source_axis_mm=beam.source_axis_mm or USUAL_SOURCE_AXIS_MM,
        )
        apart = [
            opening[1] + margin_mm < along.min() or along.max() < opening[0] - margin_mm
            for along, opening in zip((x, y), box, strict=True)
        ]
        if not any(apart):
            return True
    return False


def find_axes(point: ControlPoint, patient_position: str) -> Floats | None:
    """The collimator's x, y and z (towards the source) in the patient's LPS axes: rows of shape (3, 3).

    None where the control point has no gantry angle, or it is not known how the patient lies.
    """
    table = _TABLE_AXES.get(patient_position)
    if table is None or point.gantry_deg is None:
        return None
    x, y, z = np.array(table, dtype=float)
    x, y = _turn(x, y, -(point.couch_deg or 0.0))
    x, z = _turn(x, z, -point.gantry_deg)
    x, y = _turn(x, y, point.collimator_deg or 0.0)
    return np.array([x, y, z])


def _find_opening_box(
    point: ControlPoint, beam: Beam
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """From where to where along x and y jaws and leaves leave anything open; None where nothing bounds it.

    Of several layers, the box that all of theirs share.
    """
    box = {"X": _jaws(point.jaws_x_mm), "Y": _jaws(point.jaws_y_mm)}
    for layer, leaves_mm in _layers(point, beam):
        edges_mm = layer.edges_mm
        if edges_mm is None or layer.n_pairs != leaves_mm.shape[1]:
            continue
        along, across = layer.axis, "Y" if layer.axis == "X" else "X"
        is_open = leaves_mm[1] > leaves_mm[0]
        is_open &= (edges_mm[1:] > box[across][0]) & (edges_mm[:-1] < box[across][1])
        if not is_open.any():
            return (np.inf, -np.inf), (np.inf, -np.inf)
        strips = edges_mm[:-1][is_open].min(), edges_mm[1:][is_open].max()
        gaps = leaves_mm[0, is_open].min(), leaves_mm[1, is_open].max()
        for axis, (low, high) in ((along, gaps), (across, strips)):
            box[axis] = max(box[axis][0], float(low)), min(box[axis][1], float(high))
    return (box["X"], box["Y"]) if np.isfinite([*box["X"], *box["Y"]]).all() else None


def _is_known(point: ControlPoint) -> bool:
    shaped = bool(point.leaves_mm) or point.jaws_x_mm is not None or point.jaws_y_mm is not None
    placed = point.gantry_deg is not None and point.isocenter_mm is not None
    return shaped and placed and point.meterset_frac is not None


def _project(
    table_mm: Floats,
    *,
    gantry_deg: Angle,
    collimator_deg: Angle,
    couch_deg: Angle,
    source_axis_mm: float,
) -> tuple[Floats, Floats]:
    """From the source onto the isocentre plane, as x and y of the collimator, of points (..., 3).

    The couch turns the patient about the vertical, the gantry the source about the couch's long axis, the
    collimator the picture; each positive angle counter-clockwise, seen against its axis.
    """
    x, y, z = np.moveaxis(table_mm, -1, 0)
    x, y = _turn(x, y, -couch_deg)
    x, z = _turn(x, z, -gantry_deg)
    shrink = source_axis_mm / (source_axis_mm - z)
    return _turn(x * shrink, y * shrink, collimator_deg)


def _turn(a: Floats, b: Floats, angle_deg: Angle) -> tuple[Floats, Floats]:
    """Coordinates in axes that are turned by an angle from the first towards the second."""
    angle = np.radians(angle_deg)
    return a * np.cos(angle) + b * np.sin(angle), b * np.cos(angle) - a * np.sin(angle)


def _layers(point: ControlPoint, beam: Beam) -> Iterator[tuple[LeafLayer, Floats]]:
    """Each layer of leaves with its positions, shape (2, n)."""
    for place, leaves_mm in point.leaves_mm.items():
        yield beam.leaf_layers[place], leaves_mm


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
    by_axis: dict[str, list[tuple[Floats, Floats]]] = {}
    for layer, leaves_mm in _layers(point, beam):
        # Of unknown edges: a single strip as wide as the machine, with the layer's widest gap.
        widest = int(np.argmax(leaves_mm[1] - leaves_mm[0]))
        strips = np.array([-_FAR_MM, _FAR_MM]), leaves_mm[:, [widest]]
        if layer.edges_mm is not None and layer.n_pairs == leaves_mm.shape[1]:
            strips = layer.edges_mm, leaves_mm
        by_axis.setdefault(layer.axis, []).append(strips)
    return min(
        _find_gap_mm(layers, along=jaws[axis], across=jaws["Y" if axis == "X" else "X"])
        for axis, layers in by_axis.items()
    )


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
    return (-np.inf, np.inf) if stated_mm is None else (float(stated_mm[0]), float(stated_mm[1]))
