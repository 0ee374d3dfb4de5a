"""Is the plan delivered by a technique that the protocol allows?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row
from rtqa.findings import Evidence, Verdict
from rtqa.messages import Cause, CauseKind, Listing, Message, Unknown
from rtqa.model.plan import Plan
from rtqa.model.technique import Technique, find_technique, list_treatment_beams
from rtqa.protocol.plan_rules import TechniqueRule


@check(
    "PLAN-TECHNIQUE",
    "Is the plan delivered by a technique that the protocol allows?",
    section="prescriptions",
    order=50,
    cause=CauseKind.REQUIREMENT_NOT_MET,
    per="rule",
    rules=lambda subject: subject.protocol.techniques,
)
def technique(rule: TechniqueRule, plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for each technique clause of each phase with a plan."""
    allowed = Listing(tuple(map(str, rule.techniques)))
    techniques = _read_techniques(plan.plan)
    if isinstance(techniques, Unknown):
        yield Row(
            verdict=Verdict.REVIEW,
            message=Message("plan-technique.not-known", allowed=allowed),
            reason=techniques.message,
            causes=(techniques.cause,) if techniques.cause is not None else (),
            evidence=Evidence.of(rule),
        )
        return
    allows = {beam_technique in rule.techniques for beam_technique in techniques}
    verdict, reason = Verdict.PASS if allows == {True} else Verdict.FAIL, None
    if _is_a_matter_of_words(techniques, rule):
        verdict, reason = Verdict.REVIEW, Message("plan-technique.why-tomotherapy")
    elif len(allows) > 1:
        verdict, reason = Verdict.REVIEW, Message("plan-technique.why-mixed")
    yield Row(
        verdict=verdict,
        message=Message("plan-technique.delivered-by", beams=_count(techniques), allowed=allowed),
        reason=reason,
        evidence=Evidence.of(rule),
    )


def _is_a_matter_of_words(techniques: list[Technique], rule: TechniqueRule) -> bool:
    """TomoTherapy modulates intensity, and is IMRT to many; whether to the protocol, it does not say."""
    return (
        Technique.TOMOTHERAPY in techniques
        and Technique.TOMOTHERAPY not in rule.techniques
        and Technique.IMRT in rule.techniques
    )


def _read_techniques(plan: Plan | None) -> list[Technique] | Unknown:
    """The technique of every treatment beam; at least one."""
    if plan is None:
        cause = Cause(CauseKind.FILE_ABSENT, Message("file.plan"))
        return Unknown(Message("plan-technique.why-no-photons"), cause)
    if not plan.is_external_photon_or_electron:
        return Unknown(Message("plan-technique.why-no-photons"), Cause(CauseKind.NOT_SUPPORTED))
    beams = list_treatment_beams(plan)
    if not beams:
        cause = Cause(CauseKind.FILE_ABSENT, Message("file.beams"))
        return Unknown(Message("plan-technique.why-no-beams"), cause)
    techniques = {beam.number: find_technique(beam) for beam in beams}
    not_shown = tuple(number for number, shown in techniques.items() if shown is None)
    if not_shown:
        message = Message("plan-technique.why-not-shown", n=len(not_shown), beams=Listing(not_shown))
        return Unknown(message, Cause(CauseKind.NOT_SUPPORTED))
    return [shown for shown in techniques.values() if shown is not None]


def _count(techniques: list[Technique]) -> Listing:
    return Listing(
        tuple(
            Message("plan-technique.beams", n=n, technique=str(name))
            for name, n in sorted(Counter(techniques).items())
        )
    )
