"""An index in which the longest waiting series is found at once, however many there are."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_liverlens_queue_state_id", "liverlens_queue", ["state", "id"])
    op.drop_index("ix_liverlens_queue_state", table_name="liverlens_queue")
