"""Spoil what honest callers send to the DICOM node, in seeded ways, and see that it stands.

    python fuzz/pdus.py --seed 7 --cases 50000
    python fuzz/pdus.py --seed 7 --only 123

An honest conversation is recorded PDU by PDU: an echo, a stored plan, commitment, a work item, a query.
Each case spoils one and sends it to a node that runs here. It breaks something where

- the node does not answer an honest echo, or does not let go of a connection;
- an exception leaves a thread, or a thread is left behind;
- a file is left in ``incoming/``, an object is kept that is not whole, or is named by anything but its hash;
- the audit trail does not hold.
"""

from __future__ import annotations

import argparse
import random
import resource
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydicom.uid import ExplicitVRLittleEndian, generate_uid
from pynetdicom import AE, evt

from rtqa.desk.archive import audit
from rtqa.desk.desk import Desk
from rtqa.desk.node.contexts import COMMITMENT, UPS_PULL, UPS_PUSH, VERIFICATION
from rtqa.desk.node.datasets import build
from rtqa.desk.node.limits import NodeLimits
from rtqa.desk.node.scp import Node
from rtqa.desk.settings import parse_settings
from rtqa.dicom.write.common import fill, new_object

PLAN = "1.2.840.10008.5.1.4.1.1.481.5"
_SETTINGS = b'schema = "rtqa-desk/1"\nfree_gb = 0.0\n[node]\nport = 0\nobjects_per_minute = 1000000\n'
_LIMITS = NodeLimits(
    associations=256,
    connections=256,
    connections_of_address=256,
    connections_per_minute=10**7,
    negotiation_s=2.0,
    pdu_s=2.0,
    idle_s=2.0,
    slow_after_s=2.0,
    object_bytes=2**20,
    message_bytes=2**18,
)
_BATCH = 200
_PATIENCE_S = 20.0
_ODD = (
    b"\0",
    b"\xff",
    b"\x7f",
    b"../../x",
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\x01",
    b"A" * 64,
    b"1.2." * 20,
    b"\xfe\xff\xdd\xe0",
)

Conversation = list[bytes]


@contextmanager
def standing_node() -> Iterator[Node]:
    """A node on a free port, with limits that a campaign does not wait for."""
    with TemporaryDirectory() as folder:
        desk = Desk(Path(folder), parse_settings(_SETTINGS))
        node = Node(desk, limits=replace(_LIMITS))
        node.start()
        try:
            yield node
        finally:
            node.stop()
            desk.close()


def record(node: Node) -> list[Conversation]:
    """What honest callers send, a list of PDUs each."""
    plan = new_object(PLAN, generate_uid())
    fill(
        plan,
        Modality="RTPLAN",
        PatientID="NOBODY",
        StudyInstanceUID=generate_uid(),
        SeriesInstanceUID=generate_uid(),
    )
    plan.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    reference = build(ReferencedSOPClassUID=PLAN, ReferencedSOPInstanceUID=plan.SOPInstanceUID)
    wanted = build(TransactionUID=generate_uid(), ReferencedSOPSequence=[reference])
    item = build(
        ScheduledProcedureStepPriority="HIGH",
        ProcedureStepLabel="Plan check",
        ProcedureStepState="SCHEDULED",
        InputInformationSequence=[build(ReferencedSOPSequence=[reference])],
    )
    query = build(ProcedureStepState="SCHEDULED", ProcedureStepLabel="P*")
    told = build(ProcedureStepState="IN PROGRESS", TransactionUID=generate_uid())
    changed = build(TransactionUID="1.2", ProcedureStepLabel="x")
    uid = generate_uid()
    acts: list[tuple[str, Callable[[Any], Any]]] = [
        (VERIFICATION, lambda association: association.send_c_echo()),
        (PLAN, lambda association: association.send_c_store(plan)),
        (
            COMMITMENT,
            lambda association: association.send_n_action(wanted, 1, COMMITMENT, "1.2.840.10008.1.20.1.1"),
        ),
        (UPS_PUSH, lambda association: association.send_n_create(item, UPS_PUSH, uid)),
        (UPS_PULL, lambda association: list(association.send_c_find(query, UPS_PULL))),
        (UPS_PULL, lambda association: association.send_n_get([], UPS_PUSH, uid, meta_uid=UPS_PULL)),
        (UPS_PULL, lambda association: association.send_n_action(told, 1, UPS_PUSH, uid, meta_uid=UPS_PULL)),
        (UPS_PULL, lambda association: association.send_n_set(changed, UPS_PUSH, uid, meta_uid=UPS_PULL)),
    ]
    return [_record_one(node, sop_class, act) for sop_class, act in acts]


