"""What a plan states twice, and not alike: each may be what was meant, so none is taken for right.

On seventeen clinical plans of ten systems nothing of it was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydicom.dataset import Dataset

from rtqa.dicom.elements import code, integer, items, number, text
from rtqa.messages import Listing, Message, Quantity

NEAR_GY = 0.5
"""How far a dose in words may be from a prescription: words are rounded."""

_IN_WORDS = re.compile(r"(\d+(?:[.,]\d+)?)\s*Gy\s*(?:/|in)\s*(\d+)(?![\d.,])", re.IGNORECASE)
"""``70Gy/30``, ``60 Gy in 25``: a total dose and its fractions."""

_NOT_FOR_USE = re.compile(
    r"\b(?:do[ _-]?not[ _-](?:use|treat|deliver)|not[ _-]for[ _-](?:treatment|use|clinical))\b", re.IGNORECASE
)
"""Words of who set a plan aside and did not reject it."""

_GANTRY = re.compile(
    r"\bgantry(?:\s+(?:angle|rotated|at))?[\s:=]*(\d{1,3}(?:\.\d+)?)|\bG(\d{3})(?![\d.])", re.IGNORECASE
)
"""``Gantry: 187.0..175.0``, ``Gantry rotated 0 degrees``, as systems write them; ``G270``, as clinics do."""

NEAR_DEG = 5.0
"""How far an angle in words may be from one of the beam's: words are rounded."""

_TEXTS = ("RTPlanLabel", "RTPlanName", "RTPlanDescription", "PrescriptionDescription")
_COUNTED = (
    ("NumberOfWedges", "WedgeSequence"),
    ("NumberOfBlocks", "BlockSequence"),
    ("NumberOfCompensators", "CompensatorSequence"),
    ("NumberOfBoli", "ReferencedBolusSequence"),
)


def find_contradictions(plan: Dataset) -> Iterator[Message]:
    """Each thing that an RTPLAN states in two ways; nothing of other objects."""
    yield from _contradict_words(plan)
    yield from _contradict_use(plan)
    for rx in items(plan, "DoseReferenceSequence"):
        yield from _contradict_aims(rx)
    for beam in items(plan, "BeamSequence"):
        yield from _contradict_beam(beam)
    still = [
        integer(beam, "BeamNumber") or 0 for beam in items(plan, "BeamSequence") if _has_no_dose_rate(beam)
    ]
    if still:
        yield Message("contradictions.no-dose-rate", n=len(still), beams=Listing(tuple(still), "and"))
    if code(plan, "RTPlanGeometry") == "TREATMENT_DEVICE" and items(plan, "ReferencedStructureSetSequence"):
        yield Message("contradictions.geometry")


def _contradict_words(plan: Dataset) -> Iterator[Message]:
    """The first text of which no dose and number of fractions is the one that is planned."""
    numbers = [integer(group, "NumberOfFractionsPlanned") for group in items(plan, "FractionGroupSequence")]
    fractions = [n for n in numbers if n]
    doses_gy = [number(rx, "TargetPrescriptionDose") for rx in items(plan, "DoseReferenceSequence")]
    prescribed_gy = [dose_gy for dose_gy in doses_gy if dose_gy]
    for keyword in _TEXTS:
        prescriptions = [*_IN_WORDS.finditer(text(plan, keyword))]
        if prescriptions and not any(_agrees(words, fractions, prescribed_gy) for words in prescriptions):
            yield Message(
                "contradictions.words", keyword=keyword, words=prescriptions[0].group(0), n=sum(fractions)
            )
            return


def _contradict_use(plan: Dataset) -> Iterator[Message]:
    """The first text by which a plan is not to be used, though it was exported to be."""
    for keyword in _TEXTS:
        if words := _NOT_FOR_USE.search(text(plan, keyword)):
            yield Message("contradictions.not-for-use", keyword=keyword, words=words.group(0))
            return


def _agrees(words: re.Match[str], fractions: list[int], prescribed_gy: list[float]) -> bool:
    """Whether words state the fractions of a group or of all, and a dose that is prescribed."""
    dose_gy, n_fractions = float(words.group(1).replace(",", ".")), int(words.group(2))
    is_dose = not prescribed_gy or any(abs(dose_gy - gy) <= NEAR_GY for gy in prescribed_gy)
    return is_dose and (not fractions or n_fractions in (*fractions, sum(fractions)))


def _contradict_aims(rx: Dataset) -> Iterator[Message]:
    """A target that may have no more, or must have more, than it is prescribed."""
    dose_gy = number(rx, "TargetPrescriptionDose")
    least_gy, most_gy = number(rx, "TargetMinimumDose"), number(rx, "TargetMaximumDose")
    for keyword, aim_gy, is_broken in (
        ("TargetMinimumDose", least_gy, bool(dose_gy and least_gy and least_gy > dose_gy)),
        ("TargetMaximumDose", most_gy, bool(dose_gy and most_gy and most_gy < dose_gy)),
    ):
        if is_broken and aim_gy and dose_gy:
            aim, dose = Quantity(aim_gy, "Gy"), Quantity(dose_gy, "Gy")
            yield Message("contradictions.aim", keyword=keyword, aim=aim, dose=dose)


def _contradict_beam(beam: Dataset) -> Iterator[Message]:
    beam_number = integer(beam, "BeamNumber") or 0
    for keyword, described in _COUNTED:
        n = integer(beam, keyword)
        if n and not items(beam, described):
            yield Message("contradictions.counted", beam=beam_number, keyword=keyword, n=n)
    stated = (number(point, "GantryAngle") for point in items(beam, "ControlPointSequence"))
    planned_deg = [angle_deg for angle_deg in stated if angle_deg is not None]
    for keyword in ("BeamName", "BeamDescription"):
        words = _GANTRY.search(text(beam, keyword))
        angle_deg = float(words.group(1) or words.group(2)) if words else None
        if angle_deg is not None and planned_deg and not _is_near(angle_deg, planned_deg):
            gantry = Quantity(planned_deg[0], "°")
            yield Message(
                "contradictions.gantry", beam=beam_number, angle=Quantity(angle_deg, "°"), gantry=gantry
            )
            return


def _is_near(angle_deg: float, others_deg: list[float]) -> bool:
    """Whether an angle is one of others, which may turn."""
    return any(abs((angle_deg - other_deg + 180.0) % 360.0 - 180.0) <= NEAR_DEG for other_deg in others_deg)


def _has_no_dose_rate(beam: Dataset) -> bool:
    """Whether a treatment beam states a dose rate of 0 and no other."""
    rates = [number(point, "DoseRateSet") for point in items(beam, "ControlPointSequence")]
    stated = [rate for rate in rates if rate is not None]
    return bool(stated) and not any(stated) and code(beam, "TreatmentDeliveryType") == "TREATMENT"
