"""Get one series whole, or nothing: each file is checked before it is kept."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from core.dicom.items import MemoryFile
from core.errors import Cancelled, PacsError
from core.pacs import sentences
from core.pacs.archive import Archive
from core.pacs.instance import Instance, read_instance
from core.pacs.query import FoundSeries
from core.pacs.rows import tidy
from core.pacs.uids import is_uid, name_of

SUFFIX = ".dcm"


class Target(Protocol):
    """Where the files go. `keep` raises OSError where there is no room."""

    def keep(self, name: str, body: bytes) -> None: ...

    def finish(self) -> None: ...

    def drop(self) -> None: ...


@dataclass
class MemoryTarget:
    """Keeps them in memory, in the order in which they came."""

    files: list[MemoryFile] = field(default_factory=list)

    def keep(self, name: str, body: bytes) -> None:
        self.files.append(MemoryFile(name, body))

    def finish(self) -> None:
        """All are there."""

    def drop(self) -> None:
        self.files.clear()


class FolderTarget:
    """Writes them beside `folder` and renames the whole at the end. A folder that is there already
    gets them one by one then, over files of the same names."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self._part = Path(tempfile.mkdtemp(prefix=".pacs-", dir=self.folder.parent))

    def keep(self, name: str, body: bytes) -> None:
        (self._part / name).write_bytes(body)

    def finish(self) -> None:
        if not self.folder.exists():
            self._part.rename(self.folder)
            return
        for path in self._part.iterdir():
            os.replace(path, self.folder / path.name)
        self._part.rmdir()

    def drop(self) -> None:
        shutil.rmtree(self._part, ignore_errors=True)


@dataclass(frozen=True)
class Fetched:
    """What came of a series."""

    n_files: int
    n_bytes: int
    #: Sent twice, the same each time.
    n_repeated: int


def fetch_series(
    archive: Archive,
    wanted: FoundSeries,
    target: Target,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancel: threading.Event | None = None,
) -> Fetched:
    """Get every file of `wanted` into `target`; where that fails, nothing is left in it.

    Args:
        progress: called with (files that came, files that the archive counts, 0 if it doesn't).

    Raises:
        PacsError: the archive fails, sends another series, less than it counts, a file that ends
            before its image does, one of another patient, two different files under one UID, or
            more than the site's limits.
        Cancelled: `cancel` was set.
    """
    if not (is_uid(wanted.study_uid) and is_uid(wanted.series_uid)):
        raise PacsError(sentences.no_uid_from(archive.site.name))
    came = _Coming(archive, wanted, target, progress)
    try:
        archive.get_series(wanted, came.take, cancel or threading.Event())
        if cancel is not None and cancel.is_set():
            raise Cancelled(sentences.cancelled())
        came.check_count()
        target.finish()
    except OSError as error:
        target.drop()
        raise PacsError(sentences.no_room(error.strerror or error)) from error
    except BaseException:
        target.drop()
        raise
    return Fetched(len(came.digests), came.n_bytes, came.n_repeated)


class _Coming:
    """The files of one series, as they come."""

    def __init__(
        self,
        archive: Archive,
        wanted: FoundSeries,
        target: Target,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self._site = archive.site
        self._wanted = wanted
        self._target = target
        self._progress = progress
        #: SOP Instance UID -> SHA-256 of the file.
        self.digests: dict[str, bytes] = {}
        self.n_bytes = self.n_repeated = 0
        self._patient: str | None = None

    def take(self, body: bytes) -> None:
        site, wanted = self._site, self._wanted
        found = read_instance(body)
        if found is None:
            raise PacsError(sentences.sent_no_dicom(site.name))
        if not found.is_whole:
            raise PacsError(sentences.sent_half_a_file(site.name))
        if (found.study_uid, found.series_uid) != (wanted.study_uid, wanted.series_uid):
            raise PacsError(sentences.sent_another_series(site.name))
        digest = hashlib.sha256(body).digest()
        if found.sop_instance_uid in self.digests:
            if self.digests[found.sop_instance_uid] != digest:
                raise PacsError(sentences.two_under_one_uid(site.name))
            self.n_repeated += 1
            return
        self._check_patient(found)
        self.n_bytes += len(body)
        if len(self.digests) == site.most_files or self.n_bytes > site.most_bytes:
            raise PacsError(sentences.series_too_large(site.name, site.most_files, site.most_bytes))
        try:
            self._target.keep(name_of(found.sop_instance_uid) + SUFFIX, body)
        except OSError as error:
            raise PacsError(sentences.no_room(error.strerror or error)) from error
        self.digests[found.sop_instance_uid] = digest
        if self._progress is not None:
            self._progress(len(self.digests), wanted.n_instances or 0)

    def _check_patient(self, found: Instance) -> None:
        """That it is of the patient who was asked for, and of the one of the first file."""
        # Of several values an answer is known by the first.
        patient = tidy(found.patient_id.split("\\")[0]).casefold()
        wanted = self._wanted.patient_id.casefold()
        if patient and wanted and found.is_patient_id_certain and patient != wanted:
            raise PacsError(sentences.sent_another_patient(self._site.name))
        if self._patient not in (None, patient):
            raise PacsError(sentences.sent_two_patients(self._site.name))
        self._patient = patient

    def check_count(self) -> None:
        n, expected = len(self.digests), self._wanted.n_instances
        if not n:
            raise PacsError(sentences.sent_nothing(self._site.name))
        if expected is not None and n < expected:
            raise PacsError(sentences.sent_part(self._site.name, n, expected))
