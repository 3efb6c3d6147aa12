"""The tables of the store; `migrations/` makes them, and changes them from version to version."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

#: Where Alembic notes the store's version; the prefix keeps clear of a database's other tables.
VERSION_TABLE = "liverlens_version"


class UtcDateTime(sa.types.TypeDecorator):
    """Aware UTC in Python; `timestamptz` in PostgreSQL, UTC text in SQLite, which has no zones."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


#: Of a column of integers.
LARGEST_INTEGER = 2**31 - 1


def row_id(number: int) -> int:
    """What a column of ids can be asked for: the number, or one that no row has instead of one that
    the database does not take."""
    return number if abs(number) <= LARGEST_INTEGER else -1


METADATA = sa.MetaData(
    # Names that are the same in every database, so that later revisions can refer to them.
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

RECORD = sa.Table(
    "liverlens_record",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("pseudonym", sa.String(64), nullable=False, index=True),
    sa.Column("study_date", sa.Date, index=True),
    sa.Column("series_digest", sa.String(64), nullable=False),
    sa.Column("n_slices", sa.Integer, nullable=False),
    sa.Column("model_name", sa.String(200), nullable=False),
    sa.Column("backbone", sa.String(200), nullable=False),
    sa.Column("weights_sha256", sa.String(64), nullable=False),
    sa.Column("category", sa.String(20), nullable=False, index=True),
    sa.Column("p_normal", sa.Float(53), nullable=False),
    sa.Column("p_benign", sa.Float(53), nullable=False),
    sa.Column("p_malignant", sa.Float(53), nullable=False, index=True),
    sa.Column("liver_ml", sa.Float(53), nullable=False),
    sa.Column("lesion_ml", sa.Float(53), nullable=False),
    sa.Column("burden_percent", sa.Float(53)),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("lesions", sa.JSON, nullable=False),
    sa.Column("seconds", sa.JSON, nullable=False),
    sa.Column("version", sa.String(40), nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False, index=True),
    sa.Column("interval", sa.JSON(none_as_null=True)),
    sa.Column("rule", sa.String(40), nullable=False, server_default=""),
    sa.Column("calibrated", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("needs_review", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("review_reason", sa.Text, nullable=False, server_default=""),
    sa.Column("liver_box", sa.JSON(none_as_null=True)),
    sa.Column("slice_mm", sa.Float(53)),
    sa.Column("thickness_mm", sa.Float(53)),
    sa.Column("reasons", sa.JSON(none_as_null=True)),
    sa.Column("nothing_found_in_part", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("own", sa.JSON(none_as_null=True)),
    sa.Column("modality", sa.String(16), nullable=False, server_default="CT"),
    sa.Column("plane", sa.String(16), nullable=False, server_default="axial"),
    sa.UniqueConstraint("series_digest", "weights_sha256"),
)

CAUTION = sa.Table(
    "liverlens_caution",
    METADATA,
    sa.Column(
        "record_id",
        sa.Integer,
        sa.ForeignKey("liverlens_record.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    #: The order in which they are shown.
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("code", sa.String(40), nullable=False, index=True),
    sa.Column("sentence", sa.Text, nullable=False),
    sa.Column("severity", sa.String(20), nullable=False, server_default="warn"),
)

#: What shows a record again (`core.worklist.kept`); apart, so that lists of records stay light.
KEPT = sa.Table(
    "liverlens_kept",
    METADATA,
    sa.Column(
        "record_id",
        sa.Integer,
        sa.ForeignKey("liverlens_record.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("place", sa.LargeBinary),
    sa.Column("outlines", sa.LargeBinary),
)

#: What readers measured in a series, whichever models' records there are of it.
MEASURED = sa.Table(
    "liverlens_measured",
    METADATA,
    sa.Column("series_digest", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(40), primary_key=True),
    #: `core.measurements.plain_measurement`.
    sa.Column("measurement", sa.JSON, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
)

#: What a reader says of a series: a row for each version (`core.worklist.annotations`).
ANNOTATION = sa.Table(
    "liverlens_annotation",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("series_digest", sa.String(64), nullable=False),
    #: As the audit trail names people.
    sa.Column("reader", sa.String(64), nullable=False),
    #: "" where it belongs to no study.
    sa.Column("study", sa.String(64), nullable=False, index=True),
    #: From 1, of this reader in this series and study.
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("n_slices", sa.Integer, nullable=False),
    sa.Column("n_rows", sa.Integer, nullable=False),
    sa.Column("n_columns", sa.Integer, nullable=False),
    #: `core.annotation.plain_finding` of each.
    sa.Column("findings", sa.JSON, nullable=False),
    #: `core.annotation.plain_slice_labels`.
    sa.Column("slice_labels", sa.JSON, nullable=False),
    sa.Column("is_submitted", sa.Boolean, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("series_digest", "reader", "study", "version"),
)

#: The slices that a version changed; the others are those of the versions before.
ANNOTATION_SLICE = sa.Table(
    "liverlens_annotation_slice",
    METADATA,
    sa.Column(
        "annotation_id",
        sa.Integer,
        sa.ForeignKey("liverlens_annotation.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("slice_index", sa.Integer, primary_key=True),
    #: `core.worklist.packed_runs`.
    sa.Column("runs", sa.LargeBinary, nullable=False),
)

#: What several readers read, each for themselves (`core.worklist.study`).
STUDY = sa.Table(
    "liverlens_study",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(100), nullable=False, unique=True),
    sa.Column("owner", sa.String(64), nullable=False),
    #: One column, so that there can't be two.
    sa.Column("arbiter", sa.String(64)),
    sa.Column("instructions", sa.Text, nullable=False),
    sa.Column("labels", sa.JSON, nullable=False),
    sa.Column("is_blind", sa.Boolean, nullable=False),
    sa.Column("is_open", sa.Boolean, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
)


def _study_key() -> sa.Column:
    return sa.Column(
        "study",
        sa.String(32),
        sa.ForeignKey("liverlens_study.id", ondelete="CASCADE"),
        primary_key=True,
    )


STUDY_SERIES = sa.Table(
    "liverlens_study_series",
    METADATA,
    _study_key(),
    sa.Column("series_digest", sa.String(64), primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("pseudonym", sa.String(64), nullable=False),
    sa.Column("n_slices", sa.Integer, nullable=False),
    sa.Column("shape", sa.JSON(none_as_null=True)),
    sa.Column("spacing_mm", sa.JSON(none_as_null=True)),
    sa.Column("place", sa.LargeBinary),
)

STUDY_READER = sa.Table(
    "liverlens_study_reader",
    METADATA,
    _study_key(),
    sa.Column("reader", sa.String(64), primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("joined_at", UtcDateTime, nullable=False),
)

QUEUE = sa.Table(
    "liverlens_queue",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("series_digest", sa.String(64), nullable=False),
    sa.Column("model_name", sa.String(200), nullable=False),
    sa.Column("n_slices", sa.Integer, nullable=False),
    #: Paths to look for the series in; emptied when it is done.
    sa.Column("paths", sa.JSON, nullable=False),
    #: Given by the user for a series that names nobody.
    sa.Column("pseudonym", sa.String(64)),
    sa.Column("state", sa.String(20), nullable=False),
    #: Times it was claimed since it was added or retried.
    sa.Column("attempts", sa.Integer, nullable=False),
    #: Who works on it (`process.this_process`), and under which claim.
    sa.Column("worker", sa.String(200)),
    sa.Column("claim", sa.String(32)),
    sa.Column("heartbeat_at", UtcDateTime),
    sa.Column("progress_done", sa.Integer, nullable=False),
    sa.Column("progress_total", sa.Integer, nullable=False),
    sa.Column("error", sa.Text, nullable=False),
    sa.Column("record_id", sa.Integer, sa.ForeignKey("liverlens_record.id", ondelete="CASCADE")),
    sa.Column("added_at", UtcDateTime, nullable=False),
    sa.Column("finished_at", UtcDateTime),
    sa.UniqueConstraint("series_digest", "model_name"),
    # The longest waiting is found without a look at any other.
    sa.Index("ix_liverlens_queue_state_id", "state", "id"),
)

#: Facts about the store itself, such as the fingerprint of its key.
FACT = sa.Table(
    "liverlens_fact",
    METADATA,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
