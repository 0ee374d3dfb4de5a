"""report.json: its schema, its way back, and what it does with numbers that JSON has not."""

from __future__ import annotations

import json
import math
import re
from copy import deepcopy
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from hand_made_reports import judged, limit
from jsonschema import Draft202012Validator

from rtqa.errors import DocumentError
from rtqa.findings import Estimate, Report, Table, Verdict
from rtqa.findings.report_document import report_schema
from rtqa.messages import Message
from rtqa.metrics import Measurement, parse_metric
from rtqa.render.files.report_json import parse_report, render_json

KEYS = (
    "schema rtqa_version created case_key verdict counts protocol plan settings sources causes structures "
    "prescriptions findings measures notices dvhs pictures identity second_doses peers content_sha256"
)
FINDING_KEYS = (
    "code verdict subject subject_message phase section id values summary metric over value unit interval "
    "constraint structure relation limit variation quantity alpha_beta reason reason_message quote source "
    "reading not_taken caveat table causes"
)


def published_schema() -> dict[str, object]:
    file = files("rtqa.render") / "schema" / "rtqa-report-2.schema.json"
    schema: dict[str, object] = json.loads(file.read_text(encoding="utf-8"))
    return schema


def test_the_published_schema_is_that_of_the_models() -> None:
    assert published_schema() == report_schema()


def test_the_reference_names_every_key_and_every_kind_of_cause() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "report-json.md").read_text(encoding="utf-8")
    tables = (report_schema(), *report_schema()["$defs"].values())
    words = {word for table in tables for word in (*table.get("properties", ()), *table.get("enum", ()))}
    assert words - set(re.findall(r"[a-z0-9_-]+", page)) == set()


def test_reports_keep_the_published_schema(report: Report, hostile_report: Report) -> None:
    schema = published_schema()
    Draft202012Validator.check_schema(schema)
    for one in (report, hostile_report, replace(report, findings=(), curves=(), structures=())):
        Draft202012Validator(schema).validate(json.loads(render_json(one)))


def test_the_keys_stand_in_their_order(report: Report) -> None:
    document = json.loads(render_json(report))
    assert " ".join(document) == KEYS
    assert all(" ".join(finding) == FINDING_KEYS for finding in document["findings"])


def test_a_report_comes_back_from_its_json(report: Report, hostile_report: Report) -> None:
    for one in (report, hostile_report):
        text = render_json(one)
        assert render_json(parse_report(text)) == text
    back = parse_report(render_json(report))
    assert back.verdict is report.verdict
    assert back.findings[0] == report.findings[0]
    assert back.structures == report.structures
    assert (back.prescriptions, back.measures) == (report.prescriptions, report.measures)
    assert back.pictures == report.pictures
    assert back.identity is None
    assert parse_report(render_json(hostile_report)).identity == hostile_report.identity


def test_a_file_of_another_edition_is_refused(report: Report) -> None:
    text = render_json(report).replace('"rtqa-report/2"', '"rtqa-report/1"')
    with pytest.raises(DocumentError, match="rtqa-report/2"):
        parse_report(text)


def test_a_cause_comes_back_with_its_findings(report: Report) -> None:
    document = json.loads(render_json(report))
    assert parse_report(render_json(report)).causes == report.causes
    exceeded = next(cause for cause in document["causes"] if cause["kind"] == "limit-exceeded")
    assert exceeded["subject"] == "SpinalCord"
    assert [document["findings"][place]["code"] for place in exceeded["findings"]] == ["DOSE-LIMIT"]
    under = [place for cause in document["causes"] for place in cause["findings"]]
    unsettled = [n for n, f in enumerate(document["findings"]) if f["verdict"] in ("fail", "review")]
    assert sorted(under) == unsettled


def test_a_reading_stands_beside_those_not_taken(report: Report) -> None:
    entries = [entry for entry in json.loads(render_json(report))["findings"] if entry["not_taken"]]
    assert [(entry["reading"], entry["not_taken"]) for entry in entries] == [
        (
            "Either gland is judged.",
            [{"reading": "Both together.", "why": "The text speaks of one gland."}],
        )
    ]


def test_notices_about_the_protocol_come_back_and_count_against_no_plan(report: Report) -> None:
    back = parse_report(render_json(report))
    assert back.notices == report.notices
    assert back.counts == replace(report, notices=()).counts


