"""Is the patient set up as scanned, around one isocentre in the body?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.roles import list_bodies, list_judged, list_prescribed, list_targets
from rtqa.checks.beams.isocentres import judge_isocentres, list_places
from rtqa.checks.beams.treatment_beams import list_beams, not_looked_at
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed_unless_doubted
from rtqa.messages import Cause, CauseKind, Listing, Message, Quantity, Unknown
from rtqa.model.geometry import Floats
from rtqa.model.plan import Beam
from rtqa.model.technique import MOST_LEANING_DEG, moves_the_couch

FAR_FROM_TARGET_MM = 100.0
"""An isocentre further than this from every target is in doubt; half the longest jaw's way."""

_DRAWN_AS = {"SUPPORT": "beam-setup.supports", "BOLUS": "beam-setup.boluses"}
"""What is said of structures by their RTROIInterpretedType (3006,00A4)."""


@check(
    "BEAM-SETUP",
    "Is the patient set up as scanned, around one isocentre in the body and near the target?",
    section="beams",
    order=50,
    cause=CauseKind.BEAM_DOUBTFUL,
    per="plan",
)
def setup(phase_plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for the plan, one for each doubt, and what lies in the beams, for information."""
    beams = list_beams(phase_plan)
    if isinstance(beams, Unknown):
        yield not_looked_at(beams)
        return
    places = list_places(beams)
    rows = [
        *_judge_position(phase_plan, beams),
        *judge_isocentres(phase_plan, beams),
        *_judge_leaning(beams),
        *_list_accessories(phase_plan, beams),
        *_list_overrides(phase_plan),
    ]
    if not places:
        yield from rows
        return
    rows += [*_judge_body(phase_plan, places), *_judge_targets(phase_plan, places)]
    x, y, z = (Quantity(value + 0.0, "", 1) for value in places[0].tolist())
    compared = _list_compared(phase_plan, beams)
    if compared and len(places) > 1:
        message = Message("beam-setup.passed-several", n=len(places), compared=Listing(compared, "and"))
        yield from passed_unless_doubted(rows, message)
    elif compared:
        message = Message("beam-setup.passed", x=x, y=y, z=z, compared=Listing(compared, "and"))
        yield from passed_unless_doubted(rows, message)
    else:
        yield from [*rows, informed(Message("beam-setup.nothing", x=x, y=y, z=z))]


def _list_compared(phase_plan: PhasePlan, beams: tuple[Beam, ...]) -> tuple[Message, ...]:
    """What setup and isocentre were held against; nothing of one place alone, without anything drawn."""
    image = phase_plan.treatment.image
    bodies = [phase_plan.outlines.of(body) for body in list_bodies(phase_plan)]
    compared = (
        (_count_stated(beams) > 1, Message("beam-setup.of-beams", n=len(beams))),
        (any(body is not None for body in bodies), Message("beam-setup.in-body")),
        (bool(_list_target_points(phase_plan)), Message("beam-setup.near-target")),
        (
            image is not None and bool(image.patient_position) and bool(beams[0].patient_position),
            Message("beam-setup.as-scanned"),
        ),
    )
    return tuple(message for is_compared, message in compared if is_compared)


def _count_stated(beams: tuple[Beam, ...]) -> int:
    """How often an isocentre is stated that should be the same."""
    return sum(
        point.isocenter_mm is not None
        for beam in beams
        if not moves_the_couch(beam)
        for point in beam.control_points
    )


def _judge_leaning(beams: tuple[Beam, ...]) -> Iterator[Row]:
    """Beams whose couch or gantry leans: few machines can, and no plan of the others is meant so."""
    leaning = {
        beam.number: max(point.leaning_deg for point in beam.control_points)
        for beam in beams
        if beam.control_points
    }
    if numbers := [number for number, angle_deg in leaning.items() if angle_deg > MOST_LEANING_DEG]:
        angle = Quantity(max(leaning.values()), "°", 1)
        yield doubted(
            Message("beam-setup.leaning", n=len(numbers), beams=Listing(tuple(numbers), "and"), angle=angle),
            Message("beam-setup.why-leaning"),
        )


def _judge_position(phase_plan: PhasePlan, beams: tuple[Beam, ...]) -> Iterator[Row]:
    positions = sorted({beam.patient_position for beam in beams})
    if len(positions) > 1:
        stated = tuple(position or Message("beam-setup.not-stated") for position in positions)
        yield doubted(
            Message("beam-setup.several-positions", positions=Listing(stated)),
            Message("beam-setup.why-several-positions"),
        )
        return
    (planned,) = positions
    image = phase_plan.treatment.image
    scanned = image.patient_position if image is not None else ""
    if not planned:
        yield informed(Message("beam-setup.no-position"))
    elif not scanned:
        yield informed(Message("beam-setup.not-scanned", position=planned))
    elif scanned != planned:
        yield doubted(
            Message("beam-setup.other-position", scanned=scanned, planned=planned),
            Message("beam-setup.why-other-position"),
        )


def _judge_body(phase_plan: PhasePlan, places: list[Floats]) -> Iterator[Row]:
    outlines = phase_plan.outlines
    drawn = [body for body in map(outlines.of, list_bodies(phase_plan)) if body is not None]
    if not drawn:
        yield informed(Message("beam-setup.no-body"))
        return
    if any(not any(body.contains(place)[0] for body in drawn) for place in places):
        yield doubted(Message("beam-setup.outside-body"), Message("beam-setup.why-elsewhere"))


def _judge_targets(phase_plan: PhasePlan, places: list[Floats]) -> Iterator[Row]:
    points = _list_target_points(phase_plan)
    if not points:
        yield informed(Message("beam-setup.no-target"))
        return
    low = np.min([corner.min(axis=0) for corner in points], axis=0)
    high = np.max([corner.max(axis=0) for corner in points], axis=0)
    beside_mm = [np.maximum(np.maximum(low - place, place - high), 0.0) for place in places]
    away_mm = max(float(np.linalg.norm(beside)) for beside in beside_mm)
    if away_mm > FAR_FROM_TARGET_MM:
        yield doubted(
            Message("beam-setup.far-from-target", distance=Quantity(away_mm, "mm", 0)),
            Message("beam-setup.why-elsewhere"),
        )


def _list_target_points(phase_plan: PhasePlan) -> list[Floats]:
    targets = list_prescribed(phase_plan) or list_targets(phase_plan)
    return [target.contours.points_mm for target in targets if len(target.contours)]


def _list_overrides(phase_plan: PhasePlan) -> Iterator[Row]:
    """Structures that the dose was computed in as of another material than the image shows."""
    judged = {structure.number for structure in list_judged(phase_plan)}
    for structure in phase_plan.structures:
        if not structure.overrides:
            continue
        name, listed = structure.name, Listing(structure.overrides)
        message = Message("beam-setup.overridden", structure=name, overrides=listed)
        if structure.number in judged:
            reason = Message("beam-setup.why-overridden")
            cause = Cause(CauseKind.STRUCTURE_DOUBTFUL, name)
            yield doubted(message, reason, subject=name, cause=cause)
        else:
            yield informed(message, subject=name)


def _list_accessories(phase_plan: PhasePlan, beams: tuple[Beam, ...]) -> Iterator[Row]:
    alike: dict[tuple[Message, ...], list[int]] = {}
    for beam in beams:
        alike.setdefault(beam.accessories, []).append(beam.number)
    for accessories, numbers in alike.items():
        if accessories:
            listed, named = Listing(tuple(numbers), "and"), Listing(accessories, "and")
            message = Message("beam-setup.accessories", n=len(numbers), beams=listed, accessories=named)
            subject = Message("beams.beam", beam=numbers[0])
            yield informed(message, subject=subject if len(numbers) == 1 else Message("beams.several"))
    for role, drawn in _DRAWN_AS.items():
        names = [structure.name for structure in phase_plan.structures if structure.role == role]
        if names:
            quoted = tuple(Message("beam-setup.quoted", name=name) for name in dict.fromkeys(names))
            yield informed(Message(drawn, structures=Listing(quoted)))
