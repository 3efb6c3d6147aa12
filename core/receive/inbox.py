"""Files on the disk as they came: each one whole and flushed before it is acknowledged.

One folder a series, one file an instance; both are named by hashes of their UIDs. Everything is for
the owner alone (0700, 0600).
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.atomic_write import atomic_file
from core.errors import LiverLensError, PacsError
from core.pacs.instance import Instance, read_instance
from core.pacs.uids import name_of
from core.receive import sentences
from core.receive.settings import ReceiveSettings

_SUFFIX, _PART, _STATE = ".dcm", ".part", ".queued.json"
#: As many of one series.
MOST_FILES = 20_000


class NoRoomError(LiverLensError):
    """The disk, or what the inbox may hold, is full."""


class AnotherUnderUidError(LiverLensError):
    """A different file with the same UID is there: the first one stays."""


@dataclass(frozen=True)
class Arrived:
    """One series in the inbox."""

    folder: Path
    n_files: int
    #: `time.time()` of its last file.
    last: float
    #: How many files it had when it was queued or set aside, 0 for never.
    n_queued: int

    @property
    def is_settled(self) -> bool:
        """Nothing came since it was queued."""
        return self.n_files == self.n_queued


class Inbox:
    """Safe to use from any thread of one process."""

    def __init__(self, settings: ReceiveSettings) -> None:
        self._settings = settings
        self.folder = settings.inbox
        self._lock = threading.Lock()
        #: Folder name -> what is in it.
        self._series: dict[str, Arrived] = {}
        self._n_bytes = 0

    @classmethod
    def open(cls, settings: ReceiveSettings) -> Inbox:
        """The inbox with what is in it; halves of files that a crash left are removed.

        Raises PacsError where the folder can't be used, or belongs to somebody else.
        """
        inbox = cls(settings)
        try:
            inbox.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if hasattr(os, "getuid") and inbox.folder.stat().st_uid != os.getuid():
                raise PacsError(sentences.inbox_open_to_others(inbox.folder))
            inbox.folder.chmod(0o700)
            inbox._scan()
        except OSError as error:
            reason = error.strerror or error
            raise PacsError(sentences.inbox_unusable(inbox.folder, reason)) from error
        return inbox

    def keep(self, body: bytes, found: Instance) -> None:
        """Write one DICOM file, whose identity is `found`; it is on the disk when this returns. One
        that is there already is kept once.

        Raises:
            NoRoomError, AnotherUnderUidError.
            OSError: the disk fails otherwise.
        """
        name = name_of(found.study_uid, found.series_uid)
        path = self.folder / name / f"{name_of(found.sop_instance_uid)}{_SUFFIX}"
        with self._lock:
            known = self._series.get(name)
            if not path.exists():
                self._check_room(len(body), known.n_files if known else 0)
        try:
            is_new = self._write(path, body)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise NoRoomError(error.strerror) from error
            raise
        if is_new:
            with self._lock:
                before = self._series.get(name) or Arrived(path.parent, 0, 0.0, 0)
                self._series[name] = Arrived(
                    path.parent, before.n_files + 1, time.time(), before.n_queued
                )
                self._n_bytes += len(body)

    def series(self) -> list[Arrived]:
        """Every series, the one that waits longest first."""
        with self._lock:
            return sorted(self._series.values(), key=lambda one: one.last)

    @property
    def n_files(self) -> int:
        with self._lock:
            return sum(one.n_files for one in self._series.values())

    def settle(self, arrived: Arrived) -> None:
        """Remember, over restarts too, that the series was dealt with as it is in `arrived`."""
        with atomic_file(arrived.folder / _STATE) as part:
            part.write_text(json.dumps({"files": arrived.n_files}), encoding="ascii")
        with self._lock:
            now = self._series.get(arrived.folder.name)
            if now is not None:
                self._series[arrived.folder.name] = Arrived(
                    now.folder, now.n_files, now.last, arrived.n_files
                )

    def first_instance(self, arrived: Arrived) -> Instance | None:
        """The identity of one file of the series."""
        for path in _files(arrived.folder):
            return read_instance(path.read_bytes())
        return None

    def remove(self, arrived: Arrived) -> None:
        """Forget a series, files and all."""
        with self._lock:
            self._series.pop(arrived.folder.name, None)
            self._n_bytes -= sum(path.stat().st_size for path in _files(arrived.folder))
            shutil.rmtree(arrived.folder, ignore_errors=True)

    def _check_room(self, size: int, n_files: int) -> None:
        settings = self._settings
        if (
            size > settings.most_file_bytes
            or n_files >= MOST_FILES
            or self._n_bytes + size > settings.most_bytes
            or shutil.disk_usage(self.folder).free - size < settings.free_bytes
        ):
            raise NoRoomError(os.strerror(errno.ENOSPC))

    def _write(self, path: Path, body: bytes) -> bool:
        """True once it is on the disk; False if the same file is there already."""
        if path.exists():
            return _is_same(path, body)
        folder = path.parent
        if not folder.is_dir():
            folder.mkdir(mode=0o700, exist_ok=True)
            _flush_folder(self.folder)
        part = folder / f".{secrets.token_hex(8)}{_PART}"
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            try:
                # A link, unlike a rename, fails where another sender was faster.
                os.link(part, path)
            except FileExistsError:
                return _is_same(path, body)
            _flush_folder(folder)
        finally:
            part.unlink(missing_ok=True)
        return True

    def _scan(self) -> None:
        for folder in self.folder.iterdir():
            if not folder.is_dir() or folder.is_symlink():
                continue
            for part in folder.glob(f".*{_PART}"):
                part.unlink(missing_ok=True)
            stats = [path.stat() for path in _files(folder)]
            if not stats:
                continue
            last = max(one.st_mtime for one in stats)
            self._series[folder.name] = Arrived(folder, len(stats), last, _n_queued(folder))
            self._n_bytes += sum(one.st_size for one in stats)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.glob(f"*{_SUFFIX}") if not path.name.startswith("."))


def _n_queued(folder: Path) -> int:
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        return int(json.loads((folder / _STATE).read_text(encoding="ascii"))["files"])
    return 0


def _is_same(path: Path, body: bytes) -> bool:
    """False: the same file is there. Raises AnotherUnderUidError for a different one."""
    if path.read_bytes() != body:
        raise AnotherUnderUidError(path.name)
    return False


def _flush_folder(folder: Path) -> None:
    """So that a new name survives a power cut too."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
