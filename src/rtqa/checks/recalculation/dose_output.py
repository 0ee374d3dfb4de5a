"""Is the dose as high as the monitor units give, by a second calculation and a usual definition of the MU?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed
from rtqa.messages import CauseKind, Message, Quantity, Range, Unknown


@check(
    "DOSE-OUTPUT",
    "Is the dose as high as the monitor units give, by a second calculation?",
    section="dose",
    order=81,
    cause=CauseKind.DOSE_DOUBTFUL,
    per="plan",
)
def output(phase_plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for the plan; none where nothing was calculated."""
    second = phase_plan.second_dose
    if second is None or isinstance(second, Unknown):
        return  # DOSE-SECOND says why.
    from rtqa.transport.judge import judge_scale, judge_shape, list_usual_scales  # noqa: PLC0415 (by few)

    ranges = list_usual_scales(second)
    scale = Quantity(second.scale, "", 3)
    if not judge_scale(second):
        if any(doubt.is_whole for doubt in judge_shape(second)):
            # A factor between doses of different shapes may be usual by chance.
            yield informed(Message("dose-output.not-judged", scale=scale))
            return
        # Where both definitions would fit, that whose middle is nearer.
        at = {name: abs(second.scale - (low + high) / 2) for name, (low, high) in ranges.items()}
        yield passed(
            Message("dose-output.passed", scale=scale, definition=min(at, key=lambda name: at[name]))
        )
        return
    if "machine" in ranges:
        usual = Range(*ranges["machine"], decimals=2)
        yield doubted(
            Message("dose-output.differs-from-machine", scale=scale, usual=usual),
            Message("dose-output.why-differs-from-machine"),
        )
        return
    maximum, depth = (Range(*ranges[name], decimals=2) for name in ("maximum", "depth"))
    yield doubted(
        Message("dose-output.differs", scale=scale, maximum=maximum, depth=depth),
        Message("dose-output.why-differs"),
    )
