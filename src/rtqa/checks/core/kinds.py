"""Plans of kinds that are not judged: which questions are not asked of them, and what stands behind the rest.

Of brachytherapy, protons, ions and the knives, rtqa reads no beams, and a protocol of photons says nothing
about their prescription, images or days. Their doses and structures are looked at all the same, and limits
judged where they mean something. One cause is left: that the plan is of such a kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rtqa.assembly.context import PhasePlan
from rtqa.checks.core.rows import Row, informed
from rtqa.findings import Finding, Verdict
from rtqa.messages import Cause, CauseKind, Message
from rtqa.model.plan import PlanKind

NOT_SUPPORTED = Cause(CauseKind.NOT_SUPPORTED)

_NOT_ASKED = frozenset({"beams", "images", "prescription", "sfrt", "timing"})
_NOT_ASKED_EITHER = frozenset({"PLAN-APPROVED", "PLAN-DAILY", "SIZE-TARGET"})
"""Families of checks, and checks, about the delivery of photons as the protocol asks for it."""

_NAMES = {
    PlanKind.EXTERNAL: Message("plan-kind.external"),
    PlanKind.BRACHYTHERAPY: Message("plan-kind.brachytherapy"),
    PlanKind.PROTON: Message("plan-kind.proton"),
    PlanKind.ION: Message("plan-kind.ion"),
    PlanKind.GAMMA_KNIFE: Message("plan-kind.gamma-knife"),
    PlanKind.CYBERKNIFE: Message("plan-kind.cyberknife"),
    PlanKind.OTHER: Message("plan-kind.other-radiation"),
}

_STANDS_ALONE = frozenset(
    {
        CauseKind.FILE_DAMAGED,
        CauseKind.LIMIT_EXCEEDED,
        CauseKind.LIMIT_UNCERTAIN,
        CauseKind.LINK_DOUBTFUL,
        CauseKind.REGISTRATION_DOUBTFUL,
    }
)
"""Causes that a person has to mend whatever the plan treats with."""


def find_kind(plan: PhasePlan) -> PlanKind:
    """What a plan treats with; photons and electrons where there is none to tell."""
    return plan.plan.kind if plan.plan is not None else PlanKind.EXTERNAL


def find_kind_of_all(plans: Sequence[PhasePlan]) -> PlanKind:
    """A kind that is not judged, where no plan of the case is of another; else photons and electrons."""
    kinds = [find_kind(plan) for plan in plans]
    return PlanKind.EXTERNAL if PlanKind.EXTERNAL in kinds or not kinds else kinds[0]


def asks(code: str, family: str, kind: PlanKind) -> bool:
    """Whether a check asks anything of plans of a kind."""
    return kind is PlanKind.EXTERNAL or not (family in _NOT_ASKED or code in _NOT_ASKED_EITHER)


def say_not_asked(kind: PlanKind) -> Row:
    """In place of a check's answer."""
    return informed(Message("plan-kind.not-asked", kind=name_kind(kind)))


def name_kind(kind: PlanKind) -> Message:
    """What a kind is called."""
    return _NAMES[kind]


def put_behind(finding: Finding, kind: PlanKind) -> Finding:
    """What is to be reviewed of a plan of a kind that is not judged stands behind that."""
    causes = finding.causes
    stands_alone = causes and causes[0].kind in _STANDS_ALONE
    if kind is PlanKind.EXTERNAL or finding.verdict is not Verdict.REVIEW or stands_alone:
        return finding
    others = (cause for cause in causes if cause.kind is not CauseKind.NOT_SUPPORTED)
    return replace(finding, causes=(NOT_SUPPORTED, *others))
