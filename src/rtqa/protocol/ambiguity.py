"""``[[ambiguity]]``: where a document contradicts itself or is silent; about it, not about a plan."""

from __future__ import annotations

from typing import Literal

from rtqa.documents.fields import Identifier, Table, Text
from rtqa.protocol.tables import NotTaken

LintRule = Literal[
    "fraction-dose", "fractionation", "prescriptions", "calendar", "interval", "reach", "opposed", "overlap",
    "unit", "direction", "bounds", "share", "alias", "name", "derived", "absent", "recommended", "unjudged",
    "percent", "ratio", "table", "choice", "arm", "fractions", "length", "hours",
]  # fmt: skip
"""What :mod:`rtqa.protocol.lint` finds by arithmetic, and, from ``unit`` on, by what is usual."""


class Ambiguity(Table):
    """A notice about the document; the report shows it apart, and it never counts against the plan.

    Attributes:
        kind: ``contradiction``: no plan can satisfy every sentence. ``silence``: something has to be read
            into the text before a plan can be judged.
        says: what is contradictory or open, in plain words.
        quotes: the document's own words, letter by letter; none where it says nothing at all.
        source: document, edition and section.
        arithmetic: the numbers; those that lint finds by itself need not be written, see ``explains``.
        reading: what was decided.
        not_taken: the other ways to read it.
        clauses: ids of the clauses that rest on the reading; none where it concerns the whole document.
        explains: which of the lint's rules it answers, for those clauses.
    """

    id: Identifier
    kind: Literal["contradiction", "silence"]
    says: Text
    quotes: tuple[Text, ...] = ()
    source: Text
    arithmetic: tuple[Text, ...] = ()
    reading: Text
    not_taken: tuple[NotTaken, ...] = ()
    clauses: tuple[Identifier, ...] = ()
    explains: tuple[LintRule, ...] = ()
