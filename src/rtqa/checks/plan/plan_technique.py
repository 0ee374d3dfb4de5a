"""Is the plan delivered as the protocol says: by which technique, and how often?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.findings import Evidence, Finding, Verdict
from rtqa.model.plan import Plan
from rtqa.model.technique import Technique, find_technique, list_treatment_beams
from rtqa.protocol.plan_rules import DailyRule, TechniqueRule


@check("PLAN-TECHNIQUE", "Is the plan delivered by a technique that the protocol allows?")
def technique(subject: Subject) -> Iterator[Finding]:
    """One finding for each technique clause of each phase with a plan."""
    for rule, one in _rules(subject):
        yield _judge_technique(rule, one)


@check("PLAN-DAILY", "Is the plan to be delivered as often as the protocol says?")
def daily(subject: Subject) -> Iterator[Finding]:
    """One finding for each technique clause that says how often, of each phase with a plan."""
    for rule, one in _rules(subject):
        if rule.daily is not None:
            yield _judge_daily(rule, rule.daily, one)


def _rules(subject: Subject) -> Iterator[tuple[TechniqueRule, PhasePlan]]:
    for rule in subject.protocol.techniques:
        for one in subject.of_phase(rule.phase):
            yield rule, one


def _judge_technique(rule: TechniqueRule, one: PhasePlan) -> Finding:
    allowed = ", ".join(rule.techniques)
    finding = Finding(
        code="PLAN-TECHNIQUE",
        verdict=Verdict.REVIEW,
        subject=one.treatment.label,
        phase=rule.phase,
        message=f"Technique not known; allowed: {allowed}.",
        evidence=Evidence.of(rule),
    )
    if one.plan is not None and _is_brachytherapy(one.plan):
        return replace(finding, verdict=Verdict.FAIL, message=f"Brachytherapy; allowed: {allowed}.")
    if one.plan is None or not one.plan.is_external_photon_or_electron:
        return replace(finding, explanation="there are no photon or electron beams to read it from")
    beams = list_treatment_beams(one.plan)
    found = {beam.number: find_technique(beam) for beam in beams}
    unknown = [number for number, each in found.items() if each is None]
    if unknown or not found:
        listed = ", ".join(map(str, unknown))
        reason = (
            f"the control points of beam {listed} do not show what shapes it"
            if unknown
            else "the plan has no treatment beams; export the RTPLAN with its beams"
        )
        return replace(finding, explanation=reason)
    summary = f"{_describe([each for each in found.values() if each])}; allowed: {allowed}."
    keeping = {each in rule.techniques for each in found.values()}
    if keeping == {True, False}:
        reason = "some beams are delivered by an allowed technique and others are not"
        return replace(finding, message=summary, explanation=reason)
    verdict = Verdict.PASS if keeping == {True} else Verdict.FAIL
    return replace(finding, verdict=verdict, message=summary)


def _is_brachytherapy(plan: Plan) -> bool:
    groups = plan.fraction_groups
    return bool(groups) and all(group.n_brachy and not group.beams for group in groups)


def _describe(techniques: list[Technique]) -> str:
    counts = Counter(techniques)
    return ", ".join(f"{n} beam{'s' if n > 1 else ''} by {each}" for each, n in sorted(counts.items()))


def _judge_daily(rule: TechniqueRule, asked: DailyRule, one: PhasePlan) -> Finding:
    wanted = f"{asked.fractions_a_day} a day on {asked.days_a_week} days a week or more"
    finding = Finding(
        code="PLAN-DAILY",
        verdict=Verdict.REVIEW,
        subject=one.treatment.label,
        phase=rule.phase,
        message=f"How often is not known; asked for: {wanted}.",
        evidence=Evidence.of(rule),
    )
    by_day = _find_pattern(one.plan)
    if not any(by_day):
        return replace(finding, explanation="the plan states no FractionPattern (300A,007B) that can be read")
    busiest = max(by_day)
    weeks = [sum(map(bool, by_day[first : first + 7])) for first in range(0, len(by_day), 7)]
    kept = {n for n in by_day if n} == {asked.fractions_a_day} and min(weeks) >= asked.days_a_week
    days = f"{min(weeks)}" if min(weeks) == max(weeks) else f"{min(weeks)} to {max(weeks)}"
    return replace(
        finding,
        verdict=Verdict.PASS if kept else Verdict.FAIL,
        message=f"Planned: at most {busiest} a day on {days} days a week; asked for: {wanted}.",
    )


def _find_pattern(plan: Plan | None) -> tuple[int, ...]:
    groups = plan.fraction_groups if plan is not None else ()
    return groups[0].fractions_by_day if len(groups) == 1 else ()
