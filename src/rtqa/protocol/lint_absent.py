"""Structures that may be absent, though a dose or a size is asked of them."""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.messages import Message
from rtqa.protocol.constraint import Constraint
from rtqa.protocol.contradiction import Contradiction
from rtqa.protocol.schema import Protocol


def find_absent_slips(protocol: Protocol) -> Iterator[Contradiction]:
    """What may be absent, and is prescribed a dose, must receive one, or has a size: refused."""
    asked: list[tuple[str, str | None]] = [(rule.id, rule.structure) for rule in protocol.prescriptions]
    asked += [(rule.id, rule.structure) for rule in protocol.sizes]
    asked += [(limit.id, name) for limit in protocol.constraints if _asks_dose(limit) for name in limit.names]
    for n, structure in enumerate(protocol.structures):
        clauses = tuple(dict.fromkeys(clause for clause, name in asked if name == structure.name))
        if structure.may_be_absent and clauses:
            yield Contradiction(
                rule="absent",
                clauses=clauses,
                says=Message("lint.absent-prescribed", name=structure.name),
                arithmetic=(Message("lint.absent-why"),),
                refused_at=f"structure[{n}].may_be_absent",
            )


def _asks_dose(limit: Constraint) -> bool:
    return limit.relation.startswith(">") and limit.metric.kind.rises_with_dose is True
