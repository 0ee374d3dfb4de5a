"""What a structure set says of one ROI in several places: its name, description, label and code."""

from __future__ import annotations

from collections.abc import Iterator

from pydicom.dataset import Dataset

from rtqa.dicom.elements import integer, items, text
from rtqa.messages import Message
from rtqa.nomenclature.sides import LEFT, RIGHT


def find_other_sides(structures: Dataset) -> Iterator[Message]:
    """Each ROI whose name says one side and whose other words say the other."""
    observations = {
        integer(row, "ReferencedROINumber"): row for row in items(structures, "RTROIObservationsSequence")
    }
    for roi in items(structures, "StructureSetROISequence"):
        name, observation = text(roi, "ROIName"), observations.get(integer(roi, "ROINumber"), Dataset())
        others = [
            ("ROIDescription", text(roi, "ROIDescription")),
            ("ROIObservationLabel", text(observation, "ROIObservationLabel")),
            *(
                ("RTROIIdentificationCodeSequence", text(meaning, "CodeMeaning"))
                for meaning in items(observation, "RTROIIdentificationCodeSequence")
            ),
        ]
        for keyword, words in others:
            if _find_sides(name) and _find_sides(words) and _find_sides(name).isdisjoint(_find_sides(words)):
                yield Message("contradictions.side", name=name, keyword=keyword, words=words)
                break


def _find_sides(words: str) -> set[str]:
    return {side for side, pattern in (("left", LEFT), ("right", RIGHT)) if pattern.search(words)}
