"""What of a phase has a date, by every source, and what must come before what.

Objects made from each other are compared by the check of the files (REF-DATES); here stands what happened:
the date of a file beside that of a treatment record and that of the course file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Literal

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.assembly.timeline import read_day
from rtqa.course.moments import day_of

Happening = Literal["planning-ct", "structures", "plan", "approval", "review", "first-fraction"]
Source = Literal["files", "records", "course-file"]

ORDER: tuple[tuple[Happening, Happening], ...] = (
    ("planning-ct", "structures"),
    ("planning-ct", "review"),
    ("planning-ct", "first-fraction"),
    ("structures", "review"),
    ("structures", "first-fraction"),
    ("plan", "review"),
    ("plan", "first-fraction"),
    ("approval", "first-fraction"),
)
"""What comes first, and what does not come on an earlier day. That a review comes before the fraction is a
clause of its protocol."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedHappening:
    """Something of one phase that has a date.

    Attributes:
        what: of the closed list.
        day: on which it happened, or is planned.
        source: what says so.
        date_is_kept: False where de-identification may have moved the date; it then orders nothing beside the
            course file, whose dates are the clinic's.
    """

    what: Happening
    day: date
    source: Source
    date_is_kept: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """Two happenings of which the first has to come first."""

    first: DatedHappening
    second: DatedHappening

    @property
    def is_kept(self) -> bool:
        """Whether the second lies on no earlier day."""
        return self.first.day <= self.second.day


def find_ordered(phase_id: str, subject: Subject) -> tuple[tuple[Ordered, ...], bool]:
    """Every two happenings that have to follow each other, and whether some were not comparable."""
    happenings = list(gather_happenings(phase_id, subject))
    pairs = [
        Ordered(first=first, second=second)
        for (earlier, later), first, second in product(ORDER, happenings, happenings)
        if (first.what, second.what) == (earlier, later) and {first.source, second.source} != {"files"}
    ]
    held = tuple(pair for pair in pairs if _is_comparable(pair))
    return held, len(held) < len(pairs)


def _is_comparable(pair: Ordered) -> bool:
    sides = (pair.first, pair.second)
    return all(side.date_is_kept for side in sides) or all(side.source != "course-file" for side in sides)


def gather_happenings(phase_id: str, subject: Subject) -> Iterator[DatedHappening]:
    """All that has a date in one phase: of the files of its only plan, of records, of the course file."""
    plans = subject.of_phase(phase_id)
    if len(plans) == 1:
        yield from _of_files(plans[0])
    timeline = subject.chronicle.timelines[phase_id]
    if timeline.start is not None:
        source: Source = "records" if timeline.given_by == "records" else "course-file"
        yield DatedHappening(what="first-fraction", day=day_of(timeline.start), source=source)
    stated = subject.course.phase(phase_id) if subject.course is not None else None
    if stated is not None and stated.planning_ct is not None:
        yield DatedHappening(what="planning-ct", day=day_of(stated.planning_ct), source="course-file")
    for rule in subject.protocol.approvals:
        reviews = subject.chronicle.events.get(rule.event or "", ()) if rule.phase == phase_id else ()
        if reviews:
            yield DatedHappening(what="review", day=max(map(day_of, reviews)), source="course-file")


def _of_files(phase_plan: PhasePlan) -> Iterator[DatedHappening]:
    plan, image = phase_plan.plan, phase_plan.treatment.image
    structure_set = phase_plan.treatment.structure_set
    is_kept = all(part.dates_are_kept for part in (plan, image) if part is not None)
    approved = plan is not None and plan.approval.status == "APPROVED"
    moments: tuple[tuple[Happening, str], ...] = (
        ("planning-ct", image.acquired if image is not None else ""),
        ("structures", structure_set.made if structure_set is not None else ""),
        ("plan", plan.made if plan is not None else ""),
        ("approval", plan.approval.review_date if plan is not None and approved else ""),
    )
    for what, moment in moments:
        day = read_day(moment[:8])
        if day is not None:
            yield DatedHappening(what=what, day=day, source="files", date_is_kept=is_kept)
