"""Slips of the hand in a protocol file: refused or told, and none in sound clauses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rtqa.errors import DocumentError
from rtqa.protocol import Protocol, list_protocols, load_protocol
from rtqa.protocol.lint import find_contradictions, find_slips
from rtqa.protocol.protocol_document import parse_protocol

WORDS = {"quote": "q", "source": "s"}
CORD = {"structure": "SpinalCord", "relation": "<="}
TARGET = {"structure": "GTVp", "relation": ">="}

STRUCTURES = (
    {"name": "SpinalCord", "role": "organ", "aliases": ["Myelon"]},
    {"name": "Liver", "role": "organ"},
    {"name": "GTVp", "role": "target"},
)

Table = dict[str, Any]


def limit(**more: Any) -> Table:
    return {"id": "it", "phase": "only", **WORDS, **more}


def document(*limits: Table, structures: tuple[Table, ...] = STRUCTURES, **tables: Any) -> Table:
    return {
        "schema": "rtqa-protocol/1",
        "id": "own",
        "title": "Own",
        "version": "1",
        "source": "Own",
        "phase": [{"id": "only", "title": "Only", "fractions": {"min": 1}}],
        "structure": list(structures),
        "constraint": list(limits),
        **tables,
    }


def rules(written: Table) -> list[str]:
    return [slip.rule for slip in find_contradictions(Protocol.model_validate(written))]


def text(table: Table) -> bytes:
    """A document as TOML: every value of JSON is one, but for the braces of an inline table."""
    return "\n".join(f"{key} = {inline(value)}" for key, value in table.items()).encode()


def inline(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {inline(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(inline, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def refused(written: Table) -> list[str]:
    """The places of the faults that a file is refused for."""
    try:
        parse_protocol(text(written), label="own.toml")
    except DocumentError as error:
        return [fault.place for fault in error.faults]
    return []


@pytest.mark.parametrize(
    ("more", "rule", "place"),
    [
        # cGy written as Gy, in the limit, in its variation, in the metric, in EQD2; Gy written as cGy.
        ({**CORD, "metric": "Max[Gy]", "limit": 4500}, "unit", "limit"),
        ({**CORD, "metric": "Max[Gy]", "limit": 45, "variation": 4800}, "unit", "variation"),
        ({**CORD, "metric": "V4500Gy[%]", "limit": 5}, "unit", "metric"),
        (
            {
                **CORD, "metric": "Max[Gy]", "limit": 5000,
                "quantity": "eqd2", "alpha_beta": {"gy": 2, "source": "s"},
            },
            "unit", "limit",
        ),
        ({**TARGET, "metric": "D95%[cGy]", "limit": 66.5}, "unit", "limit"),
        ({**CORD, "metric": "Max[cGy]", "limit": 45}, "unit", ""),
        # Dose asked of an organ, or not spared.
        ({**CORD, "relation": ">=", "metric": "Max[Gy]", "limit": 45}, "direction", "relation"),
        ({**CORD, "relation": ">", "metric": "V45Gy[%]", "limit": 5}, "direction", "relation"),
        ({**CORD, "structure": "Liver", "metric": "CV20Gy[cc]", "limit": 700}, "direction", "relation"),
        ({**CORD, "structure": "Liver", "metric": "CV20Gy[%]", "limit": 0.7}, "direction", "relation"),
        # What is kept, or broken, whatever the dose.
        ({**CORD, "metric": "CN20Gy", "relation": ">=", "limit": 85}, "bounds", "limit"),
        ({**CORD, "metric": "V45Gy[%]", "limit": 120}, "bounds", "limit"),
        ({**CORD, "metric": "V45Gy[%]", "limit": 100}, "bounds", "limit"),
        ({**CORD, "metric": "V45Gy[%]", "limit": 5, "variation": 105}, "bounds", "variation"),
        ({**TARGET, "metric": "D95%[Gy]", "limit": 0}, "bounds", "limit"),
        ({**CORD, "metric": "Max[Gy]", "limit": -45}, "bounds", "limit"),
        ({**CORD, "metric": "Max[%]", "limit": 4500, "percent_of": "GTVp"}, "bounds", "limit"),
        # A share where percent or Gy are written.
        ({**TARGET, "metric": "D95%[%]", "limit": 0.95}, "share", "limit"),
        ({**TARGET, "metric": "D95%[%]", "limit": 95, "variation": 0.9}, "share", "variation"),
        ({**TARGET, "metric": "V95%[%]", "limit": 0.98}, "share", "limit"),
        ({**TARGET, "metric": "D95%[Gy]", "limit": 0.95}, "share", "limit"),
        ({**CORD, "metric": "V20Gy[%]", "limit": 0.35}, "share", ""),
        ({"structure": "GTVp", "relation": "<=", "metric": "D2%[%]", "limit": 1.07}, "share", ""),
    ],
)  # fmt: skip
def test_a_slip_is_found_and_refused_where_every_plan_would_pass_by_it(
    more: Table, rule: str, place: str
) -> None:
    written = document(limit(**more))
    assert rules(written) == [rule]
    assert refused(written) == ([f"constraint[0].{place}"] if place else [])
    as_reference = document(reference=[limit(**more)])
    assert rules(as_reference) == [rule, "unjudged"]


@pytest.mark.parametrize(
    "more",
    [
        {**CORD, "metric": "Max[Gy]", "limit": 45, "variation": 48},
        {**CORD, "metric": "Max[cGy]", "limit": 4500},
        {**CORD, "metric": "V4500cGy[%]", "limit": 5},
        {**CORD, "metric": "V45Gy[%]", "limit": 1},
        {**CORD, "metric": "CN20Gy", "relation": ">=", "limit": 0.85},
        {**CORD, "metric": "HI", "limit": 0.1},
        {**CORD, "metric": "Integral[Gy*cc]", "limit": 900},
        {**CORD, "metric": "Max[%]", "limit": 105, "percent_of": "GTVp"},
        {
            **CORD, "metric": "Max[Gy]", "limit": 276,
            "quantity": "eqd2", "alpha_beta": {"gy": 3, "source": "s"},
        },
        {"structure": "Liver", "relation": ">=", "metric": "CV20Gy[cc]", "limit": 700},
        {"structure": "Liver", "relation": ">=", "metric": "Volume[cc]", "limit": 1000},
        {**TARGET, "metric": "D95%[%]", "limit": 95, "variation": 90},
        {**TARGET, "metric": "V95%[%]", "limit": 100},
        {**TARGET, "metric": "D95%[Gy]", "limit": 66.5},
        {"structure": "GTVp", "relation": "<=", "metric": "D2%[%]", "limit": 667},
        {"structure": "GTVp", "relation": "<=", "metric": "CV95%[cc]", "limit": 0},
    ],
)  # fmt: skip
def test_a_sound_limit_is_not_mistaken_for_a_slip(more: Table) -> None:
    written = document(limit(**more))
    assert rules(written) == []
    assert refused(written) == []


@pytest.mark.parametrize(("name", "is_found"), [("SpinalCord", True), ("Lt Lens", True), ("Larynx", False)])
def test_some_organs_are_never_targets(name: str, is_found: bool) -> None:  # noqa: FBT001
    on_it = limit(structure=name, relation=">=", metric="D95%[Gy]", limit=60)
    written = document(on_it, structures=({"name": name, "role": "target"},))
    assert rules(written) == ["direction"] * is_found


def test_a_prescription_in_cgy_is_a_slip() -> None:
    def prescribed(dose_gy: float) -> Table:
        dose = {"min": dose_gy, "max": dose_gy}
        rule = {"id": "it", "phase": "only", "structure": "GTVp", "dose_gy": dose, "fractions": {"min": 35}}
        return document(prescription=[{**rule, **WORDS}])

    assert refused(prescribed(7000)) == ["prescription[0].dose_gy"]
    assert refused(prescribed(70)) == []


@pytest.mark.parametrize(
    ("structure", "is_found"),
    [
        ({"name": "SpinalCord", "role": "organ", "aliases": ["Parotid_L"]}, True),
        ({"name": "Parotid_L", "role": "organ", "aliases": ["Right Parotid"]}, True),
        ({"name": "SpinalCord_PRV05", "role": "organ", "aliases": ["Cord"]}, True),
        ({"name": "CordMargin", "role": "organ", "prv_of": "CordMargin", "aliases": ["Cord"]}, True),
        ({"name": "GTVp", "role": "target", "aliases": ["脊髓"]}, True),
        ({"name": "SpinalCord", "role": "organ", "aliases": ["Cord", "Rückenmark", "Medulla"]}, False),
        ({"name": "Rückenmark", "role": "organ", "aliases": ["Cord"]}, False),
        ({"name": "SpinalCord_PRV05", "role": "organ", "aliases": ["cord+5mm", "PRV"]}, False),
        ({"name": "Parotid_L", "role": "organ", "aliases": ["Lt Parotid", "Parotid left (new)"]}, False),
        ({"name": "Body", "role": "organ", "aliases": ["External"]}, False),
        # Of an organ that the list does not have, nobody knows what else it is called.
        ({"name": "Swallowing", "role": "organ", "aliases": ["Constrictors"]}, False),
        ({"name": "GTVp", "role": "target", "aliases": ["Cochlear"]}, False),
    ],
)
def test_an_alias_that_is_another_organ(structure: Table, is_found: bool) -> None:  # noqa: FBT001
    relation = {"relation": ">=" if structure["role"] == "target" else "<="}
    on_it = limit(**relation, structure=structure["name"], metric="Mean[Gy]", limit=40)
    written = document(on_it, structures=(structure,))
    assert rules(written) == ["alias"] * is_found
    assert refused(written) == ["structure[0].aliases[0]"] * is_found


@pytest.mark.parametrize(
    ("rule", "n_found", "is_refused"),
    [
        ({"all_of": ["Liver"], "minus": ["Liver"]}, 1, True),
        ({"all_of": ["Liver"], "minus": ["Liver", "GTVp"], "beyond_mm": 5, "plus_mm": 5}, 1, True),
        ({"all_of": ["Liver"], "minus": ["GTVp"], "beyond_mm": 200}, 1, False),
        ({"all_of": ["Liver"], "plus_mm": 0.5}, 1, False),
        ({"all_of": ["Liver"], "minus": ["Liver"], "plus_mm": 5}, 0, False),
        ({"all_of": ["Liver", "GTVp"], "minus": ["Liver"]}, 0, False),
        ({"all_of": ["Liver"], "plus_mm": -5}, 0, False),
        ({"all_of": ["Liver"], "ring_mm": [0, 100]}, 0, False),
    ],
)
def test_a_derived_structure_that_covers_nothing_or_has_a_margin_not_in_mm(
    rule: Table,
    n_found: int,
    is_refused: bool,  # noqa: FBT001
) -> None:
    made = {"name": "Made", "role": "organ", "derived": rule}
    on_it = limit(relation="<=", structure="Made", metric="Mean[Gy]", limit=40)
    written = document(on_it, structures=(*STRUCTURES, made))
    assert rules(written) == ["derived"] * n_found
    assert refused(written) == ["structure[3].derived.minus"] * is_refused


@pytest.mark.parametrize(
    ("clause", "is_found"),
    [
        ({"structure": "GTVp", "relation": ">=", "metric": "D95%[Gy]", "limit": 60}, True),
        ({"structure": "GTVp", "relation": "<=", "metric": "Max[Gy]", "limit": 70}, False),
        ({"structure": "Liver", "relation": ">=", "metric": "CV20Gy[cc]", "limit": 700}, False),
    ],
)
def test_what_must_receive_a_dose_may_not_be_absent(clause: Table, is_found: bool) -> None:  # noqa: FBT001
    structures = tuple({**structure, "may_be_absent": True} for structure in STRUCTURES)
    written = document(limit(**clause), structures=structures)
    assert rules(written) == ["absent"] * is_found
    assert refused(written) == ["structure[2].may_be_absent"] * is_found


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        ({"all_of": ["Lever"], "minus": ["GTVp"]}, "derived.all_of[0]"),
        ({"all_of": ["Liver"], "minus": ["GTV"]}, "derived.minus[0]"),
        ({"all_of": ["Liver", "Made"]}, "derived.all_of[1]"),
        ({"all_of": ["Liver"], "plus_mm": 3, "ring_mm": [1, 2]}, "derived"),
        ({"all_of": ["Liver"], "ring_mm": [2, 1]}, "derived"),
        ({"all_of": ["Liver"], "beyond_mm": 2}, "derived"),
        ({"all_of": ["Liver"]}, "derived"),
        ({"all_of": []}, "derived.all_of"),
        ({"all_of": ["Liver"], "within_mm": 2}, "derived.within_mm"),
    ],
)
def test_a_derivation_that_makes_nothing_or_another_thing_is_refused(rule: Table, place: str) -> None:
    made = {"name": "Made", "role": "organ", "derived": rule}
    on_it = limit(relation="<=", structure="Made", metric="Mean[Gy]", limit=40)
    assert refused(document(on_it, structures=(*STRUCTURES, made))) == [f"structure[3].{place}"]


def test_limits_of_which_none_can_fail_are_told() -> None:
    kept = limit(**CORD, metric="Max[Gy]", limit=45, outside="review")
    binding = {**limit(**CORD, metric="Mean[Gy]", limit=20), "id": "binding"}
    assert rules(document(kept)) == ["recommended"]
    assert rules(document(kept, binding)) == []
    assert rules(document(binding, reference=[kept])) == ["recommended"]
    assert refused(document(kept)) == []


def test_a_protocol_that_judges_nothing_is_told_and_read() -> None:
    written = document(reference=[limit(**CORD, metric="Max[Gy]", limit=45)])
    (found,) = find_slips(Protocol.model_validate(written))
    assert (found.rule, found.clauses) == ("unjudged", ("it",))
    assert refused(written) == []
    assert rules(document(limit(**CORD, metric="Max[Gy]", limit=45))) == []


def test_every_slip_of_a_file_is_refused_at_once_and_says_what_to_do() -> None:
    written = document(
        limit(**CORD, metric="Max[Gy]", limit=4500),
        {**limit(**CORD, metric="V45Gy[%]", limit=120), "id": "other"},
    )
    with pytest.raises(DocumentError) as caught:
        parse_protocol(text(written), label="own.toml")
    assert [fault.place for fault in caught.value.faults] == ["constraint[0].limit", "constraint[1].limit"]
    assert caught.value.faults[0].problem == (
        "SpinalCord: Max[Gy] ≤ 4500 Gy names a dose that no treatment gives. "
        "Reason: 4500 cGy would be 45 Gy. "
        'Where it is meant, an [[ambiguity]] of these clauses says so: explains = ["unit"].'
    )


def test_what_is_meant_is_read_with_a_notice_that_explains_it() -> None:
    notice = {"id": "n", "kind": "silence", "says": "s", "source": "s", "reading": "Iodine seeds."}
    notice |= {"clauses": ["it"], "explains": ["unit"]}
    meant = document(limit(**CORD, metric="Max[Gy]", limit=450), ambiguity=[notice])
    assert refused(meant) == []
    assert rules(meant) == ["unit"]
    notice["explains"] = ["direction"]
    assert refused(meant) == ["constraint[0].limit"]


@pytest.mark.parametrize("name", list_protocols())
def test_the_protocols_of_the_library_have_no_slip(name: str) -> None:
    assert find_slips(load_protocol(name).protocol) == ()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({**CORD, "metric": "Max[%]", "limit": 105}, ["percent"]),
        ({**CORD, "metric": "Max[%]", "limit": 105, "percent_of": "Liver"}, ["percent"]),
        ({**TARGET, "phase": "sum", "metric": "V95%[%]", "limit": 95}, ["percent"]),
        ({**CORD, "metric": "Max[%]", "limit": 105, "percent_of": "GTVp"}, []),
        ({**TARGET, "phase": "sum", "metric": "V95%[%]", "limit": 95, "percent_of": "GTVp"}, []),
        ({**TARGET, "metric": "V95%[%]", "limit": 95}, []),
    ],
)
def test_a_limit_in_percent_of_no_prescription_is_told_and_not_refused(more: Table, told: list[str]) -> None:
    written = document({**limit(), **more})
    assert rules(written) == told
    assert refused(written) == []


def test_what_percent_is_of_must_be_in_the_file_and_of_a_dose_in_percent() -> None:
    of_nothing = {**CORD, "metric": "Max[%]", "limit": 105, "percent_of": "GTVq"}
    assert refused(document(limit(**of_nothing))) == ["constraint[0].percent_of"]
    in_gray = limit(**CORD, metric="Max[Gy]", limit=45, percent_of="GTVp")
    with pytest.raises(DocumentError, match=r"percent_of is of a dose in percent, such as 'V95%\[%\]'"):
        parse_protocol(text(document(in_gray)), label="own.toml")
