"""What is known of a plan's vertices, and the targets they lie in: a value."""

from __future__ import annotations

from dataclasses import dataclass

from rtqa.messages import Message, Unknown
from rtqa.metrics.sfrt import SfrtTarget


@dataclass(frozen=True, slots=True, kw_only=True)
class SfrtPlan:
    """One plan of the protocol's spatially fractionated phase.

    Attributes:
        how: how its vertices are known; None where they are not.
        targets: those with vertices in them; none where there is an obstacle.
        without: names of targets in which no vertex lies.
        stray: names of vertices that lie in no target.
        prescription_gy: the highest dose that the plan prescribes to a target; None where it states none.
        obstacle: why no target with vertices is known; None where one is.
    """

    how: Message | None = None
    targets: tuple[SfrtTarget, ...] = ()
    without: tuple[str, ...] = ()
    stray: tuple[str, ...] = ()
    prescription_gy: float | None = None
    obstacle: Unknown | None = None
