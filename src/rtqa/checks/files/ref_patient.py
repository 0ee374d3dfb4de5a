"""Are the files one patient's, and a patient's at all?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rtqa.assembly.context import Subject
from rtqa.checks.core.catalog import check
from rtqa.checks.core.deviations import judge_deviations
from rtqa.checks.core.rows import Row, informed, passed
from rtqa.messages import CauseKind, Message
from rtqa.model.case import Treatment

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
    parts = [
        part
        for plan in subject.plans
        for part in (plan.plan, plan.treatment.dose, plan.treatment.structure_set, plan.treatment.image)
    ]
    n_objects = len({id(part) for part in parts if part is not None})

    def answer(_: Treatment) -> Row:
        if n_objects > 1:
            return passed(Message("ref-patient.one", n=n_objects))
        return informed(Message("ref-patient.alone"))

    yield from judge_deviations(subject, "REF-PATIENT", message=answer)
    identity = subject.case.identity
    if identity is not None and _NO_PATIENT.search(f"{identity.patient_name} {identity.patient_id}"):
        yield informed(Message("ref-patient.none"), subject=Message("files.files"))
