"""What lint finds."""

from __future__ import annotations

from dataclasses import dataclass

from rtqa.messages import Message
from rtqa.protocol.ambiguity import Ambiguity, LintRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Clauses that cannot all hold, or that decide nothing.

    Attributes:
        rule: the question of lint that it answers.
        clauses: ids of the clauses concerned.
        says: what cannot be, in a sentence.
        arithmetic: the numbers behind it, line by line.
    """

    rule: LintRule
    clauses: tuple[str, ...]
    says: Message
    arithmetic: tuple[Message, ...]

    def is_explained_by(self, ambiguity: Ambiguity) -> bool:
        """Whether a notice of the protocol file answers it: it names the rule and every clause concerned."""
        return self.rule in ambiguity.explains and set(self.clauses) <= set(ambiguity.clauses)
