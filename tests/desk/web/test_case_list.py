"""The list of cases when there are more than it shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from desk_pages import Served
from sqlalchemy import delete, select

from rtqa.desk.archive.asking import find_stale
from rtqa.desk.archive.tables import AskedOf, Case
from rtqa.desk.verify import verify_desk
from rtqa.desk.web import casebook
from rtqa.desk.web.casebook import count_cases


@pytest.fixture
def crowded(served: Served, monkeypatch: pytest.MonkeyPatch) -> Served:
    """A list of one case, where there are two; the older one waits for its plan."""
    monkeypatch.setattr(casebook, "PAGE", 1)
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


def test_a_list_has_pages_and_says_which_this_is(crowded: Served) -> None:
    physicist = crowded.as_role("physicist")
    newest, oldest = (physicist.get(f"/?which=all&page={number}").text for number in (1, 2))
    assert "Bewegte Lunge" not in newest
    assert "1 to 1 of 2 cases" in newest
    assert "Bewegte Lunge" in oldest
    assert "2 to 2 of 2 cases" in oldest
    # Beyond the last page, and where no number is, a page is shown that there is.
    assert "2 to 2 of 2 cases" in physicist.get("/?which=all&page=99").text
    assert "1 to 1 of 2 cases" in physicist.get("/?which=all&page=²").text


def test_what_is_asked_is_counted_over_all_pages(crowded: Served) -> None:
    with crowded.desk.archive.read() as session:
        assert count_cases(session, "planner") == {"mine": 2, "open": 2, "all": 2}
        assert list(find_stale(session)) == []


def test_what_is_asked_follows_the_case_and_a_row_that_does_not_is_noticed(crowded: Served) -> None:
    archive = crowded.desk.archive
    with archive.begin() as session:
        older = session.scalars(select(Case).where(Case.plan_label.contains("Lunge"))).one()
        older.state = "asks-protocol"
    with archive.read() as session:
        assert count_cases(session, "planner")["mine"] == 1
        assert session.get(AskedOf, (older.id, "physicist")) is not None
    with archive.begin() as session:
        session.execute(delete(AskedOf).where(AskedOf.case_id == older.id))
    with archive.read() as session:
        assert [case.id for case in find_stale(session)] == [older.id]
    assert any("AskedOf" in str(fault) for fault in verify_desk(crowded.desk))


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