def test_a_limit_of_eqd2_comes_back_with_its_alpha_beta(report: Report) -> None:
    cord = limit("cord", "Max[Gy]", "<=", 45.0, quantity="eqd2", alpha_beta={"gy": 2.0, "source": "usual"})
    told = replace(judged(Verdict.PASS, cord, 33.0), caveat=Message("plan.no-fractions"))
    text = render_json(replace(report, findings=(told,), causes=()))
    (entry,) = json.loads(text)["findings"]
    assert entry["quantity"] == "eqd2"
    assert entry["alpha_beta"] == {"gy": 2.0, "source": "usual", "also": [], "straight_from_gy": None}
    assert parse_report(text).findings == (told,)


def test_a_number_of_a_table_keeps_its_interval(report: Report) -> None:
    mean = Estimate(value=14.2, low=13.9, high=math.inf)
    table = Table(title=Message("page.structures"), columns=("V", "G"), rows=(("V1", mean),))
    one = replace(report, findings=(replace(report.findings[0], table=table),), causes=())
    entry = json.loads(render_json(one))["findings"][0]["table"]
    assert entry["rows"] == [["V1", {"value": 14.2, "low": 13.9, "high": None}]]
    Draft202012Validator(published_schema()).validate(json.loads(render_json(one)))
    assert parse_report(render_json(one)).findings[0].table == table


def test_equal_reports_give_equal_bytes(report: Report) -> None:
    assert render_json(deepcopy(report)) == render_json(report)


def test_what_is_not_known_is_null_with_its_reason_and_bounds(report: Report) -> None:
    lens = json.loads(render_json(report))["findings"][4]
    assert lens["value"] is None
    assert lens["reason"] == "12 % of the structure lies outside the dose grid"
    assert lens["reason_message"]["values"] == {
        "share": {"value": 12.0, "unit": "%", "decimals": None, "signed": False}
    }
    assert lens["interval"] == [4.2, None]


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf])
def test_a_number_that_json_has_not_is_null(report: Report, odd: float) -> None:
    spec = parse_metric("Mean[Gy]")
    finding = replace(report.findings[0], outcome=Measurement(spec=spec, value=odd, unit="Gy"))
    curve = replace(report.curves[0], min_gy=odd)
    document = json.loads(render_json(replace(report, findings=(finding,), curves=(curve,))))
    assert document["findings"][0]["value"] is None
    assert document["dvhs"][0]["min_gy"] is None


def test_values_keep_every_digit(report: Report) -> None:
    value = 45.000000000000014
    outcome = Measurement(spec=parse_metric("Mean[Gy]"), value=value, unit="Gy")
    finding = replace(report.findings[0], outcome=outcome)
    assert json.loads(render_json(replace(report, findings=(finding,))))["findings"][0]["value"] == value


def test_no_uid_of_an_object_is_told(report: Report) -> None:
    assert [source["sop_instance_uid"] for source in json.loads(render_json(report))["sources"]] == [None]


def test_the_text_holds_nothing_that_steers_a_terminal(hostile_report: Report) -> None:
    text = render_json(hostile_report)
    assert all(c.isprintable() or c == "\n" for c in text)
    names = {finding["subject"] for finding in json.loads(text)["findings"]}
    assert {"left\u202etfel\u2066", "脊髓" * 32} <= names


