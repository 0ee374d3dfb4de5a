from __future__ import annotations

import unicodedata

import numpy as np
import pytest

from rtqa.errors import StructureNameError
from rtqa.model.structure import ContourKind, Contours, Structure
from rtqa.nomenclature.icru_volumes import find_habitual_role
from rtqa.nomenclature.name_list import find_meaning, find_names
from rtqa.nomenclature.name_marks import find_mark
from rtqa.nomenclature.spelling import normalise
from rtqa.protocol import Match, ProtocolStructure, load_protocol, match_structures

PROTOCOL = load_protocol("nct07041788").protocol
TRIAL = PROTOCOL.structures


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


def by_dose(*names: str) -> dict[str, Match]:
    """Matches where the doses that the trial prescribes are known."""
    drawn = [structure(n, name) for n, name in enumerate(names, start=1)]
    found = match_structures(TRIAL, drawn, mapping={}, prescriptions=PROTOCOL.prescriptions)
    return {match.protocol_name: match for match in found}


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


ORGANS = ("Parotid_L", "Parotid_R", "SpinalCord", "Brainstem")


@pytest.mark.parametrize("habit", ["OAR_{}", "OR {}", "HN-{}", "{}_JD", "0{n}_{}", "{n} {}"])
def test_a_word_that_the_plans_organs_share_says_nothing(habit: str) -> None:
    names = [habit.format(organ, n=n) for n, organ in enumerate(ORGANS)]
    for organ, name in zip(ORGANS[:3], names, strict=False):
        assert [(each.name, each.how) for each in matches(*names)[organ].candidates] == [(name, "alias")]


@pytest.mark.parametrize(
    "telling", ["old_{}", "opt {}", "pre_{}", "{}_in", "{}_sup", "L_{}", "PTV_{}", "not {}"]
)
def test_a_word_that_may_tell_something_is_no_habit(telling: str) -> None:
    found = matches(*(telling.format(organ) for organ in ORGANS))
    assert not any(found[organ].candidates for organ in ORGANS[:3])


def test_a_word_of_two_organs_is_no_habit_and_the_name_itself_comes_first() -> None:
    assert not matches("OAR_Parotid_L", "OAR_SpinalCord")["Parotid_L"].candidates
    both = matches("SpinalCord", *(f"OAR_{organ}" for organ in ORGANS))["SpinalCord"].candidates
    assert [each.name for each in both] == ["SpinalCord"]


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


@pytest.mark.parametrize(
    ("name", "protocol_name"),
    [
        ("GTVp_7000", "GTVtn0"),
        ("GTVtn0_6996", "GTVtn0"),
        ("GTVp 70Gy", "GTVtn0"),
        ("GTVn_6600", "GTVn"),
        ("GTVn1_7000", "GTVn"),
        ("CTV_5400", "CTV"),
        ("CTV_54.0Gy", "CTV"),
        ("CTV-6000", "CTV"),
    ],
)
def test_a_target_with_the_dose_that_it_is_prescribed_behind_its_name(name: str, protocol_name: str) -> None:
    taken = {match.protocol_name: match.candidates for match in by_dose(name).values() if match.candidates}
    assert [*taken] == [protocol_name]
    # Where the doses are not known, it is suggested.
    assert [one.name for one in matches(name)[protocol_name].suggestions] == [name]


@pytest.mark.parametrize(
    "name",
    ["CTV_7000", "GTVp_5400", "GTVn_5000", "CTV_Low", "CTV_High", "PTV_7000", "PTV_High", "CTV54", "GTVn_66",
     "GTV_pre", "GTV_PET", "GTVp_PET_7000", "zGTVp_7000", "SpinalCord_4500"],
)  # fmt: skip
def test_no_target_with_another_dose_or_of_another_image_is_taken(name: str) -> None:
    assert not [match for match in by_dose(name).values() if match.candidates]


def test_a_name_with_its_dose_never_competes_with_the_name_itself() -> None:
    assert [one.name for one in by_dose("CTV_5400", "CTV")["CTV"].candidates] == ["CTV"]
    assert [one.name for one in by_dose("CTV_5400", "CTV_6000")["CTV"].candidates] == ["CTV_5400", "CTV_6000"]
    parts = by_dose("GTVn1_7000", "GTVn2_6600")["GTVn"]
    assert parts.is_gathered


