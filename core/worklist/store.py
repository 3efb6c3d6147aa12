"""The store of analyses: what is saved is there, whole, until it is deleted."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cached_property

import sqlalchemy as sa

from core.annotation import Annotation
from core.errors import StoreError, UnknownRecordError, UsageError
from core.measurements import Change
from core.worklist import sentences
from core.worklist.annotations import (
    Annotated,
    StoredAnnotation,
    Whose,
    forget_annotations,
    list_annotations,
    read_annotation,
    write_annotation,
)
from core.worklist.cohort import Cohort, read_cohort
from core.worklist.database import BUSY_SECONDS, Database
from core.worklist.deleting import delete_records
from core.worklist.facts import fact
from core.worklist.filters import Filter, conditions, question
from core.worklist.kept import Kept, read_kept, write_kept
from core.worklist.key_file import load_key
from core.worklist.location import Location, locate
from core.worklist.measured import write_change
from core.worklist.patient_key import PatientKey
from core.worklist.queue import Queue
from core.worklist.record import RECORD_STATUSES, Patient, Record
from core.worklist.rows import read_records, write_record
from core.worklist.studies import Studies, check_reading
from core.worklist.tables import RECORD, row_id
from core.worklist.upgrade import upgrade

_FINGERPRINT, _IDENTITY = "key_fingerprint", "identity"


class Store:
    """Records and the queue in one database. Safe to use from any thread.

    Every method raises StoreError where the database can't be read or written; what was there
    before is then untouched.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.queue = Queue(database)
        self.studies = Studies(database)

    @classmethod
    def open(
        cls, address: str | os.PathLike | None = None, *, busy_seconds: float = BUSY_SECONDS
    ) -> Store:
        """The store at `address`, created or upgraded to the newest version if necessary.

        Args:
            address: a file, a folder, or a database URL; by default `DATABASE_URL`, else the file
                that `LIVERLENS_STORE` names, else one in the user's data folder.
            busy_seconds: how long each step waits for other programs.

        Raises:
            StoreError: no such database, no permission, not a worklist, or of a newer version.
        """
        database = Database(locate(address), busy_seconds)
        upgrade(database)
        return cls(database)

    @property
    def location(self) -> Location:
        return self._database.location

    @property
    def place(self) -> str:
        """Where it is, for a person; without a password."""
        return str(self.location)

    @cached_property
    def key(self) -> PatientKey:
        """The key of the pseudonyms, created with the store.

        Raises:
            StoreError: the key can't be read, or is not the one that this store was started with:
                the same patient would get a second pseudonym.
        """
        location = self.location
        key = load_key(location.key_file)
        with self._database.writing() as connection:
            known = fact(connection, _FINGERPRINT, key.fingerprint())
        if known != key.fingerprint():
            raise StoreError(sentences.another_key(location, location.key_file.name))
        return key

    @cached_property
    def identity(self) -> str:
        """16 random digits: whether two processes use one store, whatever address each has."""
        with self._database.writing() as connection:
            return fact(connection, _IDENTITY, secrets.token_hex(8))

    def save(self, record: Record, kept: Kept | None = None) -> Record:
        """Keep `record`; it replaces what the same weights said of the same series before.

        If they say the same again, it stays reviewed if it was, and keeps its interval. `kept` goes
        beside it; what was there before goes.

        Returns the record as kept, with its number and the time.
        """
        with self._database.writing() as connection:
            record = replace(record, created_at=self._database.now(connection))
            record = write_record(connection, record)
            write_kept(connection, record.number, kept)
            return record

    def kept(self, number: int) -> Kept:
        """What shows that record again; empty where nothing is kept, or there is no such record."""
        with self._database.reading() as connection:
            return read_kept(connection, row_id(number))

    def change_measured(self, series_digest: str, change: Change) -> bool:
        """Keep what a reader measured in a series, changed or removed there.

        Returns False where there is no record of that series: then nothing is kept.
        """
        with self._database.writing() as connection:
            now = self._database.now(connection)
            return write_change(connection, series_digest, change, now)

    def save_annotation(
        self,
        series_digest: str,
        reader: str,
        annotation: Annotation,
        *,
        base: int,
        study: str = "",
        submitted: bool = False,
    ) -> int:
        """Keep what a reader says of a series as a new version; all earlier ones stay.

        Args:
            reader: as the audit trail names people (`core.audit.Trail.user`).
            base: the version that the reader began with, 0 for none.
            submitted: whether the reader is done with it.

        Returns the new version, from 1.

        Raises:
            StaleVersionError: `base` is not the newest version of this reader, series and study.
            InputError: the version before lies on another grid, or a voxel belongs to a finding
                that is in no list.
            StudyError: the reader has no role in the study, or submitted the series.
        """
        with self._database.writing() as connection:
            if study:
                check_reading(connection, study, series_digest, reader)
            return write_annotation(
                connection,
                Whose(series_digest, reader, study),
                annotation,
                base=base,
                is_submitted=submitted,
                now=self._database.now(connection),
                place=self.place,
            )

    def annotation(
        self, series_digest: str, reader: str, *, study: str = "", version: int | None = None
    ) -> StoredAnnotation | None:
        """That version of what a reader says of a series, by default the newest; None without."""
        whose = Whose(series_digest, reader, study)
        with self._database.reading() as connection:
            return read_annotation(connection, whose, version, self.place)

    def annotation_versions(
        self, series_digest: str, *, reader: str | None = None, study: str | None = None
    ) -> tuple[Annotated, ...]:
        """All versions of a series, the oldest first, without their voxels."""
        with self._database.reading() as connection:
            return list_annotations(
                connection, series_digest=series_digest, reader=reader, study=study
            )

    def annotated(
        self, study: str | None = None, *, every_version: bool = False
    ) -> tuple[Annotated, ...]:
        """The newest version of each reader in each series and study, without voxels, by time.

        Args:
            study: only those of that study, "" for those of none.
            every_version: the older ones too.
        """
        with self._database.reading() as connection:
            every = list_annotations(connection, study=study)
        if every_version:
            return every
        newest = {one[:3]: one for one in sorted(every, key=lambda one: one.version)}
        return tuple(one for one in every if newest[one[:3]] is one)

    def forget_annotations(
        self, series_digest: str, *, reader: str | None = None, study: str | None = None
    ) -> int:
        """Remove what readers said of a series, with all its versions; returns how many."""
        with self._database.writing() as connection:
            return forget_annotations(connection, series_digest, reader=reader, study=study)

    def list(self, wanted: Filter | None = None) -> list[Record]:
        with self._database.reading() as connection:
            return read_records(connection, question(wanted or Filter()))

    def count(self, wanted: Filter | None = None) -> int:
        """How many records fit, whatever the limit."""
        query = sa.select(sa.func.count()).select_from(RECORD)
        with self._database.reading() as connection:
            return connection.execute(query.where(*conditions(wanted or Filter()))).scalar_one()

    def cohort(
        self, wanted: Filter, *, with_outside: bool = False, picked: int | None = None
    ) -> Cohort:
        """What one model says of all series that fit (`read_cohort`)."""
        with self._database.reading() as connection:
            return read_cohort(connection, wanted, with_outside=with_outside, picked=picked)

    def get(self, number: int) -> Record:
        """Raises UnknownRecordError if there is none of that number."""
        with self._database.reading() as connection:
            query = sa.select(RECORD).where(RECORD.c.id == row_id(number))
            found = read_records(connection, query)
        if not found:
            raise _unknown(number)
        return found[0]

    def patients(self) -> tuple[Patient, ...]:
        """Everyone of whom there is a record, the highest risk first."""
        query = (
            sa.select(
                RECORD.c.pseudonym,
                sa.func.count(RECORD.c.series_digest.distinct()),
                sa.func.min(RECORD.c.study_date),
                sa.func.max(RECORD.c.study_date),
            )
            .group_by(RECORD.c.pseudonym)
            .order_by(sa.func.max(RECORD.c.p_malignant).desc(), RECORD.c.pseudonym)
        )
        with self._database.reading() as connection:
            return tuple(Patient(*row) for row in connection.execute(query))

    def model_names(self) -> tuple[str, ...]:
        """The models of which there is a record, by name."""
        query = sa.select(RECORD.c.model_name).distinct().order_by(RECORD.c.model_name)
        with self._database.reading() as connection:
            return tuple(connection.execute(query).scalars())

    def mark(self, number: int, status: str) -> Record:
        """Say whether a person has looked at it: one of `RECORD_STATUSES`.

        Raises UnknownRecordError if there is none of that number, UsageError for another status.
        """
        if status not in RECORD_STATUSES:
            raise UsageError(sentences.unknown_status(status, RECORD_STATUSES))
        with self._database.writing() as connection:
            change = sa.update(RECORD).where(RECORD.c.id == row_id(number)).values(status=status)
            if connection.execute(change).rowcount == 0:
                raise _unknown(number)
        return self.get(number)

    def delete(self, number: int) -> None:
        """Forget a record with what was kept because of it (`deleting.delete_records`).

        Raises UnknownRecordError if there is none of that number.
        """
        with self._database.writing() as connection:
            if not delete_records(connection, RECORD.c.id == row_id(number)):
                raise _unknown(number)

    def delete_older(self, days: float, note: Callable[[int], object] = lambda _: None) -> int:
        """Forget likewise all records that were made longer ago; returns how many. `note` is called
        with their number before they are gone; where it raises, all stay."""
        with self._database.writing() as connection:
            until = self._database.now(connection) - timedelta(days=days)
            removed = delete_records(connection, RECORD.c.created_at < until)
            if removed:
                note(removed)
            return removed

    def close(self) -> None:
        self._database.close()


def _unknown(number: int) -> UnknownRecordError:
    return UnknownRecordError(sentences.unknown_record(number))
