"""The protocol file, schema ``rtqa-protocol/1``: what must hold, each clause with its own words.

A file is TOML; ``constraints/nct07041788.toml`` is a commented example to copy. The classes here are its
tables. They are frozen, know no key that is not listed, and refuse a file that refers to what it does not
define: a limit on an organ that no one looks up could never fail.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from rtqa.protocol.references import REFERENCE_ERROR, find_reference_faults
from rtqa.protocol.tables import Clause, FractionRange, Identifier, Metric, Number, Range, Table, Text


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


class ProtocolStructure(Table):
    """A structure that the protocol speaks of.

    Attributes:
        name: by TG-263 where it has a name there.
        aliases: other names that mean this and nothing else. A name outside ``name`` and ``aliases`` never
            stands for the structure unless the user says so.
        numbered: whether the names followed by a number from 1 to 19 are parts of it (GTVn1, GTVn2, …).
    """

    name: Text
    role: Literal["target", "organ"]
    aliases: tuple[Text, ...] = ()
    numbered: bool = False


class DeliveredRule(Table):
    """That the dose grid holds what the plan says: a metric, as a share of the planned dose.

    Attributes:
        metric: in Gy, of the prescribed structure.
        at_least_frac: least share of the planned dose to that structure, above 0 and up to 1.
        at_most_frac: most of it, from 1 on: a dose grid that holds more than the plan says is as doubtful.
    """

    metric: Metric
    at_least_frac: Annotated[float, Field(strict=True, gt=0.0, le=1.0)]
    at_most_frac: Annotated[float, Field(strict=True, ge=1.0, allow_inf_nan=False)]
    reading: str = ""

    @model_validator(mode="after")
    def _in_gray(self) -> Self:
        if self.metric.unit != "Gy":
            raise ValueError(f"metric {self.metric} is not in Gy; write, for example, 'D95%[Gy]'")
        return self


class PrescriptionRule(Clause):
    """What a target is to receive, and in how many fractions.

    Attributes:
        structure: None where the text does not say what the dose refers to: then the rule holds for every
            target prescription of the phase's plan.
        dose_gy: total dose of the phase, in Gy.
        delivered: what the dose grid must hold of it; falling short asks for review, as the text names no
            such limit. None where nothing is checked.
    """

    phase: Identifier
    structure: Text | None = None
    dose_gy: Range
    fractions: FractionRange
    delivered: DeliveredRule | None = None


class Constraint(Clause):
    """A limit on one metric of one structure.

    Attributes:
        metric: its brackets give the unit of ``limit`` and ``variation``.
        relation: what the value must be to the limit.
        variation: acceptable variation: a laxer limit, judged by the same relation; None where there is none.
        quantity: which dose is judged.
    """

    phase: Identifier
    structure: Text
    metric: Metric
    relation: Literal["<=", "<", ">=", ">"]
    limit: Number
    variation: Number | None = None
    quantity: Literal["physical"] = "physical"

    @model_validator(mode="after")
    def _variation_is_laxer(self) -> Self:
        if self.variation is not None and not _holds(self.limit, self.relation[0] + "=", self.variation):
            side = "below" if self.relation.startswith("<") else "above"
            raise ValueError(f"variation {self.variation:g} must not lie {side} the limit {self.limit:g}")
        return self

    @property
    def unit(self) -> str:
        """Unit of the limit: Gy, cGy, % or cc."""
        return self.metric.unit

    def allows(self, value: float) -> bool:
        """Whether a value in :attr:`unit` keeps the limit, to the last digit; NaN never does."""
        return _holds(value, self.relation, self.limit)

    def allows_as_variation(self, value: float) -> bool:
        """Whether it keeps the acceptable variation; always False where the protocol has none."""
        return self.variation is not None and _holds(value, self.relation, self.variation)


def _holds(value: float, relation: str, limit: float) -> bool:
    match relation:
        case "<=":
            return value <= limit
        case "<":
            return value < limit
        case ">=":
            return value >= limit
        case _:
            return value > limit


class Protocol(Table):
    """A whole protocol file.

    Attributes:
        id: as given to ``--protocol``.
        version: of this file; whoever changes a number changes it.
        source: the document it was read from.
        notes: where that document contradicts itself or is silent; printed in the report.
    """

    schema_: Literal["rtqa-protocol/1"] = Field(alias="schema")
    id: Identifier
    title: Text
    version: Text
    source: Text
    notes: tuple[Text, ...] = ()
    phases: tuple[Phase, ...] = Field(alias="phase")
    structures: tuple[ProtocolStructure, ...] = Field(alias="structure", default=())
    prescriptions: tuple[PrescriptionRule, ...] = Field(alias="prescription", default=())
    constraints: tuple[Constraint, ...] = Field(alias="constraint", default=())

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
        return phases

    @model_validator(mode="after")
    def _refers_to_what_it_defines(self) -> Self:
        faults = find_reference_faults(self.model_dump(by_alias=True))
        if faults:
            raise PydanticCustomError(REFERENCE_ERROR, "{faults}", {"faults": "; ".join(map(str, faults))})
        return self
