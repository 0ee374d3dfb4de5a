"""What checks write, in Chinese: nothing is left out, and names and numbers are not touched."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import rtqa.checks
import rtqa.course
from rtqa.protocol import list_protocols, load_protocol
from rtqa.render.words.language import load_language
from rtqa.render.words.sentences import parse_shapes, translate

ZH = load_language("zh")
PROSE = re.compile(r"\b[a-z]{2,}( [a-z]{2,}){2,}")
"""Three English words one after the other; names and metrics have fewer."""
QUOTE = re.compile('“[^”]*”|"[^"]*"')


def is_left(text: str) -> bool:
    """Whether English prose is left; a piece that is put together with others may lack or bear a mark."""
    said = [QUOTE.sub("", ZH.sentence(piece)) for piece in (text, text.strip(";,. "))]
    return all(PROSE.search(each) is not None for each in said)


def written_by(module: Path) -> Iterator[str]:
    """Every text of a module that is neither a docstring nor a check's question, each value in it a 7."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    passed: set[ast.AST] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant()):
                passed.add(node.value)
            case ast.Call(func=ast.Name(id="check")):
                passed |= set(ast.walk(node))
            case ast.JoinedStr():
                passed |= {inner for inner in ast.walk(node) if inner is not node}
                texts = [part.value if isinstance(part, ast.Constant) else "7" for part in node.values]
                yield "".join(map(str, texts))
                passed -= {inner for inner in ast.walk(node) if isinstance(inner, ast.JoinedStr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in passed:
            yield node.value


def modules() -> list[Path]:
    """The checks, and what words their reasons about dates and fractions."""
    (checks,), (course,) = rtqa.checks.__path__, rtqa.course.__path__
    return [*sorted(Path(checks).glob("*.py")), Path(course, "delivered.py"), Path(course, "timeline.py")]


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.stem)
def test_everything_that_checks_write_is_translated(module: Path) -> None:
    assert [text for text in written_by(module) if is_left(text)] == []


def readings_of(value: object) -> Iterator[str]:
    """What a protocol file says in its own words: how it reads the text, not what the text says."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str) and key in {"reading", "why", "says"}:
                yield inner
            elif key == "arithmetic":
                yield from inner
            else:
                yield from readings_of(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from readings_of(inner)


@pytest.mark.parametrize("name", list_protocols())
def test_readings_and_notices_of_the_library_are_translated(name: str) -> None:
    texts = set(readings_of(load_protocol(name).protocol.model_dump()))
    assert len(texts) > 2
    assert [text for text in sorted(texts) if is_left(text)] == []


def test_what_is_put_in_is_all_that_was_there() -> None:
    for shape in ZH.shapes:
        assert set(re.findall(r"\{~?(\w+)\}", shape.says)) == shape.pattern.groupindex.keys(), shape.says


def test_names_and_numbers_are_put_in_as_they_are() -> None:
    for name in ("Volume", "next", "{name}", r"\g<name>", "在 dose", "<img src=x>", "A: B; C."):
        said = ZH.sentence(f"{name}: 8.84 % of its volume lies outside the dose grid.")
        assert said == f"{name}：其体积的 8.84 % 位于剂量网格之外。"  # noqa: RUF001


def test_of_two_shapes_that_fit_the_one_with_more_of_its_own_is_taken() -> None:
    shapes = parse_shapes({"{a} is {~b}": "<{a}|{b}>", "{a} is not {b}": "<{a}|not|{b}>", "known": "KNOWN"})
    assert translate("x is not known", shapes) == "<x|not|known>"
    assert translate("known is known", shapes) == "<known|KNOWN>"
    assert translate("nothing fits", shapes) == "nothing fits"
