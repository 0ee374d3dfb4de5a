"""rtqa protocols and rtqa explain: what is written down, printed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from typer.testing import Result

from rtqa.protocol import load_protocol

Run = Callable[..., Result]


def test_the_library_is_listed_with_versions_and_titles(run: Run) -> None:
    protocol = load_protocol("nct07041788").protocol
    text = " ".join(run("protocols", "list").stdout.split())
    assert f"nct07041788 {protocol.version} {protocol.title[:30]}" in text


def test_every_clause_is_shown_with_its_words(run: Run) -> None:
    loaded = load_protocol("nct07041788")
    text = " ".join(run("protocols", "show", "nct07041788").stdout.split())
    for clause in loaded.protocol.clauses:
        assert f"{clause.id}:" in text
        assert " ".join(clause.quote.split()) in text
        assert " ".join(clause.reading.split()) in text
    for notice in loaded.protocol.ambiguities:
        assert " ".join(notice.says.split()) in text
        assert " ".join(notice.reading.split()) in text
    assert "each of Parotid_L and Parotid_R: Mean[Gy] ≤ 26 Gy; in EQD2, α/β 3 Gy" in text
    assert (
        "GTVtn0: 70 Gy in 30–33 fractions; 2 Gy a fraction as written, and judged by dose and fractions"
        in text
    )
    assert "ccrt-technique: delivered by IMRT or VMAT, 1 fraction a day on 5 days a week or more" in text
    assert "sfrt-node-size: GTVn: longest diameter in space and within an axial plane ≥ 50 mm" in text
    assert "baseline-image: baseline image: slices of at most 3 mm" in text
    assert loaded.sha256 in text


CONSISTENT = """
schema = "rtqa-protocol/1"
id = "own"
title = "Own"
version = "1"
source = "Own"
[[phase]]
id = "only"
title = "Only"
fractions = { min = 2 }
[[structure]]
name = "GTV"
role = "target"
[[prescription]]
id = "gtv-dose"
phase = "only"
structure = "GTV"
dose_gy = { min = 60, max = 60 }
fractions = { min = 30, max = 30 }
per_fraction = { gy = 2, tolerance_gy = 0, judged = "written", quote = "2 Gy each" }
quote = "60 Gy in 30 fractions"
source = "page 1"
"""


def test_lint_of_a_consistent_protocol_says_so(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(CONSISTENT, encoding="utf-8")
    done = run("protocols", "lint", file)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "own: 1 clause, in order.\n", "")


SHORT = """
schema = "rtqa-protocol/1"
id = "short"
title = "Short"
source = "Handbook"
limits = { rows = [["SpinalCord", "Max[Gy]", "<= 45"], ["SpinalCord", "Max[Gy]", "<= 50"]] }
[[schedule]]
id = "time"
max_weeks = 7
counted_as = ["inclusive-days"]
quote = "within 7 weeks"
"""


def test_lint_says_what_it_assumed_and_on_which_lines_the_clauses_are(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "short.toml"
    file.write_text(SHORT, encoding="utf-8")
    done = run("protocols", "lint", file)
    text = " ".join(done.stdout.split())
    assert done.exit_code == 3
    assert "overlap (spinalcord-max, line 6, spinalcord-max-2, line 6): Two limits on the same metric" in text
    assert "Assumed: The file has no [[phase]]: it has one, 'plan', of any number of fractions." in text
    assert "Assumed: Organs, as they are named like no target: SpinalCord." in text
    assert (
        "Assumed: Phase plan has 5 fractions a week, one a day: no [[technique]] of it says otherwise."
        in text
    )
    assert text.endswith("mend them or say how they are read.")
    assert "short: 1 of 1 finding is explained by no [[ambiguity]] of the file" in text
    daily = 'daily = { fractions_a_day = 1, days_a_week = 6 }\nquote = "six a week"\n'
    technique = f'[[technique]]\nid = "t"\ntechniques = ["IMRT"]\n{daily}'
    file.write_text(SHORT + technique, encoding="utf-8")
    assert "5 fractions a week" not in run("protocols", "lint", file).stdout


def test_lint_prints_the_trials_contradictions_with_their_arithmetic(run: Run) -> None:
    done = run("protocols", "lint", "nct07041788")
    text = " ".join(done.stdout.split())
    assert done.exit_code == 0  # a notice of the file explains each
    for shown in (
        "70 Gy in 30, 31, 32, 33 fractions: 2.333 Gy, 2.258 Gy, 2.188 Gy, 2.121 Gy a fraction",
        "70 Gy at 2 Gy a fraction: 35 fractions, outside 30–33",
        "ccrt-gtvn-dose: 66 Gy in 33 fractions gives 2 Gy a fraction",
        "ccrt-ctv-dose: 60 Gy in 30 fractions gives 2 Gy a fraction",
        "Of 30–33 fractions, only 30 can be given within 6 weeks at 5 a week",
        "30 fractions of ccrt-gtvtn0-dose are 2.333 Gy each, not 2 Gy",
        "SpinalCord: Max[Gy] ≤ 45 Gy in phase sfrt is kept by every plan within what is assumed of the dose.",
        "20 Gy in 1 fraction is 110 Gy",
        "Read as in dose-of-a-fraction.",
        "in order. The 5 findings above are explained in the file.",
    ):
        assert shown in text, shown


def test_lint_of_what_no_notice_explains_is_status_3(run: Run, tmp_path: Path) -> None:
    trial = (Path(__file__).parents[2] / "constraints" / "nct07041788.toml").read_text(encoding="utf-8")
    file = tmp_path / "own.toml"
    file.write_text(trial.replace('explains = ["calendar"]', "explains = []"), encoding="utf-8")
    done = run("protocols", "lint", file)
    assert done.exit_code == 3
    assert done.stdout.count("No notice of the file says how to read it.") == 1


def test_all_faults_of_a_file_are_printed_with_their_places(run: Run, tmp_path: Path) -> None:
    good = (Path(__file__).parents[2] / "constraints" / "nct07041788.toml").read_text(encoding="utf-8")
    bad = tmp_path / "own.toml"
    bad.write_text(
        good.replace('"Max[Gy]"', '"Max[Gray]"').replace("version =", "versoin ="), encoding="utf-8"
    )
    done = run("protocols", "lint", bad)
    assert done.exit_code == 2
    line = good[: good.index('"Max[Gy]"')].count("\n") + 1
    assert f"line {line}, sfrt-cord-max.metric: 'Max[Gray]' is not a metric" in done.stderr
    assert "versoin" in done.stderr
    assert str(tmp_path) not in done.stderr


PLAN_CLAUSES = """
[[arm]]
id = "short"
title = "Short"
[[structure]]
name = "PTV"
role = "target"
[[imaging]]
id = "image"
image = "planning"
phase = "only"
modalities = ["CT"]
quote = "CT"
[[schedule]]
id = "apart"
phase = "only"
max_days = 46
counted_as = ["difference-days"]
hours_between = { min = 18 }
quote = "18 hours apart"
[[size]]
id = "size"
phase = "only"
structure = "GTV"
diameters = ["axial"]
at_most_mm = 50
quote = "5 cm"
[[margin]]
id = "margin"
phase = "only"
structure = "PTV"
around = "GTV"
at_least_mm = { all = 5, posterior = 3 }
quote = "5 mm, 3 mm to the back"
[[constraint]]
id = "cold"
phase = "only"
structure = "PTV"
metric = "D98%[%]"
percent_of = "GTV"
relation = ">="
limit = 90
arms = ["short"]
quote = "90 %"
"""


def test_every_kind_of_clause_is_shown_in_words(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(CONSISTENT + PLAN_CLAUSES, encoding="utf-8")
    shown = json.loads(run("protocols", "show", file, "--format", "json").stdout)
    assert (shown["arms"], shown["phases"]) == (
        [{"id": "short", "title": "Short"}],
        [{"id": "only", "title": "Only"}],
    )
    assert {row["id"]: row["says"] for row in shown["clauses"]} == {
        "gtv-dose": "GTV: 60 Gy in 30 fractions; 2 Gy a fraction",
        "image": "planning image: of CT",
        "apart": "at most 46 days, counted as difference-days; fractions ≥ 18 h apart",
        "size": "GTV: longest diameter within an axial plane ≤ 50 mm",
        "margin": "PTV around GTV: at least posterior 3 mm, elsewhere 5 mm",
        "cold": "PTV: D98%[%] ≥ 90 %; 100 % is the prescription of GTV; of arm short",
    }
    chinese = json.loads(run("protocols", "show", file, "--format", "json", "--lang", "zh").stdout)
    assert chinese["clauses"][0]["says"] == "GTV：60 Gy 分 30 次；每次 2 Gy"  # noqa: RUF001 (Chinese)
    words = run("protocols", "show", file).stdout
    assert all(f"{row['id']}: {row['says'][:40]}" in words for row in shown["clauses"])


def test_lint_as_data(run: Run, tmp_path: Path) -> None:
    done = run("protocols", "lint", "nct07041788", "--format", "json")
    found = json.loads(done.stdout)
    assert (done.exit_code, found["n_open"], found["faults"]) == (0, 0, [])
    assert all(one["explained_by"] and one["clauses"][0]["line"] > 1 for one in found["findings"])
    file = tmp_path / "own.toml"
    file.write_text(CONSISTENT.replace('role = "target"', 'rule = "target"'), encoding="utf-8")
    refused = run("protocols", "lint", file, "--format", "json")
    assert refused.exit_code == 2
    assert json.loads(refused.stdout)["faults"] == [
        {
            "place": "structure[0].rule",
            "spot": "line 13, GTV.rule",
            "problem": "no such key; did you mean 'role'?",
        },
    ]


@pytest.mark.parametrize(
    "args", [("show", "nct0"), ("show", "none.toml"), ("lint", "none.toml"), ("lint",), ("frob",), ()]
)
def test_what_does_not_exist_is_status_2(run: Run, args: tuple[str, ...]) -> None:
    assert run("protocols", *args).exit_code == 2


def test_the_schema_of_protocol_files_is_printed(run: Run) -> None:
    schema = json.loads(run("protocols", "schema").stdout)
    Draft202012Validator.check_schema(schema)
    assert "constraint" in schema["properties"]


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "DV-LIMIT.md").write_text("# DV-LIMIT\n\nEvery *limit* is judged.\n", encoding="utf-8")
    (tmp_path / "RX-DOSE.md").write_text("# RX-DOSE\n", encoding="utf-8")
    monkeypatch.setattr("rtqa.cli.explain.resource_folder", lambda _name: tmp_path)
    return tmp_path


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize("code", ["DV-LIMIT", "dv-limit"])
def test_a_check_is_explained(run: Run, code: str) -> None:
    assert "Every limit is judged." in run("explain", code).stdout


@pytest.mark.usefixtures("pages")
def test_an_unknown_code_is_answered_with_the_closest_alone(run: Run) -> None:
    done = run("explain", "DV-LIMITS")
    assert done.exit_code == 2
    assert "did you mean 'DV-LIMIT'" in done.stderr
    assert "RX-DOSE" not in done.stderr  # 66 codes, which bury the advice


def test_an_imported_table_is_a_protocol_and_says_what_it_left_out(run: Run, tmp_path: Path) -> None:
    table, out = tmp_path / "own.csv", tmp_path / "own.toml"
    table.write_text("SpinalCord,C72,Myelon,,Max[Gy],<=45,,1,Handbook\n", encoding="utf-8")
    done = run("protocols", "import", table, "--out", out)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "1 limit carried over" in done.stderr
    assert "not carried over: column code" in done.stderr
    assert run("protocols", "lint", out).exit_code == 0
    assert run("protocols", "import", table, "--out", out).exit_code == 2
    assert run("protocols", "import", table).stdout == out.read_text(encoding="utf-8")
