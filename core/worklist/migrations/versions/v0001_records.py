"""First version: one row an analysis, its cautions as a list of sentences."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
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
        sa.Column("cautions", sa.JSON, nullable=False),
        sa.Column("lesions", sa.JSON, nullable=False),
        sa.Column("seconds", sa.JSON, nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_liverlens_record"),
        sa.UniqueConstraint(
            "series_digest", "weights_sha256", name="uq_liverlens_record_series_digest"
        ),
    )
    for column in ("pseudonym", "study_date", "category", "p_malignant", "created_at"):
        op.create_index(f"ix_liverlens_record_{column}", "liverlens_record", [column])


def downgrade() -> None:
    op.drop_table("liverlens_record")
