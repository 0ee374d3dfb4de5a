"""Every exception rtqa raises for a caller's or a file's fault.

::

    RtqaError
    ├── InputError              what was handed in cannot be used            (exit 4)
    │   ├── FileFormatError     one file breaks a rule of DICOM or is cut off
    │   ├── AmbiguousInputError two answers are possible; the message lists them
    │   └── UnsupportedError    valid, but outside what rtqa computes
    ├── UsageError              a name, option or kind of value that is none (exit 2)
    │   ├── MetricSyntaxError   a metric the grammar cannot read
    │   └── StructureNameError  no structure of that name, or several
    ├── DocumentError           a protocol or report file with its faults    (exit 2)
    └── WriteError              an output that could not be written whole    (exit 4)

A fault or an open question in the *plan* is never an exception: it is a
:class:`rtqa.findings.Finding`. Messages name the file by its role, the place
in it and the remedy, and never the patient.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

from rtqa.messages import Message


class RtqaError(Exception):
    """Base of all errors that rtqa raises on purpose.

    ``str(error)`` is English. What may come to stand in a report is raised as a :class:`Message`; what only
    a caller or the command line sees may be a sentence.
    """

    def __init__(self, text: Message | str) -> None:
        super().__init__(text)

    @property
    def message(self) -> Message:
        """What is wrong, as a report says it in any language."""
        text: Message | str = self.args[0]
        return text if isinstance(text, Message) else Message("error.sentence", text=text)


class InputError(RtqaError):
    """What was handed in cannot be used."""


class FileFormatError(InputError):
    """One file breaks a rule of DICOM, or is cut off."""


class AmbiguousInputError(InputError):
    """Two answers are possible; the message lists them."""


class UnsupportedError(InputError):
    """Valid input that lies outside what rtqa computes."""


class UsageError(RtqaError):
    """A name or an option that does not exist, or a value of another kind than is wanted."""


Kind = TypeVar("Kind")


def require(value: object, kind: type[Kind], *, maker: str) -> Kind:
    """The value, which is to be of a kind.

    Args:
        value: what was handed in.
        kind: what is wanted.
        maker: the public function that makes one.

    Raises:
        UsageError: it is of another kind.
    """
    if isinstance(value, kind):
        return value
    raise UsageError(f"a {kind.__name__} is wanted, not a {type(value).__name__}: {maker} makes one")


class MetricSyntaxError(UsageError):
    """A metric that the TG-263 grammar cannot read."""


class StructureNameError(UsageError):
    """No structure of the name asked for, or several."""


class Fault(NamedTuple):
    """One fault of a document.

    Attributes:
        place: where it stands, for tools: ``constraint[3].metric``.
        problem: what is wrong there.
        other: a second place, which the sentence of the problem ends with; empty where there is none.
        spot: the place for people, by line and the row's own name: ``line 31, cord-max.metric``; empty of a
            document without lines.
    """

    place: str
    problem: str
    other: str = ""
    spot: str = ""

    def __str__(self) -> str:
        sentence = f"{self.problem} {self.other}" if self.other else self.problem
        return f"{self.spot or self.place}: {sentence}"


class DocumentError(RtqaError):
    """A protocol or report file that does not hold; all its faults at once."""

    def __init__(self, document: str, faults: tuple[Fault, ...]) -> None:
        self.document = document
        self.faults = faults
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__("\n  ".join([f"{document}: {count}", *map(str, faults)]))


_EXTRAS = {
    "pydantic": "check",
    "pydantic_core": "check",
    "rich": "check",
    "typer": "check",
    "jinja2": "report",
    "PIL": "report",
    "plotly": "report",
    "matplotlib": "plot",
    "typst": "pdf",
    "pyarrow": "cohort",
    "alembic": "desk",
    "argon2": "desk",
    "pynetdicom": "desk",
    "sqlalchemy": "desk",
    "starlette": "desk",
    "uvicorn": "desk",
    "psycopg": "postgresql",
}
"""Libraries that ``pip install rtqa`` does not bring, and the extra that brings each."""


def name_extra(error: ModuleNotFoundError) -> str | None:
    """The extra that brings a library that was not found; None where it is none of rtqa's."""
    return _EXTRAS.get((error.name or "").partition(".")[0])


@contextmanager
def extra_needed() -> Iterator[None]:
    """Where a library of an extra is imported late: say what to install.

    Raises:
        UnsupportedError: it is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        extra = name_extra(error)
        if extra is None:
            raise
        raise UnsupportedError(f"this needs {error.name}: pip install 'rtqa[{extra}]'") from error


class WriteError(RtqaError):
    """An output that could not be written whole; nothing was left behind."""
