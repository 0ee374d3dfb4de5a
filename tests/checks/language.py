"""Protocols of a few clauses, judged on the boxes of :mod:`cases`, for tests of the protocol language."""

from __future__ import annotations

from pathlib import Path

from cases import case, treatment

from rtqa.findings import Finding, Report
from rtqa.metrics import Measurement
from rtqa.model.case import Treatment
from rtqa.render.files.report_json import parse_report, render_json
from without_second_dose import check

HEAD = """
schema = "rtqa-protocol/1"
id = "own"
title = "Own"
version = "1"
source = "Own"
[[phase]]
id = "ccrt"
title = "Radiotherapy"
fractions = { min = 2 }
""" + "".join(
    f'[[structure]]\nname = "{name}"\nrole = "{role}"\n'
    for name, role in {
        "GTVtn0": "target",
        "GTVn": "target",
        "CTV": "target",
        "SpinalCord": "organ",
        "Parotid_L": "organ",
        "Parotid_R": "organ",
    }.items()
)


def clause(table: str, **keys: str) -> str:
    """A row of a table, its values as TOML; of a limit, on the cord's maximum unless said otherwise."""
    usual = {"id": '"own"', "phase": '"ccrt"', "quote": '"q"', "source": '"s"'}
    if table in ("constraint", "reference") and "structures" not in keys:
        usual |= {"structure": '"SpinalCord"'}
    if table in ("constraint", "reference"):
        usual |= {"metric": '"Max[Gy]"', "relation": '"<="'}
    return f"[[{table}]]\n" + "".join(f"{key} = {value}\n" for key, value in (usual | keys).items())


def judge(
    folder: Path,
    *clauses: str,
    one: Treatment | None = None,
    before: tuple[Treatment, ...] = (),
    course: str = "",
    **how: str,
) -> Report:
    """The report on a treatment, and others before it, by these clauses; read back, it says the same."""
    protocol, file = folder / "own.toml", folder / "course.toml"
    protocol.write_text("\n".join((HEAD, *clauses)), encoding="utf-8")
    file.write_text(f'schema = "rtqa-course/1"\n{course}', encoding="utf-8")
    report = check(case(*before, one or treatment()), protocol=protocol, course=file, **how)
    read = parse_report(render_json(report))
    assert [(row.verdict, row.message) for row in read.findings] == [
        (row.verdict, row.message) for row in report.findings
    ]
    return report


def value(finding: Finding) -> float:
    assert isinstance(finding.outcome, Measurement)
    return finding.outcome.value
