"""``[[constraint]]`` and ``[[reference]]``: a limit on one metric, of one structure or of several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from rtqa.documents.fields import Count, Identifier, Number, Positive, Table, Text
from rtqa.metrics.grammar import MetricSpec
from rtqa.protocol.limit_table import Divisor, LimitTable
from rtqa.protocol.tables import Clause, FractionRange, Metric, require_what_must_be_written

SUM = "sum"
"""In place of a phase: the dose of all phases together."""

Logic = Literal["each", "either", "ipsilateral", "contralateral", "combined"]


class AlphaBeta(Table):
    """α/β of a tissue, and who says so; rtqa assumes none.

    Attributes:
        gy: what is judged with, in Gy.
        source: where it comes from.
        also: other values in use, shown beside a sum of phases.
        straight_from_gy: dose of a fraction from which LQ-L goes on straight, 2 Gy or more, shown likewise;
            None where LQ-L is not shown.
    """

    gy: Positive
    source: Text
    also: tuple[Positive, ...] = ()
    straight_from_gy: Annotated[float, Field(strict=True, ge=2.0, allow_inf_nan=False)] | None = None


def _need_a_limit(schema: dict[str, Any]) -> None:
    """In the JSON Schema: a limit, or a table that gives it."""
    require_what_must_be_written(schema)
    schema["required"].remove("limit")
    schema["oneOf"] = [{"required": ["limit"]}, {"required": ["limit_by"]}]


class Constraint(Clause):
    """A limit.

    Attributes:
        phase: the phase whose dose is judged, or ``sum`` for that of all of them.
        structure: what is limited; several are named in ``structures`` instead.
        logic: of several structures: ``each`` must keep the limit, or ``either`` (one is enough), or the one
            ``contralateral`` or ``ipsilateral`` to a target, or all ``combined`` into one volume.
        side_of: the target by whose side ``contralateral`` and ``ipsilateral`` are decided.
        opposite: the same, of ``contralateral``.
        fractions: of the plan, where the limit holds for some numbers of fractions alone.
        metric: its brackets give the unit of ``limit`` and ``variation``.
        relation: what the value must be to the limit.
        variation: acceptable variation: a laxer limit, judged by the same relation; None where there is none.
        over: what the metric is divided by; the limit is then on the ratio, which has no unit.
        limit_by: in place of limit and variation, a table that gives both by another metric; ``limit`` and
            ``variation`` are then the laxest of its rows.
        quantity: ``physical`` dose, or ``eqd2``: every voxel in fractions of 2 Gy, before the DVH.
        alpha_beta: of ``eqd2``; with a limit of physical dose, that by which its equivalent is shown beside.
        percent_of: the structure whose prescription a dose in percent refers to; None for that of what is
            limited. Of a limit on the sum, it is what all phases prescribe to it together.
        one_of: constraints of a phase with the same word here are alternatives: one that is kept is enough,
            or as many as a ``[[choice]]`` of that word says.
        outside: what follows where neither limit nor variation is kept; ``review`` of a recommended limit.
        priority: limits are shown in the order of it, those without it last; it decides nothing.
    """

    model_config = ConfigDict(json_schema_extra=_need_a_limit)

    phase: Identifier
    structure: Text | None = None
    structures: tuple[Text, ...] = ()
    logic: Logic | None = None
    side_of: Text | None = None
    opposite: Text | None = None
    fractions: FractionRange | None = None
    metric: Metric
    over: Divisor | None = None
    relation: Literal["<=", "<", ">=", ">"]
    limit: Number
    variation: Number | None = None
    limit_by: LimitTable | None = None
    quantity: Literal["physical", "eqd2"] = "physical"
    alpha_beta: AlphaBeta | None = None
    percent_of: Text | None = None
    one_of: Identifier | None = None
    outside: Literal["fail", "review"] = "fail"
    priority: Count | None = None

    @model_validator(mode="before")
    @classmethod
    def _take_the_laxest_row(cls, stated: Any) -> Any:
        """``limit`` and ``variation`` of a table; what is wrong with the table is told in its own place."""
        table = stated.get("limit_by") if isinstance(stated, Mapping) else None
        rows = table.get("rows") if isinstance(table, Mapping) else None
        if table is None:
            return stated
        if "limit" in stated or "variation" in stated:
            raise ValueError("either limit_by, or limit and variation")
        pick = max if str(stated.get("relation")).startswith("<") else min
        columns = [
            [row[n] for row in rows if isinstance(row, Sequence) and len(row) > n and _is_number(row[n])]
            for n in (1, 2)
            if isinstance(rows, Sequence)
        ]
        limits, variations = columns or ([], [])
        laxest = {"limit": pick(limits, default=0), "variation": pick(variations, default=None)}
        return {**stated, **laxest}

    @model_validator(mode="after")
    def _variation_is_laxer(self) -> Self:
        if self.variation is not None and not _holds(self.limit, self.relation[0] + "=", self.variation):
            side = "below" if self.relation.startswith("<") else "above"
            raise ValueError(f"variation {self.variation:g} must not lie {side} the limit {self.limit:g}")
        for row in self.limit_by.rows if self.limit_by is not None else ():
            if len(row) > 2 and not _holds(row[1], self.relation[0] + "=", row[2]):
                raise ValueError(f"limit_by: the variation at {row[0]:g} is stricter than the limit there")
        return self

    @model_validator(mode="after")
    def _is_a_ratio_of_the_same(self) -> Self:
        if self.over is None:
            return self
        if self.over.metric.unit != self.metric.unit or not self.metric.unit:
            raise ValueError(f"over: {self.metric} and {self.over.metric} are not in the same unit")
        if self.over.structure is None and self.over.metric == self.metric:
            raise ValueError(f"over: {self.metric} over itself is 1, whatever the dose")
        return self

    @model_validator(mode="after")
    def _says_which_structures(self) -> Self:
        if (self.structure is None) == (not self.structures):
            raise ValueError("needs either structure or structures")
        if self.structures and (len(set(self.structures)) < 2 or self.logic is None):
            raise ValueError("structures needs two names or more, and logic")
        if self.logic is not None and not self.structures:
            raise ValueError('logic is of several structures: write structures = ["…", "…"]')
        is_sided = self.logic in ("contralateral", "ipsilateral")
        if self.opposite is not None and self.logic != "contralateral":
            raise ValueError("opposite names the target that logic = 'contralateral' lies away from")
        if is_sided != (self.decides_side is not None) or (self.opposite and self.side_of):
            raise ValueError("side_of, a target, belongs to logic = 'contralateral' and 'ipsilateral' alone")
        if is_sided and len(self.structures) != 2:
            raise ValueError(f"logic = {self.logic!r} is of two structures")
        if self.fractions is not None and self.phase == SUM:
            raise ValueError("fractions are those of one phase, and phase = 'sum' is all of them")
        return self

    @model_validator(mode="after")
    def _can_be_converted(self) -> Self:
        if self.quantity == "eqd2" and self.alpha_beta is None:
            raise ValueError("quantity 'eqd2' needs alpha_beta = { gy = …, source = \"…\" }")
        if self.quantity == "eqd2" and self.measured.needs_prescription:
            raise ValueError(f"metric {self.metric} is in percent of a physical dose, not of EQD2")
        if self.quantity == "eqd2" and self.metric.kind.needs_whole_dose:
            raise ValueError(f"metric {self.metric} is of an isodose, which is of physical dose, not of EQD2")
        return self

    @model_validator(mode="after")
    def _is_in_percent(self) -> Self:
        if self.percent_of is not None and not self.measured.needs_prescription:
            raise ValueError(f"percent_of is of a dose in percent, such as 'V95%[%]'; {self.metric} has none")
        return self

    @property
    def decides_side(self) -> str | None:
        """The target by whose side one of two structures is chosen; None where none is."""
        return self.side_of or self.opposite

    @property
    def names(self) -> tuple[str, ...]:
        """The structures concerned, in the order of the file."""
        return (self.structure,) if self.structure is not None else self.structures

    @property
    def subject(self) -> str:
        """The structures concerned, as one text."""
        return " + ".join(self.names)

    @property
    def measured(self) -> MetricSpec:
        """What is held against the limit: the metric, or its ratio to another."""
        if self.over is None:
            return self.metric
        return self.metric.divided_by(self.over.metric, of=self.over.structure or "")

    @property
    def unit(self) -> str:
        """Unit of the limit: Gy, cGy, %, cc or Gy*cc; empty for a ratio."""
        return self.measured.unit

    @property
    def is_kept_by_dose(self) -> bool | None:
        """Whether more dose helps to keep it; False where it helps to break it, None where either may be."""
        rises = self.metric.kind.rises_with_dose if self.over is None else None
        return None if rises is None else rises == self.relation.startswith(">")

    def allows(self, value: float) -> bool:
        """Whether a value in :attr:`unit` keeps the limit, to the last digit; NaN never does."""
        return _holds(value, self.relation, self.limit)

    def allows_as_variation(self, value: float) -> bool:
        """Whether it keeps the acceptable variation; always False where the protocol has none."""
        return self.variation is not None and _holds(value, self.relation, self.variation)

    def at(self, limit: float, variation: float | None) -> Self:
        """With the limit and the variation that its table gives."""
        return self.model_copy(update={"limit": limit, "variation": variation, "limit_by": None})

    def measuring(self, metric: MetricSpec) -> Self:
        """The same on another metric, in the same dose, without a ratio or a table."""
        return self.model_copy(update={"metric": metric, "over": None, "limit_by": None})

    def of_one(self, name: str) -> Self:
        """The same limit on a single structure, such as one of ``each``."""
        alone = {"structure": name, "structures": (), "logic": None, "side_of": None, "opposite": None}
        return self.model_copy(update=alone)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


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
