"""What readers outlined and named in a series: a row for each version, and its changed slices.

A record whose outlines a reader corrected also holds what the model said itself.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("liverlens_record", sa.Column("own", sa.JSON))
    op.create_table(
        "liverlens_annotation",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("series_digest", sa.String(64), nullable=False),
        sa.Column("reader", sa.String(64), nullable=False),
        sa.Column("study", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("n_slices", sa.Integer, nullable=False),
        sa.Column("n_rows", sa.Integer, nullable=False),
        sa.Column("n_columns", sa.Integer, nullable=False),
        sa.Column("findings", sa.JSON, nullable=False),
        sa.Column("slice_labels", sa.JSON, nullable=False),
        sa.Column("is_submitted", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_liverlens_annotation"),
        sa.UniqueConstraint(
            "series_digest",
            "reader",
            "study",
            "version",
            name="uq_liverlens_annotation_series_digest",
        ),
    )
    op.create_index("ix_liverlens_annotation_study", "liverlens_annotation", ["study"])
    op.create_table(
        "liverlens_annotation_slice",
        sa.Column("annotation_id", sa.Integer, nullable=False),
        sa.Column("slice_index", sa.Integer, nullable=False),
        sa.Column("runs", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint(
            "annotation_id", "slice_index", name="pk_liverlens_annotation_slice"
        ),
        sa.ForeignKeyConstraint(
            ["annotation_id"],
            ["liverlens_annotation.id"],
            name="fk_liverlens_annotation_slice_annotation_id",
            ondelete="CASCADE",
        ),
    )
