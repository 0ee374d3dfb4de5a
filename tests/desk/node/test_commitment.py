"""Storage commitment: what is said to be kept is kept, and the answer comes even after a restart."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from calling_node import CT, PLAN, calling, make_object, running, wait_for
from pydicom.dataset import Dataset
from pynetdicom import AE, evt
from sqlalchemy import select

from rtqa.desk.archive.tables import Outgoing, StoredObject
from rtqa.desk.node.datasets import build
from rtqa.desk.node.scp import Node

COMMITMENT = "1.2.840.10008.1.20.1"
INSTANCE = "1.2.840.10008.1.20.1.1"


class Listener:
    """Takes N-EVENT-REPORTs, and remembers what they said."""

    def __init__(self) -> None:
        self.told: list[tuple[int, Dataset]] = []
        self.came = threading.Event()

    def handle(self, event: Any) -> tuple[int, None]:
        self.told.append((event.event_type, event.event_information))
        self.came.set()
        return 0x0000, None


@contextmanager
def listening(listener: Listener, sop_class: str, *, port: int = 0) -> Iterator[int]:
    """A receiver of events; its port."""
    entity = AE(ae_title="LISTENER")
    entity.add_supported_context(sop_class, scu_role=True, scp_role=True)
    server = entity.start_server(
        ("127.0.0.1", port), block=False, evt_handlers=[(evt.EVT_N_EVENT_REPORT, listener.handle)]
    )
    assert server is not None
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()


def ask(association: Any, transaction: str, *objects: tuple[str, str]) -> int:
    """Ask for commitment of these objects; the status."""
    references = [build(ReferencedSOPClassUID=each, ReferencedSOPInstanceUID=uid) for each, uid in objects]
    asked = build(TransactionUID=transaction, ReferencedSOPSequence=references)
    status, _ = association.send_n_action(asked, 1, COMMITMENT, INSTANCE)
    return int(status.Status)


def outgoing(node: Node) -> list[Outgoing]:
    with node.desk.archive.read() as session:
        return list(session.scalars(select(Outgoing)))


def test_kept_objects_are_told_from_others_over_the_same_association(node: Node) -> None:
    plan, listener = make_object(), Listener()
    handlers = [(evt.EVT_N_EVENT_REPORT, listener.handle)]
    with calling(node, PLAN, COMMITMENT, evt_handlers=handlers) as association:
        assert association.send_c_store(plan).Status == 0x0000
        asked = ((PLAN, plan.SOPInstanceUID), (PLAN, "1.2.3.4"), (CT, plan.SOPInstanceUID))
        assert ask(association, "1.2.99", *asked) == 0x0000
        assert listener.came.wait(10)
    ((event_type, told),) = listener.told
    assert (event_type, told.TransactionUID) == (2, "1.2.99")
    assert [item.ReferencedSOPInstanceUID for item in told.ReferencedSOPSequence] == [plan.SOPInstanceUID]
    assert [(item.ReferencedSOPInstanceUID, item.FailureReason) for item in told.FailedSOPSequence] == [
        ("1.2.3.4", 0x0112),
        (plan.SOPInstanceUID, 0x0119),
    ]


def test_an_object_whose_bytes_are_gone_is_not_committed(node: Node) -> None:
    plan, listener = make_object(), Listener()
    handlers = [(evt.EVT_N_EVENT_REPORT, listener.handle)]
    with calling(node, PLAN, COMMITMENT, evt_handlers=handlers) as association:
        association.send_c_store(plan)
        with node.desk.archive.read() as session:
            query = select(StoredObject.sha256).where(StoredObject.sop_instance_uid == plan.SOPInstanceUID)
            node.desk.objects.path(session.scalars(query).one()).unlink()
        ask(association, "1.2.98", (PLAN, plan.SOPInstanceUID))
        assert listener.came.wait(10)
    assert listener.told[0][0] == 2
    assert listener.told[0][1].FailedSOPSequence[0].FailureReason == 0x0112


@pytest.mark.filterwarnings("ignore:Invalid value for VR UI")
def test_requests_that_name_nothing_or_no_uid_are_refused(node: Node) -> None:
    with calling(node, COMMITMENT) as association:
        assert ask(association, "1.2.97") == 0x0114
        assert ask(association, "1.2.97", (PLAN, "../..")) == 0x0115
        status, _ = association.send_n_action(build(TransactionUID="1.2"), 7, COMMITMENT, INSTANCE)
        assert status.Status == 0x0123


def test_an_answer_that_could_not_be_given_is_given_after_a_restart(tmp_path: Path) -> None:
    plan, listener = make_object(), Listener()
    with running(tmp_path) as node:
        with calling(node, PLAN, COMMITMENT, calling="LISTENER") as association:
            association.send_c_store(plan)
            node._ends.set()  # the courier stops, as if the desk were killed before its next step
            assert wait_for(
                lambda: (
                    not any(thread.name == "rtqa courier" and thread.is_alive() for thread in node._threads)
                )
            )
            assert ask(association, "1.2.96", (PLAN, plan.SOPInstanceUID)) == 0x0000
        assert [row.state for row in outgoing(node)] == ["waiting"]
    with listening(listener, COMMITMENT) as port:
        more = f'[[destination]]\nname = "tps"\nae_title = "LISTENER"\nhost = "127.0.0.1"\nport = {port}\n'
        with running(tmp_path, more) as node:
            assert listener.came.wait(10)
            assert wait_for(lambda: [row.state for row in outgoing(node)] == ["sent"])
    assert listener.told[0][0] == 1
    assert listener.told[0][1].ReferencedSOPSequence[0].ReferencedSOPInstanceUID == plan.SOPInstanceUID
