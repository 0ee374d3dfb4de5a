"""Numbers of fractions that no calendar gives within the time that a phase may take."""

from __future__ import annotations

from dataclasses import dataclass

from rtqa.protocol.contradiction import Contradiction
from rtqa.protocol.prescription import PrescriptionRule, fitting_fractions
from rtqa.protocol.schema import Protocol
from rtqa.protocol.time_rules import CountedAs, ScheduleRule

USUAL_A_WEEK, MOST_A_WEEK = 5, 6
"""Monday to Friday is judged; what Monday to Saturday would make of it is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """How long a number of fractions takes where no day is lost.

    Attributes:
        per_week: from Monday on, one a day.
        fewest_days, most_days: both ends counted, over the weekdays that a course can begin on.
    """

    n_fractions: int
    per_week: int
    fewest_days: int
    most_days: int

    @classmethod
    def of(cls, n_fractions: int, *, per_week: int) -> Duration:
        """Count the days of a course from each weekday of treatment."""
        days = []
        for first in range(per_week):
            weeks, last = divmod(first + n_fractions - 1, per_week)
            days.append(7 * weeks + last - first + 1)
        return cls(n_fractions=n_fractions, per_week=per_week, fewest_days=min(days), most_days=max(days))

    def fits(self, schedule: ScheduleRule) -> list[CountedAs]:
        """By which of the schedule's ways to count the course fits, begun on the best weekday."""
        weeks = {
            "inclusive-days": self.fewest_days / 7,
            "difference-days": (self.fewest_days - 1) / 7,
            "treatment-weeks": self.n_fractions / self.per_week,
        }
        return [way for way in schedule.counted_as if weeks[way] <= schedule.max_weeks]

    def tell(self, schedule: ScheduleRule) -> str:
        """One line of arithmetic."""
        ways = self.fits(schedule)
        outcome = f"they fit by {' and '.join(ways)} alone" if ways else "they never fit"
        if len(ways) == len(schedule.counted_as):
            outcome = "they fit"
        inclusive = _range(self.fewest_days, self.most_days)
        difference = _range(self.fewest_days - 1, self.most_days - 1)
        return (
            f"{self.n_fractions} fractions take {inclusive} days with both ends counted, {difference} from "
            f"first to last, {self.n_fractions / self.per_week:.3g} weeks of treatment: {outcome}"
        )


def find_calendar_contradictions(protocol: Protocol) -> list[Contradiction]:
    """For each schedule and each range of fractions of its phase, what does not fit at five a week."""
    found = []
    for schedule in protocol.schedules:
        ranges: dict[tuple[int, int], list[PrescriptionRule]] = {}
        for rule in protocol.prescriptions:
            if rule.phase == schedule.phase and rule.fractions.max is not None:
                ranges.setdefault((rule.fractions.min, rule.fractions.max), []).append(rule)
        for (least, most), rules in ranges.items():
            usual = [Duration.of(n, per_week=USUAL_A_WEEK) for n in range(least, most + 1)]
            if any(len(each.fits(schedule)) < len(schedule.counted_as) for each in usual):
                found.append(_contradiction(schedule, rules, usual))
    return found


def _contradiction(
    schedule: ScheduleRule, rules: list[PrescriptionRule], usual: list[Duration]
) -> Contradiction:
    certain = [each.n_fractions for each in usual if len(each.fits(schedule)) == len(schedule.counted_as)]
    numbers = _range(usual[0].n_fractions, usual[-1].n_fractions)
    fitting = f"only {', '.join(map(str, certain))}" if certain else "none"
    weeks = schedule.max_weeks
    faster = Duration.of(usual[-1].n_fractions, per_week=MOST_A_WEEK)
    return Contradiction(
        rule="calendar",
        clauses=(*(rule.id for rule in rules), schedule.id),
        says=f"Of {numbers} fractions {fitting} can be given within {weeks} weeks at {USUAL_A_WEEK} a week, "
        "whichever way the weeks are counted.",
        arithmetic=(
            f"{weeks} weeks are {7 * weeks} days; at {USUAL_A_WEEK} a week, no day lost:",
            *(each.tell(schedule) for each in usual),
            f"at {MOST_A_WEEK} a week: {faster.tell(schedule)}",
            *(line for n in certain for rule in rules for line in _tell_fraction_dose(n, rule)),
        ),
    )


def _tell_fraction_dose(n: int, rule: PrescriptionRule) -> list[str]:
    """What the number of fractions that fits leaves of the dose of a fraction, where it is another."""
    if rule.per_fraction is None or n in fitting_fractions(rule):
        return []
    low, high = f"{rule.dose_gy.min / n:.4g}", f"{rule.dose_gy.max / n:.4g}"
    each = low if low == high else f"{low} to {high}"
    return [f"{n} fractions of {rule.id} are {each} Gy each, not {rule.per_fraction.gy:g} Gy"]


def _range(low: int, high: int) -> str:
    return f"{low}" if low == high else f"{low} to {high}"
