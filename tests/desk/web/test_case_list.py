"""The list of cases when there are more than it shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from desk_pages import Served

from rtqa.desk.archive.tables import Case
from rtqa.desk.web import casebook


@pytest.fixture
def crowded(served: Served, monkeypatch: pytest.MonkeyPatch) -> Served:
    """A list of one case, where there are two; the older one waits for its plan."""
    monkeypatch.setattr(casebook, "MOST_LISTED", 1)
    before = served.clock() - timedelta(days=400)
    with served.desk.archive.begin() as session:
        older = Case(
            key="study 1.2.3",
            state="asks-plan",
            plan_label="Bewegte Lunge ÄÖ",
            patient_name="Old^Patient",
            patient_id="OLD-1",
            created_at=before,
            changed_at=before,
        )
        session.add(older)
    return served


def test_a_list_that_leaves_cases_out_says_so(crowded: Served) -> None:
    page = crowded.as_role("physicist").get("/?which=all").text
    assert "Bewegte Lunge" not in page
    assert "Only the 1 cases that changed last are listed" in page


@pytest.mark.parametrize(
    ("role", "words", "is_found"),
    [
        ("physicist", "lunge äö", True),
        ("physicist", "old-1", True),
        ("reader", "lunge äö", True),
        ("reader", "old-1", False),
        ("physicist", "nobody", False),
    ],
)
def test_a_search_looks_at_all_cases_and_by_patient_for_those_who_see_them(
    crowded: Served, role: str, words: str, *, is_found: bool
) -> None:
    page = crowded.as_role(role).get(f"/?which=all&find={words}").text
    assert ("Bewegte Lunge" in page) is is_found
