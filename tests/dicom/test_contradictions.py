"""What a plan says of itself in words, beside what it states."""

from __future__ import annotations

import pytest
from pydicom.dataset import Dataset

from rtqa.dicom.contradictions import find_contradictions


@pytest.mark.parametrize(
    ("keyword", "words", "said"),
    [
        ("RTPlanLabel", "Do_Not_Use", "Do_Not_Use"),
        ("RTPlanDescription", "first try, NOT FOR TREATMENT", "NOT FOR TREATMENT"),
        ("RTPlanName", "do not treat before MDT", "do not treat"),
        ("RTPlanLabel", "Nodes use bolus", None),
        ("RTPlanDescription", "Bolus not used for treatment", None),
    ],
)
def test_a_plan_that_is_called_unfit_for_use_is_asked_about(
    keyword: str, words: str, said: str | None
) -> None:
    plan = Dataset()
    setattr(plan, keyword, words)
    found = [(message.id, message.values["words"]) for message in find_contradictions(plan)]
    assert found == ([("contradictions.not-for-use", said)] if said else [])
