"""Fourth version: how heavy each caution is. Those of older records count as warnings."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "liverlens_caution",
        sa.Column("severity", sa.String(20), nullable=False, server_default="warn"),
    )


def downgrade() -> None:
    raise NotImplementedError("older versions of LiverLens would lose the severities")
