"""How often somebody may come: a bucket of tokens for each sender, in memory."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at_s: float


class Rate:
    """So many at once, and so many a second from then on.

    Args:
        burst: at once.
        per_second: from then on.
        clock: in seconds, of any start.
        most: senders remembered; the one that came longest ago is forgotten.
    """

    def __init__(
        self,
        *,
        burst: float,
        per_second: float,
        clock: Callable[[], float] = time.monotonic,
        most: int = 10_000,
    ) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._most = most
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = Lock()

    @classmethod
    def of_a_minute(cls, n: int, *, clock: Callable[[], float] = time.monotonic) -> Rate:
        """So many a minute; what was not used comes back evenly, up to a minute's."""
        return cls(burst=n, per_second=n / 60, clock=clock)

    def takes(self, sender: str) -> bool:
        """Whether one more is let in, which is counted."""
        with self._lock:
            bucket = self._fill(sender)
            if bucket.tokens < 1.0:
                return False
            bucket.tokens -= 1.0
            return True

    def has_left(self, sender: str) -> bool:
        """Whether one more would be let in."""
        with self._lock:
            return self._fill(sender).tokens >= 1.0

    def _fill(self, sender: str) -> _Bucket:
        now_s = self._clock()
        bucket = self._buckets.pop(sender, None) or _Bucket(self._burst, now_s)
        self._buckets[sender] = bucket
        while len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        bucket.tokens = min(self._burst, bucket.tokens + (now_s - bucket.at_s) * self._per_second)
        bucket.at_s = now_s
        return bucket
