"""What is known of a plan's vertices, and the targets they lie in: a value."""

from __future__ import annotations

from dataclasses import dataclass

from rtqa.metrics.sfrt import SfrtTarget


@dataclass(frozen=True, slots=True, kw_only=True)
class SfrtPlan:
    """One plan of the protocol's spatially fractionated phase.

    Attributes:
        how: how its vertices are known, in words; empty where they are not.
        targets: those with vertices in them.
        without: names of targets in which no vertex lies.
        stray: names of vertices that lie in no target.
        prescription_gy: the highest dose that the plan prescribes to a target; None where it states none.
        obstacle: why nothing can be said; empty where something can.
    """

    how: str = ""
    targets: tuple[SfrtTarget, ...] = ()
    without: tuple[str, ...] = ()
    stray: tuple[str, ...] = ()
    prescription_gy: float | None = None
    obstacle: str = ""
