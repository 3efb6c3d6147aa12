"""What readers outlined and named, as the store holds it: every version, whole or not at all.

A version is a row with its findings and labels, and the slices that are different from the version
before. Reading one takes for each slice the newest of the versions up to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
import sqlalchemy as sa

from core.annotation import (
    NOTHING,
    Annotation,
    findings_of,
    plain_finding,
    plain_slice_labels,
    slice_labels_of,
)
from core.annotation.change import check_findings
from core.annotation.sentences import other_grid
from core.errors import InputError, StaleVersionError, StoreError
from core.worklist import sentences
from core.worklist.locks import hold
from core.worklist.packed_runs import pack, unpack
from core.worklist.tables import ANNOTATION, ANNOTATION_SLICE
from core.worklist.upserts import insert_into


@dataclass(frozen=True, eq=False)
class StoredAnnotation:
    """One version, with who made it and when."""

    annotation: Annotation
    #: From 1.
    version: int
    #: UTC.
    created_at: datetime
    #: As the audit trail names people.
    reader: str
    #: "" for none.
    study: str
    is_submitted: bool
    series_digest: str

    @property
    def shape(self) -> tuple[int, int, int]:
        """(slices, rows, columns)."""
        slices, rows, columns = self.annotation.voxels.shape
        return slices, rows, columns


class Annotated(NamedTuple):
    """A version without its voxels."""

    series_digest: str
    reader: str
    study: str
    version: int
    is_submitted: bool
    #: UTC.
    created_at: datetime


class Whose(NamedTuple):
    """Whose outlines of what."""

    series_digest: str
    reader: str
    study: str

    def condition(self) -> sa.ColumnElement[bool]:
        return (
            (ANNOTATION.c.series_digest == self.series_digest)
            & (ANNOTATION.c.reader == self.reader)
            & (ANNOTATION.c.study == self.study)
        )


def write_annotation(
    connection: sa.Connection,
    whose: Whose,
    annotation: Annotation,
    *,
    base: int,
    is_submitted: bool,
    now: datetime,
    place: object,
) -> int:
    """Add a version after `base` and return its number; see `Store.save_annotation`."""
    query = sa.select(sa.func.max(ANNOTATION.c.version)).where(whose.condition())
    newest = connection.execute(query).scalar_one() or 0
    if newest == base + 1 and _is_there(connection, whose, newest, annotation, is_submitted, place):
        # The answer to the one who saved it was lost.
        return newest
    if base > newest:
        raise StaleVersionError(sentences.no_outlines_before(base))
    if base < newest:
        raise StaleVersionError(sentences.newer_outlines(newest, base))
    before = read_annotation(connection, whose, base, place) if base else None
    shape = annotation.voxels.shape
    if before is not None and before.shape != shape:
        raise InputError(other_grid(shape, before.shape))
    changed = [
        index
        for index, plane in enumerate(annotation.voxels)
        if _is_new(plane, None if before is None else before.annotation.voxels[index])
    ]
    check_findings(annotation, changed, before=None if before is None else before.annotation)
    insert = insert_into(connection, ANNOTATION).values(
        **whose._asdict(),
        version=base + 1,
        n_slices=shape[0],
        n_rows=shape[1],
        n_columns=shape[2],
        findings=[plain_finding(one) for one in annotation.findings],
        slice_labels=plain_slice_labels(annotation.slice_labels),
        is_submitted=is_submitted,
        created_at=now,
    )
    # Another server may have saved this version between the question above and now.
    added = insert.on_conflict_do_nothing(index_elements=[*Whose._fields, "version"])
    number = connection.execute(added.returning(ANNOTATION.c.id)).scalar_one_or_none()
    if number is None:
        raise StaleVersionError(sentences.newer_outlines(base + 1, base))
    rows = [
        {"annotation_id": number, "slice_index": index, "runs": pack(annotation.voxels[index])}
        for index in changed
    ]
    if rows:
        connection.execute(sa.insert(ANNOTATION_SLICE), rows)
    return base + 1


def read_annotation(
    connection: sa.Connection, whose: Whose, version: int | None, place: object
) -> StoredAnnotation | None:
    """That version, or the newest one; None where there is none."""
    query = sa.select(ANNOTATION).where(whose.condition())
    if version is None:
        query = query.order_by(ANNOTATION.c.version.desc()).limit(1)
    else:
        query = query.where(ANNOTATION.c.version == version)
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    slices = (
        sa.select(ANNOTATION_SLICE.c.slice_index, ANNOTATION_SLICE.c.runs)
        .join(ANNOTATION, ANNOTATION.c.id == ANNOTATION_SLICE.c.annotation_id)
        .where(whose.condition(), ANNOTATION.c.version <= row["version"])
        .order_by(ANNOTATION.c.version)
    )
    newest = {row.slice_index: row.runs for row in connection.execute(slices)}
    try:
        annotation = _annotation(row, newest)
    except (ValueError, IndexError, InputError) as error:
        raise StoreError(sentences.damaged_outlines(place, row["version"])) from error
    return StoredAnnotation(
        annotation,
        version=row["version"],
        created_at=row["created_at"],
        reader=row["reader"],
        study=row["study"],
        is_submitted=row["is_submitted"],
        series_digest=row["series_digest"],
    )


def list_annotations(
    connection: sa.Connection,
    *,
    series_digest: str | None = None,
    reader: str | None = None,
    study: str | None = None,
) -> tuple[Annotated, ...]:
    """All versions, the oldest first; those of a series, a reader, a study where given."""
    asked = {"series_digest": series_digest, "reader": reader, "study": study}
    query = sa.select(*(ANNOTATION.c[name] for name in Annotated._fields)).where(
        *(ANNOTATION.c[name] == value for name, value in asked.items() if value is not None)
    )
    # Not by time: a clock may have been set back between two of them.
    rows = connection.execute(query.order_by(ANNOTATION.c.id))
    return tuple(Annotated(*row) for row in rows)


def forget_annotations(
    connection: sa.Connection, series_digest: str, *, reader: str | None, study: str | None
) -> int:
    """Remove all versions of them; returns how many there were."""
    which = ANNOTATION.c.series_digest == series_digest
    if reader is not None:
        which &= ANNOTATION.c.reader == reader
    if study is not None:
        which &= ANNOTATION.c.study == study
    hold(connection, ANNOTATION, which)
    return connection.execute(sa.delete(ANNOTATION).where(which)).rowcount


def _is_there(
    connection: sa.Connection,
    whose: Whose,
    version: int,
    annotation: Annotation,
    is_submitted: bool,
    place: object,
) -> bool:
    """Whether that version says the very same."""
    there = read_annotation(connection, whose, version, place)
    return (
        there is not None
        and there.is_submitted == is_submitted
        and there.annotation.findings == annotation.findings
        and there.annotation.slice_labels == annotation.slice_labels
        and np.array_equal(there.annotation.voxels, annotation.voxels)
    )


def _is_new(plane: np.ndarray, before: np.ndarray | None) -> bool:
    """A slice that no version holds has nothing on it."""
    return bool((plane != (NOTHING if before is None else before)).any())


def _annotation(row: Mapping[Any, Any], slices: Mapping[int, bytes]) -> Annotation:
    shape = (row["n_slices"], row["n_rows"], row["n_columns"])
    voxels = np.full(shape, NOTHING, np.uint8)
    for index, runs in slices.items():
        voxels[index] = unpack(runs, shape[1:])
    return Annotation(
        voxels,
        findings_of(row["findings"]),
        slice_labels_of(row["slice_labels"], row["n_slices"]),
    )
