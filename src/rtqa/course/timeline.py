"""When the fractions of a phase were given and will be: records before course file before plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from rtqa.course.calendar import DAY, Rhythm, days_of, project, rhythm_of
from rtqa.course.delivered import N_LISTED, Fraction, Recorded
from rtqa.course.file import Course, CoursePhase, Span
from rtqa.course.moments import Moment, day_of
from rtqa.documents.fields import MOST_FRACTIONS
from rtqa.messages import Listing, Message

NOTHING_RECORDED = Recorded(fractions=())

_SUNDAY = 6

LONGEST_PAUSE_DAYS = 14
"""A course without a fraction for longer has ended, or nobody told of the rest: nothing is projected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTimes:
    """What the files of a phase's plan say about time.

    Attributes:
        n_fractions: planned; None where not stated.
        pattern: FractionPattern, the fractions of each day from Monday on, a digit each; empty where absent.
        planning_ct: date of the planning image; None where not stated.
        recorded: what treatment records tell.
    """

    n_fractions: int | None = None
    pattern: str = ""
    planning_ct: date | None = None
    recorded: Recorded = NOTHING_RECORDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The fractions of one phase in time.

    Attributes:
        phase_id: of the protocol's phase.
        n_fractions: in all; None where nothing states it.
        given: so far, in order of time.
        given_by: what says so; empty where nothing was given.
        start: of the first fraction, given or planned; None where not known.
        projected: days of those still to come; empty where none are, or where they cannot be known.
        rhythm: of treatment; None where nothing states it.
        ended: the day on which the course file says that the phase ended before all fractions were given.
        is_left_open: whether fractions are lacking, none was given for longer than any pause, and nobody says
            that the phase ended; then nothing is projected.
        planning_ct: None where not known.
        doubts: where the sources disagree, or leave something open, each in one clause.
        n_compared: how many statements of one source were held against another's.
    """

    phase_id: str
    n_fractions: int | None
    given: tuple[Fraction, ...]
    given_by: Literal["records", "course-file", ""]
    start: Moment | None
    projected: tuple[date, ...]
    rhythm: Rhythm | None
    planning_ct: Moment | None
    doubts: tuple[Message, ...]
    n_compared: int = 0
    ended: date | None = None
    is_left_open: bool = False

    @property
    def is_over(self) -> bool:
        """Whether every fraction was given, or the phase ended without the rest."""
        is_whole = self.n_fractions is not None and len(self.given) >= self.n_fractions
        return bool(self.given) and (is_whole or self.ended is not None)

    @property
    def end(self) -> Moment | None:
        """The last fraction's last part, given or projected; None where it cannot be known."""
        if self.is_over:
            return self.given[-1].completed
        return self.projected[-1] if self.projected else None

    @property
    def days(self) -> tuple[date, ...]:
        """The day of every fraction, given or projected; a fraction of several days counts on its last.

        The first stands on the day on which it was begun.
        """
        begun = [day_of(fraction.begun) for fraction in self.given[:1]]
        return (*begun, *(day_of(fraction.completed) for fraction in self.given[1:]), *self.projected)

    @property
    def is_dated(self) -> bool:
        """Whether anything of the phase has a date."""
        return self.start is not None or self.planning_ct is not None


def build_timeline(phase_id: str, *, course: Course | None, plan: PlanTimes) -> Timeline:
    """Put together what records, course file and plan say about one phase."""
    stated = (course.phase(phase_id) if course is not None else None) or CoursePhase(id=phase_id)
    by_hand = tuple(Fraction(begun=moment, completed=moment) for moment in stated.delivered)
    given = plan.recorded.fractions or by_hand
    too_many = _too_many(plan.n_fractions)
    if too_many:
        plan = replace(plan, n_fractions=None)
    n_fractions = stated.fractions or plan.n_fractions
    start = given[0].begun if given else stated.start
    holidays = course.holidays if course is not None else ()
    rhythm = rhythm_of(stated, holidays, pattern=plan.pattern)
    as_of = course.as_of if course is not None else None
    n_lacking = n_fractions - len(given) if n_fractions is not None and stated.ended is None else 0
    is_left_open = n_lacking > 0 and _is_long_ago(
        given, as_of=as_of, closed=days_of([*holidays, *stated.gaps])
    )
    projected: tuple[date, ...] = ()
    if n_lacking > 0 and not is_left_open and rhythm is not None and start is not None:
        begin = max(day_of(given[-1].completed) + DAY, as_of or date.min) if given else day_of(start)
        projected = project(n_lacking, start=begin, rhythm=rhythm)
    return Timeline(
        phase_id=phase_id,
        n_fractions=n_fractions,
        given=given,
        given_by="records" if plan.recorded.fractions else "course-file" if by_hand else "",
        start=start,
        projected=projected,
        rhythm=rhythm,
        planning_ct=plan.planning_ct or stated.planning_ct,
        doubts=(
            *too_many,
            *plan.recorded.doubts,
            *_disagreements(stated, plan, given=given),
            *_ahead(given, as_of=as_of),
            *_off_rhythm(start, projected if not given else ()),
            *_ended_early(stated.ended, given, n_fractions=n_fractions),
            *_on_days_without(given, stated, holidays=holidays, rhythm=rhythm),
        ),
        n_compared=_count_compared(stated, plan, given=given),
        ended=stated.ended,
        is_left_open=is_left_open,
    )


