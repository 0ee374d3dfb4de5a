"""How rows are kept: moments in UTC, and a seal over each row that shows when a byte of it has changed."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, String, event
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, Session, mapped_column
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; a datetime without a zone is nobody's moment.

        Raises:
            ValueError: it has no zone.
        """
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From UTC; SQLite keeps no zone."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False):
    """All tables; a row is made of its values by keyword."""

    type_annotation_map = {datetime: Moment(), dict[str, Any]: JSON(), list[Any]: JSON()}  # noqa: RUF012


class Sealed(MappedAsDataclass, kw_only=True, eq=False):
    """A row with a hash of its values: a byte that changes behind the desk's back is noticed.

    Such rows are changed through the ORM alone, never by ``UPDATE`` of many at once.
    """

    seal: Mapped[str] = mapped_column(String(64), sort_order=99, init=False, repr=False)


def compute_seal(row: Sealed) -> str:
    """The hash of a row's values but the seal itself."""
    columns = row.__table__.columns  # type: ignore[attr-defined]
    values = {column.key: getattr(row, column.key) for column in columns if column.key != "seal"}
    return digest_values(values)


def digest_values(values: dict[str, Any]) -> str:
    """SHA-256 of values as canonical JSON, moments in UTC to the microsecond."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError(type(value).__name__)


@event.listens_for(Session, "before_flush")
def _seal_rows(session: Session, *_: object) -> None:
    """Seal what is about to be written; defaults are filled in by then (see the tables)."""
    for row in (*session.new, *session.dirty):
        if isinstance(row, Sealed):
            row.seal = compute_seal(row)
