"""The clauses of a protocol in words, for `rtqa protocols show`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch

from rtqa.messages import Limit, Listing, Message, Quantity, Range
from rtqa.protocol import Clause, Constraint, PrescriptionRule
from rtqa.protocol.lint_numbers import fractions
from rtqa.protocol.plan_rules import (
    ApprovalRule,
    CalculationRule,
    ImagingRule,
    MarginRule,
    SizeRule,
    TechniqueRule,
)
from rtqa.protocol.side_margins import SideMargins
from rtqa.protocol.time_rules import IntervalRule, ScheduleRule

_LOGIC = {
    "each": "clause.all-of",
    "either": "clause.any-of",
    "combined": "clause.together",
    "contralateral": "clause.away-from",
    "ipsilateral": "clause.beside",
}

_DIAMETER = {"3d": "space", "axial": "axial"}


def describe_clause(clause: Clause) -> Message:
    """What a clause asks, in one line; of a table that has no words here, its keys and values."""
    asked = _describe(clause)
    return Message("clause.of-arm", asked=asked, arms=Listing(clause.arms, "and")) if clause.arms else asked


@singledispatch
def _describe(clause: Clause) -> Message:
    stated = clause.model_dump(exclude={*Clause.model_fields, "phase"}, exclude_none=True)
    pairs = (Message("clause.pair", key=key, value=str(value)) for key, value in stated.items())
    return Message("clause.parts", parts=Listing(tuple(pairs)))


@_describe.register
def _(_: ApprovalRule) -> Message:
    return Message("clause.approval")


@_describe.register
def _(rule: IntervalRule) -> Message:
    ways = tuple(reading.says for reading in rule.counted_as)
    return Message(
        "clause.interval", first=rule.from_, last=rule.to, n=len(ways), ways=Listing(ways, "semicolon")
    )


@_describe.register
def _(rule: ImagingRule) -> Message:
    parts = []
    if rule.modalities:
        parts.append(Message("clause.of-modality", modalities=Listing(rule.modalities, "or")))
    if rule.slice_at_most_mm is not None:
        parts.append(Message("clause.slices", most=Quantity(rule.slice_at_most_mm, "mm")))
    return Message("clause.image", image=rule.image, parts=Listing(tuple(parts), "and"))


@_describe.register
def _(rule: CalculationRule) -> Message:
    parts = []
    if rule.grid_at_most_mm is not None:
        parts.append(Message("clause.voxels", most=Quantity(rule.grid_at_most_mm, "mm")))
    if rule.energies_mv:
        energies = tuple(Quantity(energy, "MV") for energy in rule.energies_mv)
        parts.append(Message("clause.energies", energies=Listing(energies, "or")))
    if rule.heterogeneity is not None:
        parts.append(Message("clause.tissue", heterogeneity=rule.heterogeneity))
    if rule.algorithms:
        parts.append(Message("clause.algorithms", algorithms=Listing(rule.algorithms, "or")))
    return Message("clause.calculation", parts=Listing(tuple(parts), "semicolon"))


@_describe.register
def _(rule: MarginRule) -> Message:
    ends = (("clause.at-least", rule.at_least_mm), ("clause.at-most", rule.at_most_mm))
    margins = tuple(Message(end, size=_margin(margin)) for end, margin in ends if margin is not None)
    return Message(
        "clause.margin",
        structure=rule.structure,
        around=rule.around,
        margins=Listing(margins, "and"),
        outside=rule.outside,
    )


def _margin(margin: float | SideMargins) -> Listing:
    if not isinstance(margin, SideMargins):
        return Listing((Quantity(margin, "mm"),))
    stated = margin.model_dump(exclude_none=True)
    sides = sorted(stated, key="all".__eq__)  # what holds elsewhere comes last
    return Listing(
        tuple(Message("clause.side", side=side, size=Quantity(stated[side], "mm")) for side in sides)
    )


@_describe.register
def _(rule: ScheduleRule) -> Message:
    parts = []
    ways = Listing(rule.counted_as, "or")
    if rule.max_weeks is not None:
        parts.append(Message("clause.weeks", n=rule.max_weeks, ways=ways))
    if rule.max_days is not None:
        parts.append(Message("clause.days", n=rule.max_days, ways=ways))
    if rule.hours_between is not None:
        hours = Range(rule.hours_between.min, rule.hours_between.max, "h")
        parts.append(Message("clause.hours-apart", hours=hours))
    if rule.min_hours_between is not None:
        hours = Range(rule.min_hours_between, None, "h")
        parts.append(Message("clause.hours-apart-in-a-day", hours=hours))
    return Message("clause.parts", parts=Listing(tuple(parts), "semicolon"))


@_describe.register
def _(rule: TechniqueRule) -> Message:
    techniques, daily = Listing(rule.techniques, "or"), rule.daily
    if daily is None:
        return Message("clause.technique", techniques=techniques)
    a_day = fractions(daily.fractions_a_day, daily.fractions_a_day)
    return Message("clause.technique-daily", techniques=techniques, fractions=a_day, n=daily.days_a_week)


@_describe.register
def _(rule: SizeRule) -> Message:
    least, most = rule.at_least_mm, rule.at_most_mm
    limits = [Limit(">=", least, "mm")] if least is not None else []
    limits += [Limit("<=", most, "mm")] if most is not None else []
    if not limits:
        return Message("clause.size-not-judged", structure=rule.structure)
    return Message(
        "clause.size",
        structure=rule.structure,
        diameter="both" if len(set(rule.diameters)) > 1 else _DIAMETER[rule.diameters[0]],
        limits=Listing(tuple(limits), "and"),
    )


@_describe.register
def _(rule: PrescriptionRule) -> Message:
    dose = Range(rule.dose_gy.min, rule.dose_gy.max, "Gy")
    n = fractions(rule.fractions.min, rule.fractions.max)
    parts = [
        Message("clause.prescription", structure=rule.structure, dose=dose, fractions=n)
        if rule.structure is not None
        else Message("clause.prescription-of-any", dose=dose, fractions=n)
    ]
    if rule.per_fraction is not None:
        a_fraction = Quantity(rule.per_fraction.gy, "Gy")
        parts.append(Message("clause.fraction", dose=a_fraction, judged=rule.per_fraction.judged))
    if rule.one_of is not None:
        parts.append(Message("clause.or-another", word=rule.one_of))
    return Message("clause.parts", parts=Listing(tuple(parts), "semicolon"))


@_describe.register
def _(constraint: Constraint) -> Message:
    parts = (_limit(constraint), *_conditions(constraint))
    return Message("clause.parts", parts=Listing(parts, "semicolon"))


def _limit(constraint: Constraint) -> Message:
    unit, table = constraint.unit, constraint.limit_by
    subject, metric = Listing((_subject(constraint),)), str(constraint.measured)
    if table is None:
        limit = Limit(constraint.relation, constraint.limit, unit)
        return Message("clause.limit", subject=subject, metric=metric, limit=limit)
    first, last = table.rows[0], table.rows[-1]
    return Message(
        "clause.limit-by",
        subject=subject,
        metric=metric,
        first=Limit(constraint.relation, first[1], unit),
        last=Quantity(last[1], unit),
        structure=table.structure or constraint.subject,
        by=str(table.metric),
        span=Range(first[0], last[0], table.metric.unit),
    )


def _subject(constraint: Constraint) -> Message | str:
    """The structure by its name, or which of several."""
    if constraint.logic is None:
        return constraint.subject
    names, target = Listing(constraint.structures, "and"), constraint.decides_side
    if target is None:
        return Message(_LOGIC[constraint.logic], names=names)
    return Message(_LOGIC[constraint.logic], names=names, target=target)


def _conditions(constraint: Constraint) -> Iterator[Message]:
    """What else decides whether a limit is kept, in the order of the file's keys."""
    if constraint.quantity == "eqd2" and constraint.alpha_beta is not None:
        yield Message("clause.eqd2", alpha_beta=Quantity(constraint.alpha_beta.gy, "Gy"))
    if constraint.percent_of is not None:
        yield Message("clause.percent-of", structure=constraint.percent_of)
    if constraint.variation is not None and constraint.limit_by is None:
        variation = Limit(constraint.relation, constraint.variation, constraint.unit)
        yield Message("clause.variation", variation=variation)
    if constraint.fractions is not None:
        n = fractions(constraint.fractions.min, constraint.fractions.max)
        yield Message("clause.of-fractions", fractions=n)
    if constraint.one_of is not None:
        yield Message("clause.or-another", word=constraint.one_of)
    if constraint.outside == "review":
        yield Message("clause.recommended")
    if constraint.priority is not None:
        yield Message("clause.priority", n=constraint.priority)
