"""The clauses of a protocol in words, for `rtqa protocols show`."""

from __future__ import annotations

from rtqa.protocol import Clause, Constraint, FractionRange, PrescriptionRule
from rtqa.protocol.plan_rules import ApprovalRule, ImagingRule, SizeRule, TechniqueRule
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
    match clause:
        case PrescriptionRule():
            sentence = _describe_prescription(clause)
        case Constraint():
            sentence = _describe_limit(clause)
        case TechniqueRule():
            sentence = _describe_technique(clause)
        case SizeRule():
            sentence = _describe_size(clause)
        case ImagingRule():
            sentence = f"{clause.image} image: slices of at most {clause.slice_at_most_mm:g} mm"
        case ApprovalRule():
            sentence = "the plan is approved before it is delivered"
        case ScheduleRule():
            sentence = f"at most {clause.max_weeks} weeks, counted as {', '.join(clause.counted_as)}"
        case IntervalRule():
            says = "; or ".join(reading.says for reading in clause.counted_as)
            sentence = f"from {clause.from_} to {clause.to}: {says}"
        case _:
            values = clause.model_dump(exclude={*Clause.model_fields, "phase"}, exclude_none=True)
            sentence = ", ".join(f"{key} {value}" for key, value in values.items())
    return sentence


def _describe_technique(rule: TechniqueRule) -> str:
    daily = rule.daily
    sentence = f"delivered by {' or '.join(rule.techniques)}"
    if daily is None:
        return sentence
    a_day = _describe_count(FractionRange(min=daily.fractions_a_day, max=daily.fractions_a_day))
    return f"{sentence}, {a_day} a day on {daily.days_a_week} days a week or more"


def _describe_size(rule: SizeRule) -> str:
    if rule.at_least_mm is None:
        return f"{rule.structure}: longest diameters, not judged"
    where = {"3d": "in space", "axial": "within an axial plane"}
    diameters = " and ".join(where[diameter] for diameter in rule.diameters)
    return f"{rule.structure}: longest diameter {diameters} >= {rule.at_least_mm:g} mm"


def _describe_prescription(rule: PrescriptionRule) -> str:
    dose = rule.dose_gy
    gray = f"{dose.min:g} Gy" if dose.min == dose.max else f"{dose.min:g}–{dose.max:g} Gy"
    sentence = f"{rule.structure or 'every target prescription'}: {gray} in {_describe_count(rule.fractions)}"
    if rule.per_fraction is None:
        return sentence
    written = f"{rule.per_fraction.gy:g} Gy each"
    return f"{sentence}, {written}" + (" as written" if rule.per_fraction.judged == "implied" else "")


def _describe_count(fractions: FractionRange) -> str:
    if fractions.max is None:
        return f"{fractions.min} or more fractions"
    if fractions.min == fractions.max:
        return "1 fraction" if fractions.min == 1 else f"{fractions.min} fractions"
    return f"{fractions.min}–{fractions.max} fractions"


def _describe_limit(constraint: Constraint) -> str:
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
