"""What rtqa fails, and what it alarms about beams and dose, on plans that were not made for it.

    RTQA_REALDATA=FOLDER python benchmarks/real_plans.py [--out docs/real-plans.md]

Each alarm must have a reason here that a reader of the files can follow; one without it ends the run with
status 1.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from pathlib import Path

from rtqa.dicom import read_case
from rtqa.evaluation import check
from rtqa.findings import Finding, Report, Verdict

PROTOCOL = "nct07041788"
SETS = {
    "headneck_1": "OpenKBP, head and neck",
    "headneck_2": "OpenKBP, head and neck",
    "breast": "Eclipse",
    "srs": "Brainlab",
    "prostate": "Pinnacle, without RTPLAN",
    "alderson": "RayStation, phantom",
    "srs_raystation": "RayStation 6",
    "lung_pinnacle": "Pinnacle 9.8",
    "proton_raystation": "RayStation, protons",
    "plans/brainlab": "Brainlab, RTPLAN alone",
    "plans/halcyon_2arcs": "Halcyon, RTPLAN alone",
    "plans/monaco": "Monaco, RTPLAN alone",
    "plans/mridian": "MRIdian, RTPLAN alone",
    "plans/pinnacle": "Pinnacle, RTPLAN alone",
    "plans/raystation": "RayStation, RTPLAN alone",
    "plans/truebeam_7fields": "TrueBeam, RTPLAN alone",
}
"""Folder and system of each; their sources stand in ``docs/accuracy.md``."""

ANOTHER_TRIAL = "The plan is no plan of this trial: it gives another number of fractions, or another dose."
REASONS = {
    "RX-FRACTIONS": ANOTHER_TRIAL,
    "RX-DOSE": ANOTHER_TRIAL,
    "DV-LIMIT": "The whole interval of the parotid's mean lies beyond the limit.",
    "DV-SUM": "The phase that was handed in breaks the limit by itself, so every sum with it does.",
    "DOSE-USABLE": "The RTPLAN came without an RTDOSE: no dose can be judged.",
    "BEAM-METERSET": "The RTPLAN of the data set has no beams.",
    ("headneck_1", "DOSE-PLACE"): "The dose stops at 85 % of its maximum: every plane beyond is 0.",
    ("prostate", "DOSE-PLACE"): "No structure of the set is the outline of the body.",
    ("proton_raystation", "DOSE-PLACE"): "The grid ends where the beam enters, at 81 % of its maximum.",
}
"""Why an alarm is right, by its code, or by the set and its code."""


def alarms_of(report: Report) -> list[Finding]:
    """Every fail, and every review about beams or dose."""
    return [
        finding
        for finding in report.findings
        if finding.verdict is Verdict.FAIL
        or (finding.verdict is Verdict.REVIEW and finding.code.startswith(("BEAM", "DOSE")))
    ]


def table(real: Path) -> tuple[list[str], int]:
    """Rows of the table, and how many alarms have no reason."""
    rows, n_unexplained = [], 0
    for name, system in SETS.items():
        report = check(read_case(real / name), protocol=PROTOCOL)
        n_reviews = sum(cause.verdict is Verdict.REVIEW for cause in report.causes)
        alarms = alarms_of(report)
        rows.append(f"| **{name}** | {system} | {report.verdict.name} | {n_reviews} | |")
        for code, n in Counter(finding.code for finding in alarms).items():
            finding = next(finding for finding in alarms if finding.code == code)
            reason = REASONS.get((name, code), REASONS.get(code))
            n_unexplained += reason is None
            said = finding.summary + (f" ({n} such)" if n > 1 else "")
            rows.append(f"| | {code} | {finding.verdict.name} | {said} | {reason or '**none**'} |")
    return rows, n_unexplained


def main() -> int:
    """Print or write the page; the exit status is 1 where an alarm has no reason."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("--out", type=Path)
    options = arguments.parse_args()
    rows, n_unexplained = table(Path(os.environ["RTQA_REALDATA"]))
    n_beams = sum("| BEAM" in row for row in rows)
    text = "\n".join(
        [
            "# Real plans, and every alarm on them",
            "",
            "What rtqa fails, and what it asks about beams and dose, on plans of eight systems that were not",
            f"made for it, judged by `{PROTOCOL}`, to which none belongs. Printed by",
            "`python benchmarks/real_plans.py --out docs/real-plans.md`, which fails where an alarm has no",
            "reason.",
            "",
            f"{len(SETS)} sets; beam alarms on {n_beams}, both of them plans without beams. The other",
            "questions on a plan are about what did not come with it: other phases, the course in time.",
            "",
            "| Set | System, or check | Verdict | Causes to review, or what is said | Why it is right |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )
    if options.out:
        options.out.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    return 1 if n_unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
