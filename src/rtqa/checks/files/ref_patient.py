"""Are the files one patient's, and a patient's at all?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rtqa.assembly.context import Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.deviations import judge_noticed
from rtqa.findings import Finding

_NO_PATIENT = re.compile(r"(?<![a-z])(test|phantom|dummy|qa)(?![a-z])", re.IGNORECASE)


@check("REF-PATIENT", "Are all objects of one patient?")
def patients(subject: Subject) -> Iterator[Finding]:
    """Another patient's dose or structures make every number meaningless."""
    yield from judge_noticed(subject, "REF-PATIENT", in_order="All objects are of one patient.")
    identity = subject.case.identity
    if identity is not None and _NO_PATIENT.search(f"{identity.patient_name} {identity.patient_id}"):
        yield Finding(
            code="REF-PATIENT",
            verdict=None,
            subject="files",
            phase="",
            message="By its name or ID, this is test or phantom data and no patient.",
        )
