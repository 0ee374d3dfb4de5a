"""The node: listens, decides whom it hears, and hands requests to what answers them."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from pynetdicom import AE, evt
from pynetdicom.association import Association

from rtqa.desk import statuses
from rtqa.desk.archive import audit
from rtqa.desk.desk import Desk
from rtqa.desk.node.commitment import answer_commitment
from rtqa.desk.node.contexts import COMMITMENT, list_contexts
from rtqa.desk.node.courier import Courier
from rtqa.desk.node.datasets import Event
from rtqa.desk.node.limits import NodeLimits, Reason, Refusal, Refusals, plain_title
from rtqa.desk.node.performer import Performer
from rtqa.desk.node.send import server_tls
from rtqa.desk.node.store import store_object
from rtqa.desk.node.ups import WorkList
from rtqa.desk.node.watch import Watch
from rtqa.desk.node.wire import GuardedAssociation, NodeServer, set_up_pynetdicom
from rtqa.desk.rates import Rate
from rtqa.dicom.write.common import IMPLEMENTATION

log = logging.getLogger("rtqa.desk.node")

_STEP_S = 0.5
_REJECT_CALLING, _REJECT_FOR_NOW = (1, 1, 3), (2, 3, 2)
"""Result, source and reason of an A-ASSOCIATE-RJ (PS3.8 9.3.4)."""

_ABORT = 0x07
"""Type of an A-ABORT (PS3.8 9.3.8)."""


class Node:
    """The DICOM node of a desk, and the threads that send and watch for it.

    Args:
        desk: that it serves.
        limits: what it bears; of the settings where None.
    """

    def __init__(self, desk: Desk, *, limits: NodeLimits | None = None) -> None:
        self.desk, self._settings = desk, desk.settings.node
        self._limits = limits or NodeLimits(
            associations=self._settings.most_associations,
            object_bytes=round(self._settings.most_object_mb * 1e6),
            idle_s=self._settings.idle_s,
        )
        self.refusals = Refusals(self._tell)
        self._rate = Rate.of_a_minute(self._settings.objects_per_minute)
        self._hosts = {caller.ae_title: _addresses(caller.host) for caller in self._settings.callers}
        self._work_list = WorkList(desk)
        self._performer = Performer(desk, self._work_list)
        self._courier = Courier(desk, self._find_open)
        self._ends = threading.Event()
        self._threads: list[threading.Thread] = []
        self._server: NodeServer | None = None

    @property
    def port(self) -> int:
        """Where it listens.

        Raises:
            RuntimeError: it does not.
        """
        if self._server is None:
            raise RuntimeError("the node is not started")
        return int(self._server.server_address[1])

    def start(self) -> None:
        """Listen, and begin to send and to watch.

        Raises:
            OSError: the port is taken.
        """
        set_up_pynetdicom()
        if self._settings.enabled:
            self._server = self._listen()
            self._run("rtqa node", self._server.serve_forever)
        self._run("rtqa courier", partial(self._repeat, self.step))
        if self.desk.settings.watch is not None:
            watch = Watch(self.desk, self.desk.settings.watch, self.refusals)
            self._run("rtqa watch", partial(self._repeat, watch.step))

    def stop(self) -> None:
        """Let nobody in any more, end what is open, and write down what was refused."""
        self._ends.set()
        if self._server is not None:
            self._server.shutdown()
            for association in self._server.active_associations:
                association.abort()
        for thread in self._threads:
            thread.join(timeout=30)
        self.refusals.tell_rest(at_once=True)

    def step(self) -> None:
        """Carry work items on, send what is due, and tell what was refused."""
        self._performer.step()
        self._courier.step()
        self.refusals.tell_rest()

    def _listen(self) -> NodeServer:
        entity = AE(ae_title=self._settings.ae_title)
        entity.implementation_class_uid, entity.implementation_version_name = IMPLEMENTATION
        # Counted here: pynetdicom counts those, too, that have said nothing yet.
        entity.maximum_associations = self._limits.connections + 1
        entity.maximum_pdu_size = self._limits.announced_pdu_bytes
        entity.require_called_aet = True
        entity.require_calling_aet = sorted(self._hosts)
        entity.acse_timeout = self._limits.negotiation_s
        entity.dimse_timeout = entity.network_timeout = self._limits.idle_s
        tls = self._settings.tls
        return NodeServer(
            entity,
            (self._settings.host, self._settings.port),
            contexts=list_contexts(),
            handlers=self._handlers(),
            limits=self._limits,
            refusals=self.refusals,
            tls=None if tls is None else server_tls(self.desk, tls),
            incoming=self.desk.folder / "incoming",
        )

    def _handlers(self) -> list[Any]:
        desk, items = self.desk, self._work_list
        store = partial(store_object, desk=desk, refusals=self.refusals, rate=self._rate)
        return [
            (evt.EVT_REQUESTED, self._look_at_caller),
            (evt.EVT_REJECTED, self._note_rejection),
            (evt.EVT_PDU_SENT, _note_malformed),
            (evt.EVT_C_ECHO, lambda _: statuses.SUCCESS),
            (evt.EVT_C_STORE, store),
            (evt.EVT_C_FIND, items.find),
            (evt.EVT_N_CREATE, items.create),
            (evt.EVT_N_GET, items.get),
            (evt.EVT_N_SET, items.set),
            (evt.EVT_N_ACTION, self._act),
        ]

    def _act(self, event: Event) -> tuple[int, Any]:
        if event.request.RequestedSOPClassUID == COMMITMENT:
            return answer_commitment(event, self.desk), None
        return self._work_list.act(event)

    def _look_at_caller(self, event: Event) -> None:
        """Reject a caller whose title is expected from another address, or for whom there is no room now."""
        association = event.assoc
        title = plain_title(association.requestor.primitive.calling_ae_title or "")
        hosts = self._hosts.get(title)
        if hosts and association.address not in hosts:
            self._reject(association, Reason.CALLING_ADDRESS, _REJECT_CALLING)
        elif self._count_established() >= self._limits.associations:
            self._reject(association, Reason.ASSOCIATIONS, _REJECT_FOR_NOW)

    def _reject(self, association: GuardedAssociation, reason: Reason, how: tuple[int, int, int]) -> None:
        asked = association.requestor.primitive
        association.requestor.ae_title = asked.calling_ae_title if asked is not None else ""
        association.refuse(reason)
        association.acse.send_reject(*how)
        association.kill()

    def _count_established(self) -> int:
        return (
            sum(open_now.is_established for open_now in self._server.active_associations)
            if self._server
            else 0
        )

    def _note_rejection(self, event: Event) -> None:
        """Say why pynetdicom rejected an association."""
        asked = event.assoc.requestor.primitive
        calling, called = plain_title(asked.calling_ae_title or ""), asked.called_ae_title or ""
        is_ours = called.strip() == self._settings.ae_title.strip()
        reason = Reason.CALLING_TITLE if is_ours else Reason.CALLED_TITLE
        self.refusals.note(reason, event.assoc.address, calling)

    def _find_open(self, title: str) -> Association | None:
        """An open association of a caller over which storage commitment was agreed."""
        for association in self._server.active_associations if self._server is not None else ():
            if association.is_established and plain_title(association.requestor.ae_title) == title:
                for context in association.accepted_contexts:
                    if context.abstract_syntax == COMMITMENT:
                        return association
        return None

    def _tell(self, refusal: Refusal) -> None:
        """Into the log, and the trail: under the address, as a title can be anybody's."""
        log.warning(
            "refused: %s (from %s, title %r, %d times)",
            refusal.reason, refusal.address, refusal.title, refusal.times,
        )  # fmt: skip
        with self.desk.archive.begin() as session:
            audit.append(
                session,
                refusal.address,
                "refused",
                at=self.desk.now(),
                reason=refusal.reason,
                title=refusal.title,
                times=refusal.times,
            )

    def _repeat(self, step: Callable[[], object]) -> None:
        while not self._ends.is_set():
            try:
                step()
            except Exception:  # the next step may go well; what was not done still stands in the archive
                log.exception("a step of the node failed")
            self._ends.wait(_STEP_S)

    def _run(self, name: str, target: Callable[[], object]) -> None:
        thread = threading.Thread(target=target, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()


def _note_malformed(event: Event) -> None:
    """An association that pynetdicom ends by itself had something in it that is no DICOM."""
    association = event.assoc
    is_own_wish = association._sent_abort or association.was_refused  # noqa: SLF001  (nothing else tells)
    if event.pdu.pdu_type == _ABORT and not is_own_wish:
        association.refuse(Reason.MALFORMED)


def _addresses(host: str | None) -> frozenset[str]:
    """The addresses of a host's name; none where any is right.

    Raises:
        OSError: nobody knows the name.
    """
    if host is None:
        return frozenset()
    return frozenset(str(known[4][0]) for known in socket.getaddrinfo(host, None))
