"""A protocol file is read whole, or refused with every fault in plain words."""

from __future__ import annotations

import tomllib

import jsonschema
import pytest
from own_protocol import HEAD
from pydantic import ValidationError

from rtqa.errors import DocumentError, Fault
from rtqa.protocol import Protocol, parse_protocol

NOT_A_METRIC = "is not a metric: write one such as 'D95%[Gy]', 'V20Gy[%]' or 'Mean[Gy]'"

GOOD = (
    HEAD
    + """
[[structure]]
name = "SpinalCord"
role = "organ"
aliases = ["Cord"]

[[structure]]
name = "CTV"
role = "target"

[[prescription]]
id = "ctv-dose"
phase = "only"
structure = "CTV"
dose_gy = { min = 54, max = 60.0 }
fractions = { min = 30, max = 33 }
delivered = { metric = "D95%[Gy]", at_least_frac = 0.95, at_most_frac = 1.07 }
quote = "54-60 Gy"
source = "page 3"

[[constraint]]
id = "cord-max"
phase = "only"
structure = "SpinalCord"
metric = "D0.03cc[Gy]"
relation = "<="
limit = 45
variation = 48
quote = "cord at most 45 Gy"
source = "page 4"
"""
)


def faults(text: str | bytes) -> list[str]:
    content = text.encode() if isinstance(text, str) else text
    with pytest.raises(DocumentError) as caught:
        parse_protocol(content, label="own.toml")
    assert caught.value.document == "own.toml"
    message = str(caught.value)
    for jargon in ("pydantic", "http", "validation", "Traceback", "input_type"):
        assert jargon not in message
    return [" ".join(filter(None, (f"{one.place}: {one.problem}", one.other))) for one in caught.value.faults]


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def test_a_good_file() -> None:
    protocol = parse_protocol(GOOD.encode(), label="own.toml")
    (rule,), (constraint,) = protocol.prescriptions, protocol.constraints
    assert (rule.dose_gy.min, rule.dose_gy.max, rule.fractions.max) == (54.0, 60.0, 33)
    assert rule.delivered is not None
    assert str(rule.delivered.metric) == "D95%[Gy]"
    assert (str(constraint.metric), constraint.unit, constraint.limit) == ("D0.03cc[Gy]", "Gy", 45.0)
    assert protocol.phases[0].fractions.max is None


def test_an_open_text_has_the_reading_taken_and_those_not_taken() -> None:
    words = 'source = "page 4"\nreading = "D0.03cc"\nnot_taken = [{ reading = "D2%", why = "laxer" }]'
    (constraint,) = parse_protocol(changed('source = "page 4"', words).encode(), label="own.toml").constraints
    assert constraint.reading == "D0.03cc"
    assert [(other.reading, other.why) for other in constraint.not_taken] == [("D2%", "laxer")]


def test_a_file_saved_by_a_windows_editor() -> None:
    content = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()
    assert parse_protocol(content, label="own.toml").id == "own"


