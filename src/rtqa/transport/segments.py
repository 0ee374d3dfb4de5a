"""A beam in pieces: what is given between two control points, while all moves from place to place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from rtqa.geometry.aperture import Aperture, find_aperture, known_leaves
from rtqa.geometry.beams_eye_view import find_axes
from rtqa.messages import Message, Unknown
from rtqa.model.geometry import Floats
from rtqa.model.plan import Beam, ControlPoint
from rtqa.model.technique import MOST_LEANING_DEG, moves_the_couch

MOST_TURN_DEG = 5.0
"""A longer stretch of an arc is cut into shorter ones, each taken from its middle."""

_STILL_FRAC = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segment:
    """A piece of a beam, delivered from the middle of its stretch.

    Attributes:
        share_frac: of the beam's meterset.
        axes: shape (3, 3); rows are the collimator's x, y and z (towards the source) in LPS axes.
        isocenter_mm: shape (3,).
        pose: gantry, couch and isocentre as numbers; segments of one pose see the same depths.
        aperture: jaws and leaves where the stretch begins and where it ends.
    """

    share_frac: float
    axes: Floats
    isocenter_mm: Floats
    pose: tuple[float, ...]
    aperture: Aperture


def cut_segments(beam: Beam) -> tuple[Segment, ...] | Unknown:
    """The pieces of a beam, in order; Unknown with the reason where it cannot be followed."""
    if (obstacle := _find_obstacle(beam)) is not None:
        return Unknown(obstacle)
    points = beam.control_points
    pieces = (piece for before, after in pairwise(points) for piece in _cut(before, after, beam))
    return tuple(pieces)


def _find_obstacle(beam: Beam) -> Message | None:  # noqa: C901, PLR0911 (a list of reasons)
    number = beam.number
    if moves_the_couch(beam):
        return Message("transport.binary-leaves", beam=number)
    if beam.radiation not in ("PHOTON", ""):
        return Message("transport.not-photons", beam=number)
    if beam.applicator:
        return Message("transport.applicator", beam=number)
    if beam.has_modifier:
        return Message("transport.modifier", beam=number)
    if beam.dosimeter_unit not in ("MU", ""):
        return Message("transport.not-in-mu", beam=number)
    points = beam.control_points
    if len(points) < 2 or any(point.meterset_frac is None for point in points):
        return Message("transport.no-meterset", beam=number)
    if any(point.isocenter_mm is None or find_axes(point, beam.patient_position) is None for point in points):
        return Message("transport.not-placed", beam=number)
    if any(point.leaning_deg > MOST_LEANING_DEG for point in points):
        return Message("transport.leaning", beam=number)
    if not all(point.jaws_x_mm or point.jaws_y_mm or known_leaves(point, beam) for point in points):
        return Message("transport.not-shaped", beam=number)
    if any(len(known_leaves(point, beam)) < len(beam.leaf_layers) for point in points):
        return Message("transport.leaves-unknown", beam=number)
    return None


def _cut(before: ControlPoint, after: ControlPoint, beam: Beam) -> Iterator[Segment]:
    share = (after.meterset_frac or 0.0) - (before.meterset_frac or 0.0)
    if not share > _STILL_FRAC or before.isocenter_mm is None or after.isocenter_mm is None:
        return
    turned = [
        _turn_deg(before.gantry_deg, after.gantry_deg, turns=before.gantry_turns),
        _turn_deg(before.collimator_deg, after.collimator_deg),
        _turn_deg(before.couch_deg, after.couch_deg),
    ]
    n_parts = max(1, int(np.ceil(max(map(abs, turned)) / MOST_TURN_DEG)))
    aperture = find_aperture(beam, [before, after])
    for part in range(n_parts):
        middle = (part + 0.5) / n_parts
        gantry, collimator, couch = (
            (start or 0.0) + middle * turn
            for start, turn in zip(
                (before.gantry_deg, before.collimator_deg, before.couch_deg), turned, strict=True
            )
        )
        isocenter = before.isocenter_mm + middle * (after.isocenter_mm - before.isocenter_mm)
        turned_to = replace(before, gantry_deg=gantry, collimator_deg=collimator, couch_deg=couch)
        axes = find_axes(turned_to, beam.patient_position)
        if axes is None:
            continue
        yield Segment(
            share_frac=share / n_parts,
            axes=axes,
            isocenter_mm=isocenter,
            pose=(gantry, couch, *map(float, isocenter)),
            aperture=_take_between(aperture, np.array([part, part + 1]) / n_parts),
        )


def _turn_deg(start: float | None, end: float | None, *, turns: str = "") -> float:
    """How far something turns from one angle to another: as stated, else the shorter way."""
    if start is None or end is None:
        return 0.0
    angle = (end - start + 180.0) % 360.0 - 180.0
    if turns == "CW" and angle < -1e-6:
        return angle + 360.0
    if turns == "CC" and angle > 1e-6:
        return angle - 360.0
    return angle


def _take_between(aperture: Aperture, moments: Floats) -> Aperture:
    """An aperture at moments from 0, where its first stands, to 1, its second."""

    def move(positions_mm: Floats) -> Floats:
        start, end = positions_mm[..., :1], positions_mm[..., 1:]
        moved: Floats = start + (end - start) * moments
        return moved

    return Aperture(
        jaws_x_mm=move(aperture.jaws_x_mm),
        jaws_y_mm=move(aperture.jaws_y_mm),
        leaves=tuple(replace(leaves, banks_mm=move(leaves.banks_mm)) for leaves in aperture.leaves),
    )
