"""Limits with a dose in percent of no prescription: no plan can be judged by them."""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.messages import Listing, Message
from rtqa.protocol.constraint import SUM, Constraint
from rtqa.protocol.contradiction import Contradiction
from rtqa.protocol.lint_numbers import limit_of
from rtqa.protocol.schema import Protocol


def find_percent_of_nothing(protocol: Protocol) -> Iterator[Contradiction]:
    """Limits in percent on what is prescribed nothing, or on the sum, that do not say whose dose is meant."""
    targets = {structure.name for structure in protocol.structures if structure.role == "target"}
    targets |= {rule.structure for rule in protocol.prescriptions if rule.structure is not None}
    for limit in (*protocol.constraints, *protocol.references):
        why = _find_why(limit, targets) if limit.measured.needs_prescription else None
        if why is not None:
            yield Contradiction(
                rule="percent",
                clauses=(limit.id,),
                says=Message(
                    "lint.percent",
                    structures=Listing(limit.names, "and"),
                    metric=str(limit.measured),
                    limit=limit_of(limit),
                ),
                arithmetic=(why,),
            )


def _find_why(limit: Constraint, targets: set[str]) -> Message | None:
    if limit.percent_of is not None:
        is_dosed = limit.percent_of in targets
        return None if is_dosed else Message("lint.percent-of-organ", name=limit.percent_of)
    if limit.phase == SUM:
        return Message("percent.of-no-phase")
    organs = [name for name in limit.names if name not in targets]
    return Message("percent.of-no-target", name=organs[0]) if organs else None