def test_what_is_read_can_be_written_and_read_again() -> None:
    protocol = parse_protocol(GOOD.encode(), label="own.toml")
    assert Protocol.model_validate_json(protocol.model_dump_json(by_alias=True)) == protocol


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"D0.03cc[Gy]"', '"D0.03cc"',
         "constraint[0].metric: 'D0.03cc' does not say the unit of its answer: write 'D0.03cc[Gy]'"),
        ('"D0.03cc[Gy]"', "3", "constraint[0].metric: must be text, such as 'D95%[Gy]'"),
        ('"D0.03cc[Gy]"', "'f()'",
         "constraint[0].metric: 'f()' " + NOT_A_METRIC),
        ('relation = "<="', 'relation = "=<"', "constraint[0].relation: must be '<=', '<', '>=' or '>'"),
        ("limit = 45", 'limit = "45"', "constraint[0].limit: must be a number"),
        ("limit = 45", "limit = true", "constraint[0].limit: must be a number"),
        ("limit = 45", "limit = nan", "constraint[0].limit: must be a finite number"),
        ("variation = 48", "variation = 44", "constraint[0]: variation 44 must not lie below the limit 45"),
        ("variation = 48", "unit = 'Gy'", "constraint[0].unit: no such key"),
        ('quote = "cord at most 45 Gy"', 'quote = " "', "constraint[0].quote: must not be empty"),
        ('quote = "54-60 Gy"', "", "prescription[0].quote: is missing"),
        ("min = 54, max = 60.0", "min = 60, max = 54", "prescription[0].dose_gy: min 60 is more than max 54"),
        ("min = 30, max = 33", "min = 33, max = 30", "prescription[0].fractions: min 33 is more than max 30"),
        ("min = 30, max = 33", "min = 30.5", "prescription[0].fractions.min: must be a whole number"),
        ("min = 30, max = 33", "min = 0", "prescription[0].fractions.min: must be 1 or more"),
        ("{ min = 30, max = 33 }", "30", "prescription[0].fractions: must be a table"),
        ("at_least_frac = 0.95", "at_least_frac = 95",
         "prescription[0].delivered.at_least_frac: must be 1 or less"),
        ("at_least_frac = 0.95", "at_least_frac = 0",
         "prescription[0].delivered.at_least_frac: must be more than 0"),
        ('"D95%[Gy]"', '"D95%[%]"',
         "prescription[0].delivered: metric D95%[%] is not in Gy; write, for example, 'D95%[Gy]'"),
        ('role = "target"', 'role = "tumour"', "structure[1].role: must be 'target' or 'organ'"),
        ('aliases = ["Cord"]', 'aliases = "Cord"', "structure[0].aliases: must be a list"),
        ('aliases = ["Cord"]', "aliases = [7]", "structure[0].aliases[0]: must be text"),
        ('aliases = ["Cord"]', 'numbered = "yes, please"', "structure[0].numbered: must be true or false"),
        ('id = "own"', 'id = "Our Own"',
         "id: must be lower-case letters, digits and single hyphens, such as 'cord-max'"),
        ("rtqa-protocol/1", "rtqa-protocol/2", "schema: must be 'rtqa-protocol/1'"),
        ('title = "Our own"', "", "title: is missing"),
        ('source = "page 4"', 'source = "page 4"\nnot_taken = [{ reading = "D2%", why = "" }]',
         "constraint[0].not_taken[0].why: must not be empty"),
        ('source = "page 4"', 'source = "page 4"\nnot_taken = [{ reading = "D2%", why = "laxer" }]',
         "constraint[0]: not_taken needs the reading that was taken"),
        ('structure = "SpinalCord"', "", "constraint[0]: needs either structure or structures"),
        ('structure = "SpinalCord"', 'structures = ["SpinalCord", "CTV"]',
         "constraint[0]: structures needs two names or more, and logic"),
        ('structure = "SpinalCord"', 'structures = ["SpinalCord", "PTV"]\nlogic = "each"',
         "constraint[0].structures[1]: no structure 'PTV' in this file"),
        ('structure = "SpinalCord"', 'structures = ["SpinalCord", "CTV"]\nlogic = "contralateral"',
         "constraint[0]: side_of, a target, belongs to logic = 'contralateral' and 'ipsilateral' alone"),
        ('relation = "<="', 'relation = "<="\nlogic = "each"',
         'constraint[0]: logic is of several structures: write structures = ["…", "…"]'),
        ('relation = "<="', 'relation = "<="\nquantity = "eqd2"',
         "constraint[0]: quantity 'eqd2' needs alpha_beta = { gy = …, source = \"…\" }"),
        ('relation = "<="', 'relation = "<="\nalpha_beta = { gy = 0, source = "s" }',
         "constraint[0].alpha_beta.gy: must be more than 0"),
        ('aliases = ["Cord"]', 'prv_of = "Myelon"',
         "structure[0].prv_of: no structure 'Myelon' in this file"),
        ('id = "cord-max"', 'id = "ctv-dose"',
         "constraint[0].id: 'ctv-dose' is already the id of the prescription in line 22"),
        ('structure = "SpinalCord"', 'structure = "SpinalCrd"',
         "constraint[0].structure: no structure 'SpinalCrd' in this file; did you mean 'SpinalCord'?"),
    ],
)  # fmt: skip
def test_one_fault(old: str, new: str, expected: str) -> None:
    assert faults(changed(old, new)) == [expected]


def test_an_unknown_key_and_the_one_that_was_meant() -> None:
    assert faults(changed("limit = 45", "limits = 45")) == [
        "constraint[0].limit: is missing",
        "constraint[0].limits: no such key; did you mean 'limit'?",
    ]
    assert "phases: no such key; did you mean 'phase'?" in faults(changed("[[phase]]", "[[phases]]"))
    assert faults(changed("at_least_frac =", "at_least_fraction ="))[-1] == (
        "prescription[0].delivered.at_least_fraction: no such key; did you mean 'at_least_frac'?"
    )


