"""What plans of a like geometry have, beside a plan's own values: information, and never a verdict."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedPeer:
    """A limited value of a plan, and what a peer model expects of it.

    Attributes:
        phase: of the plan.
        structure: the protocol's name.
        metric: such as ``Mean[Gy]``.
        value: the plan's.
        expected: of such a geometry; None where the geometry is unlike all that was learnt of, as are the
            next three.
        low, high: four of five peers lie between.
        percentile: share of peers, in percent, that would have a lower value.
        n_patients: that the model was learnt of.
    """

    phase: str
    structure: str
    metric: str
    value: float
    expected: float | None
    low: float | None
    high: float | None
    percentile: float | None
    n_patients: int
