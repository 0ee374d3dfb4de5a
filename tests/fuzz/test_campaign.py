"""A short campaign of spoilt files and documents: nothing breaks. A long one is run by command."""

from __future__ import annotations

import pytest

import campaign


@pytest.mark.parametrize(("kind", "n"), [("dicom", 20), ("documents", 60), ("metrics", 2000)])
@pytest.mark.filterwarnings("ignore")
def test_nothing_breaks(kind: str, n: int) -> None:
    assert campaign.run(kind, 0, range(n)) == (n, {})


def test_a_case_is_the_same_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[float] = []
    monkeypatch.setitem(campaign.KINDS, "metrics", lambda random: drawn.append(random.random()))
    campaign.run("metrics", 7, range(5))
    campaign.run("metrics", 7, range(3, 4))
    assert drawn[5] == drawn[3]
    assert len(set(drawn)) == 5


def test_what_breaks_is_said_with_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise KeyError("x")

    monkeypatch.setitem(campaign.KINDS, "metrics", fail)
    _, broken = campaign.run("metrics", 7, range(2))
    assert list(broken.values()) == [[0, 1]]
    assert next(iter(broken)).startswith("KeyError at test_campaign.py")