def _is_long_ago(given: Sequence[Fraction], *, as_of: date | None, closed: frozenset[date]) -> bool:
    """Whether the last fraction lies back further than a pause; days that are closed or lost do not count."""
    if not given or as_of is None:
        return False
    last = day_of(given[-1].completed)
    return (as_of - last).days - sum(last < day <= as_of for day in closed) > LONGEST_PAUSE_DAYS


def _ended_early(ended: date | None, given: Sequence[Fraction], *, n_fractions: int | None) -> list[Message]:
    if ended is None:
        return []
    if not given:
        return [Message("time-sources.ended-before-it-began", ended=ended)]
    if day_of(given[-1].completed) > ended:
        return [Message("time-sources.given-after-the-end", ended=ended, given=day_of(given[-1].completed))]
    if n_fractions is None or len(given) >= n_fractions:
        return []
    return [Message("time-sources.ended-early", ended=ended, given=len(given), planned=n_fractions)]


def _count_compared(stated: CoursePhase, plan: PlanTimes, *, given: Sequence[Fraction]) -> int:
    """Of how many statements there are two; by the pairs of :func:`_disagreements`."""
    pairs = (
        (stated.fractions, plan.n_fractions),
        (given, stated.fractions or plan.n_fractions),
        (plan.recorded.fractions, stated.delivered),
        (given, stated.start),
        (stated.planning_ct, plan.planning_ct),
    )
    return sum(bool(first) and bool(second) for first, second in pairs)


def _too_many(n_fractions: int | None) -> list[Message]:
    if n_fractions is None or n_fractions <= MOST_FRACTIONS:
        return []
    return [Message("time-sources.too-many-fractions", n=n_fractions)]


def _on_days_without(
    given: Sequence[Fraction], stated: CoursePhase, *, holidays: Sequence[Span], rhythm: Rhythm | None
) -> list[Message]:
    """Fractions on days on which, by the course file, none is given; make-up days are named there."""
    days = sorted({day_of(fraction.completed) for fraction in given} - set(stated.make_up_days))
    closed = days_of([*holidays, *stated.gaps])
    on_closed = tuple(day for day in days if day in closed)
    on_sunday = tuple(
        day
        for day in days
        if rhythm is not None and day.weekday() == _SUNDAY and not rhythm.regular(day) and day not in closed
    )
    return [
        Message(said, days=Listing(found, most=N_LISTED))
        for said, found in (
            ("time-sources.given-when-closed", on_closed),
            ("time-sources.given-on-sunday", on_sunday),
        )
        if found
    ]


def _off_rhythm(start: Moment | None, projected: Sequence[date]) -> list[Message]:
    if start is None or not projected or projected[0] == day_of(start):
        return []
    return [Message("time-sources.start-untreated", start=day_of(start), taken=projected[0])]


def _ahead(given: Sequence[Fraction], *, as_of: date | None) -> list[Message]:
    """A fraction cannot have been given after the day up to which the course file is complete."""
    last = day_of(given[-1].completed) if given else None
    if as_of is None or last is None or last <= as_of:
        return []
    return [Message("time-sources.given-ahead", given=last, as_of=as_of)]


def _disagreements(stated: CoursePhase, plan: PlanTimes, *, given: Sequence[Fraction]) -> list[Message]:
    doubts = []
    if stated.fractions and plan.n_fractions and stated.fractions != plan.n_fractions:
        doubts.append(
            Message("time-sources.fractions-differ", stated=stated.fractions, planned=plan.n_fractions)
        )
    n_fractions = stated.fractions or plan.n_fractions
    if n_fractions is not None and len(given) > n_fractions:
        doubts.append(Message("time-sources.more-than-planned", given=len(given), planned=n_fractions))
    recorded = [day_of(fraction.completed) for fraction in plan.recorded.fractions]
    by_hand = [day_of(moment) for moment in stated.delivered]
    if recorded and by_hand and recorded != by_hand:
        doubts.append(
            Message(
                "time-sources.days-differ",
                recorded=len(recorded),
                stated=len(by_hand),
                difference=_first_difference(recorded, by_hand),
            )
        )
    if given and stated.start and day_of(stated.start) != day_of(given[0].begun):
        doubts.append(
            Message("time-sources.starts-differ", stated=day_of(stated.start), given=day_of(given[0].begun))
        )
    taken = stated.planning_ct
    if taken and plan.planning_ct and day_of(taken) != plan.planning_ct:
        doubts.append(
            Message("time-sources.ct-dates-differ", stated=day_of(taken), acquired=plan.planning_ct)
        )
    return doubts


def _first_difference(recorded: Sequence[date], by_hand: Sequence[date]) -> Message:
    only_recorded, only_by_hand = sorted(set(recorded) - set(by_hand)), sorted(set(by_hand) - set(recorded))
    if only_recorded:
        return Message("time-sources.only-recorded", day=only_recorded[0])
    if only_by_hand:
        return Message("time-sources.only-stated", day=only_by_hand[0])
    return Message("time-sources.number-on-a-day")