def test_half_a_character_does_not_break_the_file(report: Report) -> None:
    text = render_json(replace(report, case_key="a\ud800b"))
    assert parse_report(text.encode()).case_key == "a\ufffdb"


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('"D0.03cc[Gy]"', '"D0.03[Gy]"', "findings[3].metric"),
        ('"value": 45.004', '"value": NaN', "findings[3].value"),
        ("\n}\n", "\n", "file"),
        ('"value": 45.004', '"value": "45"', "findings[3].value"),
        ('"verdict": "fail",', '"verdict": "pass",', "verdict"),
        ('"relation": "<"', '"relation": "!"', "findings[1].relation"),
        ('"rtqa-report/2"', '"rtqa-report/3"', "schema"),
        ('"dose_gy": [0.5, ', '"dose_gy": [', "dvhs[0]"),
        ('"coverage_frac"', '"coverage"', "dvhs[0].coverage_frac"),
        ('[["V1", 14.2, 15.9]', '[["V1", 14.2]', "findings[7].table"),
        ('"png": "iVBO', '"png": "!iVBO', "pictures[0].png"),
        ('"D98%[Gy]"', '"D98[Gy]"', "measures[0].metric"),
    ],
)
def test_a_fault_is_told_with_its_place(report: Report, old: str, new: str, place: str) -> None:
    text = render_json(report)
    assert old in text
    with pytest.raises(DocumentError) as caught:
        parse_report(text.replace(old, new))
    assert place in [fault.place for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("place", "value", "problem"),
    [
        ("findings[3].limit", True, "must be a number"),
        ("findings[3].limit", "45", "must be a number"),
        ("findings[3].interval[0]", "45", "must be a number"),
        ("findings[3].verdict", "broken", "must be 'pass', 'variation', 'review', 'fail' or 'info'"),
        ("findings[3].values", {"dose": True}, "true and false are no values of a message"),
        ("findings[3].reading", 7, "must be text"),
        ("findings[2].not_taken[0].why", None, "must be text"),
        (
            "findings[7].table.rows[0][1]",
            True,
            "must be a message with its id and values or text or a number",
        ),
        ("findings[7].table.rows[0][1]", {"value": 1, "low": 0, "high": "2"}, "must be a number"),
        (
            "findings[7].table.title",
            {"id": "../page.targets", "values": {}},
            "is no message that this rtqa knows",
        ),
        (
            "findings[7].table.title",
            {"id": "page.no-such", "values": {}},
            "is no message that this rtqa knows",
        ),
        ("findings[7].table.title", {"id": "page.case-key", "values": {}}, "or lacks a value: page.case-key"),
        ("causes[0].kind", "bad-luck", "must be 'protocol-doubtful'"),
        ("causes[0].findings", [], "must not be empty"),
        ("causes[0].findings[0]", 99, "there is no finding 99 in the file"),
        ("causes[0].findings[0]", -1, "there is no finding -1 in the file"),
        ("findings[3].causes", ["file-absent"], "it stands under limit-exceeded-spinalcord"),
        ("structures[0].color_rgb[1]", 0.5, "must be a whole number"),
        ("plan[0].prescriptions[0].n_fractions", True, "must be a whole number"),
        ("dvhs[0].volume_cm3", None, "must be a number"),
        ("sources", {}, "must be a list"),
    ],
)
def test_a_fault_is_one_line_in_plain_words(report: Report, place: str, value: object, problem: str) -> None:
    document = json.loads(render_json(report))
    *way, last = (int(part) if part.isdecimal() else part for part in re.findall(r"\w+", place))
    at = document
    for part in way:
        at = at[part]
    at[last] = value
    with pytest.raises(DocumentError) as caught:
        parse_report(json.dumps(document))
    told = [fault for fault in caught.value.faults if fault.place == rename(place, value)]
    assert len(told) == 1
    assert problem in told[0].problem
    assert not re.search(r"\bstr\b|Estimate|function|Input", str(caught.value))


def test_all_faults_are_told_at_once(report: Report) -> None:
    document = json.loads(render_json(report))
    for place in (0, 3):
        document["findings"][place]["metric"] = "D95"
    document["measures"][1]["reason_message"] = None
    with pytest.raises(DocumentError) as caught:
        parse_report(json.dumps(document))
    places = [fault.place for fault in caught.value.faults]
    assert places == ["findings[0].metric", "findings[3].metric", "measures[1].reason_message"]


def rename(place: str, value: object) -> str:
    """Where the fault of a value is: of an estimate, at its end."""
    return f"{place}.high" if isinstance(value, dict) and "high" in value else place


def test_a_key_that_is_missing_or_unknown_is_told_at_its_place(report: Report) -> None:
    document = json.loads(render_json(report))
    del document["findings"][3]["limit"]
    document["findings"][3]["limitt"] = 45.0
    del document["pictures"][0]["levels"]
    document["structures"][0]["colour"] = None
    with pytest.raises(DocumentError) as caught:
        parse_report(json.dumps(document))
    assert sorted(map(str, caught.value.faults)) == [
        "findings[3].limit: is missing",
        "findings[3].limitt: is no key of this format",
        "pictures[0].levels: is missing",
        "structures[0].colour: is no key of this format",
    ]


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", "{", "[" * 100_000, b"\xff\xfe\x00"])
def test_what_is_no_report_is_refused(text: str | bytes) -> None:
    with pytest.raises(DocumentError):
        parse_report(text)
