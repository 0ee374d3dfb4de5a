"""Of whom what is asked, beside the cases: a list of those that are open needs to look at no other.

What is in it follows from other tables, and is made when all migrations have run.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table, empty."""
    op.create_table(
        "asked_of",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["desk_case.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", "owner"),
    )
    op.create_index(op.f("ix_asked_of_owner"), "asked_of", ["owner"], unique=False)
    op.create_index(op.f("ix_desk_case_changed_at"), "desk_case", ["changed_at"], unique=False)
