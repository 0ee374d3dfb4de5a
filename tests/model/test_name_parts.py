"""Which names say that a structure is a part of an organ."""

from __future__ import annotations

import pytest

from rtqa.nomenclature.name_parts import find_part_of


@pytest.mark.parametrize(
    "name",
    [
        "SpinalCord_2",
        "SpinalCord2",
        "Cord upper",
        "cord_inf",
        "Upper Cord",
        "Myelon 2",
        "SpinalCord~",
        "脊髓2",
        "Cord_deep",
    ],
)
def test_a_part_is_known_by_its_word_or_number(name: str) -> None:
    assert find_part_of(name) == "SpinalCord"


@pytest.mark.parametrize(
    "name", ["SpinalCord", "SpinalCord_PRV05", "cord+5mm", "GTVn_2", "Ring_2", "PTV_a", "Struct1", "Eye_L"]
)
def test_an_organ_a_margin_and_a_target_are_no_part(name: str) -> None:
    assert find_part_of(name) == ""
