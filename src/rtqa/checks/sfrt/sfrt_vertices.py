"""Which vertices does each spatially fractionated target have, and where do they lie?

REVIEW is for missing evidence alone: no number is asked of vertices.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.sfrt_plan import SfrtPlan
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed
from rtqa.checks.sfrt.targets import draw_vertices, value_of
from rtqa.findings import Evidence, Verdict
from rtqa.messages import Cause, CauseKind, Listing, Message, Unknown
from rtqa.metrics.sfrt import SfrtTarget
from rtqa.protocol.sfrt_rule import SfrtRule


@check(
    "SFRT-VERTICES",
    "Which vertices does each spatially fractionated target have, and where do they lie?",
    section="sfrt",
    order=40,
    cause=CauseKind.STRUCTURE_DOUBTFUL,
    per="plan",
)
def vertices(plan: PhasePlan, subject: Subject) -> Iterator[Row]:
    """One row for each target; REVIEW where vertices are not known, lie in no target, or fill it."""
    sfrt, rule = plan.sfrt, subject.protocol.sfrt
    if sfrt is None or rule is None:
        return
    if sfrt.obstacle is not None:
        unknown = sfrt.obstacle
        yield doubted(Message("sfrt-vertices.not-known"), unknown.message, cause=unknown.cause)
    for target in sfrt.targets:
        yield _describe(target, sfrt, rule)
    for name in sfrt.without if sfrt.targets else ():
        yield informed(Message("sfrt-vertices.none-inside", name=name), subject=name)
    for name in sfrt.stray:
        reason = Message("sfrt-vertices.why-stray", targets=Listing(rule.targets, "or"))
        yield doubted(Message("sfrt-vertices.stray", name=name), reason, subject=name)


def _describe(target: SfrtTarget, sfrt: SfrtPlan, rule: SfrtRule) -> Row:
    valley = target.figure(Message("sfrt.valley-volume")).value
    row = Row(
        verdict=None,
        message=_say(target, sfrt),
        subject=target.target,
        evidence=Evidence(reading=rule.reading),
        table=draw_vertices(
            target, Message("sfrt-vertices.table", target=target.target), lambda vertex: vertex.place
        ),
    )
    if not isinstance(valley, Unknown):
        return row
    cause = valley.cause or Cause(CauseKind.STRUCTURE_DOUBTFUL, target.target)
    return replace(row, verdict=Verdict.REVIEW, reason=valley.message, causes=(cause,))


def _say(target: SfrtTarget, sfrt: SfrtPlan) -> Message:
    n_whole = len([vertex for vertex in target.vertices if vertex.is_whole])
    counted = Message(
        "sfrt-vertices.counted",
        target=target.target,
        whole=n_whole,
        cut=len(target.vertices) - n_whole,
        shape=target.pattern,
    )
    how = sfrt.how or Message("sfrt.unknown")
    diameter = value_of(target.figure(Message("sfrt.mean-diameter")))
    share = value_of(target.figure(Message("sfrt.vertex-share")))
    apart = target.figure(Message("sfrt.mean-distance-to-next"))
    if apart.number is None:
        return Message("sfrt-vertices.described", counted=counted, how=how, diameter=diameter, share=share)
    return Message(
        "sfrt-vertices.described-apart",
        counted=counted,
        how=how,
        diameter=diameter,
        apart=value_of(apart),
        share=share,
    )