def test_a_name_of_the_protocol_with_a_dose_is_that_dose_alone() -> None:
    wanted = (ProtocolStructure(name="PTV_7000", role="target"),)
    for name, is_taken in (("PTV_70Gy", True), ("PTV 7000cGy", True), ("PTV_5400", False)):
        (match,) = match_structures(wanted, [structure(1, name)], mapping={})
        assert (len(match.candidates), len(match.suggestions)) == (int(is_taken), 0)


@pytest.mark.parametrize(
    ("names", "protocol_name", "suggested"),
    [
        (("CTV_High", "CTV_Low"), "CTV", ["CTV_Low", "CTV_High"]),
        (("CTV_7000", "CTV_Low"), "CTV", ["CTV_Low"]),  # 70 Gy is not what the CTV receives
        (("GTV_pre", "GTVp_new"), "GTVtn0", ["GTVp_new", "GTV_pre"]),
        (("GTVn_PET", "GTVn-left"), "GTVn", ["GTVn-left", "GTVn_PET"]),
        (("GTVn (LN)", "GTVp ?"), "GTVtn0", ["GTVp ?"]),  # nodes are no primary tumour
        (("D2CM PRIMARY",), "GTVtn0", []),
        (
            ("zCord", "SPINAL CORD2", "Cord (thorax)"),
            "SpinalCord",
            ["Cord (thorax)", "SPINAL CORD2", "zCord"],
        ),
        (("Boost Cord", "Cord ring", "cord a"), "SpinalCord", ["cord a", "Cord ring"]),
        (("Prostate", "Later_sparing"), "Parotid_L", []),
        (("Larynx", "SpinalCanal"), "SpinalCord", ["SpinalCanal"]),
    ],
)
def test_what_is_suggested_first(names: tuple[str, ...], protocol_name: str, suggested: list[str]) -> None:
    assert [one.name for one in by_dose(*names)[protocol_name].suggestions] == suggested


def test_what_the_user_passes_over_is_known() -> None:
    past = matches("SpinalCord", "Cord2", mapping={"SpinalCord": "Cord2"})["SpinalCord"]
    assert [one.name for one in past.passed_over] == ["SpinalCord"]
    assert not past.bears_name
    chosen = matches("SpinalCord", "Cord", mapping={"SpinalCord": "Cord"})["SpinalCord"]
    assert (chosen.passed_over, chosen.bears_name) == ((), True)
    assert matches("SpinalCord")["CTV"].bears_name
    # What the protocol itself calls a structure is no other organ, whatever the list of names says.
    wanted = (ProtocolStructure(name="OwnCord", role="organ", aliases=("Myelon",)),)
    (own,) = match_structures(wanted, [structure(1, "Myelon")], mapping={"OwnCord": "Myelon"})
    assert own.bears_name


@pytest.mark.parametrize(
    ("roles", "habit"),
    [
        ((("GTVp", "ORGAN"), ("Parotid_L", "ORGAN"), ("Couch", "SUPPORT"), ("Body", "EXTERNAL")), "ORGAN"),
        ((("PTV", "AVOIDANCE"), ("Heart", "AVOIDANCE")), "AVOIDANCE"),
        ((("PTV", "PTV"), ("Parotid_L", "PTV")), "PTV"),
        ((("PTV_1", "PTV"), ("Met_2", "PTV")), ""),  # targets, as they may well be
        ((("GTVp", "ORGAN"), ("PTV", "PTV"), ("Parotid_L", "ORGAN")), ""),
        ((("Parotid_L", "ORGAN"), ("Heart", "ORGAN")), ""),
        ((("GTVp", ""), ("Parotid_L", "")), ""),
        ((), ""),
    ],
)
def test_a_type_that_is_written_for_everything_says_nothing(
    roles: tuple[tuple[str, str], ...], habit: str
) -> None:
    assert find_habitual_role(roles) == habit


def test_a_plan_without_structures() -> None:
    assert all(not one.candidates and not one.suggestions for one in matches().values())


