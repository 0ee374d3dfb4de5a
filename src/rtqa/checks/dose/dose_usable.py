"""Is the dose the whole plan's, in Gy?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.deviations import judge_deviations
from rtqa.checks.core.rows import Row
from rtqa.checks.dose.plausibility import find_dose_doubt
from rtqa.messages import CauseKind, Message


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
    return judge_deviations(
        subject, "DOSE-USABLE", message=Message("dose-usable.passed"), doubt=find_dose_doubt
    )
