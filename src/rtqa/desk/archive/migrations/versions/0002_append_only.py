"""Rows of the trail, of reports and of decisions cannot be changed or removed: the database refuses it."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = ("audit_entry", "report", "decision")


def upgrade() -> None:
    """Put a trigger on each."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if not is_sqlite:
        op.execute(
            "CREATE FUNCTION rtqa_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$BEGIN RAISE EXCEPTION 'append-only'; END$$"
        )
    for table in TABLES:
        for change in ("UPDATE", "DELETE"):
            name = f"{table}_no_{change.lower()}"
            act = (
                "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
                if is_sqlite
                else "EXECUTE FUNCTION rtqa_refuse()"
            )
            op.execute(f"CREATE TRIGGER {name} BEFORE {change} ON {table} FOR EACH ROW {act}")
