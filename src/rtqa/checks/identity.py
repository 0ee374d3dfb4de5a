"""Are the files one patient's?"""

from __future__ import annotations

from collections.abc import Iterator

from rtqa.checks.catalog import check
from rtqa.checks.noticed import judge_noticed
from rtqa.checks.subject import Subject
from rtqa.findings import Finding


@check("REF-PATIENT", "Are all objects of one patient?")
def patients(subject: Subject) -> Iterator[Finding]:
    """Another patient's dose or structures make every number meaningless."""
    return judge_noticed(subject, "REF-PATIENT", in_order="All objects are of one patient.")
