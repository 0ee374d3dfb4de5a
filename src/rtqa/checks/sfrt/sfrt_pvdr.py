"""How high do the peaks rise above the valley, by each ratio in use? Reported, never judged."""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row
from rtqa.checks.sfrt.targets import draw_figures, report_targets, value_of
from rtqa.messages import Listing, Message
from rtqa.metrics.sfrt import Figure, SfrtTarget


@check(
    "SFRT-PVDR",
    "How high do the peaks rise above the valley, by each ratio in use?",
    section="sfrt",
    order=20,
    cause=None,
    per="plan",
)
def ratios(plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for each target."""
    return report_targets(plan, _describe)


def _describe(target: SfrtTarget) -> Row:
    title = Message("sfrt-pvdr.table", target=target.target)
    return Row(
        verdict=None,
        message=Message(
            "sfrt-pvdr.described",
            target=target.target,
            ratios=Listing(tuple(map(_say, target.ratios)), "semicolon"),
            share=value_of(target.figure(Message("sfrt.vertex-share"))),
        ),
        subject=target.target,
        table=draw_figures(target.ratios, title, head=Message("sfrt-pvdr.ratio"), has_units=False),
    )


def _say(ratio: Figure) -> Message:
    if ratio.warning is None:
        return Message("sfrt-pvdr.value", name=ratio.name, value=value_of(ratio))
    return Message("sfrt-pvdr.degenerate-value", name=ratio.name, value=value_of(ratio))
