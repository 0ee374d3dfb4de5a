"""Numbers of fractions that no calendar gives within the time that a phase may take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from rtqa.messages import Listing, Message, Quantity, Range
from rtqa.protocol.contradiction import Contradiction
from rtqa.protocol.lint_numbers import fractions, gray_range
from rtqa.protocol.prescription import PrescriptionRule, fitting_fractions
from rtqa.protocol.schema import Protocol
from rtqa.protocol.time_rules import CountedAs, ScheduleRule

USUAL_A_WEEK, MOST_A_WEEK = 5, 7
"""Monday to Friday, where the phase's technique asks for no other days; one day more stands beside it."""

_WAYS: dict[CountedAs, Message] = {
    "inclusive-days": Message("lint.inclusive-days"),
    "difference-days": Message("lint.difference-days"),
    "treatment-weeks": Message("lint.treatment-weeks"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """How long a number of fractions takes where no day is lost.

    Attributes:
        per_week: fractions of a week, on days from Monday on.
        fewest_days, most_days: both ends counted, over the weekdays that a course can begin on.
    """

    n_fractions: int
    per_week: int
    fewest_days: int
    most_days: int

    @classmethod
    def of(cls, n_fractions: int, *, days_a_week: int, a_day: int = 1) -> Duration:
        """Count the days of a course from each weekday of treatment."""
        days = []
        for first in range(days_a_week):
            weeks, last = divmod(first + ceil(n_fractions / a_day) - 1, days_a_week)
            days.append(7 * weeks + last - first + 1)
        return cls(
            n_fractions=n_fractions,
            per_week=a_day * days_a_week,
            fewest_days=min(days),
            most_days=max(days),
        )

    @property
    def treatment_weeks(self) -> float:
        """The fractions by those of a week."""
        return self.n_fractions / self.per_week

    def find_fitting_ways(self, schedule: ScheduleRule) -> list[CountedAs]:
        """By which of the schedule's ways to count the course fits, begun on the best weekday."""
        weeks = {
            "inclusive-days": self.fewest_days / 7,
            "difference-days": (self.fewest_days - 1) / 7,
            "treatment-weeks": self.treatment_weeks,
        }
        return [way for way in schedule.counted_as if weeks[way] <= (schedule.most_days or 0) / 7]

    def fits_by_every_way(self, schedule: ScheduleRule) -> bool:
        """Whether the course fits, however the schedule's weeks are counted."""
        return len(self.find_fitting_ways(schedule)) == len(schedule.counted_as)

    def describe(self, schedule: ScheduleRule) -> Message:
        """The days that the course takes, and whether it fits."""
        return Message(
            "lint.calendar-duration",
            n=self.n_fractions,
            inclusive=Range(self.fewest_days, self.most_days),
            difference=Range(self.fewest_days - 1, self.most_days - 1),
            treatment_weeks=Quantity(float(f"{self.treatment_weeks:.3g}")),
            outcome=self._describe_outcome(schedule),
        )

    def _describe_outcome(self, schedule: ScheduleRule) -> Message:
        if self.fits_by_every_way(schedule):
            return Message("lint.fits")
        ways = tuple(_WAYS[way] for way in self.find_fitting_ways(schedule))
        return Message("lint.fits-by", ways=Listing(ways, "and")) if ways else Message("lint.never-fits")


def find_calendar_contradictions(protocol: Protocol) -> Iterator[Contradiction]:
    """For each schedule and each range of fractions of its phase, what does not fit on the days asked for."""
    for schedule in protocol.schedules:
        if schedule.max_weeks is None:
            continue
        ranges: dict[tuple[int, int], list[PrescriptionRule]] = {}
        for rule in protocol.prescriptions:
            if rule.phase == schedule.phase and rule.fractions.max is not None:
                ranges.setdefault((rule.fractions.min, rule.fractions.max), []).append(rule)
        for (fewest, most), rules in ranges.items():
            days_a_week, a_day = _find_rhythm(protocol, schedule.phase)
            durations = [
                Duration.of(n, days_a_week=days_a_week, a_day=a_day) for n in range(fewest, most + 1)
            ]
            if not all(duration.fits_by_every_way(schedule) for duration in durations):
                faster = (
                    Duration.of(most, days_a_week=days_a_week + 1, a_day=a_day)
                    if days_a_week < MOST_A_WEEK
                    else None
                )
                yield _contradict(schedule, rules, durations, faster=faster)


def _find_rhythm(protocol: Protocol, phase: str) -> tuple[int, int]:
    """Days of treatment a week and fractions a day, as a technique of the phase asks for, or as is usual."""
    asked = [rule.daily for rule in protocol.techniques if rule.phase == phase and rule.daily is not None]
    rhythms = [(daily.days_a_week, daily.fractions_a_day) for daily in asked]
    return max(rhythms, default=(USUAL_A_WEEK, 1))


def _contradict(
    schedule: ScheduleRule,
    rules: list[PrescriptionRule],
    durations: list[Duration],
    *,
    faster: Duration | None,
) -> Contradiction:
    fitting = [duration.n_fractions for duration in durations if duration.fits_by_every_way(schedule)]
    weeks, per_week = schedule.max_weeks or 0, durations[0].per_week
    return Contradiction(
        rule="calendar",
        clauses=(*(rule.id for rule in rules), schedule.id),
        says=_describe_fitting(fitting, durations, weeks=weeks),
        arithmetic=(
            Message("lint.calendar-days", weeks=weeks, days=7 * weeks, per_week=per_week),
            *(duration.describe(schedule) for duration in durations),
            *_describe_faster(faster, schedule),
            *(_describe_dose(n, rule) for n in fitting for rule in rules if _has_another_dose(n, rule)),
        ),
    )


def _describe_faster(faster: Duration | None, schedule: ScheduleRule) -> tuple[Message, ...]:
    if faster is None:
        return ()
    duration = faster.describe(schedule)
    return (Message("lint.calendar-faster", per_week=faster.per_week, duration=duration),)


def _describe_fitting(fitting: list[int], durations: list[Duration], *, weeks: int) -> Message:
    per_week = durations[0].per_week
    numbers = fractions(durations[0].n_fractions, durations[-1].n_fractions)
    if not fitting:
        return Message("lint.calendar-none", fractions=numbers, weeks=weeks, per_week=per_week)
    return Message(
        "lint.calendar-some",
        fractions=numbers,
        fitting=Listing(tuple(fitting)),
        weeks=weeks,
        per_week=per_week,
    )


def _has_another_dose(n_fractions: int, rule: PrescriptionRule) -> bool:
    """Whether the clause's dose in so many fractions is not the dose of a fraction as written."""
    return rule.per_fraction is not None and n_fractions not in fitting_fractions(rule)


def _describe_dose(n_fractions: int, rule: PrescriptionRule) -> Message:
    """What so many fractions leave of the dose of a fraction."""
    return Message(
        "lint.calendar-dose",
        n=n_fractions,
        clause=rule.id,
        dose=gray_range(rule.dose_gy.min / n_fractions, rule.dose_gy.max / n_fractions),
        stated=Quantity(rule.per_fraction.gy if rule.per_fraction is not None else 0.0, "Gy"),
    )
