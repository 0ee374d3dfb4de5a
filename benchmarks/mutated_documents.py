"""Protocol, course and import files, damaged at random: each is read, or refused in sentences with places.

    python benchmarks/mutated_documents.py [--n 10000] [--seed 1]

prints how many files of each kind were read and refused, how many faults were told, what a refusal lacks (a
place, a line, one sentence), what ended in another exception, and the slowest file. It ends with status 1
where anything is lacking, crashed, or took more than two seconds of a processor. A third of the files is
damaged byte by byte, a third line by line, and a third in what it says, so that it is TOML or JSON all the
same.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import sys
import tempfile
import time
import tomllib
import traceback
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from rtqa.course.course_document import parse_course
from rtqa.documents.toml_text import write_key, write_value
from rtqa.errors import DocumentError, Fault
from rtqa.protocol import load_protocol, parse_protocol
from rtqa.protocol.foreign import import_file
from rtqa.protocol.lint import find_contradictions

ROOT = Path(__file__).parents[1]
MOST_S = 2.0
JARGON = re.compile(r"pydantic|https?:|Input should|Traceback|type=|<class|NoneType|\bdict\b|_Metric")
LINED = re.compile(r"line \d+|file|end of document|[A-Za-z]+\[\d+\]|computed|ScoreTemplates|custom")
VALUES = (
    *(b"0", b"-1", b"1.5", b"1e308", b"nan", b"-inf", b"true", b"null", b'""', b'" "', b"'x'", b"3, 4"),
    *(b"'[red]{0}%s'", b"'../..'", b"2026-03-02", b"08:00:00", b"[]", b"[[]]", b"[{}]", b"{}", b"'ccrt'"),
    *(b'["Mon", "Mon"]', b"{ min = 3, max = 2 }", b"'D2%[Gy]'", b"'sum'", b'"<= 45"', b'"Max[Gy]"', b'"PTV"'),
)
ODD = (
    *VALUES,
    *(b"0x" + b"f" * 400, b"9" * 5000, b"[" * 2000, rb'"\u202e"', b"\xff\xfe", b"\x00", b"\xef\xbb\xbf"),
    *("≤ 45 Ⅳ 右腮腺".encode(), b'"', b"'''", b'"""', b"#", b"\r", b"\t"),
)
TREES = (
    *(
        0,
        -1,
        1.5,
        1e308,
        math.nan,
        True,
        "",
        " ",
        "x",
        "D2%[Gy]",
        "sum",
        "PTV",
        "ccrt",
        "GTVn",
        10**30,
        "a" * 5000,
    ),
    *([], [[]], [{}], {}, {"a": 1}, ["Mon", "Mon"], date(2026, 3, 2), {"min": 3, "max": 2}, "右腮腺\n\u202e"),
)
BY_BYTE = ("byte", "cut", "double", "odd", "end", "line", "copy", "swap")
BY_VALUE = ("line", "copy", "value", "value", "key", "cell", "cell")


class Kind(NamedTuple):
    """A kind of file: what is damaged, and what reads it."""

    name: str
    bases: list[bytes]
    read: Callable[[bytes], object]


def kinds(folder: Path) -> list[Kind]:
    """The files of the library, of the samples and of the pages."""
    page = (ROOT / "docs" / "howto-clinic-sheet.md").read_text(encoding="utf-8")
    imports = (ROOT / "docs" / "howto-import.md").read_text(encoding="utf-8")
    blocks = lambda text, kind: [  # noqa: E731
        block.encode() for block in re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    ]
    language = (ROOT / "docs" / "protocol-language.md").read_text(encoding="utf-8")
    library = [file.read_bytes() for file in sorted((ROOT / "constraints").glob("*.toml"))]
    library.append(b"\n".join(blocks(language, "toml")))
    courses = [file.read_bytes() for file in sorted((ROOT / "sample_plans").glob("*/course.toml"))]
    trial = load_protocol("nct07041788")

    def imported(suffix: str) -> Callable[[bytes], object]:
        file = folder / f"own{suffix}"

        def read(content: bytes) -> object:
            file.write_bytes(content)
            text, _ = import_file(file)
            return find_contradictions(parse_protocol(text.encode(), label="own.toml", refuse_slips=False))

        return read

    def table(content: bytes) -> object:
        file = folder / "sheet.csv"
        file.write_bytes(content)
        return load_protocol(file)

    def protocol(content: bytes) -> object:
        return find_contradictions(parse_protocol(content, label="own.toml"))

    return [
        Kind("protocol", library, protocol),
        Kind("sheet", blocks(page, "toml"), protocol),
        Kind("course", courses, lambda content: parse_course(content, label="course.toml", protocol=trial)),
        Kind("csv", blocks(imports, "csv"), imported(".csv")),
        Kind("csv as protocol", blocks(imports, "csv"), table),
        Kind("json", blocks(imports, "json"), imported(".json")),
    ]


def damage(content: bytes, dice: random.Random) -> bytes:
    """The file with one to five faults: of bytes and lines, of values, keys and cells, or of what it says."""
    how = dice.choice((BY_BYTE, BY_VALUE, None))
    if how is None and (tree := _parse(content)) is not None:
        for _ in range(dice.randint(1, 4)):
            _spoil_tree(tree, dice)
        return _write(tree, content).encode()
    how = how or BY_VALUE
    for _ in range(dice.randint(1, 5)):
        at = dice.randrange(len(content) + 1)
        size = min(len(content) - at, dice.choice((1, 1, 2, 8, 40, 200)))
        lines = content.split(b"\n")
        row = dice.randrange(len(lines))
        what = dice.choice(how)
        if what == "byte":
            content = content[:at] + bytes([dice.randrange(256)]) + content[at + 1 :]
        elif what == "cut":
            content = content[:at] + content[at + size :]
        elif what == "double":
            content = content[: at + size] + content[at:]
        elif what == "odd":
            content = content[:at] + dice.choice(ODD) + content[at:]
        elif what == "end":
            content = content[:at] if dice.random() < 0.2 else content
        elif what in ("line", "copy", "swap"):
            other = dice.randrange(len(lines))
            lines[row : row + 1] = {"line": [], "copy": [lines[row]] * 2, "swap": [lines[other]]}[what]
            content = b"\n".join(lines)
        else:
            content = b"\n".join([*lines[:row], _spoil(lines[row], what, dice), *lines[row + 1 :]])
    return content


