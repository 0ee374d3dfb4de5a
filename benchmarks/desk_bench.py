"""What the benchmarks of the desk share: many small cases, a served desk, and a look at what it kept."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO

import httpx
import pydicom
from pydicom.dataset import FileDataset
from pynetdicom import AE
from sqlalchemy import func, select

from rtqa.desk.archive import audit
from rtqa.desk.archive.tables import Case, CaseObject, Check, Report, StoredObject
from rtqa.desk.desk import Desk
from rtqa.desk.web.accounts import create_account

sys.path.insert(0, str(Path(__file__).parents[1] / "fuzz"))

from honest import PROTOCOL, small_plan

_FILES = small_plan()  # here, as senders of their own processes would make it at once
PASSWORD = "four plain words here"  # noqa: S105  (of a desk that lives as long as a benchmark)
_SETTINGS = """schema = "rtqa-desk/1"
free_gb = 0.0
[check]
quiet_s = 1.0
processes = {processes}
[node]
port = 0
[page]
port = 0
[[rule]]
protocol = "small.toml"
"""


def make_case(number: int) -> list[FileDataset]:
    """Six objects of one small case, with UIDs and a patient of its own; the same each time."""
    made = [pydicom.dcmread(BytesIO(content)) for content in _FILES.values()]
    for ds in made:
        for element in ds.iterall():
            if element.VR == "UI" and element.value and not str(element.value).startswith("1.2.840.10008"):
                element.value = f"{element.value}.{number}"
        ds.PatientID = ds.PatientName = f"CASE-{number}"
        ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    return made


def send_case(port: int, number: int, *, title: str) -> set[str]:
    """Send a case over one association; the SOP Instance UIDs that were acknowledged."""
    case = make_case(number)
    entity = AE(ae_title=title)
    entity.acse_timeout = entity.dimse_timeout = entity.network_timeout = 60
    for sop_class in {ds.SOPClassUID for ds in case}:
        entity.add_requested_context(sop_class, "1.2.840.10008.1.2.1")
    association = entity.associate("127.0.0.1", port, ae_title="RTQA")
    acknowledged: set[str] = set()
    if not association.is_established:
        return acknowledged
    for ds in case:
        try:
            status = association.send_c_store(ds)
        except RuntimeError:  # the desk has gone
            break
        if status.get("Status") == 0x0000:
            acknowledged.add(str(ds.SOPInstanceUID))
    if association.is_established:
        association.release()
    return acknowledged


def set_up(folder: Path, *, processes: int) -> None:
    """A data folder with a protocol, a rule and an account."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "small.toml").write_text(PROTOCOL, encoding="utf-8")
    (folder / "desk.toml").write_text(_SETTINGS.format(processes=processes), encoding="utf-8")
    desk = Desk.open(folder)
    with desk.archive.begin() as session:
        create_account(
            session,
            name="admin",
            full_name="Ada Min",
            role="admin",
            password=PASSWORD,
            actor="desk",
            at=datetime.now(UTC),
        )
    desk.close()


@dataclass(frozen=True)
class Running:
    """A desk that is served by another process."""

    process: subprocess.Popen[str]
    url: str
    port: int


@contextmanager
def served(folder: Path, log: IO[str], *, own_group: bool = False) -> Iterator[Running]:
    """``rtqa desk serve`` until the block ends; in a group of its own where it is to be killed."""
    words = [sys.executable, "-m", "rtqa", "desk", "serve", "--data", str(folder)]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=own_group
    ) as process:
        try:
            said = ""
            while len(found := re.findall(r"(https?://[^\s/]+)|port (\d+)", said)) < 2:
                line = process.stdout.readline() if process.stdout is not None else ""
                if not line:
                    raise RuntimeError(f"the desk did not start: {said}{Path(log.name).read_text()[-2000:]}")
                said += line
            yield Running(process, found[0][0], int(found[1][1]))
        finally:
            if process.poll() is None:
                process.terminate()


class Reader:
    """Somebody who looks at the list of cases again and again."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=30)
        page = self._client.get("/sign-in").text
        found = re.search(r'name="csrf" value="([^"]+)"', page)
        fields = {"csrf": found[1] if found else "", "name": "admin", "password": PASSWORD}
        self._client.post("/sign-in", data=fields)
        self.seconds: list[float] = []

    def look(self, path: str = "/") -> str:
        """Ask for a page, and note how long it took."""
        begun = time.monotonic()
        answer = self._client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"the page answers {answer.status_code}")
        self.seconds.append(time.monotonic() - begun)
        return answer.text


def count_states(folder: Path) -> Counter[str]:
    """How many cases are in each state."""
    desk = Desk.open(folder)
    try:
        with desk.archive.read() as session:
            return Counter(
                dict(session.execute(select(Case.state, func.count()).group_by(Case.state)).tuples().all())
            )
    finally:
        desk.close()


def look_at(folder: Path, acknowledged: set[str]) -> list[str]:
    """What is not as it must be: lost, twice, mixed, stuck, or changed; nothing where all is well."""
    desk = Desk.open(folder)
    faults: list[str] = []
    try:
        with desk.archive.read() as session:
            rows = session.scalars(select(StoredObject)).all()
            if lost := acknowledged - {row.sop_instance_uid for row in rows}:
                faults.append(f"{len(lost)} acknowledged objects are lost")
            if gone := [row for row in rows if not desk.objects.is_whole(row.sha256)]:
                faults.append(f"{len(gone)} objects have no bytes, or others")
            twice = Counter(row.sop_instance_uid for row in rows)
            if doubled := [uid for uid, n in twice.items() if n > 1]:
                faults.append(f"{len(doubled)} objects are kept twice")
            cases = session.scalars(select(Case)).all()
            if len({case.patient_id for case in cases}) != len(cases):
                faults.append("a patient has two cases")
            sizes = session.execute(
                select(CaseObject.case_id, func.count()).group_by(CaseObject.case_id)
            ).tuples()
            if mixed := [case_id for case_id, n in sizes if n > 6]:
                faults.append(f"{len(mixed)} cases hold objects of others")
            if stuck := [case for case in cases if case.state != "checked"]:
                faults.append(f"{len(stuck)} cases are {Counter(case.state for case in stuck)}")
            if running := session.scalars(select(Check).where(Check.state == "running")).all():
                faults.append(f"{len(running)} checks run without end")
            n_reports = session.scalar(select(func.count(func.distinct(Report.case_id)))) or 0
            if n_reports != len(cases):
                faults.append(f"{len(cases) - n_reports} cases have no report")
            if (line := audit.verify(session)) is not None:
                faults.append(f"the trail is broken at line {line}")
    finally:
        desk.close()
    return faults
