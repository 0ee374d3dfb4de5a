"""desk.toml: safe without a word, and refused by line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from rtqa.desk.rules import Facts, choose_rule
from rtqa.desk.settings import Certificate, DeskSettings, parse_settings
from rtqa.errors import DocumentError


def test_without_a_word_nobody_but_this_machine_reaches_it() -> None:
    settings = parse_settings(b"")
    assert settings.page.is_loopback
    assert settings.node.is_loopback
    assert settings.database == "sqlite"
    assert settings.rules == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[page]\nhost = "0.0.0.0"', "line 1, page: passwords would go over the network"),
        ('[page]\nhost = "0.0.0.0"\nbehind_proxy = true', "line 1, page: the page must know its name"),
        (
            '[page]\nbehind_proxy = true\npublic_url = "http://desk.example.org"',
            "line 1, page: the page must know its name",
        ),
        ('[node]\nhost = "10.0.0.5"', "line 1, node: on the network, [[node.caller]] must name who may send"),
        ('[node]\nae_title = "A\\\\B"', "line 2, node.ae_title: must be 1 to 16 printable characters"),
        ('[node]\nae_title = "SEVENTEEN_LETTERS"', "line 2, node.ae_title: must be 1 to 16"),
        ("[page]\nprot = 1", "line 2, page.prot: no such key; did you mean 'port'?"),
        ('database = "mysql://x"', "line 1, database: must be 'sqlite' or 'postgresql+psycopg://"),
        ('[[rule]]\nprotocol = "a"\nsend_to = "pacs"', "line 3, rule.send_to: no destination 'pacs'"),
    ],
)
def test_what_does_not_hold_is_refused_by_its_line(text: str, says: str) -> None:
    with pytest.raises(DocumentError) as refused:
        parse_settings(text.encode())
    assert says in str(refused.value)


def keys_of(table: type[BaseModel], within: str = "") -> Iterator[str]:
    """All keys that the settings have, with those of tables in them."""
    for name, value in table.model_fields.items():
        key = f"{within}{value.alias or name}"
        yield key
        for part in parts_of(value.annotation):
            yield from keys_of(part, f"{key}.")


def parts_of(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from parts_of(part)


def keys_in(value: object, within: str = "") -> Iterator[str]:
    for row in value if isinstance(value, list) else [value]:
        for key, inner in row.items() if isinstance(row, dict) else ():
            yield f"{within}{key}"
            yield from keys_in(inner, f"{within}{key}.")


def test_the_reference_names_every_key_with_what_is_meant_without_it() -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "desk.md"
    (text,) = re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    document, shown, meant = tomllib.loads(text), parse_settings(text.encode()), parse_settings(b"")
    optional = {
        "page.tls.authority",
        "destination.tls",
        "oidc.client_secret_environment",  # the page says: or
        *(f"destination.tls.{key}" for key in Certificate.model_fields),
    }
    assert set(keys_of(DeskSettings)) - optional == set(keys_in(document))
    for table in ("page", "node", "check"):
        default, given = getattr(meant, table), getattr(shown, table)
        for key in type(default).model_fields:
            if getattr(default, key) not in (None, ()):
                assert getattr(given, key) == getattr(default, key), key


def test_what_it_is_told_to_write_holds() -> None:
    page = Path(__file__).parents[2] / "docs" / "how-to" / "desk-for-it.md"
    texts = re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    settings, with_provider = (parse_settings(text.encode()) for text in texts)
    assert with_provider.oidc is not None
    assert (settings.page.host, settings.node.callers[0].ae_title) == ("0.0.0.0", "TPS")  # noqa: S104 (read)


RULES = parse_settings(b"""
[[rule]]
protocol = "course"
calling_ae = "ARIA*"
plan_label = "sfrt*"
[[rule]]
protocol = "lung"
structures = ["*lung*l*", "GTV?"]
[[rule]]
protocol = "curative"
plan_intent = "curative"
""").rules


@pytest.mark.parametrize(
    ("facts", "protocol"),
    [
        (Facts(calling_ae="ARIA1", plan_label="SFRT 1"), "course"),
        (Facts(calling_ae="aria1", plan_label="SFRT 1"), None),
        (Facts(structures=("Lung_L", "gtv1", "Cord")), "lung"),
        (Facts(structures=("Lung_L", "GTV")), None),
        (Facts(plan_intent="CURATIVE", structures=("GTV",)), "curative"),
        (Facts(), None),
    ],
)
def test_the_first_rule_of_which_all_holds_names_the_protocol(facts: Facts, protocol: str | None) -> None:
    rule = choose_rule(RULES, facts)
    assert (rule.protocol if rule is not None else None) == protocol
