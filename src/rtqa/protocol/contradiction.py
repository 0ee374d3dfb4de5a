"""What lint finds."""

from __future__ import annotations

from dataclasses import dataclass

from rtqa.messages import Message
from rtqa.protocol.ambiguity import Ambiguity, LintRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Clauses that cannot all hold, that decide nothing, or that say another thing than was meant.

    Attributes:
        rule: the question of lint that it answers.
        clauses: ids of the clauses concerned.
        says: what cannot be, in a sentence.
        arithmetic: the numbers behind it, line by line.
        refused_at: where it stands in a file that is not read with it, unless a notice of the file explains
            it, such as ``constraint[3].limit``; empty where the file is read all the same.
    """

    rule: LintRule
    clauses: tuple[str, ...]
    says: Message
    arithmetic: tuple[Message, ...]
    refused_at: str = ""

    def is_explained_by(self, ambiguity: Ambiguity) -> bool:
        """Whether a notice of the protocol file answers it: it names the rule and every clause concerned."""
        return self.rule in ambiguity.explains and set(self.clauses) <= set(ambiguity.clauses)
