"""A TOML file's text to a table of pydantic's, with every fault of the file in plain words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from rtqa.documents.places import Lines, locate
from rtqa.documents.references import REFERENCE_ERROR
from rtqa.documents.suggestion import did_you_mean
from rtqa.documents.toml_lines import index_lines
from rtqa.errors import DocumentError, Fault

_TOML_PLACE = re.compile(r" \(at (?P<place>.+)\)$")

PROBLEMS = {
    "missing": "is missing",
    "value_error": "{error}",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
    "string_type": "must be text",
    "string_unicode": "must be text without halves of characters",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": "must be lower-case letters, digits and single hyphens, such as 'cord-max'",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "float_parsing": "must be a number",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "greater_than": "must be more than {gt:g}",
    "greater_than_equal": "must be {ge:g} or more",
    "less_than": "must be less than {lt:g}",
    "less_than_equal": "must be {le:g} or less",
    "tuple_type": "must be a list",
    "too_short": "must not be empty",
    "dict_type": "must be a table",
    "model_type": "must be a table",
}
"""pydantic's kinds of error that a file can raise, in words; the braces are the context of the error."""

_Loc = tuple[int | str, ...]
_Root = TypeVar("_Root", bound=BaseModel)

_KEY = "[key]"
"""How pydantic marks that a key, not its value, is wrong."""


def parse_toml(content: bytes, *, label: str) -> dict[str, object]:
    """Read a TOML file's bytes; a byte order mark does no harm.

    Raises:
        DocumentError: not UTF-8, or not TOML; names the line.
    """
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DocumentError(
            label, (Fault(f"line {line}", "not UTF-8 text; save the file as UTF-8"),)
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise DocumentError(label, (_syntax_fault(str(error)),)) from None
    except RecursionError:
        fault = Fault("file", "brackets stand within brackets deeper than can be read")
        raise DocumentError(label, (fault,)) from None
    except ValueError:  # the standard library lets through what Python says of integers
        raise DocumentError(label, (Fault("file", "a number has too many digits"),)) from None


def parse_document(
    document: Mapping[str, object],
    root: type[_Root],
    *,
    label: str,
    find_reference_faults: Callable[[Mapping[str, object]], list[Fault]],
    lines: Lines,
    short_keys: tuple[str, ...] = (),
) -> _Root:
    """Make a document's root table of what :func:`parse_toml` read.

    Args:
        document: as the TOML file has it.
        root: its schema.
        label: what errors call it; a file name without its folder.
        find_reference_faults: finds what the document refers to and does not define. It is given the
            document as it stands, and passes over what is of a wrong type.
        lines: of the places of the document.
        short_keys: further keys that the file may have, which are made into others before.

    Raises:
        DocumentError: all faults at once in the order of the file, each with its place and its line.
    """
    schema_faults: list[Fault] = []
    parsed = None
    try:
        parsed = root.model_validate(document)
    except ValidationError as error:
        details = error.errors(include_url=False)
        schema_faults = [
            describe_fault(detail, root, short_keys)
            for detail in details
            if detail["type"] != REFERENCE_ERROR
        ]
    faults = locate([*schema_faults, *find_reference_faults(document)], document, lines)
    if faults or parsed is None:
        raise DocumentError(label, faults)
    return parsed


def lines_of(content: bytes) -> Lines:
    """The line of each place of a file that :func:`parse_toml` has read."""
    return partial(_index, content)


def _index(content: bytes) -> dict[str, int]:
    return index_lines(content.decode("utf-8-sig"))


def tag(name: str) -> str:
    """A name for one of several ways to write a value; it is no part of a place."""
    return f"<{name}>"


def _is_tag(part: int | str) -> bool:
    return isinstance(part, str) and part.startswith("<") and part.endswith(">")


def describe_fault(detail: ErrorDetails, root: type[BaseModel], short_keys: tuple[str, ...] = ()) -> Fault:
    """What pydantic says of a place, in plain words.

    Args:
        detail: the error.
        root: the document's outermost table.
        short_keys: further keys that this table may have in the file.
    """
    loc, kind = tuple(part for part in detail["loc"] if not _is_tag(part)), detail["type"]
    if loc[-1:] == (_KEY,):
        loc = loc[:-1]
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).removeprefix(".")
    if kind == "extra_forbidden":
        keys = [*_keys_at(loc[:-1], root), *(short_keys if len(loc) == 1 else ())]
        problem = f"no such key{did_you_mean(str(loc[-1]), keys)}"
    else:
        # A kind that is not listed keeps pydantic's message.
        problem = PROBLEMS.get(kind, "{message}").format(message=detail["msg"], **detail.get("ctx", {}))
    return Fault(place or "file", problem)


def _syntax_fault(message: str) -> Fault:
    match = _TOML_PLACE.search(message)
    place, problem = (match["place"], message[: match.start()]) if match else ("file", message)
    return Fault(place, f"not TOML: {problem[:1].lower()}{problem[1:]}")


def _keys_at(loc: _Loc, root: type[BaseModel]) -> list[str]:
    """The keys that the table at a place may have."""
    table = root
    for key in (part for part in loc if isinstance(part, str)):
        fields = (field for name, field in table.model_fields.items() if key == (field.alias or name))
        # What is no key of the table is one that the file chooses, such as a structure's name.
        if (field := next(fields, None)) is not None:
            table = next(_tables_in(field.annotation))
    return [field.alias or name for name, field in table.model_fields.items()]


def _tables_in(annotation: object) -> Iterator[type[BaseModel]]:
    """The tables in an annotation such as ``tuple[Phase, ...]`` or ``DeliveredRule | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _tables_in(part)
