"""The report of a small trial: its tables by hand, its page, and what never stands in it."""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from rtqa.cohort.charts import draw_distributions, draw_individuals, draw_proportion
from rtqa.cohort.groups import Grouping, read_grouping
from rtqa.cohort.index import update_index
from rtqa.cohort.page import render_page
from rtqa.cohort.report import write_cohort_report
from rtqa.cohort.results import write_results
from rtqa.cohort.run import check_all
from rtqa.cohort.schema import TABLES
from rtqa.cohort.store import Store, open_store
from rtqa.cohort.tables import list_tables
from rtqa.cohort.trial import Trial, read_trial
from rtqa.cohort.whereabouts import find_paths
from rtqa.cohort.workbook import render_workbook
from rtqa.errors import UsageError
from rtqa.render.words.language import ENGLISH, load_language

BY_FOLDER = r"/data/(?P<site>[^/]+)/"


@pytest.fixture(scope="module")
def out(checked: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    write_cohort_report(checked, folder, by="site", grouping=read_grouping(None, BY_FOLDER))
    return folder


def table(out: Path, name: str) -> list[dict[str, str]]:
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def many(trial: Trial, n: int) -> Trial:
    """The trial with so many plans of 40, 41, 42, 40, … Gy, a day each; the last is of 60 Gy and fails."""
    plan = next(plan for plan in trial.plans if plan["state"] == "checked")
    judged = trial.metrics[0]
    values = [40.0 + day % 3 for day in range(n - 1)] + [60.0]
    names = [f"{day:016x}" for day in range(n)]
    days = [f"2026-{1 + day // 28:02d}-{1 + day % 28:02d}" for day in range(n)]
    return Trial(
        by="month",
        plans=tuple(
            {**plan, "plan": name, "date": day, "group": day[:7], "verdict": "fail" if value > 45 else "pass"}
            for name, day, value in zip(names, days, values, strict=True)
        ),
        causes=(),
        metrics=tuple(
            {**judged, "plan": name, "value": value, "group": day[:7]}
            for name, day, value in zip(names, days, values, strict=True)
        ),
        structures=(),
        gaps=(),
    )


def test_verdicts_are_counted_by_site(out: Path) -> None:
    north, south = table(out, "verdicts")
    assert (north["Site"], north["Plans"], north["FAIL"], north["FAIL / %"]) == ("north", "2", "1", "50.0")
    assert (south["Site"], south["Plans"], south["FAIL"], south["FAIL / %"]) == ("south", "2", "0", "0.0")
    assert south["Not a case that rtqa takes"] == "1"


def test_limits_are_counted_and_their_values_told(out: Path) -> None:
    (limit,) = table(out, "deviations")
    assert (limit["Structure"], limit["Metric"], limit["Limit"]) == ("Cord (only)", "Mean[Gy]", "≤ 45")
    assert (limit["Plans"], limit["FAIL"], limit["PASS"]) == ("3", "1", "2")
    everywhere, north, south = table(out, "distributions")
    assert [float(everywhere[name]) for name in ("Least", "Median", "Greatest")] == pytest.approx(
        [40.0, 44.0, 50.0], abs=0.001
    )
    assert float(north["Median"]) == pytest.approx(45.0, abs=0.001)
    assert south["Plans"] == "1"


def test_what_a_site_is_to_be_asked_for_is_listed_and_the_store_tells_where_it_lies(
    trial: Path, tmp_path: Path
) -> None:
    lone, packed = tmp_path / "west" / "a" / "dose", tmp_path / "east" / "b.zip"
    for file in (lone, packed):
        file.parent.mkdir(parents=True)
    shutil.copy(trial / "data" / "north" / "a" / "RTDOSE.dcm", lone)
    with zipfile.ZipFile(packed, "w") as archive:
        for file in (trial / "data" / "south" / "c").iterdir():
            if file.name != "RTDOSE.dcm":
                archive.write(file, file.name)
    store = open_store(tmp_path / "store", create=True)
    update_index(store, [tmp_path / "west", tmp_path / "east"])
    write_results(store, check_all(store, str(trial / "protocol.toml")).names)
    out, sites = tmp_path / "out", read_grouping(None, f"{tmp_path}/(?P<site>[^/]+)/")
    write_cohort_report(store, out, by="site", grouping=sites)
    without_dose, without_plan = table(out, "gaps")
    assert (without_dose["What"], without_dose["Site"]) == ("Plan without a dose that refers to it", "east")
    assert (without_plan["What"], without_plan["Site"]) == ("Dose whose plan is not at hand", "west")
    assert find_paths(store, without_dose["Object"]) == [f"{packed}: RTPLAN.dcm"]
    assert find_paths(store, without_dose["Patient"]) == [str(packed)]
    assert find_paths(store, without_plan["Object"]) == [str(lone)]
    assert find_paths(store, without_plan["Patient"]) == [str(lone.parent)]
    for name in ("nobody", "0" * 16, "P-0000000000"):
        with pytest.raises(UsageError, match=name):
            find_paths(store, name)


def test_every_plan_has_a_line_and_a_page_that_the_line_leads_to(out: Path) -> None:
    plans = table(out, "plans")
    assert [row["Verdict"] for row in plans].count("FAIL") == 1
    text = (out / "cohort.html").read_text(encoding="utf-8")
    pages = {page.name for page in (out / "plans").iterdir()}
    assert len(pages) == 3
    for page in pages:
        assert f'href="plans/{page}"' in text


def test_no_page_and_no_table_names_a_patient_or_a_path(out: Path, trial: Path) -> None:
    book = load_workbook(out / "cohort.xlsx")
    cells = "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    files = [file.read_text(encoding="utf-8") for file in out.rglob("*.*") if file.suffix != ".xlsx"]
    for text in (cells, *files):
        assert "Secret" not in text
        assert str(trial) not in text
        assert "<script src" not in text
        assert "2.25." not in text


def test_outliers_and_control_charts_say_the_same_of_a_value_far_off(checked: Store) -> None:
    trial = many(read_trial(checked, "month", Grouping()), 40)
    individuals, moving = draw_individuals(trial, ENGLISH)
    # 40 plans: 39 in turn at 40, 41, 42 Gy, and the last at 60 Gy.
    assert [mark.is_signal for mark in individuals.marks] == [False] * 39 + [True]
    assert [mark.is_signal for mark in moving.marks] == [False] * 38 + [True]
    (proportion,) = draw_proportion(trial, ENGLISH)
    assert len(proportion.marks) == 2
    assert (individuals.ends, proportion.ends) == (("2026-01-01", "2026-02-12"), ("2026-01", "2026-02"))
    by_site = replace(trial, by="site")
    (shares,) = draw_proportion(by_site, ENGLISH)
    # 0 of 28 and 1 of 12 fail, 1 of 40 of all: both within 3 σ, which is 0.088 of 28 and 0.135 of 12.
    assert [(span.name, mark.is_signal) for span, mark in zip(shares.spans, shares.marks, strict=True)] == [
        ("2026-01 (0/28)", False),
        ("2026-02 (1/12)", False),
    ]
    scale = shares.spans[0].median - shares.marks[0].x
    lengths = [(span.box[1] - shares.marks[0].x) / scale for span in shares.spans]
    assert lengths == pytest.approx([(0.025 + 0.0885) / 0.025, (0.025 + 0.1352) / 0.025], abs=0.02)
    (spans,) = draw_distributions(trial, ENGLISH)
    assert [span.name for span in spans.spans] == ["2026-01 (28)", "2026-02 (12)"]
    text = render_page(trial, load_language("zh"))
    assert text.count("离群值") >= 2
    assert 'lang="zh"' in text


def test_a_hostile_name_of_a_site_is_text(checked: Store) -> None:
    trial = read_trial(checked, "site", Grouping())
    for plan in trial.plans:
        plan["group"] = "<img src=x>"
    text = render_page(trial, ENGLISH)
    assert "<img" not in text
    assert "&lt;img src=x&gt;" in text


def test_groups_are_of_folders_the_innermost_and_before_the_pattern(tmp_path: Path) -> None:
    table = tmp_path / "groups.csv"
    table.write_text("folder,site,planner\na,Alpha,Ada\na/b,Beta,\n", encoding="utf-8")
    grouping = read_grouping(table, r"/(?P<site>\w+)/plan$")
    assert grouping.of(bytes(tmp_path / "a" / "x" / "plan")) == {"site": "Alpha", "planner": "Ada"}
    assert grouping.of(bytes(tmp_path / "a" / "b" / "plan")) == {"site": "Beta", "planner": "Ada"}
    assert grouping.of(bytes(tmp_path / "c" / "plan")) == {"site": "c"}


@pytest.mark.parametrize("pattern", ["(", "(?P<patient>x)", "x"])
def test_a_pattern_that_names_no_group_is_refused(pattern: str) -> None:
    with pytest.raises(UsageError, match="pattern"):
        read_grouping(None, pattern)


def test_a_page_that_is_there_is_not_drawn_again(out: Path, checked: Store, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(out, tmp_path / "out"))
    page = next((folder / "plans").iterdir())
    page.write_text("drawn before", encoding="utf-8")
    write_cohort_report(checked, folder, by="site", grouping=Grouping())
    assert page.read_text(encoding="utf-8") == "drawn before"


def test_the_reference_lists_every_table_and_column() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "parquet.md").read_text(encoding="utf-8")
    listed = {
        part.partition(".parquet")[0]: re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)
        for part in page.split("\n## ")[1:]
    }
    assert listed == {table: [column.name for column in columns] for table, columns in TABLES.items()}


def test_the_workbook_holds_what_the_tables_hold_and_no_formula(out: Path, checked: Store) -> None:
    book = load_workbook(out / "cohort.xlsx")
    assert len(book.sheetnames) == len(list(out.glob("*.csv")))
    for name in book.sheetnames:
        held = [["" if cell.value is None else cell.value for cell in row] for row in book[name].iter_rows()]
        with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            written = list(csv.reader(file))
        # Excel keeps 15 digits, and a whole number as one, whether or not it was counted.
        assert [list(map(rounded, row)) for row in held] == [list(map(rounded, row)) for row in written]
    trial = replace(read_trial(checked, "site", Grouping()), peers=())
    named = replace(
        trial, structures=({**trial.plans[0], "name": "=1+1", "matched_to": "PTV", "how": "alias"},)
    )
    sheet = load_workbook(io.BytesIO(render_workbook(list_tables(named), ENGLISH)))["names"]
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("'=1+1", "s")


def rounded(cell: object) -> object:
    try:
        return round(float(str(cell)), 9)
    except ValueError:
        return cell
