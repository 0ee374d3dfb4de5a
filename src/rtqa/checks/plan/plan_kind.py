"""Is it a plan that rtqa can judge, made to treat a patient with?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.kinds import NOT_SUPPORTED, find_kind, name_kind
from rtqa.checks.core.rows import Row, doubted, informed, passed
from rtqa.messages import Cause, CauseKind, Message, Unknown
from rtqa.model.plan import Plan, PlanKind
from rtqa.model.structure import StructureSet

NOT_FOR_PATIENTS = frozenset({"VERIFICATION", "MACHINE_QA", "SERVICE"})
"""PlanIntents (300A,000A) of plans that are delivered to a phantom or a detector (PS3.3 C.8.8.9)."""

_DOUBTFUL = Cause(CauseKind.PLAN_DOUBTFUL)


@check(
    "PLAN-KIND",
    "Is it a photon or electron plan made to treat a patient with, and not rejected?",
    section="prescriptions",
    order=40,
    cause=CauseKind.PLAN_DOUBTFUL,
    per="plan",
)
def plan_kind(plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row a treatment."""
    kind = find_kind(plan)
    unknown = _find_doubt(plan.plan, plan.treatment.structure_set)
    if kind is not PlanKind.EXTERNAL:
        yield doubted(
            Message("plan-kind.not-judged", kind=name_kind(kind)),
            Message("plan-kind.why-not-judged"),
            cause=NOT_SUPPORTED,
        )
    elif unknown is None:
        n_beams = len(plan.plan.beams) if plan.plan is not None else 0
        yield (
            passed(Message("plan-kind.photons-or-electrons", n=n_beams))
            if n_beams
            else informed(Message("plan-kind.no-beams"))
        )
    else:
        yield doubted(
            Message("plan-kind.doubtful", why=unknown.message),
            Message("plan-kind.why-doubtful"),
            cause=unknown.cause,
        )


def _find_doubt(plan: Plan | None, drawn: StructureSet | None) -> Unknown | None:
    if plan is None:
        return Unknown(Message("plan-kind.why-no-plan"), Cause(CauseKind.FILE_ABSENT, Message("file.plan")))
    if plan.intent in NOT_FOR_PATIENTS:
        return Unknown(Message("plan-kind.why-intent", intent=plan.intent), _DOUBTFUL)
    if plan.approval.status == "REJECTED":
        return Unknown(Message("plan-kind.why-rejected"), _DOUBTFUL)
    if drawn is not None and drawn.approval_status == "REJECTED":
        return Unknown(Message("plan-kind.why-structures-rejected"), _DOUBTFUL)
    return None
