"""The DICOM upper layer with a clock and a scale: what comes too slowly, too long or too often is cut off.

pynetdicom reads as many bytes as a PDU says it has, and waits for them as long as it takes; it shakes hands
for TLS in the thread that lets everybody in. Here each connection has its time from the first byte, each PDU
and each message its size, and TLS is spoken in the connection's own thread.
"""

from __future__ import annotations

import logging
import socket
import ssl
import tempfile
import threading
import time
import warnings
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from socketserver import BaseServer
from typing import Any, cast

from pynetdicom import _config, dimse_messages
from pynetdicom.ae import ApplicationEntity
from pynetdicom.association import Association
from pynetdicom.dimse_messages import C_STORE_RQ
from pynetdicom.dul import DULServiceProvider
from pynetdicom.presentation import PresentationContext
from pynetdicom.transport import AssociationSocket, RequestHandler, ThreadedAssociationServer

from rtqa.desk.node.limits import Gate, NodeLimits, Reason, Refusals

_ABORT = bytes([7, 0, 0, 0, 0, 4, 0, 0, 2, 0])
"""A-ABORT by the service provider, reason not specified (PS3.8 9.3.8)."""

_HEADER_BYTES = 6

_QUICK_ACK = getattr(socket, "TCP_QUICKACK", None)
"""Of Linux: what was received is acknowledged at once."""


class GuardedSocket(AssociationSocket):
    """An association's socket that reads no more, and waits no longer, than the limits say."""

    def __init__(self, assoc: GuardedAssociation, client_socket: socket.socket) -> None:
        super().__init__(assoc, client_socket=client_socket)
        self.guarded = assoc
        self.stream = client_socket
        self._message_bytes = 0
        self._message_begun = 0.0

    def recv(self, nr_bytes: int) -> bytearray:
        """Read so many bytes of a PDU, or fewer where the sender has gone.

        Raises:
            ConnectionAbortedError: it is too long or too slow; the sender was told so by an A-ABORT.
        """
        limits = self.guarded.limits
        now = time.monotonic()
        if nr_bytes > limits.pdu_bytes:
            self._cut_off(Reason.OVERSIZE)
        if nr_bytes != _HEADER_BYTES:
            self._weigh(nr_bytes, now)
        taken = bytearray(nr_bytes)
        view, position, deadline = memoryview(taken), 0, now + limits.pdu_s
        stream = cast("socket.socket", self.socket)
        while position < nr_bytes:
            if _QUICK_ACK is not None:
                # Senders that hold back a small part until the one before is acknowledged (Nagle) would wait
                # 40 ms for each object. The system forgets this after a while.
                stream.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK, 1)
            left = deadline - time.monotonic()
            if left <= 0:
                self._cut_off(Reason.SLOW)
            stream.settimeout(left)
            try:
                n = stream.recv_into(view[position:])
            except TimeoutError:
                self._cut_off(Reason.SLOW)
            if not n:
                break
            position += n
        stream.settimeout(limits.pdu_s)  # for what is sent: who does not read must not hold a thread
        return taken[:position]

    def _weigh(self, nr_bytes: int, now: float) -> None:
        """Add a PDU to the message that it belongs to; cut off where that grows too large or too slowly."""
        limits, message = self.guarded.limits, self.guarded.dimse.message
        if message is None:
            self._message_bytes, self._message_begun = 0, now
        self._message_bytes += nr_bytes
        most = limits.object_bytes if isinstance(message, C_STORE_RQ) else limits.message_bytes
        if self._message_bytes > most:
            self._cut_off(Reason.OVERSIZE)
        lasted = now - self._message_begun
        if lasted > limits.slow_after_s and self._message_bytes < limits.slowest_bytes_per_s * lasted:
            self._cut_off(Reason.SLOW)

    def _cut_off(self, reason: Reason) -> None:
        self.guarded.refuse(reason)
        self.send(_ABORT)
        raise ConnectionAbortedError(reason)


class GuardedDul(DULServiceProvider):
    """The upper layer's state machine, whose thread ends quietly where a PDU has no place in it."""

    def run_reactor(self) -> None:
        """Run until the connection ends."""
        try:
            super().run_reactor()
        except Exception:  # noqa: BLE001  (pynetdicom raises whatever a PDU out of place makes it stumble over)
            association = self.assoc
            if isinstance(association, GuardedAssociation):
                association.end_by_fault()
            self._kill_thread = True


class GuardedAssociation(Association):
    """An association that counts as long as it lives, and leaves nothing behind."""

    def __init__(self, ae: ApplicationEntity, server: NodeServer, address: str) -> None:
        self.limits = server.limits
        self.server = server
        self.address = address
        self.was_refused = False
        super().__init__(ae, "acceptor")
        self.dul = GuardedDul(self)
        # The timers are the upper layer's.
        self.acse_timeout, self.network_timeout = ae.acse_timeout, ae.network_timeout
        self._files: list[Any] = []

    def end_by_fault(self) -> None:
        """End it where what was received has no place in a conversation."""
        if not self.was_refused:
            self.refuse(Reason.MALFORMED)
        self.is_aborted, self.is_established, self._kill = True, False, True

    def refuse(self, reason: Reason) -> None:
        """Note why it ends before its time."""
        self.was_refused = True
        self.server.refusals.note(reason, self.address, self.requestor.ae_title)

    def run_reactor(self) -> None:
        """Serve until the sender has gone; then give the place free."""
        try:
            super().run_reactor()
        except Exception:  # noqa: BLE001  (likewise)
            self.end_by_fault()
        finally:
            with suppress(OSError):
                self._drop_files()
            guarded = self.dul.socket
            if isinstance(guarded, GuardedSocket):
                guarded.stream.close()  # pynetdicom does not where the sender has gone first
            self.server.gate.leave(self.address)

    def open_file(self) -> Any:
        """A file for an object that is being received; it goes with the association, if not before."""
        file = tempfile.NamedTemporaryFile(suffix=".dcm", delete=False, dir=self.server.incoming)  # noqa: SIM115
        self._files = [*(earlier for earlier in self._files if not earlier.closed), file]
        return file

    def _drop_files(self) -> None:
        """Of objects that did not come whole, or were not asked about any more, nothing stays."""
        for file in self._files:
            file.close()
            Path(file.name).unlink(missing_ok=True)


