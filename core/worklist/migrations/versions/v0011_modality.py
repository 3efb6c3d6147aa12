"""What a series was made by, CT or MR, and the plane of its slices.

Until now the lesions of a record told MR, by the name of their values; all else counts as axial CT.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "liverlens_record",
        sa.Column("modality", sa.String(16), nullable=False, server_default="CT"),
    )
    op.add_column(
        "liverlens_record",
        sa.Column("plane", sa.String(16), nullable=False, server_default="axial"),
    )
    op.execute(
        "UPDATE liverlens_record SET modality = 'MR' "
        "WHERE CAST(lesions AS TEXT) LIKE '%\"mean_value\"%'"
    )
