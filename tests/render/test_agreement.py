"""A report that contradicts its own numbers is refused; one that is stricter than they are is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hand_made_reports import judged, limit

from rtqa.errors import DocumentError
from rtqa.findings import Report, Verdict
from rtqa.findings.finding import Finding
from rtqa.messages import Listing, Message, Quantity, Range
from rtqa.render.files.report_json import parse_report, render_json

CORD = limit("cord", "D0.03cc[Gy]", "<=", 45.0)


def made(report: Report) -> dict[str, Any]:
    """A report of one limit that is broken (46.3 of 45 Gy) and one that is kept (41.2), as JSON."""
    broken = replace(judged(Verdict.FAIL, CORD, 46.3, interval=(46.0, 46.5)), causes=())
    kept = judged(Verdict.PASS, CORD, 41.2, interval=(41.0, 41.6))
    document: dict[str, Any] = json.loads(render_json(replace(report, findings=(broken, kept), causes=())))
    return document


def places(document: dict[str, Any]) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        parse_report(json.dumps(document))
    return [fault.place for fault in caught.value.faults]


def test_as_it_was_written_it_is_read(report: Report) -> None:
    assert parse_report(json.dumps(made(report))).verdict is Verdict.FAIL


def set_verdict(verdict: str) -> Callable[[dict[str, Any]], None]:
    def change(finding: dict[str, Any]) -> None:
        finding["verdict"] = verdict

    return change


def set_value(finding: dict[str, Any]) -> None:
    finding.update(value=41.2, interval=[41.0, 41.6], verdict="pass")


def set_limit(finding: dict[str, Any]) -> None:
    finding.update(limit=55.0, verdict="pass")


def widen_nothing(finding: dict[str, Any]) -> None:
    finding.update(value=44.0)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (set_verdict("pass"), "findings[0].verdict"),
        (set_verdict("variation"), "findings[0].verdict"),
        (set_verdict("review"), "findings[0].verdict"),
        (set_verdict("info"), "findings[0].verdict"),
        (set_value, "findings[0].values.value"),
        (set_limit, "findings[0].values.limit"),
        (widen_nothing, "findings[0].value"),
    ],
)
def test_a_verdict_better_than_its_numbers_is_refused(
    report: Report, change: Callable[[dict[str, Any]], None], place: str
) -> None:
    document = made(report)
    change(document["findings"][0])
    assert place in places(document)


def test_the_fault_says_what_makes_it_fail(report: Report) -> None:
    document = made(report)
    document["findings"][0]["verdict"] = "pass"
    with pytest.raises(DocumentError, match=r"is pass, but its value 46\.3 \(46 to 46\.5\) against <= 45 Gy"):
        parse_report(json.dumps(document))


def test_a_limit_that_was_declared_vacuous_is_refused_where_it_is_broken(report: Report) -> None:
    document = made(report)
    finding = document["findings"][0]
    judged_message = {"id": finding["id"], "values": finding["values"], "text": ""}
    arithmetic = {"id": "metric.uncertain", "values": {}, "text": ""}
    finding.update(
        verdict="info", id="dv-limit.vacuous", values={"judged": judged_message, "arithmetic": arithmetic}
    )
    assert "findings[0].verdict" in places(document)


def test_a_doubt_makes_a_verdict_stricter_and_is_no_fault(report: Report) -> None:
    doubt = Message("metric.uncertain")
    kept = judged(Verdict.PASS, CORD, 41.2, interval=(41.0, 41.6))
    doubted = replace(report, findings=(replace(kept, verdict=Verdict.REVIEW, explanation=doubt),), causes=())
    assert parse_report(render_json(doubted)).verdict is Verdict.REVIEW


@pytest.mark.parametrize("key", ["verdict", "counts"])
def test_what_is_counted_up_must_be_that_of_the_findings(report: Report, key: str) -> None:
    document = made(report)
    if key == "verdict":
        document["verdict"] = "pass"
    else:
        document["counts"].update({"pass": 2, "fail": 0})
    assert key in places(document)


def say(code: str, verdict: Verdict, message: Message, why: Message | None = None) -> Finding:
    return Finding(code=code, verdict=verdict, subject="", phase="", message=message, explanation=why)


DIFFERENT = Message("dose-stored.strangers", n=2), Message("dose-stored.why-strangers")
PLANNED = Message("rx-fractions.planned", n=25, allowed=Range(30, 30))
PRESCRIBED = Message(
    "rx-dose.prescribed-to",
    name="PTV",
    stated=Listing((Quantity(60.0, "Gy"),)),
    asked=Range(66.0, 70.0, "Gy"),
)
THICK = Message(
    "img-thickness.planning",
    modality="CT",
    slices=Listing((Message("images.spacing", spacing=Range(5.0, 5.0, "mm")),)),
    most=Quantity(3.0, "mm"),
)
CONFORMAL = Message(
    "plan-technique.delivered-by",
    beams=Listing((Message("plan-technique.beams", n=2, technique="3D-CRT"),)),
    allowed=Listing(("IMRT", "VMAT")),
)
KNOWN = Message("rx-dose.known-by", says=PRESCRIBED, source=Message("prescription.nothing"))


@pytest.mark.parametrize(
    ("finding", "edited"),
    [
        (say("DOSE-STORED", Verdict.REVIEW, *DIFFERENT), "pass"),
        (say("DOSE-STORED", Verdict.REVIEW, *DIFFERENT), "variation"),
        (say("RX-FRACTIONS", Verdict.FAIL, PLANNED), "pass"),
        (say("RX-FRACTIONS", Verdict.FAIL, PLANNED), "review"),
        (say("RX-DOSE", Verdict.FAIL, PRESCRIBED), "pass"),
        (say("RX-DOSE", Verdict.FAIL, KNOWN), "pass"),
        (say("IMG-THICKNESS", Verdict.FAIL, THICK), "pass"),
        (say("IMG-THICKNESS", Verdict.FAIL, THICK), "variation"),
        (say("PLAN-TECHNIQUE", Verdict.FAIL, CONFORMAL), "pass"),
        (say("PLAN-APPROVED", Verdict.FAIL, Message("plan-approved.undated", status="REJECTED")), "pass"),
    ],
)
def test_a_verdict_that_its_sentence_does_not_bear_is_refused(
    report: Report, finding: Finding, edited: str
) -> None:
    document = json.loads(render_json(replace(report, findings=(finding,), causes=())))
    assert parse_report(json.dumps(document)).verdict is finding.verdict
    document["findings"][0]["verdict"] = document["verdict"] = edited
    document["counts"] = dict.fromkeys(document["counts"], 0) | {edited: 1}
    assert places(document) == ["findings[0].verdict"]


def test_what_nothing_else_tells_is_told_by_the_seal(report: Report) -> None:
    document = json.loads(render_json(report))
    parse_report(json.dumps(document, indent=4, sort_keys=True))  # laid out otherwise, it says the same
    document["structures"][0]["volume_cm3"] += 0.01
    assert places(document) == ["content_sha256"]
