"""Why a series is not assessable, and whether nothing was found in the part of a liver examined.

Records of older versions have neither: their category stays what it was.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("liverlens_record", sa.Column("reasons", sa.JSON))
    op.add_column(
        "liverlens_record",
        sa.Column("nothing_found_in_part", sa.Boolean, nullable=False, server_default=sa.false()),
    )
