"""The published JSON Schema takes every file of the library, and the page on the language explains it."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from rtqa.protocol import Protocol, list_protocols
from rtqa.protocol.lint import find_contradictions
from rtqa.protocol.protocol_document import parse_protocol
from rtqa.resources import resource_folder

SCHEMA = Protocol.model_json_schema(by_alias=True)
VALIDATOR = Draft202012Validator(SCHEMA)
PAGE = (Path(__file__).parents[2] / "docs" / "protocol-language.md").read_text(encoding="utf-8")
EXAMPLE = "\n".join(re.findall(r"^```toml\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL))

(SHORT,) = re.findall(r"^```toml fragment\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
HEAD = 'schema = "rtqa-protocol/1"\nid = "own"\ntitle = "Own"\nsource = "Handbook"\n'


def document(name: str) -> dict[str, Any]:
    return tomllib.loads((resource_folder("constraints") / f"{name}.toml").read_text(encoding="utf-8"))


def tables(value: object, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table of a document, with its place."""
    if isinstance(value, dict):
        yield place, value
        for key, each in value.items():
            yield from tables(each, f"{place}.{key}")
    if isinstance(value, list):
        for n, each in enumerate(value):
            yield from tables(each, f"{place}[{n}]")


@pytest.mark.parametrize("name", list_protocols())
def test_every_file_of_the_library_is_valid(name: str) -> None:
    assert list(VALIDATOR.iter_errors(document(name))) == []


@pytest.mark.parametrize("name", list_protocols())
def test_a_key_that_is_not_known_is_refused_in_every_table(name: str) -> None:
    good = document(name)
    places = [place for place, _ in tables(good)]
    for n, place in enumerate(places):
        bad = copy.deepcopy(good)
        list(tables(bad))[n][1]["unknown"] = 1
        assert not VALIDATOR.is_valid(bad), place


@pytest.mark.parametrize("array", ["prescription", "technique", "approval", "size", "imaging"])
def test_a_clause_without_an_id_is_refused(array: str) -> None:
    bad = document("nct07041788")
    del bad[array][0]["id"]
    assert not VALIDATOR.is_valid(bad)


@pytest.mark.parametrize("key", ["id", "quote", "source", "relation", "phase"])
def test_a_limit_may_leave_out_what_the_rest_of_the_file_says(key: str) -> None:
    good = document("nct07041788")
    del good["constraint"][0][key]
    assert VALIDATOR.is_valid(good)


@pytest.mark.parametrize(
    ("array", "key", "value"),
    [
        ("constraint", "limit", "45"),
        ("constraint", "relation", "="),
        ("constraint", "logic", "both"),
        ("constraint", "quantity", "EQD2"),
        ("constraint", "quote", ""),
        ("prescription", "fractions", {"min": 0, "max": 1}),
        ("prescription", "fractions", {"min": 30.5}),
        ("prescription", "dose_gy", {"min": 70}),
        ("phase", "id", "Two words"),
        ("structure", "role", "nerve"),
        ("technique", "techniques", []),
        ("imaging", "slice_at_most_mm", 0),
        ("ambiguity", "kind", "doubt"),
        ("ambiguity", "explains", ["hope"]),
    ],
)
def test_values_that_mean_nothing_are_refused(array: str, key: str, value: object) -> None:
    bad = document("nct07041788")
    bad[array][0][key] = value
    assert not VALIDATOR.is_valid(bad)


def test_the_page_s_examples_are_a_whole_file_without_contradictions() -> None:
    protocol = parse_protocol(EXAMPLE.encode(), label="page")
    assert find_contradictions(protocol) == ()


def test_the_page_s_examples_use_every_table() -> None:
    assert {*tomllib.loads(EXAMPLE), *tomllib.loads(SHORT)} == set(SCHEMA["properties"])


def test_the_page_names_every_key() -> None:
    keys = {key for table in (SCHEMA, *SCHEMA["$defs"].values()) for key in table.get("properties", ())}
    named = set(re.findall(r"[a-z_0-9]+", PAGE))
    assert keys <= named, sorted(keys - named)


def test_the_page_s_short_form_is_a_file_with_a_head_and_is_valid() -> None:
    text = HEAD + SHORT.replace('phase = "only"\n', "")
    assert [limit.source for limit in parse_protocol(text.encode(), label="page").constraints] == (
        ["Handbook, page 7"] * 3
    )
    assert VALIDATOR.is_valid(tomllib.loads(text))
    assert not VALIDATOR.is_valid(tomllib.loads(text.replace("rows =", "row =")))
