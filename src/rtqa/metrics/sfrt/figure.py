"""One figure of an SFRT target: a value with its interval, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, isfinite

from rtqa.dvh.curve import DVH
from rtqa.messages import Interval
from rtqa.metrics.bounds import SAME_VOLUME_FRAC
from rtqa.metrics.outcome import Measurement, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A value that the metric grammar has no name for, such as a ratio of two doses.

    Attributes:
        name: short and unique within its list; what a table's row or column is headed with.
        unit: ``Gy``, ``mm``, ``cm³``, ``%`` or empty for a ratio or a count.
        value: None where it cannot be known; then ``reason`` says why.
        interval: where the value lies given what the calculation cannot know; None where not assessed.
        reason: why there is no value; empty where there is one.
        warning: what the value must not be taken for; empty where nothing stands against it.
    """

    name: str
    unit: str
    value: float | None = None
    interval: Interval | None = None
    reason: str = ""
    warning: str = ""

    @classmethod
    def of(cls, name: str, outcome: Outcome) -> Figure:
        """A metric of the grammar under this name."""
        unit = {"cc": "cm³"}.get(outcome.spec.unit, outcome.spec.unit)
        if isinstance(outcome, Measurement):
            return cls(name=name, unit=unit, value=outcome.value, interval=outcome.interval)
        return cls(name=name, unit=unit, interval=outcome.bounds, reason=str(outcome.reason))


def figure_over(
    dvhs: Sequence[DVH],
    compute: Callable[[Sequence[DVH]], float],
    *,
    name: str,
    unit: str,
    undefined: str,
    warning: str = "",
) -> Figure:
    """A figure of several curves, with the interval that their alternatives leave.

    Of one cause of doubt of one curve the alternatives' reach, of several causes and curves the sum, as in
    :func:`rtqa.metrics.measure`; an alternative that cannot answer stands for anything from 0 on.

    Args:
        dvhs: the curves; all of each structure must lie inside the dose grid.
        compute: from as many curves to the value, 0 or more; nan where they have none.
        name: of the figure.
        unit: of the figure.
        undefined: the reason to give where ``compute`` has no value.
        warning: of the figure.
    """
    outside = [dvh for dvh in dvhs if dvh.coverage_frac < 1.0 - SAME_VOLUME_FRAC]
    if outside:
        percent = 100.0 * (1.0 - outside[0].coverage_frac)
        reason = f"{percent:.3g} % of {outside[0].structure!r} lies outside the dose grid"
        return Figure(name=name, unit=unit, reason=reason)
    value = float(compute(dvhs))
    if not isfinite(value):
        return Figure(name=name, unit=unit, reason=undefined)
    low = high = value
    for n, dvh in enumerate(dvhs):
        for group in dvh.alternatives:
            others = [compute([*dvhs[:n], alternative, *dvhs[n + 1 :]]) for alternative in group]
            low += min(0.0, *(other - value if isfinite(other) else -value for other in others))
            high += max(0.0, *(other - value if isfinite(other) else inf for other in others))
    room = value * max((dvh.precision_frac for dvh in dvhs), default=0.0)
    reach = Interval(low=float(max(low - room, 0.0)), high=float(high + room))
    return Figure(name=name, unit=unit, value=value, interval=reach, warning=warning)