def test_a_name_stands_for_one_structure_only() -> None:
    assert faults(changed('aliases = ["Cord"]', 'aliases = ["C T V"]')) == [
        "structure[1].name: 'CTV' already stands for the structure in line 13"
    ]


def test_a_limit_in_a_phase_that_does_not_exist_could_never_fail() -> None:
    assert faults(GOOD.replace('phase = "only"', 'phase = "onyl"')) == [
        "prescription[0].phase: no phase 'onyl' in this file; did you mean 'only'?",
        "constraint[0].phase: no phase 'onyl' in this file; did you mean 'only'?",
    ]


def test_only_limits_can_be_of_all_phases_together() -> None:
    both = GOOD.replace('phase = "only"', 'phase = "sum"')
    assert faults(both) == ["prescription[0].phase: no phase 'sum' in this file"]
    assert faults(GOOD.replace('"only"', '"sum"'))[0] == (
        "phase: no phase may be called 'sum': it means all phases together"
    )


def test_an_ambiguity_names_clauses_that_exist() -> None:
    notice = (
        '[[ambiguity]]\nid = "open"\nkind = "silence"\nsays = "Open."\nsource = "page 1"\n'
        'reading = "Closed."\n'
        'clauses = ["cord-max", "cord-mx"]\n'
    )
    assert faults(GOOD + notice) == [
        "ambiguity[0].clauses[1]: no clause 'cord-mx' in this file; did you mean 'cord-max'?"
    ]


def test_all_faults_at_once_in_the_order_of_the_file() -> None:
    text = (
        GOOD.replace('version = "1"', "version = 1")
        .replace('role = "organ"', 'role = "Organ"')
        .replace("max = 60.0", "max = 6.0")
        .replace('structure = "CTV"', 'structure = "PTV"')
        .replace("D0.03cc[Gy]", "d0.03cc[Gy]")
    )
    assert faults(text) == [
        "version: must be text",
        "structure[0].role: must be 'target' or 'organ'",
        "prescription[0].structure: no structure 'PTV' in this file",
        "prescription[0].dose_gy: min 54 is more than max 6",
        "constraint[0].metric: 'd0.03cc[Gy]' is not a metric: write 'D0.03cc[Gy]'",
    ]


def test_a_protocol_needs_a_phase() -> None:
    text = 'schema="rtqa-protocol/1"\nid="a"\ntitle="a"\nversion="1"\nsource="a"\nphase=[]'
    assert faults(text) == ["phase: needs at least one [[phase]]"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a = 1\nb = = 2\n", "line 2, column 5: not TOML: invalid value"),
        (b"a = 1\na = 2\n", "line 2, column 6: not TOML: cannot overwrite a value"),
        (b"a = ", "end of document: not TOML: invalid value"),
        (b"a = 1\nb = '\xfc'\n", "line 2: not UTF-8 text; save the file as UTF-8"),
    ],
)
def test_what_is_not_toml_is_refused_with_its_place(content: bytes, expected: str) -> None:
    assert faults(content) == [expected]


@pytest.mark.parametrize(
    "text", ["", "phase = 3", 'structure = ["x"]', "constraint = [[1]]", "phase = [{id = 1}]"]
)
def test_whatever_stands_there_it_is_faults_and_no_crash(text: str) -> None:
    assert "schema: is missing" in faults(text)


def test_the_published_schema_takes_what_the_reader_takes() -> None:
    validator = jsonschema.Draft202012Validator(Protocol.model_json_schema())
    document = tomllib.loads(GOOD)
    assert validator.is_valid(document)
    document["constraint"][0]["limits"] = 3
    assert not validator.is_valid(document)


def test_a_protocol_made_in_python_obeys_the_same_rules() -> None:
    data = parse_protocol(GOOD.encode(), label="own.toml").model_dump(by_alias=True)
    data["constraint"][0]["structure"] = "Brain"
    with pytest.raises(ValidationError, match="no structure 'Brain' in this file"):
        Protocol.model_validate(data)


def test_the_error_is_a_value_that_tools_can_use() -> None:
    with pytest.raises(DocumentError) as caught:
        parse_protocol(changed("limit = 45", "").encode(), label="own.toml")
    spot = "line 32, cord-max.limit"
    assert caught.value.faults == (Fault("constraint[0].limit", "is missing", spot=spot),)
    assert str(caught.value) == f"own.toml: 1 fault\n  {spot}: is missing"
