"""Handing in less never improves a verdict: each table and key of a course file is left out in turn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from cases import PROTOCOL, case, treatment

from rtqa.findings import Report, Verdict
from rtqa.model.case import Treatment
from without_second_dose import check

COURSE = """\
schema = "rtqa-course/1"
as_of = 2025-09-15

[events]
baseline-imaging = 2024-12-27
enrolment = 2025-01-02
mdt-review = 2025-01-10
induction-start = 2025-01-16
concurrent-chemotherapy-start = 2025-04-04
maintenance-start = 2025-06-10
re-imaging = [2025-06-09, 2025-09-01]

[[holiday]]
first = 2025-04-04

[[phase]]
id = "sfrt"
folder = "sfrt"
fractions = 1
planned_gy = { GTVn = 25 }
planning_ct = 2025-01-06
delivered = [2025-01-13]
received = { SpinalCord = { max_gy = 5 }, Parotid_L = { max_gy = 30, mean_gy = 7 } }

[[phase]]
id = "ccrt"
planned_gy = { GTVtn0 = 70, GTVn = 66, CTV = 50 }
fractions = 30
fractions_per_week = 4
weekdays = ["Mon", "Tue", "Wed", "Thu"]
start = 2025-03-31

[[phase.gap]]
first = 2025-04-14
last = 2025-04-17
cause = "breakdown"
"""
"""A course in which much is wrong: too long, too much for the cord and a gland, and not as prescribed."""

KEY = re.compile(r"^(?!schema|id)[a-zA-Z_-]+ = .*\n", re.MULTILINE)


def cut_parts() -> Iterator[tuple[str, str]]:
    """What was left out, and what is left."""
    headers = [match.start() for match in re.finditer(r"^\[", COURSE, re.MULTILINE)]
    parts = [*pairwise([*headers, len(COURSE)]), *(match.span() for match in KEY.finditer(COURSE))]
    # The first phase goes with its keys; the second with its gap, which would be the first one's.
    second = COURSE.index('[[phase]]\nid = "ccrt"')
    parts.append((second, len(COURSE)))
    for start, end in parts:
        rest = COURSE[:start] + COURSE[end:]
        if start != second or end == len(COURSE):
            yield COURSE[start:end], rest


CUTS = dict(cut_parts()) | {"everything": 'schema = "rtqa-course/1"\n'}

NEEDED = ("weekdays =", "first =", "cause =")
"""Without these keys the rest of their table is refused."""


def judge(folder: Path, text: str, *treatments: Treatment) -> Report:
    file = folder / "course.toml"
    file.write_text(text, encoding="utf-8")
    return check(case(*treatments), protocol=PROTOCOL, course=file)


def list_verdicts(report: Report) -> dict[tuple[str, str, str, str], Verdict]:
    """The worst verdict of each clause or question on each subject."""
    worst: dict[tuple[str, str, str, str], Verdict] = {}
    for row in report.findings:
        key = (row.code, str(row.subject), row.phase, row.constraint.id if row.constraint else "")
        if row.verdict is not None:
            worst[key] = max(worst.get(key, Verdict.PASS), row.verdict, key=list(Verdict).index)
    return worst


def test_no_clause_passes_because_less_is_said(tmp_path: Path) -> None:
    report = judge(tmp_path, COURSE, treatment())
    # PLAN-DAILY aside: where no course file speaks against it, the plan's own FractionPattern says daily.
    objected = {
        key
        for key, verdict in list_verdicts(report).items()
        if verdict is not Verdict.PASS and key[0] != "PLAN-DAILY"
    }
    assert {code for code, *_ in objected} >= {"DV-SUM", "RX-SOURCES", "TIME-INTERVAL", "TIME-OVERALL"}
    better = {}
    for left_out, rest in CUTS.items():
        if left_out.startswith(NEEDED):
            continue
        less = judge(tmp_path, rest, treatment())
        assert less.verdict in (Verdict.REVIEW, Verdict.FAIL)
        verdicts = list_verdicts(less)
        if passed := {key for key in objected if verdicts.get(key) is Verdict.PASS}:
            better[left_out] = passed
    assert better == {}