@pytest.mark.parametrize(
    ("tg263", "names"),
    [
        (
            "SpinalCord",
            ["Cord", "moelle", "MEDULA", "Médula espinal", "Midollo spinale", "脊髄"],
        ),
        ("Brainstem", ["Brain Stem", "Hirnstamm", "Tronc cérébral", "tronco_encefalico", "脑干"]),
        (
            "Parotid_L",
            ["Left Parotid Gland", "Parotide_G", "Parótida izquierda", "左側耳下腺"],
        ),
        (
            "Parotid_R",
            ["Parotide D", "parotida_der", "Parotide Dx", "Parótida direita", "右侧腮腺"],
        ),
        ("Glnd_Submand_L", ["Submandibular_L", "Lt SMG", "Sous-maxillaire gauche", "左颌下腺"]),
        ("Glnd_Thyroid", ["Thyroid", "Schilddrüse", "Thyroide", "Tiroides", "甲状腺"]),
        ("Bone_Mandible", ["Mandible", "Unterkiefer", "Mandibola", "下颌骨"]),
        ("Musc_Constrict", ["Pharyngeal Constrictors", "咽缩肌"]),
        ("Cavity_Oral", ["Oral Cavity", "Mundhöhle", "Cavità orale", "口腔"]),
        ("Esophagus", ["Oesophagus", "Ösophagus", "Œsophage", "食管"]),
        ("Cochlea_R", ["Cochlea R", "CochleaR", "Right Cochlea", "Cochlée droite", "右耳蜗"]),
        ("OpticNrv_L", ["Optic Nerve Left", "Sehnerv links", "Nervo ottico sx", "左视神经"]),
        ("OpticChiasm", ["Chiasm", "Quiasma", "Chiasma ottico", "视交叉"]),
        ("Lens_R", ["R Lens", "Linse re", "Cristallin droit", "右晶体"]),
        ("Eye_L", ["Left Eye", "Auge_li", "Oeil gauche", "左眼球"]),
        ("BrachialPlex_R", ["Rt Brachial Plexus", "Plexus brachialis re", "右臂丛"]),
        ("SpinalCord_PRV05", ["cord+5mm", "Cord PRV 5", "Rückenmark+5", "SpinalCord_PRV05"]),
        ("SpinalCanal", ["Spinal Canal", "Spinalkanal", "椎管"]),
    ],
)
def test_every_protocol_has_the_names_of_the_profession(tg263: str, names: list[str]) -> None:
    wanted = (ProtocolStructure(name=tg263, role="organ"), *PROFESSION)
    for name in (tg263, *names):
        drawn = [structure(1, name)]
        found = match_structures(wanted, drawn, mapping={})
        assert {match.protocol_name for match in found if match.candidates} == {tg263}, name


PROFESSION = tuple(
    ProtocolStructure(name=name, role="organ")
    for name in (
        "SpinalCord", "SpinalCord_PRV03", "SpinalCanal", "Brainstem", "Parotid_L", "Parotid_R", "Parotids",
        "Glnd_Submand_L", "Glnd_Submand_R", "Glnd_Thyroid", "Bone_Mandible", "Larynx", "Musc_Constrict",
        "Cavity_Oral", "Lips", "Esophagus", "Cochlea_L", "Cochlea_R", "OpticNrv_L", "OpticNrv_R",
        "OpticChiasm", "Lens_L", "Lens_R", "Eye_L", "Eye_R", "Pituitary", "BrachialPlex_L",
        "BrachialPlex_R", "Body", "External",
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("SPINAL CORD", "SpinalCord"),
        ("左腮腺", "Parotid_L"),
        ("cord+5mm", "SpinalCord_PRV05"),
        ("Cord PRV 5", "SpinalCord_PRV05"),
        ("Parotid_PRV03_L", "Parotid_PRV03_L"),
        ("Heart", "Heart"),
        ("Lt Lung", "Lung_L"),
        ("Cochlear", ""),
        ("GTVp", ""),
        ("cord+", ""),
        ("", ""),
    ],
)
def test_what_a_name_means_by_the_list(name: str, meaning: str) -> None:
    assert find_meaning(name) == meaning


def test_no_name_means_two_structures() -> None:
    owners: dict[str, set[str]] = {}
    for one in PROFESSION:
        assert find_names(one.name)
        for name in find_names(one.name):
            owners.setdefault(normalise(name), set()).add(one.name)
    assert {name: both for name, both in owners.items() if len(both) > 1} == {}


