"""A limit that no plan can break: nothing was compared, so keeping it is information, never PASS."""

from __future__ import annotations

from dataclasses import replace

from rtqa.assembly.context import PhasePlan
from rtqa.assembly.eqd2 import measure_equivalent
from rtqa.checks.core.judge import describe
from rtqa.checks.core.rows import Row
from rtqa.findings import Verdict
from rtqa.messages import Message, Quantity, join
from rtqa.protocol.constraint import SUM
from rtqa.protocol.reach import find_reach
from rtqa.protocol.schema import Protocol


def set_vacuous_apart(rows: list[Row], plan: PhasePlan, protocol: Protocol) -> list[Row]:
    """The rows, each PASS of a vacuous limit as information with its arithmetic; doubts stay."""
    return [_set_apart(row, plan, protocol) for row in rows]


def _set_apart(row: Row, plan: PhasePlan, protocol: Protocol) -> Row:
    reach = find_reach(row.constraint, protocol) if row.constraint is not None else None
    if row.verdict is not Verdict.PASS or reach is None or reach.kind != "vacuous":
        return row
    message = Message("dv-limit.vacuous", judged=row.message, arithmetic=reach.arithmetic)
    return replace(row, verdict=None, message=message, caveat=join(_describe(row, plan), row.caveat))


def _describe(row: Row, plan: PhasePlan) -> Message:
    """That nothing was compared, and where α/β is known what the phase's dose is in fractions of 2 Gy."""
    limit = row.constraint
    if limit is None or limit.alpha_beta is None or limit.structure is None or limit.phase == SUM:
        return Message("dv-limit.caveat")
    structures = plan.resolved[limit.structure].structures
    number = next(structure.number for structure in structures if structure.name == row.subject)
    alpha_beta_gy = limit.alpha_beta.gy
    outcome = measure_equivalent(plan, number, limit.metric, alpha_beta_gy=alpha_beta_gy)
    return Message(
        "dv-limit.caveat-in-eqd2",
        alpha_beta=Quantity(alpha_beta_gy, "Gy"),
        dose=describe(outcome),
    )
