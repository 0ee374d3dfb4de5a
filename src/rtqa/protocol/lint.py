"""What in a protocol cannot all be true: found by arithmetic, for any protocol.

A file that breaks the schema never gets here (:func:`rtqa.protocol.document.parse_protocol` refuses it).
Here the numbers of its clauses are held against each other. What is found is about the document, not about a
plan: an ``[[ambiguity]]`` that ``explains`` it says how it was read all the same.
"""

from __future__ import annotations

from rtqa.protocol.contradiction import Contradiction
from rtqa.protocol.lint_calendar import find_calendar_contradictions
from rtqa.protocol.lint_intervals import find_interval_contradictions
from rtqa.protocol.lint_limits import find_opposed, find_overlaps, find_prescriptions_apart
from rtqa.protocol.prescription import PrescriptionRule, fitting_fractions
from rtqa.protocol.reach import explain_equivalents, find_reach
from rtqa.protocol.schema import Protocol


def find_contradictions(protocol: Protocol) -> tuple[Contradiction, ...]:
    """Everything that the clauses' numbers contradict, in the order of the questions above."""
    return (
        *_fraction_doses(protocol),
        *_fractionations(protocol),
        *find_prescriptions_apart(protocol),
        *find_calendar_contradictions(protocol),
        *find_interval_contradictions(protocol),
        *_reaches(protocol),
        *find_opposed(protocol),
        *find_overlaps(protocol),
    )


def _fraction_doses(protocol: Protocol) -> list[Contradiction]:
    """Dose, number of fractions and dose of a fraction that no whole number satisfies."""
    found = []
    for rule in protocol.prescriptions:
        if rule.per_fraction is None or rule.fractions.max is None or fitting_fractions(rule):
            continue
        gy, counts = rule.per_fraction.gy, range(rule.fractions.min, rule.fractions.max + 1)
        dose = f"{rule.dose_gy.min:g} Gy"
        if rule.dose_gy.min < rule.dose_gy.max:
            dose = f"{rule.dose_gy.min:g} to {rule.dose_gy.max:g} Gy"
        each = [_range(rule.dose_gy.min / n, rule.dose_gy.max / n) for n in counts]
        numbers = f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
        needed = _range(rule.dose_gy.min / gy, rule.dose_gy.max / gy)
        found.append(
            Contradiction(
                rule="fraction-dose",
                clauses=(rule.id,),
                says=f"{dose} in {numbers} fractions is not {gy:g} Gy each, whatever their number.",
                arithmetic=(
                    f"{dose} in {', '.join(map(str, counts))} fractions: {', '.join(each)} Gy each",
                    f"{dose} at {gy:g} Gy each: {needed} fractions, outside {numbers}",
                ),
            )
        )
    return found


def _fractionations(protocol: Protocol) -> list[Contradiction]:
    """Targets of one phase that no one number of fractions gives the dose of a fraction as written."""
    found = []
    for phase in protocol.phases:
        rules = [
            rule
            for rule in protocol.prescriptions
            if rule.phase == phase.id and rule.per_fraction is not None and rule.fractions.max is not None
        ]
        fitting = {rule.id: fitting_fractions(rule) for rule in rules}
        if len(rules) < 2 or set.intersection(*(set(counts) for counts in fitting.values())):
            continue
        lines = tuple(_tell_fitting(rule) for rule in rules)
        found.append(
            Contradiction(
                rule="fractionation",
                clauses=tuple(fitting),
                says=f"In phase {phase.id} no one number of fractions gives each target its dose a fraction.",
                arithmetic=lines,
            )
        )
    return found


def _tell_fitting(rule: PrescriptionRule) -> str:
    written_gy = rule.per_fraction.gy if rule.per_fraction is not None else 0.0
    totals = ", ".join(f"{gy:g} Gy in {n}" for n, gy in fitting_fractions(rule).items())
    return f"{rule.id}: {totals or 'no number of fractions'} gives {written_gy:g} Gy each"


def _reaches(protocol: Protocol) -> list[Contradiction]:
    """Limits that the prescription cannot reach, or always breaks."""
    words = {"vacuous": "is kept by every plan, whatever it does", "broken": "is broken by every plan"}
    found = []
    for limit in protocol.constraints:
        reach = find_reach(limit, protocol)
        if reach is not None:
            found.append(
                Contradiction(
                    rule="reach",
                    clauses=(limit.id,),
                    says=f"{limit.subject} {limit.metric} {limit.relation} {limit.limit:g} {limit.unit} "
                    f"in phase {limit.phase} {words[reach.kind]}.",
                    arithmetic=(reach.arithmetic, *explain_equivalents(limit, protocol)),
                )
            )
    return found


def _range(low: float, high: float) -> str:
    ends = [f"{low:.4g}", f"{high:.4g}"]
    return ends[0] if ends[0] == ends[1] else "–".join(ends)
