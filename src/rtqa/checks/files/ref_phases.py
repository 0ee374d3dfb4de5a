"""Do the phases lie rightly upon each other?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.assembly.context import Subject, Together
from rtqa.checks.core.catalog import check
from rtqa.findings import Finding, Table, Verdict
from rtqa.protocol.constraint import SUM

CODE = "REF-PHASES"


@check(CODE, "Do the phases lie rightly upon each other, so that their doses can be added up?")
def phases_meet(subject: Subject) -> Iterator[Finding]:
    """One finding."""
    together = subject.together
    subjects = " and ".join(dict.fromkeys(one.phase_id for one in together.plans))
    if not together.plans:
        yield Finding(
            code=CODE,
            verdict=None,
            subject="phases",
            phase=SUM,
            message="No doses are to be added up: not every phase has a plan, or the protocol limits no sum.",
        )
        return
    yield Finding(
        code=CODE,
        verdict=Verdict.REVIEW if together.obstacle else Verdict.PASS,
        subject=subjects,
        phase=SUM,
        message="The phases' doses are not added up voxel by voxel."
        if together.obstacle
        else f"The doses are added up voxel by voxel: {_describe(together)}.",
        explanation=together.obstacle,
        table=_table(together),
    )


def _describe(together: Together) -> str:
    frames = {
        one.treatment.dose.grid.frame_of_reference_uid
        for one in together.plans
        if one.treatment.dose is not None
    }
    if len(frames) == 1:
        return "all phases share one frame of reference"
    return "a rigid registration carries the earlier frame into that of the last phase"


def _table(together: Together) -> Table | None:
    """The structures drawn in both phases and how they lie; None where nothing was compared."""
    summed = together.summed
    if summed is None or not any(summed.overlaps):
        return None
    rows = (
        (pair.name, earlier.phase_id, pair.dice)
        for earlier, pairs in zip(together.plans, summed.overlaps, strict=False)
        for pair in pairs
    )
    return Table(
        title="Structures drawn in both phases",
        columns=("Structure", "Against phase", "Overlap (Dice)"),
        rows=tuple(rows),
        note="Twice the common volume over the sum of both, over the stretch that both were drawn in. The "
        "last phase's structures carry the verdict.",
    )
