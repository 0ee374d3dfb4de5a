"""A protocol file of imported goals, as text to be read and completed by a person."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from rtqa.protocol.foreign.goals import LeftOut

_CONTROL = re.compile("[\x7f-\x9f\ud800-\udfff]")


def write_protocol_text(values: Mapping[str, object], left_out: Sequence[LeftOut]) -> str:
    """The TOML of a protocol, with what was not carried over as comments above it."""
    return "\n".join(_lines(values, left_out)) + "\n"


def _lines(values: Mapping[str, object], left_out: Sequence[LeftOut]) -> Iterator[str]:
    yield "# Imported; read it through before you judge by it. What the file does not say was assumed: one"
    yield "# phase of any number of fractions, and structures that are organs unless named like a target or,"
    yield "# under a name that no organ has, to be given a dose."
    yield from (
        f"# Not carried over: {_comment(str(part.place))}: {_comment(str(part.reason))}" for part in left_out
    )
    yield ""
    tables = {key: value for key, value in values.items() if isinstance(value, list)}
    yield from (f"{key} = {write_value(value)}" for key, value in values.items() if key not in tables)
    for key, rows in tables.items():
        for row in rows:
            yield ""
            yield f"[[{key}]]"
            yield from (f"{name} = {write_value(value)}" for name, value in row.items())


def write_value(value: object) -> str:
    """A value of TOML: text, a number, a list or a table of such."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {write_value(each)}" for key, each in value.items()) + " }"
    if isinstance(value, Sequence):
        return f"[{', '.join(map(write_value, value))}]"
    return repr(value)


def _text(value: str) -> str:
    """A basic string of TOML; JSON's escapes are among its own."""
    return _CONTROL.sub(
        lambda match: f"\\u{ord(match[0]):04x}", json.dumps(_whole(value), ensure_ascii=False)
    )


def _whole(value: str) -> str:
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _comment(value: str) -> str:
    return " ".join(_CONTROL.sub(" ", _whole(value)).split())
