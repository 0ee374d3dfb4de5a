"""One figure of an SFRT target: a value with its interval, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import hypot, inf, isfinite

from rtqa.dvh.curve import DVH, added_up
from rtqa.messages import Cause, CauseKind, Interval, Message, Quantity, Unknown
from rtqa.metrics.bounds import SAME_VOLUME_FRAC
from rtqa.metrics.outcome import Measurement, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A value that the metric grammar has no name for, such as a ratio of two doses.

    Attributes:
        name: what a table's row or column is headed with, a metric as it is written; unique within its list.
        unit: ``Gy``, ``mm``, ``cm³``, ``%`` or empty for a ratio or a count.
        value: of the figure, or why there is none.
        interval: where the value lies given what the calculation cannot know; None where not assessed.
        warning: what the value must not be taken for; None where there is no such risk.
    """

    name: Message | str
    unit: str
    value: float | Unknown
    interval: Interval | None = None
    warning: Message | None = None

    @classmethod
    def of(cls, name: Message | str, outcome: Outcome) -> Figure:
        """A metric of the grammar under this name."""
        unit = {"cc": "cm³"}.get(outcome.spec.unit, outcome.spec.unit)
        if isinstance(outcome, Measurement):
            return cls(name=name, unit=unit, value=outcome.value, interval=outcome.interval)
        return cls(name=name, unit=unit, value=outcome.unknown, interval=outcome.unknown.bounds)

    @property
    def number(self) -> float | None:
        """The value; None where it is not known."""
        return None if isinstance(self.value, Unknown) else self.value

    @property
    def reason(self) -> Message | None:
        """Why there is no value; None where there is one."""
        return self.value.message if isinstance(self.value, Unknown) else None


def figure_over(
    dvhs: Sequence[DVH],
    compute: Callable[[Sequence[DVH]], float],
    *,
    name: Message | str,
    unit: str,
    undefined: Message,
    warning: Message | None = None,
) -> Figure:
    """A figure of several curves, with the interval that their alternatives leave.

    Of one cause of uncertainty of one curve the alternatives' reach, of several causes and curves as in
    :func:`rtqa.metrics.measure`; an alternative that cannot answer stands for anything from 0 on.

    Args:
        dvhs: the curves; all of each structure must lie inside the dose grid.
        compute: from as many curves to the value, 0 or more; nan where they have none.
        name: of the figure.
        unit: of the figure.
        undefined: the reason to give where ``compute`` has no value.
        warning: of the figure.
    """
    outside = next((dvh for dvh in dvhs if dvh.coverage_frac < 1.0 - SAME_VOLUME_FRAC), None)
    if outside is not None:
        return Figure(name=name, unit=unit, value=_why_outside(outside))
    value = float(compute(dvhs))
    if not isfinite(value):
        return Figure(name=name, unit=unit, value=Unknown(undefined))
    below, above = [], []
    for n, dvh in enumerate(dvhs):
        for group in dvh.alternatives:
            others = [compute([*dvhs[:n], alternative, *dvhs[n + 1 :]]) for alternative in group]
            below.append([max(value - other, 0.0) if isfinite(other) else value for other in others])
            above.append([max(other - value, 0.0) if isfinite(other) else inf for other in others])
    room = value * max((dvh.precision_frac for dvh in dvhs), default=0.0)
    reach = Interval(
        low=max(value - hypot(added_up(below), room), 0.0), high=value + hypot(added_up(above), room)
    )
    return Figure(name=name, unit=unit, value=value, interval=reach, warning=warning)


def _why_outside(dvh: DVH) -> Unknown:
    share = Quantity(significant(100.0 * (1.0 - dvh.coverage_frac)), "%")
    message = Message("sfrt.outside-dose-grid", share=share, name=dvh.structure)
    return Unknown(message, Cause(CauseKind.DOSE_DOUBTFUL))


def significant(value: float, digits: int = 3) -> float:
    """The value rounded to so many significant digits."""
    return float(f"{value:.{digits}g}")
