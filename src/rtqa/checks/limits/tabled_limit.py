"""A limit that a table gives by another metric, such as the volume of the target."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rtqa.assembly.context import PhasePlan
from rtqa.checks.core.judge import describe
from rtqa.checks.core.rows import Row
from rtqa.checks.limits.limited_dose import LimitedDose
from rtqa.findings import Verdict
from rtqa.findings.derived import derive_verdict
from rtqa.messages import Cause, CauseKind, Limit, Message, Quantity, Unknown, join
from rtqa.metrics import Measurement, Unmeasurable
from rtqa.protocol.constraint import Constraint
from rtqa.protocol.limit_table import LimitTable


@dataclass(frozen=True, slots=True, kw_only=True)
class TabledLimit:
    """What a table says for one plan.

    Attributes:
        limit: with the limit and variation at the value of the table's metric.
        strictest: within the interval of that value, the limit that is hardest to keep.
        name: whose metric.
        by: the metric, measured.
    """

    limit: Constraint
    strictest: Constraint
    name: str
    by: Measurement

    def qualify(self, row: Row) -> Row:
        """A row on the limit, with the value that gave it; in doubt where that value's interval decides."""
        message = Message("dv-limit.by-table", judged=row.message, name=self.name, value=describe(self.by))
        row = replace(row, message=message)
        is_settled = row.outcome is None or row.verdict not in (Verdict.PASS, Verdict.VARIATION)
        if is_settled or derive_verdict(row.outcome, self.strictest) is row.verdict:  # type: ignore[arg-type]
            return row
        limit = Limit(self.limit.relation, self.strictest.limit, self.limit.unit)
        reason = Message("dv-limit.table-uncertain", name=self.name, by=describe(self.by), limit=limit)
        cause = Cause(CauseKind.LIMIT_UNCERTAIN, row.subject)
        return replace(
            row, verdict=Verdict.REVIEW, reason=join(reason, row.reason), causes=(cause, *row.causes)
        )


def read_limit(
    limit: Constraint, plan: PhasePlan, number: int, *, table: LimitTable, dose: LimitedDose
) -> TabledLimit | Unknown:
    """The limit that the table of a clause gives for a plan, or why it gives none.

    Args:
        limit: the clause.
        plan: its structures resolved for the protocol of the limit.
        number: of the structure that is limited.
        table: of the clause.
        dose: that is limited.
    """
    name = limit.subject
    if table.structure is not None:
        only = plan.resolved[table.structure].only
        if isinstance(only, Unknown):
            return only
        number, name = only.number, only.name
    by = dose.measure(limit.measuring(table.metric), plan, number, prescription_gy=None)
    if isinstance(by, Unmeasurable):
        return by.unknown
    if not table.holds(by.value):
        first, last = (Quantity(row[0], by.unit) for row in (table.rows[0], table.rows[-1]))
        beyond = Message("dv-limit.beyond-table", name=name, value=describe(by), first=first, last=last)
        return Unknown(beyond, Cause(CauseKind.CLAUSE_OPEN, Message("dv-limit.table-beyond-its-rows")))
    low, high = (by.interval.low, by.interval.high) if by.interval is not None else (by.value, by.value)
    pick = min if limit.relation.startswith("<") else max
    between = list(table.read_between(low, high))
    variations = [variation for _, variation in between if variation is not None]
    return TabledLimit(
        limit=limit.at(*table.read(by.value)),
        strictest=limit.at(pick(value for value, _ in between), pick(variations) if variations else None),
        name=name,
        by=by,
    )
