"""Limits by the clock: who is let in, how often, and how often refusals are told."""

from __future__ import annotations

from rtqa.desk.node.limits import Gate, NodeLimits, Reason, Refusal, Refusals, plain_title
from rtqa.desk.rates import Rate
from rtqa.dicom.uids import is_uid


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_an_address_has_its_share_of_the_connections_and_no_more() -> None:
    gate = Gate(NodeLimits(connections=5, connections_of_address=3))
    assert [gate.enter("10.0.0.1") for _ in range(4)] == [None, None, None, Reason.CONNECTIONS]
    assert [gate.enter("10.0.0.2") for _ in range(3)] == [None, None, Reason.CONNECTIONS]
    gate.leave("10.0.0.1")
    assert gate.enter("10.0.0.2") is None
    assert gate.enter("10.0.0.3") is Reason.CONNECTIONS


def test_a_minutes_connections_come_back_evenly() -> None:
    clock = Clock()
    gate = Gate(NodeLimits(connections_per_minute=60), clock)
    for _ in range(60):
        assert gate.enter("10.0.0.1") is None
        gate.leave("10.0.0.1")
    assert gate.enter("10.0.0.1") is Reason.RATE
    clock.now += 10.0
    # 10 s of 60 a minute are 10; one of them is the one that was refused, which costs nothing.
    assert [gate.enter("10.0.0.1") for _ in range(11)] == [None] * 10 + [Reason.RATE]


def test_rate_is_of_each_sender() -> None:
    rate = Rate.of_a_minute(2, clock=Clock())
    assert [rate.takes("A"), rate.takes("A"), rate.takes("A"), rate.takes("B")] == [True, True, False, True]


def test_a_flood_is_told_once_a_minute_with_its_number() -> None:
    clock, told = Clock(), list[Refusal]()
    refusals = Refusals(told.append, clock)
    for _ in range(1000):
        refusals.note(Reason.CALLED_TITLE, "10.0.0.1", "BAD")
    refusals.note(Reason.SLOW, "10.0.0.1", "BAD")
    assert [(each.reason, each.times) for each in told] == [(Reason.CALLED_TITLE, 1), (Reason.SLOW, 1)]
    clock.now += 61.0
    refusals.tell_rest()
    assert (told[-1].reason, told[-1].times) == (Reason.CALLED_TITLE, 999)
    refusals.tell_rest(at_once=True)
    assert len(told) == 3


def test_a_title_in_the_log_has_no_signs_that_break_a_line() -> None:
    assert plain_title("  TPS\n\x1b[31m\\EVIL and much more ") == "TPS??[31m?EVIL a"


def test_uids_are_digits_and_dots() -> None:
    assert is_uid("1.2.840.10008.5.1.4.1.1.481.5")
    for wrong in (
        "../../etc/passwd",
        "1..2",
        "",
        "1.2.",
        ".1",
        "1.2\n",
        "9" * 65,
        "1.2;drop",
        "\u0661.\u0662",
    ):
        assert not is_uid(wrong), wrong
