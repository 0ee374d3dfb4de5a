from __future__ import annotations

import unicodedata

import numpy as np
import pytest

from rtqa.errors import StructureNameError
from rtqa.model.structure import ContourKind, Contours, Structure
from rtqa.protocol import Match, ProtocolStructure, load_protocol, match_structures

TRIAL = load_protocol("nct07041788").protocol.structures


def structure(number: int, name: str, *, kind: ContourKind | None = ContourKind.CLOSED_PLANAR) -> Structure:
    kinds = () if kind is None else (kind,)
    points = np.zeros((3 * len(kinds), 3))
    starts = np.arange(len(kinds) + 1, dtype=np.intp) * 3
    return Structure(
        number=number, name=name, role="", contours=Contours(points_mm=points, starts=starts, kinds=kinds)
    )


def matches(*names: str, mapping: dict[str, str] | None = None) -> dict[str, Match]:
    drawn = [structure(n, name) for n, name in enumerate(names, start=1)]
    return {match.protocol_name: match for match in match_structures(TRIAL, drawn, mapping=mapping or {})}


def accepted(name: str, protocol_name: str) -> str | None:
    """How this name alone is taken for the protocol's, or None."""
    candidates = matches(name)[protocol_name].candidates
    return candidates[0].how if candidates else None


@pytest.mark.parametrize(
    ("name", "protocol_name", "how"),
    [
        ("SpinalCord", "SpinalCord", "exact"),
        ("Spinal Cord", "SpinalCord", "tg263"),
        ("spinal cord", "SpinalCord", "tg263"),
        ("SPINALCORD", "SpinalCord", "tg263"),
        ("Spinal_Cord", "SpinalCord", "tg263"),
        (" SpinalCord ", "SpinalCord", "tg263"),
        ("ＳｐｉｎａｌＣｏｒｄ", "SpinalCord", "tg263"),  # noqa: RUF001 (full width is the point)
        ("Cord", "SpinalCord", "alias"),
        ("Myelon", "SpinalCord", "alias"),
        ("Rückenmark", "SpinalCord", "alias"),
        (unicodedata.normalize("NFD", "Rückenmark"), "SpinalCord", "alias"),
        ("RÜCKENMARK", "SpinalCord", "alias"),
        ("脊髓", "SpinalCord", "alias"),
        ("Parotid L", "Parotid_L", "tg263"),
        ("LeftParotid", "Parotid_L", "alias"),
        ("L Parotid", "Parotid_L", "alias"),
        ("LT_PAROTID", "Parotid_L", "alias"),
        ("PAROTIS_LI", "Parotid_L", "alias"),
        ("左腮腺", "Parotid_L", "alias"),
        ("右腮腺", "Parotid_R", "alias"),
        ("PAROTIS_RE", "Parotid_R", "alias"),
        ("GTVₜₙ₀", "GTVtn0", "tg263"),
        ("GTVp", "GTVtn0", "alias"),
        ("GTV_n", "GTVn", "tg263"),
        ("GTVn1", "GTVn", "alias"),
        ("GTVn_02", "GTVn", "alias"),
    ],
)
def test_accepted(name: str, protocol_name: str, how: str) -> None:
    assert accepted(name, protocol_name) == how
    assert [one.protocol_name for one in matches(name).values() if one.candidates] == [protocol_name]


@pytest.mark.parametrize(
    "name",
    [
        "cord+3mm", "SpinalCord_PRV05", "Cord PRV", "PRV Cord", "SpinalCanal", "Spinal Canal",
        "zCord", "SpinalCord_opt", "SpinalCord~", "SpinalCord^", "Cord-", "_Cord", "Cord_",
        "Parotid_L-PTV", "Parotid_L~", "Parotid_L^1", "Parotids", "Parotid", "Parotid_L+R", "Parotis",
        "GTV", "GTV nodes ?", "GTVn66", "GTVn_7000", "GTVn0", "PTV70", "PTV_GTVn", "GTVtn01",
        "CTV54", "CTV_High", "CTV1", "PTV",
    ],
)  # fmt: skip
def test_never_accepted(name: str) -> None:
    assert not [one for one in matches(name).values() if one.candidates]


@pytest.mark.parametrize("name", ["Parotid_L", "LeftParotid", "PAROTIS_LI", "左腮腺", "Lt Parotid"])
def test_left_never_stands_for_right(name: str) -> None:
    right = matches(name)["Parotid_R"]
    assert not right.candidates
    assert not right.suggestions


