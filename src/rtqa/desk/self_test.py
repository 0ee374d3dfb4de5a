"""A case of which the answer is known, sent to a desk of its own in a folder that is gone afterwards.

It goes the whole way: association, C-STORE, archive, grouping, rule, worker, report; and the mean dose that
the report states is that of a closed form.
"""

from __future__ import annotations

import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from rtqa.commission.export import write_set
from rtqa.commission.suite import commissioning_suite
from rtqa.desk.archive.tables import Case, Report
from rtqa.desk.desk import Desk
from rtqa.desk.node.deliver import deliver
from rtqa.desk.node.scp import Node
from rtqa.desk.node.send import NotSentError
from rtqa.desk.settings import parse_settings
from rtqa.desk.verify import verify_desk
from rtqa.messages import Message

_SET, _STRUCTURE = "N3", "Cylinder24_N3"
SENDING, CHECKING = Message("doctor.sending"), Message("doctor.checking")
DOSE, KEEPING = Message("doctor.dose"), Message("doctor.keeping")

TOLERANCE_FRAC = 0.002
"""Of the mean dose; the cylinder is drawn every 3 mm, with a dose grid of 3 mm."""

_PATIENCE_S = 120.0
_PAUSE_S = 0.1

_SETTINGS = b"""free_gb = 0.0
node = { port = 0 }
check = { quiet_s = 0.5, patience_s = 0.5 }
rule = [{ protocol = "self-test.toml" }]
"""

_PROTOCOL = f"""schema = "rtqa-protocol/1"
id = "self-test"
title = "A cylinder of known dose"
source = "rtqa commission, set {_SET}"

[limits]
rows = [["{_STRUCTURE}", "Mean[Gy]", "<= 41"]]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfTest:
    """What came of it.

    Attributes:
        failed_at: where it ended; None where all went well.
        seconds: from the first object sent to the report.
        mean_gy: that the report states; None where there is none.
        true_gy: of the closed form.
    """

    failed_at: Message | None
    seconds: float
    mean_gy: float | None
    true_gy: float


def try_whole_way() -> SelfTest:
    """Send the case, and wait for its report."""
    phantoms = next(phantoms for phantoms in commissioning_suite() if phantoms.name == _SET)
    cylinder = next(phantom for phantom in phantoms.phantoms if phantom.name == _STRUCTURE)
    true_gy = cylinder.true_of_solid(phantoms.dose).mean_gy
    with tempfile.TemporaryDirectory(prefix="rtqa-self-test-") as name:
        folder = Path(name)
        sent = folder / "sent"
        sent.mkdir()
        write_set(phantoms, sent)
        desk = Desk(folder / "desk", parse_settings(_SETTINGS))
        (folder / "desk" / "self-test.toml").write_text(_PROTOCOL, encoding="utf-8")
        node = Node(desk)
        desk.dispatcher.start()
        node.start()
        begun = time.monotonic()
        try:
            deliver(sorted(sent.iterdir()), host="127.0.0.1", port=node.port, called="RTQA")
            report = _wait(desk)
        except NotSentError:
            return SelfTest(
                failed_at=SENDING, seconds=time.monotonic() - begun, mean_gy=None, true_gy=true_gy
            )
        finally:
            node.stop()
            desk.dispatcher.stop()
        seconds = time.monotonic() - begun
        mean_gy = _read_mean(desk, report) if report is not None else None
        failed_at = None
        if report is None:
            failed_at = CHECKING
        elif mean_gy is None or abs(mean_gy - true_gy) > TOLERANCE_FRAC * true_gy:
            failed_at = DOSE
        elif next(verify_desk(desk), None) is not None:
            failed_at = KEEPING
        desk.close()
        return SelfTest(failed_at=failed_at, seconds=seconds, mean_gy=mean_gy, true_gy=true_gy)


def _wait(desk: Desk) -> Report | None:
    """The report; None where the check failed, or takes too long."""
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        with desk.archive.read() as session:
            report = session.scalars(select(Report)).first()
            states = set(session.scalars(select(Case.state)))
        if report is not None or "failed" in states:
            return report
        time.sleep(_PAUSE_S)
    return None


def _read_mean(desk: Desk, report: Report) -> float | None:
    """The mean dose of the cylinder as report.json has it."""
    document = json.loads(desk.report_file(report, "report.json").read_bytes())
    means = [
        finding["value"]
        for finding in document["findings"]
        if finding["structure"] == _STRUCTURE and finding["metric"] == "Mean[Gy]"
    ]
    return float(means[0]) if means and means[0] is not None else None
