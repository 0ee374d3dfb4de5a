"""What a plan states twice, and not alike: each may be what was meant, so none is taken for right.

On seventeen clinical plans of ten systems nothing of it was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pydicom.dataset import Dataset

from rtqa.dicom.beam_words import PLAN_TEXTS, find_other_words
from rtqa.dicom.elements import code, integer, items, number, numbers, text
from rtqa.messages import Listing, Message, Quantity

NEAR_GY = 0.5
"""How far a dose in words may be from a prescription: words are rounded."""

_IN_WORDS = re.compile(r"(\d+(?:[.,]\d+)?)\s*Gy\s*(?:/|in)\s*(\d+)(?![\d.,])", re.IGNORECASE)
"""``70Gy/30``, ``60 Gy in 25``: a total dose and its fractions."""

_FRACTIONS = re.compile(
    r"(?<![\d.,])(\d{1,2})\s*(?:fx|fractions?|#)(?![A-Za-z])|(?<![\d.,])(\d{1,2})\s*[x×]\s*\d[\d.,]*\s*Gy",
    re.IGNORECASE,
)
"""``30 fx``, ``30#``, ``35 x 2 Gy``: fractions without a total dose."""

_NOT_FOR_USE = re.compile(
    r"\b(?:do[ _-]?not[ _-](?:use|treat|deliver)|not[ _-]for[ _-](?:treatment|use|clinical)"
    r"|superseded|obsolete)\b",
    re.IGNORECASE,
)
"""Words of who set a plan aside and did not reject it."""

_TEXTS = (*PLAN_TEXTS, "StructureSetLabel", "StructureSetName", "StructureSetDescription", "DoseComment")
"""Of the object itself; no object has those of another."""

_COUNTED = (
    ("NumberOfWedges", "WedgeSequence"),
    ("NumberOfBlocks", "BlockSequence"),
    ("NumberOfCompensators", "CompensatorSequence"),
    ("NumberOfBoli", "ReferencedBolusSequence"),
)


def find_contradictions(plan: Dataset) -> Iterator[Message]:
    """Each thing that an RTPLAN states in two ways."""
    yield from _contradict_words(plan)
    yield from find_unfit(plan)
    yield from find_other_words(plan)
    for rx in items(plan, "DoseReferenceSequence"):
        yield from _contradict_aims(rx)
    for beam in items(plan, "BeamSequence"):
        yield from _contradict_beam(beam)
    yield from _contradict_setup(plan)
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
    for keyword in PLAN_TEXTS:
        prescriptions = [*_IN_WORDS.finditer(text(plan, keyword))]
        if prescriptions and not any(_agrees(words, fractions, prescribed_gy) for words in prescriptions):
            yield Message(
                "contradictions.words", keyword=keyword, words=prescriptions[0].group(0), n=sum(fractions)
            )
            return
        counts = {
            int(words.group(1) or words.group(2)): words for words in _FRACTIONS.finditer(text(plan, keyword))
        }
        if counts and not prescriptions and fractions and not {*counts} & {*fractions, sum(fractions)}:
            words = next(iter(counts.values()))
            yield Message("contradictions.words", keyword=keyword, words=words.group(0), n=sum(fractions))
            return


def find_unfit(stored: Dataset) -> Iterator[Message]:
    """The first text by which a plan, structure set or dose is not to be used, though it was exported."""
    for keyword in _TEXTS:
        if words := _NOT_FOR_USE.search(text(stored, keyword)):
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
        n, n_described = integer(beam, keyword) or 0, len(items(beam, described))
        if n != n_described:
            yield Message(
                "contradictions.counted", beam=beam_number, keyword=keyword, n=n, described=n_described
            )
    for limiting in items(beam, "BeamLimitingDeviceSequence"):
        edges, n_pairs = (
            numbers(limiting, "LeafPositionBoundaries"),
            integer(limiting, "NumberOfLeafJawPairs"),
        )
        if edges is not None and n_pairs is not None and n_pairs != len(edges) - 1:
            yield Message("contradictions.leaf-pairs", beam=beam_number, n=n_pairs, edges=len(edges))
    points = items(beam, "ControlPointSequence")
    places = [integer(point, "ControlPointIndex") for point in points]
    known = [place for place in places if place is not None]
    if any(after <= before for before, after in pairwise(known)):
        yield Message("contradictions.order", beam=beam_number)


def _contradict_setup(plan: Dataset) -> Iterator[Message]:
    """Beams that are set up as nothing in the plan describes."""
    described = {integer(setup, "PatientSetupNumber") for setup in items(plan, "PatientSetupSequence")}
    beams = tuple(
        integer(beam, "BeamNumber") or 0
        for beam in items(plan, "BeamSequence")
        if (referred := integer(beam, "ReferencedPatientSetupNumber")) is not None
        and described
        and referred not in described
    )
    if beams:
        yield Message("contradictions.setup", n=len(beams), beams=Listing(beams, "and"))


def _has_no_dose_rate(beam: Dataset) -> bool:
    """Whether a treatment beam states a dose rate of 0 and no other."""
    rates = [number(point, "DoseRateSet") for point in items(beam, "ControlPointSequence")]
    stated = [rate for rate in rates if rate is not None]
    return bool(stated) and not any(stated) and code(beam, "TreatmentDeliveryType") == "TREATMENT"
