"""Margins, sizes and voxels that can hardly be in mm, and times between fractions that no schedule keeps."""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.messages import Message, Quantity
from rtqa.protocol.contradiction import Contradiction
from rtqa.protocol.schema import Protocol
from rtqa.protocol.side_margins import stated_mm

LENGTHS_MM = {
    "at_least_mm": (1.0, 300.0),
    "at_most_mm": (1.0, 300.0),
    "grid_at_most_mm": (0.5, 10.0),
    "slice_at_most_mm": (0.5, 10.0),
}
"""Between which lengths each may lie; 0 is a margin too. 0.5 is half a centimetre, and 30 is 3 mm in cm."""

DAY_H = 24.0


def find_length_slips(protocol: Protocol) -> Iterator[Contradiction]:
    """Lengths in cm where mm are written."""
    for clause in (*protocol.margins, *protocol.sizes, *protocol.calculations, *protocol.imaging):
        for key, (low_mm, high_mm) in LENGTHS_MM.items():
            stated = getattr(clause, key, None)
            lengths_mm = stated_mm(stated, key=key) if stated is not None else {}
            for place, length_mm in lengths_mm.items():
                if length_mm == 0.0 or low_mm <= length_mm <= high_mm:
                    continue
                written, low, high = (Quantity(value_mm, "mm") for value_mm in (length_mm, low_mm, high_mm))
                yield Contradiction(
                    rule="length",
                    clauses=(clause.id,),
                    says=Message("lint.length", clause=clause.id, key=place, length=written),
                    arithmetic=(Message("lint.length-why", low=low, high=high),),
                )


def find_hours_apart(protocol: Protocol) -> Iterator[Contradiction]:
    """Schedules whose fewest fractions, so many hours apart, take longer than they may."""
    for schedule in protocol.schedules:
        asked, most_days = schedule.hours_between, schedule.most_days
        counts = [rule.fractions.min for rule in protocol.prescriptions if rule.phase == schedule.phase]
        if asked is None or asked.min is None or most_days is None or not counts:
            continue
        hours = (min(counts) - 1) * asked.min
        if hours > most_days * DAY_H:
            yield Contradiction(
                rule="hours",
                clauses=(schedule.id,),
                says=Message("lint.hours", clause=schedule.id),
                arithmetic=(
                    Message(
                        "lint.hours-why",
                        n=min(counts),
                        least=Quantity(asked.min, "h"),
                        days=Quantity(round(hours / DAY_H, 1)),
                        most=most_days,
                    ),
                ),
            )
