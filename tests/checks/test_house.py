"""What a check must have beside its answer: a module of its name, a page, words, three examples."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from itertools import product
from pathlib import Path
from statistics import median

import pytest
from examples import SHOWS, list_examples

import rtqa
from rtqa.checks.core.catalog import Check, catalog
from rtqa.evaluation.causes import OWNERS, SAID_BY_SUBJECTS
from rtqa.messages import LANGUAGES, CauseKind, Listing, Message, Owner, write
from rtqa.resources import resource_folder

SOURCE = Path(rtqa.__file__).parent
CHECKS = {check.code: check for check in catalog()}


def module_of(check: Check) -> str:
    return f"rtqa.checks.{check.family}.{check.code.lower().replace('-', '_')}"


@pytest.mark.parametrize("code", CHECKS)
def test_a_check_lies_in_the_module_of_its_name(code: str) -> None:
    module = importlib.import_module(module_of(CHECKS[code]))
    assert [value for value in vars(module).values() if isinstance(value, Check)] == [CHECKS[code]]


def test_no_module_holds_a_check_beside_those() -> None:
    names = [module.name for module in pkgutil.walk_packages([str(SOURCE / "checks")], "rtqa.checks.")]
    holding = {
        name
        for name in names
        if any(isinstance(value, Check) for value in vars(importlib.import_module(name)).values())
    }
    assert holding == {module_of(check) for check in CHECKS.values()}


@pytest.mark.parametrize("code", CHECKS)
def test_a_check_has_a_page_and_words_in_every_language(code: str) -> None:
    assert (resource_folder("checks") / f"{code}.md").is_file()
    for language in LANGUAGES:
        words = (SOURCE / "messages" / language / f"{code.lower()}.ftl").read_text(encoding="utf-8")
        assert re.search(r"^[a-z][a-z0-9-]* =", words, re.MULTILINE), language


def test_every_check_has_three_examples() -> None:
    examples = set(list_examples())
    assert set(product(CHECKS, SHOWS)) - examples == set()
    assert examples - set(product(CHECKS, SHOWS)) == set()


@pytest.mark.parametrize("kind", CauseKind)
def test_every_kind_of_cause_says_what_it_is_what_to_do_and_who(kind: CauseKind) -> None:
    said = [Message(f"cause.do-{kind}"), Message(f"owner.{OWNERS[kind]}")]
    if kind in SAID_BY_SUBJECTS:
        said.append(Message(f"cause.{kind}", subjects=Listing(("GTVn", "CTV"), "and")))
    for language in LANGUAGES:
        assert all(len(write(message, language)) >= 2 for message in said)
    assert OWNERS.keys() == set(CauseKind)
    assert set(OWNERS.values()) == set(Owner)


# ------------------------------------------------------------------------------------------------- size


def count_lines() -> dict[str, int]:
    """Lines of each module of the package, the nearly empty ``__init__`` of folders left out."""
    counts = {
        str(path.relative_to(SOURCE)): len(path.read_text(encoding="utf-8").splitlines())
        for path in SOURCE.rglob("*.py")
    }
    return {name: count for name, count in counts.items() if not name.endswith("__init__.py")}


def test_a_module_reads_in_one_sitting() -> None:
    lines = count_lines()
    assert {name: count for name, count in lines.items() if count > 400} == {}
    assert median(lines.values()) <= 120


def test_a_family_of_checks_has_a_dozen_modules_at_most() -> None:
    folders = [folder for folder in (SOURCE / "checks").iterdir() if (folder / "__init__.py").is_file()]
    assert {check.family for check in CHECKS.values()} | {"core"} == {folder.name for folder in folders}
    for folder in folders:
        modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
        assert len(modules) <= 12, folder.name


def test_no_check_reads_another_check() -> None:
    modules = {module_of(check) for check in CHECKS.values()}
    for check in CHECKS.values():
        name = module_of(check)
        tree = ast.parse((SOURCE.parent / f"{name.replace('.', '/')}.py").read_text(encoding="utf-8"))
        read = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert read & modules == set(), name
