"""What would limits from elsewhere say? Information beside the verdict; none of it decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.derive import derive_structures
from rtqa.assembly.matching import resolve_structures
from rtqa.assembly.phases import recognise_phase
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, informed
from rtqa.checks.limits.judge_limit import group_choices, judge_on, settle_choice
from rtqa.messages import Listing, Message
from rtqa.protocol.constraint import Constraint
from rtqa.protocol.schema import Protocol


@check(
    "DV-REFERENCE",
    "What would reference limits, which do not decide, say of the plan?",
    section="organs",
    order=50,
    cause=None,
    per="plan",
)
def reference_limits(plan: PhasePlan, subject: Subject) -> Iterator[Row]:
    """A row for each structure of each reference limit that is drawn, and one that names those that are not.

    One row says so where no reference limit applies.
    """
    rows = [row for reference in _references(plan, subject) for row in _judge(*reference)]
    yield from rows or [informed(Message("dv-reference.none"))]


def _references(plan: PhasePlan, subject: Subject) -> Iterator[tuple[Protocol, list[Constraint], PhasePlan]]:
    """The reference limits for a plan: the protocol's own rows, and each set that was asked for."""
    stated = [limit for limit in subject.protocol.references if limit.phase == plan.phase_id]
    yield subject.protocol, stated, plan
    for protocol in subject.references:
        phase = recognise_phase(plan.plan, protocol)
        limits = [
            limit
            for limit in (*protocol.constraints, *protocol.references)
            if phase is not None and limit.phase == phase.id
        ]
        resolved = resolve_structures(
            protocol.structures,
            plan.structures,
            mapping={},
            dvhs=plan.dvhs,
            prescriptions=protocol.prescriptions,
        )
        beside = replace(plan, phase=phase, resolved=resolved)
        yield protocol, limits, derive_structures(beside, protocol.structures)


def _judge(protocol: Protocol, limits: list[Constraint], plan: PhasePlan) -> Iterator[Row]:
    absent: dict[str, None] = {}
    for alternatives in group_choices(limits):
        drawn = []
        for limit in alternatives:
            concerned = (*limit.names, limit.decides_side or "")
            missing = [name for name in concerned if name and not plan.resolved[name].structures]
            absent |= dict.fromkeys(missing)
            drawn += [] if missing else [limit]
        rows = [row for limit in drawn for row in judge_on(limit, plan)]
        yield from (_as_information(row, protocol) for row in settle_choice(alternatives, rows, protocol))
    if absent:
        names = Listing(tuple(absent))
        yield informed(Message("dv-reference.not-drawn", reference=protocol.id, names=names))


def _as_information(row: Row, protocol: Protocol) -> Row:
    answer = row.verdict.value if row.verdict is not None else "alternative"
    message = Message("dv-reference.judged", reference=protocol.id, answer=answer, judged=row.message)
    return replace(row, verdict=None, message=message, causes=())
