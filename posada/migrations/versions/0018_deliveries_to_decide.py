"""Replies about which staff are to decide, and when a delivery last changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import common.database

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_IS_UNDECIDED = sa.text("delivery IN ('unsure', 'held', 'failed') AND route = 'chat'")


def upgrade() -> None:
    op.add_column(
        "conversations",
        sa.Column("delivery_changed_at", common.database.UtcDateTime(timezone=True), nullable=True),
    )
    op.create_index(
        "ix_outgoing_undecided",
        "outgoing",
        ["conversation"],
        unique=False,
        sqlite_where=_IS_UNDECIDED,
        postgresql_where=_IS_UNDECIDED,
    )


def downgrade() -> None:
    op.drop_index("ix_outgoing_undecided", table_name="outgoing")
    op.drop_column("conversations", "delivery_changed_at")