def _record_one(node: Node, sop_class: str, act: Callable[[Any], Any]) -> Conversation:
    sent: Conversation = []
    entity = AE(ae_title="FUZZ")
    entity.add_requested_context(sop_class, [ExplicitVRLittleEndian])
    association = entity.associate(
        "127.0.0.1", node.port, ae_title="RTQA",
        evt_handlers=[(evt.EVT_DATA_SENT, lambda event: sent.append(bytes(event.data)))],
    )  # fmt: skip
    act(association)
    association.release()
    return sent


def spoil(conversation: Sequence[bytes], dice: random.Random) -> Conversation:
    """One or several PDUs lost, doubled, swapped, cut, lengthened, or with other bytes."""
    spoilt = list(conversation)
    for _ in range(dice.choice((1, 1, 1, 2, 4))):
        place = dice.randrange(len(spoilt))
        pdu = bytearray(spoilt[place])
        match dice.randrange(10):
            case 0 | 1:
                for _ in range(dice.choice((1, 1, 2, 8, 64))):
                    pdu[dice.randrange(len(pdu))] ^= 1 << dice.randrange(8)
            case 2:
                begin = dice.randrange(len(pdu))
                odd = dice.choice(_ODD)
                pdu[begin : begin + dice.choice((0, len(odd)))] = odd
            case 3:
                del pdu[dice.randrange(len(pdu)) :]
            case 4:
                begin = dice.randrange(len(pdu))
                del pdu[begin : begin + dice.choice((1, 2, 8))]
                pdu[2:6] = max(len(pdu) - 6, 0).to_bytes(4, "big")
            case 5:
                pdu[2:6] = dice.choice((0, 1, len(pdu), 2**31, 2**32 - 1, dice.randrange(2**17))).to_bytes(
                    4, "big"
                )
            case 6:
                spoilt.insert(place, bytes(dice.choice(spoilt)))
            case 7:
                spoilt[place], spoilt[-1] = spoilt[-1], spoilt[place]
                continue
            case 8:
                pdu[0:1] = dice.randrange(256).to_bytes(1, "big")
            case _:
                pdu = bytearray(dice.randbytes(dice.choice((1, 6, 7, 100, 5000))))
        spoilt[place] = bytes(pdu) or b"\0"
    return spoilt


