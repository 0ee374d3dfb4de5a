"""Several values in a row, joined as each language does."""

from __future__ import annotations

import pytest

from rtqa.messages import Listing, write_value

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
