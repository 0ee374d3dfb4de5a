"""Are the files one patient's, and a patient's at all?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rtqa.assembly.context import Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.deviations import judge_deviations
from rtqa.checks.core.rows import Row, informed
from rtqa.messages import CauseKind, Message

_NO_PATIENT = re.compile(r"(?<![a-z])(test|phantom|dummy|qa)(?![a-z])", re.IGNORECASE)


@check(
    "REF-PATIENT",
    "Are all objects of one patient?",
    section="files",
    order=50,
    cause=CauseKind.LINK_DOUBTFUL,
    per="case",
)
def patients(subject: Subject) -> Iterator[Row]:
    """Another patient's dose or structures make every number meaningless."""
    yield from judge_deviations(subject, "REF-PATIENT", message=Message("ref-patient.one"))
    identity = subject.case.identity
    if identity is not None and _NO_PATIENT.search(f"{identity.patient_name} {identity.patient_id}"):
        yield informed(Message("ref-patient.none"), subject=Message("files.files"))
