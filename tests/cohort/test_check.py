"""Plans checked in processes of their own: what becomes of each, and of a run that is killed."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rtqa.cohort.index import update_index
from rtqa.cohort.outcome import read_outcome
from rtqa.cohort.results import read_table, write_results
from rtqa.cohort.run import check_all
from rtqa.cohort.schema import TABLES
from rtqa.cohort.store import Store, open_store
from rtqa.cohort.submissions import CourseRow, list_submissions, read_course_table
from rtqa.dicom import read_case
from rtqa.errors import AmbiguousInputError, UsageError
from small_cases import write_small_case


def rows(store: Store, table: str) -> list[dict[str, object]]:
    return list(read_table(store, table).to_pylist())


def without_times(store: Store) -> dict[str, list[dict[str, object]]]:
    return {table: rows(store, table) for table in TABLES if table != "timings"}


def test_every_plan_has_a_row_with_its_verdict_or_its_reason(checked: Store) -> None:
    plans = rows(checked, "plans")
    assert sorted(str(row["state"]) for row in plans) == ["checked", "checked", "checked", "refused"]
    (refused,) = (row for row in plans if row["state"] == "refused")
    assert "RTPLAN" in str(refused["reason"])
    assert refused["verdict"] is None
    days = ["2026-01-05", "2026-02-12", "2026-02-13", "2026-03-02"]
    assert sorted(str(row["date"]) for row in plans) == days
    assert len({row["patient"] for row in plans}) == 4


def test_values_and_verdicts_are_those_of_the_doses_that_were_written(checked: Store) -> None:
    judged = [row for row in rows(checked, "metrics") if row["code"] == "DV-LIMIT"]
    values = sorted((float(str(row["value"])), str(row["verdict"])) for row in judged)
    assert [verdict for _, verdict in values] == ["pass", "pass", "fail"]
    assert [value for value, _ in values] == pytest.approx([40.0, 44.0, 50.0], abs=0.001)
    assert {row["limit"] for row in judged} == {45.0}
    # 4 cm³: five slices of 3 mm, a square of 1 cm; less or more at its ends, by the model of the drawing.
    volumes = [row["volume_cm3"] for row in rows(checked, "structures") if row["matched_to"] == "Cord"]
    assert volumes == pytest.approx([1.5, 1.5, 1.5], abs=0.01)


def test_the_tables_say_what_the_reports_beside_them_say(checked: Store) -> None:
    findings = rows(checked, "findings")
    for path in checked.plans.glob("*/*/report.json"):
        report = json.loads(path.read_text(encoding="utf-8"))
        of_plan = [row for row in findings if row["plan"] == path.parent.name]
        assert [row["summary"] for row in of_plan] == [finding["summary"] for finding in report["findings"]]
    for table, columns in TABLES.items():
        read = read_table(checked, table)
        assert read.column_names == [column.name for column in columns]
        assert set(read["plan"].to_pylist()) <= set(read_table(checked, "plans")["plan"].to_pylist())


def test_what_did_not_change_is_not_checked_again(checked: Store, trial: Path, tmp_path: Path) -> None:
    store = open_store(Path(shutil.copytree(checked.folder, tmp_path / "store")))
    again = check_all(store, str(trial / "protocol.toml"))
    assert (again.n, again.n_done, again.n_fresh) == (4, 4, 0)
    other = tmp_path / "protocol.toml"
    text = (trial / "protocol.toml").read_text(encoding="utf-8")
    other.write_text(text.replace("45.0", "60.0"), encoding="utf-8")
    assert check_all(store, str(other)).n_fresh == 4


def test_a_plan_out_of_time_or_memory_costs_its_own_row_until_it_is_given_more(
    trial: Path, tmp_path: Path
) -> None:
    store = open_store(tmp_path / "store", create=True)
    update_index(store, [trial / "data" / "north" / "a"])
    protocol = str(trial / "protocol.toml")
    assert check_all(store, protocol, timeout_s=0.001).states == {"out-of-time": 1}
    # With next to no memory the interpreter itself may end before it can say why.
    assert set(check_all(store, protocol, memory_bytes=1e8).states) <= {"out-of-memory", "broken"}
    assert check_all(store, protocol).n_fresh == 1


def test_a_run_that_is_killed_goes_on_where_it_ended(checked: Store, trial: Path, tmp_path: Path) -> None:
    store = open_store(Path(shutil.copytree(checked.folder, tmp_path / "store")))
    shutil.rmtree(store.plans)
    protocol = str(trial / "protocol.toml")
    command = ["cohort", "check", "--store", str(store.folder), "--protocol", protocol, "--jobs", "1"]
    with subprocess.Popen([sys.executable, "-m", "rtqa", *command]) as run:
        until = time.monotonic() + 120.0
        while not list(store.plans.glob("*/*/outcome.json")) and time.monotonic() < until:
            time.sleep(0.01)
        run.send_signal(signal.SIGKILL)
    names = [path.parent.name for path in store.plans.glob("*/*/outcome.json")]
    assert 1 <= len(names) < 4
    tally = check_all(store, protocol)
    assert (tally.n_done, tally.n_fresh) == (4, 4 - len(names))
    write_results(store, tally.names)
    assert without_times(store) == without_times(checked)


def test_plans_of_a_course_are_judged_as_one(trial: Path, tmp_path: Path) -> None:
    top = tmp_path / "data"
    write_small_case(top / "x" / "1", "A1")
    shutil.copytree(trial / "data" / "north" / "b", top / "x" / "2")
    shutil.copytree(trial / "data" / "south" / "c", top / "y")
    (tmp_path / "c.toml").write_text('schema = "rtqa-course/1"\n', encoding="utf-8")
    (tmp_path / "courses.csv").write_text("folder,course\ndata/x,c.toml\n", encoding="utf-8")
    store = open_store(tmp_path / "store", create=True)
    update_index(store, [top])
    courses = read_course_table(tmp_path / "courses.csv")
    with store.index() as index:
        submissions = list(list_submissions(index, courses))
        assert [(len(submission.files), submission.course is not None) for submission in submissions] == [
            (24, True),
            (12, False),
        ]
        assert len(list(list_submissions(index))) == 3
    assert courses == (CourseRow(bytes(top / "x"), tmp_path / "c.toml"),)


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "folder,course\nx,absent.toml\n"])
def test_a_course_table_with_a_fault_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "courses.csv").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"courses\.csv"):
        read_course_table(tmp_path / "courses.csv")


def test_half_an_outcome_is_none(checked: Store, tmp_path: Path) -> None:
    store = open_store(Path(shutil.copytree(checked.folder, tmp_path / "store")))
    file = next(store.plans.glob("*/*/outcome.json"))
    file.write_bytes(file.read_bytes()[:-20])
    assert read_outcome(store, file.parent.name) is None


def test_a_check_of_several_patients_lists_what_it_found_and_points_to_the_cohort(trial: Path) -> None:
    with pytest.raises(AmbiguousInputError) as refused:
        read_case(trial / "data" / "north", trial / "d" / "RTPLAN.dcm")
    text = str(refused.value)
    assert "3 patients (patient 1: 1 × RTDOSE, 1 × RTPLAN, 1 × RTSTRUCT; patient 2: 1 × RTDOSE" in text
    assert "patient 3: 1 × RTPLAN)" in text
    assert text.endswith("or check all of them with rtqa cohort")
    assert "A1" not in text


def test_workers_of_a_scheduler_leave_the_store_that_this_machine_leaves(
    checked: Store, trial: Path, tmp_path: Path
) -> None:
    distributed = pytest.importorskip("distributed")
    store = open_store(Path(shutil.copytree(checked.folder, tmp_path / "store")))
    shutil.rmtree(store.plans)
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, protocol="tcp://", dashboard_address=None
    ) as cluster:
        tally = check_all(store, str(trial / "protocol.toml"), scheduler=cluster.scheduler_address)
    assert (tally.n_done, tally.n_fresh) == (4, 4)
    write_results(store, tally.names)
    assert without_times(store) == without_times(checked)


def test_a_scheduler_that_does_not_answer_is_said(
    checked: Store, trial: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rtqa.cohort.cluster._PATIENCE_S", 0.2)
    with pytest.raises(UsageError, match="no scheduler"):
        check_all(checked, str(trial / "protocol.toml"), scheduler="nowhere:1")
