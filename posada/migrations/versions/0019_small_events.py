"""Events that wait are found by channel: a channel's small ones are filed apart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_NEW = sa.text("state = 'new'")
_NAME = "ix_channel_events_new"


def _index(*columns: str) -> None:
    op.drop_index(_NAME, table_name="channel_events")
    op.create_index(
        _NAME, "channel_events", list(columns), unique=False, sqlite_where=_NEW, postgresql_where=_NEW
    )


def upgrade() -> None:
    _index("channel", "seq")


def downgrade() -> None:
    _index("seq")
