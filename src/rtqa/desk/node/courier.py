"""The outgoing queue: sends what waits in the archive, and tries again until it arrives."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from pynetdicom.association import Association
from sqlalchemy import select

from rtqa.desk.archive import audit
from rtqa.desk.archive.tables import Outgoing, Report
from rtqa.desk.desk import Desk
from rtqa.desk.node.send import NotSentError, send
from rtqa.desk.settings import Destination

log = logging.getLogger("rtqa.desk.node")

MOST_ATTEMPTS = 80
"""With the waits between them, some three days: a weekend without the archive, and the Monday after."""

_FIRST_WAIT_S, _LONGEST_WAIT_S = 15.0, 3600.0
_BATCH = 50


class Courier:
    """Sends what is due.

    Args:
        desk: whose queue it is.
        find_open: the open association of a caller, by its title; None where there is none.
    """

    def __init__(self, desk: Desk, find_open: Callable[[str], Association | None]) -> None:
        self._desk, self._find_open = desk, find_open

    def step(self) -> int:
        """Try each thing that is due once, in order; how many arrived.

        Where a receiver does not answer, what else is due for it waits for the next time.
        """
        silent: set[str] = set()
        n_sent = 0
        for row, report in self._list_due():
            if row.destination in silent:
                continue
            error = self._try(row, report)
            if error:
                silent.add(row.destination)
            n_sent += not error
            self._note(row.id, error)
        return n_sent

    def _list_due(self) -> list[tuple[Outgoing, Report | None]]:
        query = (
            select(Outgoing)
            .where(Outgoing.state == "waiting", Outgoing.next_at <= self._desk.now())
            .order_by(Outgoing.created_at, Outgoing.id)
            .limit(_BATCH)
        )
        with self._desk.archive.read() as session:
            return [
                (row, session.get(Report, row.report_id) if row.report_id is not None else None)
                for row in session.scalars(query)
            ]

    def _try(self, row: Outgoing, report: Report | None) -> str:
        """Why it did not arrive; empty where it did."""
        receiver = self._find_receiver(row)
        if receiver is None:
            return "no destination of that name or title"
        try:
            send(self._desk, row, receiver, report=report)
        except NotSentError as fault:
            return str(fault)
        except Exception as fault:  # whatever a receiver answers must not stop the queue
            log.exception("something could not be sent")
            return type(fault).__name__
        return ""

    def _find_receiver(self, row: Outgoing) -> Association | Destination | None:
        if row.kind == "commitment" and (association := self._find_open(row.destination)) is not None:
            return association
        for destination in self._desk.settings.destinations:
            known_as = destination.name if row.kind == "report" else destination.ae_title
            if known_as == row.destination:
                return destination
        return None

    def _note(self, row_id: str, error: str) -> None:
        with self._desk.archive.begin() as session:
            row = session.get_one(Outgoing, row_id)
            row.attempts += 1
            row.error = error
            if not error:
                row.state = "sent"
            elif row.attempts >= MOST_ATTEMPTS:
                row.state = "failed"
            else:
                wait_s = min(_FIRST_WAIT_S * 2 ** min(row.attempts - 1, 12), _LONGEST_WAIT_S)
                row.next_at = self._desk.now() + timedelta(seconds=wait_s)
            if row.state != "waiting":
                audit.append(
                    session,
                    "desk",
                    f"{row.kind}.{row.state}",
                    at=self._desk.now(),
                    to=row.destination,
                    attempts=row.attempts,
                )
