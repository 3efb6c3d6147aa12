"""What is kept beside a record to show it again: where its images lie, and its outlines."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "liverlens_kept",
        sa.Column("record_id", sa.Integer, nullable=False),
        sa.Column("place", sa.LargeBinary),
        sa.Column("outlines", sa.LargeBinary),
        sa.PrimaryKeyConstraint("record_id", name="pk_liverlens_kept"),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["liverlens_record.id"],
            name="fk_liverlens_kept_record_id",
            ondelete="CASCADE",
        ),
    )
