"""The course files of the sample sets: what DICOM cannot say, invented like the patients."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice
from pathlib import Path

CCRT_START = date(2025, 3, 31)

_CCRT = """\
# What DICOM cannot say about this course of treatment. Every value is optional: what is absent leaves its
# clause undecided. Dates stand without quotes, with a time as in 2025-03-31T09:30:00.

schema = "rtqa-course/1"
protocol = "nct07041788"
as_of = 2025-09-15  # this file is complete up to that day; what lies after it is still planned

# The protocol's events (rtqa protocols show nct07041788).
[events]
baseline-imaging = 2024-12-27
enrolment = 2025-01-02
mdt-review = 2025-01-10
induction-start = 2025-01-16
concurrent-chemotherapy-start = 2025-03-31
maintenance-start = 2025-06-10
re-imaging = [2025-06-09, 2025-09-01]

# Days on which nobody is treated: [[holiday]] with first, last and name.

[[phase]]
id = "sfrt"
planning_ct = 2025-01-06
planned_gy = {{ GTVn = 15 }}
fractions = 1
delivered = [2025-01-13]

# What it gave, as its plan is not among these files; received = "report.json" takes it from a report of it.
[phase.received]
SpinalCord = {{ max_gy = 2.2 }}
Parotid_L = {{ max_gy = 1.9, mean_gy = 0.4 }}
Parotid_R = {{ max_gy = 4.1, mean_gy = 0.8 }}

[[phase]]
id = "ccrt"
folder = "."  # the plan in this folder is this phase's
planned_gy = {{ GTVtn0 = 70, GTVn = 66, CTV = 54 }}
fractions = 30
fractions_per_week = 5
delivered = [
{delivered}
]
# Days lost and their cause: [[phase.gap]] with first, last and cause; further days: make_up_days = [...]
"""

SFRT_COURSE = """\
# What DICOM cannot say about this course of treatment, as it stands before the fraction is given.

schema = "rtqa-course/1"
protocol = "nct07041788"
as_of = 2025-01-10

[events]
baseline-imaging = 2024-12-27
enrolment = 2025-01-02
mdt-review = 2025-01-10

[[phase]]
id = "sfrt"
folder = "."
planned_gy = { GTVn = 15 }
fractions = 1
fractions_per_week = 5
start = 2025-01-13
vertices = { pattern = "Vertex_*" }
"""


def ccrt_course() -> str:
    """A course that is over: 30 fractions from Monday to Friday."""
    days = (CCRT_START + timedelta(days=n) for n in range(60))
    weekdays = list(islice((day for day in days if day.weekday() < 5), 30))
    lines = [", ".join(map(str, weekdays[week : week + 5])) for week in range(0, 30, 5)]
    return _CCRT.format(delivered="\n".join(f"    {line}," for line in lines))


def write_course(folder: Path, text: str) -> None:
    """Write a course file into a set's folder."""
    (folder / "course.toml").write_text(text, encoding="utf-8", newline="\n")
