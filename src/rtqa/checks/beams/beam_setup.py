"""Is the patient set up as scanned, around one isocentre in the body?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.roles import list_bodies, list_judged, list_prescribed, list_targets
from rtqa.checks.beams.beam_meterset import list_beams
from rtqa.checks.core.answer import Doubt, Told, answer
from rtqa.checks.core.catalog import check
from rtqa.findings import Finding
from rtqa.model.geometry import Floats
from rtqa.model.plan import Beam

CODE = "BEAM-SETUP"

SAME_PLACE_MM = 0.1
"""Isocentres no further apart are one: written digits."""

FAR_FROM_TARGET_MM = 100.0
"""An isocentre further than this from every target is in doubt; half the longest jaw's way."""


@check(CODE, "Is the patient set up as scanned, around one isocentre in the body and near the target?")
def setup(subject: Subject) -> Iterator[Finding]:
    """One finding a treatment, one for each doubt, and what lies in the beams, for information."""
    for one in subject.plans:
        beams, reason = list_beams(one)
        if not beams:
            yield from answer(CODE, one, [Told(text=f"No beam was looked at: {reason}.")])
            continue
        places = [
            point.isocenter_mm
            for beam in beams
            for point in beam.control_points
            if point.isocenter_mm is not None
        ]
        rows = [*_position(one, beams), *_isocentres(places), *_accessories(one, beams), *_overrides(one)]
        if places:
            rows += [*_in_body(one, places[0]), *_near_target(one, places[0])]
        yield from answer(CODE, one, rows, in_order=_in_order(places))


def _in_order(places: list[Floats]) -> str:
    if not places:
        return ""
    x, y, z = (f"{value + 0.0:.1f}" for value in places[0])
    return f"One isocentre, at ({x}, {y}, {z}) mm."


def _position(one: PhasePlan, beams: tuple[Beam, ...]) -> Iterator[Doubt | Told]:
    stated = sorted({beam.patient_position for beam in beams})
    if len(stated) > 1:
        yield Doubt(
            found=f"The beams are for different positions: {', '.join(p or 'none' for p in stated)}.",
            meaning="check PatientPosition of the patient setups",
        )
        return
    image = one.treatment.image
    scanned = image.patient_position if image is not None else ""
    if not stated[0]:
        yield Told(text="The plan does not state how the patient lies.")
    elif scanned and scanned != stated[0]:
        yield Doubt(
            found=f"The patient was scanned {scanned} and is planned {stated[0]}.",
            meaning="beams would enter from another side than planned; check the patient's position",
        )
    elif not scanned:
        yield Told(text=f"The patient lies {stated[0]}; no image at hand says how the patient was scanned.")


def _isocentres(places: list[Floats]) -> Iterator[Doubt]:
    if not places:
        yield Doubt(found="No beam states its isocentre.", meaning="export the plan with IsocenterPosition")
        return
    apart_mm = float(np.linalg.norm(np.array(places) - places[0], axis=1).max())
    if apart_mm > SAME_PLACE_MM:
        n_places = len({tuple(np.round(place, 1)) for place in places})
        yield Doubt(
            found=f"{n_places} isocentres, up to {apart_mm:.1f} mm apart.",
            meaning="if that is meant, each needs a setup of its own; if not, a beam was moved",
        )


def _in_body(one: PhasePlan, place: Floats) -> Iterator[Doubt | Told]:
    drawn = [each for each in map(one.outlines.of, list_bodies(one)) if each is not None]
    if not drawn:
        yield Told(text="Whether the isocentre lies in the body was not looked at: no body is drawn.")
        return
    x, y, z = one.outlines.place(place)[0]
    planes = [(each, each.plane_at(float(z))) for each in drawn]
    inside = any(
        plane is not None and shapely.intersects_xy(each.region(plane), x, y) for each, plane in planes
    )
    if not inside:
        yield Doubt(
            found="The isocentre lies outside the body.",
            meaning="it may have been moved, or be in another frame of reference",
        )


def _near_target(one: PhasePlan, place: Floats) -> Iterator[Doubt | Told]:
    targets = list_prescribed(one) or list_targets(one)
    points = [target.contours.points_mm for target in targets if len(target.contours)]
    if not points:
        yield Told(text="Whether the isocentre lies near a target was not looked at: no target is drawn.")
        return
    low = np.min([each.min(axis=0) for each in points], axis=0)
    high = np.max([each.max(axis=0) for each in points], axis=0)
    away_mm = float(np.linalg.norm(np.maximum(np.maximum(low - place, place - high), 0.0)))
    if away_mm > FAR_FROM_TARGET_MM:
        yield Doubt(
            found=f"The isocentre lies {away_mm:.0f} mm from the nearest target.",
            meaning="it may have been moved, or be in another frame of reference",
        )


def _overrides(one: PhasePlan) -> Iterator[Doubt | Told]:
    """Structures that the dose was computed in as of another material than the image shows."""
    judged = {structure.number for structure in list_judged(one)}
    for structure in (each for each in one.structures if each.overrides):
        text = (
            f"{structure.name} was computed with {', '.join(structure.overrides)}, whatever the image shows."
        )
        if structure.number in judged:
            yield Doubt(
                found=text,
                meaning="tissue is seldom overridden (contrast, artefacts, air); make sure that it was meant",
                subject=structure.name,
            )
        else:
            yield Told(text=text, subject=structure.name)


def _accessories(one: PhasePlan, beams: tuple[Beam, ...]) -> Iterator[Told]:
    for beam in beams:
        if beam.accessories:
            yield Told(
                text=f"Beam {beam.number} has {', '.join(beam.accessories)}.", subject=f"beam {beam.number}"
            )
    for role, what in (("SUPPORT", "couch or fixation"), ("BOLUS", "bolus")):
        names = [structure.name for structure in one.structures if structure.role == role]
        if names:
            yield Told(text=f"Drawn as {what}: {', '.join(map(repr, dict.fromkeys(names)))}.")
