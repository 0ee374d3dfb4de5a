"""What names and descriptions say of beams, beside what their control points state (PS3.3 C.8.8.14).

Only spellings of one meaning are read: ``G270``, ``Gantry: 20.0..180.0``, ``10X``, ``6 MV``, ``RAO``,
``2 arcs``, ``7 field``. A number that may be another thing, as in ``Field 7``, ``G1`` or ``7F``, says
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from pydicom.dataset import Dataset

from rtqa.dicom.elements import code, integer, items, number, text
from rtqa.messages import Message, Quantity

PLAN_TEXTS = ("RTPlanLabel", "RTPlanName", "RTPlanDescription", "PrescriptionDescription")
_BEAM_TEXTS = ("BeamName", "BeamDescription")

ANGLE_DEG = 1.5
"""Names give whole degrees."""

STILL_DEG = 1.0
"""A gantry that moves by less stands still."""

ENERGY_MV, HIGH_MV = 0.5, 15.0
"""From 15 MV on one beam has several names: 18 MV (BJR 11) is 23 MV (BJR 17)."""


def _spell(names: str) -> re.Pattern[str]:
    """An angle after one of these names, such as ``Gantry: 20.0`` or ``Couch rotated 0``."""
    return re.compile(
        rf"(?<![A-Za-z])(?:{names})(?:\s+(?:angle|rotated))?\s*[:=]?\s*(-?\d{{1,3}}(?:\.\d+)?)(?![\d.]*\s*(?:Gy|fx|x))",
        re.IGNORECASE,
    )


_ANGLES = (
    ("GantryAngle", _spell("gantry")),
    ("GantryAngle", re.compile(r"(?<![A-Za-z0-9])[Gg](\d{3})(?!\d)")),
    (
        "BeamLimitingDeviceAngle",
        _spell("coll?(?:imator)?|bld"),
    ),
    ("BeamLimitingDeviceAngle", re.compile(r"(?<![A-Za-z0-9])[Gg]\d{3}[ _-]?[Cc](\d{3})(?!\d)")),
    (
        "PatientSupportAngle",
        _spell("couch|patientsupport"),
    ),
    ("PatientSupportAngle", re.compile(r"(?<![A-Za-z0-9])[Gg]\d{3}[ _-]?[Cc]\d{3}[ _-]?[Tt](\d{3})(?!\d)")),
)
"""Where an angle is spelled out, by what it is an angle of."""

_PLACED = tuple(dict.fromkeys(keyword for keyword, _ in _ANGLES))

_MV = re.compile(r"(?<![\w.,])(\d{1,2})\s?MV(?![A-Za-z])")
_X = re.compile(r"(?<![A-Za-z0-9.,])(4|6|8|10|15|18|20|23|25)X(?![A-Za-z0-9]|\s*\d)")
_ARC = re.compile(r"(?<![A-Za-z])(?:VMAT|RapidArc|Arc)(?![A-Za-z])", re.IGNORECASE)
_ARCS = re.compile(r"(?<![\d.,])(\d{1,2})[ _-]?arcs?(?![A-Za-z])", re.IGNORECASE)
_FIELDS = re.compile(r"(?<![\d.,])(\d{1,2})[ _-]?(?:fields?|beams?)(?![A-Za-z])", re.IGNORECASE)

_SIDES_DEG = {
    "AP": (-20.0, 20.0),
    "LAO": (0.0, 90.0),
    "LPO": (90.0, 180.0),
    "PA": (160.0, 200.0),
    "RPO": (180.0, 270.0),
    "RAO": (270.0, 360.0),
}
"""From where such a beam comes, with the patient head first and supine: gantry at 90° is to the left."""

_SIDE = re.compile(r"(?<![A-Za-z])(AP|PA|LAO|LPO|RAO|RPO)(?![A-Za-z])")


def find_other_words(plan: Dataset) -> Iterator[Message]:
    """Each thing that words say of a plan's treatment beams and their control points do not."""
    beams = [
        beam
        for beam in items(plan, "BeamSequence")
        if code(beam, "TreatmentDeliveryType") in ("", "TREATMENT") and items(beam, "ControlPointSequence")
    ]
    if not beams:
        return
    yield from _contradict_angles(beams)
    supine = {
        integer(setup, "PatientSetupNumber")
        for setup in items(plan, "PatientSetupSequence")
        if code(setup, "PatientPosition") == "HFS"
    }
    for beam in beams:
        if integer(beam, "ReferencedPatientSetupNumber") in supine:
            yield from _contradict_side(beam)
        for keyword in _BEAM_TEXTS:
            words = _ARC.search(text(beam, keyword))
            if words and not _turns(beam):
                yield _of_beam(beam, keyword, words.group(0), stated=Message("contradictions.gantry-still"))
                break
        yield from _contradict_energy(beam)
    yield from _contradict_plan(plan, beams)


def _of_beam(beam: Dataset, keyword: str, words: str, *, stated: Message | Quantity) -> Message:
    return Message(
        "contradictions.beam-words",
        beam=integer(beam, "BeamNumber") or 0,
        keyword=keyword,
        words=" ".join(words.split()),
        stated=stated,
    )


