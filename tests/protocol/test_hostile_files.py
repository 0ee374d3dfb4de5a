"""Whatever a protocol or course file holds, it is read, or refused in plain words with a place for each."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtqa.course.course_document import parse_course
from rtqa.errors import DocumentError, Fault
from rtqa.protocol import load_protocol, parse_protocol
from rtqa.protocol.lint import find_contradictions

ROOT = Path(__file__).parents[2]
TRIAL = load_protocol("nct07041788")
PROTOCOL = (ROOT / "constraints" / "nct07041788.toml").read_text(encoding="utf-8")
COURSES = [
    (ROOT / "sample_plans" / name / "course.toml").read_text(encoding="utf-8")
    for name in ("ccrt_pass", "course", "sfrt_lattice")
]
ODD = (
    *("0", "-1", "1.5", "1e308", "1e-320", "nan", "-inf", f"0x{'f' * 4000}", "true"),
    *('""', '" "', "'x'", r'"\u202e"', "'[red]{0}%s'", "'../..'", "'2026-03-02'"),
    *("2026-03-02", "2026-03-02T08:00:00", "2026-03-02T08:00:00Z", "08:00:00", "0001-01-01", "9999-12-31"),
    *("[]", "[[]]", "[{}]", "{}", '{ "" = 0 }', '{ "a.b" = [1] }', f"[{'1, ' * 300}]"),
    *('["Mon", "Mon"]', "[2026-03-02, 2026-03-01]", "{ min = 3, max = 2 }", "'D2%[Gy]'", "'sum'", "'ccrt'"),
)
"""Values of every type that TOML has, and of every kind that a key of these files might ask for."""

Changes = list[tuple[int, str, str]]
changes = st.lists(
    st.tuples(st.integers(0, 10_000), st.sampled_from(ODD), st.sampled_from(["value", "key", "line"])),
    min_size=1,
    max_size=5,
)


def spoil(text: str, spoilt: Changes) -> bytes:
    """The file with values replaced, keys misspelt, or lines left out."""
    lines = text.splitlines()
    for number, value, what in spoilt:
        at = number % len(lines)
        key, equals, _ = lines[at].partition(" = ")
        if what == "line":
            lines[at] = ""
        elif what == "key" and equals:
            lines[at] = f"x{lines[at]}"
        elif equals:
            lines[at] = f"{key} = {value}"
    return "\n".join(lines).encode()


def told(read: Callable[[], object]) -> tuple[Fault, ...]:
    """The faults of a file that is refused, which name a place and speak plainly."""
    try:
        read()
    except DocumentError as error:
        for fault in error.faults:
            assert fault.place
            assert not re.search(r"pydantic|https?:|Input should|Traceback|type=", fault.problem), fault
        return error.faults
    return ()


@settings(max_examples=300, deadline=None)
@given(spoilt=changes, text=st.sampled_from(COURSES))
def test_a_course_file_is_read_or_refused(spoilt: Changes, text: str) -> None:
    told(lambda: parse_course(spoil(text, spoilt), label="course.toml", protocol=TRIAL))


@settings(max_examples=300, deadline=None)
@given(spoilt=changes)
def test_a_protocol_file_is_read_and_its_arithmetic_done_or_refused(spoilt: Changes) -> None:
    told(lambda: find_contradictions(parse_protocol(spoil(PROTOCOL, spoilt), label="own.toml")))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"a = " + b"[" * 100_000, "brackets stand within brackets deeper than can be read"),
        (b"a = " + b"9" * 5000, "a number has too many digits"),
        (b"a = \xff", "not UTF-8 text; save the file as UTF-8"),
        (b"a = 1\na = 2", "not TOML: cannot overwrite a value"),
        (b"", "is missing"),
    ],
    ids=["deep", "long", "no text", "twice", "empty"],
)
@pytest.mark.parametrize("read", [parse_course, parse_protocol])
def test_what_holds_nothing_is_refused_in_a_sentence(
    read: Callable[..., object], content: bytes, problem: str
) -> None:
    assert problem in [fault.problem for fault in told(lambda: read(content, label="own.toml"))]
