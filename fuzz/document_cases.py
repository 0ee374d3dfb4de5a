"""Ways to spoil documents (TOML, JSON, CSV) and metrics."""

from __future__ import annotations

import json
from copy import deepcopy
from random import Random
from typing import Any

_ODD = (
    "0", "-1", "1e308", "1e-320", "nan", "inf", "9" * 5000, '""', "'x'", "[]", "{}", "[{}]", "true", "null",
    "2026-03-02", "08:00:00", "'../..'", "'/dev/zero'", "'=1+1'", r'"\u202e"', "'[red]{0}%s'", "'*a*a*a*b'",
    "'D2%[Gy]'", "'sum'", "[[[[]]]]", "\x00", "\ufeff",
)  # fmt: skip
_ODD_JSON = (
    0,
    -1,
    1e308,
    1e-320,
    10**400,
    "",
    "x",
    "=1",
    "\u202e",
    [],
    {},
    [{}],
    True,
    None,
    "pass",
    "review",
    "9" * 400,
)
_METRIC = (
    *"DVMIH", "Mean", "Max", "Min", "Volume", "gEUD", "MOH", "MOC", "CN", "CI", "R", "GI", "HI", "Isodose",
    "%", "cc", "Gy", "cGy", "[", "]", "95", "0.03", "-8", ".", " ", "·", "*", "³", "0", "9" * 400, "\0", "٣",
)  # fmt: skip


def spoil_text(text: bytes, random: Random) -> bytes:
    """A document with lines or bytes lost, doubled or changed, and odd values."""
    lines = text.split(b"\n")
    for _ in range(random.choice((1, 1, 2, 4))):
        at = random.randrange(len(lines))
        match random.randrange(7):
            case 0:
                lines[at] = b""
            case 1:
                lines.insert(at, lines[random.randrange(len(lines))])
            case 2:
                key, equals, _ = lines[at].partition(b" = ")
                lines[at] = key + (equals or b" = ") + random.choice(_ODD).encode()
            case 3:
                line = bytearray(lines[at] or b" ")
                line[random.randrange(len(line))] = random.randrange(256)
                lines[at] = bytes(line)
            case 4:
                cells = lines[at].split(b",")
                cells[random.randrange(len(cells))] = random.choice(_ODD).strip("'").encode()
                lines[at] = b",".join(cells)
            case 5:
                lines[at] = lines[at][: random.randrange(len(lines[at]) + 1)]
            case _:
                lines[at] = lines[at] + random.choice(_ODD).encode() * random.choice((1, 3, 50))
    return b"\n".join(lines)


def spoil_json(text: bytes, random: Random) -> bytes:
    """A JSON file with values replaced, lost or doubled."""
    document = json.loads(text)
    for _ in range(random.choice((1, 1, 1, 2, 5))):
        _spoil_value(document, random)
    return json.dumps(document).encode()


def _spoil_value(value: Any, random: Random) -> None:
    """Go down at random, and change what is there."""
    while True:
        keys: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not keys:
            return
        key = random.choice(keys)
        inner = value[key]
        if isinstance(inner, dict | list) and inner and random.random() < 0.9:
            value = inner
            continue
        match random.randrange(4):
            case 0 if isinstance(value, dict):
                del value[key]
            case 1 if isinstance(value, list):
                value.insert(key, deepcopy(inner))
            case 2 if isinstance(inner, float):
                value[key] = random.choice((-inner, inner * 1.1, inner + 1, inner * 1e6))
            case _:
                value[key] = deepcopy(random.choice(_ODD_JSON))
        return


def make_metric(random: Random) -> str:
    """Something like a metric."""
    return "".join(random.choice(_METRIC) for _ in range(random.randrange(1, 9)))
