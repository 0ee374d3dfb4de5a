"""Is the dose the whole plan's, in Gy?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import Subject, target_prescriptions
from rtqa.checks.core.catalog import check
from rtqa.checks.core.deviations import judge_deviations
from rtqa.checks.core.rows import Row, informed, passed
from rtqa.checks.dose.plausibility import find_dose_doubt
from rtqa.messages import CauseKind, Message
from rtqa.model.case import Treatment


@check(
    "DOSE-USABLE",
    "Is the dose the whole plan's, in Gy?",
    section="dose",
    order=50,
    cause=CauseKind.DOSE_DOUBTFUL,
    per="case",
)
def dose_usable(subject: Subject) -> Iterator[Row]:
    """A relative dose, a part of the beams, or one that cannot be this plan's cannot be judged."""
    return judge_deviations(subject, "DOSE-USABLE", message=_answer, doubt=find_dose_doubt)


def _answer(treatment: Treatment) -> Row:
    """What was held against the plan's prescription; of a dose alone, that nothing was."""
    if treatment.plan is None:
        return informed(Message("dose-usable.no-plan"))
    if any(rx.dose_gy for rx in target_prescriptions(treatment.plan)):
        return passed(Message("dose-usable.passed"))
    return informed(Message("dose-usable.nothing-prescribed"))
