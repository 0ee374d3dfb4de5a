"""Is it a plan that rtqa can judge, made to treat a patient with?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import Subject
from rtqa.checks.core.catalog import check
from rtqa.findings import Finding, Verdict
from rtqa.model.plan import Plan
from rtqa.model.structure import StructureSet

NOT_FOR_PATIENTS = frozenset({"VERIFICATION", "MACHINE_QA", "SERVICE"})
"""PlanIntents (300A,000A) of plans that are delivered to a phantom or a detector (PS3.3 C.8.8.9)."""


@check("PLAN-KIND", "Is it a photon or electron plan made to treat a patient with, and not rejected?")
def plan_kind(subject: Subject) -> Iterator[Finding]:
    """One finding a treatment."""
    for one in subject.plans:
        reason = _find_objection(one.plan, one.treatment.structure_set)
        yield Finding(
            code="PLAN-KIND",
            verdict=Verdict.REVIEW if reason else Verdict.PASS,
            subject=one.treatment.label,
            phase=one.phase_id,
            message="Whether this plan is to treat a patient with is in doubt."
            if reason
            else "An external-beam photon or electron plan to treat a patient with.",
            explanation=reason,
        )


def _find_objection(plan: Plan | None, drawn: StructureSet | None) -> str:
    if plan is None:
        return "there is no RT plan"
    if not plan.is_external_photon_or_electron:
        return "it has ion beams, brachytherapy or another radiation, which rtqa does not judge"
    if plan.intent in NOT_FOR_PATIENTS:
        return f"its PlanIntent is {plan.intent}"
    if plan.approval.status == "REJECTED":
        return "its ApprovalStatus is REJECTED"
    if drawn is not None and drawn.approval_status == "REJECTED":
        return "the ApprovalStatus of its structure set is REJECTED"
    return ""
