"""Does every structure keep its limits?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.eqd2 import measure_equivalent
from rtqa.checks.core.catalog import check
from rtqa.checks.core.judge import describe
from rtqa.checks.limits.judge_limit import CODE, judge_on, settle_alternatives
from rtqa.findings import Finding, Verdict
from rtqa.protocol.reach import Reach, find_reach


@check(CODE, "Does every structure keep its dose-volume limits?")
def dose_volume_limits(subject: Subject) -> Iterator[Finding]:
    """One finding for each structure of each limit of a phase with a plan; one a candidate where several."""
    structures = {structure.name: structure for structure in subject.protocol.structures}
    for one in subject.plans:
        alternatives: dict[str, list[Finding]] = {}
        for limit in subject.protocol.constraints:
            if limit.phase == one.phase_id:
                rows = judge_on(limit, one, structures)
                rows = _say_whether_vacuous(rows, find_reach(limit, subject.protocol), one)
                alternatives.setdefault(limit.one_of or limit.id, []).extend(rows)
        for name, rows in alternatives.items():
            yield from settle_alternatives(rows) if _is_choice(name, rows) else rows


def _is_choice(name: str, rows: list[Finding]) -> bool:
    """Whether the rows are of limits of which one is enough; those of one limit may still be of ``each``."""
    return any(row.constraint is not None and row.constraint.one_of == name for row in rows)


def _say_whether_vacuous(rows: list[Finding], reach: Reach | None, one: PhasePlan) -> list[Finding]:
    """A limit that is kept because it cannot be broken says so, and what the dose is in fractions of 2 Gy."""
    if reach is None or reach.kind != "vacuous":
        return rows
    caveat = f"vacuous for this phase: {reach.arithmetic}"
    return [
        replace(row, caveat=f"{caveat}{_equivalent(row, one)}") if row.verdict is Verdict.PASS else row
        for row in rows
    ]


def _equivalent(row: Finding, one: PhasePlan) -> str:
    limit = row.constraint
    if limit is None or limit.alpha_beta is None or limit.structure is None:
        return ""
    candidate = next(each for each in one.matches[limit.structure].candidates if each.name == row.subject)
    outcome = measure_equivalent(
        one, candidate.structure_number, limit.metric, alpha_beta_gy=limit.alpha_beta.gy
    )
    return f"; in fractions of 2 Gy (α/β {limit.alpha_beta.gy:g} Gy) this dose is {describe(outcome)}"
