"""What in a protocol cannot all be true: found by arithmetic, for any protocol.

A file that breaks the schema never gets here (:mod:`rtqa.protocol.protocol_document` refuses it).
Here the numbers of its clauses are held against each other, and against what a dose can be. What is found is
about the document, not about a plan: an ``[[ambiguity]]`` that ``explains`` it says how the document is read
all the same. Slips that would let every plan pass are refused with the file unless they are explained.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from rtqa.messages import Listing, Message, Quantity, Range
from rtqa.protocol.constraint import Constraint
from rtqa.protocol.contradiction import Contradiction
from rtqa.protocol.lint_absent import find_absent_slips
from rtqa.protocol.lint_calendar import find_calendar_contradictions
from rtqa.protocol.lint_choice import find_choice_slips
from rtqa.protocol.lint_derived import find_derived_slips
from rtqa.protocol.lint_intervals import find_interval_contradictions
from rtqa.protocol.lint_lengths import find_hours_apart, find_length_slips
from rtqa.protocol.lint_limits import find_opposed, find_overlaps, find_prescriptions_apart
from rtqa.protocol.lint_misspelt import find_misspelt
from rtqa.protocol.lint_names import find_foreign_aliases
from rtqa.protocol.lint_numbers import dose_in_fractions, fractions, gray_range, limit_of
from rtqa.protocol.lint_percent import find_percent_of_nothing
from rtqa.protocol.lint_ratio import find_ratio_slips, find_table_slips
from rtqa.protocol.lint_traps import find_traps
from rtqa.protocol.prescription import PrescriptionRule, fitting_fractions
from rtqa.protocol.reach import Reach, explain_equivalents, find_reach
from rtqa.protocol.schema import Protocol


def find_contradictions(protocol: Protocol) -> tuple[Contradiction, ...]:
    """Everything that the clauses' numbers contradict, question by question."""
    return (
        *_find_fraction_doses(protocol),
        *_find_fractionations(protocol),
        *find_prescriptions_apart(protocol),
        *find_calendar_contradictions(protocol),
        *find_interval_contradictions(protocol),
        *find_hours_apart(protocol),
        *_find_reaches(protocol),
        *find_opposed(protocol),
        *find_overlaps(protocol),
        *find_percent_of_nothing(protocol),
        *find_slips(protocol),
    )


def find_slips(protocol: Protocol) -> tuple[Contradiction, ...]:
    """Clauses and names that say another thing than can be meant, and a file that judges nothing."""
    return (
        *find_traps(protocol),
        *find_foreign_aliases(protocol),
        *find_misspelt(protocol),
        *find_derived_slips(protocol),
        *find_absent_slips(protocol),
        *find_choice_slips(protocol),
        *find_length_slips(protocol),
        *find_ratio_slips(protocol),
        *find_table_slips(protocol),
        *_find_all_recommended(protocol),
        *_find_unjudged(protocol),
    )


def _find_unjudged(protocol: Protocol) -> Iterator[Contradiction]:
    """A file of references alone, by which every plan would do."""
    judged = [clause for clause in protocol.clauses if clause not in protocol.references]
    if not judged:
        yield Contradiction(
            rule="unjudged",
            clauses=tuple(clause.id for clause in protocol.references),
            says=Message("lint.unjudged"),
            arithmetic=(Message("lint.unjudged-references", n=len(protocol.references)),),
        )


def _find_all_recommended(protocol: Protocol) -> Iterator[Contradiction]:
    """Limits of which no one can fail a plan, and recommended ones among references, which decide nothing."""
    recommended = [limit for limit in protocol.constraints if limit.outside == "review"]
    if recommended and len(recommended) == len(protocol.constraints):
        yield Contradiction(
            rule="recommended",
            clauses=tuple(limit.id for limit in recommended),
            says=Message("lint.all-recommended"),
            arithmetic=(Message("lint.all-recommended-why", n=len(recommended)),),
        )
    for limit in protocol.references:
        if limit.outside == "review":
            yield Contradiction(
                rule="recommended",
                clauses=(limit.id,),
                says=Message("lint.reference-recommended", clause=limit.id),
                arithmetic=(Message("lint.reference-recommended-why"),),
            )


