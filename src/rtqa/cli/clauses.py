"""The clauses of a protocol in words, for `rtqa protocols show`."""

from __future__ import annotations

from functools import singledispatch

from rtqa.protocol import Clause, Constraint, FractionRange, PrescriptionRule
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
    "each": "each of {names}",
    "either": "at least one of {names}",
    "contralateral": "of {names} the one away from {target}",
    "ipsilateral": "of {names} the one on the side of {target}",
    "combined": "{names} together",
}


def describe_clause(clause: Clause) -> str:
    """What a clause asks, in one line; of a table that has no sentence here, its keys and values."""
    sentence = _describe(clause)
    return f"{sentence}; of arm {' and '.join(clause.arms)}" if clause.arms else sentence


@singledispatch
def _describe(clause: Clause) -> str:
    values = clause.model_dump(exclude={*Clause.model_fields, "phase"}, exclude_none=True)
    return ", ".join(f"{key} {value}" for key, value in values.items())


@_describe.register
def _(_: ApprovalRule) -> str:
    return "the plan is approved before it is delivered"


@_describe.register
def _(rule: IntervalRule) -> str:
    says = "; or ".join(reading.says for reading in rule.counted_as)
    return f"from {rule.from_} to {rule.to}: {says}"


@_describe.register
def _(rule: ImagingRule) -> str:
    asked = [f"of {' or '.join(rule.modalities)}"] if rule.modalities else []
    if rule.slice_at_most_mm is not None:
        asked.append(f"slices of at most {rule.slice_at_most_mm:g} mm")
    return f"{rule.image} image: {', '.join(asked)}"


@_describe.register
def _(rule: CalculationRule) -> str:
    asked = [f"voxels of at most {rule.grid_at_most_mm:g} mm"] if rule.grid_at_most_mm is not None else []
    if rule.energies_mv:
        asked.append(f"energies of {' or '.join(f'{energy:g}' for energy in rule.energies_mv)} MV")
    if rule.heterogeneity is not None:
        asked.append("corrected for tissue" if rule.heterogeneity == "corrected" else "as if of water")
    if rule.algorithms:
        asked.append(f"by {' or '.join(rule.algorithms)} (told, not judged)")
    return f"dose computed with {', '.join(asked)}"


@_describe.register
def _(rule: MarginRule) -> str:
    ends = (("at least", rule.at_least_mm), ("at most", rule.at_most_mm))
    asked = [f"{end} {_describe_sides(margin)}" for end, margin in ends if margin is not None]
    sentence = f"{rule.structure} around {rule.around}: {', '.join(asked)}"
    return f"{sentence}, recommended" if rule.outside == "review" else sentence


def _describe_sides(margin: float | SideMargins) -> str:
    if not isinstance(margin, SideMargins):
        return f"{margin:g} mm"
    sides = ", ".join(f"{side} {mm:g}" for side, mm in margin.model_dump(exclude_none=True).items())
    return f"{sides} mm"


@_describe.register
def _(rule: ScheduleRule) -> str:
    length = f"{rule.max_weeks} weeks" if rule.max_weeks is not None else f"{rule.max_days} days"
    asked = [f"at most {length}, counted as {', '.join(rule.counted_as)}"] if rule.counted_as else []
    if rule.hours_between is not None:
        ends = (("at least", rule.hours_between.min), ("at most", rule.hours_between.max))
        apart = " and ".join(f"{end} {hours:g} hours" for end, hours in ends if hours is not None)
        asked.append(f"fractions {apart} apart")
    if rule.min_hours_between is not None:
        asked.append(f"fractions of one day at least {rule.min_hours_between:g} hours apart")
    return ", ".join(asked)


@_describe.register
def _(rule: TechniqueRule) -> str:
    daily = rule.daily
    sentence = f"delivered by {' or '.join(rule.techniques)}"
    if daily is None:
        return sentence
    a_day = _describe_count(FractionRange(min=daily.fractions_a_day, max=daily.fractions_a_day))
    return f"{sentence}, {a_day} a day on {daily.days_a_week} days a week or more"


@_describe.register
def _(rule: SizeRule) -> str:
    ends = ((">=", rule.at_least_mm), ("<=", rule.at_most_mm))
    asked = [f"{relation} {length:g} mm" for relation, length in ends if length is not None]
    if not asked:
        return f"{rule.structure}: longest diameters, not judged"
    where = {"3d": "in space", "axial": "within an axial plane"}
    diameters = " and ".join(where[diameter] for diameter in rule.diameters)
    return f"{rule.structure}: longest diameter {diameters} {' and '.join(asked)}"


@_describe.register
def _(rule: PrescriptionRule) -> str:
    dose = rule.dose_gy
    gray = f"{dose.min:g} Gy" if dose.min == dose.max else f"{dose.min:g}–{dose.max:g} Gy"
    sentence = f"{rule.structure or 'every target prescription'}: {gray} in {_describe_count(rule.fractions)}"
    if rule.per_fraction is not None:
        as_written = " as written" if rule.per_fraction.judged == "implied" else ""
        sentence += f", {rule.per_fraction.gy:g} Gy each{as_written}"
    return f"{sentence}, or another of {rule.one_of}" if rule.one_of is not None else sentence


def _describe_count(fractions: FractionRange) -> str:
    if fractions.max is None:
        return f"{fractions.min} or more fractions"
    if fractions.min == fractions.max:
        return "1 fraction" if fractions.min == 1 else f"{fractions.min} fractions"
    return f"{fractions.min}–{fractions.max} fractions"


@_describe.register
def _(constraint: Constraint) -> str:
    relation, unit = constraint.relation, constraint.unit
    subject = constraint.subject
    if constraint.logic is not None:
        names = " and ".join(constraint.structures)
        subject = _LOGIC[constraint.logic].format(names=names, target=constraint.decides_side)
    sentence = f"{subject}: {constraint.measured} {relation} {constraint.limit:.10g} {unit}".rstrip()
    if constraint.limit_by is not None:
        table = constraint.limit_by
        first, last = table.rows[0], table.rows[-1]
        sentence = (
            f"{subject}: {constraint.measured} {relation} {first[1]:.10g} to {last[1]:.10g} {unit}".rstrip()
            + f", by {table.structure or subject} {table.metric} from {first[0]:.10g} to {last[0]:.10g}"
        )
    if constraint.percent_of is not None:
        sentence += f", 100 % being the prescription of {constraint.percent_of}"
    if constraint.quantity == "eqd2" and constraint.alpha_beta is not None:
        sentence += f" of EQD2, α/β {constraint.alpha_beta.gy:g} Gy"
    if constraint.variation is not None and constraint.limit_by is None:
        sentence += f" (variation: {relation} {constraint.variation:.10g} {unit})"
    if constraint.fractions is not None:
        sentence += f", of {_describe_count(constraint.fractions)}"
    if constraint.one_of is not None:
        sentence += f", or another of {constraint.one_of}"
    if constraint.outside == "review":
        sentence += ", recommended"
    if constraint.priority is not None:
        sentence += f", priority {constraint.priority}"
    return sentence
