"""The protocol file, schema ``rtqa-protocol/1``: what must hold, each clause with its own words.

A file is TOML; ``constraints/nct07041788.toml`` is a commented example to copy. The classes here are its
tables. They are frozen, know no key that is not listed, and refuse a file that refers to what it does not
define: a limit on an organ that no one looks up could never fail.
"""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from rtqa.documents.fields import Count, Identifier, Table, Text
from rtqa.documents.references import REFERENCE_ERROR
from rtqa.protocol.ambiguity import Ambiguity
from rtqa.protocol.constraint import SUM, Constraint
from rtqa.protocol.derivation import Derivation
from rtqa.protocol.plan_rules import (
    ApprovalRule,
    CalculationRule,
    ImagingRule,
    MarginRule,
    SizeRule,
    TechniqueRule,
)
from rtqa.protocol.prescription import PrescriptionRule
from rtqa.protocol.references import find_reference_faults
from rtqa.protocol.sfrt_rule import SfrtRule
from rtqa.protocol.short_tables import add_short_tables
from rtqa.protocol.tables import Clause, FractionRange
from rtqa.protocol.time_rules import Event, IntervalRule, ScheduleRule


class Phase(Table):
    """A part of the treatment with a plan of its own.

    Attributes:
        fractions: which plan belongs to the phase when nothing else says so, by its planned fractions. Wide
            enough for a wrong plan to be recognised and then judged; what is allowed stands in the
            prescriptions.
        reading: why these numbers.
    """

    id: Identifier
    title: Text
    fractions: FractionRange
    reading: str = ""


class Arm(Table):
    """A group of patients that some clauses are for; the course file says which a patient belongs to.

    Attributes:
        id: the course file's ``arm``.
        title: for whoever reads the report.
    """

    id: Identifier
    title: Text


class Choice(Table):
    """Of the constraints with ``one_of`` this word, how many must be kept.

    Attributes:
        id: the word.
        at_least: so many; the ones that keep their limits best count.
    """

    id: Identifier
    at_least: Count


class ProtocolStructure(Table):
    """A structure that the protocol speaks of.

    Attributes:
        name: by TG-263 where it has a name there.
        aliases: other names that mean this and nothing else. A name outside ``name`` and ``aliases`` never
            stands for the structure unless the user says so.
        numbered: whether the names followed by a number from 1 to 19 are parts of it (GTVn1, GTVn2, …).
        prv_of: the organ that it is the planning risk volume of; one no larger than its organ is none.
        may_be_absent: whether not drawing it is told and not asked about; limits alone speak of such a one.
        derived: how it is made from others; then that is judged, and a drawn one of the name held against it.
    """

    name: Text
    role: Literal["target", "organ"]
    aliases: tuple[Text, ...] = ()
    numbered: bool = False
    prv_of: Text | None = None
    may_be_absent: bool = False
    derived: Derivation | None = None


class Protocol(Table):
    """A whole protocol file.

    Attributes:
        id: as given to ``--protocol``.
        version: of this file, 1 where it states none; whoever changes a number changes it.
        source: the document it was read from.
        arms: groups of patients; none where every clause is for all.
        ambiguities: where that document contradicts itself or is silent.
        constraints: limits that decide.
        choices: how many of some of them must be kept; one, where no choice says so.
        references: limits from elsewhere, shown as information; none of them decides.
        sfrt: how a spatially fractionated plan is described; None where none is to be.
    """

    schema_: Literal["rtqa-protocol/1"] = Field(alias="schema")
    id: Identifier
    title: Text
    version: Text = "1"
    source: Text
    ambiguities: tuple[Ambiguity, ...] = Field(alias="ambiguity", default=())
    arms: tuple[Arm, ...] = Field(alias="arm", default=())
    phases: tuple[Phase, ...] = Field(alias="phase")
    structures: tuple[ProtocolStructure, ...] = Field(alias="structure", default=())
    prescriptions: tuple[PrescriptionRule, ...] = Field(alias="prescription", default=())
    constraints: tuple[Constraint, ...] = Field(alias="constraint", default=())
    choices: tuple[Choice, ...] = Field(alias="choice", default=())
    references: tuple[Constraint, ...] = Field(alias="reference", default=())
    imaging: tuple[ImagingRule, ...] = Field(default=())
    techniques: tuple[TechniqueRule, ...] = Field(alias="technique", default=())
    calculations: tuple[CalculationRule, ...] = Field(alias="calculation", default=())
    margins: tuple[MarginRule, ...] = Field(alias="margin", default=())
    sizes: tuple[SizeRule, ...] = Field(alias="size", default=())
    approvals: tuple[ApprovalRule, ...] = Field(alias="approval", default=())
    sfrt: SfrtRule | None = None
    events: tuple[Event, ...] = Field(alias="event", default=())
    schedules: tuple[ScheduleRule, ...] = Field(alias="schedule", default=())
    intervals: tuple[IntervalRule, ...] = Field(alias="interval", default=())

    @classmethod
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The JSON Schema of a file, its short form included."""
        schema = super().model_json_schema(*args, **kwargs)
        add_short_tables(schema)
        return schema

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Every clause of every table, in the order of the attributes above."""
        tables = [getattr(self, name) for name in type(self).model_fields]
        rows = (row for table in tables if isinstance(table, tuple) for row in table)
        return tuple(row for row in rows if isinstance(row, Clause))

    @field_validator("phases")
    @classmethod
    def _some(cls, phases: tuple[Phase, ...]) -> tuple[Phase, ...]:
        if not phases:
            raise ValueError("needs at least one [[phase]]")
        if any(phase.id == SUM for phase in phases):
            raise ValueError(f"no phase may be called {SUM!r}: it means all phases together")
        return phases

    @model_validator(mode="after")
    def _refers_to_what_it_defines(self) -> Self:
        faults = find_reference_faults(self.model_dump(by_alias=True))
        if faults:
            raise PydanticCustomError(REFERENCE_ERROR, "{faults}", {"faults": "; ".join(map(str, faults))})
        return self
