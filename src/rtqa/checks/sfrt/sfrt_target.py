"""How large is each spatially fractionated target, and what does it receive as a whole? Never judged."""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row
from rtqa.checks.sfrt.targets import draw_figures, report_targets, value_of
from rtqa.findings import Evidence
from rtqa.messages import Message
from rtqa.metrics.sfrt import SfrtTarget
from rtqa.protocol.sfrt_rule import SfrtRule


@check(
    "SFRT-TARGET",
    "How large is each spatially fractionated target, and what does it receive as a whole?",
    section="sfrt",
    order=30,
    cause=None,
    per="plan",
)
def targets(plan: PhasePlan, subject: Subject) -> Iterator[Row]:
    """One row for each target."""
    evidence = Evidence(source=_list_sources(subject.protocol.sfrt))

    def describe(target: SfrtTarget) -> Row:
        title = Message("sfrt-target.table", target=target.target)
        head = Message("sfrt-target.figure")
        return Row(
            verdict=None,
            message=_say(target),
            subject=target.target,
            evidence=evidence,
            table=draw_figures(target.figures, title, head=head, has_units=True),
        )

    return report_targets(plan, describe)


def _list_sources(rule: SfrtRule | None) -> str:
    """Where the choices of the report come from, by their tables in the protocol file."""
    if rule is None:
        return ""
    chosen = {"geud": rule.geud, "survival": rule.survival, "shells": rule.shells}
    return " ".join(f"[sfrt.{table}] {choice.source}" for table, choice in chosen.items() if choice)


def _say(target: SfrtTarget) -> Message:
    return Message(
        "sfrt-target.described",
        target=target.target,
        volume=value_of(target.figure(Message("sfrt.volume"))),
        longest=value_of(target.figure(Message("sfrt.longest-in-space"))),
        cold=value_of(target.figure("D95%")),
        half=value_of(target.figure("D50%")),
        hot=value_of(target.figure("D5%")),
    )