def say(port: int, conversation: Conversation) -> None:
    """Say it to the node, waiting for each answer a moment, and hang up."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as stream:
        stream.settimeout(0.05)
        for pdu in conversation:
            stream.sendall(pdu)
            with suppress(TimeoutError):
                stream.recv(65536)
        stream.shutdown(socket.SHUT_WR)
        stream.settimeout(1.0)
        while stream.recv(65536):
            pass


class Oracle:
    """Looks whether the node still stands, and nothing is where it does not belong."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.raised: list[str] = []
        threading.excepthook = self._note
        self.n_threads = threading.active_count()

    def _note(self, arguments: Any) -> None:
        self.raised.append(f"{arguments.exc_type.__name__} in {getattr(arguments.thread, 'name', '?')}")

    def find_fault(self) -> str | None:
        """What is broken now; None where nothing is."""
        desk = self.node.desk
        if not _comes_true(lambda: self._count_connections() == 0):
            return f"{self._count_connections()} connections are not let go of"
        if not self._echoes():
            return "an honest echo is not answered"
        if self.raised:
            return f"a thread ended by {self.raised.pop()}"
        if not _comes_true(lambda: threading.active_count() <= self.n_threads + 4):
            return f"{threading.active_count() - self.n_threads} threads are left behind"
        if any((desk.folder / "incoming").iterdir()):
            return "a file is left in incoming/"
        return None

    def find_damage(self) -> str | None:
        """What is broken in what was kept, looked at once at the end."""
        desk = self.node.desk
        known = {
            "objects",
            "incoming",
            "reports",
            "work",
            "desk.sqlite",
            "desk.sqlite-wal",
            "desk.sqlite-shm",
            "desk.toml",
        }
        if strays := {path.name for path in desk.folder.iterdir()} - known:
            return f"strays in the data folder: {sorted(strays)[:3]}"
        kept = (desk.folder / "objects").glob("??/*.dcm")
        if any(not desk.objects.is_whole(file.stem) for file in kept):
            return "an object is kept that is not whole"
        with desk.archive.read() as session:
            if audit.verify(session) is not None:
                return "the audit trail does not hold"
        return None

    def _count_connections(self) -> int:
        return self.node._server.gate._open.total()  # noqa: SLF001  (nobody else asks)

    def _echoes(self) -> bool:
        entity = AE(ae_title="HONEST")
        entity.add_requested_context(VERIFICATION)
        association = entity.associate("127.0.0.1", self.node.port, ae_title="RTQA")
        if not association.is_established:
            return False
        status = association.send_c_echo()
        association.release()
        return status.get("Status") == 0x0000


def _comes_true(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + _PATIENCE_S
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def run(
    seed: int, numbers: range, *, tell: Callable[[int], None] = lambda _: None
) -> list[tuple[range, str]]:
    """Try the cases of these numbers; which batches broke what."""
    broken: list[tuple[range, str]] = []
    with standing_node() as node, ThreadPoolExecutor(16) as callers:
        recorded = record(node)
        oracle = Oracle(node)
        list(callers.map(lambda _: time.sleep(0.01), range(64)))  # the callers' threads are there from now on
        oracle.n_threads = threading.active_count()
        for begin in range(numbers.start, numbers.stop, _BATCH):
            batch = range(begin, min(begin + _BATCH, numbers.stop))
            list(callers.map(lambda number: say(node.port, make_case(seed, number, recorded)), batch))
            if (fault := oracle.find_fault()) is not None:
                broken.append((batch, fault))
                if len(broken) > 20:
                    break
            tell(batch.stop - numbers.start)
        if (damage := oracle.find_damage()) is not None:
            broken.append((numbers, damage))
    return broken


def make_case(seed: int, number: int, recorded: Sequence[Conversation]) -> Conversation:
    """The case of a number: drawn from the seed and it alone."""
    dice = random.Random(f"pdus {seed} {number}")
    return spoil(dice.choice(recorded), dice)


def main() -> int:
    """Run a campaign."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=50_000)
    parser.add_argument("--only", type=int, help="one case, by its number")
    options = parser.parse_args()
    numbers = range(options.cases) if options.only is None else range(options.only, options.only + 1)
    begun = time.monotonic()

    def tell(n: int) -> None:
        if n % 2000 == 0:
            print(f"{n} cases in {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)

    broken = run(options.seed, numbers, tell=tell)
    for batch, fault in broken:
        print(f"pdus: {fault}: cases {batch.start} to {batch.stop - 1}")
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(
        f"pdus: seed {options.seed}, {len(numbers)} cases in {time.monotonic() - begun:.0f} s, "
        f"{len(broken)} broke something; {used} MB at most"
    )
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
