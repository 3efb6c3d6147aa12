"""The first released version: records, their cautions, the queue, and facts about the store.

The tables are those of the last development version, 0004, so that its stores stay usable.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_records()
    _create_cautions()
    _create_queue()
    op.create_table(
        "liverlens_fact",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_liverlens_fact"),
    )


def _create_records() -> None:
    op.create_table(
        "liverlens_record",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("pseudonym", sa.String(64), nullable=False),
        sa.Column("study_date", sa.Date),
        sa.Column("series_digest", sa.String(64), nullable=False),
        sa.Column("n_slices", sa.Integer, nullable=False),
        sa.Column("model_name", sa.String(200), nullable=False),
        sa.Column("backbone", sa.String(200), nullable=False),
        sa.Column("weights_sha256", sa.String(64), nullable=False),
        sa.Column("category", sa.String(20), nullable=False),
        sa.Column("p_normal", sa.Float(53), nullable=False),
        sa.Column("p_benign", sa.Float(53), nullable=False),
        sa.Column("p_malignant", sa.Float(53), nullable=False),
        sa.Column("liver_ml", sa.Float(53), nullable=False),
        sa.Column("lesion_ml", sa.Float(53), nullable=False),
        sa.Column("burden_percent", sa.Float(53)),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("lesions", sa.JSON, nullable=False),
        sa.Column("seconds", sa.JSON, nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("interval", sa.JSON),
        sa.Column("rule", sa.String(40), nullable=False, server_default=""),
        sa.Column("calibrated", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("needs_review", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("review_reason", sa.Text, nullable=False, server_default=""),
        sa.Column("liver_box", sa.JSON),
        sa.Column("slice_mm", sa.Float(53)),
        sa.Column("thickness_mm", sa.Float(53)),
        sa.PrimaryKeyConstraint("id", name="pk_liverlens_record"),
        sa.UniqueConstraint(
            "series_digest", "weights_sha256", name="uq_liverlens_record_series_digest"
        ),
    )
    for column in ("pseudonym", "study_date", "category", "p_malignant", "created_at"):
        op.create_index(f"ix_liverlens_record_{column}", "liverlens_record", [column])


def _create_cautions() -> None:
    op.create_table(
        "liverlens_caution",
        sa.Column("record_id", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.Column("severity", sa.String(20), nullable=False, server_default="warn"),
        sa.PrimaryKeyConstraint("record_id", "position", name="pk_liverlens_caution"),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["liverlens_record.id"],
            name="fk_liverlens_caution_record_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_liverlens_caution_code", "liverlens_caution", ["code"])


def _create_queue() -> None:
    op.create_table(
        "liverlens_queue",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("series_digest", sa.String(64), nullable=False),
        sa.Column("model_name", sa.String(200), nullable=False),
        sa.Column("n_slices", sa.Integer, nullable=False),
        sa.Column("paths", sa.JSON, nullable=False),
        sa.Column("pseudonym", sa.String(64)),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("worker", sa.String(200)),
        sa.Column("claim", sa.String(32)),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True)),
        sa.Column("progress_done", sa.Integer, nullable=False),
        sa.Column("progress_total", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("record_id", sa.Integer),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_liverlens_queue"),
        sa.UniqueConstraint("series_digest", "model_name", name="uq_liverlens_queue_series_digest"),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["liverlens_record.id"],
            name="fk_liverlens_queue_record_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_liverlens_queue_state", "liverlens_queue", ["state"])
