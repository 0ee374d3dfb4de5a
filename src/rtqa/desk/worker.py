"""Checks one case, in a process of its own: reads, judges, draws the report's files."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rtqa.cohort.confined import UNWRITTEN, confined, read_within_memory
from rtqa.desk.disk import write_file
from rtqa.dicom.write.encapsulated import encapsulate_pdf
from rtqa.errors import InputError, RtqaError
from rtqa.evaluation import check, identify
from rtqa.findings import Report
from rtqa.messages import Message
from rtqa.messages.data import as_data
from rtqa.model.case import Case
from rtqa.render.files.report_files import default_formats, render_files, stamp
from rtqa.render.words.language import load_language

OUTCOME = "outcome.json"
FILES = "files"
_COURSE = "course.toml"
_NICE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a worker is given.

    Attributes:
        folder: an empty one, for what it needs and what it makes.
        objects: role and file of each object.
        protocol: id, or file.
        course: text of the course file; empty for none.
        memory_bytes: as much as it may have.
        language: of the files.
        encapsulate: whether the PDF is wanted as DICOM too, with the patient's name.
    """

    folder: Path
    objects: tuple[tuple[str, Path], ...]
    protocol: str
    course: str
    memory_bytes: float
    language: str
    encapsulate: bool


def run_job(job: Job) -> None:
    """Do it; what came of it stands in ``outcome.json`` of the folder, which is written last."""
    give_way()
    try:
        with confined(job.memory_bytes):
            outcome = _judge(job)
    except RtqaError as error:
        outcome = fail(error.message)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            os._exit(UNWRITTEN)  # nor is there room to say so
        outcome = fail(Message("cohort.fault", error=type(error).__name__))
    except Exception as error:  # noqa: BLE001 (a plan that breaks rtqa breaks its own case, and no more)
        outcome = fail(Message("cohort.fault", error=type(error).__name__))
    fresh = job.folder / f"{OUTCOME}.new"
    fresh.write_text(json.dumps(outcome, ensure_ascii=True), encoding="ascii")
    fresh.replace(job.folder / OUTCOME)


def give_way() -> None:
    """Let node and page go first where there is more to do than processors."""
    with suppress(AttributeError, OSError):  # not on Windows
        os.nice(_NICE)


def fail(reason: Message) -> dict[str, Any]:
    """The outcome of a case that could not be checked."""
    return {"state": "failed", "reason": as_data(reason)}


def _judge(job: Job) -> dict[str, Any]:
    plan = job.folder / "plan"
    _lay_out(job, plan)
    case = read_within_memory([plan])
    course = plan / _COURSE if job.course else None
    report = stamp(check(case, protocol=job.protocol, course=course, pictures=True))
    say = load_language(job.language)
    contents = render_files(report, formats=default_formats(), say=say)
    if job.encapsulate and "report.pdf" in contents:
        contents |= _encapsulate(report, case, job.language)
    out = job.folder / FILES
    out.mkdir()
    for name, content in contents.items():
        write_file(out / name, content)
    return _describe(report, contents)


def _lay_out(job: Job, plan: Path) -> None:
    """The case as a folder, as a person would have exported it; of links, where the system has them."""
    plan.mkdir()
    for number, (role, file) in enumerate(job.objects):
        link = plan / f"{role.replace(' ', '-')}-{number:05}.dcm"
        try:
            os.link(file, link)
        except OSError:
            shutil.copyfile(file, link)
    if job.course:
        (plan / _COURSE).write_text(job.course, encoding="utf-8", newline="\n")


def _encapsulate(report: Report, case: Case, language: str) -> dict[str, bytes]:
    """The PDF with the patient's name as DICOM; nothing where the files do not tell whose it is."""
    named = identify(report, case)
    pdf = render_files(named, formats=("pdf",), say=load_language(language))["report.pdf"]
    try:
        return {"report.dcm": encapsulate_pdf(pdf, named, case)}
    except InputError:
        return {}


def _describe(report: Report, contents: dict[str, bytes]) -> dict[str, Any]:
    """What the archive keeps of a report, beside its files."""
    document = json.loads(contents["report.json"])
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    return {
        "state": "done",
        "sha256": hashes["report.json"],
        "files": hashes,
        "verdict": report.verdict.value,
        "protocol": report.protocol.id,
        "protocol_sha256": report.protocol.sha256,
        "program_version": version("rtqa"),
        "causes": [
            {key: cause[key] for key in ("id", "kind", "owner", "verdict")} for cause in document["causes"]
        ],
    }
