"""Structures derived from others that cover nothing, or whose margin can hardly be in mm."""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.messages import Listing, Message, Quantity
from rtqa.protocol.constraint import Constraint
from rtqa.protocol.contradiction import Contradiction
from rtqa.protocol.schema import Protocol
from rtqa.protocol.side_margins import widest_mm

LEAST_MM, MOST_MM = 1.0, 100.0
"""Margins of planning lie between: the least is a voxel, and 20 cm around a target are most of the body."""


def find_derived_slips(protocol: Protocol) -> Iterator[Contradiction]:
    """A structure taken away from itself is refused; a margin that is hardly in mm is told."""
    for n, structure in enumerate(protocol.structures):
        rule = structure.derived
        if rule is None:
            continue
        clauses = clauses_on(structure.name, protocol)
        is_shell = rule.ring_mm is not None or widest_mm(rule.plus_mm or 0.0) > (rule.beyond_mm or 0.0)
        if not is_shell and set(rule.all_of) <= set(rule.minus):
            yield Contradiction(
                rule="derived",
                clauses=clauses,
                says=Message("lint.derived-empty", name=structure.name, parts=Listing(rule.all_of, "and")),
                arithmetic=(Message("lint.derived-empty-why"),),
                refused_at=f"structure[{n}].derived.minus",
            )
        for key, margin_mm in rule.margins_mm.items():
            is_side = key.startswith("plus_mm.") and margin_mm == 0.0
            if not is_side and not LEAST_MM <= abs(margin_mm) <= MOST_MM:
                yield Contradiction(
                    rule="derived",
                    clauses=clauses,
                    says=Message(
                        "lint.derived-margin",
                        name=structure.name,
                        key=key,
                        margin=Quantity(margin_mm, "mm"),
                    ),
                    arithmetic=(
                        Message(
                            "lint.derived-margin-why",
                            low=Quantity(LEAST_MM, "mm"),
                            high=Quantity(MOST_MM, "mm"),
                        ),
                    ),
                )


def clauses_on(name: str, protocol: Protocol) -> tuple[str, ...]:
    """Ids of the clauses that speak of a structure."""
    return tuple(
        clause.id
        for clause in protocol.clauses
        if name in (clause.names if isinstance(clause, Constraint) else (getattr(clause, "structure", None),))
    )
