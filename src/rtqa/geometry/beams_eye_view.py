"""What a beam sees of a patient: points projected into its beam limiting device (IEC 61217)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from rtqa.model.geometry import Floats
from rtqa.model.plan import Beam, ControlPoint, LeafLayer

Mask = npt.NDArray[np.bool_]

_TABLE_AXES = {
    "HFS": ((1, 0, 0), (0, 0, 1), (0, -1, 0)),
    "HFP": ((-1, 0, 0), (0, 0, 1), (0, 1, 0)),
    "FFS": ((-1, 0, 0), (0, 0, -1), (0, -1, 0)),
    "FFP": ((1, 0, 0), (0, 0, -1), (0, 1, 0)),
}
"""The couch's x, y and z axes in the patient's LPS axes, by PatientPosition (0018,5100)."""

_FAR_MM = 1000.0
"""Further out than any leaf or jaw."""

USUAL_SOURCE_AXIS_MM = 1000.0
"""Of a C-arm linac; taken where SourceAxisDistance is absent, as it only scales what is seen."""


def expose(beam: Beam, points_mm: Floats) -> Floats | None:
    """For which share of its meterset each of the points (n, 3), in mm, lies in the beam's opening.

    None where the beam does not say from where it looks, how the patient lies, what shapes it, or when.
    """
    axes = _TABLE_AXES.get(beam.patient_position)
    points = beam.control_points
    if axes is None or len(points) < 2 or any(not _is_known(point) for point in points):
        return None
    given = np.diff([point.meterset_frac or 0.0 for point in points])
    # What is given between two control points is given half at each.
    shares = (np.append(given, 0.0) + np.insert(given, 0, 0.0)) / 2
    exposed = np.zeros(len(points_mm))
    pose: tuple[object, ...] = ()
    xy = (np.zeros(0), np.zeros(0))
    for point, share in zip(points, shares, strict=True):
        if not share > 0 or point.isocenter_mm is None:
            continue
        now = (point.gantry_deg, point.collimator_deg, point.couch_deg, *point.isocenter_mm)
        if now != pose:
            pose = now
            table = (points_mm - point.isocenter_mm) @ np.array(axes, dtype=float).T
            xy = _project(table, point, beam.source_axis_mm or USUAL_SOURCE_AXIS_MM)
        exposed += share * _is_open(xy, point, beam)
    return exposed


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
        x, y = _project(table, point, beam.source_axis_mm or USUAL_SOURCE_AXIS_MM)
        apart = [
            opening[1] + margin_mm < along.min() or along.max() < opening[0] - margin_mm
            for along, opening in zip((x, y), box, strict=True)
        ]
        if not any(apart):
            return True
    return False


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


def _project(table_mm: Floats, point: ControlPoint, source_axis_mm: float) -> tuple[Floats, Floats]:
    """From the source onto the isocentre plane, as x and y of the collimator.

    The couch turns the patient about the vertical, the gantry the source about the couch's long axis, the
    collimator the picture; each positive angle counter-clockwise, seen against its axis.
    """
    x, y, z = table_mm.T
    x, y = _turn(x, y, -(point.couch_deg or 0.0))
    x, z = _turn(x, z, point.gantry_deg or 0.0, inverse=True)
    shrink = source_axis_mm / (source_axis_mm - z)
    return _turn(x * shrink, y * shrink, point.collimator_deg or 0.0)


def _turn(a: Floats, b: Floats, angle_deg: float, *, inverse: bool = False) -> tuple[Floats, Floats]:
    """Coordinates in axes that are turned by an angle from the first towards the second, or back."""
    angle = np.radians(-angle_deg if inverse else angle_deg)
    return a * np.cos(angle) + b * np.sin(angle), b * np.cos(angle) - a * np.sin(angle)


def _is_open(xy: tuple[Floats, Floats], point: ControlPoint, beam: Beam) -> Mask:
    """Which points of the isocentre plane neither jaws nor leaves cover."""
    x, y = xy
    is_open = np.ones(len(x), dtype=bool)
    for along, jaws_mm in ((x, point.jaws_x_mm), (y, point.jaws_y_mm)):
        if jaws_mm is not None:
            is_open &= (jaws_mm[0] <= along) & (along <= jaws_mm[1])
    for layer, leaves_mm in _layers(point, beam):
        edges_mm = layer.edges_mm
        if edges_mm is None or layer.n_pairs != leaves_mm.shape[1]:
            continue
        along, across = (x, y) if layer.axis == "X" else (y, x)
        pair = np.searchsorted(edges_mm, across, side="right") - 1
        inside = (pair >= 0) & (pair < leaves_mm.shape[1])
        pair = np.clip(pair, 0, leaves_mm.shape[1] - 1)
        is_open &= inside & (leaves_mm[0, pair] <= along) & (along <= leaves_mm[1, pair])
    return is_open


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
