"""What rtqa says of the samples and of real plans, kept so that a change of any value or verdict is seen.

A baseline holds numbers and verdicts, and no sentence. Of real plans it holds no name either: what a row is
about stands as a hash that is salted with the plan's own files, so that it tells nothing without them.
A change that is meant is written by ``python benchmarks/baseline.py --write``.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from rtqa.dicom import read_case
from rtqa.evaluation import check
from rtqa.findings import Report
from rtqa.findings.report_document import ReportDocument

SAMPLE_PLANS = Path(__file__).parents[2] / "sample_plans"
BASELINES = Path(__file__).parent / "baseline"
PROTOCOL = "nct07041788"

SAMPLES = ("ccrt_pass", "ccrt_fail", "ccrt_review", "sfrt_lattice", "course")
REAL = (
    *("headneck_1", "headneck_2", "breast", "prostate", "alderson", "srs", "srs_raystation"),
    *("lung_pinnacle", "proton_raystation", "plans/brainlab", "plans/halcyon_2arcs", "plans/monaco"),
    *("plans/mridian", "plans/pinnacle", "plans/raystation", "plans/truebeam_7fields"),
)

WHICH = {
    "findings": ("code", "subject", "phase", "metric", "relation", "limit", "unit", "quantity"),
    "measures": ("phase", "structure", "metric", "unit"),
    "dvhs": ("phase", "structure", "quantity"),
}
"""What tells a row of each part of report.json from others."""

VALUES = {
    "findings": ("verdict", "value", "interval"),
    "measures": ("value", "interval"),
    "dvhs": ("volume_cm3", "coverage_frac", "min_gy", "mean_gy", "max_gy"),
}
"""What a row says."""

COLUMNS = {part: (*names, *VALUES[part]) for part, names in WHICH.items()}

NAMES = frozenset({"subject", "structure"})
CLOSE = 1e-9

Row = list[Any]
Baseline = dict[str, Any]


def judge(folder: Path) -> Report:
    """The report on a plan."""
    return check(read_case(folder), protocol=PROTOCOL)


def file_of(name: str) -> Path:
    """Where the baseline of a plan is kept."""
    return BASELINES / f"{name.rpartition('/')[2]}.json"


def baseline_of(report: Report, *, hide_names: bool) -> Baseline:
    """What is kept of a report."""
    return keep(ReportDocument.of(report).as_json_values(), hide_names=hide_names)


def keep(document: dict[str, Any], *, hide_names: bool) -> Baseline:
    """What is kept of a report.json."""
    salt = "".join(sorted(source["sha256"] for source in document["sources"])) if hide_names else ""
    parts = {
        part: sorted(
            ([_kept(entry[name], name, salt) for name in columns] for entry in document[part]), key=json.dumps
        )
        for part, columns in COLUMNS.items()
    }
    return {"verdict": document["verdict"], "columns": {k: list(v) for k, v in COLUMNS.items()}, **parts}


def _kept(value: Any, name: str, salt: str) -> Any:
    if salt and name in NAMES:
        return hashlib.sha256(f"{salt} {value}".encode()).hexdigest()[:12]
    return list(value) if isinstance(value, tuple) else value


def write(baseline: Baseline) -> str:
    """A baseline as JSON, a row a line."""
    lines = []
    for name, value in baseline.items():
        rows = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in value) if name in COLUMNS else ""
        text = f"[\n  {rows}\n ]" if rows else json.dumps(value)
        lines.append(f" {json.dumps(name)}: {text}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def read(name: str) -> Baseline:
    """The baseline of a plan."""
    baseline: Baseline = json.loads(file_of(name).read_text(encoding="utf-8"))
    return baseline


def differences(before: Baseline, now: Baseline) -> Iterator[str]:
    """Every row that is not as it was: what is no number must be the same, numbers to 1e-9."""
    if before["verdict"] != now["verdict"]:
        yield f"verdict: {before['verdict']}, now {now['verdict']}"
    for part in COLUMNS:
        rows_before, rows_now = _by_identity(before[part], part), _by_identity(now[part], part)
        for identity in sorted(rows_before.keys() | rows_now.keys()):
            for old, new in zip_longest(rows_before.get(identity, ()), rows_now.get(identity, ())):
                if not _is_same(old, new):
                    yield f"{part} {identity}: {old}, now {new}"


def _by_identity(rows: list[Row], part: str) -> dict[str, list[Row]]:
    """The values of each row, by what tells it from others; of what is told twice, in one order."""
    n_names = len(WHICH[part])
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(json.dumps(row[:n_names], ensure_ascii=False), []).append(row[n_names:])
    return found


def _is_same(old: Any, new: Any) -> bool:
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_is_same, old, new))
    if isinstance(old, float) and isinstance(new, float):
        return math.isclose(old, new, rel_tol=CLOSE, abs_tol=CLOSE)
    return bool(old == new)