@pytest.mark.parametrize(
    "name",
    [
        "Cochlear",  # an adjective, not Cochlea_R
        "PAROTIDR",  # a side must be set off
        "Parotid D",  # a deep lobe, or a French right beside an English word
        "cord+3", "Rückenmark+5", "Cord PRV", "PRV_Cord", "SpinalCord_PRV", "Hirnstamm PRV",
        "zParotid_L", "Parotid_L_opt", "Parotid_L-PTV70", "Ring_Parotid_R", "dose_45", "Parotid_L~",
        "Parotid_LR", "腮腺", "Eyes", "Lens", "OpticNrv", "Submandibular", "Optic PRV", "Mandible-PTV",
    ],
)  # fmt: skip
def test_no_name_of_the_profession_is_taken_for_what_it_resembles(name: str) -> None:
    found = match_structures(PROFESSION, [structure(1, name)], mapping={})
    taken = {match.protocol_name for match in found if match.candidates}
    # The margin of "cord+3" says which planning risk volume it is.
    assert taken == ({"SpinalCord_PRV03"} if name == "cord+3" else set())


def test_a_protocol_that_claims_a_name_for_another_structure_has_it_for_that_alone() -> None:
    wanted = (
        ProtocolStructure(name="SpinalCord", role="organ"),
        ProtocolStructure(name="OwnCord", role="organ", aliases=("Myelon",)),
    )
    found = match_structures(wanted, [structure(1, "Myelon"), structure(2, "Cord")], mapping={})
    assert [[one.name for one in match.candidates] for match in found] == [["Cord"], ["Myelon"]]


@pytest.mark.parametrize(
    ("names", "is_gathered"),
    [
        (("GTVn1", "GTVn2", "GTVn_03"), True),
        (("GTVnd1", "GTVn2"), True),
        (("GTVn1",), True),
        (("GTVn", "GTVn1"), False),  # the whole beside a part of it
        (("GTVn1", "GTVn_01"), False),  # one number twice
        (("GTVn", "GTVnd"), False),
    ],
)
def test_numbered_parts_are_together_the_whole(names: tuple[str, ...], is_gathered: bool) -> None:  # noqa: FBT001
    match = matches(*names)["GTVn"]
    assert [one.name for one in match.candidates] == list(names)
    assert match.is_gathered is is_gathered


def test_nothing_is_gathered_of_nothing() -> None:
    assert not matches("Body")["GTVn"].is_gathered


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("cord+3mm", "name-mark.margin"),
        ("Rückenmark+5", "name-mark.margin"),
        ("SpinalCord_PRV05", "name-mark.margin"),
        ("cord prv", "name-mark.margin"),
        ("SpinalCord~", "name-mark.part"),
        ("Parotid_L sub", "name-mark.part"),
        ("zParotid_L", "name-mark.helper"),
        ("Parotid_L_opt", "name-mark.helper"),
        ("Ring PTV", "name-mark.helper"),
        ("Parotid_L-PTV", "name-mark.helper"),
        ("Cord_old", "name-mark.helper"),
        ("zCord", "name-mark.helper"),
        ("ZCORD", "name-mark.helper"),
        ("BOOST_RING", "name-mark.helper"),
        ("Cord Boost", "name-mark.helper"),
        ("D2CM PRIMARY", "name-mark.helper"),
        ("PTV1_WALL", "name-mark.helper"),
        ("LUNGS-ITV's", "name-mark.helper"),
        ("SPINAL CORD2", "name-mark.copy"),
        ("Cord_1", "name-mark.copy"),
        ("GTV_PET", "name-mark.earlier"),
        ("GTVp_pre", "name-mark.earlier"),
        ("GTVpPET", "name-mark.earlier"),
        ("CTV-preIC", "name-mark.earlier"),
        ("GTV_presacral", ""),
        ("GTVp_Boost", ""),
        ("CTV1", ""),
        ("Opt Nerve L", ""),
        ("Zunge", ""),
        ("Chest wall", ""),
        ("Optic Nerve Left", ""),
        ("Submandibular_L", ""),
        ("GTV nodes ?", ""),
        ("SpinalCord", ""),
    ],
)
def test_marks_of_what_is_no_organ_are_told(name: str, mark: str) -> None:
    assert find_mark(name) == mark
