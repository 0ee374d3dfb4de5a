"""A process beside a worker of a cluster that starts judges for it: ``python -m rtqa.cohort.crew``.

A worker of dask may not start processes itself (it is a daemon), and should not load what a judge needs. It
writes one :class:`Order` after the other to this process, and reads None for each, or the error that ends
the run. When the worker is gone, so is what it asked for.
"""

from __future__ import annotations

import os
import pickle
import sys

from rtqa.cohort.apart import Judges
from rtqa.cohort.judge import Order
from rtqa.errors import RtqaError


def main() -> None:
    """Serve the worker until it closes its end."""
    replies = os.fdopen(os.dup(1), "wb")
    # Whatever is printed by a library must not stand among the replies.
    os.dup2(2, 1)
    orders = sys.stdin.buffer
    while True:
        try:
            order: Order = pickle.load(orders)  # noqa: S301 (from the worker that started this process)
        except EOFError:
            return
        reply: RtqaError | None = None
        judges = Judges(1, timeout_s=order.limits[0])
        judges.start(order)
        try:
            # The worker says nothing while it waits: what can be read is the end.
            if not judges.wait(also=[orders]):
                judges.stop()
                return
        except RtqaError as error:
            reply = error
        pickle.dump(reply, replies)
        replies.flush()


if __name__ == "__main__":
    main()
