"""The protocols that come with rtqa, and files of one's own."""

from __future__ import annotations

import hashlib
import os
import pickle
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from pydantic import BaseModel

from rtqa.errors import DocumentError, UsageError
from rtqa.protocol import list_protocols, load_protocol
from rtqa.resources import resource_folder

SFRT_DOSE = (
    "deliver a single high-dose fraction to the primary tumor and bulky metastatic lymph nodes (≥5 cm), "
    "with a prescribed dose of 10-20Gy/1 fraction"
)
LIMITS = "limiting doses to organs at risk (e.g., spinal cord ≤45Gy, parotid gland mean dose ≤26Gy)"


def test_a_protocol_by_name_in_any_case() -> None:
    loaded = load_protocol("NCT07041788")
    assert loaded.protocol.id == "nct07041788"
    assert loaded.label == "nct07041788.toml"
    assert loaded == load_protocol("nct07041788")


def test_the_hash_is_that_of_the_file(tmp_path: Path) -> None:
    content = (resource_folder("constraints") / "nct07041788.toml").read_bytes()
    own = tmp_path / "own.toml"
    own.write_bytes(content + b"# one more comment\n")
    assert load_protocol("nct07041788").sha256 == hashlib.sha256(content).hexdigest()
    assert load_protocol(own).sha256 != load_protocol("nct07041788").sha256
    assert load_protocol(str(own)).label == "own.toml"


def test_an_unknown_name_and_the_one_that_was_meant() -> None:
    with pytest.raises(UsageError, match=r"^no protocol 'nct0704178'; did you mean 'nct07041788'\?"):
        load_protocol("nct0704178")


@pytest.mark.parametrize("name", ["absent.toml", "folder/absent", "", "."])
def test_a_file_that_is_not_there(name: str) -> None:
    with pytest.raises(UsageError):
        load_protocol(name)


def test_errors_name_no_folder(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("id = 3", encoding="utf-8")
    with pytest.raises(DocumentError) as unread:
        load_protocol(broken)
    with pytest.raises(UsageError) as absent:
        load_protocol(tmp_path / "absent.toml")
    with pytest.raises(UsageError) as folder:
        load_protocol(tmp_path)
    for caught in (unread, absent, folder):
        assert str(tmp_path.parent) not in str(caught.value)


@pytest.mark.parametrize("name", list_protocols())
def test_every_protocol_loads_and_bears_its_files_name(name: str) -> None:
    assert load_protocol(name).protocol.id == name


def prose(value: object, key: str = "") -> Iterator[str]:
    """What a protocol says in its own words, quotes and sources apart."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from prose(getattr(value, name), name)
    elif isinstance(value, tuple):
        for each in value:
            yield from prose(each, key)
    elif isinstance(value, str) and value and key in ("title", "reading", "why", "says", "arithmetic"):
        yield " ".join(value.split())


@pytest.mark.parametrize("name", list_protocols())
def test_what_a_protocol_says_has_its_chinese(name: str) -> None:
    said = set(prose(load_protocol(name).protocol))
    translated = tomllib.loads((files("rtqa.messages") / "zh" / "protocol-prose.toml").read_text("utf-8"))
    assert said - translated.keys() == set()


def test_the_trials_prescriptions() -> None:
    rules = load_protocol("nct07041788").protocol.prescriptions
    stated = [
        (
            rule.phase,
            rule.structure,
            rule.dose_gy.min,
            rule.dose_gy.max,
            rule.fractions.min,
            rule.fractions.max,
        )
        for rule in rules
    ]
    assert stated == [
        ("sfrt", None, 10, 20, 1, 1),
        ("ccrt", "GTVtn0", 70, 70, 30, 33),
        ("ccrt", "GTVn", 66, 70, 30, 33),
        ("ccrt", "CTV", 54, 60, 30, 33),
    ]
    assert [rule.quote for rule in rules] == [
        SFRT_DOSE,
        "GTVₜₙ₀ (primary tumor) receives 70Gy/30-33 fractions",
        "GTVₙ (positive lymph nodes) receives 66-70Gy/30-33 fractions",
        "clinical target volume (CTV) receives 54-60Gy/30-33 fractions",
    ]
    assert rules[0].delivered is None
    for rule in rules[1:]:
        assert rule.delivered is not None
        assert str(rule.delivered.metric) == "D95%[Gy]"
        assert (rule.delivered.at_least_frac, rule.delivered.at_most_frac) == (0.95, 1.07)


def test_the_trials_limits_stand_on_each_phase_on_their_sum_and_on_its_eqd2() -> None:
    constraints = load_protocol("nct07041788").protocol.constraints
    stated = [(one.id, one.names, str(one.metric), one.relation, one.limit) for one in constraints]
    assert stated == [
        (f"{where}-{limit}", names, metric, "<=", value)
        for where in ("sfrt", "ccrt", "sum", "sum-eqd2")
        for limit, names, metric, value in (
            ("cord-max", ("SpinalCord",), "Max[Gy]", 45),
            ("parotid-mean", ("Parotid_L", "Parotid_R"), "Mean[Gy]", 26),
        )
    ]
    for one in constraints:
        assert one.id.startswith(one.phase)
        assert one.quote == LIMITS
        assert "I.1.1" in one.source
        assert one.variation is None
        assert one.not_taken
        assert one.logic == ("each" if len(one.names) > 1 else None)
        assert (one.quantity == "eqd2") == ("eqd2" in one.id)
    alpha_beta = {one.names[0]: one.alpha_beta.gy for one in constraints if one.alpha_beta is not None}
    assert alpha_beta == {"SpinalCord": 2.0, "Parotid_L": 3.0}


def test_the_contradictions_and_silences_of_the_trials_text_are_notices() -> None:
    protocol = load_protocol("nct07041788").protocol
    kinds = [notice.kind for notice in protocol.ambiguities]
    assert (kinds.count("contradiction"), kinds.count("silence")) == (4, 8)
    assert all(notice.reading for notice in protocol.ambiguities)


@pytest.mark.parametrize(("n_fractions", "phase"), [(1, "sfrt"), (2, "ccrt"), (30, "ccrt"), (35, "ccrt")])
def test_a_plan_of_any_number_of_fractions_belongs_to_one_phase(n_fractions: int, phase: str) -> None:
    phases = load_protocol("nct07041788").protocol.phases
    assert [one.id for one in phases if n_fractions in one.fractions] == [phase]


@pytest.mark.skipif(
    "RTQA_REFERENCE" not in os.environ, reason="needs RTQA_REFERENCE, the registration's text"
)
def test_every_quote_is_verbatim() -> None:
    text = Path(os.environ["RTQA_REFERENCE"]).read_text(encoding="utf-8")
    protocol = load_protocol("nct07041788").protocol
    quotes = [clause.quote for clause in protocol.clauses]
    quotes += [rule.per_fraction.quote for rule in protocol.prescriptions if rule.per_fraction]
    quotes += [quote for notice in protocol.ambiguities for quote in notice.quotes]
    assert [quote for quote in quotes if quote not in text] == []


def test_a_protocol_can_be_handed_to_another_process() -> None:
    loaded = load_protocol("nct07041788")
    there = pickle.loads(pickle.dumps(loaded))  # noqa: S301 (our own)
    assert there == loaded
    assert there.lines() == loaded.lines()


def test_the_page_on_the_library_lists_every_protocol() -> None:
    page = (Path(__file__).parents[2] / "docs" / "library.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z0-9-]+)` \|", page, re.MULTILINE)) == set(list_protocols())
