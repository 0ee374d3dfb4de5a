"""Does every structure keep its limits?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.eqd2 import measure_equivalent
from rtqa.checks.core.catalog import check
from rtqa.checks.core.judge import describe
from rtqa.checks.core.rows import Row
from rtqa.checks.limits.judge_limit import judge_on, settle_alternatives
from rtqa.findings import Verdict
from rtqa.messages import CauseKind, Message, Quantity
from rtqa.protocol.reach import Reach, find_reach


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
    for limit in subject.protocol.constraints:
        if limit.phase == plan.phase_id:
            rows = _add_caveat(judge_on(limit, plan), find_reach(limit, subject.protocol), plan)
            alternatives.setdefault(limit.one_of or limit.id, []).extend(rows)
    for name, rows in alternatives.items():
        yield from settle_alternatives(rows) if _are_alternatives(name, rows) else rows


def _are_alternatives(name: str, rows: list[Row]) -> bool:
    """Whether the rows are of limits of which one is enough; those of one limit may still be of ``each``."""
    return any(row.constraint is not None and row.constraint.one_of == name for row in rows)


def _add_caveat(rows: list[Row], reach: Reach | None, plan: PhasePlan) -> list[Row]:
    """A limit that is kept because it cannot be broken says so, and what the dose is in fractions of 2 Gy."""
    if reach is None or reach.kind != "vacuous":
        return rows
    return [
        replace(row, caveat=_say_vacuous(row, reach, plan)) if row.verdict is Verdict.PASS else row
        for row in rows
    ]


def _say_vacuous(row: Row, reach: Reach, plan: PhasePlan) -> Message:
    arithmetic, limit = reach.arithmetic, row.constraint
    if limit is None or limit.alpha_beta is None or limit.structure is None:
        return Message("dv-limit.vacuous", arithmetic=arithmetic)
    structures = plan.resolved[limit.structure].structures
    number = next(structure.number for structure in structures if structure.name == row.subject)
    alpha_beta_gy = limit.alpha_beta.gy
    outcome = measure_equivalent(plan, number, limit.metric, alpha_beta_gy=alpha_beta_gy)
    return Message(
        "dv-limit.vacuous-in-eqd2",
        arithmetic=arithmetic,
        alpha_beta=Quantity(alpha_beta_gy, "Gy"),
        dose=describe(outcome),
    )
