"""Clauses about time are read whole, or refused with every fault in plain words."""

from __future__ import annotations

import pytest
from own_protocol import HEAD

from rtqa.errors import DocumentError
from rtqa.protocol import load_protocol, parse_protocol

GOOD = (
    HEAD
    + """
[[event]]
id = "surgery"
title = "operation"

[[schedule]]
id = "overall-time"
phase = "only"
max_weeks = 6
counted_as = ["inclusive-days"]
quote = "six weeks"
source = "page 3"

[[interval]]
id = "after-surgery"
from = "surgery"
to = "only.first-fraction"
quote = "within six weeks"
source = "page 4"
counted_as = [{ says = "42 days", unit = "days", max = 42 }]
"""
)


NO_EVENT = (
    "is no event: name one of this file, or a phase with its planning-ct, first-fraction or last-fraction, "
    "such as 'ccrt.last-fraction'"
)


def faults(old: str, new: str) -> list[str]:
    assert GOOD.count(old) == 1, old
    with pytest.raises(DocumentError) as caught:
        parse_protocol(GOOD.replace(old, new).encode(), label="own.toml")
    return [f"{fault.place}: {fault.problem}" for fault in caught.value.faults]


def test_a_good_file() -> None:
    protocol = parse_protocol(GOOD.encode(), label="own.toml")
    assert [clause.id for clause in protocol.clauses] == ["overall-time", "after-surgery"]
    (reading,) = protocol.intervals[0].counted_as
    assert [reading.allows(days) for days in (-1, 42, 42.001)] == [True, True, False]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('from = "surgery"', 'from = "surgry"',
         "interval[0].from: no event 'surgry' in this file; did you mean 'surgery'?"),
        ('to = "only.first-fraction"', 'to = "olny.first-fraction"',
         "interval[0].to: no phase 'olny' in this file; did you mean 'only'?"),
        ('to = "only.first-fraction"', 'to = "only.start"',
         f"interval[0].to: 'only.start' {NO_EVENT}"),
        ('"days", max = 42', '"days"', "interval[0].counted_as[0]: needs min, max or both"),
        ('"days", max = 42', '"days", min = 43, max = 42',
         "interval[0].counted_as[0]: min 43 is more than max 42"),
        ('"days", max = 42', '"hours", max = 42, inclusive = true',
         "interval[0].counted_as[0]: inclusive is of days; hours have no first day"),
        ('"days", max = 42', '"weeks", max = 6', "interval[0].counted_as[0].unit: must be 'days' or 'hours'"),
        ('["inclusive-days"]', "[]", "schedule[0].counted_as: must not be empty"),
        ('["inclusive-days"]', '["days"]',
         "schedule[0].counted_as[0]: must be 'inclusive-days', 'difference-days' or 'treatment-weeks'"),
        ('id = "after-surgery"', 'id = "overall-time"',
         "interval[0].id: 'overall-time' is already the id of"),
    ],
)  # fmt: skip
def test_one_fault(old: str, new: str, expected: str) -> None:
    assert faults(old, new) == [expected]


def test_an_approval_may_name_the_event_of_its_review() -> None:
    clause = '[[approval]]\nid = "approval"\nphase = "only"\nevent = "surgry"\nquote = "q"\nsource = "s"\n\n'
    assert faults("[[interval]]", clause + "[[interval]]") == [
        "approval[0].event: no event 'surgry' in this file; did you mean 'surgery'?"
    ]


def test_the_trials_clauses_about_time() -> None:
    protocol = load_protocol("nct07041788").protocol
    (schedule,) = protocol.schedules
    assert (schedule.phase, schedule.max_weeks) == ("ccrt", 6)
    assert schedule.counted_as == ("inclusive-days", "difference-days", "treatment-weeks")
    assert [(rule.from_, rule.to) for rule in protocol.intervals] == [
        ("baseline-imaging", "enrolment"),
        ("enrolment", "sfrt.planning-ct"),
        ("mdt-review", "sfrt.first-fraction"),
        ("sfrt.last-fraction", "induction-start"),
        ("sfrt.last-fraction", "ccrt.first-fraction"),
        ("induction-start", "ccrt.first-fraction"),
        ("induction-start", "ccrt.first-fraction"),
        ("ccrt.first-fraction", "concurrent-chemotherapy-start"),
        ("ccrt.last-fraction", "maintenance-start"),
        ("ccrt.last-fraction", "re-imaging"),
        ("re-imaging", "re-imaging"),
    ]
    for rule in protocol.intervals:
        assert rule.reading
        # Where the text states no tolerance, lying outside must never fail.
        assert (rule.outside == "review") is rule.id.startswith(("re-imaging", "ccrt-after-three-cycles"))
