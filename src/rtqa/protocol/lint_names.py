"""Aliases that are the names of other organs: the organ would be judged by another's dose."""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.messages import Message
from rtqa.nomenclature.icru_volumes import is_body
from rtqa.nomenclature.name_list import find_meaning
from rtqa.protocol.contradiction import Contradiction
from rtqa.protocol.lint_derived import clauses_on
from rtqa.protocol.schema import Protocol, ProtocolStructure


def find_foreign_aliases(protocol: Protocol) -> Iterator[Contradiction]:
    """Aliases that, by the list of names, mean another structure than the one they are given to."""
    for n, structure in enumerate(protocol.structures):
        for m, alias in enumerate(structure.aliases):
            meant = find_meaning(alias)
            if meant and _is_foreign(meant, structure):
                yield Contradiction(
                    rule="alias",
                    clauses=clauses_on(structure.name, protocol),
                    says=Message("lint.alias", alias=alias, name=structure.name, meant=meant),
                    arithmetic=(Message("lint.alias-why", meant=meant),),
                    refused_at=f"structure[{n}].aliases[{m}]",
                )


def _is_foreign(meant: str, structure: ProtocolStructure) -> bool:
    """Whether an organ is another than a structure; of an organ that the list does not have, nobody knows."""
    known = find_meaning(structure.name)
    if known:
        return meant != known and not (is_body(meant) and is_body(known))
    return structure.role == "target" or structure.prv_of is not None
