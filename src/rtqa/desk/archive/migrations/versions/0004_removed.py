"""Reports and decisions may be removed with their case, once the trail says that it was: not otherwise."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

_TABLES = ("report", "decision")
_IS_REMOVED = "EXISTS (SELECT 1 FROM audit_entry WHERE action = 'case.removed' AND case_id = OLD.case_id)"


def upgrade() -> None:
    """Put other triggers in the place of those that refuse every removal."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if not is_sqlite:
        op.execute(
            "CREATE FUNCTION rtqa_refuse_unless_removed() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$BEGIN IF NOT {_IS_REMOVED} THEN RAISE EXCEPTION 'append-only'; END IF; RETURN OLD; END$$"
        )
    for table in _TABLES:
        name = f"{table}_no_delete"
        op.execute(f"DROP TRIGGER {name}" + ("" if is_sqlite else f" ON {table}"))
        act = (
            f"WHEN NOT {_IS_REMOVED} BEGIN SELECT RAISE(ABORT, 'append-only'); END"
            if is_sqlite
            else "EXECUTE FUNCTION rtqa_refuse_unless_removed()"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE DELETE ON {table} FOR EACH ROW {act}")
