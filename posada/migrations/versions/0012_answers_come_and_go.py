"""Facts and answers that come and go by themselves, and questions that staff set aside."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import common.database

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = common.database.UtcDateTime(timezone=True)
    op.create_table(
        "questions_set_aside",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("property_id", sa.String(length=64), nullable=False),
        sa.Column("turn", sa.String(length=64), nullable=False),
        sa.Column("is_aside", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions_set_aside")),
    )
    with op.batch_alter_table("questions_set_aside", schema=None) as batch_op:
        batch_op.create_index("ix_questions_set_aside_turn", ["property_id", "turn"], unique=False)
    with op.batch_alter_table("knowledge_pointers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("from_at", instant, nullable=True))
        batch_op.add_column(sa.Column("until_at", instant, nullable=True))
        batch_op.add_column(sa.Column("withdrawn_at", instant, nullable=True))
    # What was published until now began when it was.
    op.execute(sa.text("UPDATE knowledge_pointers SET from_at = at"))
    with op.batch_alter_table("knowledge_pointers", schema=None) as batch_op:
        batch_op.alter_column("from_at", existing_type=instant, nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("knowledge_pointers", schema=None) as batch_op:
        batch_op.drop_column("withdrawn_at")
        batch_op.drop_column("until_at")
        batch_op.drop_column("from_at")
    with op.batch_alter_table("questions_set_aside", schema=None) as batch_op:
        batch_op.drop_index("ix_questions_set_aside_turn")
    op.drop_table("questions_set_aside")
