"""What dose does each vertex receive, and what the valley between them? Reported, never judged."""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row
from rtqa.checks.sfrt.targets import draw_vertices, report_targets, value_of
from rtqa.messages import Message, Quantity, Range
from rtqa.metrics.sfrt import SfrtTarget
from rtqa.metrics.sfrt.rows import MEAN


@check(
    "SFRT-DOSE",
    "What dose does each vertex receive, and what the valley between them?",
    section="sfrt",
    order=10,
    cause=None,
    per="plan",
)
def doses(plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for each target."""
    prescription_gy = plan.sfrt.prescription_gy if plan.sfrt is not None else None
    coverage = (
        Message("sfrt-dose.no-coverage")
        if prescription_gy is None
        else Message("sfrt-dose.coverage", dose=Quantity(prescription_gy, "Gy"))
    )

    def describe(target: SfrtTarget) -> Row:
        title = Message("sfrt-dose.table", target=target.target)
        return Row(
            verdict=None,
            message=_say(target),
            subject=target.target,
            table=draw_vertices(target, title, lambda vertex: vertex.doses, notes=(coverage,)),
        )

    return report_targets(plan, describe)


def _say(target: SfrtTarget) -> Message:
    """The means of the vertices, from the least to the highest, beside mean and maximum of the valley."""
    valley_mean = value_of(target.figure(Message("sfrt.valley-mean")))
    valley_max = value_of(target.figure(Message("sfrt.valley-max")))
    means = [figure.number for vertex in target.vertices for figure in vertex.doses if figure.name == MEAN]
    known = [mean for mean in means if mean is not None]
    if len(known) < len(means):
        return Message(
            "sfrt-dose.described-without-mean", target=target.target, mean=valley_mean, most=valley_max
        )
    return Message(
        "sfrt-dose.described",
        target=target.target,
        means=Range(min(known), max(known), "Gy", 2),
        mean=valley_mean,
        most=valley_max,
    )
