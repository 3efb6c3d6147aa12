"""Studies of readers in the store: made, joined and read; whole or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from core.errors import StudyError
from core.typed_text import lines, one_line
from core.worklist import study_sentences as sentences
from core.worklist.annotations import Annotated, list_annotations
from core.worklist.database import Database
from core.worklist.locks import hold
from core.worklist.study import ARBITER, LABELS, READER, Study, StudySeries
from core.worklist.tables import ANNOTATION, STUDY, STUDY_READER, STUDY_SERIES
from core.worklist.upserts import insert_into

#: Letters, as they were typed.
LONGEST_NAME, LONGEST_INSTRUCTIONS = 100, 5000


class Studies:
    """Those of one store. Every method raises StoreError where the database can't be used, and
    `StudyError`, one of them, for what a person may not do; nothing is changed then."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self,
        name: str,
        owner: str,
        series: Sequence[StudySeries],
        *,
        instructions: str = "",
        labels: Collection[str] = tuple(LABELS),
        is_blind: bool = True,
    ) -> Study:
        """A new study without readers.

        Args:
            owner: as the audit trail names people; they may open and close it, and delete it.
            labels: of `LABELS`.
        """
        _check_lengths(name, instructions)
        name = one_line(name)
        _check(name, series, labels)
        with self._database.writing() as connection:
            values: dict[str, Any] = {
                "id": secrets.token_hex(8),
                "name": name,
                "owner": owner,
                "arbiter": None,
                "instructions": lines(instructions),
                "labels": [one for one in LABELS if one in labels],
                "is_blind": is_blind,
                "is_open": True,
                "created_at": self._database.now(connection),
            }
            insert = insert_into(connection, STUDY).values(**values)
            made = insert.on_conflict_do_nothing(index_elements=["name"]).returning(STUDY.c.id)
            if connection.execute(made).scalar_one_or_none() is None:
                raise StudyError(sentences.study_name_taken(name))
            _put_series(connection, values["id"], series)
            return read_study(connection, values["id"])

    def list(self) -> tuple[Study, ...]:
        """All of them, the newest first."""
        with self._database.reading() as connection:
            ids = connection.execute(
                sa.select(STUDY.c.id).order_by(STUDY.c.created_at.desc(), STUDY.c.id)
            ).scalars()
            return tuple(read_study(connection, one) for one in ids)

    def get(self, name: str) -> Study:
        """By its id or its name. Raises StudyError if there is none."""
        with self._database.reading() as connection:
            return read_study(connection, name)

    def join(self, study: str, person: str, role: str = READER) -> Study:
        """Take part in a study, as `READER` or `ARBITER`; again in the same role changes nothing.

        Raises:
            StudyError: it has an arbiter, the person has the other role, or it is closed.
        """
        if role not in (READER, ARBITER):
            raise StudyError(sentences.unknown_role(role, (READER, ARBITER)))
        with self._database.writing() as connection:
            found = _locked(connection, study)
            has = found.role_of(person)
            if has == role:
                return found
            if has in (READER, ARBITER):
                raise StudyError(sentences.has_another_role(found.name, has))
            if role == ARBITER and found.arbiter is not None:
                raise StudyError(sentences.has_an_arbiter(found.name))
            if not found.is_open:
                raise StudyError(sentences.joining_is_closed(found.name))
            if role == ARBITER:
                change = sa.update(STUDY).where(STUDY.c.id == found.id).values(arbiter=person)
                connection.execute(change)
            else:
                values = {
                    "study": found.id,
                    "reader": person,
                    "position": len(found.readers),
                    "joined_at": self._database.now(connection),
                }
                connection.execute(sa.insert(STUDY_READER).values(**values))
            return read_study(connection, found.id)

    def open_to_join(self, study: str, person: str, is_open: bool) -> Study:
        """Whether more people may join; for the owner alone."""
        with self._database.writing() as connection:
            found = _of_owner(connection, study, person)
            change = sa.update(STUDY).where(STUDY.c.id == found.id).values(is_open=is_open)
            connection.execute(change)
            return read_study(connection, found.id)

    def add_series(self, study: str, person: str, series: Sequence[StudySeries]) -> Study:
        """Further series; those that are in it already stay as they are. For the owner alone."""
        with self._database.writing() as connection:
            found = _of_owner(connection, study, person)
            known = {one.series_digest for one in found.series}
            fresh = [one for one in series if one.series_digest not in known]
            _put_series(connection, found.id, fresh, first=len(found.series))
            return read_study(connection, found.id)

    def note_geometry(
        self,
        study: str,
        series_digest: str,
        shape: tuple[int, int, int],
        spacing_mm: tuple[float, float, float] | None,
    ) -> None:
        """Keep what was learnt of a series when it was opened, where it was not known."""
        with self._database.writing() as connection:
            connection.execute(
                sa.update(STUDY_SERIES)
                .where(
                    STUDY_SERIES.c.study == study,
                    STUDY_SERIES.c.series_digest == series_digest,
                    STUDY_SERIES.c.shape.is_(None),
                )
                .values(shape=list(shape), spacing_mm=spacing_mm and list(spacing_mm))
            )

    def delete(self, study: str, person: str) -> None:
        """Forget the study and all that was read in it; for the owner alone."""
        with self._database.writing() as connection:
            found = _of_owner(connection, study, person)
            of_study = ANNOTATION.c.study == found.id
            hold(connection, ANNOTATION, of_study)
            connection.execute(sa.delete(ANNOTATION).where(of_study))
            connection.execute(sa.delete(STUDY).where(STUDY.c.id == found.id))


