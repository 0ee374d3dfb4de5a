"""What a beam sees of a patient: points projected into its beam limiting device (IEC 61217)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rtqa.geometry.aperture import Aperture, find_aperture
from rtqa.model.geometry import Floats
from rtqa.model.plan import Beam, ControlPoint

_TABLE_AXES = {
    "HFS": ((1, 0, 0), (0, 0, 1), (0, -1, 0)),
    "HFP": ((-1, 0, 0), (0, 0, 1), (0, 1, 0)),
    "FFS": ((-1, 0, 0), (0, 0, -1), (0, -1, 0)),
    "FFP": ((1, 0, 0), (0, 0, -1), (0, 1, 0)),
}
"""The couch's x, y and z axes in the patient's LPS axes, by PatientPosition (0018,5100)."""

_AT_ONCE = 200_000
"""Control points times points that are looked at together, so that their arrays stay in the cache."""

_USUAL_SOURCE_AXIS_MM = 1000.0
"""Of a C-arm linac; taken where SourceAxisDistance is absent, as it only scales what is seen."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Openings:
    """How a beam stands to the patient and is shaped at its c control points that give anything.

    Attributes:
        shares: shape (c,); the share of the meterset that is given there.
        gantry_deg, collimator_deg, couch_deg: shape (c,); 0 where never stated.
        isocenter_mm: shape (c, 3), in LPS axes.
        aperture: jaws and leaves at these.
        table_axes: shape (3, 3); rows are the couch's axes in the patient's.
        source_axis_mm: SourceAxisDistance.
    """

    shares: Floats
    gantry_deg: Floats
    collimator_deg: Floats
    couch_deg: Floats
    isocenter_mm: Floats
    aperture: Aperture
    table_axes: Floats
    source_axis_mm: float

    def expose(self, points_mm: Floats) -> Floats:
        """For which share of the meterset, shape (n,), points (n, 3) in mm lie in the opening."""
        axes = _turn_collimator(
            self.table_axes,
            gantry_deg=self.gantry_deg[:, None],
            collimator_deg=self.collimator_deg[:, None],
            couch_deg=self.couch_deg[:, None],
        )
        exposed = np.zeros(len(points_mm))
        at_once = max(1, _AT_ONCE // max(1, len(points_mm)))
        for start in range(0, len(self.shares), at_once):
            some = slice(start, start + at_once)
            to_points = points_mm - self.isocenter_mm[some, None]
            x, y = _project(to_points, axes[some], source_axis_mm=self.source_axis_mm)
            exposed += self.shares[some] @ self.aperture.find_open(x, y, some)
        return exposed


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
        aperture=find_aperture(beam, giving or points),
        table_axes=np.array(axes, dtype=float),
        source_axis_mm=find_source_axis_mm(beam),
    )


def reaches(beam: Beam, points_mm: Floats, *, margin_mm: float) -> bool | None:
    """Whether a beam's openings, widened by a margin, may reach anything between some points (n, 3), in mm.

    At each control point the box around the projected points is held against the box around the opening, so
    that what lies between the points is asked about too. None where the beam does not say enough, as for
    :func:`find_openings`.
    """
    if not beam.control_points:
        return None
    for point in beam.control_points:
        axes = find_axes(point, beam.patient_position)
        if axes is None or point.isocenter_mm is None:
            return None
        box = find_aperture(beam, [point]).find_box_mm()
        if box is None:
            continue
        places = _project(points_mm - point.isocenter_mm, axes, source_axis_mm=find_source_axis_mm(beam))
        if all(
            along.min() <= high + margin_mm and along.max() >= low - margin_mm
            for along, (low, high) in zip(places, box, strict=True)
        ):
            return True
    return False


def find_axes(point: ControlPoint, patient_position: str) -> Floats | None:
    """The collimator's x, y and z (towards the source) in the patient's LPS axes: rows of shape (3, 3).

    None where the control point has no gantry angle, or it is not known how the patient lies.
    """
    table = _TABLE_AXES.get(patient_position)
    if table is None or point.gantry_deg is None:
        return None
    return _turn_collimator(
        np.array(table, dtype=float),
        gantry_deg=point.gantry_deg,
        collimator_deg=point.collimator_deg or 0.0,
        couch_deg=point.couch_deg or 0.0,
    )


def find_source_axis_mm(beam: Beam) -> float:
    """From the source to the isocentre."""
    return beam.source_axis_mm or _USUAL_SOURCE_AXIS_MM


def _is_known(point: ControlPoint) -> bool:
    shaped = bool(point.leaves_mm) or point.jaws_x_mm is not None or point.jaws_y_mm is not None
    placed = point.gantry_deg is not None and point.isocenter_mm is not None
    return shaped and placed and point.meterset_frac is not None


def _turn_collimator(
    table_axes: Floats,
    *,
    gantry_deg: Floats | float,
    collimator_deg: Floats | float,
    couch_deg: Floats | float,
) -> Floats:
    """The collimator's axes (…, 3, 3) in the patient's; angles as numbers, or of shape (c, 1).

    The couch turns the patient about the vertical, the gantry the source about the couch's long axis, the
    collimator the picture; each positive angle counter-clockwise, seen against its axis.
    """
    x, y, z = table_axes
    x, y = _turn(x, y, -couch_deg)
    x, z = _turn(x, z, -gantry_deg)
    x, y = _turn(x, y, collimator_deg)
    return np.stack(np.broadcast_arrays(x, y, z), axis=-2)


def _project(to_points_mm: Floats, axes: Floats, *, source_axis_mm: float) -> tuple[Floats, Floats]:
    """From the source onto the isocentre plane, as x and y along axes (…, 3, 3), of vectors (…, n, 3)."""
    x, y, z = np.moveaxis(to_points_mm @ np.swapaxes(axes, -1, -2), -1, 0)
    shrink = source_axis_mm / (source_axis_mm - z)
    return x * shrink, y * shrink


def _turn(a: Floats, b: Floats, angle_deg: Floats | float) -> tuple[Floats, Floats]:
    """Axes turned by an angle from the first towards the second."""
    angle = np.radians(angle_deg)
    return a * np.cos(angle) + b * np.sin(angle), b * np.cos(angle) - a * np.sin(angle)
