"""What lint finds."""

from __future__ import annotations

from dataclasses import dataclass

from rtqa.protocol.ambiguity import Ambiguity, LintRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Clauses that cannot all hold, or that decide nothing.

    Attributes:
        rule: which of the lint's questions found it.
        clauses: ids of the clauses concerned.
        says: one sentence.
        arithmetic: the numbers behind it, a line each.
    """

    rule: LintRule
    clauses: tuple[str, ...]
    says: str
    arithmetic: tuple[str, ...]

    def is_explained_by(self, ambiguity: Ambiguity) -> bool:
        """Whether a notice of the protocol file answers it: it names the rule and every clause concerned."""
        return self.rule in ambiguity.explains and set(self.clauses) <= set(ambiguity.clauses)