def test_what_resembles_is_suggested_and_no_more() -> None:
    found = matches("cord+3mm", "GTV nodes ?", "PTV70", "Parotids", "Body")
    suggested = {name: [one.name for one in match.suggestions] for name, match in found.items()}
    assert suggested == {
        "GTVtn0": [],
        "GTVn": ["GTV nodes ?"],
        "CTV": [],
        "SpinalCord": ["cord+3mm"],
        "Parotid_L": ["Parotids"],
        "Parotid_R": ["Parotids"],
    }
    assert {one.how for match in found.values() for one in match.suggestions} == {"suggested"}


def test_a_suggestion_keeps_to_its_side_and_to_its_icru_volume() -> None:
    found = matches("zParotid_R", "PTVn", "GTVno")
    assert [one.name for one in found["Parotid_L"].suggestions] == []
    assert [one.name for one in found["Parotid_R"].suggestions] == ["zParotid_R"]
    assert [one.name for one in found["GTVn"].suggestions] == ["GTVno"]


def test_what_stands_for_one_structure_is_not_suggested_for_another() -> None:
    found = matches("GTVtn0", "GTVnn")
    assert [one.name for one in found["GTVn"].suggestions] == ["GTVnn"]
    assert found["GTVtn0"].suggestions == ()


def test_at_most_three_suggestions_the_likest_first() -> None:
    found = matches("zzCord", "zCord", "Cordx2", "Cord4", "Cord_PRV")
    assert [one.name for one in found["SpinalCord"].suggestions] == ["Cord4", "zCord", "Cordx2"]


@pytest.mark.parametrize(
    ("names", "protocol_name"),
    [
        (("SpinalCord", "Cord"), "SpinalCord"),  # the exact name does not win over an alias
        (("Spinal Cord", "SPINAL_CORD"), "SpinalCord"),
        (("GTVn1", "GTVn2"), "GTVn"),
        (("GTVn", "GTVn1"), "GTVn"),
        (("CTV", "CTV"), "CTV"),
    ],
)
def test_several_are_all_returned_and_none_is_chosen(names: tuple[str, ...], protocol_name: str) -> None:
    candidates = matches(*names)[protocol_name].candidates
    assert [one.name for one in candidates] == list(names)
    assert [one.structure_number for one in candidates] == [1, 2]


def test_the_users_word_overrides_every_other_name() -> None:
    found = matches("SpinalCord", "Cord", "cord+3mm", mapping={"SpinalCord": "cord+3mm"})["SpinalCord"]
    assert [(one.structure_number, one.name, one.how) for one in found.candidates] == [(3, "cord+3mm", "map")]


def test_a_mapped_name_that_two_structures_bear_is_ambiguous() -> None:
    assert len(matches("X", "X", mapping={"CTV": "X"})["CTV"].candidates) == 2


def test_a_mapping_to_no_structure_lists_those_of_the_plan() -> None:
    with pytest.raises(StructureNameError) as caught:
        matches("Cord1", "Body", mapping={"SpinalCord": "cord1"})
    assert str(caught.value) == (
        "the plan has no structure 'cord1'; did you mean 'Cord1'? (it has 'Cord1', 'Body')"
    )


def test_a_mapping_of_no_protocol_structure_lists_those_of_the_protocol() -> None:
    with pytest.raises(
        StructureNameError, match=r"^the protocol has no structure 'Spinalcord'; did you mean"
    ):
        matches("Cord", mapping={"Spinalcord": "Cord"})


@pytest.mark.parametrize("kind", [None, ContourKind.POINT, ContourKind.OPEN_PLANAR])
def test_a_structure_without_volume_never_competes_with_one_that_has(kind: ContourKind | None) -> None:
    cord = (ProtocolStructure(name="SpinalCord", role="organ", aliases=("Cord",)),)
    empty, drawn = structure(1, "SpinalCord", kind=kind), structure(2, "Cord")
    (match,) = match_structures(cord, [empty, drawn], mapping={})
    assert [one.name for one in match.candidates] == ["Cord"]
    (match,) = match_structures(cord, [empty], mapping={})
    assert [one.name for one in match.candidates] == ["SpinalCord"]


def test_a_plan_without_structures() -> None:
    assert all(not one.candidates and not one.suggestions for one in matches().values())
