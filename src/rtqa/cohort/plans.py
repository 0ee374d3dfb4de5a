"""The plans of an index, and which files each is judged by."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rtqa.cohort.look import IMAGES
from rtqa.cohort.store import object_name

_PLANS = """
SELECT object, min(patient), max(plan_date), min(study) FROM file
WHERE role = 'RTPLAN' AND NOT is_verification GROUP BY object ORDER BY object
"""

_REFERS = "SELECT target FROM refers JOIN file ON file.id = refers.file WHERE object = ? AND kind = ?"
_REFERRING = """
SELECT DISTINCT object FROM file JOIN refers ON file.id = refers.file
WHERE target = ? AND kind = ? AND role = ? ORDER BY object
"""
_STRAY_DOSES = """
SELECT DISTINCT object FROM file WHERE role = 'RTDOSE' AND patient IS ?1 AND (frame IS NULL OR frame IS ?2)
AND NOT EXISTS (SELECT 1 FROM refers JOIN file AS plan ON plan.object = refers.target
                WHERE refers.file = file.id AND refers.kind = 'plan')
ORDER BY object
"""
_SETS_OF_FRAME = """
SELECT DISTINCT object FROM file WHERE role = 'RTSTRUCT' AND patient IS ?1 AND (frame IS NULL OR frame IS ?2)
ORDER BY object
"""
_SETS_OF_PATIENT = (
    "SELECT DISTINCT object FROM file WHERE role = 'RTSTRUCT' AND patient IS ?1 ORDER BY object"
)
_REGISTRATIONS = "SELECT DISTINCT object FROM file WHERE role = 'REG' AND patient IS ?1 ORDER BY object"
_SERIES_OF_FRAME = f"""
SELECT DISTINCT series FROM file WHERE study IS ?1 AND frame = ?2 AND role IN {IMAGES} AND series IS NOT NULL
"""  # noqa: S608 (names of roles)
_UNDRAWN_SERIES = f"""
SELECT DISTINCT series FROM file WHERE patient = ?1 AND role IN {IMAGES} AND series IS NOT NULL
AND NOT EXISTS (SELECT 1 FROM refers WHERE target = series AND kind = 'series') ORDER BY series
"""  # noqa: S608
_FILES = """
SELECT path, member, size, mtime_ns, sha256, role FROM file WHERE {} = ? AND state = 'dicom'
ORDER BY path, member
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedPlan:
    """A plan of the index.

    Attributes:
        name: what the store calls it.
        objects: digest of the plan itself.
        patient: digest of its patient; None where the plan states none.
        plan_date: YYYYMMDD; empty where it is not kept.
    """

    name: str
    object: bytes
    patient: bytes | None
    plan_date: str
    study: bytes | None


@dataclass(frozen=True, slots=True)
class IndexedFile:
    """A file by its path, and by its name within an archive."""

    path: bytes
    member: str
    size: int
    mtime_ns: int
    sha256: bytes | None
    role: str


def list_plans(index: sqlite3.Connection) -> Iterator[IndexedPlan]:
    """All plans but those that verify another, in an order of their own that does not change."""
    for uid, patient, date, study in index.execute(_PLANS):
        yield IndexedPlan(name=object_name(uid), object=uid, patient=patient, plan_date=date, study=study)


def list_files(index: sqlite3.Connection, plan: IndexedPlan) -> list[IndexedFile]:
    """The plan and all that it may be judged by: dose, structures, image, records, registrations.

    By the references in the files; where none leads to an object at hand, those of the same patient and frame
    of reference, of which the reader of a case takes what fits, or says that it cannot tell. The patient's
    images that no structures were drawn on, such as those of before treatment, come with every plan.
    """
    frame = _one(index, "SELECT frame FROM file WHERE object = ? AND frame IS NOT NULL", plan.object)
    doses = _all(index, _REFERRING, plan.object, "plan", "RTDOSE")
    doses = doses or _all(index, _STRAY_DOSES, plan.patient, frame)
    sets = [
        target
        for source in (plan.object, *doses)
        for target in _all(index, _REFERS, source, "structures")
        if _is_at_hand(index, target)
    ]
    sets = (
        sets
        or _all(index, _SETS_OF_FRAME, plan.patient, frame)
        or _all(index, _SETS_OF_PATIENT, plan.patient)
    )
    series = [target for source in sets for target in _all(index, _REFERS, source, "series")]
    series = [target for target in series if _is_at_hand(index, target, column="series")]
    series = series or _all(index, _SERIES_OF_FRAME, plan.study, frame)
    records = _all(index, _REFERRING, plan.object, "plan", "RTRECORD")
    registrations = _all(index, _REGISTRATIONS, plan.patient) if plan.patient else []
    series += _all(index, _UNDRAWN_SERIES, plan.patient) if plan.patient else []
    objects = dict.fromkeys((plan.object, *doses, *sets, *records, *registrations))
    files = [file for uid in objects for file in _files(index, "object", uid)]
    return files + [file for uid in dict.fromkeys(series) for file in _files(index, "series", uid)]


def fingerprint(files: Sequence[IndexedFile]) -> str:
    """What a plan was judged by, as a hash: another file, or one that changed, makes another one."""
    text = repr([(file.path, file.member, file.size, file.mtime_ns) for file in files])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _files(index: sqlite3.Connection, column: str, value: bytes) -> list[IndexedFile]:
    """The files of an object or a series; of copies that are equal, the first."""
    files: dict[object, IndexedFile] = {}
    for row in index.execute(_FILES.format(column), (value,)):
        file = IndexedFile(*row)
        files.setdefault(file.sha256 or (file.path, file.member), file)
    return list(files.values())


def _is_at_hand(index: sqlite3.Connection, value: bytes, *, column: str = "object") -> bool:
    return index.execute(f"SELECT 1 FROM file WHERE {column} = ? LIMIT 1", (value,)).fetchone() is not None  # noqa: S608


def _one(index: sqlite3.Connection, query: str, *values: object) -> bytes | None:
    row = index.execute(query, values).fetchone()
    return row[0] if row else None


def _all(index: sqlite3.Connection, query: str, *values: object) -> list[bytes]:
    return [row[0] for row in index.execute(query, values)]