def _parse(content: bytes) -> Any:
    """What a file of TOML or JSON says; None of a table."""
    text = content.decode()
    if text.lstrip().startswith("{"):
        return json.loads(text)
    return tomllib.loads(text) if " = " in text else None


def _spoil_tree(tree: Any, dice: random.Random) -> None:
    """Another value, key or row somewhere within."""
    while True:
        keys = list(tree) if isinstance(tree, dict) else range(len(tree))
        if not keys:
            return
        key = dice.choice(list(keys))
        if isinstance(tree[key], dict | list) and tree[key] and dice.random() < 0.85:
            tree = tree[key]
            continue
        break
    what = dice.choice(("value", "value", "value", "left out", "twice", "misspelt"))
    if what == "value":
        tree[key] = deepcopy(dice.choice(TREES))
    elif what == "left out":
        del tree[key]
    elif isinstance(tree, list):
        tree.append(deepcopy(tree[key]))
    else:
        tree[f"{key}x"] = deepcopy(tree[key]) if what == "twice" else tree.pop(key)


def _write(tree: Any, content: bytes) -> str:
    if content.lstrip().startswith(b"{"):
        return json.dumps(tree, default=str, indent=1)
    return "\n".join(f"{write_key(key)} = {_as_toml(value)}" for key, value in tree.items())


def _as_toml(value: Any) -> str:
    """A value of TOML on as many lines as it has rows."""
    if isinstance(value, dict):
        return (
            "{ "
            + ", ".join(f"{write_key(str(key))} = {_as_toml(each)}" for key, each in value.items())
            + " }"
        )
    if isinstance(value, list):
        return "[" + ",\n".join(map(_as_toml, value)) + "]"
    return str(value) if isinstance(value, date) else write_value(value)


def _spoil(line: bytes, what: str, dice: random.Random) -> bytes:
    """A line with another value, key or cell; of JSON and TOML alike."""
    mark = b" = " if b" = " in line else b": "
    key, found, value = line.rpartition(mark) if mark == b": " else line.partition(mark)
    if what == "key":
        return line.replace(b'"', b'"x', 1) if line.lstrip().startswith((b'"', b"{")) else b"x" + line
    if what == "value" and found:
        ending = value[len(value.rstrip(b",]}")) :]
        return key + found + dice.choice(VALUES) + ending
    cells = line.split(b",")
    cells[dice.randrange(len(cells))] = dice.choice(VALUES)
    return b",".join(cells)


def lacks(fault: Fault, kind: str) -> str:
    """What a fault does not have that a person needs; empty where it has all."""
    said = str(fault)
    if "\n" in said or "\r" in said:
        return "one line"
    if not fault.place or not fault.problem.strip():
        return "a place and a problem"
    if JARGON.search(fault.problem):
        return "plain words"
    # What is missing from the whole file has no line; everything else has.
    if kind in ("protocol", "sheet", "course") and not LINED.search(said) and "is missing" not in said:
        return "a line"
    return ""


def main() -> int:
    """The command."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--n", type=int, default=10_000)
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    return run(n=asked.n, seed=asked.seed)


def run(*, n: int, seed: int) -> int:
    """Damage and read so many files, and print what became of them; 1 where something is lacking."""
    dice = random.Random(seed)  # noqa: S311 (no secret)
    counts: Counter[tuple[str, str]] = Counter()
    bad: list[str] = []
    slowest = (0.0, "")
    with tempfile.TemporaryDirectory() as folder:
        every = kinds(Path(folder))
        for number in range(n):
            kind = every[number % len(every)]
            content = damage(dice.choice(kind.bases), dice)
            since = time.process_time()
            try:
                kind.read(content)
                counts[kind.name, "read"] += 1
            except DocumentError as error:
                counts[kind.name, "refused"] += 1
                counts[kind.name, "faults"] += len(error.faults)
                lacking = {what for fault in error.faults if (what := lacks(fault, kind.name))}
                bad += [f"{number} ({kind.name}) lacks {what}: {error!s:.300}" for what in sorted(lacking)]
            except Exception:  # noqa: BLE001 (what is looked for)
                counts[kind.name, "crashed"] += 1
                bad.append(f"{number} ({kind.name}) crashed: {traceback.format_exc()[-600:]}")
            took_s = time.process_time() - since
            slowest = max(slowest, (took_s, f"{number} ({kind.name})"))
    for kind in every:
        told = ", ".join(
            f"{counts[kind.name, what]} {what}" for what in ("read", "refused", "faults", "crashed")
        )
        print(f"{kind.name}: {told}")
    print(
        f"slowest: {slowest[0]:.2f} s of a processor, {slowest[1]}; more than {MOST_S:g} s would be too slow"
    )
    print(f"{len(bad)} of {n} files lack something")
    print("\n".join(bad[:20]))
    return int(bool(bad) or slowest[0] > MOST_S)


if __name__ == "__main__":
    sys.exit(main())