def _find_fraction_doses(protocol: Protocol) -> Iterator[Contradiction]:
    """Dose, number of fractions and dose of a fraction that no whole number satisfies."""
    for rule in protocol.prescriptions:
        if rule.per_fraction is None or rule.fractions.max is None or fitting_fractions(rule):
            continue
        low_gy, high_gy, stated_gy = rule.dose_gy.min, rule.dose_gy.max, rule.per_fraction.gy
        fewest, most = rule.fractions.min, rule.fractions.max
        counts = range(fewest, most + 1)
        dose, stated = Range(low_gy, high_gy, "Gy"), Quantity(stated_gy, "Gy")
        yield Contradiction(
            rule="fraction-dose",
            clauses=(rule.id,),
            says=Message("lint.fraction-dose", dose=dose, fractions=fractions(fewest, most), stated=stated),
            arithmetic=(
                Message(
                    "lint.fraction-dose-by-number",
                    dose=dose,
                    n=most,
                    numbers=Listing(tuple(counts)),
                    doses=Listing(tuple(gray_range(low_gy / n, high_gy / n) for n in counts)),
                ),
                Message(
                    "lint.fraction-dose-needs",
                    dose=dose,
                    stated=stated,
                    needed=fractions(low_gy / stated_gy, high_gy / stated_gy),
                    allowed=Range(fewest, most),
                ),
            ),
        )


def _find_fractionations(protocol: Protocol) -> Iterator[Contradiction]:
    """Targets of a phase that no common number of fractions gives the dose of a fraction as written."""
    for phase, arm in product(protocol.phases, [arm.id for arm in protocol.arms] or [""]):
        rules = [
            rule
            for rule in protocol.prescriptions
            if rule.phase == phase.id and rule.per_fraction is not None and rule.fractions.max is not None
            if rule.one_of is None and (not rule.arms or arm in rule.arms)
        ]
        fitting = [set(fitting_fractions(rule)) for rule in rules]
        if len(rules) >= 2 and not set.intersection(*fitting):
            yield Contradiction(
                rule="fractionation",
                clauses=tuple(rule.id for rule in rules),
                says=Message("lint.fractionation", phase=phase.id),
                arithmetic=tuple(map(_describe_fitting, rules)),
            )


def _describe_fitting(rule: PrescriptionRule) -> Message:
    """Which totals, in how many fractions, give the dose of a fraction as written."""
    stated = Quantity(rule.per_fraction.gy if rule.per_fraction is not None else 0.0, "Gy")
    totals = tuple(dose_in_fractions(dose_gy, n) for n, dose_gy in fitting_fractions(rule).items())
    if not totals:
        return Message("lint.fractionation-none", clause=rule.id, stated=stated)
    return Message("lint.fractionation-totals", clause=rule.id, totals=Listing(totals, "or"), stated=stated)


def _find_reaches(protocol: Protocol) -> Iterator[Contradiction]:
    """Limits that the prescription cannot reach, or always breaks."""
    for limit in protocol.constraints:
        reach = find_reach(limit, protocol)
        if reach is not None:
            yield Contradiction(
                rule="reach",
                clauses=(limit.id,),
                says=_describe_reach(limit, reach),
                arithmetic=(reach.arithmetic, *explain_equivalents(limit, protocol)),
            )


def _describe_reach(limit: Constraint, reach: Reach) -> Message:
    return Message(
        "lint.kept-by-every-plan" if reach.kind == "vacuous" else "lint.broken-by-every-plan",
        structures=Listing(limit.names, "and"),
        metric=str(limit.measured),
        limit=limit_of(limit),
        phase=limit.phase,
    )
