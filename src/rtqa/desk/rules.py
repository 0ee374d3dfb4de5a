"""By which protocol a case is judged: the first rule of ``desk.toml`` that fits it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rtqa.desk.settings import Rule
from rtqa.documents.wildcards import fits


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What rules ask of a case; each empty where it is not known.

    Attributes:
        calling_ae: of who sent the plan.
        plan_label: RTPlanLabel.
        plan_intent: PlanIntent.
        structures: names of all that is drawn.
    """

    calling_ae: str = ""
    plan_label: str = ""
    plan_intent: str = ""
    structures: tuple[str, ...] = ()


def choose_rule(rules: Sequence[Rule], facts: Facts) -> Rule | None:
    """The first rule of which all holds; letter case is of no account, but in AE titles."""
    return next((rule for rule in rules if _holds(rule, facts)), None)


def _holds(rule: Rule, facts: Facts) -> bool:
    return (
        (rule.calling_ae is None or fits(facts.calling_ae, rule.calling_ae))
        and _fits(facts.plan_label, rule.plan_label)
        and _fits(facts.plan_intent, rule.plan_intent)
        and all(any(_fits(name, wanted) for name in facts.structures) for wanted in rule.structures)
    )


def _fits(stated: str, pattern: str | None) -> bool:
    return pattern is None or fits(stated.casefold(), pattern.casefold())