class NodeRequestHandler(RequestHandler):
    """One connection, in a thread of its own: TLS first, then the association."""

    server: NodeServer

    def handle(self) -> None:
        """Shake hands, and start the association."""
        address = str(self.client_address[0])
        self.request.settimeout(self.server.limits.negotiation_s)
        # Answers are small, and must not wait until the sender acknowledges the one before.
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.server.tls is not None:
            try:
                self.request = self.server.tls.wrap_socket(self.request, server_side=True)
            except (OSError, ValueError):
                self.server.refusals.note(Reason.NO_TLS, address)
                raise
        super().handle()

    def _create_association(self) -> GuardedAssociation:
        """As pynetdicom does, with the guarded kinds of association and socket."""
        server = self.server
        assoc = GuardedAssociation(self.ae, server, str(self.client_address[0]))
        assoc._server = server  # noqa: SLF001  (how a server's associations are told from others')
        assoc.name = "AcceptorThread@rtqa"
        assoc.set_socket(GuardedSocket(assoc, self.request))
        assoc.acceptor.maximum_length = server.limits.announced_pdu_bytes
        assoc.acceptor.ae_title = server.ae_title
        assoc.acceptor.address_info = self.local
        assoc.acceptor.implementation_class_uid = self.ae.implementation_class_uid
        assoc.acceptor.implementation_version_name = self.ae.implementation_version_name
        assoc.acceptor.supported_contexts = deepcopy(server.contexts)
        assoc.requestor.address_info = self.remote
        server.bind_to(assoc)
        return assoc


class NodeServer(ThreadedAssociationServer):
    """Listens, and counts those who come before it listens to them."""

    daemon_threads = True
    request_queue_size = 1024

    def __init__(
        self,
        entity: ApplicationEntity,
        address: tuple[str, int],
        *,
        contexts: list[PresentationContext],
        handlers: list[Any],
        limits: NodeLimits,
        refusals: Refusals,
        tls: ssl.SSLContext | None,
        incoming: Path,
    ) -> None:
        self.incoming = incoming
        self.limits = limits
        self.refusals = refusals
        self.tls = tls
        self.gate = Gate(limits)
        super().__init__(
            entity,
            address,
            entity.ae_title,
            contexts,
            evt_handlers=handlers,
            request_handler=NodeRequestHandler,
        )

    def bind_to(self, association: Association) -> None:
        """Bind this server's handlers to an association."""
        bound: dict[Any, Any] = dict(self._handlers)
        for event, handlers in bound.items():
            for handler, arguments in [handlers] if event.is_intervention else handlers:
                if handler is not None:
                    association.bind(event, handler, arguments)

    def shutdown(self) -> None:
        """Stop listening."""
        BaseServer.shutdown(self)
        self.server_close()

    def service_actions(self) -> None:
        """Nothing: pynetdicom collects garbage here, which takes longer than to refuse a flood."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """What a stranger brings about is no fault to be traced."""

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection in a thread of its own; where there is none left, it is closed."""
        try:
            super().process_request(request, client_address)
        except RuntimeError:
            self.gate.leave(str(client_address[0]))
            self.shutdown_request(request)

    def verify_request(self, _request: Any, client_address: Any) -> bool:
        """Whether there is room for one more connection; where not, it is closed unheard."""
        address = str(client_address[0])
        reason = self.gate.enter(address)
        if reason is not None:
            self.refusals.note(reason, address)
        return reason is None

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a connection; one that never became an association leaves at once."""
        try:
            self.finish_request(request, client_address)
        except Exception:  # noqa: BLE001  (whatever a stranger brings about ends with the connection)
            self.gate.leave(str(client_address[0]))
            self.shutdown_request(request)


def set_up_pynetdicom() -> None:
    """Objects go to a file as they come; nothing of them into a log; sockets are closed."""
    _config.STORE_RECV_CHUNKED_DATASET = True
    _config.LOG_HANDLER_LEVEL = "none"
    dimse_messages.NamedTemporaryFile = _open_file  # type: ignore[attr-defined]
    AssociationSocket._shutdown_socket = _shut_down  # type: ignore[assignment,method-assign]  # noqa: SLF001
    for name in ("pynetdicom", "pydicom"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    # Both warn with the values that they stumble over, which may name a patient.
    warnings.filterwarnings("ignore", module=r"pydicom\.|pynetdicom\.")


def _open_file(*arguments: Any, **more: Any) -> Any:
    """A file for what pynetdicom receives: an association's own, where it is one of ours."""
    thread = threading.current_thread()
    if isinstance(thread, GuardedDul) and isinstance(thread.assoc, GuardedAssociation):
        return thread.assoc.open_file()
    return tempfile.NamedTemporaryFile(*arguments, **more)


def _shut_down(guarded: AssociationSocket) -> None:
    """Close a socket even where the other end closed it first."""
    stream = guarded.socket
    if stream is not None:
        with suppress(OSError):
            stream.shutdown(socket.SHUT_RDWR)
        stream.close()
