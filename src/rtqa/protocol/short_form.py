"""The short form of a protocol file, made whole: ``[defaults]``, ``[structures]``, ``[limits]``.

What a file leaves out because it is the same in every clause, or follows from the names, is put in before it
is read. Everything that is put in is an assumption, and ``rtqa protocols lint`` prints it. What the clauses
then mean is the long form's business alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from pydantic import BaseModel, ValidationError

from rtqa.documents.references import is_list, rows_of, texts_of
from rtqa.documents.toml import describe_fault
from rtqa.errors import Fault
from rtqa.messages import Message
from rtqa.protocol.identifiers import make_identifier
from rtqa.protocol.implied_structures import Rows, find_subjects, put_in_structures
from rtqa.protocol.schema import Protocol
from rtqa.protocol.sheet_row import read_row
from rtqa.protocol.short_tables import Defaults
from rtqa.protocol.tables import Clause

IMPLIED_PHASE = {"id": "plan", "title": "The plan", "fractions": {"min": 1}}
"""The phase of a file that has none: one plan, of any number of fractions."""

_LIMITS = ("constraint", "reference")


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeDocument:
    """A file in its long form.

    Attributes:
        values: what :class:`Protocol` takes.
        origins: for each row that the file has in a short form, where it stands there.
        faults: of the short forms.
        assumptions: what was put in, for a reader.
    """

    values: dict[str, object]
    origins: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    assumptions: list[Message] = field(default_factory=list)


def make_whole(document: Mapping[str, object]) -> WholeDocument:
    """The long form of a document; what is of a wrong type is left as it is, for the schema to find."""
    whole = WholeDocument(values={key: _copied(value) for key, value in document.items()})
    defaults = _read_defaults(whole)
    _take_structures(whole)
    sheet = _take_limits(whole, defaults)
    _put_in_phase(whole)
    _put_in_words(whole, defaults)
    structures = put_in_structures(whole.values, whole.origins, sheet)
    whole.assumptions.extend(structures)
    return whole


def _copied(value: object) -> object:
    """A value whose rows may be written to."""
    return [dict(row) if isinstance(row, Mapping) else row for row in value] if is_list(value) else value


def _read_defaults(whole: WholeDocument) -> Defaults:
    stated = whole.values.pop("defaults", {})
    try:
        return Defaults.model_validate(stated)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            place, problem, *_ = describe_fault(detail, Defaults)
            whole.faults.append(Fault("defaults" if place == "file" else f"defaults.{place}", problem))
        return Defaults()


def _take_structures(whole: WholeDocument) -> None:
    """``[structures]``: a table by name for each ``[[structure]]``."""
    stated = whole.values.pop("structures", {})
    if not isinstance(stated, Mapping):
        whole.faults.append(Fault("structures", "must be a table"))
        return
    for name, table in stated.items():
        if isinstance(table, Mapping) and "name" not in table:
            _add(whole, "structure", {"name": name, **table}, origin=f"structures.{name}")
        else:
            problem = "is the key already" if isinstance(table, Mapping) else "must be a table"
            place = f"structures.{name}.name" if isinstance(table, Mapping) else f"structures.{name}"
            whole.faults.append(Fault(place, problem))


def _add(whole: WholeDocument, array: str, row: dict[str, object], *, origin: str) -> str:
    """Its place in the long form; that in the file where the long form's is of a wrong type."""
    rows = whole.values.setdefault(array, [])
    if not isinstance(rows, list):
        return origin
    place = f"{array}[{len(rows)}]"
    whole.origins[place] = origin
    rows.append(row)
    return place


def _take_limits(whole: WholeDocument, defaults: Defaults) -> Rows:
    """``[limits]``: a list for each ``[[constraint]]``; returned are those that were added."""
    stated = whole.values.pop("limits", {})
    rows = stated.get("rows") if isinstance(stated, Mapping) else None
    if stated == {}:
        return []
    if not is_list(rows) or (isinstance(stated, Mapping) and set(stated) != {"rows"}):
        whole.faults.append(Fault("limits", 'has one key: rows = [["SpinalCord", "D0.03cc[Gy]", "<= 45"]]'))
        return []
    sheet: Rows = []
    for n, cells in enumerate(rows if isinstance(rows, Sequence) else ()):
        place = f"limits.rows[{n}]"
        faults, row = read_row(cells, default_relation=defaults.relation)
        if row is not None:
            # By its place among all limits, a fault is told under the limit's id.
            place = _add(whole, "constraint", row, origin=place)
            sheet.append(row)
        whole.faults.extend(Fault(f"{place}{fault.place}", fault.problem) for fault in faults)
    return sheet


