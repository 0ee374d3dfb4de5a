"""What would limits from elsewhere say? Information beside the verdict; none of it decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.limits.judge_limit import judge_on, settle_alternatives
from rtqa.checks.plan.phase_plan import recognise_phase
from rtqa.findings import Finding, Verdict
from rtqa.protocol.constraint import Constraint
from rtqa.protocol.names import match_structures
from rtqa.protocol.schema import Protocol

CODE = "DV-REFERENCE"

_TOLD = {
    Verdict.PASS: "kept",
    Verdict.VARIATION: "kept as an acceptable variation",
    Verdict.FAIL: "not kept",
    Verdict.REVIEW: "not decided",
    None: "an alternative of it decides",
}


@check(CODE, "What would reference limits, which do not decide, say of the plan?")
def reference_limits(subject: Subject) -> Iterator[Finding]:
    """A row for each structure of each reference limit that is drawn, and one that names those that are not.

    One row a plan says so where nothing was to be told of it.
    """
    for one in subject.plans:
        told = [
            row for protocol, limits, plan in _sets(subject, one) for row in _tell(protocol, limits, plan)
        ]
        yield from told or [_nothing(one)]


def _sets(subject: Subject, one: PhasePlan) -> Iterator[tuple[Protocol, list[Constraint], PhasePlan]]:
    """The reference limits for a plan: the protocol's own rows, and each set that was asked for."""
    own = [row for row in subject.protocol.references if row.phase == one.phase_id]
    yield subject.protocol, own, one
    structure_set = one.treatment.structure_set
    drawn = structure_set.structures if structure_set is not None else ()
    for protocol in subject.references:
        phase = recognise_phase(one.plan, protocol)
        matches = match_structures(protocol.structures, drawn, mapping={})
        plan = replace(one, phase=phase, matches={match.protocol_name: match for match in matches})
        limits = [
            row
            for row in (*protocol.constraints, *protocol.references)
            if phase is not None and row.phase == phase.id
        ]
        yield protocol, limits, plan


def _tell(protocol: Protocol, limits: list[Constraint], one: PhasePlan) -> Iterator[Finding]:
    structures = {structure.name: structure for structure in protocol.structures}
    absent: dict[str, None] = {}
    alternatives: dict[str, list[Finding]] = {}
    for limit in limits:
        missing = [name for name in (*limit.names, limit.opposite or "") if name and not _is_drawn(name, one)]
        absent |= dict.fromkeys(missing)
        if not missing:
            rows = judge_on(limit, one, structures)
            alternatives.setdefault(limit.one_of or limit.id, []).extend(rows)
    for rows in alternatives.values():
        are_choice = any(row.constraint is not None and row.constraint.one_of for row in rows)
        yield from (
            _as_information(row, protocol) for row in (settle_alternatives(rows) if are_choice else rows)
        )
    if absent:
        yield _absent(protocol, list(absent), one)


def _is_drawn(name: str, one: PhasePlan) -> bool:
    return bool(one.matches[name].candidates)


def _as_information(row: Finding, protocol: Protocol) -> Finding:
    summary = f"{protocol.id}: {row.summary.removesuffix('.')}: {_TOLD[row.verdict]}."
    return replace(row, code=CODE, verdict=None, message=summary)


def _absent(protocol: Protocol, names: list[str], one: PhasePlan) -> Finding:
    return Finding(
        code=CODE,
        verdict=None,
        subject=one.treatment.label,
        phase=one.phase_id,
        message=f"{protocol.id}: not told, as no structure of the plan has their names: {', '.join(names)}.",
    )


def _nothing(one: PhasePlan) -> Finding:
    return Finding(
        code=CODE,
        verdict=None,
        subject=one.treatment.label,
        phase=one.phase_id,
        message="No reference limits were asked for, or none apply.",
    )
