"""Has the plan been approved, where the protocol asks for a review before delivery?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row
from rtqa.findings import Evidence, Verdict
from rtqa.messages import Cause, CauseKind, Message
from rtqa.model.plan import Plan
from rtqa.protocol.plan_rules import ApprovalRule

_VERDICTS = {
    "": (Verdict.REVIEW, Message("plan-approved.why-not-stated")),
    "APPROVED": (Verdict.PASS, None),
    "UNAPPROVED": (Verdict.REVIEW, Message("plan-approved.why-unapproved")),
    "REJECTED": (Verdict.FAIL, None),
}


@check(
    "PLAN-APPROVED",
    "Has the plan been approved before it is delivered?",
    section="prescriptions",
    order=20,
    cause=CauseKind.PLAN_DOUBTFUL,
    per="rule",
    rules=lambda subject: subject.protocol.approvals,
)
def approved(rule: ApprovalRule, plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for each approval clause of a phase on each of its plans."""
    status = plan.plan.approval.status if plan.plan is not None else ""
    verdict, reason = _VERDICTS.get(status, (Verdict.REVIEW, Message("plan-approved.why-unheard-of")))
    yield Row(
        verdict=verdict,
        message=_describe(plan.plan),
        reason=reason,
        evidence=Evidence.of(rule),
        causes=() if status else (Cause(CauseKind.NOT_STATED, "ApprovalStatus"),),
    )


def _describe(plan: Plan | None) -> Message:
    if plan is None or not plan.approval.status:
        return Message("plan-approved.not-stated")
    if not plan.approval.review_date:
        return Message("plan-approved.undated", status=plan.approval.status)
    return Message("plan-approved.reviewed", status=plan.approval.status, date=str(plan.approval.review_date))
