"""Studies: series that several readers read, each for themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "liverlens_study",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("arbiter", sa.String(64)),
        sa.Column("instructions", sa.Text, nullable=False),
        sa.Column("labels", sa.JSON, nullable=False),
        sa.Column("is_blind", sa.Boolean, nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_liverlens_study"),
        sa.UniqueConstraint("name", name="uq_liverlens_study_name"),
    )
    op.create_table(
        "liverlens_study_series",
        sa.Column("study", sa.String(32), nullable=False),
        sa.Column("series_digest", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("pseudonym", sa.String(64), nullable=False),
        sa.Column("n_slices", sa.Integer, nullable=False),
        sa.Column("shape", sa.JSON),
        sa.Column("spacing_mm", sa.JSON),
        sa.Column("place", sa.LargeBinary),
        sa.PrimaryKeyConstraint("study", "series_digest", name="pk_liverlens_study_series"),
        sa.ForeignKeyConstraint(
            ["study"],
            ["liverlens_study.id"],
            name="fk_liverlens_study_series_study",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "liverlens_study_reader",
        sa.Column("study", sa.String(32), nullable=False),
        sa.Column("reader", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("study", "reader", name="pk_liverlens_study_reader"),
        sa.ForeignKeyConstraint(
            ["study"],
            ["liverlens_study.id"],
            name="fk_liverlens_study_reader_study",
            ondelete="CASCADE",
        ),
    )
