"""What lint's arithmetic takes for granted of a protocol: printed with what it finds."""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.messages import Message
from rtqa.protocol.lint_calendar import USUAL_A_WEEK
from rtqa.protocol.reach import HOTTEST_FACTOR
from rtqa.protocol.schema import Protocol


def find_assumptions(protocol: Protocol) -> Iterator[Message]:
    """Days of treatment a week where no technique states them, and how hot a plan can be."""
    stated = {rule.phase for rule in protocol.techniques if rule.daily is not None}
    for phase in dict.fromkeys(schedule.phase for schedule in protocol.schedules):
        if phase not in stated:
            yield Message("lint.assumed-week", phase=phase, days=USUAL_A_WEEK)
    if protocol.prescriptions and protocol.constraints:
        yield Message("lint.assumed-hottest", factor=round(HOTTEST_FACTOR))