def _put_in_phase(whole: WholeDocument) -> None:
    if "phase" not in whole.values:
        whole.values["phase"] = [dict(IMPLIED_PHASE)]
        whole.assumptions.append(Message("lint.assumed-phase", phase=str(IMPLIED_PHASE["id"])))


def _clause_tables() -> Iterator[tuple[str, type[Clause]]]:
    """The arrays of clauses, each with the model of its rows."""
    for name, stated in Protocol.model_fields.items():
        for row in get_args(stated.annotation):
            if isinstance(row, type) and issubclass(row, Clause):
                yield stated.alias or name, row


def _put_in_words(whole: WholeDocument, defaults: Defaults) -> None:
    """Phase, source, quote, and of limits relation and id."""
    phases = texts_of(rows_of(whole.values, "phase"), "id")
    phase = defaults.phase or (phases[0] if len(phases) == 1 else None)
    clauses = [
        (array, model, row) for array, model in _clause_tables() for row in _rows_to_write(whole, array)
    ]
    used = {str(row["id"]) for _, _, row in clauses if "id" in row}
    for array, model, row in clauses:
        if phase is not None and _is_of_a_phase(model, row):
            row.setdefault("phase", phase)
        if array in _LIMITS:
            if defaults.relation is not None:
                row.setdefault("relation", defaults.relation)
            if "id" not in row:
                words = (*find_subjects(row), str(row.get("metric", "")).partition("[")[0])
                row["id"] = make_identifier(" ".join(words), used)
    rows = [row for _, _, row in clauses]
    limits = [row for array, _, row in clauses if array in _LIMITS]
    _put_in(rows, "source", defaults.source)
    _put_in(rows, "quote", defaults.quote)
    source = whole.values.get("source")
    # Of a file without a source that is told once, and not of each clause.
    if n := _put_in(rows, "source", source if isinstance(source, str) and source.strip() else "–"):
        whole.assumptions.append(Message("lint.assumed-source", n=n))
    if n := sum(_put_in([row], "quote", _row_as_text(row)) for row in limits):
        whole.assumptions.append(Message("lint.assumed-quote", n=n))


def _rows_to_write(whole: WholeDocument, array: str) -> Rows:
    rows = whole.values.get(array)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _put_in(rows: Rows, key: str, value: object) -> int:
    """Write a value into the rows that have none; how many they were."""
    bare = [row for row in rows if key not in row] if value else []
    for row in bare:
        row[key] = value
    return len(bare)


def _is_of_a_phase(model: type[BaseModel], row: Mapping[str, object]) -> bool:
    stated = model.model_fields.get("phase")
    return stated is not None and (stated.is_required() or row.get("image") == "planning")


def _row_as_text(row: Mapping[str, object]) -> str:
    """A limit as its row says it: ``SpinalCord: D0.03cc[Gy] <= 45, variation 50``."""
    names, metric, limit = find_subjects(row), row.get("metric"), row.get("limit")
    over, table, variation = row.get("over"), row.get("limit_by"), row.get("variation")
    if isinstance(over, Mapping):
        metric = " / ".join(map(str, filter(None, (metric, over.get("structure"), over.get("metric")))))
    number = f"{limit:g}" if isinstance(limit, int | float) else ""
    if isinstance(table, Mapping):
        number = f"as {table.get('metric')} of {table.get('structure', 'it')} says"
    ending = f", variation {variation:g}" if isinstance(variation, int | float) else ""
    said = f"{', '.join(names)}: {metric} {row.get('relation')} {number}{ending}"
    return said if names and isinstance(metric, str) and number else ""
