"""Names that are none, and nearly one: a plan's structure of the right name would not be found by them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from rtqa.messages import Message
from rtqa.nomenclature.name_list import find_meaning, list_names
from rtqa.nomenclature.spelling import normalise
from rtqa.protocol.contradiction import Contradiction
from rtqa.protocol.lint_derived import clauses_on
from rtqa.protocol.schema import Protocol, ProtocolStructure

ALIKE = 0.85
"""Share of letters in common from which a name is taken for a slip: one letter of seven or more."""

_ENDING = re.compile(r"[lrs]$")


def find_misspelt(protocol: Protocol) -> Iterator[Contradiction]:
    """Organs under a name that no list knows and that comes close to one; an alias would say it is meant."""
    for structure in protocol.structures:
        meant = _find_nearest(structure) if structure.role == "organ" else ""
        clauses = clauses_on(structure.name, protocol)
        if meant and clauses:
            yield Contradiction(
                rule="name",
                clauses=clauses,
                says=Message("lint.name", name=structure.name, meant=meant),
                arithmetic=(Message("lint.name-why", meant=meant),),
            )


def _find_nearest(structure: ProtocolStructure) -> str:
    """The known name that a name comes close to; empty where known, with aliases, or made of others."""
    name = normalise(structure.name)
    if structure.aliases or structure.derived is not None or structure.prv_of or find_meaning(structure.name):
        return ""
    for known in list_names():
        spelled = normalise(known)
        if name.startswith(_ENDING.sub("", spelled)):
            return ""  # a side, several, or a part of it: Breast_L of Breasts, Lung_Upper
        if SequenceMatcher(None, name, spelled, autojunk=False).ratio() >= ALIKE:
            return known
    return ""
