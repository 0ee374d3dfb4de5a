"""Has the plan been approved, where the protocol asks for a review before delivery?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import Subject
from rtqa.checks.core.catalog import check
from rtqa.findings import Evidence, Finding, Verdict
from rtqa.model.plan import Plan

_VERDICTS = {
    "APPROVED": (Verdict.PASS, ""),
    "UNAPPROVED": (
        Verdict.REVIEW,
        "nobody has approved it yet: have it reviewed, approve it where it was planned, and export it again",
    ),
    "REJECTED": (Verdict.FAIL, ""),
}


@check("PLAN-APPROVED", "Has the plan been approved before it is delivered?")
def approved(subject: Subject) -> Iterator[Finding]:
    """One finding for each approval clause of each phase with a plan."""
    for rule in subject.protocol.approvals:
        for one in subject.of_phase(rule.phase):
            verdict, reason = _judge(one.plan)
            yield Finding(
                code="PLAN-APPROVED",
                verdict=verdict,
                subject=one.treatment.label,
                phase=rule.phase,
                summary=_describe(one.plan),
                reason=reason,
                evidence=Evidence.of(rule),
            )


def _judge(plan: Plan | None) -> tuple[Verdict, str]:
    status = plan.approval.status if plan is not None else ""
    if not status:
        return Verdict.REVIEW, "the plan does not say whether it was approved, which is not the same as no"
    return _VERDICTS.get(status, (Verdict.REVIEW, "this status is none of DICOM's"))


def _describe(plan: Plan | None) -> str:
    if plan is None or not plan.approval.status:
        return "ApprovalStatus is not stated."
    when = f", reviewed on {plan.approval.review_date}" if plan.approval.review_date else ", date not stated"
    return f"ApprovalStatus is {plan.approval.status}{when}."
