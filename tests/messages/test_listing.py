"""Several values in a row, joined as each language does."""

from __future__ import annotations

import pytest

from rtqa.messages import Listing, Message, write, write_value

NAMES = ("CTV", "GTVn", "GTVtn0")


@pytest.mark.parametrize(
    ("listing", "english", "chinese"),
    [
        (Listing(NAMES), "CTV, GTVn, GTVtn0", "CTV、GTVn、GTVtn0"),
        (Listing(NAMES, "and"), "CTV, GTVn and GTVtn0", "CTV、GTVn和GTVtn0"),
        (Listing(NAMES, "semicolon"), "CTV; GTVn; GTVtn0", "CTV；GTVn；GTVtn0"),  # noqa: RUF001
        (Listing(NAMES, most=1), "CTV and 2 more", "CTV等（另有 2 项）"),  # noqa: RUF001
    ],
)
def test_each_language_joins_in_its_way(listing: Listing, english: str, chinese: str) -> None:
    assert write_value(listing) == english
    assert write_value(listing, "zh") == chinese


def test_a_list_of_any_length_is_written_whole() -> None:
    names = tuple(f"Structure_{n:04}" for n in range(400))
    message = Message("phase-plan.without-plan", clauses=Listing(names))
    assert write(message) == f"No plan of this phase was handed in; not judged: {', '.join(names)}."
