"""The queue: quiet first, one check at a time of a case, nothing twice, and nothing lost by a stop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from small_desks import RULE, Clock, Open, receive, receive_all
from sqlalchemy import select

from rtqa.desk.archive.tables import Case, Check, Report
from rtqa.desk.desk import Desk
from small_cases import write_small_case

DONE: dict[str, Any] = {
    "state": "done",
    "sha256": "a" * 64,
    "files": {"report.json": "a" * 64},
    "verdict": "pass",
    "protocol": "small",
    "protocol_sha256": "b" * 64,
    "program_version": "0",
    "causes": [],
}
"""What a worker says of a case that it checked."""


def read_case(desk: Desk, case_id: str) -> Case:
    with desk.archive.read() as session:
        return session.get_one(Case, case_id)


def settle(desk: Desk, clock: Clock, seconds: float) -> None:
    clock.turn(seconds)
    desk.queue.settle_due()


def test_a_case_is_checked_once_nothing_came_for_so_long(
    open_desk: Open, small_case: Path, clock: Clock
) -> None:
    desk = open_desk(f"check = {{ quiet_s = 5.0 }}\n{RULE}")
    case_id = receive_all(desk, small_case)
    settle(desk, clock, 4.9)
    assert read_case(desk, case_id).state == "gathering"
    settle(desk, clock, 0.2)
    case = read_case(desk, case_id)
    assert (case.state, case.protocol, case.due_at) == ("queued", "small.toml", None)


def test_one_whose_dose_is_missing_is_left_more_time(open_desk: Open, small_case: Path, clock: Clock) -> None:
    desk = open_desk(f"check = {{ quiet_s = 5.0, patience_s = 60.0 }}\n{RULE}")
    (receipt, *_) = receive(desk, *(small_case / f"{kind}.dcm" for kind in ("RTPLAN", "RTSTRUCT", "CT_001")))
    settle(desk, clock, 6)
    assert read_case(desk, receipt.case_id).state == "gathering"
    settle(desk, clock, 53)
    assert read_case(desk, receipt.case_id).state == "gathering"
    settle(desk, clock, 2)
    assert read_case(desk, receipt.case_id).state == "queued"


def test_without_a_rule_it_is_asked_and_the_answer_counts(
    open_desk: Open, small_case: Path, clock: Clock
) -> None:
    desk = open_desk("")
    case_id = receive_all(desk, small_case)
    settle(desk, clock, 10)
    assert read_case(desk, case_id).state == "asks-protocol"
    with desk.archive.begin() as session:
        desk.cases.set_protocol(session, session.get_one(Case, case_id), "small.toml", actor="paul")
    settle(desk, clock, 10)
    assert read_case(desk, case_id).state == "queued"


def test_images_alone_ask_for_their_plan(open_desk: Open, small_case: Path, clock: Clock) -> None:
    desk = open_desk()
    (receipt,) = receive(desk, small_case / "CT_001.dcm")
    settle(desk, clock, 100)
    assert read_case(desk, receipt.case_id).state == "asks-plan"


def test_what_ran_when_the_desk_was_stopped_runs_again(
    open_desk: Open, small_case: Path, clock: Clock
) -> None:
    desk = open_desk()
    case_id = receive_all(desk, small_case)
    settle(desk, clock, 10)
    check = desk.queue.take()
    assert check is not None
    assert read_case(desk, case_id).state == "checking"
    assert desk.queue.take() is None
    desk.close()
    again = open_desk()
    assert again.queue.recover() == 1
    assert read_case(again, case_id).state == "queued"
    retaken = again.queue.take()
    assert retaken is not None
    assert (retaken.id, retaken.attempts) == (check.id, 1)


def test_a_worker_that_is_killed_from_outside_is_begun_again_so_often(
    open_desk: Open, small_case: Path, clock: Clock
) -> None:
    desk = open_desk(f"check = {{ attempts = 2 }}\n{RULE}")
    receive_all(desk, small_case)
    settle(desk, clock, 10)
    for is_retried in (True, False):
        check = desk.queue.take()
        assert check is not None
        assert desk.queue.retry(check.id) is is_retried


def test_what_comes_while_it_is_checked_makes_a_second_version(
    open_desk: Open, small_case: Path, clock: Clock
) -> None:
    desk = open_desk(f"check = {{ patience_s = 2.0 }}\n{RULE}")
    (receipt, *_) = receive(desk, *(small_case / f"{kind}.dcm" for kind in ("RTPLAN", "RTSTRUCT", "CT_001")))
    settle(desk, clock, 10)
    first = desk.queue.take()
    assert first is not None
    receive(desk, small_case / "RTDOSE.dcm")
    settle(desk, clock, 10)
    assert desk.queue.take() is None, "two checks of a case at once"
    desk.queue.finish(first.id, DONE)
    assert read_case(desk, receipt.case_id).state == "queued"
    second = desk.queue.take()
    assert second is not None
    assert second.inputs_sha256 != first.inputs_sha256
    desk.queue.finish(second.id, DONE | {"sha256": "c" * 64, "verdict": "fail"})
    assert read_case(desk, receipt.case_id).state == "checked"
    with desk.archive.read() as session:
        versions = session.execute(select(Report.version, Report.verdict).order_by(Report.version)).all()
    assert [tuple(row) for row in versions] == [(1, "pass"), (2, "fail")]


def test_what_waits_when_something_comes_is_not_checked_as_it_was(
    open_desk: Open, small_case: Path, clock: Clock
) -> None:
    desk = open_desk(f"check = {{ patience_s = 2.0 }}\n{RULE}")
    receive(desk, *(small_case / f"{kind}.dcm" for kind in ("RTPLAN", "RTSTRUCT", "CT_001")))
    settle(desk, clock, 10)
    receive(desk, small_case / "RTDOSE.dcm")
    assert desk.queue.take() is None
    with desk.archive.read() as session:
        assert session.scalars(select(Check.state)).all() == ["dropped"]


def test_what_changes_nothing_makes_no_new_version(open_desk: Open, small_case: Path, clock: Clock) -> None:
    desk = open_desk()
    case_id = receive_all(desk, small_case)
    settle(desk, clock, 10)
    check = desk.queue.take()
    assert check is not None
    desk.queue.finish(check.id, DONE)
    with desk.archive.begin() as session:
        desk.cases.touch(session, session.get_one(Case, case_id))
    settle(desk, clock, 10)
    assert read_case(desk, case_id).state == "checked"
    assert desk.queue.take() is None


def test_the_plans_of_a_course_are_one_case(
    open_desk: Open, small_case: Path, clock: Clock, tmp_path: Path
) -> None:
    desk = open_desk(f"{RULE}course = true\n")
    write_small_case(tmp_path / "second", "P1", date="20260401")
    first = receive_all(desk, small_case)
    settle(desk, clock, 10)
    receive_all(desk, tmp_path / "second")
    settle(desk, clock, 10)
    with desk.archive.read() as session:
        (case,) = session.scalars(select(Case)).all()
        members = desk.cases.members(session, case)
    assert case.id == first
    assert [each.role for each in members].count("RTPLAN") == 2
    assert len(members) == 24