def check_reading(connection: sa.Connection, study: str, series_digest: str, person: str) -> None:
    """Whether a reading may be saved to a study that there is. To one that was deleted in the
    meantime it may: what somebody painted is not lost for that.

    Raises:
        StudyError: the person has no role in it, the series is not part of it, or they have
            submitted it.
    """
    if connection.execute(sa.select(STUDY.c.id).where(STUDY.c.id == study)).first() is None:
        return
    found = read_study(connection, study)
    if found.role_of(person) not in (READER, ARBITER):
        raise StudyError(sentences.no_role_in_study(found.name))
    if found.one(series_digest) is None:
        raise StudyError(sentences.series_not_in_study(found.name))
    versions = list_annotations(connection, series_digest=series_digest, reader=person, study=study)
    if any(one.is_submitted for one in versions):
        raise StudyError(sentences.submitted_already(found.name))


def submitted_by(newest: Iterable[Annotated]) -> dict[str, set[str]]:
    """Digest of a series -> who has submitted it (`Store.annotated` of the study)."""
    found: dict[str, set[str]] = {}
    for one in newest:
        if one.is_submitted:
            found.setdefault(one.series_digest, set()).add(one.reader)
    return found


def read_study(connection: sa.Connection, name: str) -> Study:
    """By its id or its name. Raises StudyError if there is none."""
    query = sa.select(STUDY).where((STUDY.c.id == name) | (STUDY.c.name == name))
    # An id before a study that somebody named like it.
    rows = sorted(connection.execute(query), key=lambda row: row.id != name)
    if not rows:
        raise StudyError(sentences.no_such_study(name))
    row = rows[0]
    series = sa.select(STUDY_SERIES).where(STUDY_SERIES.c.study == row.id)
    readers = sa.select(STUDY_READER.c.reader).where(STUDY_READER.c.study == row.id)
    return Study(
        id=row.id,
        # Earlier versions kept names and instructions as they were typed.
        name=one_line(row.name) or row.id,
        owner=row.owner,
        created_at=row.created_at,
        instructions=lines(row.instructions),
        labels=tuple(row.labels),
        is_blind=row.is_blind,
        is_open=row.is_open,
        arbiter=row.arbiter,
        readers=tuple(connection.execute(readers.order_by(STUDY_READER.c.position)).scalars()),
        series=tuple(
            StudySeries(
                one.series_digest,
                one.pseudonym,
                one.n_slices,
                shape=one.shape and tuple(one.shape),
                spacing_mm=one.spacing_mm and tuple(one.spacing_mm),
                place=one.place,
            )
            for one in connection.execute(series.order_by(STUDY_SERIES.c.position))
        ),
    )


def _check_lengths(name: str, instructions: str) -> None:
    if len(name) > LONGEST_NAME:
        raise StudyError(sentences.study_name_too_long(len(name), LONGEST_NAME))
    if (length := len(instructions)) > LONGEST_INSTRUCTIONS:
        raise StudyError(sentences.study_instructions_too_long(length, LONGEST_INSTRUCTIONS))


def _check(name: str, series: Sequence[StudySeries], labels: Collection[str]) -> None:
    if not name:
        raise StudyError(sentences.study_without_name())
    if not series:
        raise StudyError(sentences.study_without_series())
    if not labels:
        raise StudyError(sentences.study_without_labels())
    if unknown := sorted(set(labels) - set(LABELS)):
        raise StudyError(sentences.unknown_labels(unknown, LABELS))


def _locked(connection: sa.Connection, study: str) -> Study:
    """The study, which nobody else changes until the transaction ends."""
    found = read_study(connection, study)
    connection.execute(sa.select(STUDY.c.id).where(STUDY.c.id == found.id).with_for_update())
    # Read again: it may have changed while this transaction waited for its turn.
    return read_study(connection, found.id)


def _of_owner(connection: sa.Connection, study: str, person: str) -> Study:
    found = _locked(connection, study)
    if found.owner != person:
        raise StudyError(sentences.only_the_owner(found.name))
    return found


def _put_series(
    connection: sa.Connection, study: str, series: Sequence[StudySeries], first: int = 0
) -> None:
    rows = {
        one.series_digest: {
            "study": study,
            "series_digest": one.series_digest,
            "pseudonym": one.pseudonym,
            "n_slices": one.n_slices,
            "shape": one.shape and list(one.shape),
            "spacing_mm": one.spacing_mm and list(one.spacing_mm),
            "place": one.place,
        }
        for one in series
    }
    placed = [{**row, "position": first + at} for at, row in enumerate(rows.values())]
    if placed:
        connection.execute(sa.insert(STUDY_SERIES), placed)
