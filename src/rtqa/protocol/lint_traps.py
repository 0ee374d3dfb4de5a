"""Slips of the hand that leave a clause which every plan keeps: told by what a dose can be, without a plan.

A limit of 4500 Gy, a cord that must receive at least 45 Gy, a volume of at most 120 %: such a clause says
something, and it is not what was meant. The bounds are absolute; no prescription is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from rtqa.messages import Listing, Message, Quantity
from rtqa.metrics.grammar import Answer, MetricKind
from rtqa.nomenclature.name_list import find_meaning
from rtqa.protocol.ambiguity import LintRule
from rtqa.protocol.constraint import Constraint
from rtqa.protocol.contradiction import Contradiction
from rtqa.protocol.lint_numbers import limit_of
from rtqa.protocol.schema import Protocol

MOST_GY = 200.0
"""No limit and no prescription of external beams is higher; 4500 is 45 Gy in cGy."""

MOST_EQD2_GY = 1000.0
"""The same in fractions of 2 Gy: 60 Gy in three fractions are 276 Gy with α/β 3 Gy."""

LEAST_GY = 1.0
"""A dose to be reached is more: 0.95 is a share of a dose."""

MOST_DOSE_PERCENT = 1000.0
"""Of the prescription: the peaks of a lattice may be six times what its border is prescribed."""

MOST_SHARE = 2.0
"""A limit from above on a dose in percent that is no more is a share: 1.07 is 107 %."""

NEVER_TARGETS = re.compile(r"SpinalC|Brainstem|Optic|Cochlea_|Lens_|BrachialPlex_")
"""TG-263 names of organs that no plan treats, whatever role a protocol gives them."""

CGY_PER_GY = 100.0


def find_traps(protocol: Protocol) -> Iterator[Contradiction]:
    """Every clause whose number, unit or relation can hardly be meant."""
    organs = {
        structure.name
        for structure in protocol.structures
        if structure.role == "organ" or NEVER_TARGETS.match(find_meaning(structure.name))
    }
    rows = chain(
        ((f"constraint[{n}]", limit) for n, limit in enumerate(protocol.constraints)),
        ((f"reference[{n}]", limit) for n, limit in enumerate(protocol.references)),
    )
    for place, limit in rows:
        yield from _find_in_limit(limit, place, is_on_organ=not organs.isdisjoint(limit.names))
    for n, rule in enumerate(protocol.prescriptions):
        if rule.dose_gy.max > MOST_GY:
            yield Contradiction(
                rule="unit",
                clauses=(rule.id,),
                says=Message("lint.dose-too-high", clause=rule.id, dose=Quantity(rule.dose_gy.max, "Gy")),
                arithmetic=(_in_cgy(rule.dose_gy.max),),
                refused_at=f"prescription[{n}].dose_gy",
            )


class _Slip(NamedTuple):
    """What is wrong with a limit.

    Attributes:
        rule: of lint.
        says: id of the message that says it.
        why: the number behind it.
        key: the key at fault; empty where the limit is told, and not refused.
    """

    rule: LintRule
    says: str
    why: Message
    key: str = ""


def _find_in_limit(limit: Constraint, place: str, *, is_on_organ: bool) -> Iterator[Contradiction]:
    """One slip of a limit at most, the weightiest: beside a dose of 4500 Gy, the relation is no matter."""
    slips = [
        *_find_units(limit),
        *_find_bounds(limit),
        *_find_shares(limit),
        *(_find_directions(limit) if is_on_organ else ()),
    ]
    for slip in sorted(slips, key=lambda slip: not slip.key)[:1]:
        yield Contradiction(
            rule=slip.rule,
            clauses=(limit.id,),
            says=Message(
                slip.says,
                structures=Listing(limit.names, "and"),
                metric=str(limit.measured),
                limit=limit_of(limit),
            ),
            arithmetic=(slip.why,),
            refused_at=f"{place}.{slip.key}" if slip.key else "",
        )


def _find_units(limit: Constraint) -> Iterator[_Slip]:
    """Doses that nothing gives, and doses to be reached that are next to none, in cGy."""
    most_gy = MOST_EQD2_GY if limit.quantity == "eqd2" else MOST_GY
    metric = limit.measured
    if metric.at is not None and metric.at_unit in ("Gy", "cGy"):
        at_gy = _to_gy(metric.at, metric.at_unit)
        if at_gy > most_gy:
            yield _Slip("unit", "lint.unit", _in_cgy(at_gy), "metric")
    if metric.unit not in ("Gy", "cGy"):
        return
    for key, value in _numbers(limit):
        value_gy = _to_gy(value, metric.unit)
        if value_gy > most_gy:
            yield _Slip("unit", "lint.unit", _in_cgy(value_gy), key)
        elif metric.unit == "cGy" and 0 < value_gy < LEAST_GY:
            why = Message("lint.unit-in-gray", written=Quantity(value, "cGy"), gray=Quantity(value_gy, "Gy"))
            if limit.relation.startswith(">"):
                yield _Slip("unit", "lint.kept-by-any-dose", why, key)
            else:
                yield _Slip("unit", "lint.broken-by-any-dose", why)


def _find_bounds(limit: Constraint) -> Iterator[_Slip]:
    """Numbers at which, or beyond which, the metric cannot be otherwise."""
    metric = limit.measured
    is_from_above = limit.relation.startswith("<")
    for key, value in _numbers(limit):
        if value < 0 or (value == 0 and limit.relation == ">="):
            yield _Slip("bounds", "lint.bounds", Message("lint.never-negative", metric=str(metric)), key)
        elif metric.kind is MetricKind.CONFORMATION:
            if value > 1.0 or (value == 1.0 and limit.relation in ("<=", ">")):
                yield _Slip("bounds", "lint.bounds", Message("lint.at-most-one", metric=str(metric)), key)
        elif metric.kind.answer is Answer.VOLUME and metric.unit == "%":
            if value > 100.0 or (value == 100.0 and limit.relation in ("<=", ">")):
                yield _Slip("bounds", "lint.bounds", Message("lint.at-most-all", metric=str(metric)), key)
        elif metric.unit == "%" and is_from_above and value > MOST_DOSE_PERCENT:
            most = Quantity(MOST_DOSE_PERCENT, "%")
            yield _Slip("bounds", "lint.bounds", Message("lint.percent-too-high", most=most), key)


def _find_shares(limit: Constraint) -> Iterator[_Slip]:
    """A share such as 0.95 where percent, or Gy, are written."""
    metric, is_from_below = limit.measured, limit.relation.startswith(">")
    is_volume = metric.kind.answer is Answer.VOLUME
    for key, value in _numbers(limit):
        if metric.unit == "%":
            percent = Message(
                "lint.share-in-percent", share=Quantity(value), percent=Quantity(100 * value, "%")
            )
            if is_from_below and 0 < value <= (1.0 if is_volume else MOST_SHARE):
                yield _Slip("share", "lint.kept-by-any-dose", percent, key)
            elif not is_from_below and 0 < value < (1.0 if is_volume else MOST_SHARE):
                yield _Slip("share", "lint.broken-by-any-dose", percent)
        elif metric.unit == "Gy" and is_from_below and not is_volume and 0 < value < LEAST_GY:
            why = Message("lint.share-in-gray", share=Quantity(value), percent=Quantity(100 * value, "%"))
            yield _Slip("share", "lint.kept-by-any-dose", why, key)


def _find_directions(limit: Constraint) -> Iterator[_Slip]:
    """A limit on an organ that more dose keeps the better."""
    if limit.is_kept_by_dose:
        why = Message("lint.direction-why", metric=str(limit.measured))
        yield _Slip("direction", "lint.direction", why, "relation")


def _numbers(limit: Constraint) -> Iterator[tuple[str, float]]:
    """The limit and, where there is one, its acceptable variation, each with its key."""
    yield "limit", limit.limit
    if limit.variation is not None:
        yield "variation", limit.variation


def _to_gy(dose: float, unit: str) -> float:
    return dose / CGY_PER_GY if unit == "cGy" else dose


def _in_cgy(dose_gy: float) -> Message:
    """What a dose would be, had its number been meant in cGy."""
    return Message(
        "lint.unit-in-cgy", written=Quantity(dose_gy, "cGy"), gray=Quantity(dose_gy / CGY_PER_GY, "Gy")
    )
