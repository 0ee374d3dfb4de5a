"""Accounts of those who sign in by the hospital's OpenID provider."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Give accounts the identity that the provider knows them by."""
    op.add_column("account", sa.Column("identity_sha256", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_account_identity_sha256"), "account", ["identity_sha256"], unique=True)
