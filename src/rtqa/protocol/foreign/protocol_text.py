"""A protocol file of imported goals, as text to be read and completed by a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rtqa.documents.toml_text import write_comment, write_value
from rtqa.protocol.foreign.goals import LeftOut


def write_protocol_text(values: Mapping[str, object], left_out: Sequence[LeftOut]) -> str:
    """The TOML of a protocol, with what was not carried over as comments above it."""
    return "\n".join(_lines(values, left_out)) + "\n"


def _lines(values: Mapping[str, object], left_out: Sequence[LeftOut]) -> Iterator[str]:
    yield "# Imported; read it through before you judge by it. What the file does not say was assumed: one"
    yield "# phase of any number of fractions, and structures that are organs unless named like a target or,"
    yield "# under a name that no organ has, to be given a dose."
    for part in left_out:
        yield f"# Not carried over: {write_comment(str(part.place))}: {write_comment(str(part.reason))}"
    yield ""
    tables = {key: value for key, value in values.items() if isinstance(value, list)}
    yield from (f"{key} = {write_value(value)}" for key, value in values.items() if key not in tables)
    for key, rows in tables.items():
        for row in rows:
            yield ""
            yield f"[[{key}]]"
            yield from (f"{name} = {write_value(value)}" for name, value in row.items())
