"""Does every structure keep its limits?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row
from rtqa.checks.limits.judge_limit import by_priority, judge_on, settle_alternatives
from rtqa.checks.limits.vacuous import set_vacuous_apart
from rtqa.messages import CauseKind


@check(
    "DV-LIMIT",
    "Does every structure keep its dose-volume limits?",
    section="organs",
    order=10,
    cause=CauseKind.STRUCTURE_DOUBTFUL,
    per="plan",
)
def dose_volume_limits(plan: PhasePlan, subject: Subject) -> Iterator[Row]:
    """One row for each structure of each limit of the plan's phase; of several, one each."""
    alternatives: dict[str, list[Row]] = {}
    for limit in by_priority(subject.protocol.constraints):
        if limit.phase == plan.phase_id:
            alternatives.setdefault(limit.one_of or limit.id, []).extend(judge_on(limit, plan))
    for name, rows in alternatives.items():
        settled = settle_alternatives(rows) if _are_alternatives(name, rows) else rows
        # After the choice: of alternatives, one that cannot be broken keeps the others from failing.
        yield from set_vacuous_apart(settled, plan, subject.protocol)


def _are_alternatives(name: str, rows: list[Row]) -> bool:
    """Whether the rows are of limits of which one is enough; those of one limit may still be of ``each``."""
    return any(row.constraint is not None and row.constraint.one_of == name for row in rows)
