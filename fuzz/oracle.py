"""What must hold of every case, however it is spoilt."""

from __future__ import annotations

import hashlib
import io
import pickle
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import NoReturn
from unittest.mock import patch

from rich.console import Console

from honest import IDENTITY, PROTOCOL, small_plan
from rtqa.dicom import gather, read_case
from rtqa.dicom.gather import Reading
from rtqa.dicom.objects import IMAGE_ROLES, Label
from rtqa.errors import RtqaError
from rtqa.evaluation import check
from rtqa.findings import Report, Verdict
from rtqa.metrics.outcome import Measurement
from rtqa.model.case import Case
from rtqa.protocol import LoadedProtocol, load_protocol
from rtqa.render.files.report_json import parse_report, render_json
from rtqa.render.files.terminal import draw_report
from rtqa.render.words.language import ENGLISH

MOST_S = 10
"""Of the processor, which a busy machine does not change."""

MOST_CLOCK_S = 120
"""For what waits and does nothing."""

MOVED_FRAC = 0.01


class TooLong(BaseException):
    """A case took longer than :data:`MOST_S`."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What of a report is compared with that of the honest files."""

    verdict: Verdict
    doubts: frozenset[tuple[str, str]]
    limits: dict[str, tuple[Verdict | None, float | None]]


@contextmanager
def in_time() -> Iterator[None]:
    """End the block after :data:`MOST_S`."""

    def end(_: int, __: FrameType | None) -> NoReturn:
        raise TooLong

    signal.signal(signal.SIGALRM, end)
    signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, MOST_S)
    signal.alarm(MOST_CLOCK_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.setitimer(signal.ITIMER_PROF, 0)


def find_fault(run: Callable[[], str | None]) -> str | None:
    """What a case breaks; None where nothing: it ends in time, and in no error but rtqa's own."""
    try:
        with in_time():
            return run()
    except TooLong:
        return f"more than {MOST_S} s"
    except RtqaError as error:
        return _find_identity(str(error))
    except (Exception, MemoryError) as error:  # noqa: BLE001 (each is what is looked for)
        where = error.__traceback__
        while where is not None and where.tb_next is not None:
            where = where.tb_next
        place = f"{Path(where.tb_frame.f_code.co_filename).name}:{where.tb_lineno}" if where else ""
        return f"{type(error).__name__} at {place}: {str(error)[:80]}"


def judge_files(files: dict[str, bytes], *, telling: bool) -> str | None:
    """What a plan's spoilt files break.

    Most of them read as what was judged before: a report is made once of each case that is read, and drawn
    once of each set of findings.
    """
    with TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        with patch.object(gather, "_read_object", _read_object):
            case = read_case(folder)
        hashes = (hashlib.sha256(content).hexdigest() for content in files.values())
        key = _key(case, [Path(folder).name, *hashes])
        judged = _judged.get(key)
        if judged is None:
            report = check(case, protocol=_protocol())
            judged = _judged[key] = _summarise(report)
            if fault := _find_unreadable(report):
                return fault
        if any((Path(folder) / name).read_bytes() != content for name, content in files.items()):
            return "an input was changed"
    return _compare(_of_honest(), judged) if telling else None


def _read_object(label: Label, reading: Reading, hashing: Executor) -> None:
    """Read a file; one that is not spoilt as it was read the first time."""
    content = label.path.read_bytes()
    if label.role in IMAGE_ROLES or content != small_plan().get(label.path.name):
        _read_anew(label, reading, hashing)
        return
    if content not in _honest_parts:
        part = Reading()
        _read_anew(label, part, hashing)
        part.read = []
        _honest_parts[content] = pickle.dumps(part)
    part = pickle.loads(_honest_parts[content])  # noqa: S301 (made above)
    for kind in ("plans", "doses", "structure_sets"):
        getattr(reading.objects, kind).extend(getattr(part.objects, kind))
    reading.identities += part.identities
    for deviation in part.deviations:
        reading.note(deviation.kind, deviation.subject, deviation.message)
    reading.read.append((label, hashing.submit(lambda: hashlib.sha256(content).hexdigest())))


_read_anew = gather._read_object  # noqa: SLF001 (where one file is read)
_honest_parts: dict[bytes, bytes] = {}
_judged: dict[bytes, Judged] = {}
_drawn: set[frozenset[tuple[str, str, str]]] = set()


def _key(case: Case, incidental: list[str]) -> bytes:
    """A hash of all that was read but for the folder's name and the files' hashes."""
    buffer = io.BytesIO()
    pickler = pickle.Pickler(buffer)
    pickler.fast = True  # by value: not by which of two equal values is the same object
    pickler.dump(case)
    content = buffer.getvalue()
    for text in incidental:
        content = content.replace(text.encode(), b"")
    return hashlib.sha256(content).digest()


def _find_unreadable(report: Report) -> str | None:
    """Whether a report reads back as another, says who the patient is, or cannot be drawn."""
    text = render_json(report)
    if parse_report(text).verdict is not report.verdict:
        return "the report reads back as another"
    if said := _find_identity(text):
        return said
    says = frozenset((finding.code, finding.verdict, finding.message.id) for finding in report.findings)
    if says not in _drawn:
        _drawn.add(says)
        page = Console(file=io.StringIO(), width=100, record=True)
        page.print(draw_report(report, width=100, say=ENGLISH, everything=True))
        return _find_identity(page.export_text())
    return None


@cache
def _protocol() -> LoadedProtocol:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "small.toml"
        file.write_text(PROTOCOL)
        return load_protocol(file)


@cache
def _of_honest() -> Judged:
    with TemporaryDirectory() as folder:
        for name, content in small_plan().items():
            (Path(folder) / name).write_bytes(content)
        judged = _summarise(check(read_case(folder), protocol=_protocol()))
    kept = sorted(verdict.value for verdict, _ in judged.limits.values() if verdict is not None)
    if kept != ["fail", "pass", "pass"]:
        raise AssertionError(f"the honest plan is not judged as it should be: {judged}")
    return judged


def _summarise(report: Report) -> Judged:
    limits = {}
    for finding in report.findings:
        if finding.constraint is not None and finding.code == "DV-LIMIT":
            value = finding.outcome.value if isinstance(finding.outcome, Measurement) else None
            limits[finding.constraint.id] = finding.verdict, value
    doubts = frozenset(
        (finding.code, finding.message.id) for finding in report.findings if finding.verdict is Verdict.REVIEW
    )
    return Judged(report.verdict, doubts, limits)


def _compare(honest: Judged, spoilt: Judged) -> str | None:
    """Whether anything is better, or another number, without a doubt that was not there before."""
    if spoilt.verdict in (Verdict.PASS, Verdict.VARIATION):
        return f"{honest.verdict.value} became {spoilt.verdict.value}"
    if spoilt.doubts - honest.doubts:
        return None
    for name, (verdict, value) in honest.limits.items():
        now, moved = spoilt.limits.get(name, (None, None))
        if verdict is Verdict.FAIL and now is not Verdict.FAIL:
            return f"{name}: fail became {now.value if now else 'nothing'}, and nothing is in doubt"
        if value is not None and moved is not None and abs(moved - value) > MOVED_FRAC * abs(value):
            return f"{name}: {value:g} became {moved:g}, and nothing is in doubt"
    return None


def _find_identity(text: str) -> str | None:
    return next((f"says {sign}" for sign in IDENTITY if sign in text), None)
