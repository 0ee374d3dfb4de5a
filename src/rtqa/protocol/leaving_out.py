"""A protocol without what does not concern a patient: structures that are absent, clauses of another arm."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from rtqa.protocol.constraint import Constraint
from rtqa.protocol.schema import Protocol
from rtqa.protocol.tables import Clause


def leave_out(protocol: Protocol, names: Collection[str]) -> Protocol:
    """The protocol as it is for a patient without some structures, such as one without nodes.

    A clause on nothing else falls away, and with it what the file explains of such clauses alone. Of several
    organs the others are limited as before.
    """
    if not names:
        return protocol
    names = frozenset(names)
    left: dict[str, object] = {
        "structures": tuple(structure for structure in protocol.structures if structure.name not in names),
        "prescriptions": tuple(rule for rule in protocol.prescriptions if rule.structure not in names),
        "margins": tuple(
            rule for rule in protocol.margins if names.isdisjoint((rule.structure, rule.around))
        ),
        "sizes": tuple(rule for rule in protocol.sizes if rule.structure not in names),
        "constraints": tuple(_limit_others(protocol.constraints, names)),
        "references": tuple(_limit_others(protocol.references, names)),
    }
    if protocol.sfrt is not None:
        targets = tuple(name for name in protocol.sfrt.targets if name not in names)
        left["sfrt"] = protocol.sfrt.model_copy(update={"targets": targets})
    shorter = protocol.model_copy(update=left)
    return _without_their_notices(shorter)


def leave_out_clauses(protocol: Protocol, left_out: Collection[str]) -> Protocol:
    """The protocol without the clauses of these ids, and what the file explains of them alone."""
    tables = {
        name: tuple(row for row in rows if not (isinstance(row, Clause) and row.id in left_out))
        for name in type(protocol).model_fields
        if isinstance(rows := getattr(protocol, name), tuple)
    }
    return _without_their_notices(protocol.model_copy(update=tables))


def choose_arm(protocol: Protocol, arm: str | None) -> Protocol:
    """The protocol as it is for a patient of an arm; without an arm, what holds for every patient."""
    others = {clause.id for clause in protocol.clauses if clause.arms and arm not in clause.arms}
    return leave_out_clauses(protocol, others) if others else protocol


def _without_their_notices(shorter: Protocol) -> Protocol:
    """Without the notices on clauses that are not there."""
    clauses = {clause.id for clause in shorter.clauses}
    explained = (
        (ambiguity, tuple(clause for clause in ambiguity.clauses if clause in clauses))
        for ambiguity in shorter.ambiguities
    )
    kept = tuple(
        ambiguity.model_copy(update={"clauses": concerned})
        for ambiguity, concerned in explained
        if concerned or not ambiguity.clauses
    )
    return shorter.model_copy(update={"ambiguities": kept})


def _limit_others(limits: Collection[Constraint], names: Collection[str]) -> Iterator[Constraint]:
    """The limits on the structures that there are; of one that a side chooses, none is left of two.

    A percentage of what nobody is prescribed is no limit, nor is a ratio to what is not there.
    """
    for limit in limits:
        beside = {part.structure for part in (limit.over, limit.limit_by) if part is not None}
        if limit.percent_of in names or not beside.isdisjoint(names):
            continue
        others = [name for name in limit.names if name not in names]
        if len(others) == len(limit.names) and limit.decides_side not in names:
            yield limit
        elif others and limit.decides_side is None:
            only = len(others) == 1
            yield limit.of_one(others[0]) if only else limit.model_copy(update={"structures": tuple(others)})
