"""What the checks of one phase's schedule share: whose row it is, and what only a course file would tell."""

from __future__ import annotations

from dataclasses import replace

from rtqa.assembly.context import Subject
from rtqa.checks.core.rows import Row, informed
from rtqa.findings import Evidence
from rtqa.messages import Cause, CauseKind, Message
from rtqa.protocol.time_rules import ScheduleRule


def of_schedule(row: Row, rule: ScheduleRule, subject: Subject) -> Row:
    """A row as one on a schedule clause: of its phase, and of the first plan of the phase."""
    plans = subject.of_phase(rule.phase)
    return replace(
        row,
        subject=plans[0].treatment.label if plans else rule.phase,
        phase=rule.phase,
        evidence=Evidence.of(rule),
    )


def leave_out(phase_id: str, *, clause: str) -> Row:
    """INFO on a phase that nothing handed in tells of: shown, so that it does not look like passed."""
    return informed(Message("calendar.not-handed-in", phase=phase_id, clause=clause))


def not_supplied(what: Message) -> Cause:
    """What stands behind a clause that waits for the course file, or for treatment records."""
    return Cause(CauseKind.COURSE_DATA_ABSENT, what)


def say_most(rule: ScheduleRule) -> Message:
    """``6 weeks``, or ``14 days``, as the clause has it."""
    if rule.max_weeks is not None:
        return Message("time-overall.weeks", n=rule.max_weeks)
    return Message("time-overall.days", n=rule.most_days or 0)
