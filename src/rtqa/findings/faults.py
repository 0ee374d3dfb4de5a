"""What is wrong with a report.json, in plain words at its place.

Where a value may be of several types, pydantic lists why it is none of them, and names the types in the
place. A reader wants one line: the place in the file, and what must stand there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from rtqa.documents.toml import PROBLEMS
from rtqa.errors import Fault

_WORDS = PROBLEMS | {
    "dataclass_type": "must be an object",
    "dict_type": "must be an object",
    "json_invalid": "is not JSON: {error}",
    "message_type": "{message}",
    "model_type": "must be an object",
    "none_required": "must be null",
    "unexpected_keyword_argument": "is no key of this format",
    "extra_forbidden": "is no key of this format",
}

_OTHER_TYPES = frozenset(kind for kind in _WORDS if kind.endswith("_type")) | {"none_required"}

_Loc = tuple[int | str, ...]


def tell_faults(error: ValidationError, data: object) -> tuple[Fault, ...]:
    """Each fault once, in the file's order.

    Args:
        error: what pydantic says.
        data: what it was given, as dictionaries and lists, or as the text of a file.
    """
    details = error.errors(include_url=False, include_input=False)
    if isinstance(data, str | bytes):
        data = None if details[0]["type"] == "json_invalid" else json.loads(data)
    places: dict[_Loc, dict[str, list[_Problem]]] = {}
    for detail in details:
        problem = _Problem.of(detail, data)
        places.setdefault(problem.choice, {}).setdefault(problem.tried, []).append(problem)
    faults: dict[str, dict[str, None]] = {}
    for tried in places.values():
        certain = tried.pop("", [])
        for problem in [*certain, *(_nearest(tried) if tried else ())]:
            faults.setdefault(write_place(problem.place), {})[problem.says] = None
    return tuple(Fault(place, _join(list(problems))) for place, problems in faults.items())


def write_place(loc: _Loc) -> str:
    """A place such as ``findings[3].limit``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return text.removeprefix(".") or "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Problem:
    """One of pydantic's errors.

    Attributes:
        place: in the file.
        choice: the place of the value that may be of several types; the place itself where it may not.
        tried: the type that the value was tried for; empty where there is but one.
        is_other_type: whether the value is of another type altogether.
        says: in plain words.
    """

    place: _Loc
    choice: _Loc
    tried: str
    is_other_type: bool
    says: str

    @classmethod
    def of(cls, detail: ErrorDetails, data: object) -> _Problem:
        place: list[int | str] = []
        choice, tried = None, ""
        for n, part in enumerate(detail["loc"]):
            is_missing = detail["type"] in {"missing", "missing_argument"} and n == len(detail["loc"]) - 1
            match data, part:
                case dict(), _ if part in data:
                    data = data[part]
                case list(), int() if part < len(data):
                    data = data[part]
                case _ if not is_missing:
                    # No key of the file: a type that is tried.
                    if choice is None:
                        choice, tried = tuple(place), str(part)
                    continue
            place.append(part)
        words = _WORDS.get(detail["type"], "{message}")
        return cls(
            place=tuple(place),
            choice=tuple(place) if choice is None else choice,
            tried=tried,
            is_other_type=detail["type"] in _OTHER_TYPES and (choice is None or len(place) == len(choice)),
            # A kind that is not listed keeps pydantic's message.
            says=words.format(message=detail["msg"], **detail.get("ctx", {})),
        )


def _nearest(tried: dict[str, list[_Problem]]) -> list[_Problem]:
    """Of the types that were tried, what the nearest one says; where the value is of none, what all say."""
    near = [problems for problems in tried.values() if not any(problem.is_other_type for problem in problems)]
    if not near:
        return [problem for problems in tried.values() for problem in problems]
    return min(near, key=lambda problems: (len(problems), -max(len(problem.place) for problem in problems)))


def _join(problems: list[str]) -> str:
    """``must be text or a number``."""
    first, *others = problems
    return " or ".join([first, *(problem.removeprefix("must be ") for problem in others)])
