"""Which plan is not the one to judge, beside another: it verifies that one, or was rejected for it.

A verification is a patient's plan computed again on a phantom or a detector.

It says so by its PlanIntent (300A,000A) or RTPlanRelationship (300A,0055). Brainlab writes MACHINE_QA in
plans that treat, so that this alone sets nothing aside: then the beams must give the same monitor units too.
"""

from __future__ import annotations

from rtqa.model.plan import Plan

_OF_A_PHANTOM = frozenset({"VERIFICATION", "MACHINE_QA", "SERVICE"})

SAME_MU = 0.1
"""Monitor units that differ by less, as by rounding, are the same."""


def verifies(plan: Plan, other: Plan) -> bool:
    """Whether a plan verifies another one, which is made to treat."""
    if other is plan or other.intent in _OF_A_PHANTOM or other.verifies_uids:
        return False
    if plan.verifies_uids:
        return other.uid in plan.verifies_uids
    return plan.intent == "VERIFICATION" or (plan.intent in _OF_A_PHANTOM and _gives_the_same(plan, other))


def is_rejected_for(plan: Plan, other: Plan) -> bool:
    """Whether a plan was rejected, and another on the same structure set approved."""
    states = plan.approval.status, other.approval.status
    return states == ("REJECTED", "APPROVED") and plan.structure_set_uid == other.structure_set_uid != ""


def _gives_the_same(plan: Plan, other: Plan) -> bool:
    given, theirs = _list_mu(plan), _list_mu(other)
    return (
        bool(given)
        and len(given) == len(theirs)
        and all(abs(mu - their_mu) <= SAME_MU for mu, their_mu in zip(given, theirs, strict=True))
    )


def _list_mu(plan: Plan) -> list[float]:
    """Monitor units of a fraction's beams, in order of size."""
    shares = (share for group in plan.fraction_groups for share in group.beams)
    return sorted(share.meterset_mu for share in shares if share.meterset_mu)