def _list(beam: Dataset, keyword: str) -> list[float]:
    """The values of a beam's control points, as far as they state one."""
    values = (number(point, keyword) for point in items(beam, "ControlPointSequence"))
    return [value for value in values if value is not None]


def _apart_deg(first: float, second: float) -> float:
    return abs((first - second + 180.0) % 360.0 - 180.0)


_SCALES: tuple[Callable[[float], float], ...] = (lambda deg: deg, lambda deg: 180.0 - deg, lambda deg: -deg)
"""IEC 61217, the scale of older machines whose 180° is IEC's 0°, and one that counts the other way round."""


def _turns(beam: Dataset) -> bool:
    angles = _list(beam, "GantryAngle")
    directions = {code(point, "GantryRotationDirection") for point in items(beam, "ControlPointSequence")}
    return any(_apart_deg(angle, angles[0]) > STILL_DEG for angle in angles) or bool(
        directions & {"CW", "CC"}
    )


def _contradict_angles(beams: Sequence[Dataset]) -> Iterator[Message]:
    """Angles in words that no control point has; none where all words are in a scale of the house."""
    for keyword, pattern in _ANGLES:
        spelled = [
            (beam, where, words, float(words.group(1)), _list(beam, keyword))
            for beam in beams
            for where in _BEAM_TEXTS
            if (words := pattern.search(text(beam, where)))
            # G001, G002, … are numbers of beams.
            and float(words.group(1)) != (integer(beam, "BeamNumber") or 0)
        ]
        known = [entry for entry in spelled if entry[4]]
        if any(
            all(
                min(_apart_deg(turn(angle), deg) for deg in stated) <= ANGLE_DEG
                for *_, angle, stated in known
            )
            for turn in _SCALES
        ):
            continue
        for beam, where, words, angle, stated in known:
            if min(_apart_deg(angle, deg) for deg in stated) > ANGLE_DEG:
                yield _of_beam(beam, where, words.group(0), stated=Quantity(stated[0], "°"))


def _contradict_side(beam: Dataset) -> Iterator[Message]:
    """A beam called after the side that it comes from, which comes from another; couches turned apart."""
    angles, couch = _list(beam, "GantryAngle"), _list(beam, "PatientSupportAngle")
    named = {words.group(1) for words in _SIDE.finditer(text(beam, "BeamName"))}
    if (
        len(named) != 1
        or not angles
        or _turns(beam)
        or any(_apart_deg(deg, 0.0) > ANGLE_DEG for deg in couch)
    ):
        return
    (side,) = named
    low, high = _SIDES_DEG[side]
    if _apart_deg(angles[0], (low + high) / 2) > (high - low) / 2 + ANGLE_DEG:
        yield _of_beam(beam, "BeamName", side, stated=Quantity(angles[0], "°"))


def _is_energy(said_mv: float, stated_mv: Sequence[float]) -> bool:
    return any(abs(said_mv - mv) <= ENERGY_MV or min(said_mv, mv) >= HIGH_MV - ENERGY_MV for mv in stated_mv)


def _contradict_energy(beam: Dataset) -> Iterator[Message]:
    energies = _list(beam, "NominalBeamEnergy")
    if code(beam, "RadiationType") not in ("", "PHOTON") or not energies:
        return
    for keyword in _BEAM_TEXTS:
        words = text(beam, keyword)
        said = [*_MV.finditer(words), *_X.finditer(words)]
        if said and not any(_is_energy(float(energy.group(1)), energies) for energy in said):
            yield _of_beam(beam, keyword, said[0].group(0), stated=Quantity(energies[0], "MV"))
            return


def _contradict_plan(plan: Dataset, beams: Sequence[Dataset]) -> Iterator[Message]:
    """What the plan's texts say of all beams: their energy, and how many fields or arcs there are."""
    energies = [mv for beam in beams for mv in _list(beam, "NominalBeamEnergy")]
    turning = sum(map(_turns, beams))
    places = {tuple(next(iter(_list(beam, keyword)), None) for keyword in _PLACED) for beam in beams}
    for keyword in PLAN_TEXTS:
        words = text(plan, keyword)
        if (arcs := _ARCS.search(words)) and turning < int(arcs.group(1)):
            yield _of_plan(keyword, arcs, Message("contradictions.n-arcs", n=turning))
        fields = _FIELDS.search(words)
        if fields and int(fields.group(1)) not in (len(beams), len(places), len(beams) - turning):
            yield _of_plan(keyword, fields, Message("contradictions.n-beams", n=len(beams)))
        said = [*_MV.finditer(words)]
        if said and energies and not any(_is_energy(float(energy.group(1)), energies) for energy in said):
            yield _of_plan(keyword, said[0], Quantity(energies[0], "MV"))


def _of_plan(keyword: str, words: re.Match[str], stated: Message | Quantity) -> Message:
    return Message("contradictions.plan-words", keyword=keyword, words=words.group(0), stated=stated)
