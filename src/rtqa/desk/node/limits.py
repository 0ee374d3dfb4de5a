"""Who may connect, how many at once, how much and how slowly; and what is said of those who may not.

No planning system comes near these limits; who does is a fault or a stranger. What is refused is told in the
log and the audit trail: the first time at once, then once a minute with a count, so that a flood cannot fill
the disk with its own refusals.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from rtqa.desk.rates import Rate
from rtqa.limits import MOST_FILE_BYTES

_MOST_ADDRESSES = 10_000
_REPORT_EVERY_S = 60.0


class Reason(StrEnum):
    """Why somebody or something was refused; the words stand in the log and the audit trail."""

    CALLED_TITLE = "called title is not ours"
    CALLING_TITLE = "calling title is not on the list"
    CALLING_ADDRESS = "calling title is not expected from this address"
    ASSOCIATIONS = "too many associations at once"
    CONNECTIONS = "too many connections at once"
    RATE = "too many connections in a minute"
    NO_TLS = "no valid TLS"
    OVERSIZE = "message too large"
    SLOW = "sender too slow"
    MALFORMED = "malformed PDU or message"
    BAD_UID = "UID in signs that no UID has"
    NOT_STORED = "object not accepted"
    FULL = "no room left"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeLimits:
    """What one node bears.

    Attributes:
        associations: at once, of all senders together; one more is rejected as transient.
        connections: at once, with those that have not yet said who they are; one more is closed unheard.
        connections_of_address: at once, of one address.
        connections_per_minute: of one address.
        object_bytes: of one stored object.
        message_bytes: of any other message, and of an object's command.
        pdu_bytes: of one PDU. It is announced to senders as the longest P-DATA PDU, less the room that a long
            list of presentation contexts needs.
        negotiation_s: until a connection has asked for an association, TLS included.
        pdu_s: from a PDU's first byte to its last.
        idle_s: without a PDU.
        slow_after_s, slowest_bytes_per_s: a message that takes longer must come at least so fast.
    """

    associations: int = 32
    connections: int = 128
    connections_of_address: int = 64
    connections_per_minute: int = 1200
    object_bytes: int = MOST_FILE_BYTES
    message_bytes: int = 2**23
    pdu_bytes: int = 2**18
    negotiation_s: float = 15.0
    pdu_s: float = 30.0
    idle_s: float = 60.0
    slow_after_s: float = 20.0
    slowest_bytes_per_s: int = 2**12

    @property
    def announced_pdu_bytes(self) -> int:
        """The maximum length that is told to senders (PS3.8 D.1)."""
        return self.pdu_bytes // 2


class Refusal(NamedTuple):
    """Whom and why; nothing of a patient.

    Attributes:
        reason: in words.
        address: of the sender, without its port; a folder's name; an account.
        title: calling AE title, with signs that no title has as ``?``; empty where none was said.
        times: how often since it was last told.
    """

    reason: Reason
    address: str
    title: str
    times: int


@dataclass(slots=True)
class Refusals:
    """Counts what is refused, and tells of it at most once a minute for each sender and reason."""

    tell: Callable[[Refusal], None]
    clock: Callable[[], float] = time.monotonic
    _reported_at: dict[tuple[Reason, str, str], float] = field(default_factory=dict)
    _waiting: Counter[tuple[Reason, str, str]] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, reason: Reason, address: str, title: str = "") -> None:
        """One more refused."""
        what = (reason, address, plain_title(title))
        now = self.clock()
        with self._lock:
            self._waiting[what] += 1
            due = now - self._reported_at.get(what, -_REPORT_EVERY_S) >= _REPORT_EVERY_S
            count = self._take(what, now) if due else 0
        if count:
            self.tell(Refusal(*what, count))

    def tell_rest(self, *, at_once: bool = False) -> None:
        """Tell what was counted since, where its minute is over, or all of it at the end."""
        now = self.clock()
        with self._lock:
            due = [
                what for what in self._waiting if at_once or now - self._reported_at[what] >= _REPORT_EVERY_S
            ]
            refusals = [Refusal(*what, self._take(what, now)) for what in due]
        for refusal in refusals:
            self.tell(refusal)

    def _take(self, what: tuple[Reason, str, str], now: float) -> int:
        if len(self._reported_at) >= _MOST_ADDRESSES:
            self._reported_at = {
                known: moment for known, moment in self._reported_at.items() if known in self._waiting
            }
        self._reported_at[what] = now
        return self._waiting.pop(what)


@dataclass(slots=True)
class Gate:
    """Counts connections: how many are open, of one address and of all, and how often they came."""

    limits: NodeLimits
    clock: Callable[[], float] = time.monotonic
    _open: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _rate: Rate = field(init=False)

    def __post_init__(self) -> None:
        self._rate = Rate.of_a_minute(self.limits.connections_per_minute, clock=self.clock)

    def enter(self, address: str) -> Reason | None:
        """Let a connection in, or say why not. What was let in is to :meth:`leave`."""
        limits = self.limits
        with self._lock:
            if self._open.total() >= limits.connections:
                return Reason.CONNECTIONS
            if self._open[address] >= limits.connections_of_address:
                return Reason.CONNECTIONS
            if not self._rate.takes(address):
                return Reason.RATE
            self._open[address] += 1
        return None

    def leave(self, address: str) -> None:
        """A connection ended."""
        with self._lock:
            self._open[address] -= 1
            if self._open[address] <= 0:
                del self._open[address]


def plain_title(title: str) -> str:
    """An AE title fit for a log: at most 16 signs, none that no title has (PS3.5 6.2)."""
    return "".join(sign if " " <= sign <= "~" and sign != "\\" else "?" for sign in title.strip())[:16]
