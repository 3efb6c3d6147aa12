"""Third version: where the liver lies and how the slices are spaced, for comparing two scans.

Older records keep nothing there: the mask that would tell it was never stored.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("liver_box", sa.JSON),
        sa.Column("slice_mm", sa.Float(53)),
        sa.Column("thickness_mm", sa.Float(53)),
    ):
        op.add_column("liverlens_record", column)


def downgrade() -> None:
    raise NotImplementedError("older versions of LiverLens would lose where the liver lies")
