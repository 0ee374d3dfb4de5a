"""What a beam sees of a patient: points projected into its beam limiting device (IEC 61217)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from rtqa.model.geometry import Floats
from rtqa.model.plan import Beam, ControlPoint

Mask = npt.NDArray[np.bool_]

_TABLE_AXES = {
    "HFS": ((1, 0, 0), (0, 0, 1), (0, -1, 0)),
    "HFP": ((-1, 0, 0), (0, 0, 1), (0, 1, 0)),
    "FFS": ((-1, 0, 0), (0, 0, -1), (0, -1, 0)),
    "FFP": ((1, 0, 0), (0, 0, -1), (0, 1, 0)),
}
"""The couch's x, y and z axes in the patient's LPS axes, by PatientPosition (0018,5100)."""

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


def _is_known(point: ControlPoint) -> bool:
    shaped = any(opening is not None for opening in (point.jaws_x_mm, point.jaws_y_mm, point.leaves_mm))
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
    edges_mm, leaves_mm = beam.leaf_edges_mm, point.leaves_mm
    if edges_mm is not None and leaves_mm is not None and len(edges_mm) == leaves_mm.shape[1] + 1:
        along, across = (x, y) if beam.leaf_axis == "X" else (y, x)
        pair = np.searchsorted(edges_mm, across, side="right") - 1
        inside = (pair >= 0) & (pair < leaves_mm.shape[1])
        pair = np.clip(pair, 0, leaves_mm.shape[1] - 1)
        is_open &= inside & (leaves_mm[0, pair] <= along) & (along <= leaves_mm[1, pair])
    return is_open


def find_open_mm(point: ControlPoint, beam: Beam) -> float:
    """The widest gap that jaws and leaves leave open at a control point, in mm; 0 where all is closed.

    Leaves whose edges are not known count with all of the other jaws' opening.
    """
    low, high = _jaws(point.jaws_x_mm), _jaws(point.jaws_y_mm)
    if low[0] >= low[1] or high[0] >= high[1]:
        return 0.0
    if point.leaves_mm is None:
        return min(low[1] - low[0], high[1] - high[0])
    along, across = (low, high) if beam.leaf_axis != "Y" else (high, low)
    gaps = np.minimum(point.leaves_mm[1], along[1]) - np.maximum(point.leaves_mm[0], along[0])
    edges_mm = beam.leaf_edges_mm
    if edges_mm is not None and len(edges_mm) == len(gaps) + 1:
        gaps = gaps[(edges_mm[1:] > across[0]) & (edges_mm[:-1] < across[1])]
    return max(float(gaps.max(initial=0.0)), 0.0)


def _jaws(stated_mm: Sequence[float] | None) -> tuple[float, float]:
    return (-np.inf, np.inf) if stated_mm is None else (float(stated_mm[0]), float(stated_mm[1]))
