"""Indexes that reports are counted by."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_conversations_created_at"), "conversations", ["created_at"], unique=False)
    op.create_index(op.f("ix_deliveries_at"), "deliveries", ["at"], unique=False)
    op.drop_index(op.f("ix_outgoing_conversation_seq"), table_name="outgoing")
    op.create_index(
        op.f("ix_outgoing_conversation_seq_template"),
        "outgoing",
        ["conversation", "seq", "template"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_outgoing_conversation_seq_template"), table_name="outgoing")
    op.create_index(op.f("ix_outgoing_conversation_seq"), "outgoing", ["conversation", "seq"], unique=False)
    op.drop_index(op.f("ix_deliveries_at"), table_name="deliveries")
    op.drop_index(op.f("ix_conversations_created_at"), table_name="conversations")
