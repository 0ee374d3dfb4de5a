"""Choices that leave none, arms without clauses, and limits for fractions that nobody is given."""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.messages import Listing, Message
from rtqa.protocol.contradiction import Contradiction
from rtqa.protocol.lint_numbers import fractions
from rtqa.protocol.schema import Protocol
from rtqa.protocol.tables import FractionRange


def find_choice_slips(protocol: Protocol) -> Iterator[Contradiction]:
    """Where a choice, an arm or a number of fractions decides nothing."""
    yield from _find_choices(protocol)
    yield from _find_arms(protocol)
    yield from _find_fractions(protocol)


def _find_choices(protocol: Protocol) -> Iterator[Contradiction]:
    """As many alternatives as must hold, or fewer; and an alternative that stands alone."""
    words = dict.fromkeys(limit.one_of for limit in protocol.constraints if limit.one_of is not None)
    for word in words:
        clauses = tuple(limit.id for limit in protocol.constraints if limit.one_of == word)
        at_least = next((choice.at_least for choice in protocol.choices if choice.id == word), 1)
        if at_least >= len(clauses):
            yield Contradiction(
                rule="choice",
                clauses=clauses,
                says=Message("lint.choice", word=word),
                arithmetic=(Message("lint.choice-why", n=len(clauses), least=at_least),),
            )


def _find_arms(protocol: Protocol) -> Iterator[Contradiction]:
    for arm in protocol.arms:
        if not any(arm.id in clause.arms for clause in protocol.clauses):
            others = tuple(clause.id for clause in protocol.clauses if clause.arms)
            yield Contradiction(
                rule="arm",
                clauses=others,
                says=Message("lint.arm", arm=arm.id),
                arithmetic=(Message("lint.arm-why", n=len(others)),),
            )


def _find_fractions(protocol: Protocol) -> Iterator[Contradiction]:
    """Limits for numbers of fractions that no prescription of their phase allows, nor the phase itself."""
    for limit in protocol.constraints:
        if limit.fractions is None:
            continue
        rules = [rule.fractions for rule in protocol.prescriptions if rule.phase == limit.phase]
        rules = rules or [phase.fractions for phase in protocol.phases if phase.id == limit.phase]
        if not any(_overlap(limit.fractions, allowed) for allowed in rules):
            counts = tuple(fractions(allowed.min, allowed.max) for allowed in rules)
            yield Contradiction(
                rule="fractions",
                clauses=(limit.id,),
                says=Message("lint.no-such-fractions", clause=limit.id),
                arithmetic=(
                    Message(
                        "lint.no-such-fractions-why",
                        asked=fractions(limit.fractions.min, limit.fractions.max),
                        allowed=Listing(tuple(dict.fromkeys(counts)), "or"),
                    ),
                ),
            )


def _overlap(first: FractionRange, second: FractionRange) -> bool:
    fewest = max(first.min, second.min)
    return fewest in first and fewest in second
