"""Everything of a course that has a date, by the names that a protocol's clauses use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rtqa.course.moments import Moment, day_of
from rtqa.course.timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """One time at which an event happened, or at which it is planned or projected to happen."""

    moment: Moment
    is_planned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chronicle:
    """A course in time.

    Attributes:
        as_of: the day up to which the course file is complete; None where it does not say.
        events: of the course file.
        timelines: of each of the protocol's phases, by its id.
    """

    as_of: date | None
    events: Mapping[str, tuple[Moment, ...]]
    timelines: Mapping[str, Timeline]

    def find(self, name: str) -> tuple[Dated, ...]:
        """Every time of an event, in order; a phase's own is written ``ccrt.last-fraction``."""
        phase, of_phase, moment = name.partition(".")
        if not of_phase:
            return tuple(map(self._stated, self.events.get(name, ())))
        timeline = self.timelines[phase]
        if moment == "last-fraction":
            end = timeline.end
            return () if end is None else (Dated(moment=end, is_planned=not timeline.is_over),)
        stated = timeline.planning_ct if moment == "planning-ct" else timeline.start
        return () if stated is None else (self._stated(stated),)

    def _stated(self, moment: Moment) -> Dated:
        return Dated(moment=moment, is_planned=self.as_of is not None and day_of(moment) > self.as_of)
