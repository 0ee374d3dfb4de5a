"""Do the phases lie rightly upon each other?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rtqa.assembly.context import Subject, Together
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row
from rtqa.findings import Table, Verdict
from rtqa.messages import CauseKind, Listing, Message
from rtqa.protocol.constraint import SUM


@check(
    "REF-PHASES",
    "Do the phases lie rightly upon each other, so that their doses can be added up?",
    section="files",
    order=60,
    cause=CauseKind.REGISTRATION_DOUBTFUL,
    per="case",
)
def phases_meet(subject: Subject) -> Iterator[Row]:
    """One row."""
    together = subject.together
    if not together.plans:
        none = Message("ref-phases.no-sum")
        yield Row(verdict=None, message=none, subject=Message("ref-phases.phases"), phase=SUM)
        return
    if together.stated:
        stated = tuple(phase.phase_id for phase in together.stated)
        message = Message("ref-phases.stated", phases=Listing(stated, "and"))
        yield Row(verdict=None, message=message, subject=Message("ref-phases.phases"), phase=SUM)
        return
    names = tuple(dict.fromkeys(plan.phase_id for plan in together.plans))
    phases = Message("ref-phases.of-phases", phases=Listing(names, "and"))
    obstacle = together.obstacle
    if obstacle is None and len(together.plans) < 2:
        yield Row(verdict=None, message=Message("ref-phases.one-phase"), subject=phases, phase=SUM)
        return
    yield Row(
        verdict=Verdict.REVIEW if obstacle is not None else Verdict.PASS,
        message=Message("ref-phases.not-added-up") if obstacle is not None else _describe(together),
        reason=obstacle.message if obstacle is not None else None,
        subject=phases,
        phase=SUM,
        causes=(obstacle.cause,) if obstacle is not None and obstacle.cause is not None else (),
        table=_table(together),
    )


def _describe(together: Together) -> Message:
    doses = [plan.treatment.dose for plan in together.plans if plan.treatment.dose is not None]
    if len({dose.grid.frame_of_reference_uid for dose in doses}) == 1:
        return Message("ref-phases.one-frame")
    return Message("ref-phases.registered")


def _table(together: Together) -> Table | None:
    """The structures drawn in both phases and how they lie; None where nothing was compared."""
    summed = together.summed
    if summed is None or not any(summed.overlaps):
        return None
    rows = (
        (
            pair.name,
            earlier.phase_id,
            pair.earlier_name,
            pair.dice,
            float(np.linalg.norm(pair.offset_mm)) if pair.offset_mm is not None else None,
            Message("ref-phases.whole" if pair.is_whole else "ref-phases.shared"),
        )
        for earlier, pairs in zip(together.plans, summed.overlaps, strict=False)
        for pair in pairs
    )
    return Table(
        title=Message("ref-phases.table"),
        columns=(
            Message("ref-phases.structure"),
            Message("ref-phases.against-phase"),
            Message("ref-phases.named-there"),
            Message("ref-phases.overlap"),
            Message("ref-phases.apart"),
            Message("ref-phases.compared"),
        ),
        rows=tuple(rows),
        note=Message("ref-phases.table-note"),
    )
