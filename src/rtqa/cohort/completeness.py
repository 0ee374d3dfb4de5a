"""What an index holds, and what is missing, double or astray in it: a table, and no error."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from rtqa.cohort.store import object_name, patient_name
from rtqa.messages import Message

_NO_REFERENCE_FROM = """
SELECT patient, object, path FROM file WHERE role = '{role}' AND {also} NOT EXISTS (
    SELECT 1 FROM refers JOIN file AS other ON other.id = refers.file
    WHERE refers.target = file.{by} AND other.role IN ({others})) GROUP BY {by}
"""
_NO_REFERENCE_AT_HAND = """
SELECT patient, object, path FROM file WHERE role = '{role}' AND {also} NOT EXISTS (
    SELECT 1 FROM refers JOIN file AS other ON other.{by} = refers.target
    WHERE refers.file = file.id AND refers.kind = '{kind}') GROUP BY object
"""
_PLAN = "NOT is_verification AND"

_QUERIES = {
    "plan-without-dose": _NO_REFERENCE_FROM.format(role="RTPLAN", also=_PLAN, by="object", others="'RTDOSE'"),
    "plan-without-structures": _NO_REFERENCE_AT_HAND.format(
        role="RTPLAN", also=_PLAN, by="object", kind="structures"
    ),
    "structures-without-image": _NO_REFERENCE_AT_HAND.format(
        role="RTSTRUCT", also="", by="series", kind="series"
    ),
    "dose-without-plan": _NO_REFERENCE_AT_HAND.format(role="RTDOSE", also="", by="object", kind="plan"),
    "structures-without-plan": _NO_REFERENCE_FROM.format(
        role="RTSTRUCT", also="", by="object", others="'RTPLAN', 'RTDOSE'"
    ),
    "record-without-plan": _NO_REFERENCE_AT_HAND.format(role="RTRECORD", also="", by="object", kind="plan"),
    "image-without-structures": """
        SELECT patient, series, path FROM file WHERE role IN ('CT', 'MR', 'PT') AND series IS NOT NULL
        AND series NOT IN (SELECT target FROM refers WHERE kind = 'series') GROUP BY series""",
    "copies": """
        SELECT min(patient), object, path FROM file WHERE object IS NOT NULL GROUP BY object
        HAVING count(*) > 1 AND count(DISTINCT sha256) = 1""",
    "unlike-copies": """
        SELECT min(patient), object, path FROM file WHERE object IS NOT NULL GROUP BY object
        HAVING count(*) > 1 AND count(DISTINCT sha256) > 1""",
    "several-persons": """
        SELECT patient, patient, path FROM file WHERE patient IS NOT NULL GROUP BY patient
        HAVING count(DISTINCT person) > 1""",
    "mixed-patients": """
        SELECT file.patient, file.object, file.path FROM file JOIN refers ON refers.file = file.id
        JOIN file AS other ON other.object = refers.target
        WHERE file.patient != other.patient GROUP BY file.object""",
    "no-patient": "SELECT patient, object, path FROM file WHERE state = 'dicom' AND patient IS NULL",
    "verification": "SELECT patient, object, path FROM file WHERE is_verification GROUP BY object",
    "damaged": "SELECT NULL, NULL, path FROM file WHERE state = 'damaged'",
    "closed": "SELECT NULL, NULL, path FROM file WHERE state = 'closed'",
    "other": "SELECT NULL, NULL, path FROM file WHERE state = 'other'",
}

_HARMLESS = ("copies", "image-without-structures", "verification")
"""Kinds that are counted alone: nobody need do anything."""

_COUNT = "WITH gap(patient, object, path) AS ({}) SELECT count(*), count(DISTINCT patient) FROM gap"

KINDS = {
    "plan-without-dose": Message("cohort.plan-without-dose"),
    "plan-without-structures": Message("cohort.plan-without-structures"),
    "structures-without-image": Message("cohort.structures-without-image"),
    "dose-without-plan": Message("cohort.dose-without-plan"),
    "structures-without-plan": Message("cohort.structures-without-plan"),
    "record-without-plan": Message("cohort.record-without-plan"),
    "image-without-structures": Message("cohort.image-without-structures"),
    "copies": Message("cohort.copies"),
    "unlike-copies": Message("cohort.unlike-copies"),
    "several-persons": Message("cohort.several-persons"),
    "mixed-patients": Message("cohort.mixed-patients"),
    "no-patient": Message("cohort.no-patient"),
    "verification": Message("cohort.verification"),
    "damaged": Message("cohort.damaged"),
    "closed": Message("cohort.closed"),
    "other": Message("cohort.other"),
}
"""What each kind of gap is called, those that keep a plan from being judged first."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing, double or astray.

    Attributes:
        kind: of :data:`KINDS`.
        patient: pseudonym of whose object it is.
        object: what the store calls the object, series or patient.
        path: of a file of it.
    """

    kind: str
    patient: str
    object: str
    path: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """How much an index holds: patients, studies, plans to judge, objects, and files that are no object."""

    n_patients: int
    n_studies: int
    n_plans: int
    n_objects: int
    n_others: int


def count_contents(index: sqlite3.Connection) -> Contents:
    """Count what the index holds; copies count once."""
    (patients, studies, objects, others), (plans,) = (
        index.execute(
            "SELECT count(DISTINCT patient), count(DISTINCT study), count(DISTINCT object), "
            "sum(object IS NULL AND state != 'archive') FROM file"
        ).fetchone(),
        index.execute(
            "SELECT count(DISTINCT object) FROM file WHERE role = 'RTPLAN' AND NOT is_verification"
        ).fetchone(),
    )
    return Contents(
        n_patients=patients, n_studies=studies, n_plans=plans, n_objects=objects, n_others=others or 0
    )


def list_gaps(index: sqlite3.Connection) -> Iterator[Gap]:
    """Every gap of an object, series or patient that a site can be asked about, kind by kind."""
    for kind in KINDS:
        for patient, name, path in index.execute(_QUERIES[kind]):
            if name is not None and kind not in _HARMLESS:
                yield Gap(kind, patient_name(patient), object_name(name), path)


def count_gaps(index: sqlite3.Connection) -> list[tuple[Message, int, int]]:
    """Of each kind that occurs: what it is called, how many there are, and of how many patients."""
    counted = []
    for kind, called in KINDS.items():
        n, n_patients = index.execute(_COUNT.format(_QUERIES[kind])).fetchone()
        if n:
            counted.append((called, n, n_patients))
    return counted
