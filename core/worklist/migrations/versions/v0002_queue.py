"""Second version: the queue, cautions by code, intervals and what needs review, the key's print.

Cautions move from a list in each record to rows of their own; those had no codes: "other".
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add_columns()
    _create_cautions()
    _move_cautions()
    op.drop_column("liverlens_record", "cautions")
    _create_queue()
    op.create_table(
        "liverlens_fact",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_liverlens_fact"),
    )


def downgrade() -> None:
    raise NotImplementedError("older versions of LiverLens would lose the queue")


def _add_columns() -> None:
    for column in (
        sa.Column("interval", sa.JSON),
        sa.Column("rule", sa.String(40), nullable=False, server_default=""),
        sa.Column("calibrated", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("needs_review", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("review_reason", sa.Text, nullable=False, server_default=""),
    ):
        op.add_column("liverlens_record", column)


def _create_cautions() -> None:
    op.create_table(
        "liverlens_caution",
        sa.Column("record_id", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("record_id", "position", name="pk_liverlens_caution"),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["liverlens_record.id"],
            name="fk_liverlens_caution_record_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_liverlens_caution_code", "liverlens_caution", ["code"])


def _move_cautions() -> None:
    connection = op.get_bind()
    # Read as text in both databases, so that no driver decodes it on the way.
    rows = connection.execute(
        sa.text("SELECT id, CAST(cautions AS TEXT) FROM liverlens_record")
    ).all()
    moved = [
        {"record": record, "position": position, "sentence": sentence}
        for record, text in rows
        for position, sentence in enumerate(json.loads(text))
    ]
    if moved:
        connection.execute(
            sa.text(
                "INSERT INTO liverlens_caution (record_id, position, code, sentence) "
                "VALUES (:record, :position, 'other', :sentence)"
            ),
            moved,
        )


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
